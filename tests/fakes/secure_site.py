"""A site on loopback under a certificate of its own, and a browser that knows this one certificate and no other."""

from __future__ import annotations

import base64
import ssl
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from automation.browser.launcher import find_browser


class SecureSite:
    """Answers every request over TLS with a page; `name` is what its certificate is made out to."""

    def __init__(self, name: str, folder: Path) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a browser that hangs up is no news
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate(name, folder / "site.pem"))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://{name}:{self._server.server_address[1]}"

    def __enter__(self) -> SecureSite:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def browser(self, folder: Path) -> Path:
        """A program that starts this computer's browser so that it takes this site's key; the product knows of none."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        key = sha256(self._key.public_key().public_bytes(serialization.Encoding.DER, form)).digest()
        known = f"--ignore-certificate-errors-spki-list={base64.b64encode(key).decode()}"
        program = folder / "browser"
        program.write_text(f'#!/bin/sh\nexec "{find_browser().path}" {known} "$@"\n')
        program.chmod(0o755)
        return program

    def _certificate(self, name: str, target: Path) -> Path:
        now, own = datetime.now(UTC), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made = (
            x509.CertificateBuilder(own, own, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        pem, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        secret = self._key.private_bytes(pem, plain, serialization.NoEncryption())
        target.write_bytes(secret + made.public_bytes(pem))
        return target


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"Hello")

    def log_message(self, *_: object) -> None:
        """Tests read what a browser tells."""

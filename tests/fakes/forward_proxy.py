"""A forward proxy on loopback: CONNECT and plain requests, Basic authorisation, a log, and orders to misbehave."""

from __future__ import annotations

import base64
import select
import socket
import socketserver
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_WANTS_NAME = b'HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n'
_NO_WAY = b"HTTP/1.1 502 No way there\r\nContent-Length: 0\r\n"
_CLOSE = b"Connection: close\r\n\r\n"


class ForwardProxy:
    """Carries what its user asks for while `orders` is empty; `seen` holds the addresses that it carried.

    Orders: "refuse" carries for nobody and asks who is there, "die" hangs up, "no way" finds no host.
    """

    def __init__(self, user: str = "", password: str = "", hosts: Mapping[str, str] | None = None) -> None:
        self.user, self.password = user, password
        self.hosts = dict(hosts or {})  # names that nobody knows but the proxy, and where they lead
        self.orders = ""
        self.seen: list[str] = []
        self.asked: list[str] = []  # the addresses that anybody asked it for, carried or not
        self._server = _Server(("127.0.0.1", 0), _Visit)
        self._server.proxy = self
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> ForwardProxy:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Be gone: whoever comes now finds a closed port."""
        self._server.shutdown()
        self._server.server_close()

    def lets_in(self, headers: dict[str, str]) -> bool:
        """Whether a visitor has said the right name."""
        right = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return not self.user or headers.get("proxy-authorization") == f"Basic {right}"

    def carried(self, site: str) -> list[str]:
        """What it carried to a site, as `METHOD path`."""
        return [line.replace(site, "") for line in self.seen if site in line]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    proxy: Any

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no news."""


class _Visit(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        proxy: ForwardProxy = self.server.proxy  # type: ignore[attr-defined]
        method, _, rest = self.rfile.readline().decode().partition(" ")
        address = rest.partition(" ")[0]
        proxy.asked.append(address)
        headers = self._headers()
        if proxy.orders == "die" or not address:
            return
        if proxy.orders == "refuse" or not proxy.lets_in(headers):
            self.wfile.write(_WANTS_NAME + _CLOSE)
            return
        if proxy.orders == "no way":
            self.wfile.write(_NO_WAY + _CLOSE)
            return
        proxy.seen.append(f"{method} {address}")
        self._carry(method, address, headers)

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while line := self.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        return found

    def _carry(self, method: str, address: str, headers: dict[str, str]) -> None:
        where = urlsplit(f"//{address}" if method == "CONNECT" else address)
        proxy: ForwardProxy = self.server.proxy  # type: ignore[attr-defined]
        host = proxy.hosts.get(where.hostname or "", where.hostname)
        with socket.create_connection((host, where.port or 80), timeout=10) as site:
            if method == "CONNECT":
                self.wfile.write(b"HTTP/1.1 200 Here you are\r\n\r\n")
            else:
                kept = {name: value for name, value in headers.items() if not name.startswith("proxy-")}
                path = where.path + (f"?{where.query}" if where.query else "")
                lines = [f"{name}: {value}" for name, value in (kept | {"connection": "close"}).items()]
                site.sendall("\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode("latin-1"))
                site.sendall(self.rfile.read(int(headers.get("content-length", 0))))
            self._both_ways(site)

    def _both_ways(self, site: socket.socket) -> None:
        ways = {site: self.connection, self.connection: site}
        while True:
            for end in select.select(list(ways), [], [], 30)[0]:
                piece = end.recv(65536)
                if not piece:
                    return
                ways[end].sendall(piece)

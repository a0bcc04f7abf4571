"""A PostgreSQL of our own: a fresh cluster in a temporary folder, on a free loopback port, ended by its id."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

USER, PASSWORD, PATIENCE_S = "reader", "Pg-canary-7f3a", 180
# Nothing of it is to outlive the tests, so nothing is written durably.
_CONFIG = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "16MB",
    "max_connections": "20",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; `pid` ends it."""

    port: int
    pid: int

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """The address of one of its databases."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """One statement, by the owner of the cluster."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    @contextmanager
    def database(self, name: str, encoding: str = "UTF8") -> Iterator[str]:
        """A fresh database, dropped at the end; yields its address."""
        self.run(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster; RuntimeError says what is missing."""
    folder = Path(tempfile.mkdtemp(prefix="steward-pg-"))
    owner = _owner()
    try:
        data = _made(folder, owner)
        port = _free_port()
        server = _started(data, port, owner)
        try:
            while not _answers(server, port, folder / "log"):
                port = _free_port()
                server = _started(data, port, owner)
            yield Cluster(port, server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    """Debian keeps these programs off the path, in a folder per version."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ.get("PATH", "")]))
    if found is None:
        raise RuntimeError(f"{name} is missing: install PostgreSQL (on Debian: apt-get install postgresql)")
    return found


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then it runs as a user that has no rights."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _made(folder: Path, owner: dict[str, Any]) -> Path:
    data, secret = folder / "data", folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if owner:
        for path in (folder, secret):
            os.chown(path, owner["user"], owner["group"])
    arguments = ["-D", str(data), "-U", USER, "--pwfile", str(secret), "--auth=scram-sha-256"]
    options = ["--no-sync", "--no-locale", "--encoding=UTF8"]
    done = subprocess.run(
        [_program("initdb"), *arguments, *options], cwd=folder, env=_words(), text=True, capture_output=True,
        check=False, timeout=PATIENCE_S, **owner,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"initdb ended with {done.returncode}: {done.stderr}")
    return data


def _started(data: Path, port: int, owner: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = [part for key, value in {**_CONFIG, "port": str(port)}.items() for part in ("-c", f"{key}={value}")]
    with open(data.parent / "log", "wb") as log:
        return subprocess.Popen(
            [_program("postgres"), "-D", str(data), *settings], cwd=data, env=_words(), stdout=log, stderr=log, **owner
        )


def _answers(server: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    """Wait for it; False where somebody has taken the port that was free a moment ago."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            psycopg.connect(Cluster(port, server.pid).url(), connect_timeout=10).close()
            return True
        except psycopg.OperationalError as error:
            # Asked in this order: the log is whole when its program has ended.
            ended, said = server.poll() is not None, log.read_text(errors="replace")
            if ended and "Address already in use" in said:
                return False
            if ended or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {said}") from error
            time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _words() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}

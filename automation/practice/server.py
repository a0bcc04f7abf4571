"""The practice network on a port of this machine: in a thread for tests and demos, or in the foreground."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import uvicorn

from automation.practice.site import create_app
from automation.practice.store import PracticeStore

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
# Longer than anybody rests between two requests: a connection that is closed as it is used again loses the request.
REST_SECONDS = 600


class PracticeServer:
    """A practice network that runs while the block does.

    Without a folder it lives in memory; port 0 takes a free one. Raises OSError where the port is taken and
    ValueError for an unknown dialect.
    """

    def __init__(self, folder: Path | None = None, port: int = 0, dialect: str = "plain") -> None:
        self._parts = _Parts(folder, port, dialect)
        self._thread = threading.Thread(target=self._parts.run, name="practice", daemon=True)

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return self._parts.url

    @property
    def control_token(self) -> str:
        """What a caller of the control address must show."""
        return self._parts.control_token

    def start(self) -> Self:
        """Serve in a thread; returns when pages can be asked for. Raises TimeoutError if that takes too long."""
        self._thread.start()
        if not self._parts.server.ready.wait(START_SECONDS):
            raise TimeoutError("the practice network did not start")
        return self

    def stop(self) -> None:
        """Stop at once, also with connections open, and close the database."""
        self._parts.server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        self._parts.close()

    def control(self, verb: str, /, **values: Any) -> dict[str, Any]:
        """Tell the network something and return its answer. Raises ValueError with its words when it declines."""
        return control(self.url, self.control_token, verb, **values)

    def facts(self) -> dict[str, Any]:
        """Return what is stored and every act that arrived."""
        return facts(self.url, self.control_token)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(
    port: int, dialect: str, folder: Path | None, on_ready: Callable[[str, str], None] = lambda url, token: None
) -> None:
    """Serve in the foreground until interrupted or told to stop; `on_ready` gets the address and the control token.

    Raises OSError where the port is taken and ValueError for an unknown dialect.
    """
    parts = _Parts(folder, port, dialect)
    parts.server.on_ready = lambda: on_ready(parts.url, parts.control_token)
    try:
        parts.run()
    except KeyboardInterrupt:
        pass  # Ctrl+C is how a foreground server ends
    finally:
        parts.close()


def control(url: str, control_token: str, verb: str, /, **values: Any) -> dict[str, Any]:
    """Tell a running network something and return its answer. Raises ValueError with its words when it declines."""
    return _ask("POST", f"{url}/_control/{verb}", control_token, values)


def facts(url: str, control_token: str) -> dict[str, Any]:
    """Return what a running network has stored and every act that reached it."""
    return _ask("GET", f"{url}/_control/facts", control_token, None)


def as_file(url: str) -> str:
    """Return the `--as` file of this network for `platforms test`: who acts, who reads, on what."""
    return f"""[me]
user = "alice"
password = "practice-alice"

[other]
user = "bob"
password = "practice-bob"

[target]
post = "{url}/posts/3"
person = "carol"
recipient = "bob"
query = "foxgloves"
"""


class _Parts:
    """The socket, the store and the server that belong together."""

    def __init__(self, folder: Path | None, port: int, dialect: str) -> None:
        self.control_token = secrets.token_urlsafe(24)
        self._socket = socket.create_server((HOST, port))
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        try:
            self._store = PracticeStore(folder)
            app = create_app(self._store, self.control_token, dialect, self._stop)
        except BaseException:
            self._socket.close()
            raise
        # No access log and no logging set-up of its own: the host program decides what is said.
        quiet: dict[str, Any] = {"log_config": None, "log_level": "critical", "access_log": False}
        config = uvicorn.Config(app, lifespan="off", ws="none", timeout_keep_alive=REST_SECONDS, **quiet)
        self.server = _Server(config)

    def run(self) -> None:
        """Serve until told to stop."""
        self.server.run(sockets=[self._socket])

    def close(self) -> None:
        """Let go of port and database."""
        self._socket.close()
        self._store.close()

    def _stop(self) -> None:
        self.server.should_exit = True


class _Server(uvicorn.Server):
    """Says when it is ready, and stops without waiting for anybody."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.on_ready: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()
        self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in self.servers:
            listener.close()
        tasks = list(self.server_state.tasks)
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _ask(method: str, url: str, token: str, values: dict[str, Any] | None) -> dict[str, Any]:
    # Loopback only: a proxy of the environment must not see it, and reading certificates would be the slowest part.
    with httpx.Client(trust_env=False, timeout=30, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        response = client.request(method, url, json=values, headers={"authorization": f"Bearer {token}"})
    answer: dict[str, Any] = response.json()
    if response.is_error:
        raise ValueError(str(answer.get("error", response.status_code)))
    return answer

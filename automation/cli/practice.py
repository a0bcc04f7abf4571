"""`steward practice`: the practice network by itself, stoppable by nobody but whoever started it."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from automation.cli.output import Said
from models.errors import BadInput, StewardError
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER

HIGHEST_PORT, END_S = 65_535, 15.0
# Where the practice pack looks for it when an account names no other address.
USUAL_PORT = 8377


@click.group()
def practice() -> None:
    """The practice network by itself."""


@practice.command()
@click.option("--dialect", default="plain", metavar="D", show_default=True, help="How the site names its parts.")
@click.option(
    "--port", type=click.IntRange(0, HIGHEST_PORT), metavar="P", help="8377 or a free one without it; 0 is a free one."
)
@click.pass_obj
def start(said: Said, dialect: str, port: int | None) -> None:
    """Serve it until Ctrl+C, `practice stop`, or the end of a pipe on stdin; all is forgotten then."""
    from automation.practice import dialect as dialects  # the site and its server take a while to load
    from automation.practice import server

    if dialect not in dialects.known():
        raise BadInput("dialect_unknown", dialect, known=", ".join(dialects.known()))
    notes = Notes(private_folder(said))

    def ready(url: str, token: str) -> None:
        notes.write(url, token, server.as_file(url))
        _tell(said, url, notes, users())
        _end_with_stdin()

    # The server hands the signal on when it has ended; this keeps it from ending us before we have tidied up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _serve(lambda number: server.serve(number, dialect, None, ready), port)
    finally:
        notes.remove()


def _serve(serve: Callable[[int], None], port: int | None) -> None:
    """On the port that was named, else on the usual one, else on a free one; BadInput port_taken."""
    try:
        serve(USUAL_PORT if port is None else port)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        if port is not None:
            raise BadInput("port_taken", port, reason=error.strerror) from error
        serve(0)


@practice.command()
@click.option("--port", type=click.IntRange(1, HIGHEST_PORT), metavar="P", help="Where it listens, if several do.")
@click.pass_obj
def stop(said: Said, port: int | None) -> None:
    """End a practice network that you started."""
    folder = private_folder(said)
    url, token = _running(folder, port)
    from automation.practice import server

    try:
        server.control(url, token, "stop")
    except (OSError, ValueError) as error:
        raise StewardError("practice_silent", url, reason=str(error)) from error
    _wait_for_end(folder / f"{url.rpartition(':')[2]}.json")
    said.show({"stopped": url}, f"The practice network at {url} has ended.")


@dataclass(slots=True)
class Notes:
    """The two files of a running network: how to stop it, and the `--as` file for `platforms test`."""

    folder: Path
    port: str = ""

    @property
    def as_file(self) -> Path:
        """Who acts, who reads, on what."""
        return self.folder / f"{self.port}.toml"

    @property
    def _control(self) -> Path:
        return self.folder / f"{self.port}.json"

    def write(self, url: str, token: str, as_text: str) -> None:
        """Leave them, readable for nobody else."""
        self.port = url.rpartition(":")[2]
        _write_private(self.as_file, as_text)
        _write_private(self._control, json.dumps({"url": url, "token": token, "pid": os.getpid()}))

    def remove(self) -> None:
        """Take them away, if they were written."""
        if self.port:
            self.as_file.unlink(missing_ok=True)
            self._control.unlink(missing_ok=True)


def users() -> list[dict[str, str]]:
    """The people of a fresh network and their passwords, as its seed file says."""
    import tomllib

    import resources

    seed = tomllib.loads(resources.path("practice/seed.toml").read_text(encoding="utf-8"))
    return [{"user": person["handle"], "password": f"practice-{person['handle']}"} for person in seed["person"]]


def private_folder(said: Said) -> Path:
    """The user's own runtime folder for practice networks; StewardError folder_not_ours."""
    base = said.profile.runtime.parent
    folder = base / "steward-practice"
    for place in (base, folder):
        place.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        state = place.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid():
            raise StewardError("folder_not_ours", place)
    folder.chmod(PRIVATE_FOLDER)
    return folder


def told_by_us(said: Said, url: str, verb: str, user: str | None) -> bool:
    """Tell a practice network of this user's something; False where there is none at that address."""
    from automation.practice import server

    file = private_folder(said) / f"{urlsplit(url).port}.json"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["url"] != url.rstrip("/"):
            return False
        server.control(url.rstrip("/"), found["token"], verb, **({"user": user} if user else {}))
    except (OSError, ValueError, KeyError):
        return False
    return True


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w", encoding="utf-8") as file:
        file.write(text)


def _tell(said: Said, url: str, notes: Notes, people: list[dict[str, str]]) -> None:
    if said.as_json:
        said.show({"url": url, "users": people, "as_file": str(notes.as_file)})
    else:
        lines = [f"The practice network listens at {url}", "", "Users and passwords:"]
        lines += [f"  {person['user']:<14}{person['password']}" for person in people]
        lines += ["", f"A file for platforms test --as: {notes.as_file}", ""]
        lines += [f"  {line}" for line in notes.as_file.read_text(encoding="utf-8").splitlines()]
        lines += ["", f"Ctrl+C ends it, or: steward practice stop --port {notes.port}"]
        said.show(None, "\n".join(lines))
    sys.stdout.flush()


def _end_with_stdin() -> None:
    """Where a program holds the other end of our stdin, its end is ours."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        threading.Thread(target=_read_to_the_end, name="stdin", daemon=True).start()


def _read_to_the_end() -> None:
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


def _running(folder: Path, port: int | None) -> tuple[str, str]:
    """Address and control token of the network meant; BadInput practice_not_running, practice_several."""
    known: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError):
            known[file.stem] = json.loads(file.read_text(encoding="utf-8"))
    alive = {name: found for name, found in known.items() if _lives(int(found["pid"]))}
    if port is not None:
        alive = {name: found for name, found in alive.items() if name == str(port)}
    if not alive:
        raise BadInput("practice_not_running", port or "")
    if len(alive) > 1:
        raise BadInput("practice_several", ", ".join(alive))
    [found] = alive.values()
    return str(found["url"]), str(found["token"])


def _wait_for_end(control: Path) -> None:
    """Until the other program has tidied up; StewardError practice_silent."""
    until = time.monotonic() + END_S
    while control.exists():
        if time.monotonic() >= until:
            raise StewardError("practice_silent", control.stem, reason="it has not ended yet")
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True

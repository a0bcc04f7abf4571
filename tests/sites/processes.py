"""Starts and ends the servers, each known by its pid and the moment it began."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .cache import cache_folder, only_one, server_uid

# A registry that no longer answers must not hold the whole run.
STEP_S = 300
# Servers of this process: they outlive the call that started them, and must be waited for when they end.
_children: dict[int, subprocess.Popen[bytes]] = {}


class SiteError(RuntimeError):
    """A site could not be installed or started."""


def need_program(program: str, *packages: str) -> None:
    """Install the packages that bring `program` unless it is there; SiteError says what to run when we may not."""
    if not shutil.which(program):
        _apt_install(program, packages)


def need_python_venv() -> None:
    """Make sure the machine's own Python can make virtual environments."""
    python = "/usr/bin/python3"
    if not Path(python).exists() or subprocess.run([python, "-c", "import ensurepip"], check=False).returncode != 0:
        _apt_install("python3-venv", ("python3-venv",))


def _apt_install(wanted: str, packages: Sequence[str]) -> None:
    line = ["apt-get", "-o", "Acquire::Retries=3", "install", "-y", "-q", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise SiteError(f"{wanted} is missing; run: sudo {' '.join(line)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with only_one(cache_folder("packages")):  # the sites are installed beside one another
        for step in (["apt-get", "-o", "Acquire::Retries=3", "update", "-q"], line):
            subprocess.run(step, check=True, stdout=subprocess.DEVNULL, env=environment)


def run(
    argv: Sequence[str | Path],
    *,
    cwd: Path,
    log: Path,
    env: Mapping[str, str] | None = None,
    as_server: bool = True,
    stdin: Path | None = None,
) -> str:
    """Run one step of an installation and return what it printed; SiteError carries the end of the log."""
    uid = server_uid() if as_server else None
    try:
        done = subprocess.run(
            [str(part) for part in argv],
            cwd=cwd,
            env=_environment(env, cwd, as_server),
            input=stdin.read_text(encoding="utf-8") if stdin else "",
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=STEP_S,
            user=uid,
            group=uid,
            extra_groups=_groups(uid),
        )
    except subprocess.TimeoutExpired as error:
        raise SiteError(f"{argv[0]} did not end within {STEP_S} s:\n{str(error.stdout)[-2000:]}") from error
    log.write_text(done.stdout, encoding="utf-8")
    if done.returncode != 0:
        raise SiteError(f"{argv[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}")
    return done.stdout


def spawn(
    argv: Sequence[str | Path], *, cwd: Path, log: Path, pid_file: Path, env: Mapping[str, str] | None = None
) -> None:
    """Start a server in a session of its own and note its pid."""
    uid = server_uid()
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [str(part) for part in argv],
            cwd=cwd,
            env=_environment(env, cwd, True),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=uid,
            group=uid,
            extra_groups=_groups(uid),
        )
    _children[server.pid] = server
    pid_file.write_text(f"{server.pid} {_began(server.pid)}", encoding="utf-8")


def is_ours(pid_file: Path) -> bool:
    """Tell whether the server that was noted in `pid_file` is still that very process."""
    return _noted(pid_file) is not None


def stop(pid_file: Path) -> None:
    """End the noted server, gently first, and forget it."""
    pid = _noted(pid_file)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        if not _within(10, lambda: _gone(pid, pid_file)):
            os.kill(pid, signal.SIGKILL)
            _within(5, lambda: _gone(pid, pid_file))
    pid_file.unlink(missing_ok=True)


def wait_for_page(url: str, *, pid_file: Path, log: Path, seconds: float = 120) -> None:
    """Wait until `url` answers; SiteError carries the end of the log."""
    if not _within(seconds, lambda: _answers(url) or not is_ours(pid_file)) or not _answers(url):
        raise SiteError(f"{url} did not come up:\n{log.read_text(errors='replace')[-2000:]}")


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Wait until something listens on a loopback port."""
    if not _within(seconds, lambda: not _free(port)):
        raise SiteError(f"nothing listens on port {port}")


def free_port(preferred: int) -> int:
    """Return `preferred` if nobody listens there, else any free port."""
    if preferred and _free(preferred):
        return preferred
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _noted(pid_file: Path) -> int | None:
    try:
        pid, began = pid_file.read_text(encoding="utf-8").split()
    except (FileNotFoundError, ValueError):
        return None
    return int(pid) if _began(int(pid)) == began else None


def _began(pid: int) -> str:
    """The kernel's start time of a living process: a pid alone may be somebody else's by now."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "gone"
    return "gone" if fields[0] == "Z" else fields[19]


def _gone(pid: int, pid_file: Path) -> bool:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]
    return not is_ours(pid_file)


def _groups(uid: int | None) -> list[int] | None:
    return None if uid is None else []


def _environment(extra: Mapping[str, str] | None, home: Path, as_server: bool) -> dict[str, str]:
    base = dict(os.environ)
    if as_server:
        base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home)}
    return {**base, **(extra or {})}

"""The practice network for a newcomer: starts it as a program of its own and brings its first accounts in."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QProcess, Signal

from automation import commands
from desktop.background import Background
from desktop.engine_link import EngineLink
from desktop.engine_process import END_MS, program
from models.errors import StewardError

SLUG, PORT, TAKEN = "practice", 8377, 3
NOTE = "practice network"


class PracticeNetwork(QObject):
    """Runs while the window does; a second opening signs its accounts in again."""

    step = Signal(str, str)
    """What is done now, and how far it is: "doing", "done" or "failed"."""
    opened = Signal(str)
    """The address, when every account is signed in."""
    failed = Signal(object)

    def __init__(self, link: EngineLink, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._reading = link, reading
        self._process: QProcess | None = None
        self._said = ""
        self.url = ""
        self._users: list[dict[str, str]] = []

    def open(self) -> None:
        """Start it if it does not run, then bring its accounts in."""
        if self._process is None:
            self._start(["--port", str(PORT)])
        elif self.url:
            self._bring(list(self._users))

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        if not process.waitForFinished(END_MS):
            process.kill()
            process.waitForFinished(END_MS)

    def _start(self, options: list[str]) -> None:
        self.step.emit("Start the practice network", "doing")
        self._said, self.url = "", ""
        process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(lambda *_: self._ended(options))
        process.errorOccurred.connect(lambda error: self._would_not_start(error))
        self._process = process
        command = [*program(), "--json", "practice", "start", *options]
        process.start(command[0], command[1:])

    def _read(self) -> None:
        if self._process is None or self.url:
            return
        self._said += bytes(self._process.readAllStandardOutput().data()).decode(errors="replace")
        try:
            told = json.loads(self._said)
        except ValueError:
            return
        if "url" in told:
            self.url, self._users = str(told["url"]), list(told["users"])[:TAKEN]
            self.step.emit("Start the practice network", "done")
            self._bring(list(self._users))

    def _would_not_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._process = None
            self._fail(StewardError("practice_would_not_start"))

    def _ended(self, options: list[str]) -> None:
        was_open, self._process = bool(self.url), None
        self.url = ""
        if was_open:
            return
        if options and '"port_taken"' in self._said.replace(" ", ""):
            self._start([])  # any free port will do
            return
        self._fail(StewardError("practice_would_not_start", reason=self._said.strip()[-200:]))

    def _fail(self, error: StewardError) -> None:
        self.step.emit("", "failed")
        self.failed.emit(error)

    # ── its accounts ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _bring(self, users: list[dict[str, str]]) -> None:
        if not users:
            self.opened.emit(self.url)
            return
        user, rest = users[0], users[1:]
        step = f"Add and sign in @{user['user']}"
        self.step.emit(step, "doing")

        def added(value: dict[str, Any]) -> None:
            self._authorise(int(value["account"]), step, rest)

        def refused(error: StewardError) -> None:
            if error.code != "account_exists":
                self._fail(error)
                return
            name, instance = user["user"], urlsplit(self.url).netloc.lower()
            self._reading.run(lambda: known_account(name, instance), added, self._fail, self)

        new = commands.AddAccount(SLUG, user["user"], base_url=self.url, password=user["password"])
        self._link.call(new, added, refused)

    def _authorise(self, account: int, step: str, rest: list[dict[str, str]]) -> None:
        def sign_in(_value: object) -> None:
            self._link.call(commands.SignIn(account, with_vault=True), signed_in, self._fail)

        def signed_in(_value: object) -> None:
            self.step.emit(step, "done")
            self._bring(rest)

        self._link.call(commands.Authorise(account, "own", NOTE), sign_in, self._fail)


def known_account(name: str, instance: str) -> dict[str, int]:
    """The account of that name on a practice network that ran before; BadInput unknown_account."""
    from models.account import accounts
    from models.errors import BadInput

    for found in accounts():
        if (found.platform, found.instance, found.username) == (SLUG, instance, name):
            return {"account": found.id}
    raise BadInput("unknown_account", f"{SLUG}:{name}")

"""Records by what right an account is run."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.dialogs.authority_part import AuthorityPart
from desktop.dialogs.base import Dialog
from desktop.workbench import Workbench
from models.account import Account
from models.account import account as recorded


class Authorising(Dialog):
    """Own or client, with a note and an end date."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int, username: str) -> None:
        words = f"Without a valid authority nothing is clicked with @{username}."
        super().__init__(parent, bench, "Authority", "Record it", words)
        self._account, self._username = account, username
        self.authority = AuthorityPart(self.form)
        self.ready(False)
        bench.reading.run(lambda: recorded(account), self._take, self.failed, self)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int, username: str) -> Authorising:
        """Open the dialog."""
        found = cls(parent, bench, account, username)
        found.show()
        return found

    def _take(self, found: Account) -> None:
        if found.authority_kind is not None:
            self.authority.take(found.authority_kind, found.authority_note, found.authority_until)
        self.ready(True)

    def submit(self) -> None:
        """Hand it to the engine."""
        command = self.authority.command(self._account)
        if self.authority.is_complete() and command is not None:
            self.send(command, self._recorded)

    def _recorded(self, _reply: object) -> None:
        self._bench.say(f"The authority to run @{self._username} is recorded.")
        self.accept()

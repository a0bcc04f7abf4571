"""Records by what right an account is run."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.dialogs.authority_part import AuthorityPart
from desktop.dialogs.base import Dialog
from desktop.workbench import Workbench


class Authorising(Dialog):
    """Own or client, with a note and an end date."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int, username: str) -> None:
        words = f"Without a valid authority nothing is clicked with @{username}."
        super().__init__(parent, "Authority", "Record it", words)
        self._bench, self._account = bench, account
        self.authority = AuthorityPart(self.form)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int, username: str) -> Authorising:
        """Open the dialog."""
        found = cls(parent, bench, account, username)
        found.open()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        command = self.authority.command(self._account)
        if self.authority.is_complete() and command is not None:
            self.busy(True)
            self._bench.link.call(command, lambda _value: self.accept(), self.failed)

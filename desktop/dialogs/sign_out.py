"""Signs an account out here, after a yes."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from automation.commands import SignOut
from desktop.dialogs.base import Dialog
from desktop.workbench import Workbench


class SigningOut(Dialog):
    """Says what goes and what stays, and asks."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int, username: str) -> None:
        words = (
            "Its open page closes and its session is deleted from this profile, once an act under way has ended. Its"
            " password stays, and its waiting actions wait for the next sign-in. The site is not told, and may keep the"
            " session open on its side. Backups that were made before keep it, sealed, for as long as they are kept."
        )
        super().__init__(parent, bench, f"Sign out @{username}", "Sign out", words)
        self._account, self._username = account, username

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int, username: str) -> SigningOut:
        """Open the dialog."""
        found = cls(parent, bench, account, username)
        found.show()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.send(SignOut(self._account), self._signed_out)

    def _signed_out(self, _value: Any) -> None:
        self._bench.say(f"@{self._username} is signed out here.")
        self.accept()

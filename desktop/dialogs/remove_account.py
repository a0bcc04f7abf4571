"""Removes an account; there is no undo, so its name is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from automation.commands import RemoveAccount
from desktop.dialogs.typed_name import TypedName
from desktop.workbench import Workbench


class RemoveAccountDialog(TypedName):
    """Asks for the name of what is to go."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int, username: str) -> None:
        words = (
            "Its session and password are forgotten and its waiting actions are cancelled. An account that has acted"
            " keeps its history and is only switched off."
        )
        super().__init__(parent, bench, "Remove", "Remove", words, username)
        self._account, self._username = account, username

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int, username: str) -> RemoveAccountDialog:
        """Open the dialog."""
        found = cls(parent, bench, account, username)
        found.show()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.send(RemoveAccount(self._account), self._removed)

    def _removed(self, _reply: object) -> None:
        self._bench.say(f"@{self._username} is removed, or switched off if it has acted.")
        self.accept()

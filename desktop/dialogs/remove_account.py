"""Removes an account; there is no undo, so its name is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from automation.commands import RemoveAccount
from desktop.dialogs.base import Dialog
from desktop.workbench import Workbench


class RemoveAccountDialog(Dialog):
    """Asks for the name of what is to go."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int, username: str) -> None:
        words = (
            "Its session and password are forgotten and its waiting actions are cancelled. An account that has acted"
            " keeps its history and is only switched off."
        )
        super().__init__(parent, f"Remove @{username}", "Remove", words)
        self._bench, self._account = bench, account
        self.name = QLineEdit()
        self.form.add(f"Type {username} to remove it", self.name)
        self.name.textChanged.connect(lambda text: self.do.setEnabled(text.strip().lstrip("@") == username))
        self.do.setEnabled(False)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int, username: str) -> RemoveAccountDialog:
        """Open the dialog."""
        found = cls(parent, bench, account, username)
        found.open()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.busy(True)
        self._bench.link.call(RemoveAccount(self._account), lambda _value: self.accept(), self.failed)

"""Erases a person; there is no undo, so the name is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from automation.commands import ErasePerson
from desktop.dialogs.base import Dialog
from desktop.widgets.running import Running
from desktop.workbench import Workbench


class EraseDialog(Dialog):
    """Asks for the name of who is to be forgotten."""

    def __init__(self, parent: QWidget | None, bench: Workbench, person: str, username: str) -> None:
        words = (
            "Everything that is known of this person, under every handle, goes from every list, picture and index, and"
            " does not come back with a backup. That something was done stays in the record, without saying to whom."
            " A receipt is kept that names nobody."
        )
        super().__init__(parent, f"Erase @{username}", "Erase for ever", words)
        self._bench, self._person = bench, person
        self.name = QLineEdit()
        self.form.add(f"Type {username} to erase", self.name)
        self.form.part(Running(bench, "erasure"))
        self.name.textChanged.connect(lambda text: self.do.setEnabled(text.strip().lstrip("@") == username))
        self.do.setEnabled(False)
        self.name.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, person: str, username: str) -> EraseDialog:
        """Open the dialog."""
        found = cls(parent, bench, person, username)
        found.open()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.busy(True)
        self.trouble.hide()
        self._bench.link.call(ErasePerson(self._person), self._erased, self.failed)

    def _erased(self, _receipt: dict[str, Any]) -> None:
        self._bench.say("The person is erased; the receipt is kept.")
        self.accept()

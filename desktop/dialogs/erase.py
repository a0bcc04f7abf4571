"""Erases a person; there is no undo, so the name is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from automation.commands import ErasePerson
from desktop.dialogs.typed_name import TypedName
from desktop.widgets.running import Running
from desktop.workbench import Workbench


class EraseDialog(TypedName):
    """Asks for the name of who is to be forgotten."""

    def __init__(self, parent: QWidget | None, bench: Workbench, person: str, username: str) -> None:
        words = (
            "Everything that is known of this person, under every handle, goes from every list, picture and index, and"
            " does not come back with a backup. That something was done stays in the record, without saying to whom."
            " A receipt is kept that names nobody."
        )
        super().__init__(parent, bench, "Erase", "Erase for ever", words, username)
        self._person = person
        self.form.part(Running(bench, "erasure"))

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, person: str, username: str) -> EraseDialog:
        """Open the dialog."""
        found = cls(parent, bench, person, username)
        found.show()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.send(ErasePerson(self._person), self._erased)

    def _erased(self, _receipt: dict[str, Any]) -> None:
        self._bench.say("The person is erased; the receipt is kept.")
        self.accept()

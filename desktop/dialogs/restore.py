"""Goes back to a backup; what is there now is set aside, so the name of the profile is enough of a question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from automation.commands import Restore
from desktop.dialogs.base import Dialog
from desktop.widgets.running import Running
from desktop.workbench import Workbench

YES = "restore"


class RestoreDialog(Dialog):
    """Asks for a word, because everything since the backup goes out of sight."""

    def __init__(self, parent: QWidget | None, bench: Workbench, folder: Path) -> None:
        words = (
            "Everything goes back to how it was when this backup was made. What is there now is kept as a backup of"
            " its own. Steward comes back paused, and nothing runs until you start it."
        )
        super().__init__(parent, "Restore a backup", "Restore", words)
        self._bench, self._folder = bench, folder
        self.word = QLineEdit()
        self.form.add(f"Type {YES} to go back to {folder.name}", self.word)
        self.form.part(Running(bench, "restore"))
        self.word.textChanged.connect(lambda text: self.do.setEnabled(text.strip().lower() == YES))
        self.do.setEnabled(False)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, folder: Path) -> RestoreDialog:
        """Open the dialog."""
        found = cls(parent, bench, folder)
        found.open()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.busy(True)
        self.trouble.hide()
        self._bench.link.call(Restore(str(self._folder), []), lambda _value: self._restored(), self.failed)

    def _restored(self) -> None:
        self._bench.say("The backup is restored. Steward is paused.")
        self.accept()

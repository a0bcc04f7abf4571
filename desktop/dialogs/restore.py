"""Goes back to a backup, or takes parts out of it; what is there now is set aside, so a typed word is enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from automation.commands import Restore
from desktop.dialogs.base import Dialog
from desktop.theme.tokens import S4, S16
from desktop.widgets.icon_label import Row
from desktop.widgets.plain import one_line
from desktop.widgets.running import Running
from desktop.widgets.segments import Segments
from desktop.wording import counted, plain
from desktop.workbench import Workbench
from models.merging import SECTIONS

YES, WHOLE, PARTS, ACROSS = "restore", "Everything", "Only parts of it", 3
WORDS = (
    "What is there now is kept as a backup of its own. Steward comes back paused, and nothing runs until you start it."
)


class RestoreDialog(Dialog):
    """Asks for a word, because everything since the backup goes out of sight."""

    def __init__(self, parent: QWidget | None, bench: Workbench, folder: Path) -> None:
        super().__init__(parent, bench, "Restore a backup", "Restore", WORDS)
        self._folder = folder
        self.much = Segments((WHOLE, PARTS), lambda _name: self._look())
        self.form.add("What goes back", Row(self.much, None))
        self.parts = {name: QCheckBox(plain(name)) for name in SECTIONS}
        self._chosen = QWidget()
        grid = QGridLayout(self._chosen)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S16)
        grid.setVerticalSpacing(S4)
        for place, box in enumerate(self.parts.values()):
            grid.addWidget(box, place // ACROSS, place % ACROSS)
            box.toggled.connect(lambda _on: self._look())
        self.form.part(self._chosen)
        self.word = QLineEdit()
        self.form.add(f"Type {YES} to go back to {one_line(folder.name)}", self.word)
        self.form.part(Running(bench, "restore"))
        self.word.textChanged.connect(lambda _text: self._look())
        self._look()
        self.word.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, folder: Path) -> RestoreDialog:
        """Open the dialog."""
        found = cls(parent, bench, folder)
        found.show()
        return found

    @property
    def sections(self) -> list[str]:
        """The parts that are wished for; none where all of it is."""
        return [name for name, box in self.parts.items() if box.isChecked()] if self.much.chosen == PARTS else []

    def submit(self) -> None:
        """Hand it to the engine."""
        self.send(Restore(str(self._folder), self.sections), self._restored)

    def _look(self) -> None:
        in_parts = self.much.chosen == PARTS
        self._chosen.setVisible(in_parts)
        typed = self.word.text().strip().lower() == YES
        self.ready(typed and (not in_parts or bool(self.sections)))

    def _restored(self, reply: dict[str, Any]) -> None:
        parts = counted(len(reply["sections"]), "part of the backup is", "parts of the backup are")
        what = f"{parts} back" if reply["sections"] else "The backup is restored"
        self._bench.say(f"{what}. Steward is paused.")
        self.accept()

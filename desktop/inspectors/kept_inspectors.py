"""What stands beside the lists of backups, imports and the blocklist: the facts, and what can be done about a row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop.import_report import lines
from desktop.inspectors.noun_inspector import NounInspector
from desktop.tables.nouns import NounRow, Part
from desktop.tables.nouns_kept import BACKUPS, FOR_EVER, IMPORT_STATE
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Label
from models.database import one

FOLDER = [part.title for part in BACKUPS.listed].index("Folder")


class BackupInspector(NounInspector):
    """A backup, and the way back to it."""

    def build(self) -> None:
        """This one or one from elsewhere; either asks before anything is replaced."""
        self.back = Button("Restore this…", "", "undo-2", pressed=self._restore)
        self.file = Button("Restore from a file…", "quiet", "file-text", pressed=self.restore_file)
        self.file.setToolTip("For a backup that was made as one file, here or on another computer.")
        self.column.addWidget(Flow(self.back, self.file))
        words = "What is there now is set aside first, and Steward comes back paused."
        self.column.addWidget(Label(words, "secondary", wrap=True))

    def _restore(self) -> None:
        if self.row is not None:
            self._ask(self._bench.profile.backups / str(self.row.values[FOLDER]))

    def restore_file(self) -> None:
        """Restore a backup that was made as one file."""
        path, _ = QFileDialog.getOpenFileName(self, "Restore a backup from a file", "", "Backup in one file (*.zip)")
        if path:
            self._ask(Path(path))

    def _ask(self, backup: Path) -> None:
        from desktop.dialogs.restore import RestoreDialog

        RestoreDialog.ask(self.window(), self._bench, backup)


class ImportInspector(NounInspector):
    """An import: what was read, written, merged and refused, and the way to take it back."""

    def build(self) -> None:
        """The report's figures come with the row."""
        self.report = Label(wrap=True, selectable=True)
        self.section("What came of it", self.report)
        self.undo = Button("Take it back…", "", "undo-2", pressed=self._undo)
        self.undo.setToolTip("Removes what this import wrote, as far as nothing newer leans on it.")
        self.column.addWidget(Flow(self.undo))

    def take(self, row: NounRow | None) -> None:
        """Show an import with its report."""
        super().take(row)
        if row is not None:
            self._bench.reading.run(lambda: _report(row.id), self.report.setText, owner=self)

    def tell(self, found: list[tuple[Part, Any]]) -> None:
        """What is taken back, or still comes, is not taken back."""
        super().tell(found)
        states = {value for part, value in found if part.title == IMPORT_STATE}
        self.undo.setHidden(bool(states & {"undone", "running"}))

    def _undo(self) -> None:
        if self.row is not None:
            from desktop.dialogs.take_back import TakingBack

            TakingBack.ask(self.window(), self._bench, self.row.id, str(self.row.values[0]))


def _report(import_id: int) -> str:
    found = one("SELECT report FROM imports WHERE id = ?", (import_id,))
    return "\n".join(lines(json.loads(found[0]) if found else {}))


class BlockInspector(NounInspector):
    """An entry of the blocklist; a block can be taken off, an opt-out cannot."""

    remove_asked = Signal()

    def build(self) -> None:
        """One button, and the reason where there is none."""
        self.off = Button("Take it off the list", "", "trash-2", pressed=self.remove_asked.emit)
        self.column.addWidget(Flow(self.off))
        self.stays = Label(
            "Who has opted out is left alone for ever; this entry cannot be removed.", "secondary", wrap=True
        )
        self.column.addWidget(self.stays)

    def tell(self, found: list[tuple[Part, Any]]) -> None:
        """An opt-out offers no way off the list."""
        super().tell(found)
        stays = any(value for part, value in found if part.title == FOR_EVER)
        self.off.setHidden(stays)
        self.stays.setVisible(stays)

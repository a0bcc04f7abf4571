"""Words, typed or from a file: the same field in several dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit

from desktop.widgets.form import Form
from desktop.widgets.icon_label import Button, Row

LARGEST_FILE = 64 << 10


class WordsPart:
    """A text with a button that reads it from a file: fields that it adds to a form."""

    def __init__(self, form: Form, label: str, height: int) -> None:
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(height)
        self.file = Row(Button("From a file…", "", "file-text", pressed=self._read_file), None)
        self.field = form.add(label, self.text)
        form.part(self.file)

    def setVisible(self, shown: bool) -> None:
        """Show or hide all of it."""
        self.field.setVisible(shown)
        self.file.setVisible(shown)

    def take_file(self, path: Path) -> None:
        """Take the text of a file."""
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise ValueError
            self.text.setPlainText(path.read_text(encoding="utf-8"))
            self.field.problem("")
        except (OSError, ValueError):
            self.field.problem(f"{path.name} is not a text file of at most 64 kB.")

    def _read_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self.text, "Choose a text file")
        if path:
            self.take_file(Path(path))

"""Adds a piece of content that a brand may publish, or changes one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPlainTextEdit

from desktop import messages
from desktop.dialogs.keep import KeepDialog, fill, needed
from desktop.questions.choices import brand_choices
from desktop.tables.nouns_operated import content_kind
from desktop.widgets.form import Number
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.row_choice import RowChoice
from desktop.widgets.segments import Segments
from models.content import KINDS, ContentTable
from models.pages import listing

WORDS = {content_kind(kind).text: kind for kind in KINDS}
HIGHEST = 1000


class ContentDialog(KeepDialog):
    """Whose it is, what it is for, a picture and words."""

    OF, ONE = listing(ContentTable), "piece of content"
    SENTENCE = "A picture, words, or both. A file stays where it is, and is read when it is published."

    def make(self) -> None:
        """Brand, kind, picture, words."""
        self.brand = RowChoice(self._bench, brand_choices)
        self.brand.filled.connect(self._brands_read)
        self.kind = Segments(list(WORDS), lambda _name: None)
        self.brand_field = self.form.add("Brand", self.brand)
        self.form.add("Kind", Row(self.kind, None))
        self.path, self.url, self.text = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.url.setPlaceholderText("https://…")
        self.choose = Button("Choose…", pressed=self._choose)
        self.path_field = self.form.add("Picture on this computer", Row(self.path, self.choose, stretch=0))
        self.form.add("Or its address on the web", self.url)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(80)
        self.text_field = self.form.add("Words", self.text)
        self.template = QCheckBox("A pattern: it holds places to be filled in")
        self.priority = Number(-HIGHEST, HIGHEST)
        self.form.part(self.template)
        self.form.add("Comes before others by", Row(self.priority, None), "The higher is used first.")
        self.path.setFocus()

    def show_row(self, row: Mapping[str, Any]) -> None:
        """What is kept of it."""
        self.brand.choose(row["brand_id"])
        self.kind.choose(content_kind(row["kind"]).text)
        fill(self.path, row["path"] or "")
        fill(self.url, row["url"] or "")
        self.text.setPlainText(row["text"] or "")
        self.template.setChecked(row["is_template"])
        self.priority.setValue(row["order_priority"])

    def values(self) -> dict[str, Any]:
        """Its columns; a file is kept by its whole path."""
        path = self.path.text().strip()
        return {
            "brand_id": self.brand.row,
            "kind": WORDS[self.kind.chosen],
            "path": _whole(path) if path else None,
            "url": self.url.text().strip() or None,
            "text": self.text.toPlainText().strip() or None,
            "is_template": self.template.isChecked(),
            "order_priority": self.priority.value(),
        }

    def is_complete(self) -> bool:
        """It has a picture or words, and a picture that is here can be found."""
        found = self.values()
        path = found["path"]
        lost = path is not None and path != self._before.get("path") and not os.path.isfile(path)
        why = messages.message("file_unreadable", path, reason="there is no such file") if lost else None
        self.path_field.problem(why.text if why else "")
        if lost:
            self.path.setFocus()
        nothing = not (path or found["url"] or found["text"])
        return needed(self.text_field, nothing, "content_empty") and not lost

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a picture")
        if path:
            self.path.setText(path)

    def _brands_read(self) -> None:
        if not self.brand.count():
            self.brand_field.problem("There is no brand yet. Add one first.")
            self.ready(False)


def _whole(path: str) -> str:
    try:
        return str(Path(path).expanduser().resolve())
    except (OSError, ValueError, RuntimeError):
        return path  # what is no path cannot be found either

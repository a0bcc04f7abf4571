"""Adds a text that may be said, or changes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from desktop import wording
from desktop.dialogs.keep import KeepDialog, fill, needed
from desktop.dialogs.words_part import WordsPart
from desktop.questions.choices import brand_choices
from desktop.widgets.form import Field
from desktop.widgets.icon_label import Row
from desktop.widgets.row_choice import RowChoice
from desktop.widgets.segments import Segments
from models.pages import listing
from models.text import KINDS, TextTable

WORDS = {wording.plain(kind): kind for kind in KINDS}


class TextDialog(KeepDialog):
    """What kind of text, whose, and its words."""

    OF, ONE = listing(TextTable), "text"

    def make(self) -> None:
        """Kind, words, and whose they are."""
        self.kind = Segments(list(WORDS), lambda _name: None)
        self.form.add("Kind", Row(self.kind, None))
        self.words = WordsPart(self.form, "Words", 112)
        self.name, self.brand = QLineEdit(), RowChoice(self._bench, brand_choices, "All brands")
        self.form.beside(Field("What you call it", self.name), Field("Brand", self.brand))
        self.template = QCheckBox("A pattern: it holds places to be filled in")
        self.form.part(self.template)
        self.words.text.setFocus()

    def show_row(self, row: Mapping[str, Any]) -> None:
        """What is kept of it."""
        self.kind.choose(wording.plain(row["kind"]))
        self.words.text.setPlainText(row["text"])
        fill(self.name, row["name"])
        self.brand.choose(row["brand_id"])
        self.template.setChecked(row["is_template"])

    def values(self) -> dict[str, Any]:
        """Its columns."""
        return {
            "kind": WORDS[self.kind.chosen],
            "text": self.words.text.toPlainText(),
            "name": self.name.text().strip(),
            "brand_id": self.brand.row,
            "is_template": self.template.isChecked(),
        }

    def is_complete(self) -> bool:
        """A text has words."""
        return needed(self.words.field, not self.words.text.toPlainText().strip(), "text_missing")

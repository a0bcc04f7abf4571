"""Adds a tag, or changes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QLineEdit

from desktop.dialogs.keep import KeepDialog, fill, needed
from desktop.widgets.icon_label import GAP, ICON, Button, Row
from models.pages import listing
from models.tag import COLOR, TagTable


class TagDialog(KeepDialog):
    """A name, what it is for, and its colour."""

    OF, ONE = listing(TagTable), "tag"
    SENTENCE = "Tags sort accounts, people and posts. No site ever sees them."

    def make(self) -> None:
        """Name, words, colour."""
        self.name, self.description = QLineEdit(), QLineEdit()
        self.color = ColorButton()
        self.name_field = self.form.add("Name", self.name)
        self.form.add("What it is for", self.description)
        self.form.add("Colour", Row(self.color, None))
        self.places = {"name_missing": self.name_field, "name_taken": self.name_field}
        self.name.setFocus()

    def show_row(self, row: Mapping[str, Any]) -> None:
        """What is kept of it."""
        fill(self.name, row["name"])
        fill(self.description, row["description"])
        self.color.take(QColor(row["color"]))

    def values(self) -> dict[str, Any]:
        """Its columns."""
        return {
            "name": self.name.text().strip(),
            "description": self.description.text().strip(),
            "color": self.color.text(),
        }

    def is_complete(self) -> bool:
        """A tag has a name."""
        return needed(self.name_field, not self.name.text().strip().removeprefix("#"), "name_missing")


class ColorButton(Button):
    """A colour and its name; pressed, it asks for another."""

    def __init__(self) -> None:
        super().__init__(COLOR, pressed=self._ask)
        self.take(QColor(COLOR))

    def take(self, color: QColor) -> None:
        """Show a colour."""
        if color.isValid():
            patch = QPixmap(ICON + GAP, ICON)
            patch.fill(Qt.GlobalColor.transparent)
            painter = QPainter(patch)
            painter.fillRect(0, 0, ICON, ICON, color)
            painter.end()
            self.setText(color.name().upper())
            self.setIcon(QIcon(patch))

    def _ask(self) -> None:
        asked = self.findChild(QColorDialog)
        if asked is None:
            asked = QColorDialog(self)
            asked.colorSelected.connect(self.take)
        asked.setCurrentColor(QColor(self.text()))
        asked.show()

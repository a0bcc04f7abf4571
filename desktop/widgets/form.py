"""A form: a label above each field, a sentence beneath it where one helps, problems where they belong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from desktop.theme.tokens import S4, S8, S12
from desktop.widgets.plain import Label, restyle


class Field(QWidget):
    """A labelled field with room for a sentence or a problem."""

    def __init__(self, label: str, field: QWidget, sentence: str = "") -> None:
        super().__init__()
        self.field, self._sentence = field.focusProxy() or field, sentence
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S4)
        self.label = Label(label, "strong", wrap=True)
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(label or self.field.accessibleName())
        self.said = Label(sentence, "secondary", wrap=True)
        layout.addWidget(self.label)
        layout.addWidget(field)
        layout.addWidget(self.said)
        self.label.setHidden(not label)
        self.said.setHidden(not sentence)

    def problem(self, text: str) -> None:
        """Say what is wrong with the field; empty takes it back."""
        self.said.setProperty("role", "problem" if text else "secondary")
        self.said.say(text or self._sentence)
        self.field.setProperty("problem", "true" if text else "")
        restyle(self.said)
        restyle(self.field)


class Number(QSpinBox):
    """A whole number between two bounds."""

    def __init__(self, low: int, high: int, unit: str = "") -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSuffix(f" {unit}" if unit else "")
        self.setKeyboardTracking(False)
        # Qt's style sheets pad no spin box whose buttons they draw.
        self.lineEdit().setTextMargins(S8 + 2, 0, 0, 0)


class Form(QWidget):
    """Fields above each other."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(S12)

    def add(self, label: str, field: QWidget, sentence: str = "") -> Field:
        """Add a field."""
        found = Field(label, field, sentence)
        self._layout.addWidget(found)
        return found

    def beside(self, *fields: Field, shares: tuple[int, ...] = (1, 1)) -> None:
        """Add fields side by side, each with its share of the width."""
        across = QHBoxLayout()
        across.setSpacing(S12)
        for field, share in zip(fields, shares, strict=True):
            across.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(across)

    def part(self, part: QWidget) -> None:
        """Add anything else."""
        self._layout.addWidget(part)

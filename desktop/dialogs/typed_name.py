"""What the dialogs share that ask for a name to be typed, because there is no undo."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.dialogs.base import Dialog, foldable
from desktop.widgets.plain import one_line
from desktop.workbench import Workbench


class TypedName(Dialog):
    """Does it only once the name of what is to go was typed."""

    def __init__(self, parent: QWidget | None, bench: Workbench, verb: str, do: str, words: str, name: str) -> None:
        super().__init__(parent, bench, f"{verb} @{name}", do, words)
        self._wanted = _plain(name)
        self.name = QLineEdit()
        self.form.add(f"Type {foldable(name)} to {verb.lower()}", self.name)
        self.name.textChanged.connect(lambda text: self.ready(_plain(text) == self._wanted))
        self.ready(False)
        self.name.setFocus()


def _plain(name: str) -> str:
    return one_line(name).lstrip("@")

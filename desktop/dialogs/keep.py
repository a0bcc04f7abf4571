"""What the dialogs share in which a person keeps a brand, a proxy, a text and the like, or changes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from automation.commands import Keep
from desktop import messages
from desktop.dialogs.base import Dialog
from desktop.widgets.form import Field
from desktop.workbench import Workbench
from models.errors import StewardError
from models.pages import Listing, single


class KeepDialog(Dialog):
    """Adds a row, or changes the one it is given: of that one, only what was altered is sent."""

    kept = Signal(int)
    """A new row is there, under this id."""
    OF: ClassVar[Listing]
    ONE: ClassVar[str]
    SENTENCE: ClassVar[str] = ""

    def __init__(self, parent: QWidget | None, bench: Workbench, row: int | None = None) -> None:
        does, do = ("Add", "Add it") if row is None else ("Change", "Change it")
        super().__init__(parent, bench, f"{does} a {self.ONE}", do, self.SENTENCE)
        self._row = row
        self._before: dict[str, Any] = {}
        self.places: dict[str, Field] = {}
        """Errors that belong beneath a field."""
        self.make()
        if row is not None:
            self.ready(False)
            bench.reading.run(lambda: single(self.OF, row), self._take, self.failed, self)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, row: int | None = None) -> Self:
        """Open the dialog."""
        found = cls(parent, bench, row)
        found.show()
        return found

    # ── what a noun says ─────────────────────────────────────────────────────────────────────────────────────────────
    def make(self) -> None:
        """Add the fields, and put the keyboard on the first."""
        raise NotImplementedError

    def show_row(self, row: Mapping[str, Any]) -> None:
        """Fill the fields from a row that is kept."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What the fields say, by column."""
        raise NotImplementedError

    def is_complete(self) -> bool:
        """Whether nothing is missing; says what is, beneath its field."""
        raise NotImplementedError

    def password(self) -> str | None:
        """A secret that goes to the vault with it."""
        return None

    # ── and sent ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def submit(self) -> None:
        """Hand it to the engine."""
        self.trouble.hide()
        if not self.is_complete():
            return
        before, password = self._before, self.password()
        values = {name: value for name, value in self.values().items() if self._row is None or value != before[name]}
        if not values and password is None:
            self.accept()
            return
        self.send(Keep(self.OF.name, values, self._row, password), self._kept)

    def failed(self, error: StewardError) -> None:
        """Say it beneath the field that it is about, if it is about one."""
        field = self.places.get(error.code)
        if field is None:
            super().failed(error)
            return
        field.problem(messages.of_error(error).text)
        field.field.setFocus()

    def _kept(self, reply: dict[str, Any]) -> None:
        waited = not self.left
        self.accept()
        if self._row is None and waited:
            self.kept.emit(int(reply["row"]))
        self._bench.say(f"The {self.ONE} is {'kept' if self._row is None else 'changed'}.")

    def _take(self, row: dict[str, Any] | None) -> None:
        if row is None:
            self.trouble.say(messages.message("unknown_id", self._row).what)
            return
        self.show_row(row)
        self._before = self.values()
        self.ready(True)


def needed(field: Field, missing: bool, code: str) -> bool:
    """Whether it is there; the cure of a code is said beneath its field where it is not."""
    field.problem(messages.message(code).do if missing else "")
    if missing:
        field.field.setFocus()
    return not missing


def fill(field: QLineEdit, text: str) -> None:
    """Put a text into a field, and show its beginning."""
    field.setText(text)
    field.setCursorPosition(0)

"""Brands, proxies, content, texts and tags: the lists that people add to themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from automation.commands import Remove
from desktop import wording
from desktop.inspectors.own_inspector import OwnInspector
from desktop.inspectors.proxy_inspector import ProxyInspector
from desktop.screens.nouns import NounList
from desktop.tables import nouns_collected as collected
from desktop.tables import nouns_operated as operated
from desktop.tables.nouns import Noun
from desktop.tables.query import Query
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench
from models.errors import StewardError

if TYPE_CHECKING:
    from desktop.dialogs.keep import KeepDialog


@dataclass(frozen=True, slots=True)
class Own:
    """One of these nouns: the dialog that adds and changes it, what goes with a row, and what stands beside one."""

    noun: Noun
    dialog: str
    goes_too: str = ""
    beside: type[OwnInspector] = OwnInspector


OWN = {
    "brands": Own(operated.BRANDS, "brand.BrandDialog", " Content and texts go too; accounts stay."),
    "proxies": Own(
        operated.PROXIES, "proxy.ProxyDialog", " Passwords go too; what accounts go through stays.", ProxyInspector
    ),
    "content": Own(operated.CONTENT, "content.ContentDialog", " Files stay where they are."),
    "texts": Own(operated.TEXTS, "text.TextDialog"),
    "tags": Own(collected.TAGS, "tag.TagDialog", " It comes off all that carried it."),
}


class OwnList(NounList):
    """Every row, newest first; what is removed can be taken back for a while."""

    def __init__(self, bench: Workbench, table: str) -> None:
        self._own, self._rows_of = OWN[table], table
        self._leaving: set[int] = set()
        words = f"Add a {self._own.noun.one}"
        super().__init__(bench, self._own.noun, table, self._own.beside, self.add, words)
        self.empty.offer_too("Bring data along", self.bring)
        self.head.addWidget(Button(words, "primary", "plus", pressed=self.add))
        self.table.opened.connect(lambda _row: self.change())
        inspector = self.inspector
        assert isinstance(inspector, OwnInspector)
        inspector.change_asked.connect(self.change)
        inspector.remove_asked.connect(self.remove)

    def query(self) -> Query:
        """What is leaving is not shown any more."""
        marks = ", ".join(map(str, sorted(self._leaving)))
        found = super().query()
        return found.narrowed(f"{self._own.noun.id} NOT IN ({marks})") if marks else found

    def add(self) -> None:
        """Ask for a new row."""
        self._ask(None)

    def change(self) -> None:
        """Ask what should be different about the current row."""
        row = self.table.current()
        if row is not None:
            self._ask(row.id)

    def remove(self) -> None:
        """Take away what is selected; for ten seconds it can be taken back."""
        chosen = [row.id for row in self.table.selected()]
        if not chosen:
            return
        self._leaving.update(chosen)
        self.model.look(self.query())
        said = wording.counted(len(chosen), self._own.noun.one, self._own.noun.many or None)
        self.bench.offer_undo(
            f"{said} removed.{self._own.goes_too}",
            lambda: [self._remove(row_id) for row_id in chosen],
            lambda: self._stay(*chosen),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            super().keyPressEvent(event)

    def _remove(self, row_id: int) -> None:
        def failed(error: StewardError) -> None:
            self._stay(row_id)
            self.bench.complain(error)

        self.bench.link.call(Remove(self._rows_of, row_id), lambda _value: self._stay(row_id), failed)

    def _stay(self, *chosen: int) -> None:
        self._leaving.difference_update(chosen)
        self.model.look(self.query())

    def _ask(self, row_id: int | None) -> None:
        module, name = self._own.dialog.split(".")
        dialog: Callable[..., KeepDialog] = getattr(import_module(f"desktop.dialogs.{module}"), name).ask
        dialog(self.window(), self.bench, row_id).kept.connect(self._show)

    def _show(self, row_id: int) -> None:
        self.arrive()
        self.go_to(row_id)


def screen_of(name: str, bench: Workbench) -> OwnList:
    """The screen of one of these nouns."""
    return OwnList(bench, name)

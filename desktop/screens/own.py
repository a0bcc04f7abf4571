"""Brands, proxies, content, texts and tags: the lists that people add to themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from desktop.inspectors.own_inspector import OwnInspector
from desktop.inspectors.proxy_inspector import ProxyInspector
from desktop.screens.removable import RemovableList
from desktop.tables import nouns_collected as collected
from desktop.tables import nouns_operated as operated
from desktop.tables.nouns import Noun
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench

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


class OwnList(RemovableList):
    """Every row, newest first; what is removed can be taken back for a while."""

    def __init__(self, bench: Workbench, table: str) -> None:
        self._own = own = OWN[table]
        words = f"Add a {own.noun.one}"
        super().__init__(bench, own.noun, table, own.beside, self.add, words, goes_too=own.goes_too)
        self.empty.offer_too("Bring data along", self.bring)
        self.head.addWidget(Button(words, "primary", "plus", pressed=self.add))
        self.table.opened.connect(lambda _row: self.change())
        inspector = self.inspector
        assert isinstance(inspector, OwnInspector)
        inspector.change_asked.connect(self.change)
        inspector.remove_asked.connect(self.remove_named)

    def add(self) -> None:
        """Ask for a new row."""
        self._ask(None)

    def change(self) -> None:
        """Ask what should be different about the current row."""
        row = self.table.current()
        if row is not None:
            self._ask(row.id)

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

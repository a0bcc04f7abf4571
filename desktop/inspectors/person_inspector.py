"""Everything about one person, and what they may ask: to see what is known, to be left alone, to be forgotten."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from automation.commands import Dossier, ExportPerson
from desktop.dialogs.files import new_file
from desktop.inspectors.noun_inspector import NounInspector
from desktop.inspectors.tags_part import TagsPart
from desktop.tables.nouns import NounRow
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Button, RowButton
from desktop.widgets.plain import Label
from desktop.wording import counted, plain
from models import ids
from models.errors import StewardError


class PersonInspector(NounInspector):
    """A person of the list."""

    def build(self) -> None:
        """Tags, the dossier's figures, and what can be asked."""
        self.tags = TagsPart(self._bench, "people")
        self.section("Tags", self.tags)
        self.dossier = Label(wrap=True, selectable=True)
        self.section("Everything that is known", self.dossier)
        self.ask = RowButton("Look everything up", "", "search", pressed=self._ask)
        self.save = Button("Export…", "", "external-link", pressed=self._save)
        self.alone = Button("Leave alone…", "", "hand", pressed=self._leave_alone)
        self.forget = Button("Erase…", "danger", "trash-2", pressed=self._forget)
        self.column.addWidget(Flow(self.ask, self.save, self.alone, self.forget))

    def take(self, row: NounRow | None) -> None:
        """Another person, another dossier."""
        other = row is None or self.row is None or row.id != self.row.id
        if row is not None:
            self.tags.take(row.id)
        super().take(row)
        self.ask.about(None if row is None else row.id)
        if other:
            self._show_looking()

    @property
    def _person(self) -> str:
        assert self.row is not None
        return ids.public("people", self.row.id)

    def _ask(self) -> None:
        if self.row is not None:
            wanted = self.row.id
            self.ask.begin(wanted)
            self._show_looking()
            self._bench.link.call(
                Dossier(self._person), partial(self._answered, wanted), partial(self._not_answered, wanted)
            )

    def _show_looking(self) -> None:
        self.dossier.setText("Looking everything up…" if self.ask.is_at_work else "Not looked up yet.")

    def _answered(self, row_id: int, reply: dict[str, Any]) -> None:
        self.ask.end(row_id)
        if self.row is not None and self.row.id == row_id:
            self.dossier.setText(summary(reply))

    def _not_answered(self, row_id: int, error: StewardError) -> None:
        self.ask.end(row_id)
        if self.row is not None and self.row.id == row_id:
            self._show_looking()
        self._bench.complain(error)

    def _save(self) -> None:
        if self.row is None:
            return
        path = new_file(self, "Export what is known", "person.json", "JSON (*.json)")
        if path:
            done = f"What is known of this person is in {Path(path).name}."
            self._bench.link.call(
                ExportPerson(self._person, path), lambda _v: self._bench.say(done), self._bench.complain
            )

    def _leave_alone(self) -> None:
        from desktop.dialogs.block import BlockDialog

        if self.row is not None:
            BlockDialog.ask(self.window(), self._bench, str(self.row.values[0]))

    def _forget(self) -> None:
        from desktop.dialogs.erase import EraseDialog

        if self.row is not None:
            EraseDialog.ask(self.window(), self._bench, self._person, str(self.row.values[0]))


def summary(dossier: dict[str, Any]) -> str:
    """How much of each kind a dossier holds, in lines."""
    handles = ", ".join(dossier["person"]["handles"])
    held = [_line(table, count) for table, count in dossier["counts"].items() if count and table != "people"]
    sealed = sum(dossier["sealed"].values())
    named = [f"Named in {_line(table, count).lower()}" for table, count in dossier["mentioned"].items()]
    lines = [f"Known as {handles}", *held, *named]
    if sealed:
        lines.append(f"{counted(sealed, 'text is', 'texts are')} sealed; the export opens them.")
    if dossier["archive"]:
        lines.append(f"{counted(len(dossier['archive']), 'entry', 'entries')} in the archive of the ledger")
    return "\n".join(lines)


def _line(table: str, count: int) -> str:
    return f"{plain(table)}: {count:,}"

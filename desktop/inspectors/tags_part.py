"""The tags of an account, a person or a post: beside a list they are put on and taken off."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from automation.commands import PutTag
from automation.events import ConfigurationChanged
from desktop.questions.choices import tag_choices
from desktop.theme.tokens import S4, S8
from desktop.widgets.icon_label import Button, Row, emptied
from desktop.widgets.plain import Elided, Label
from desktop.widgets.row_choice import RowChoice
from desktop.workbench import Workbench
from models.tag import Tag, tags_of

NONE_YET = "There is no tag yet. Add one under People, Tags."


class TagsPart(QWidget):
    """What a row of `table` is tagged with, and a choice of what else it may be; why is kept with the tag of a post."""

    def __init__(self, bench: Workbench, table: str) -> None:
        super().__init__()
        self._bench, self._table, self._row = bench, table, 0
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(S8)
        lines = QWidget()
        self._lines = QVBoxLayout(lines)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(S4)
        self.choice, self.why = RowChoice(bench, tag_choices, "Choose a tag"), QLineEdit()
        self.choice.setAccessibleName("Tag")
        self.why.setAccessibleName("Why")
        self.why.setPlaceholderText("Why, if you like")
        self.put = Button("Put on", "", "plus", pressed=self._put)
        self.none = Label(NONE_YET, "secondary", wrap=True)
        self.ask = Row(self.choice, self.put, stretch=0)
        for part in (lines, self.none, self.ask, self.why):
            whole.addWidget(part)
        self.choice.filled.connect(self._filled)
        self.choice.currentIndexChanged.connect(lambda _at: self.put.setEnabled(self.choice.row is not None))
        self._filled()
        bench.link.configuration_changed.connect(self._changed)

    def take(self, row: int) -> None:
        """Show those of a row."""
        if row != self._row:
            self._row = row
            self.choice.choose(None)
            self.why.clear()
            emptied(self._lines)
        table = self._table
        self._bench.reading.run(lambda: (row, tags_of(table, row)), self._show, owner=self)

    def _show(self, read: tuple[int, list[Tag]]) -> None:
        row, found = read
        if row != self._row:
            return
        emptied(self._lines)
        for tag in found:
            name = Elided()
            name.setText(tag.name)
            off = Button("", "quiet", "x", hint=f"Take {tag.name} off", pressed=lambda number=tag.id: self._off(number))
            self._lines.addWidget(Row(name, off, stretch=0))

    def _filled(self) -> None:
        there = self.choice.count() > 1
        self.none.setVisible(not there)
        self.ask.setVisible(there)
        self.why.setVisible(there and self._table == "posts")
        self.put.setEnabled(self.choice.row is not None)

    def _changed(self, event: ConfigurationChanged) -> None:
        if event.what == "tags":
            self.choice.refresh()
        if self._row and event.what in {"tags", self._table}:
            self.take(self._row)

    def _put(self) -> None:
        chosen = self.choice.row
        if chosen is None:
            return
        why = self.why.text().strip() if self._table == "posts" else ""
        self._bench.link.call(
            PutTag(self._table, self._row, chosen, True, why), lambda _v: self._taken(), self._bench.complain
        )

    def _taken(self) -> None:
        self.choice.choose(None)
        self.why.clear()

    def _off(self, tag: int) -> None:
        self._bench.link.call(PutTag(self._table, self._row, tag, False), None, self._bench.complain)

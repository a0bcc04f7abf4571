"""Retention: what would be removed because its time is over, before anything is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from automation.commands import CompactStore, PreviewRetention, RunRetention
from desktop.screens.base import Screen
from desktop.theme.tokens import S8, S12, S16, S24
from desktop.widgets.icon_label import Button, Row, emptied
from desktop.widgets.plain import Label, line, panel
from desktop.widgets.running import MEGABYTE, Running
from desktop.wording import counted, plain
from desktop.workbench import Workbench
from models.errors import StewardError

WIDTH = 860
CLASSES = {
    "previews": "Beginnings of conversations",
    "sent words": "Words that were sent",
    "actions": "Actions that ended",
    "entries": "Titles of feed entries",
    "raw posts": "Posts as older systems kept them",
    "raw figures": "Figures as older systems kept them",
    "polls": "Readings of feeds",
    "counts": "Counts for limits",
    "audit": "The record",
}
WORDS = (
    "What is older than its time is removed every night. Posts that you engaged with, marked, tagged or follow stay,"
    " and so does the ledger that keeps anything from being done twice. How long each is kept stands under Settings."
)
ROOM = "What was removed leaves empty places in the store. Give that room back to the disk; accounts rest for a moment."


class RetentionPage(Screen):
    """A row for each class: how long it is kept, how much would go, and why."""

    TITLE = "Retention"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._due, self._removing = 0, False
        self.run = Button("Remove it now", "danger", "trash-2", pressed=self._run)
        self.sure = Button("The date is right", "", "calendar-clock", pressed=self._sure)
        self.sure.hide()
        self.head.addWidget(Button("Look again", "", "refresh-cw", pressed=self.refresh))
        self.compact = Button("Give room back", "", "move-horizontal", pressed=self._compact)
        self.head.addWidget(self.sure)
        self.head.addWidget(self.run)
        box = panel()
        box.setMaximumWidth(WIDTH)
        column = QVBoxLayout(box)
        column.setContentsMargins(S16, S12, S16, S16)
        column.setSpacing(S12)
        column.addWidget(Label(WORDS, "secondary", wrap=True))
        column.addWidget(Running(bench, "retention"))
        column.addWidget(Running(bench, "compaction"))
        rows = QWidget()
        self._grid = QGridLayout(rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S24)
        self._grid.setVerticalSpacing(S8)
        self._grid.setColumnStretch(3, 1)
        column.addWidget(rows)
        column.addWidget(line())
        column.addWidget(Row(Label(ROOM, "secondary", wrap=True), self.compact, spacing=S24, stretch=0))
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(S16, 0, S16, S24)
        outer.addWidget(box)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(whole)
        self.body.addWidget(scroll, 1)
        self.concerns(bench.link.configuration_changed)
        self.asks_engine()

    def refresh(self) -> None:
        """Ask what would go."""
        self._offer(0)
        self.bench.link.call(PreviewRetention(), self._take, self.unread)

    def _offer(self, due: int) -> None:
        self._due = due
        self.run.setEnabled(due > 0 and not self._removing)

    def _take(self, reply: dict[str, Any]) -> None:
        self.trouble.hide()
        emptied(self._grid)
        total = 0
        for number, found in enumerate(reply["classes"]):
            self._row(number, found)
            total += int(found["due"])
        self.figure.setText(
            f"{counted(total, 'row is', 'rows are')} over their time" if total else "Nothing is over its time"
        )
        self._offer(total)

    def _row(self, line: int, found: dict[str, Any]) -> None:
        kept = {reason.replace("_", " "): count for reason, count in found["kept"].items() if count}
        stays = [f"{counted(count, 'stays', 'stay')}: {reason}" for reason, count in kept.items()]
        due, top = int(found["due"]), Qt.AlignmentFlag.AlignTop
        count = Label(f"{due:,} would go" if due else "nothing would go", "strong" if due else "secondary")
        self._grid.addWidget(Label(CLASSES.get(found["class"]) or plain(str(found["class"])), "strong"), line, 0, top)
        self._grid.addWidget(Label(f"kept {counted(found['days'], 'day')}", "secondary"), line, 1, top)
        self._grid.addWidget(count, line, 2, top | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(Label("\n".join(stays), "secondary", wrap=True), line, 3, top)

    def _run(self, clock_is_right: bool = False) -> None:
        self._removing = True
        self._offer(self._due)
        self.sure.hide()
        self.bench.link.call(RunRetention(clock_is_right), self._ran, self._failed)

    def _sure(self) -> None:
        self._run(clock_is_right=True)

    def _ran(self, reply: dict[str, Any]) -> None:
        self._removing = False
        removed = sum(int(count) for count in reply["gone"].values())
        self.bench.say(f"{counted(removed, 'row was', 'rows were')} removed." if removed else "Nothing was removed.")
        self.refresh_soon()

    def _compact(self) -> None:
        self.compact.setEnabled(False)
        self.bench.link.call(CompactStore(), self._compacted, self._not_compacted)

    def _compacted(self, reply: dict[str, Any]) -> None:
        self.compact.setEnabled(True)
        self.bench.say(f"{reply['freed'] / MEGABYTE:,.1f} MB were given back to the disk.")

    def _not_compacted(self, error: StewardError) -> None:
        self.compact.setEnabled(True)
        self.bench.complain(error)

    def _failed(self, error: StewardError) -> None:
        self._removing = False
        self.bench.complain(error)
        self.sure.setVisible(error.code == "clock_ahead")
        self.refresh_soon()

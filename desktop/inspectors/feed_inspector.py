"""A feed: whose it is and whether it is read, its newest entries and readings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from automation.commands import EditFeed, EnableFeed, PollFeed
from desktop import messages, times, wording
from desktop.inspectors.base import Inspector
from desktop.questions.choices import account_choices
from desktop.tables.feeds import FeedRow
from desktop.tables.nouns import Part, facts, told
from desktop.tables.nouns_watched import READINGS_SIGNS, trouble
from desktop.tables.stories import FEED
from desktop.theme.tokens import S4
from desktop.widgets.facts import Facts
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Badge, Button, Row, RowButton, emptied
from desktop.widgets.plain import Elided, Label, line
from desktop.widgets.row_choice import RowChoice
from desktop.widgets.timeline import Moment, Timeline
from desktop.workbench import Workbench
from models import clock
from models.database import sql
from models.errors import StewardError
from models.feed import EntryRow, entries_of
from models.sentences import GAP, sentences

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Read:
    """What the store says of a feed beside its row; both lists have the newest first."""

    feed: int
    facts: list[tuple[Part, Any]]
    entries: list[EntryRow]
    readings: list[Moment]


class FeedInspector(Inspector):
    """Shows the feed it is given."""

    remove_asked = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__("Choose a feed to see its entries.")
        self._bench = bench
        self.row: FeedRow | None = None
        self.state, self.name, self.url = Badge(), Elided(role="section"), Elided(role="secondary")
        self.said = Label(role="secondary", wrap=True)
        self.account = RowChoice(bench, account_choices)
        self.account.setAccessibleName("Account")
        self.account.setPlaceholderText("None")
        self.account.activated.connect(self._give)
        bench.link.account_changed.connect(lambda _event: self.account.refresh())
        self.turn = Button("Switch on", "primary", "play", pressed=lambda: self._turn(True))
        self.rest = Button("Switch off", "", "circle-slash", pressed=lambda: self._turn(False))
        self.poll = RowButton("Read it now", "", "refresh-cw", pressed=self._poll)
        self.remove = Button("Remove", "danger", "trash-2", pressed=self.remove_asked.emit)
        whose = Row(Label("Account", "secondary"), self.account, stretch=1)
        buttons = Flow(self.turn, self.poll, self.rest, self.remove)
        for part in (Row(self.state, None), self.name, self.url, self.said, whose, buttons, line()):
            self.column.addWidget(part)
        self._below()
        self.column.addStretch(1)

    def _below(self) -> None:
        self._entries = QVBoxLayout()
        self._entries.setSpacing(S4)
        self._entries.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self._entries)
        self.facts, self.readings = Facts(), Timeline()
        self.section("Newest entries", holder)
        self._readings = self.section("Newest readings", self.readings)
        self.section("About it", self.facts)

    def take(self, found: FeedRow | None) -> None:
        """Show a feed, or nothing."""
        other = found is None or self.row is None or found.id != self.row.id
        self.row = found
        if found is None:
            self.show_nothing()
            return
        self.poll.about(found.id)
        self.show_row(top=other)
        self.state.take(found.sign)
        self.name.setText(found.title or found.url)
        self.url.setText(found.url)
        self.said.setText(said_of(found))
        self.account.choose(found.account_id)
        for button, shown in ((self.turn, not found.enabled), (self.poll, found.enabled), (self.rest, found.enabled)):
            button.setVisible(shown)
        feed = found.id
        self._bench.reading.run(lambda: _read(feed), self._take_read, owner=self)

    def _take_read(self, found: Read) -> None:
        if self.row is None or self.row.id != found.feed:
            return
        emptied(self._entries)
        for entry in found.entries:
            said = "there before" if entry.baseline else times.relative(entry.seen_at, clock.now())
            part = Row(Elided(entry.title or entry.url), Label(said, "secondary"), stretch=0)
            self._entries.addWidget(part)
        if not found.entries:
            self._entries.addWidget(Label("None yet.", "secondary"))
        self.readings.take(found.readings, clock.now())
        self._readings.setVisible(bool(found.readings))
        self.facts.take(told(found.facts))

    # ── what can be done ─────────────────────────────────────────────────────────────────────────────────────────────
    def _give(self) -> None:
        if self.row is not None and self.account.row != self.row.account_id:
            self._bench.link.call(EditFeed(self.row.id, self.account.row), None, self._not_given)

    def _not_given(self, error: StewardError) -> None:
        if self.row is not None:
            self.account.choose(self.row.account_id)
        self._bench.complain(error)

    def _turn(self, on: bool) -> None:
        if self.row is not None:
            self._bench.link.call(EnableFeed(self.row.id, on), None, self._bench.complain)

    def _poll(self) -> None:
        if self.row is not None:
            feed = self.row.id
            self.poll.begin(feed)
            self._bench.link.call(PollFeed(feed), partial(self._polled, feed), partial(self._failed, feed))

    def _polled(self, feed: int, value: dict[str, Any]) -> None:
        self.poll.end(feed)
        self._bench.say(f"Read. {wording.counted(int(value['fresh']), 'new entry', 'new entries')}.")

    def _failed(self, feed: int, error: StewardError) -> None:
        self.poll.end(feed)
        self._bench.complain(error)


def said_of(found: FeedRow) -> str:
    """Whose it is, how often it is read, and what is in the way."""
    whose = f"For @{found.username}" if found.username else "For no account, so only rules that name it listen"
    every = times.duration(found.interval_s * 1000)
    if not found.enabled:
        came = "It came switched off from an older system" if found.imported else "It is switched off"
        return f"{whose}. {came}, so it is not read. What it holds when you switch it on starts nothing."
    return f"{whose}; read every {every}.{_trouble(found)}"


def _trouble(found: FeedRow) -> str:
    if not found.last_error:
        return ""
    sentence = messages.message(found.last_error, found.url).what if found.last_error in sentences() else GAP
    return f" {sentence}" if GAP not in sentence else f" Last trouble: {trouble(found.last_error).text}."


def _read(feed: int) -> Read:
    polls = sql(
        "SELECT polled_at, status, found, fresh, fired, error FROM feed_polls WHERE feed_id = ?"
        " ORDER BY polled_at DESC, id DESC LIMIT ?",
        (feed, SHOWN),
    )
    return Read(feed, facts(FEED, feed), entries_of(feed, SHOWN), [_moment(*poll) for poll in polls])


def _moment(at: int, status: str, found: int, fresh: int, fired: int, error: str | None) -> Moment:
    sign = wording.sign(READINGS_SIGNS, status)
    figures = f"{fresh:,} of {wording.counted(found, 'entry', 'entries')} new"
    wishes = f", {wording.counted(fired, 'wish', 'wishes')}" if fired else ""
    return Moment(at, sign.icon, sign.token, trouble(error).text if error else f"{figures}{wishes}")

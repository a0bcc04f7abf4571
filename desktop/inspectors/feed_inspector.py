"""A feed with its newest entries, and a rule with what it asks for."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from automation.commands import EnableRule, PollFeed, Remove
from desktop import times, wording
from desktop.inspectors.base import Inspector
from desktop.tables.feeds import OFF, ON, STATUS, FeedRow, RuleRow, condition_words
from desktop.theme.tokens import S4
from desktop.widgets.icon_label import Badge, Button, Row, emptied
from desktop.widgets.plain import Elided, Label, line
from desktop.workbench import Workbench
from models import clock
from models.feed import EntryRow, entries_of

SHOWN = 12


class FeedInspector(Inspector):
    """Shows the feed it is given."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__("Choose a feed to see its entries.")
        self._bench = bench
        self.row: FeedRow | None = None
        self.state, self.name, self.url = Badge(), Elided(role="section"), Elided(role="secondary")
        self.said = Label(role="secondary", wrap=True)
        self.poll = Button("Read it now", "", "refresh-cw", pressed=self._poll)
        self.remove = Button("Remove", "danger", "trash-2", pressed=self._remove)
        for part in (Row(self.state, None), self.name, self.url, self.said, Row(self.poll, self.remove, None), line()):
            self.column.addWidget(part)
        self._entries = QVBoxLayout()
        self._entries.setSpacing(S4)
        holder = QWidget()
        holder.setLayout(self._entries)
        self._entries.setContentsMargins(0, 0, 0, 0)
        self.section("Newest entries", holder)
        self.column.addStretch(1)

    def take(self, found: FeedRow | None) -> None:
        """Show a feed, or nothing."""
        self.row = found
        if found is None:
            self.show_nothing()
            return
        self.show_row()
        self.state.take(wording.sign(STATUS, found.status))
        self.name.setText(found.title or found.url)
        self.url.setText(found.url)
        every = times.duration(found.interval_s * 1000)
        trouble = f" Last trouble: {found.last_error}." if found.last_error else ""
        self.said.setText(f"For @{found.username}, read every {every}.{trouble}")
        feed = found.id
        self._bench.reading.run(lambda: entries_of(feed, SHOWN), self._take_entries, owner=self)

    def _take_entries(self, found: list[EntryRow]) -> None:
        emptied(self._entries)
        for entry in found:
            said = "there before" if entry.baseline else times.relative(entry.seen_at, clock.now())
            part = Row(Elided(entry.title or entry.url), Label(said, "secondary"), stretch=0)
            self._entries.addWidget(part)
        if not found:
            self._entries.addWidget(Label("None yet.", "secondary"))

    def _poll(self) -> None:
        if self.row is not None:
            self.poll.setEnabled(False)
            self._bench.link.call(PollFeed(self.row.id), self._polled, self._failed)

    def _polled(self, value: dict[str, Any]) -> None:
        self.poll.setEnabled(True)
        self._bench.say(f"Read. {wording.counted(int(value['fresh']), 'new entry', 'new entries')}.")

    def _failed(self, error: Any) -> None:
        self.poll.setEnabled(True)
        self._bench.complain(error)

    def _remove(self) -> None:
        if self.row is not None:
            feed, link, complain = self.row.id, self._bench.link, self._bench.complain
            self._bench.offer_undo(
                "The feed is removed, and the rules that name it.",
                lambda: link.call(Remove("feeds", feed), None, complain),
                lambda: None,
            )


class RuleInspector(Inspector):
    """Shows the rule it is given."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__("Choose a rule to see what it asks for.")
        self._bench = bench
        self.row: RuleRow | None = None
        self.state, self.name, self.said = Badge(), Elided(role="section"), Label(wrap=True)
        self.turn = Button("Switch off", "", "circle-slash", pressed=self._turn)
        self.remove = Button("Remove", "danger", "trash-2", pressed=self._remove)
        for part in (Row(self.state, None), self.name, self.said, Row(self.turn, self.remove, None)):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def take(self, found: RuleRow | None) -> None:
        """Show a rule, or nothing."""
        self.row = found
        if found is None:
            self.show_nothing()
            return
        self.show_row()
        self.state.take(ON if found.enabled else OFF)
        self.name.setText(found.name)
        kind, where = wording.sign(wording.KINDS, found.kind).word.lower(), condition_words(found.condition)
        source = f"in {found.feed}" if found.feed else "in any feed of the account"
        when = f"When {where} {source}" if where else f"For every new entry {source}"
        fired = f"It has fired for {wording.counted(found.fired, 'post')}." if found.fired else "It has not fired yet."
        self.said.setText(f"{when}: {kind} as @{found.username}. {fired}")
        self.turn.setText("Switch off" if found.enabled else "Switch on")
        self.turn.take_icon("circle-slash" if found.enabled else "play")

    def _turn(self) -> None:
        if self.row is not None:
            self._bench.link.call(EnableRule(self.row.id, not self.row.enabled), None, self._bench.complain)

    def _remove(self) -> None:
        if self.row is not None:
            rule, link, complain = self.row.id, self._bench.link, self._bench.complain
            self._bench.offer_undo(
                "The rule is removed.", lambda: link.call(Remove("rules", rule), None, complain), lambda: None
            )

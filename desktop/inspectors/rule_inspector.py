"""A rule with what it asks for, and with what an older system kept of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from automation.commands import EnableRule
from desktop import wording
from desktop.inspectors.base import Inspector
from desktop.tables.feeds import OFF, ON, RuleRow, condition_words
from desktop.tables.nouns import Part, facts, told
from desktop.tables.stories import RULE
from desktop.widgets.facts import Facts
from desktop.widgets.icon_label import Badge, Button, Row
from desktop.widgets.plain import Elided, Label, line
from desktop.workbench import Workbench


class RuleInspector(Inspector):
    """Shows the rule it is given."""

    remove_asked = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__("Choose a rule to see what it asks for.")
        self._bench = bench
        self.row: RuleRow | None = None
        self.state, self.name, self.said = Badge(), Elided(role="section"), Label(wrap=True)
        self.turn = Button("Switch off", "", "circle-slash", pressed=self._turn)
        self.remove = Button("Remove", "danger", "trash-2", pressed=self.remove_asked.emit)
        self.facts = Facts()
        buttons = Row(self.turn, self.remove, None)
        for part in (Row(self.state, None), self.name, self.said, buttons, line(), self.facts):
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
        fired = (
            f"It has fired for {wording.counted(found.fired, 'post')}." if found.fired else "It has not fired here yet."
        )
        self.said.setText(f"{when}: {kind} as @{found.username}. {fired}")
        rule = found.id
        self._bench.reading.run(lambda: (rule, facts(RULE, rule)), self._take_facts, owner=self)
        self.turn.setText("Switch off" if found.enabled else "Switch on")
        self.turn.take_icon("circle-slash" if found.enabled else "play")

    def _take_facts(self, read: tuple[int, list[tuple[Part, Any]]]) -> None:
        rule, found = read
        if self.row is not None and self.row.id == rule:
            self.facts.take(told(found))

    def _turn(self) -> None:
        if self.row is not None:
            self._bench.link.call(EnableRule(self.row.id, not self.row.enabled), None, self._bench.complain)

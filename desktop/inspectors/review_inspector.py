"""A question for a person: what happened, what it means, and the ways to answer it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from automation.commands import OpenPage, Pause
from desktop import messages, times, wording
from desktop.inspectors.action_inspector import ActionInspector
from desktop.inspectors.base import Inspector
from desktop.tables.reviews import ReviewRow
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Badge, Button, Row
from desktop.widgets.plain import Elided, Label, line
from desktop.workbench import Workbench
from models import clock

ASKS = wording.Sign("circle-question-mark", "Waits for you", "warn")


class AccountQuestion(Inspector):
    """A question about the account itself: look at the page, then say that it may go on."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__("Choose a question to answer it.")
        self._bench = bench
        self.row: ReviewRow | None = None
        self.name, self.since = Elided(role="section"), Label(role="secondary")
        self.column.addWidget(Row(Badge(ASKS), None, self.since))
        self.column.addWidget(self.name)
        self.said = Label(wrap=True, selectable=True)
        self.column.addWidget(self.said)
        self.open = Button("Open the page", "primary", "monitor-play", pressed=self._open)
        self.resume = Button("It may go on", "", "play", pressed=self._resume, once=True)
        self.resume.setToolTip("Says that you looked and that the account may act again.")
        self.column.addWidget(Flow(self.open, self.resume))
        self.column.addWidget(line())
        words = "Steward has stopped this account and clicks nothing with it until you say so."
        self.column.addWidget(Label(words, "secondary", wrap=True))
        self.column.addStretch(1)

    def take(self, found: ReviewRow) -> None:
        """Show a question."""
        self.row = found
        self.show_row(top=True)
        self.name.setText(f"@{found.username} on {found.platform}")
        self.since.setText(times.relative(found.opened_at, clock.now()))
        self.said.setText(messages.message(found.code, f"@{found.username}").text)

    def _open(self) -> None:
        if self.row is not None:
            bench, row, account, name = self._bench, self.row.id, self.row.account_id, self.row.username
            bench.link.call(OpenPage(account), lambda _v: self.show_page(bench, row, account, name), bench.complain)

    def _resume(self) -> None:
        if self.row is not None:
            name = self.row.username
            said = f"@{name} may act again."
            command = Pause(self.row.account_id, on=False)
            self._bench.link.call(command, lambda _value: self._bench.say(said), self._bench.complain)


class ReviewInspector(QStackedWidget):
    """The account's question, or the action's own inspector with its answers."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setMinimumWidth(300)
        self.account, self.action = AccountQuestion(bench), ActionInspector(bench)
        self.addWidget(self.account)
        self.addWidget(self.action)

    def take(self, found: ReviewRow | None) -> None:
        """Show a question, or nothing."""
        if found is None:
            self.account.show_nothing()
            self.setCurrentWidget(self.account)
        elif found.action_id is None:
            self.account.take(found)
            self.setCurrentWidget(self.account)
        else:
            self.action.take_id(found.action_id)
            self.setCurrentWidget(self.action)

"""Health: every check with what was seen, what to do about it, and what fell due while nothing ran."""

from __future__ import annotations

import re
import tomllib
from functools import cache, partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from automation.commands import AnswerMissed, Health
from desktop import times
from desktop.screens.base import Screen
from desktop.screens.listed import BY_NAME
from desktop.screens.nouns import NounList, TabbedScreen
from desktop.tables.nouns_kept import MISSED
from desktop.tables.view import MOVED
from desktop.theme.tokens import S4, S12, S16, S24
from desktop.widgets.icon_label import Button, IconLabel, Row, emptied
from desktop.widgets.plain import Label, line, panel
from desktop.wording import Sign, counted, plain
from desktop.workbench import Workbench
from models import clock
from resources import path

WIDTH = 860
CHECKS = "Checks"
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
WELL = Sign("circle-check", "Well", "good")
SEVERITIES = {
    "info": Sign("info", "Worth knowing", "info"),
    "warning": Sign("triangle-alert", "Needs a look", "warn"),
    "error": Sign("circle-x", "In trouble", "bad"),
}


class ChecksPage(Screen):
    """What is wrong first, and then what is well."""

    TITLE = CHECKS

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.again = Button("Check again", "", "refresh-cw", pressed=self.refresh)
        self.head.addWidget(self.again)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(S16, 0, S16, S24)
        column.setSpacing(S16)
        self._wrong, self._well = panel(), panel()
        for box in (self._wrong, self._well):
            box.setMaximumWidth(WIDTH)
            layout = QVBoxLayout(box)
            layout.setContentsMargins(S16, S12, S16, S16)
            layout.setSpacing(S12)
            column.addWidget(box)
            box.hide()
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.body.addWidget(scroll, 1)
        self.concerns(bench.link.configuration_changed, bench.link.vault_changed, bench.link.due_ran)
        self.asks_engine()

    def refresh(self) -> None:
        """Ask the engine to look at everything."""
        self.again.setEnabled(False)
        self.figure.setText("Looking…")
        self.bench.link.call(Health(), self._take, self._failed)

    def _failed(self, error: Any) -> None:
        self.again.setEnabled(True)
        self.figure.setText("")
        self.unread(error)

    def _take(self, reply: dict[str, Any]) -> None:
        self.again.setEnabled(True)
        self.trouble.hide()
        wrong = [check for check in reply["checks"] if not check["ok"]]
        well = [check for check in reply["checks"] if check["ok"]]
        said = f"{counted(len(wrong), 'check needs a look', 'checks need a look')}" if wrong else "All is well"
        self.figure.setText(said)
        _fill(self._wrong, "Needs a look", [self._row(check) for check in wrong])
        _fill(self._well, "Well", [self._row(check) for check in well])

    def _row(self, check: dict[str, Any]) -> QWidget:
        sign = WELL if check["ok"] else SEVERITIES[check["severity"]]
        found = QWidget()
        layout = QVBoxLayout(found)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S4)
        told = checks().get(str(check["name"]), {})
        icon = IconLabel(sign.icon, sign.token)
        icon.setAccessibleName(sign.word)
        parts: list[QWidget | None] = [icon, Label(title_of(str(check["name"])), "strong"), None]
        if not check["ok"] and "screen" in told:
            parts.append(self._way(told["screen"], told.get("tab", "")))
        layout.addWidget(Row(*parts))
        cure = "" if check["ok"] else told.get("do", check["fix"])
        for text, role in ((check["detail"], ""), (cure, "secondary"), (check["help"], "secondary")):
            if text:
                said = Label(with_times(str(text)), role, wrap=True, selectable=True)
                said.setContentsMargins(S24, 0, 0, 0)
                layout.addWidget(said)
        return found

    def _way(self, screen: str, tab: str) -> Button:
        title = tab or BY_NAME[screen].title
        return Button(f"Open {title}", pressed=partial(self._go, screen, tab))

    def _go(self, screen: str, tab: str) -> None:
        self.bench.go(screen)
        for found in self.window().findChildren(TabbedScreen):
            if tab and screen == found.NAME:
                found.open_tab(tab)


class MissedList(NounList):
    """What was not done in its time, and a person's word on each."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, MISSED, "missed", begin=lambda: bench.go("queue"), begun="See what waits")
        ways = (("Run once now", "run", "play"), ("Spread over hours", "spread", "timer"), ("Skip", "skip", "x"))
        self.answers = [Button(title, "", icon, pressed=partial(self._answer, answer)) for title, answer, icon in ways]
        for button in self.answers:
            button.setEnabled(False)
            self.head.addWidget(button)
        self.table.picked.connect(self._picked)
        self.concerns(bench.link.missed_changed)

    def _picked(self, number: int) -> None:
        for button in self.answers:
            button.setEnabled(number > 0)

    def _answer(self, answer: str) -> None:
        if self.table.settled:
            self.table.with_selected(partial(self._answer_these, answer), lambda: self.bench.say(MOVED))

    def _answer_these(self, answer: str, chosen: list[int]) -> None:
        said = f"{counted(len(chosen), 'piece', 'pieces')} of missed work answered."
        self.bench.link.call(AnswerMissed(chosen, answer), lambda _v: self._answered(said), self.bench.complain)

    def _answered(self, said: str) -> None:
        self.bench.say(said)
        self.refresh_soon()


class HealthScreen(TabbedScreen):
    """How everything is, and what was missed."""

    NAME, TITLE = "health", "Health"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, more=(CHECKS, MISSED.title))

    def make(self, title: str) -> Screen:
        """Each page is its own kind."""
        return ChecksPage(self.bench) if title == CHECKS else MissedList(self.bench)


@cache
def checks() -> dict[str, dict[str, str]]:
    """What the window says of each check."""
    return tomllib.loads(path("checks.toml").read_text(encoding="utf-8"))


def title_of(name: str) -> str:
    """What a check is called."""
    pack = name.removeprefix("pack ")
    known = checks().get(name, {}).get("title")
    return known or (plain(name) if pack == name else f"Platform {pack}")


def with_times(text: str) -> str:
    """A sentence of the engine, with its times as they are shown elsewhere in the window."""
    return _ISO.sub(lambda found: times.exact(clock.from_iso(found.group())), text)


def _fill(box: QWidget, title: str, rows: list[QWidget]) -> None:
    layout = box.layout()
    assert isinstance(layout, QVBoxLayout)
    emptied(layout)
    box.setVisible(bool(rows))
    layout.addWidget(Label(title, "section"))
    for number, row in enumerate(rows):
        if number:
            layout.addWidget(line())
        layout.addWidget(row)

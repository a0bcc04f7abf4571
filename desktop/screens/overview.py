"""Overview: how things stand, and what needs you."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop import times, wording
from desktop.questions.counts import Counts, counts
from desktop.questions.needs import Need, Overview, overview
from desktop.screens.base import Screen
from desktop.tables.action_rows import ActionRow
from desktop.theme.tokens import S4, S8, S12, S16, S24
from desktop.widgets.icon_label import Button, IconLabel, Row, emptied
from desktop.widgets.plain import Elided, Label, line, panel, tip
from desktop.workbench import Workbench
from models import clock


class Figure(QFrame):
    """A number, its icon and its word; pressing it opens the screen behind it."""

    def __init__(self, bench: Workbench, sign: wording.Sign, screen: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S16, S12, S12, S12)
        layout.setSpacing(S4)
        self.number = Label("–", "figure")
        show = Button("", "quiet", "chevron-right", hint=f"Show: {sign.word}", pressed=lambda: bench.go(screen))
        layout.addWidget(Row(self.number, None, show))
        layout.addWidget(Row(IconLabel(sign.icon, sign.token), Elided(sign.word, "secondary"), stretch=1))


class OverviewScreen(Screen):
    """The first screen of a day."""

    NAME, TITLE = "overview", "Overview"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.head.addWidget(Button("New action", "primary", "plus", pressed=lambda: bench.act()))
        self.awaiting = Figure(bench, wording.STATES["awaiting_approval"], "approvals")
        self.queued = Figure(bench, wording.Sign("clock", "Waiting for their time", "muted"), "queue")
        self.confirmed = Figure(bench, wording.Sign("circle-check", "Confirmed in 24 h", "good"), "history")
        self.review = Figure(bench, wording.Sign("circle-question-mark", "Questions for you", "warn"), "review")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(S16, 0, S16, S16)
        column.setSpacing(S16)
        figures = QHBoxLayout()
        figures.setSpacing(S12)
        for figure in (self.awaiting, self.queued, self.confirmed, self.review):
            figures.addWidget(figure, 1)
        column.addLayout(figures)
        self.needs = self._panel(column, "What needs you")
        beside = QHBoxLayout()
        beside.setSpacing(S12)
        self.coming, self.ended = self._panel(beside, "Coming up"), self._panel(beside, "Last ended")
        column.addLayout(beside)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(scroll, 1)
        link = bench.link
        self.concerns(link.action_changed, link.review_changed, link.account_changed, link.configuration_changed)

    def refresh(self) -> None:
        """Read all of it."""
        self.bench.reading.run(counts, self._take_counts, owner=self)
        self.bench.reading.run(overview, self._take, owner=self)

    def _panel(self, place: QVBoxLayout | QHBoxLayout, title: str) -> QVBoxLayout:
        box = panel()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(S16, S12, S16, S12)
        layout.setSpacing(S8)
        layout.addWidget(Label(title, "section"))
        rows = QVBoxLayout()
        rows.setSpacing(0)
        layout.addLayout(rows)
        layout.addStretch(1)
        place.addWidget(box, int(isinstance(place, QHBoxLayout)))
        return rows

    def _take_counts(self, found: Counts) -> None:
        self.awaiting.number.setText(f"{found.of('awaiting_approval'):,}")
        self.queued.number.setText(f"{found.of('queued'):,}")
        self.confirmed.number.setText(f"{found.ended.get('confirmed', 0):,}")
        self.review.number.setText(f"{found.reviews:,}")

    def _take(self, found: Overview) -> None:
        _fill(self.needs, [self._need(need) for need in found.needs], "Nothing. Everything goes its way.")
        _fill(self.coming, [self._action(one) for one in found.coming], "Nothing is queued.")
        _fill(self.ended, [self._action(one) for one in found.ended], "Nothing has ended yet.")

    def _need(self, need: Need) -> QWidget:
        show = Button("Show", "quiet", pressed=lambda: self.bench.go(need.screen, need.row))
        return _line(IconLabel(need.icon, need.token), Elided(need.text), show)

    def _action(self, found: ActionRow) -> QWidget:
        now = clock.now()
        state, kind = wording.sign(wording.STATES, found.state), wording.sign(wording.KINDS, found.kind)
        at = found.done_at or max(found.due_at, now)
        when = Label("" if found.state == "running" else times.relative(at, now), "secondary")
        when.setToolTip(tip(times.exact(at)))
        if not when.text():
            when.hide()  # it would keep its place
        icon = IconLabel(state.icon, state.token)
        icon.setToolTip(state.word)
        icon.setAccessibleName(state.word)
        screen = "history" if found.done_at else "queue"
        show = Button("", "quiet", "chevron-right", hint="Show", pressed=lambda: self.bench.go(screen, found.id))
        what = Elided(f"{kind.word} · {found.target} · @{found.username}")
        return _line(icon, what, Label(state.word, "secondary"), when, show)


def _line(*parts: QWidget) -> QWidget:
    found = Row(*parts, stretch=1)
    found.line.setContentsMargins(0, 2, 0, 2)
    found.setMinimumHeight(S24 + S12)
    return found


def _fill(place: QVBoxLayout, lines: list[QWidget], nothing: str) -> None:
    emptied(place)
    for number, part in enumerate(lines):
        if number:
            place.addWidget(line())
        place.addWidget(part)
    if not lines:
        place.addWidget(Label(nothing, "secondary"))

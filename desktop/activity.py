"""The Activity drawer at the foot: running, coming, in trouble; with long work and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from automation.events import ActionChanged, Progress
from desktop import times, wording
from desktop.questions.activity import Activity, activity
from desktop.tables.action_rows import ActionRow
from desktop.theme.tokens import S4, S8, S16, S32
from desktop.widgets.icon_label import Button, IconLabel, Row, emptied
from desktop.widgets.plain import Elided, Label
from desktop.widgets.running import Running
from desktop.workbench import Workbench
from models import clock

HEIGHT, WORK_HEIGHT, GATHER_MS = 196, 48, 150


class ActivityDrawer(QFrame):
    """Three columns; a click opens the action."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.setFixedHeight(HEIGHT)
        self._bench = bench
        self._soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._soon.timeout.connect(self.refresh)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(S16, S8, S16, S8)
        self._tasks = QVBoxLayout()
        whole.addLayout(self._tasks)
        layout = QHBoxLayout()
        layout.setSpacing(S32)
        whole.addLayout(layout, 1)
        self._columns = [self._column(layout, title) for title in ("Running", "Coming", "Needs a look today")]
        self._works: dict[str, Running] = {}
        bench.link.action_changed.connect(self._refresh_soon)
        bench.link.progress.connect(self._progress)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is shown."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        self._bench.reading.run(activity, self._take, owner=self)

    def _refresh_soon(self, _event: ActionChanged) -> None:
        if self.isVisible() and not self._soon.isActive():  # begun anew by each event, it would never end in busy times
            self._soon.start()

    def _column(self, layout: QHBoxLayout, title: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(title, "strong"))
        column.addSpacing(S4)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        column.addLayout(rows)
        column.addStretch(1)
        layout.addLayout(column, 1)
        return rows

    def _take(self, found: Activity) -> None:
        now = clock.now()
        parts = (
            ("history", found.running, "Nothing runs", lambda r: "running"),
            ("queue", found.coming, "Nothing is queued", lambda r: times.relative(max(r.due_at, now), now)),
            ("history", found.troubled, "Nothing", lambda r: wording.sign(wording.STATES, r.state).word.lower()),
        )
        for column, (screen, rows, nothing, said) in zip(self._columns, parts, strict=True):
            emptied(column)
            for found_row in rows:
                column.addWidget(self._line(found_row, said(found_row), screen))
            if not rows:
                column.addWidget(Label(nothing, "secondary"))

    def _line(self, found: ActionRow, said: str, screen: str) -> QWidget:
        kind, state = wording.sign(wording.KINDS, found.kind), wording.sign(wording.STATES, found.state)
        what = Elided(f"{kind.word} · {found.target} · @{found.username}")
        target = "queue" if found.state in {"queued", "running", "interrupted"} else screen
        show = Button("", "quiet", "chevron-right", hint="Show", pressed=lambda: self._bench.go(target, found.id))
        line = Row(IconLabel(state.icon, state.token), what, Label(said, "secondary"), show, stretch=1)
        return line

    def _progress(self, event: Progress) -> None:
        if event.task not in self._works and not event.ended:
            self._works[event.task] = Running(self._bench, event.task, named=True)
            self._tasks.addWidget(self._works[event.task])
        if event.task in self._works:
            self._works[event.task].moved(event)  # before the room that it takes is asked for
        under_way = sum(not work.isHidden() for work in self._works.values())
        self.setFixedHeight(HEIGHT + under_way * WORK_HEIGHT)

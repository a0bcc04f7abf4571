"""Long work as a person follows it: what is done, how far it is, and a way to break it off."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from automation.commands import CancelWork
from automation.events import Progress
from desktop.theme.tokens import S4
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Elided
from desktop.workbench import Workbench


class Running(QWidget):
    """Follows the work of one name; hidden while none of it is under way."""

    def __init__(self, bench: Workbench, task: str) -> None:
        super().__init__()
        self._bench, self._task = bench, task
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S4)
        self.said, self.bar = Elided(role="secondary"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.off = Button("Break off", "quiet", "x", pressed=self._break_off)
        layout.addWidget(Row(self.said, self.off, stretch=0))
        layout.addWidget(self.bar)
        self.hide()
        bench.link.progress.connect(self._moved)

    def _moved(self, event: Progress) -> None:
        if event.task != self._task:
            return
        self.setVisible(not event.ended)
        self.off.setEnabled(True)
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.done)
        figure = f"{event.done:,} of {event.total:,}" if event.total else f"{event.done:,}" if event.done else ""
        self.said.setText("  ".join(filter(None, (event.text, figure))))

    def _break_off(self) -> None:
        self.off.setEnabled(False)
        self._bench.link.call(CancelWork(self._task), None, self._bench.complain)

"""Long work where a person follows it: what is done, how far it is, and a way to break it off."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from automation.commands import CancelWork
from automation.events import Progress
from desktop.theme.tokens import S4
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Elided
from desktop.wording import plain
from desktop.workbench import Workbench

# What is told of under each name.
TASKS = {
    "browser": "Downloading a browser",
    "backup": "Making a backup",
    "rehearsal": "Proving the newest backup",
    "restore": "Restoring a backup",
    "import": "Bringing data along",
    "retention": "Removing what is over its time",
    "audit": "Walking the record",
    "reseal": "Sealing everything with the new key",
    "erasure": "Erasing a person",
}
# Once begun these go on to their end.
WHOLE = frozenset({"browser", "erasure"})


class Running(QWidget):
    """Follows the work of one name; hidden while none of it is under way."""

    def __init__(self, bench: Workbench, task: str, *, named: bool = False) -> None:
        super().__init__()
        self._bench, self._task, self._named = bench, task, named
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, S4)
        layout.setSpacing(S4)
        self.said, self.bar = Elided(role="secondary"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(TASKS.get(task, plain(task)))
        self.off = Button("Break off", "quiet", "x", pressed=self._break_off)
        layout.addWidget(Row(self.said, self.off, stretch=0))
        if task in WHOLE:
            self.off.hide()
        layout.addWidget(self.bar)
        self.hide()
        bench.link.progress.connect(self.moved)
        bench.link.standing_changed.connect(lambda _standing: self.hide())

    def moved(self, event: Progress) -> None:
        """Show how far it is, if it is this work."""
        if event.task != self._task:
            return
        self.setVisible(not event.ended)
        self.off.setEnabled(True)
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.done)
        figure = f"{event.done:,} of {event.total:,}" if event.total else f"{event.done:,}" if event.done else ""
        name = TASKS.get(self._task, plain(self._task)) if self._named or not event.text else ""
        words = event.text if self._task == "browser" else event.text.replace("_", " ")
        self.said.setText("  ·  ".join(filter(None, (name, words, figure))))

    def _break_off(self) -> None:
        self.off.setEnabled(False)
        self._bench.link.call(CancelWork(self._task), None, self._bench.complain)

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
    "compaction": "Giving room back to the disk",
    "audit": "Walking the record",
    "export": "Writing the store to files",
    "reseal": "Sealing everything with the new key",
    "erasure": "Erasing a person",
}
# Once begun these go on to their end.
WHOLE = frozenset({"browser", "erasure"})
# Told in bytes, unless a word says what else is counted.
IN_BYTES = frozenset({"backup", "rehearsal", "restore"})
STEPS, MEGABYTE = 1000, 1 << 20


class Running(QWidget):
    """Follows the work of one name; hidden while none of it is under way."""

    def __init__(self, bench: Workbench, task: str, *, named: bool = False, inset: int = 0) -> None:
        super().__init__()
        self._bench, self._task, self._named = bench, task, named
        layout = QVBoxLayout(self)
        layout.setContentsMargins(inset, 0, inset, S4)
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
        bench.link.standing_changed.connect(self._engine_gone)

    def moved(self, event: Progress) -> None:
        """Show how far it is, if it is this work."""
        if event.task != self._task:
            return
        self.setVisible(not event.ended)
        self.off.setEnabled(True)
        self.bar.setRange(0, STEPS if event.total else 0)  # a total in bytes is more than a bar can count to
        self.bar.setValue(STEPS * event.done // event.total if event.total else 0)
        name = TASKS.get(self._task, plain(self._task)) if self._named or not event.text else ""
        words = event.text if self._task == "browser" else event.text.replace("_", " ")
        self.said.setText("  ·  ".join(filter(None, (name, words, _figure(event)))))

    def _engine_gone(self, _standing: str) -> None:
        self.hide()

    def _break_off(self) -> None:
        self.off.setEnabled(False)
        self._bench.link.call(CancelWork(self._task), None, self._bench.complain)


def _figure(event: Progress) -> str:
    if event.task in IN_BYTES and not event.text:
        done, total = (round(size / MEGABYTE) for size in (event.done, event.total))
        return f"{done:,} of {total:,} MB" if total else ""
    return f"{event.done:,} of {event.total:,}" if event.total else f"{event.done:,}" if event.done else ""

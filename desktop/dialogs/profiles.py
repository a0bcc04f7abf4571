"""Which profile: each opens in a window of its own, with an engine of its own."""

from __future__ import annotations

import sys

from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop import times
from desktop.dialogs.base import Dialog
from desktop.widgets.plain import one_line
from desktop.workbench import Workbench
from models import clock
from models.profiles import Known, create_profile, known_profiles

ROWS_HEIGHT = 190


def window_command(name: str) -> list[str]:
    """The command that opens a profile's window: this program when packaged, else this Python with the source."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    return [*own, "--profile", name]


class ProfilesDialog(Dialog):
    """The profiles there are, and a new one."""

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = "A profile has its own store, vault, pictures and backups. Each opens in a window of its own."
        super().__init__(parent, bench, "Profiles", "Open", words)
        self.list = QListWidget()
        self.list.setMinimumHeight(ROWS_HEIGHT)
        self.list.setAccessibleName("Profiles")
        self.list.itemActivated.connect(self._chosen)
        self.form.part(self.list)
        self.list.hide()  # until it is known that there are any
        self.name = QLineEdit()
        self.name.setPlaceholderText("agency")
        self.name.textChanged.connect(lambda _text: self._look())
        self.form.add("A new one", self.name)
        self._look()
        bench.reading.run(known_profiles, self._take, self.failed, self)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> ProfilesDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.show()
        return found

    def submit(self) -> None:
        """Open the new one, else the chosen one; one that is open already comes to the front by itself."""
        name, item = self.name.text().strip(), self.list.currentItem()
        if name:
            self._bench.reading.run(lambda: create_profile(name).name, self._open, self.failed, self)
        elif item is not None:
            self._chosen(item)

    def _look(self) -> None:
        new = bool(self.name.text().strip())
        self.do.setText("Make and open it" if new else "Open")
        self.ready(new or bool(self.list.count()))

    def _chosen(self, item: QListWidgetItem) -> None:
        self._open(str(item.data(Qt.ItemDataRole.UserRole)))

    def _take(self, found: list[Known]) -> None:
        self.list.clear()
        for one in found:
            used = f"last used {times.relative(one.used_at, clock.now())}" if one.used_at else "never used"
            here = ", open here" if one.folder == self._bench.profile.folder else ""
            item = QListWidgetItem(f"{one_line(one.name)}   {used}{here}")
            item.setData(Qt.ItemDataRole.UserRole, one.name)
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        self.list.setCurrentRow(0)
        (self.list if found else self.name).setFocus()
        self._look()

    def _open(self, name: str) -> None:
        program, *arguments = window_command(name)
        started, _pid = QProcess.startDetached(program, arguments)
        if started:
            self.accept()
        else:
            self.trouble.say("The other window did not open. Start it yourself: steward-desktop --profile " + name)

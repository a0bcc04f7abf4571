"""Ctrl+K: every command with its shortcut, every screen and account; a pasted link becomes a new action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.theme.tokens import S8
from desktop.widgets.icon_label import IconLabel, Row
from desktop.widgets.plain import Elided, Label, line

WIDTH, SHOWN, ROW = 600, 9, 36
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


@dataclass(frozen=True, slots=True)
class Command:
    """Something the window can do; `words` are further words it is found by."""

    title: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = "chevron-right"
    words: str = ""


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands that hold every typed word, those whose title begins with it first."""
    words = typed.casefold().split()
    found = [c for c in commands if all(word in f"{c.title} {c.words}".casefold() for word in words)]
    return sorted(found, key=lambda c: not c.title.casefold().startswith(typed.casefold()))


def link_in(typed: str) -> str:
    """The link that was pasted, or nothing."""
    text = typed.strip()
    return text if text.startswith(("http://", "https://")) and " " not in text else ""


class CommandPalette(QDialog):
    """A field and the commands that match it."""

    def __init__(self, parent: QWidget, commands: Sequence[Command], act_on: Callable[[str], object]) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Commands")
        self._commands, self._act_on = list(commands), act_on
        self._shown: list[Command] = []
        self.field = QLineEdit()
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText("Type a command, or paste a link")
        self.field.setAccessibleName("Command")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frame = QFrame(self)
        frame.setProperty("role", "panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, S8)
        inside.setSpacing(0)
        for part in (self.field, line(), self.list):
            inside.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.setFixedWidth(WIDTH)
        self.field.textChanged.connect(self.search)
        self.field.returnPressed.connect(self.run_chosen)
        self.list.itemClicked.connect(lambda _item: self.run_chosen())
        self.field.installEventFilter(self)
        self.search("")

    def appear(self) -> None:
        """Stand over the middle of the window, near its top."""
        parent = self.parentWidget() or self
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - WIDTH) // 2, corner.y() + 56)
        self.show()
        self.field.setFocus()

    def search(self, typed: str) -> None:
        """Show what matches."""
        link = link_in(typed)
        new = [Command("New action with this link", lambda: self._act_on(link), icon="link")] if link else []
        self._shown = new or matching(self._commands, typed.strip())
        self.list.clear()
        for command in self._shown:
            self._add(command)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(ROW * max(1, min(SHOWN, len(self._shown))) + 2)
        self.adjustSize()

    def run_chosen(self) -> None:
        """Do it, once the palette is gone."""
        number = self.list.currentRow()
        if 0 <= number < len(self._shown):
            command = self._shown[number]
            self.close()
            command.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the field move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            number = self.list.currentRow() + _STEPS[Qt.Key(event.key())]
            self.list.setCurrentRow(max(0, min(number, self.list.count() - 1)))
            return True
        return super().eventFilter(watched, event)

    def _add(self, command: Command) -> None:
        item = QListWidgetItem()
        item.setSizeHint(QSize(WIDTH - 4, ROW))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, command.title)
        keys = QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText) if command.keys else ""
        what = Elided(command.title)
        part = Row(IconLabel(command.icon, "muted"), what, Label(keys, "secondary"), stretch=1)
        part.line.setContentsMargins(16, 0, 16, 0)
        self.list.addItem(item)
        self.list.setItemWidget(item, part)

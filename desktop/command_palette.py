"""Ctrl+K: every command with its shortcut, every screen, what the store holds; a pasted link becomes a new action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.theme.tokens import S8
from desktop.widgets.icon_label import IconLabel, Row
from desktop.widgets.plain import Elided, Label, line, panel

WIDTH, SHOWN, ROW, TOP, DIMMED = 600, 9, 36, 56, 60
LEAST = 2
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_KEYS = frozenset({*_STEPS, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class Command:
    """Something the window can do; `words` are further words it is found by."""

    title: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = "chevron-right"
    words: str = ""


# Looks words up in the store and hands on what was found, later.
LookUp = Callable[[str, Callable[[Sequence[Command]], None]], None]


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands that hold every typed word, those whose title begins with it first."""
    words = typed.casefold().split()
    found = [c for c in commands if all(word in f"{c.title} {c.words}".casefold() for word in words)]
    return sorted(found, key=lambda c: not c.title.casefold().startswith(typed.casefold()))


def link_in(typed: str) -> str:
    """The link that was pasted, or nothing."""
    text = typed.strip()
    return text if text.startswith(("http://", "https://")) and " " not in text else ""


class CommandPalette(QWidget):
    """A field and the commands that match it, laid over the window; a click beside it closes it."""

    def __init__(
        self,
        over: QWidget,
        stop: QAbstractButton,
        commands: Sequence[Command],
        act_on: Callable[[str], object],
        look_up: LookUp,
    ) -> None:
        super().__init__(over)
        self._stop = stop
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands, self._act_on, self._look_up = list(commands), act_on, look_up
        self._before = over.window().focusWidget()
        self._shown: list[Command] = []
        self.field = QLineEdit()
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText("Search, type a command, or paste a link")
        self.field.setAccessibleName("Command")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frame = panel()
        self.frame.setFixedWidth(WIDTH)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(1, 1, 1, S8)
        inside.setSpacing(0)
        for part in (self.field, line(), self.list):
            inside.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, TOP, 0, 0)
        whole.addWidget(self.frame, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.field.textChanged.connect(self.search)
        self.list.itemClicked.connect(lambda _item: self.run_chosen())
        self.field.installEventFilter(self)
        over.installEventFilter(self)
        self.search("")

    def appear(self) -> None:
        """Lie over the whole window, the field ready to type in."""
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())
        self.show()
        self.raise_()
        self.field.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The keyboard goes back to where it was."""
        super().closeEvent(event)
        if self._before is not None and isValid(self._before):
            self._before.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the palette closes it; one on Stop stops as well."""
        self.close()
        if self._stop.rect().contains(self._stop.mapFromGlobal(event.globalPosition().toPoint())):
            self._stop.click()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what lies beneath."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, DIMMED))

    def search(self, typed: str) -> None:
        """Show what matches."""
        link = link_in(typed)
        new = [Command("New action with this link", lambda: self._act_on(link), icon="link")] if link else []
        self._show(new or matching(self._commands, typed.strip()))
        if not new and len(typed.strip()) >= LEAST:
            self._look_up(typed, lambda found: self._found(typed, found))

    def _found(self, typed: str, found: Sequence[Command]) -> None:
        """What the store holds comes below the commands, if it is still asked for."""
        if isValid(self) and self.field.text() == typed and found:
            self._show([*matching(self._commands, typed.strip()), *found], self.list.currentRow())

    def _show(self, commands: list[Command], chosen: int = 0) -> None:
        self._shown = commands
        self.list.clear()
        for command in self._shown:
            self._add(command)
        self.list.setCurrentRow(max(0, chosen))
        self.list.setFixedHeight(ROW * max(1, min(SHOWN, len(self._shown))) + 2)

    def run_chosen(self) -> None:
        """Do it, once the palette is gone."""
        number = self.list.currentRow()
        if 0 <= number < len(self._shown):
            command = self._shown[number]
            self.close()
            command.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the field that belong to the list; the size of the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.setGeometry(self.parentWidget().rect())
        if watched is self.field and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() not in _KEYS:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's own keys wait while this is open
        elif event.type() == QEvent.Type.KeyPress:
            self._press(Qt.Key(event.key()))
        return True

    def _press(self, key: Qt.Key) -> None:
        if key in _STEPS:
            number = self.list.currentRow() + _STEPS[key]
            self.list.setCurrentRow(max(0, min(number, self.list.count() - 1)))
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            self.run_chosen()

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

"""Icons and signs: an icon alone, an icon with its word, and buttons that carry one."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QWidget

from desktop.theme.icons import icon, tinted
from desktop.theme.theme import current
from desktop.theme.tokens import S8
from desktop.widgets.plain import Label, face, tip
from desktop.wording import Sign

ICON, GAP = 16, 4
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
THEME_EVENTS = (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange)


class IconLabel(QLabel):
    """A line icon in a token's colour; it follows the theme."""

    def __init__(self, name: str, token: str = "muted", size: int = 16) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setFixedSize(size, size)
        self._draw()

    def take(self, name: str, token: str) -> None:
        """Show another icon."""
        self._name, self._token = name, token
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Take the new theme's colour."""
        super().changeEvent(event)
        if event.type() in THEME_EVENTS:
            self._draw()

    def _draw(self) -> None:
        self.setPixmap(tinted(self._name, self._token, self._size, self.devicePixelRatioF()))


class Badge(QWidget):
    """An icon and a word in one colour: how every state is shown."""

    def __init__(self, sign: Sign | None = None, role: str = "strong") -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S8 - 2)
        self.icon, self.word = IconLabel("circle-dashed"), Label(role=role)
        layout.addWidget(self.icon)
        layout.addWidget(self.word)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._token = "text"
        if sign is not None:
            self.take(sign)

    def take(self, sign: Sign) -> None:
        """Show a sign."""
        self._token = sign.token
        self.icon.take(sign.icon, sign.token)
        self.word.setText(sign.word)
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """Take the new theme's colour."""
        super().changeEvent(event)
        if event.type() in THEME_EVENTS:
            self._colour()

    def _colour(self) -> None:
        wanted = f"color: {getattr(current(), self._token)};"
        if self.word.styleSheet() != wanted:
            self.word.setStyleSheet(wanted)


class Button(QPushButton):
    """A push button; `role` is primary, danger, quiet, nav or empty, `shortcut` is shown on hover.

    One that acts `once` takes no second press for as long as a double click lasts.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "",
        icon_name: str = "",
        *,
        shortcut: str = "",
        hint: str = "",
        pressed: Callable[[], object] | None = None,
        once: bool = False,
    ) -> None:
        super().__init__(face(text))
        self._pressed, self._once, self._rests_until = pressed, once, 0.0
        self._stood_on = False
        self._icon_name, self._role = icon_name, role
        if role:
            self.setProperty("role", role)
        hint = hint or ("" if text else text)
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
            hint = f"{hint or text} ({QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)})"
        self.setToolTip(tip(hint))
        self.setAccessibleName(text or hint)
        self.setAutoDefault(False)
        self._gap = GAP if text else 0  # Qt leaves too little room between an icon and its word
        self.setIconSize(QSize(ICON + self._gap, ICON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if pressed is not None:
            self.clicked.connect(self._press)
        self._draw()

    def setEnabled(self, on: bool) -> None:
        """Keep the keyboard's place until it can be pressed again; Qt would send it to whatever comes next."""
        if not on and self.hasFocus():
            self._stood_on = True
            self.clearFocus()
        super().setEnabled(on)
        if on and self._stood_on:
            self._stood_on = False
            if QApplication.focusWidget() is None and self.isVisible():
                self.setFocus()

    def rest(self) -> None:
        """Take no press for as long as a double click lasts."""
        self._rests_until = time.monotonic() + QApplication.doubleClickInterval() / 1000

    def _press(self) -> None:
        if self._pressed is None or time.monotonic() < self._rests_until:
            return
        if self._once:
            self.rest()
        self._pressed()

    def take_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what the keyboard stands on; on a choice it is for the dialog around it."""
        if event.key() in _ENTER and not self.isCheckable() and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new theme's colour."""
        super().changeEvent(event)
        if event.type() in THEME_EVENTS or event.type() == QEvent.Type.EnabledChange:
            self._draw()

    def _draw(self) -> None:
        if self._icon_name:
            token = {"primary": "on_accent", "danger": "bad"}.get(self._role, "text")
            token = token if self.isEnabled() else "muted"
            self.setIcon(icon(self._icon_name, token, ICON, self.devicePixelRatioF(), self._gap))


class RowButton(Button):
    """A button about the row that is shown; while it is at work on one, it takes a press for any other."""

    def __init__(self, *said: str, pressed: Callable[[], object]) -> None:
        super().__init__(*said, pressed=pressed)
        self._row: int | None = None
        self._at_work: set[int] = set()

    def about(self, row: int | None) -> None:
        """Another row is shown, or none."""
        self._row = row
        self.setEnabled(not self.is_at_work)

    def begin(self, row: int) -> None:
        """Its work on a row has begun."""
        self._at_work.add(row)
        self.about(self._row)

    def end(self, row: int) -> None:
        """Its work on a row is over."""
        self._at_work.discard(row)
        self.about(self._row)

    @property
    def is_at_work(self) -> bool:
        """Whether it works on the row that is shown."""
        return self._row in self._at_work


class Row(QWidget):
    """Parts side by side; a number is a space, None takes what is left.

    `stretch` names the part that grows, and that the keyboard comes to.
    """

    def __init__(self, *parts: QWidget | int | None, spacing: int = S8, stretch: int | None = None) -> None:
        super().__init__()
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(spacing)
        for part in parts:
            if part is None:
                self.line.addStretch(1)
            elif isinstance(part, int):
                self.line.addSpacing(part)
            else:
                self.line.addWidget(part)
        if stretch is not None:
            self.line.setStretch(stretch, 1)
            grown = self.line.itemAt(stretch).widget()
            assert grown is not None
            self.setFocusProxy(grown)


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout, and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

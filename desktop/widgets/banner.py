"""A calm sentence across the screen, with what can be done about it; and the bar that says what was just done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.theme.tokens import S8, S12, S16, S24
from desktop.widgets.icon_label import Button, IconLabel
from desktop.widgets.plain import Label, face

SHOWN_MS, READ_MS, UNDO_MS, FOOT, WIDTH = 6000, 60, 10_000, 104, 640


class Banner(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, icon: str = "info", token: str = "info") -> None:
        super().__init__()
        self.setProperty("role", "banner")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S16, S8, S16, S8)
        layout.setSpacing(S12)
        self.icon, self.label, self.button = IconLabel(icon, token), Label(wrap=True), Button()
        layout.addWidget(self.icon)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        self._pressed: Callable[[], object] | None = None
        self.button.clicked.connect(self._press)
        self.hide()

    def show_text(
        self,
        text: str,
        button: str = "",
        pressed: Callable[[], object] | None = None,
        *,
        icon: str = "info",
        token: str = "info",
    ) -> None:
        """Say something, with a button if there is something to do."""
        self.icon.take(icon, token)
        self.label.setText(text)
        self.button.setText(face(button))
        self.button.setVisible(bool(button))
        self._pressed = pressed
        self.show()

    def _press(self) -> None:
        if self._pressed is not None:
            self._pressed()


class Notice(QFrame):
    """A sentence at the foot of the window for as long as it takes to read it, with an undo where there is one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.line = QHBoxLayout(self)
        self.line.setSpacing(S12)
        self.label, self.button = Label(), Button()
        self.line.addWidget(self.label)
        self.line.addWidget(self.button)
        self._pressed: Callable[[], object] | None = None
        self._over: Callable[[], object] | None = None
        self._held = self._unsaid = False
        self.button.clicked.connect(self._press)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.finish)
        self.hide()

    def say(self, text: str, button: str = "", pressed: Callable[[], object] | None = None) -> None:
        """Say what was done."""
        self._show(text, button, pressed, None, max(SHOWN_MS, READ_MS * len(text)))

    def offer_undo(self, text: str, commit: Callable[[], object], undo: Callable[[], object]) -> None:
        """Say what will be done in ten seconds unless it is taken back."""
        self._show(text, "Undo", undo, commit, UNDO_MS)

    def finish(self) -> None:
        """The time is over, or something else is to be said: do what was announced."""
        over, self._over = self._over, None
        self._unsaid = False
        self.hide()
        if over is not None:
            over()

    def hold(self, on: bool) -> None:
        """Say nothing behind a locked door, which may hide what is named; it is said when the door opens."""
        self._held = on
        if on:
            self.hide()
        elif self._unsaid or self._timer.isActive():
            self._appear()

    def _show(
        self,
        text: str,
        button: str,
        pressed: Callable[[], object] | None,
        over: Callable[[], object] | None,
        for_ms: int,
    ) -> None:
        self.finish()
        self.label.setText(text)
        self.button.setText(face(button))
        self.button.setVisible(bool(button))
        self._pressed, self._over = pressed, over
        self._timer.setInterval(for_ms)
        self.line.setContentsMargins(S16, S8, S8 if button else S16, S8)
        self._unsaid = self._held
        if over is not None:
            self._timer.start()  # what was announced is done in time, seen or not
        if not self._held:
            self._appear()

    def _appear(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
        self._unsaid = False
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Stand in the middle of the parent's foot, on as many lines as it takes."""
        parent = self.parentWidget()
        if parent is not None:
            self.label.setWordWrap(False)
            whole, room = self.sizeHint().width(), min(WIDTH, parent.width() - 2 * S24)
            self.label.setWordWrap(whole > room)
            width = min(whole, room)
            self.resize(width, self.line.totalHeightForWidth(width) if whole > room else self.sizeHint().height())
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - FOOT)

    def _press(self) -> None:
        pressed, self._pressed, self._over = self._pressed, None, None
        self._timer.stop()
        self.hide()
        if pressed is not None:
            pressed()

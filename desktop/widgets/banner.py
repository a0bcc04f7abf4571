"""A calm sentence across the screen, with what can be done about it; and the bar that says what was just done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.theme.tokens import S8, S12, S16, S24
from desktop.widgets.icon_label import Button, IconLabel
from desktop.widgets.plain import Label, face

SHOWN_MS, READ_MS, UNDO_MS, FOOT, WIDTH = 6000, 60, 10_000, 104, 640
OFFERS = 3  # that can be taken back at the same time


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


class Bar(QFrame):
    """A sentence for as long as it takes to read it, with a button where there is something to do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._line = QHBoxLayout(self)
        self._line.setSpacing(S12)
        self.label, self.button = Label(), Button()
        self._line.addWidget(self.label)
        self._line.addWidget(self.button)
        self._pressed: Callable[[], object] | None = None
        self._over: Callable[[], object] | None = None
        self.telling = False
        """Whether its time is not over yet."""
        self.button.clicked.connect(self._press)
        self.clock = QTimer(self, singleShot=True)
        self.clock.timeout.connect(self.finish)
        self.hide()

    def take(
        self,
        text: str,
        button: str,
        pressed: Callable[[], object] | None,
        over: Callable[[], object] | None,
        for_ms: int,
    ) -> None:
        """Have something to say from `appear` on; `over` follows when its time is over and nobody pressed."""
        self.label.setText(text)
        self.button.setText(face(button))
        self.button.setVisible(bool(button))
        self._pressed, self._over, self.telling = pressed, over, True
        self.clock.setInterval(for_ms)
        self._line.setContentsMargins(S16, S8, S8 if button else S16, S8)

    def appear(self) -> None:
        """Be seen, with all of its time before it."""
        self.clock.start()
        self.show()
        self.raise_()

    def rest(self) -> None:
        """Be hidden; the clock stands."""
        self.clock.stop()
        self.hide()

    def finish(self) -> None:
        """The time is over: do what was announced."""
        self._end(self._over)

    def fit(self, room: int) -> None:
        """Take as many lines as the room asks for."""
        self.label.setWordWrap(False)
        whole = self.sizeHint().width()
        self.label.setWordWrap(whole > room)
        width = min(whole, room)
        self.resize(width, self._line.totalHeightForWidth(width) if whole > room else self.sizeHint().height())

    def _press(self) -> None:
        self._end(self._pressed)

    def _end(self, then: Callable[[], object] | None) -> None:
        self._pressed = self._over = None
        self.telling = False
        self.rest()
        if then is not None:
            then()


class Notice(QObject):
    """What was just done, at the foot of the window: the newest word, and what can still be taken back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent, self._held = parent, False
        self._word, self._offers = Bar(parent), [Bar(parent) for _ in range(OFFERS)]
        self.last = self._word
        """Where the last was said."""

    @property
    def label(self) -> Label:
        """What was said last."""
        return self.last.label

    @property
    def button(self) -> Button:
        """What can be done about it."""
        return self.last.button

    def isVisible(self) -> bool:
        """Whether anything is seen."""
        return any(bar.isVisible() for bar in self._bars())

    def say(self, text: str, button: str = "", pressed: Callable[[], object] | None = None) -> None:
        """Say what was done; what can be taken back stays so beside it."""
        self._word.take(text, button, pressed, None, max(SHOWN_MS, READ_MS * len(text)))
        self._show(self._word)

    def offer_undo(self, text: str, commit: Callable[[], object], undo: Callable[[], object]) -> None:
        """Say what will be done in ten seconds unless it is taken back; of more than three the oldest is done now."""
        bar = next((one for one in self._offers if not one.telling), self._offers[0])
        bar.finish()
        self._offers.remove(bar)
        self._offers.append(bar)
        bar.take(text, "Undo", undo, commit, UNDO_MS)
        self._show(bar)

    def finish(self) -> None:
        """There is no more time: do all that was announced."""
        for bar in self._bars():
            bar.finish()

    def hold(self, on: bool) -> None:
        """Say nothing behind a locked door, which may hide what is named; when it opens, all have their time anew."""
        if on == self._held:
            return
        self._held = on
        for bar in self._bars():
            if bar.telling:
                bar.rest() if on else self._show(bar)

    def place(self) -> None:
        """Stand one above the other in the middle of the parent's foot, the oldest undermost."""
        bottom = self._parent.height() - FOOT
        for bar in self._bars():
            if bar.telling:
                bar.fit(min(WIDTH, self._parent.width() - 2 * S24))
                bottom -= bar.height()
                bar.move((self._parent.width() - bar.width()) // 2, bottom)
                bottom -= S8

    def _bars(self) -> list[Bar]:
        return [*self._offers, self._word]

    def _show(self, bar: Bar) -> None:
        self.last = bar
        if not self._held:
            self.place()
            bar.appear()

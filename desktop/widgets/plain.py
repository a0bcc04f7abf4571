"""Plain text everywhere: names and posts come from strangers, and Qt guesses markup unless it is told."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def tip(text: str) -> str:
    """A tooltip that shows the text as it is, however much it looks like markup."""
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>" if "<" in text or "&" in text else text


def face(text: str) -> str:
    """A text for a button or a menu, where an ampersand would be a shortcut."""
    return text.replace("&", "&&")


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


class Label(QLabel):
    """A label that never renders markup; `role` names its look in the style sheet."""

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if role:
            self.setProperty("role", role)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def say(self, text: str) -> None:
        """Set the text, and hide the label while it is empty."""
        self.setText(text)
        self.setVisible(bool(text))


class Elided(QLabel):
    """One line that is cut with an ellipsis where it does not fit, the whole text on hover."""

    def __init__(self, text: str = "", role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode, self._full = mode, ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Take a text; line breaks become spaces."""
        self._full = one_line(text)
        super().setText(self._full)
        self._show_tip()
        self.update()

    def text(self) -> str:
        """The whole text."""
        return self._full

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text on hover only where it is cut."""
        super().resizeEvent(event)
        self._show_tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        cut = self.fontMetrics().elidedText(self._full, self._mode, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), cut)

    def _show_tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._full) > self.width()
        self.setToolTip(tip(self._full) if cut else "")


def panel(role: str = "panel") -> QFrame:
    """A frame with a look of the style sheet."""
    found = QFrame()
    found.setProperty("role", role)
    return found


def line() -> QFrame:
    """A thin line between two parts."""
    return panel("line")


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a property that changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)

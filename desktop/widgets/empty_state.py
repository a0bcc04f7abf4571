"""What belongs on a screen that has nothing to show yet, with one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme.tokens import S8, S16
from desktop.widgets.icon_label import Button, IconLabel
from desktop.widgets.plain import Label

WIDTH = 440


class EmptyState(QWidget):
    """An icon, what belongs here, one button, and a quieter offer beneath it."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        button: str = "",
        pressed: Callable[[], object] | None = None,
        offer: str = "",
        offered: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        column = QWidget()
        column.setFixedWidth(WIDTH)
        layout = QVBoxLayout(column)
        layout.setSpacing(S8)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(IconLabel(icon, "muted", 32), 0, centre)
        layout.addSpacing(S8)
        self.title = Label(title, "section")
        layout.addWidget(self.title, 0, centre)
        self.sentence = Label(sentence, wrap=True)
        self.sentence.setAlignment(centre)
        layout.addWidget(self.sentence)
        layout.addSpacing(S16)
        self.button = Button(button, "primary", pressed=pressed)
        layout.addWidget(self.button, 0, centre)
        self.offer = Button("", "quiet")
        layout.addWidget(self.offer, 0, centre)
        self.button.setHidden(not button)
        self.offer.hide()
        if offered is not None:
            self.offer_too(offer, offered)
        centred(self, column)

    def offer_too(self, words: str, pressed: Callable[[], object]) -> None:
        """Offer something beneath the button."""
        self.offer.setText(words)
        self.offer.clicked.connect(lambda: pressed())
        self.offer.show()


def centred(place: QWidget, part: QWidget) -> None:
    """Put a part into the middle of a place, a little above it; its height may follow its width."""
    across = QHBoxLayout()
    across.addStretch(1)
    across.addWidget(part)
    across.addStretch(1)
    down = QVBoxLayout(place)
    down.addStretch(2)
    down.addLayout(across)
    down.addStretch(3)

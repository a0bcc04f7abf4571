"""A field for something secret: hidden until a person asks to see it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from desktop.theme.icons import icon
from desktop.widgets.icon_label import ICON, THEME_EVENTS


class SecretField(QLineEdit):
    """Shows dots; the eye at its end turns them into letters and back."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(self)
        self._eye.triggered.connect(self._turn)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._draw()

    def take_text(self) -> str:
        """What was typed, which is forgotten here."""
        text = self.text()
        self.clear()
        return text

    def changeEvent(self, event: QEvent) -> None:
        """Take the new theme's colour."""
        super().changeEvent(event)
        if event.type() in THEME_EVENTS:
            self._draw()

    def _is_hidden(self) -> bool:
        return self.echoMode() == QLineEdit.EchoMode.Password

    def _turn(self) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if self._is_hidden() else QLineEdit.EchoMode.Password)
        self._draw()

    def _draw(self) -> None:
        hidden = self._is_hidden()
        self._eye.setIcon(icon("eye" if hidden else "eye-off", "muted", ICON, self.devicePixelRatioF()))
        self._eye.setToolTip("Show" if hidden else "Hide")

"""A field for something secret: hidden until a person asks to see it."""

from __future__ import annotations

from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QLineEdit

from desktop.theme.icons import icon
from desktop.widgets.icon_label import ICON


class SecretField(QLineEdit):
    """Shows dots; the eye at its end turns them into letters and back."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye: QAction = self.addAction(self._icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setToolTip("Show")
        self._eye.triggered.connect(self._turn)

    def take_text(self) -> str:
        """What was typed, which is forgotten here."""
        text = self.text()
        self.clear()
        return text

    def _icon(self, name: str) -> QIcon:
        return icon(name, "muted", ICON, self.devicePixelRatioF())

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(self._icon("eye-off" if hidden else "eye"))
        self._eye.setToolTip("Hide" if hidden else "Show")

"""Keys that must work over a dialog too: a modal one keeps them from the window beneath it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

NAME = "over dialogs"


class OverDialogs(QObject):
    """Gives the keys to each dialog of a window once the keyboard comes to it."""

    def __init__(self, window: QWidget, keys: str, run: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._keys, self._run = window, keys, run
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusWindowChanged.connect(self._look)

    def _look(self, _now: QWindow | None) -> None:
        dialog = QApplication.activeWindow()
        if not isinstance(dialog, QDialog) or not self._is_ours(dialog):
            return
        if dialog.findChild(QShortcut, NAME, Qt.FindChildOption.FindDirectChildrenOnly) is None:
            QShortcut(QKeySequence(self._keys), dialog, self._run).setObjectName(NAME)

    def _is_ours(self, part: QWidget) -> bool:
        above: QWidget | None = part
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is not None

"""What holds while a dialog stands over the window: all beneath it waits, only Stop does not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut, QWindow
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

NAME = "over dialogs"
_KEPT = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
    }
)


def front(window: QWidget) -> QDialog | None:
    """The dialog that stands over a window, the last one opened."""
    found = window.findChildren(QDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return next((dialog for dialog in reversed(found) if dialog.isVisible()), None)


class OverDialogs(QObject):
    """Keeps mouse and keys from the window beneath a dialog; a modal dialog would keep them from Stop too."""

    def __init__(self, window: QWidget, button: QAbstractButton, keys: str, run: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._button, self._keys, self._run = window, button, QKeySequence(keys), run
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusWindowChanged.connect(self._look)
        window.winId()  # before it is shown it has no handle yet
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let nothing through to the window while a dialog is over it, but stop where that is asked."""
        dialog = front(self._window) if event.type() in _KEPT else None
        if dialog is None:
            return False
        if self._asks_to_stop(event):
            self._run()
        elif event.type() == QEvent.Type.MouseButtonPress:
            dialog.activateWindow()
        event.accept()  # a key that was taken is no shortcut
        return True

    def _asks_to_stop(self, event: QEvent) -> bool:
        """The press is enough: the dialog that takes the keyboard back would undo a click in its middle."""
        if isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and QKeySequence(event.keyCombination()) == self._keys
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonPress:
            return False
        place = self._button.mapFrom(self._window, event.position().toPoint())
        return self._is_there(place) and event.button() == Qt.MouseButton.LeftButton

    def _is_there(self, place: QPoint) -> bool:
        button = self._button
        return button.isVisible() and button.isEnabled() and button.rect().contains(place)

    def _look(self, _now: QWindow | None) -> None:
        active = QApplication.activeWindow()
        if active is self._window:
            dialog = front(self._window)
            if dialog is not None:
                dialog.activateWindow()
        elif active in self._window.findChildren(QDialog):
            self._give_keys(active)

    def _give_keys(self, dialog: QDialog) -> None:
        if dialog.findChild(QShortcut, NAME, Qt.FindChildOption.FindDirectChildrenOnly) is None:
            QShortcut(self._keys, dialog, self._run).setObjectName(NAME)

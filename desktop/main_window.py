"""The window itself, shown at once and empty; what is in it (shell.py) comes after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QMainWindow

from desktop.over_dialogs import front
from desktop.theme.tokens import DARK, LIGHT

if TYPE_CHECKING:
    from desktop.shell import Shell

SIZE, LEAST = QSize(1280, 800), QSize(920, 520)


class MainWindow(QMainWindow):
    """Imports nothing that the first paint does not need: fonts, icons and style sheets take longer than all before."""

    shell: Shell
    painted = Signal()
    closing = Signal()

    def __init__(self, profile_name: str, remembered: QSettings | None = None) -> None:
        super().__init__()
        self.profile_name = profile_name
        self._remembered = remembered
        self._was_painted = False
        self.setWindowTitle("Steward" if profile_name == "default" else f"Steward – {profile_name}")
        self.setMinimumSize(LEAST)
        self.resize(SIZE)
        self._restore()
        self._colour()

    def furnish(self) -> Shell:
        """Put the shell in: bar, sidebar, screens and foot."""
        from desktop.shell import Shell

        self.setPalette(QPalette())  # from here on the theme's
        self.shell = Shell(self.profile_name)
        self.setCentralWidget(self.shell)
        return self.shell

    def event(self, event: QEvent) -> bool:
        """Tell when the first paint is done, so that nothing heavy comes before it."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the size, and let everything end in order; a dialog is answered first."""
        dialog = front(self)
        if dialog is not None and event.spontaneous():
            dialog.activateWindow()
            event.ignore()
            return
        if self._remembered is not None:
            self._remembered.setValue("window/geometry", self.saveGeometry())
        self.hide()  # the engine may take a moment to end
        self.closing.emit()
        super().closeEvent(event)

    def _restore(self) -> None:
        geometry = self._remembered.value("window/geometry") if self._remembered is not None else None
        if geometry is not None:
            self.restoreGeometry(geometry)

    def _colour(self) -> None:
        wish = self._remembered.value("window/theme", "system") if self._remembered is not None else "system"
        told = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        ground = DARK if wish == "dark" or (wish == "system" and told) else LIGHT
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor(ground.window))
        self.setPalette(palette)

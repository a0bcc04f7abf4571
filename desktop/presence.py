"""Tells the engine that a person is here, so that the vault does not lock itself under their hands."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject

from automation.commands import Present
from desktop.engine_link import READY, EngineLink

EVERY_MS = 30_000
_HANDS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel})


class Presence(QObject):
    """Watches keys and the mouse of the whole program; tells at most twice a minute."""

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._told = link, QElapsedTimer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look on, and let everything pass."""
        if event.type() in _HANDS and (not self._told.isValid() or self._told.hasExpired(EVERY_MS)):
            self._told.start()
            if self._link.standing == READY:
                self._link.call(Present(), None, lambda _error: None)
        return False

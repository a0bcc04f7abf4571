"""One window per profile: a second start brings the first to the front and ends."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from models.paths import PRIVATE_FOLDER, Profile

PATIENCE_MS = 500


class SingleInstance(QObject):
    """Listens for second starts of the same profile."""

    asked_to_show = Signal()

    def __init__(self, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = str(profile.runtime / "window.sock")
        self._folder = profile.runtime
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)

    def is_first(self) -> bool:
        """Whether this is the first window; if not, the first was asked to come to the front."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(PATIENCE_MS):
            socket.disconnectFromServer()
            return False
        self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _called(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
        self.asked_to_show.emit()

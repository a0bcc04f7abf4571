"""The window's end of the private socket: commands down, one Qt signal per event up."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket
from shiboken6 import isValid

from automation import protocol
from automation.commands import ShutDown
from automation.events import Event
from desktop.engine_process import EngineProcess
from models.errors import StewardError
from models.paths import Profile

Then = Callable[[Any], None]
Failed = Callable[[StewardError], None]
STARTING, READY, RESTARTING, STOPPED = "starting", "ready", "restarting", "stopped"
_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")
_PREFIX = protocol.LENGTHS.size
RETRY_MS, FLUSH_MS = 150, 500


def signal_name(event: type) -> str:
    """The name of the signal for an event class: ActionChanged → action_changed."""
    return _CAMEL.sub("_", event.__name__).lower()


class EngineLink(QObject):
    """Speaks to the engine of a profile; attaches to one that runs, else supervises its own."""

    action_changed = Signal(object)
    account_changed = Signal(object)
    review_changed = Signal(object)
    lane_changed = Signal(object)
    feed_polled = Signal(object)
    configuration_changed = Signal(object)
    vault_changed = Signal(object)
    progress = Signal(object)
    due_ran = Signal(object)
    missed_changed = Signal(object)
    page_opened = Signal(object)
    page_closed = Signal(object)
    frame_shown = Signal(object, bytes)
    store_replaced = Signal(object)

    standing_changed = Signal(str)
    """starting, ready, restarting or stopped."""
    troubled = Signal(object)
    """An error that nobody asked to hear of."""

    def __init__(self, profile: Profile, process: EngineProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile, self.process = profile, process
        self.standing = STARTING
        self.why_stopped: StewardError | None = None
        self._number = 0
        self._waiting: dict[int, tuple[Then | None, Failed | None]] = {}
        self._buffer = bytearray()
        self._own, self._ending = False, False
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._greet)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._lost)
        self._socket.errorOccurred.connect(self._unreachable)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._connect)
        process.ready.connect(self._connect)
        process.ended.connect(self._engine_ended)

    def start(self) -> None:
        """Attach to the engine that owns the profile, or start one."""
        self.why_stopped = None
        self._stand(STARTING)
        self._connect()

    def stop(self) -> None:
        """Let go; the engine ends with the window unless somebody else started it."""
        if self._ending:
            return
        asked = self.standing == READY and self._own
        if asked:
            self.call(ShutDown())
        self._ending = True
        self._retry.stop()
        if asked:
            self._socket.flush()
            self._socket.waitForBytesWritten(FLUSH_MS)
        self.process.stop(asked=asked)
        self._socket.abort()

    def call(
        self, command: object, then: Then | None = None, failed: Failed | None = None, owner: QObject | None = None
    ) -> None:
        """Send a command; one of `then` and `failed` follows on the UI thread, unless `owner` is gone by then."""
        if self._ending:
            return  # nobody is there any more to hear of it
        if owner is not None:
            then, failed = _while_there(owner, then), _while_there(owner, failed)
        if self.standing != READY:
            QTimer.singleShot(0, lambda: self._fail(failed, StewardError("engine_away")))
            return
        self._number += 1
        self._waiting[self._number] = (then, failed)
        self._socket.write(protocol.encode(protocol.request(self._number, command)))

    def _connect(self) -> None:
        if self._socket.state() == QLocalSocket.LocalSocketState.UnconnectedState and not self._ending:
            self._buffer.clear()
            self._socket.connectToServer(str(self.profile.socket))

    def _greet(self) -> None:
        try:
            token = self.profile.token.read_text(encoding="ascii").strip()
        except OSError:
            self._socket.abort()
            return
        self._socket.write(protocol.encode({"token": token}))

    def _unreachable(self, _error: object) -> None:
        if self._ending or self.standing == READY:
            return
        if self.process.pid:
            self._retry.start()
        elif self.standing in {STARTING, RESTARTING} and not self._own:
            self._own = True
            self.process.start()

    def _lost(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if self._ending:
            return
        self._retry.start()  # before anybody hears of it: whatever they make of that, the engine is found again
        if self.standing == READY:
            self._stand(RESTARTING)
        for _, failed in waiting.values():
            self._fail(failed, StewardError("engine_gone"))

    def _engine_ended(self, code: int, said: str, again: bool) -> None:
        if again:
            self._stand(RESTARTING)
            return
        self.why_stopped = _last_words(code, said)
        self._own = False
        if self.why_stopped.code == "profile_in_use":
            self._retry.start()
            return
        self._stand(STOPPED)

    def _read(self) -> None:
        self._buffer += bytes(self._socket.readAll().data())
        while len(self._buffer) >= _PREFIX:
            try:
                header, binary = protocol.lengths(bytes(self._buffer[:_PREFIX]))
            except StewardError:
                self._socket.abort()
                return
            end = _PREFIX + header + binary
            if len(self._buffer) < end:
                return
            text = bytes(self._buffer[_PREFIX : _PREFIX + header])
            body = bytes(self._buffer[_PREFIX + header : end])
            del self._buffer[:end]
            self._take(json.loads(text), body)

    def _take(self, header: dict[str, Any], body: bytes) -> None:
        if "event" in header:
            self._announce(header, body)
        elif "reply" in header:
            self._answer(header, body)
        elif "hello" in header:
            self._stand(READY)
        elif "error" in header:
            self.troubled.emit(protocol.raised(header["error"]))

    def _announce(self, header: dict[str, Any], body: bytes) -> None:
        if header["event"] not in protocol.EVENTS:
            return
        event: Event = protocol.event(header)
        signal = getattr(self, signal_name(type(event)))
        if header["event"] == "FrameShown":
            signal.emit(event, body)
        else:
            signal.emit(event)

    def _answer(self, header: dict[str, Any], body: bytes) -> None:
        then, failed = self._waiting.pop(header["reply"], (None, None))
        if "error" in header:
            self._fail(failed, protocol.raised(header["error"]))
        elif then is not None:
            self._tell(then, body if body else header.get("value", {}))

    def _fail(self, failed: Failed | None, error: StewardError) -> None:
        self._tell(failed or self.troubled.emit, error)

    def _tell(self, listener: Callable[[Any], None], value: Any) -> None:
        """One listener's fault keeps neither the others from their answer nor the link from the engine."""
        try:
            listener(value)
        except Exception as error:  # a fault of ours must reach the user as a sentence, and the developer as it is
            sys.excepthook(type(error), error, error.__traceback__)
            self.troubled.emit(StewardError("window_fault", reason=repr(error)))

    def _stand(self, standing: str) -> None:
        if standing != self.standing:
            self.standing = standing
            self.standing_changed.emit(standing)


def _while_there(owner: QObject, listener: Then | None) -> Then | None:
    return None if listener is None else lambda value: listener(value) if isValid(owner) else None


def _last_words(code: int, said: str) -> StewardError:
    """The error in the last line an engine printed, or one made from its exit code."""
    try:
        shape = json.loads(said.splitlines()[-1])["error"]
        return StewardError(shape["code"], shape.get("subject", ""), said=shape["message"], hint=shape.get("hint", ""))
    except (ValueError, KeyError, IndexError, TypeError):
        return StewardError("engine_would_not_start", code, exit=code)

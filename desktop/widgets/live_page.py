"""A running page as a moving picture; when a person holds it, mouse and keys go through to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QImageReader,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import current
from desktop.widgets import page_keys

SHAPE, MOVE_MS = 800 / 1280, 33
_BUTTONS = {
    Qt.MouseButton.LeftButton: "left",
    Qt.MouseButton.RightButton: "right",
    Qt.MouseButton.MiddleButton: "middle",
}


class LivePage(QWidget):
    """Paints only the newest frame; `given` carries what a person does to the page."""

    given = Signal(str, dict)
    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._jpeg = b""
        self._image: QImage | None = None
        self._decoded = QSize()
        self._css = QSize(1280, 800)
        self.held, self.resting = False, False
        self._moved = QElapsedTimer()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 100)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setAccessibleName("Live page")

    def take(self, jpeg: bytes, width: int, height: int) -> None:
        """Show a frame; width and height are the page's, in CSS pixels."""
        self._jpeg, self._image, self._css = jpeg, None, QSize(width or 1280, height or 800)
        self.resting = False
        self.update()

    def copy_from(self, other: LivePage | None) -> None:
        """Begin with the picture that another one shows, or with none."""
        self._jpeg, self._image = (other._jpeg if other else b""), None
        self._css = other._css if other else QSize(1280, 800)
        self.update()

    def rest(self) -> None:
        """The page is closed; its last picture stays, dimmed."""
        self.resting = True
        self.hold(False)
        self.update()

    def hold(self, on: bool) -> None:
        """Let a person's mouse and keys through, or no more."""
        self.held = on
        self.setMouseTracking(on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor if on else Qt.CursorShape.PointingHandCursor)
        if on:
            self.setFocus()
        self.update()

    @property
    def has_frame(self) -> bool:
        """Whether anything was shown yet."""
        return bool(self._jpeg)

    # ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────
    def sizeHint(self) -> QSize:
        """The shape of a page."""
        return QSize(320, round(320 * SHAPE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The newest frame, as large as fits."""
        painter, tokens = QPainter(self), current()
        painter.fillRect(self._target(), QColor(tokens.raised))
        image = self._newest()
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(0.45 if self.resting else 1.0)
            painter.drawImage(self._target(), image)
            painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(tokens.accent if self.held else tokens.border), 2 if self.held else 1))
        painter.drawRect(self._target().adjusted(0.5, 0.5, -0.5, -0.5))

    def _newest(self) -> QImage | None:
        wanted = self._target().size().toSize() * self.devicePixelRatioF()
        if self._jpeg and (self._image is None or self._decoded != wanted):
            self._image, self._decoded = _decoded(self._jpeg, wanted), wanted
        return self._image

    def _target(self) -> QRectF:
        scale = min(self.width() / self._css.width(), self.height() / self._css.height())
        found = QRectF(0, 0, self._css.width() * scale, self._css.height() * scale)
        found.moveCenter(QRectF(self.rect()).center())
        return found

    # ── what a person does ───────────────────────────────────────────────────────────────────────────────────────────
    def event(self, event: QEvent) -> bool:
        """Tab and the keys of the window belong to the page while it is held."""
        if self.held and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and not page_keys.is_ours(event):
                event.accept()
                return True
            if event.type() in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease}:
                self._key(event)
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press on the page, or choose it."""
        self.pressed.emit()
        if self.held:
            self.setFocus()
            self._mouse("press", event, 1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two."""
        self._mouse("press", event, 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go on the page."""
        self._mouse("release", event, 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move over the page, at most some thirty times a second."""
        if not self._moved.isValid() or self._moved.elapsed() >= MOVE_MS:
            self._moved.start()
            self._mouse("move", event, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page."""
        if self.held:
            turn = event.angleDelta()
            data = self._place(event.position(), event.modifiers()) | {"dx": -turn.x(), "dy": -turn.y()}
            self.given.emit("wheel", data)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Letters that no single key makes."""
        if self.held and event.commitString():
            self.given.emit("text", {"text": event.commitString()})
        event.accept()

    def _mouse(self, kind: str, event: QMouseEvent, clicks: int) -> None:
        if self.held:
            button = _BUTTONS.get(event.button(), "none")
            place = self._place(event.position(), event.modifiers())
            self.given.emit(kind, place | {"button": button, "clicks": clicks})

    def _place(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> dict[str, Any]:
        target = self._target()
        scale = self._css.width() / max(1.0, target.width())
        x, y = (position.x() - target.left()) * scale, (position.y() - target.top()) * scale
        return {"x": round(x, 1), "y": round(y, 1), "modifiers": page_keys.modifiers(modifiers)}

    def _key(self, event: QKeyEvent) -> None:
        if page_keys.is_paste(event):
            if event.type() == QEvent.Type.KeyPress:
                self.given.emit("text", {"text": QGuiApplication.clipboard().text()})
            return
        kind = "key_down" if event.type() == QEvent.Type.KeyPress else "key_up"
        data = page_keys.key(event, down=kind == "key_down")
        if data:
            self.given.emit(kind, data)


def _decoded(jpeg: bytes, wanted: QSize) -> QImage | None:
    data = QByteArray(jpeg)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"jpeg")
    whole = reader.size()
    if whole.isValid() and wanted.width() < whole.width() // 2:
        reader.setScaledSize(whole.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio))  # decoded smaller is far cheaper
    image = reader.read()
    return None if image.isNull() else image

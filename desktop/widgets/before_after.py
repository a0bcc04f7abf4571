"""The picture is the proof: before | after with a slider, the region of the act outlined."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import current
from desktop.theme.tokens import RADIUS, mix

STEP, GRIP = 0.05, 11
MARGIN = 0.35


class BeforeAfter(QWidget):
    """Left of the slider is before, right of it after; arrow keys move it, Space shows the whole page."""

    whole_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._before: QImage | None = None
        self._after: QImage | None = None
        self._region: QRectF | None = None
        self.share = 0.5
        self.whole = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName("Before and after")

    def take(self, before: QImage | None, after: QImage | None, region: list[int] | None) -> None:
        """Show two pictures; region is [x, y, width, height] in their pixels."""
        self._before, self._after = before, after
        self._region = QRectF(*region) if region else None
        self.share = 0.5
        self.set_whole(self._region is None)
        self.setAccessibleDescription("Left of the slider before the act, right of it after")
        self.updateGeometry()
        self.update()

    @property
    def has_region(self) -> bool:
        """Whether there is a part to look at closely."""
        return self._region is not None

    def set_whole(self, whole: bool) -> None:
        """Show the whole page, or the region with what is around it."""
        if whole != self.whole:
            self.whole = whole
            self.whole_changed.emit(whole)
        self.update()

    def set_share(self, share: float) -> None:
        """Move the slider; 0 is all after, 1 all before."""
        self.share = max(0.0, min(1.0, share))
        self.update()

    def sizeHint(self) -> QSize:
        """The shape of a page."""
        return QSize(320, self.heightForWidth(320))

    def hasHeightForWidth(self) -> bool:
        """The height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the pictures are at that width."""
        image = self._after or self._before
        return round(width * image.height() / image.width()) if image and image.width() else round(width * 0.62)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Both pictures, the outline, the slider."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current()
        painter.fillRect(self.rect(), QColor(tokens.raised))
        image = self._after or self._before
        if image is None:
            return
        source = self._source(image)
        target = _fitted(source, QRectF(self.rect()))
        split = target.left() + target.width() * (
            self.share if self._before and self._after else float(self._after is None)
        )
        self._half(
            painter,
            self._before,
            source,
            target,
            QRectF(target.left(), target.top(), split - target.left(), target.height()),
        )
        self._half(
            painter, self._after, source, target, QRectF(split, target.top(), target.right() - split, target.height())
        )
        self._outline(painter, source, target)
        if self._before and self._after:
            self._slider(painter, target, split)
        self._frame(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the slider."""
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the slider."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Nearer, or the whole page."""
        if self._region is not None:
            self.set_whole(not self.whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move the slider, Space shows more or less."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.set_share(self.share + (STEP if event.key() == Qt.Key.Key_Right else -STEP))
        elif event.key() == Qt.Key.Key_Space and self._region is not None:
            self.set_whole(not self.whole)
        else:
            super().keyPressEvent(event)

    def _drag(self, event: QMouseEvent) -> None:
        image = self._after or self._before
        if image is not None:
            target = _fitted(self._source(image), QRectF(self.rect()))
            self.set_share((event.position().x() - target.left()) / max(1.0, target.width()))

    def _source(self, image: QImage) -> QRectF:
        page = QRectF(0, 0, image.width(), image.height())
        if self.whole or self._region is None:
            return page
        shape = page.width() / page.height()
        width = max(
            self._region.width() * (1 + MARGIN), self._region.height() * (1 + MARGIN) * shape, page.width() * 0.3
        )
        found = QRectF(0, 0, min(width, page.width()), min(width / shape, page.height()))
        found.moveCenter(self._region.center())
        found.moveLeft(max(0.0, min(found.left(), page.width() - found.width())))
        found.moveTop(max(0.0, min(found.top(), page.height() - found.height())))
        return found

    def _half(self, painter: QPainter, image: QImage | None, source: QRectF, target: QRectF, clip: QRectF) -> None:
        if image is None or clip.width() <= 0:
            return
        painter.save()
        painter.setClipRect(clip)
        painter.drawImage(target, image, source)
        painter.restore()

    def _outline(self, painter: QPainter, source: QRectF, target: QRectF) -> None:
        if self._region is None:
            return
        scale = target.width() / source.width()
        box = QRectF(
            target.left() + (self._region.left() - source.left()) * scale,
            target.top() + (self._region.top() - source.top()) * scale,
            self._region.width() * scale,
            self._region.height() * scale,
        ).adjusted(-2, -2, 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(current().surface), 4))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(QPen(QColor(current().accent), 2))
        painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _slider(self, painter: QPainter, target: QRectF, split: float) -> None:
        tokens = current()
        painter.setPen(QPen(QColor(tokens.surface), 4))
        painter.drawLine(QPointF(split, target.top()), QPointF(split, target.bottom()))
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawLine(QPointF(split, target.top()), QPointF(split, target.bottom()))
        middle = QPointF(split, target.center().y())
        painter.setBrush(QColor(tokens.accent))
        painter.setPen(QPen(QColor(tokens.surface), 2))
        painter.drawEllipse(middle, GRIP, GRIP)
        painter.setPen(QPen(QColor(tokens.on_accent), 1.6))
        for side in (-1, 1):
            tip = QPointF(middle.x() + side * 6.5, middle.y())
            painter.drawLine(tip, QPointF(tip.x() - side * 3, tip.y() - 3))
            painter.drawLine(tip, QPointF(tip.x() - side * 3, tip.y() + 3))

    def _frame(self, painter: QPainter) -> None:
        tokens = current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focus = self.hasFocus()
        painter.setPen(
            QPen(QColor(tokens.accent if focus else mix(tokens.border, tokens.surface, 1)), 2 if focus else 1)
        )
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


def _fitted(source: QRectF, room: QRectF) -> QRectF:
    scale = min(room.width() / source.width(), room.height() / source.height())
    found = QRectF(0, 0, source.width() * scale, source.height() * scale)
    found.moveCenter(room.center())
    return found

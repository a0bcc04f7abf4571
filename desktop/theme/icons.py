"""Line icons (Lucide, ISC), coloured from tokens when they are loaded."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.theme import theme
from resources import path


@lru_cache(maxsize=128)
def source(name: str) -> str:
    """The SVG text of an icon."""
    return path(f"icons/{name}.svg").read_text(encoding="utf-8")


def coloured(name: str, colour: str) -> str:
    """The SVG text of an icon in a colour."""
    return source(name).replace("currentColor", colour)


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as pixels: `size` in device-independent pixels, `ratio` the screen's scale."""
    pixels = max(1, round(size * ratio))
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(coloured(name, colour).encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def tinted(name: str, token: str, size: int, ratio: float) -> QPixmap:
    """An icon in a token of the theme in force."""
    return pixmap(name, getattr(theme.current(), token), size, ratio)


def icon(name: str, token: str, size: int, ratio: float, gap: int = 0) -> QIcon:
    """A QIcon in a token of the theme in force, for a screen's scale; `gap` is left free behind it."""
    return QIcon(_spaced(tinted(name, token, size, ratio), gap))


def _spaced(picture: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return picture
    ratio = picture.devicePixelRatio()
    found = QPixmap(picture.width() + round(gap * ratio), picture.height())
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return found

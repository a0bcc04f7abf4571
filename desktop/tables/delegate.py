"""Draws cells: icon, word and colour from tokens, text elided, the current row marked at its edge."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.tables.base import CELL, Cell, WindowedModel
from desktop.theme.icons import tinted
from desktop.theme.theme import current
from desktop.theme.tokens import ROW, S8, mix

ICON = 16


class CellDelegate(QStyledItemDelegate):
    """Paints one cell of a windowed model."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, icon, text."""
        cell: Cell = index.data(CELL)
        state = option.state
        tokens = current()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens.selected))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, QColor(mix(tokens.raised, tokens.surface, 0.6)))
        painter.setPen(QColor(mix(tokens.border, tokens.surface, 0.7)))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        model = index.model()
        figures = isinstance(model, WindowedModel) and model.columns_shown[index.column()].figures
        self._content(painter, option, cell, figures)
        if index.column() == 0 and _is_current(option, index):
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), QColor(tokens.accent)
            )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every row has the same height."""
        return QSize(80, ROW)

    def _content(self, painter: QPainter, option: QStyleOptionViewItem, cell: Cell, figures: bool) -> None:
        tokens = current()
        inside = option.rect.adjusted(S8 + 2, 0, -S8, 0)
        if cell.icon:
            ratio = painter.device().devicePixelRatioF()
            top = inside.top() + (inside.height() - ICON) // 2
            painter.drawPixmap(inside.left(), top, tinted(cell.icon, cell.token, ICON, ratio))
            inside.setLeft(inside.left() + ICON + S8 - 1)
        font = QFont(option.font)
        if cell.strong:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(getattr(tokens, cell.token)))
        side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
        cut = Qt.TextElideMode.ElideMiddle if cell.address else Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(cell.text, cut, inside.width())
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), text)


def _is_current(option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> bool:
    view = option.widget
    found = getattr(view, "currentIndex", None)
    return bool(found is not None and found().row() == index.row() and view.hasFocus())

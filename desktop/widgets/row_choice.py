"""A choice among rows of the store, or of none where there may be none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from desktop.questions.choices import Choices
from desktop.theme.tokens import S4
from desktop.widgets.plain import tip
from desktop.workbench import Workbench

LETTERS, ELIDE = 8, Qt.TextElideMode.ElideRight


class RowChoice(QComboBox):
    """Rows by what people call them; `none` is what none is called."""

    filled = Signal()

    def __init__(self, bench: Workbench, read: Callable[[], Choices], none: str = "") -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel brings no keyboard
        self.currentTextChanged.connect(lambda text: self.setToolTip(tip(text)))
        self._bench, self._read, self._none = bench, read, none
        self._wanted: int | None = None
        self.refresh()

    @property
    def row(self) -> int | None:
        """The id of the one that is chosen."""
        found = self.currentData()
        return None if found is None else int(found)

    def choose(self, row_id: int | None) -> None:
        """Choose one, now or when it is read."""
        self._wanted = row_id
        self.setCurrentIndex(self.findData(row_id))

    def refresh(self) -> None:
        """Read what there is."""
        self._bench.reading.run(self._read, self._take, owner=self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls what is around it, and changes only what is being edited."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A long name ends with an ellipsis; Qt would cut it off."""
        painter, how = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(how)
        combo = QStyle.ComplexControl.CC_ComboBox
        painter.drawComplexControl(combo, how)
        room = self.style().subControlRect(combo, how, QStyle.SubControl.SC_ComboBoxEditField, self)
        shown = self.currentText() or self.placeholderText()
        how.currentText = self.fontMetrics().elidedText(shown, ELIDE, room.width() - S4)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, how)

    def _take(self, found: Choices) -> None:
        chosen = self._wanted if self.row is None else self.row
        self.clear()
        if self._none:
            self.addItem(self._none, None)
        for name, row_id in found:
            self.addItem(name, row_id)
            self.setItemData(self.count() - 1, tip(name), Qt.ItemDataRole.ToolTipRole)
        if chosen is not None or self._none:
            self.setCurrentIndex(self.findData(chosen))
        self.filled.emit()

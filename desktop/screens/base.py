"""What every screen is: a title with its parts, and a refresh when an event concerns it while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.inspectors.base import WIDTH
from desktop.tables.base import WindowedModel
from desktop.tables.view import TableView
from desktop.theme.tokens import S4, S8, S12, S16
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.plain import Elided, Label
from desktop.workbench import Workbench

GATHER_MS = 80


class Screen(QWidget):
    """One entry of the sidebar."""

    NAME = ""
    TITLE = ""
    HEADED = True
    """Whether it has a title of its own; a screen of several pages leaves that to them."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._soon.timeout.connect(self._refresh_now)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if self.HEADED:
            whole.addLayout(self._make_head())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        whole.addLayout(self.body, 1)
        self.concerns(bench.link.store_replaced)

    def _make_head(self) -> QHBoxLayout:
        self.head = QHBoxLayout()
        self.head.setContentsMargins(S16, S12, S16, S12)
        self.head.addStrut(34)
        self.head.setSpacing(S8)
        self.title, self.figure = Label(self.TITLE, "title"), Elided(role="secondary")
        self.head.addWidget(self.title)
        self.figure.setContentsMargins(0, S4, 0, 0)  # on the line that the title stands on
        self.head.addWidget(self.figure, 1, Qt.AlignmentFlag.AlignVCenter)
        return self.head

    def refresh(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def go_to(self, row_id: int) -> None:
        """Show one row; most screens have none."""

    def arrive(self) -> None:
        """The keyboard stands where the work is."""
        self.setFocus()

    def escape(self) -> bool:
        """Go one step back within the screen; False where there is none."""
        return False

    def find(self) -> None:
        """Put the keyboard where words narrow what is shown; most screens have no such place."""

    def concerns(self, *signals: SignalInstance) -> None:
        """Refresh because of these events, together when they come together."""
        for signal in signals:
            signal.connect(self.refresh_soon)

    def refresh_soon(self, *_event: Any) -> None:
        """Refresh shortly if this is looked at, else when it is next."""
        self._stale = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._refresh_now()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read for a screen that is not looked at."""
        super().hideEvent(event)
        self._soon.stop()

    def _refresh_now(self) -> None:
        self._stale = False
        self.refresh()


class ListScreen(Screen):
    """A table in the middle, an inspector on the right, or what belongs here while there is nothing."""

    filter: QLineEdit | None = None

    def set_list(self, model: WindowedModel, empty: EmptyState, inspector: QWidget) -> None:
        """Put the parts in their places."""
        self.model, self.empty, self.inspector = model, empty, inspector
        self._wanted: int | None = None
        self.table = TableView(model)
        self.table.setAccessibleName(self.TITLE)
        self.nothing_matches = EmptyState("search", "Nothing matches", "No row holds these words.")
        self.middle = QStackedWidget()
        for part in (QWidget(), self.table, empty, self.nothing_matches):
            self.middle.addWidget(part)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.middle)
        self.split.addWidget(inspector)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([700, WIDTH])
        self.body.addWidget(self.split, 1)
        model.counted.connect(self._counted)
        model.loaded.connect(self._loaded)

    def arrive(self) -> None:
        """The keyboard stands on the list, or on what there is to do while nothing is listed."""
        shown = self.middle.currentWidget()
        has_button = shown is self.empty and not self.empty.button.isHidden()
        (self.empty.button if has_button else shown).setFocus()

    def go_to(self, row_id: int) -> None:
        """Stand on that row, now or when the list is read."""
        place = self.model.place_of(row_id)
        self._wanted = None if place is not None else row_id
        if place is not None:
            self.table.choose(place)
            self.table.scrollTo(self.table.currentIndex())

    def find(self) -> None:
        """Narrow the list."""
        if self.filter is not None:
            self.filter.setFocus()
            self.filter.selectAll()

    def escape(self) -> bool:
        """Out of the filter, back to the list."""
        if self.filter is None or not (self.filter.text() or self.filter.hasFocus()):
            return False
        self.filter.clear()
        self.arrive()
        return True

    def not_listed(self, row_id: int) -> None:
        """The row that was asked for is not in the list as it is read."""

    def add_filter(self, hint: str, changed: Callable[[str], None]) -> QLineEdit:
        """A field at the top that narrows the list as it is typed in."""
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.setClearButtonEnabled(True)
        field.setMinimumWidth(88)
        field.setMaximumWidth(220)
        field.setAccessibleName(hint)
        waiting = QTimer(field, singleShot=True, interval=GATHER_MS)
        waiting.timeout.connect(lambda: changed(field.text().strip()))
        field.textChanged.connect(lambda _text: waiting.start())
        self.head.addWidget(field, 1)
        self.filter = field
        return field

    def is_filtered(self) -> bool:
        """Whether the list is narrowed by a person."""
        return False

    def counted_words(self, number: int) -> str:
        """What is said beside the title."""
        return f"{number:,}"

    def _counted(self, number: int) -> None:
        self.figure.setText(self.counted_words(number))

    def _loaded(self) -> None:
        has_rows = self.model.rowCount() > 0
        page = 1 if has_rows else 3 if self.is_filtered() else 2
        focus, going = QApplication.focusWidget(), self.middle if has_rows else self.split
        stood_here = focus is not None and going.isAncestorOf(focus)
        self.middle.setCurrentIndex(page)
        self.inspector.setVisible(has_rows)
        if stood_here:  # Qt would give the keyboard to whatever comes next
            self.arrive()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.go_to(wanted)
            if self._wanted is not None:
                self._wanted = None
                self.inspector.show()
                self.not_listed(wanted)
        elif has_rows:
            self.table.choose_some()

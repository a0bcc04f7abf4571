"""What every screen is: a title with its parts, and a refresh when an event concerns it while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop import messages
from desktop.engine_link import READY
from desktop.inspectors.base import WIDTH
from desktop.tables.base import WindowedModel
from desktop.tables.view import TableView
from desktop.theme.tokens import S4, S8, S12, S16
from desktop.widgets.banner import Banner
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Elided, Label
from desktop.workbench import Workbench
from models.errors import StewardError

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
        self.trouble = Banner()
        whole.addWidget(self.trouble)
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

    def asks_engine(self) -> None:
        """What is shown comes from the engine: ask again when it is back."""
        self.bench.link.standing_changed.connect(self._engine_stands)

    def _engine_stands(self, now: str) -> None:
        if now == READY:
            self.refresh_soon()

    def unread(self, error: StewardError) -> None:
        """Say why nothing newer is shown, until it is."""
        said = messages.of_error(error).text
        self.trouble.show_text(said, "Look again", self._refresh_now, icon="triangle-alert", token="warn")

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
        self._missed: int | None = None
        self._turning = False
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
        self.table.moved.connect(self._rest)
        model.unread.connect(self.unread)
        model.modelAboutToBeReset.connect(self._turn)
        self.table.chosen.connect(self._chosen)

    def _rest(self) -> None:
        """A press that was meant for the row before does nothing to the one that came in its place."""
        for button in self.inspector.findChildren(Button):
            button.rest()

    def arrive(self) -> None:
        """The keyboard stands on the list, or on what there is to do while nothing is listed."""
        shown = self.middle.currentWidget()
        has_button = shown is self.empty and not self.empty.button.isHidden()
        (self.empty.button if has_button else shown).setFocus()

    def go_to(self, row_id: int) -> None:
        """Stand on that row, wherever in the list it is, and on none until it is found."""
        self._stand_on(self.model.place_of(row_id))
        self._wanted, self._missed = row_id, None
        self.model.seek(row_id)

    def find(self) -> None:
        """Narrow the list."""
        if self.filter is not None:
            self.filter.setFocus()
            self.filter.selectAll()

    def escape(self) -> bool:
        """Out of the filter, and from what is not listed, back to the list."""
        filtered = self.filter is not None and (self.filter.text() or self.filter.hasFocus())
        if not filtered and self._missed is None:
            return False
        if self.filter is not None:
            self.filter.clear()
        self.arrive()
        return True

    def beside(self, row_id: int) -> bool:
        """Show a row that is not listed beside the list; False where that cannot be."""
        return False

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
        field.textEdited.connect(lambda _text: self._moved_on())
        self.head.addWidget(field, 1)
        self.filter, self._narrowed = field, changed
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
        self.trouble.hide()
        has_rows = self.model.rowCount() > 0
        page = 1 if has_rows else 3 if self.is_filtered() else 2
        focus, going = QApplication.focusWidget(), self.middle if has_rows else self.split
        stood_here = focus is not None and going.isAncestorOf(focus)
        self.middle.setCurrentIndex(page)
        self.inspector.setVisible(has_rows)
        if stood_here:  # Qt would give the keyboard to whatever comes next
            self.arrive()
        if self._wanted is not None:
            self._settle(self._wanted)
        elif self._missed is not None:
            self.inspector.setVisible(self.beside(self._missed) or has_rows)
        elif has_rows:
            self.table.choose_some()
        self._turning = False

    # ── the row that was asked for ───────────────────────────────────────────────────────────────────────────────────
    def hideEvent(self, event: QHideEvent) -> None:
        """Who goes elsewhere waits for no row here."""
        super().hideEvent(event)
        self._wanted = None

    def _turn(self) -> None:
        self._turning = True  # until it is loaded, rows come and go by themselves

    def _chosen(self, found: Any) -> None:
        if found is not None and not self._turning:
            self._moved_on()

    def _moved_on(self) -> None:
        self._wanted = self._missed = None

    def _settle(self, wanted: int) -> None:
        self._stand_on(self.model.place_of(wanted))
        if self.model.seeking:
            return
        self._wanted = None
        if self.model.place_of(wanted) is None:
            self._miss(wanted)

    def _stand_on(self, place: int | None) -> None:
        if place is None:
            self.table.selectionModel().clear()
        elif place != self.table.currentIndex().row():
            self.table.choose(place)
            self.table.scrollTo(self.table.currentIndex())

    def _miss(self, row_id: int) -> None:
        self._missed = row_id
        if self.beside(row_id):
            self.inspector.show()
        elif self.filter is not None and self.filter.text():
            self.filter.clear()
            self._narrowed("")
            self.go_to(row_id)
            return
        else:
            self.bench.say("What you asked for is not in this list.")
        if self.table.hasFocus():
            self.setFocus()  # a list that has the keyboard stands on a row

"""All that is in the window: bar, sidebar, screens, foot. It knows no engine and no store; app.py fills it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.over_dialogs import OverDialogs
from desktop.screens.listed import LISTED
from desktop.theme.tokens import S8, S12, S16
from desktop.widgets.banner import Banner, Notice
from desktop.widgets.icon_label import Button, IconLabel
from desktop.widgets.plain import Elided, Label, panel
from desktop.widgets.search_button import SearchButton
from desktop.widgets.sidebar import Sidebar

NAME_LETTERS = 24


class Shell(QWidget):
    """The frame around every screen."""

    covered = Signal()
    """A door stands before the screens; what lies over them goes."""

    def __init__(self, profile_name: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.sidebar = Sidebar(LISTED)
        self._layout.addWidget(self._make_bar(profile_name))
        self.standing, self.resting = Banner(), Banner()
        self._layout.addWidget(self.standing)
        self._layout.addWidget(self.resting)
        self._layout.addWidget(self._make_middle(), 1)
        self._drawer_box = QWidget()
        self.drawer_place = QVBoxLayout(self._drawer_box)
        self.drawer_place.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._drawer_box)
        self._layout.addWidget(self._make_foot())
        self.notice = Notice(self)
        self.framed = False

    # ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _make_bar(self, profile_name: str) -> QFrame:
        self.bar = panel("bar")
        layout = QHBoxLayout(self.bar)
        layout.setContentsMargins(S16, S8, S12, S8)
        layout.addStrut(34)
        layout.setSpacing(S8)
        layout.addWidget(IconLabel("shield-check", "accent", 20))
        layout.addWidget(Label("Steward", "section"))
        short = profile_name if len(profile_name) <= NAME_LETTERS else f"{profile_name[: NAME_LETTERS - 1]}…"
        self.profile = Button(f"profile: {short}", "quiet", hint=f"Profile {profile_name}: open another")
        layout.addWidget(self.profile)
        layout.addStretch()
        self.search = SearchButton()
        layout.addWidget(self.search)
        layout.addStretch()
        self.lanes_icon, self.lanes = IconLabel("play", "muted"), Label("", "secondary")
        layout.addWidget(self.lanes_icon)
        layout.addWidget(self.lanes)
        layout.addSpacing(S8)
        self.pause = Button("Pause all", "", "pause", hint="Rest every account; what runs now is ended first")
        self.stop = Button("Stop", "danger", "square", hint="Stop every lane within two seconds (Ctrl+.)")
        layout.addWidget(self.pause)
        layout.addWidget(self.stop)
        return self.bar

    def _make_middle(self) -> QWidget:
        middle = QWidget()
        layout = QHBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sidebar)
        self.screens = QStackedWidget()
        self.opening = Label("Opening…", "secondary")
        self.opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.screens.addWidget(self.opening)
        layout.addWidget(self.screens, 1)
        return middle

    def _make_foot(self) -> QFrame:
        self.foot = panel("foot")
        layout = QHBoxLayout(self.foot)
        layout.setContentsMargins(S8, 2, S16, 2)
        layout.setSpacing(S8)
        self.activity = Button("Activity", "quiet", "chevron-right", hint="What runs, what waits, what failed")
        self.summary, self.vault_icon, self.vault = Elided(role="secondary"), IconLabel("lock"), Label(role="secondary")
        layout.addWidget(self.activity)
        layout.addWidget(self.summary, 1)
        layout.addWidget(self.vault_icon)
        layout.addWidget(self.vault)
        return self.foot

    # ── what app.py does with it ─────────────────────────────────────────────────────────────────────────────────────
    def show_frame(self, shown: bool) -> None:
        """Show or hide all that only makes sense once a profile is open."""
        self.framed = shown
        if not shown:
            self.resting.hide()
            self.covered.emit()
        parts = (self.sidebar, self.foot, self.search, self.pause, self.stop, self.lanes, self.lanes_icon)
        for part in (*parts, self._drawer_box):
            part.setVisible(shown)

    def show_page(self, page: QWidget) -> None:
        """Show a page in the middle."""
        if self.screens.indexOf(page) < 0:
            self.screens.addWidget(page)
        self.screens.setCurrentWidget(page)

    def bind(self, keys: str, run: Callable[[], object], *, always: bool = False, over_dialogs: bool = False) -> None:
        """Let keys do something anywhere in the window; before a shut door only what is bound for always."""

        def act() -> None:
            if self.framed or always:
                run()

        QShortcut(QKeySequence(keys), self, act)
        if over_dialogs:
            OverDialogs(self.window(), self.stop, keys, act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notice in its place."""
        super().resizeEvent(event)
        self.notice.place()

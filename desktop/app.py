"""Puts the window together: link, reader, screens; decides what is shown while a profile opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from automation import commands
from desktop import messages, standing, wording
from desktop.activity import ActivityDrawer
from desktop.background import Background
from desktop.command_list import bind_commands
from desktop.doors import Doors
from desktop.drafts import Drafts
from desktop.engine_link import READY, RESTARTING, STARTING, STOPPED, EngineLink
from desktop.engine_process import EngineProcess, engine_command
from desktop.main_window import MainWindow
from desktop.practice import PracticeNetwork
from desktop.presence import Presence
from desktop.questions.counts import Counts, counts
from desktop.screens.base import Screen
from desktop.screens.listed import BY_NAME, make
from desktop.theme.theme import Theme
from desktop.workbench import Workbench
from models import database, settings
from models.errors import StewardError
from models.paths import Profile

GATHER_MS, PATIENCE_MS = 120, 1200


class App(QObject):
    """One open profile in one window."""

    def __init__(
        self, window: MainWindow, theme: Theme, profile: Profile, command: Sequence[str] | None = None
    ) -> None:
        super().__init__(window)
        self.window, self.theme, self.profile = window, theme, profile
        self.shell = window.furnish()
        self.reading = Background(self)
        self.link = EngineLink(profile, EngineProcess(command or engine_command(profile), self), self)
        self.practice = PracticeNetwork(self.link, self.reading, self)
        self.bench = Workbench(
            profile,
            self.link,
            self.reading,
            self.shell.notice.say,
            self.shell.notice.offer_undo,
            self.complain,
            self.go,
            self.new_action,
            Drafts(self.link, self),
        )
        self.screens: dict[str, Screen] = {}
        self.status: dict[str, Any] = {}
        self.counts: Counts | None = None
        self.doors = Doors(self.shell, self.bench, self.practice, self._go_in)
        self.drawer: ActivityDrawer | None = None
        self._reading_store = False
        self._at: tuple[str, int | None] | None = None
        self._soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._soon.timeout.connect(self.refresh)
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._slow.timeout.connect(self._say_starting)

    # ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def open(self) -> None:
        """Start or attach to the engine; everything else follows from what it says."""
        self.shell.show_frame(False)
        bind_commands(self)
        self.shell.sidebar.chosen.connect(self.go)
        self.window.closing.connect(self.close)
        self.reading.troubled.connect(self.complain)
        self.link.troubled.connect(self.complain)
        self.link.standing_changed.connect(self._standing)
        link = self.link
        changes = (link.action_changed, link.account_changed, link.review_changed, link.lane_changed)
        for signal in (*changes, link.configuration_changed, link.vault_changed, link.due_ran, link.missed_changed):
            signal.connect(lambda _event: self._soon.isActive() or self._soon.start())
        self.link.configuration_changed.connect(self._configured)
        self.link.store_replaced.connect(self._read_anew)
        QApplication.instance().installEventFilter(Presence(self.link, self))
        self._slow.start()
        self.link.start()

    def close(self) -> None:
        """End the engine that is ours, the practice network and the reader."""
        self.shell.notice.finish()
        self.practice.stop()
        self.link.stop()
        self.reading.stop(database.close)

    def _standing(self, now: str) -> None:
        banner = self.shell.standing
        if now == READY:
            self._slow.stop()
            banner.hide()
            self._read_store()
        elif now == RESTARTING:
            words = "The engine stopped and is starting again. What ran is looked at first, never clicked twice."
            banner.show_text(words, icon="refresh-cw", token="warn")
        elif now == STARTING:
            self.shell.show_page(self.shell.opening)
            self._slow.start()
        elif now == STOPPED:
            self._slow.stop()
            banner.hide()
            self.doors.engine_stopped()
        if now != READY and self.screens:
            self.doors.restarted = True

    def _say_starting(self) -> None:
        if self.link.standing == STARTING:
            self.shell.opening.setText("The engine is starting…")

    def _read_store(self) -> None:
        if self._reading_store:
            self.refresh()
            return
        self._reading_store = True
        path = self.profile.store

        def connect() -> str:
            database.connect(path, read_only=True)
            return str(settings.get("theme"))

        self.reading.run(connect, self._opened, self._not_opened, owner=self)

    def _read_anew(self, _event: Any) -> None:
        """Another store stands where ours was: what is open still reads the old one."""
        self._reading_store = False
        self._read_store()

    def _opened(self, theme: str) -> None:
        self.theme.choose(theme)
        self.refresh()

    def _configured(self, event: Any) -> None:
        if event.what == "settings" and self._reading_store:
            self.reading.run(lambda: str(settings.get("theme")), self.theme.choose, owner=self)

    def _not_opened(self, error: StewardError) -> None:
        self._reading_store = False
        self.complain(error)

    # ── how everything stands ────────────────────────────────────────────────────────────────────────────────────────
    def refresh(self) -> None:
        """Ask how everything stands: the engine for what only it knows, the store for the rest."""
        if self.link.standing == READY and self._reading_store:
            self.link.call(commands.Status(), self._take_status, lambda _error: None)

    def _take_status(self, status: dict[str, Any]) -> None:
        self.status = status
        self.reading.run(counts, self._take_counts, owner=self)

    def _take_counts(self, found: Counts) -> None:
        self.counts = found
        vault = self.status["vault"]
        self.bench.drafts.locked = vault["locked"]
        self._show_figures(found)
        if self.link.standing == READY and not self._is_shut() and not self.shell.framed:
            self._enter()

    def _is_shut(self) -> bool:
        accounts = self.counts.accounts if self.counts else 0
        return self.doors.is_shut(self.status, accounts, entered=bool(self.screens))

    def _go_in(self, screen: str, add: bool) -> None:
        """Somebody went through a door; behind it may be the next."""
        if screen or self.doors.looking or not self._is_shut():
            self._enter(screen)
            if add:
                self.add_account()

    def _enter(self, screen: str = "") -> None:
        self.doors.opened()
        if self.drawer is None:
            self._furnish()
        self.shell.show_frame(True)
        self._show_figures(self.counts) if self.counts else None
        first = "approvals" if self.counts and self.counts.of("awaiting_approval") else "overview"
        name, row = (screen, None) if screen else self._at or (first, None)
        self.go(name, row)

    def _furnish(self) -> None:
        self.drawer = ActivityDrawer(self.bench)
        self.shell.drawer_place.addWidget(self.drawer)
        self.shell.activity.clicked.connect(self.turn_drawer)

    def _show_figures(self, found: Counts) -> None:
        locked = self.status["vault"]["locked"] and self.doors.looking
        standing.show(self.shell, self.status, found)
        start = partial(self.rest, False)
        standing.show_rest(self.shell, stopped=found.stopped, locked=locked, start=start, unlock=self._stop_looking)

    def _stop_looking(self) -> None:
        self.doors.looking = False
        self.refresh()

    # ── what people ask for ──────────────────────────────────────────────────────────────────────────────────────────
    def go(self, name: str, row: int | None = None) -> None:
        """Open a screen, at a row if one is given; "practice" opens the practice network."""
        if name == "practice":
            self.open_practice()
            return
        if not self.shell.framed:  # a late answer opens no door; it is gone to once somebody went through
            self._at = name, row
            return
        if name not in self.screens:
            self.screens[name] = make(BY_NAME[name], self.bench)
        self._at = name, None
        self.shell.show_page(self.screens[name])
        self.shell.sidebar.show_chosen(name)
        self.screens[name].arrive()
        if row is not None:
            self.screens[name].go_to(row)

    def find(self) -> None:
        """Put the keyboard into the filter of the screen that is shown."""
        page = self.shell.screens.currentWidget()
        if isinstance(page, Screen):
            page.find()

    def new_action(self, account: int | None = None, url: str = "") -> None:
        """Ask what should be done."""
        from desktop.dialogs.new_action import NewAction

        NewAction.ask(self.window, self.bench, account, url)

    def add_account(self) -> None:
        """Ask for an account."""
        from desktop.dialogs.add_account import AddAccountDialog

        AddAccountDialog.ask(self.window, self.bench)

    def open_practice(self) -> None:
        """Start the practice network and bring its accounts in."""
        from desktop.dialogs.practice import OpenPractice

        OpenPractice.ask(self.window, self.bench, self.practice)

    def rest(self, stop: bool) -> None:
        """The kill switch, and its release."""
        self.link.call(commands.Lanes(on=not stop), self._rested if stop else None, self.complain)

    def _rested(self, reply: dict[str, Any]) -> None:
        cut = len(reply.get("in_flight", []))
        tail = f" {wording.counted(cut, 'action')} will be looked at before anything is tried again." if cut else ""
        self.shell.notice.say(f"All lanes rest.{tail}")

    def pause_all(self) -> None:
        """Rest every account, or let all go on."""
        if self.counts is not None:
            command = commands.Pause(None, on=not standing.all_paused(self.counts))
            self.link.call(command, None, self.complain)

    def lock(self) -> None:
        """Lock the vault; the unlock page comes by itself."""
        self.doors.looking = False
        self.link.call(commands.VaultLock(), None, self.complain)

    def hide_window(self) -> None:
        """Ask for the window's PIN before anything is shown again."""
        if self.status["pin"]:
            self.doors.shut()
            return

        def asked(now: dict[str, Any]) -> None:
            self.status = now  # what is still being counted would open the door by the older one
            self.doors.shut() if now["pin"] else self.set_pin()

        self.link.call(commands.Status(), asked, self.complain)

    def set_pin(self) -> None:
        """Ask for a PIN for this window."""
        from desktop.dialogs.pin import PinDialog

        PinDialog.ask(self.window, self.bench).accepted.connect(self.refresh)

    def turn_drawer(self) -> None:
        """Open or close the Activity drawer."""
        if self.drawer is not None:
            self.drawer.setVisible(not self.drawer.isVisible())
            self.shell.activity.take_icon("chevron-down" if self.drawer.isVisible() else "chevron-right")

    def complain(self, error: StewardError) -> None:
        """Show an error that has no better place."""
        self.shell.notice.say(messages.of_error(error).text)

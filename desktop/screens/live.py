"""Live: the running pages as moving pictures; take one over with mouse and keyboard, and give it back."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from automation.commands import ClosePage, PageInput, Status, TakeOver, Watch
from desktop import wording
from desktop.screens.base import Screen
from desktop.theme.tokens import S8, S12, S16
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Badge, Button, Row
from desktop.widgets.live_page import LivePage
from desktop.widgets.plain import Elided, Label, panel
from desktop.workbench import Workbench
from models.account import Account, accounts
from models.errors import StewardError

COLUMNS, WATCHED = 3, 24
WORKING = wording.Sign("play", "Steward works", "info")
HELD = wording.Sign("mouse-pointer-click", "You hold it", "accent")
ENDED = wording.Sign("circle-dashed", "Closed", "muted")


class PageCard(QFrame):
    """One page, small."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.account = account
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S12, S12, S12, S12)
        layout.setSpacing(S8)
        self.page, self.state = LivePage(), Badge(ENDED, role="")
        self.page.setFixedHeight(190)
        self.page.hold(False)
        layout.addWidget(self.page)
        name = Elided(f"@{account.username} on {account.platform}", "strong")
        foot = Row(name, self.state, stretch=0)
        layout.addWidget(foot)


class LiveScreen(Screen):
    """All pages that are open now; one of them large when it is chosen."""

    NAME, TITLE = "live", "Live"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.accounts: dict[int, Account] = {}
        self.cards: dict[int, PageCard] = {}
        self.watched: set[int] = set()
        self.open: set[int] = set()
        self.working: dict[int, int] = {}
        self.shown: int | None = None
        self._wanted: int | None = None
        self._lay_out()
        link = bench.link
        link.frame_shown.connect(self._frame)
        self.concerns(link.page_opened, link.page_closed, link.lane_changed, link.account_changed)
        link.standing_changed.connect(lambda _now: self.watched.clear())  # another engine watches nothing yet
        self.concerns(link.standing_changed)

    # ── what is open ─────────────────────────────────────────────────────────────────────────────────────────────────
    def refresh(self) -> None:
        """Ask which pages are open."""
        self.bench.reading.run(accounts, self._take_accounts, owner=self)

    def go_to(self, row_id: int) -> None:
        """Show one account's page large."""
        self._wanted = row_id
        self.refresh_soon()

    def escape(self) -> bool:
        """From one page back to all."""
        if self.shown is None:
            return False
        self._show_all()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Pages that nobody looks at send no frames."""
        super().hideEvent(event)
        self._watch(set())
        self._stale = True

    def _take_accounts(self, found: list[Account]) -> None:
        self.accounts = {one.id: one for one in found}
        self.bench.link.call(Status(), self._take_status, lambda _error: None)

    def _take_status(self, status: dict[str, Any]) -> None:
        self.open = {account for account in status["pages"] if account in self.accounts}
        self.working = {lane["account"]: lane["action"] for lane in status["lanes"] if lane["action"] is not None}
        self._deal_cards()
        for account, card in self.cards.items():
            card.state.take(self._sign(account))
            if account not in self.open:
                card.page.rest()
        wanted, self._wanted = self._wanted, None
        large = wanted if wanted in self.open else self.shown
        if large is not None and large in self.accounts:
            self._show_one(large)
        else:
            self._show_all()
        if self.isVisible():
            first = sorted(self.open, key=lambda account: account != self.shown)
            self._watch(set(first[:WATCHED]))
        self.figure.setText(wording.counted(len(self.open), "page") + " open" if self.open else "")

    def _sign(self, account: int) -> wording.Sign:
        if account not in self.open:
            return ENDED
        return WORKING if account in self.working else HELD

    def _watch(self, wanted: set[int]) -> None:
        """Ask for the frames of these pages and of no others."""
        for account in wanted ^ self.watched:
            self.bench.link.call(Watch(account, on=account in wanted), None, lambda _error: None)
        self.watched = wanted

    def _deal_cards(self) -> None:
        for account in self.cards.keys() - self.accounts.keys():
            self.cards.pop(account).deleteLater()
        for account in sorted(self.open - self.cards.keys()):
            self.cards[account] = card = PageCard(self.accounts[account])
            card.page.pressed.connect(partial(self._show_one, account))
        for number, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, number // COLUMNS, number % COLUMNS)

    def _frame(self, event: Any, jpeg: bytes) -> None:
        if event.account == self.shown:
            self.large.take(jpeg, event.width, event.height)
        if event.account in self.cards:
            self.cards[event.account].page.take(jpeg, event.width, event.height)

    # ── all, or one ──────────────────────────────────────────────────────────────────────────────────────────────────
    def _show_all(self) -> None:
        self.shown = None
        self.large.hold(False)
        self.pages.setCurrentIndex(1 if self.cards else 0)

    def _show_one(self, account: int) -> None:
        another, self.shown = self.shown != account, account
        found = self.accounts[account]
        self.name.setText(f"@{found.username} on {found.platform}")
        sign = self._sign(account)
        self.state.take(sign)
        is_open, held = account in self.open, sign is HELD
        self.take_over.setVisible(is_open and not held)
        self.again.setVisible(not is_open)
        self.give_back.setVisible(held)
        self.keep.setVisible(held)
        self.hint.say("Click into the page and type. Ctrl+G gives it back." if held else "")
        if another:
            card = self.cards.get(account)
            self.large.copy_from(card.page if card is not None else None)
        self.pages.setCurrentIndex(2)
        if held != self.large.held:
            self.large.hold(held)
        if not is_open:
            self.large.rest()

    def _hold(self) -> None:
        if self.shown is not None:
            self.hint.say("Waiting until what runs has ended…")
            self.bench.link.call(TakeOver(self.shown), lambda _value: self.refresh_soon(), self._failed)

    def _release(self) -> None:
        if self.shown is not None and self.give_back.isVisible():
            account = self.shown
            self.bench.link.call(TakeOver(account, on=False), lambda _value: self._leave(account), self._failed)

    def _keep(self) -> None:
        if self.shown is not None:
            found = self.accounts[self.shown]
            self.keep.setEnabled(False)
            self.bench.link.call(ClosePage(found.id, keep=True), lambda _value: self._kept(found), self._failed)

    def _kept(self, found: Account) -> None:
        self.keep.setEnabled(True)
        self.bench.say(f"@{found.username} is signed in, and its session is in the vault.")
        if self.isVisible() and self.shown == found.id:
            self.bench.go("accounts", found.id)
        self._leave(found.id)

    def _leave(self, account: int) -> None:
        """Show all pages, unless another is looked at by now."""
        if self.shown == account:
            self._show_all()
        self.refresh_soon()

    def _failed(self, error: StewardError) -> None:
        self.keep.setEnabled(True)
        self.bench.complain(error)
        self.refresh_soon()

    def _give(self, kind: str, data: dict[str, Any]) -> None:
        if self.shown is not None:
            self.bench.link.call(PageInput(self.shown, kind, data), None, lambda _error: None)

    # ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _lay_out(self) -> None:
        self.empty = EmptyState(
            "monitor-play",
            "No page is open",
            "While Steward works, its pages are shown here as they are. You can take any of them over.",
            "New action",
            lambda: self.bench.act(),
            "Open the practice network",
            lambda: self.bench.go("practice"),
        )
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(S16, 0, S16, S16)
        self._grid = QGridLayout()
        self._grid.setSpacing(S16)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        around.addLayout(self._grid)
        around.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self.pages = QStackedWidget()
        for page in (self.empty, scroll, self._one_page()):
            self.pages.addWidget(page)
        self.body.addWidget(self.pages, 1)

    def _one_page(self) -> QWidget:
        whole = panel("plain")
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(S16, S12, S16, S16)
        layout.setSpacing(S12)
        back = Button("All pages", "quiet", "undo-2", pressed=self._show_all)
        self.name, self.state = Elided(role="strong"), Badge(ENDED, role="")
        self.hint = Label(role="secondary", wrap=True)
        self.take_over = Button("Take over", "primary", "hand", pressed=self._hold)
        self.again = Button("Open its page", "primary", "monitor-play", pressed=self._hold)
        self.keep = Button("I am signed in: keep it", "primary", "check", pressed=self._keep)
        self.keep.setToolTip("Seals the session in the vault and closes the page.")
        self.give_back = Button("Give back", "", "undo-2", shortcut="Ctrl+G", pressed=self._release)
        parts = (back, self.state, self.name, self.take_over, self.again, self.give_back, self.keep)
        layout.addWidget(Row(*parts, spacing=S12, stretch=2))
        layout.addWidget(self.hint)
        self.large = LivePage()
        self.large.given.connect(self._give)
        layout.addWidget(self.large, 1)
        return whole

"""The live view over many accounts, a new engine, an account that goes, and a small window."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from automation.commands import OpenPage, RemoveAccount, Watch
from desktop.app import App
from models import database
from models.paths import Profile
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import beside, of, overheard, page_of, said

Opened = Callable[..., App]
LONG = "the_bakery_at_the_corner_of_the_long_way"


def large(qtbot: QtBot, app: App, account: int) -> Any:
    """The page of an account, opened and shown large with a picture."""
    app.go("live")
    screen: Any = app.screens["live"]
    app.link.call(OpenPage(account), lambda _value: screen.go_to(account))
    qtbot.waitUntil(lambda: screen.shown == account and screen.large.has_frame)
    return screen


def test_of_many_accounts_those_are_watched_that_have_a_page(
    qtbot: QtBot, busy: FilledStore, profile: Profile, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.connect(profile.store)
    last = [busy.account(f"branch{number}") for number in range(30)][-1]
    database.close()
    app = opened()
    sent = overheard(app, monkeypatch)
    screen = large(qtbot, app, last)
    assert screen.watched == screen.open
    assert {command.account for command in of(sent, Watch)} == screen.open
    app.go("overview")
    assert {command.account for command in of(sent, Watch) if not command.on} == screen.open


def test_a_new_engine_is_asked_for_the_pages_again(qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app.go("live")
    screen: Any = app.screens["live"]
    qtbot.waitUntil(lambda: len(screen.watched) == 1)
    sent = overheard(app, monkeypatch)
    os.kill(app.link.process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: [command.on for command in of(sent, Watch)] == [True])


def test_an_account_that_is_removed_leaves_the_live_view(
    qtbot: QtBot, busy: FilledStore, profile: Profile, opened: Opened
) -> None:
    database.connect(profile.store)
    account = busy.account("new_here", signed_in=False)
    database.close()
    app = opened()
    screen = large(qtbot, app, account)
    app.link.call(RemoveAccount(account))
    qtbot.waitUntil(lambda: account not in screen.cards)
    assert screen.shown is None
    assert set(screen.cards) == screen.open


def test_nothing_is_cut_in_the_smallest_window(
    qtbot: QtBot, busy: FilledStore, profile: Profile, opened: Opened
) -> None:
    database.connect(profile.store)
    account = busy.account(LONG)
    database.close()
    app = opened()
    app.window.resize(920, 520)
    screen = large(qtbot, app, account)
    qtbot.waitUntil(screen.keep.isVisible)
    for part in (screen.keep, screen.give_back, screen.hint, screen.state):
        qtbot.waitUntil(lambda part=part: part.width() >= part.sizeHint().width())
    assert screen.name.text() == f"@{LONG} on practice"
    assert screen.name.toolTip() == screen.name.text()
    assert app.window.width() == 920


def test_a_page_that_opens_late_takes_nobody_along(qtbot: QtBot, app: App) -> None:
    accounts = page_of(qtbot, app, "accounts")
    name = beside(qtbot, accounts, 2).row.username
    accounts.inspector.open.click()
    app.go("queue")
    qtbot.waitUntil(lambda: said(app) == f"The page of @{name} is open.")
    assert app.shell.screens.currentWidget() is app.screens["queue"]
    app.shell.notice.button.click()
    assert app.shell.screens.currentWidget() is app.screens["live"]
    beside(qtbot, page_of(qtbot, app, "accounts"), 2)
    accounts.inspector.open.click()
    qtbot.waitUntil(lambda: app.shell.screens.currentWidget() is app.screens["live"])


def test_a_session_that_is_kept_late_takes_nobody_along(qtbot: QtBot, app: App) -> None:
    screen = large(qtbot, app, 2)
    qtbot.waitUntil(screen.keep.isVisible)
    screen.keep.click()
    app.go("queue")
    qtbot.waitUntil(lambda: "its session is in the vault" in said(app))
    assert app.shell.screens.currentWidget() is app.screens["queue"]
    assert screen.shown is None


def test_what_is_given_back_late_leaves_another_page_in_sight(qtbot: QtBot, app: App) -> None:
    other = next(iter(large(qtbot, app, 2).open - {2}))
    screen: Any = app.screens["live"]
    qtbot.waitUntil(screen.give_back.isVisible)
    screen.give_back.click()
    screen.cards[other].page.pressed.emit()
    qtbot.waitUntil(lambda: 2 not in screen.open)
    assert screen.shown == other

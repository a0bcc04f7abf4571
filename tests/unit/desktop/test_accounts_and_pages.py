"""Accounts, settings and the live view: what is asked for reaches the engine as it was meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from automation.commands import SignIn
from desktop.app import App
from desktop.dialogs.add_account import NOT_NOW, AddAccountDialog
from desktop.dialogs.remove_account import RemoveAccountDialog
from desktop.dialogs.sign_out import SigningOut
from desktop.questions.needs import Need, needs
from models.settings import DECLARED
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import beside, page_of, said

Opened = Callable[..., App]


@pytest.fixture
def app(busy: FilledStore, opened: Opened) -> App:
    return opened()


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_account_is_added_and_authorised(qtbot: QtBot, app: App) -> None:
    dialog = AddAccountDialog.ask(app.window, app.bench)
    qtbot.waitUntil(lambda: dialog.platform.count() > 0)
    dialog.submit()
    assert "Type the name" in dialog.name_field.said.text()
    dialog.name.setText("new_one")
    dialog.authority.kind.buttons["I run it for a client"].click()
    dialog.submit()
    assert "Say for whom" in dialog.authority.note_field.said.text()
    dialog.authority.note.setText("Contract 12")
    dialog.sign_in.buttons[NOT_NOW].click()
    dialog.submit()
    screen = app.screens.get("accounts")
    qtbot.waitUntil(lambda: "accounts" in app.screens)
    screen = app.screens["accounts"]
    qtbot.waitUntil(lambda: screen.table.current() is not None and screen.table.current().username == "new_one")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: screen.table.current().authority_kind == "client")  # type: ignore[attr-defined]
    inspector: Any = screen.inspector  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: inspector.state.word.text() == "Not signed in yet")
    qtbot.waitUntil(lambda: "has not been signed in yet" in inspector.said.text())
    said_first: list[list[Need]] = []
    app.reading.run(needs, said_first.append)
    qtbot.waitUntil(lambda: bool(said_first))
    assert "@new_one is new and switched off until it is signed in" in [need.text for need in said_first[0]]
    app.link.call(SignIn(screen.table.current().id, with_vault=True))  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: inspector.state.word.text() == "OK")


def test_an_account_goes_only_when_its_name_is_typed(qtbot: QtBot, app: App) -> None:
    dialog = RemoveAccountDialog.ask(app.window, app.bench, 4, "studio_weber")
    assert not dialog.do.isEnabled()
    dialog.name.setText("studio")
    assert not dialog.do.isEnabled()
    dialog.name.setText("@studio_weber")
    assert dialog.do.isEnabled()
    dialog.reject()


def test_an_account_is_signed_out_after_a_yes(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "accounts")
    names = [page.model.row(at).username for at in range(page.model.rowCount())]
    inspector = beside(qtbot, page, names.index("roastery"))
    qtbot.waitUntil(lambda: inspector.signed.text().startswith("Signed in"))
    assert inspector.leave.isVisible()
    inspector.leave.click()
    [dialog] = app.window.findChildren(SigningOut)
    dialog.do.click()
    qtbot.waitUntil(lambda: said(app) == "@roastery is signed out here.")
    qtbot.waitUntil(lambda: inspector.signed.text().startswith("Not signed in."))
    assert not inspector.leave.isVisible()
    assert inspector.state.word.text() == "Signed out"
    assert "signed out here by a person" in inspector.said.text()


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_declared_setting_has_a_control(qtbot: QtBot, app: App) -> None:
    app.go("settings")
    screen: Any = app.screens["settings"]
    assert set(screen.fields) == {setting.key for setting in DECLARED} - {"stopped"}
    qtbot.waitUntil(lambda: screen.fields["cap_like_hour"].field.value() == 20)


def test_a_setting_is_kept_and_a_wrong_one_is_said(qtbot: QtBot, app: App) -> None:
    from models import settings

    app.go("settings")
    screen: Any = app.screens["settings"]
    qtbot.waitUntil(lambda: screen.fields["cap_like_hour"].field.value() == 20)
    screen.fields["cap_like_hour"].field.setValue(7)
    kept: list[int] = []

    def is_kept() -> bool:
        app.reading.run(lambda: settings.get("cap_like_hour"), kept.append)
        return 7 in kept

    qtbot.waitUntil(is_kept)


def test_the_wheel_changes_only_what_is_being_edited(qtbot: QtBot, app: App) -> None:
    app.go("settings")
    number = app.screens["settings"].fields["cap_like_hour"].field  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: number.value() == 20)
    number.clearFocus()
    _turn_wheel(number)
    assert (number.value(), number.hasFocus()) == (20, False)
    number.setFocus()
    qtbot.waitUntil(number.hasFocus)
    _turn_wheel(number)
    assert number.value() == 21


def _turn_wheel(over: QWidget) -> None:
    none, at = Qt.MouseButton.NoButton, QPointF(over.rect().center())
    event = QWheelEvent(
        at,
        over.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, event)


def test_the_keys_of_the_search_are_seen_at_every_width(qtbot: QtBot, app: App) -> None:
    search = app.shell.search
    for width, words in ((1280, "Search or type a command"), (920, "Search")):
        app.window.resize(width, 600)
        app.shell.profile.setText("profile: a-name-of-24-letters-in-")
        app.shell.lanes.setText("12 lanes running")
        qtbot.waitUntil(lambda w=words: search.text() == w)
        said = search.fontMetrics().horizontalAdvance(search.text())
        assert said < search.keys.x() - search.iconSize().width()
        assert search.keys.geometry().right() < search.width()
        assert app.window.width() == width


def test_the_theme_follows_the_setting(qtbot: QtBot, app: App) -> None:
    from desktop.theme import theme

    app.go("settings")
    choice: Any = app.screens["settings"].fields["theme"].field  # type: ignore[attr-defined]
    choice.activated.emit(2)
    qtbot.waitUntil(lambda: theme.current().name == "dark")
    choice.activated.emit(1)
    qtbot.waitUntil(lambda: theme.current().name == "light")


# ── the live view ────────────────────────────────────────────────────────────────────────────────────────────────────
def inputs(app: App) -> list[dict[str, Any]]:
    file = app.profile.folder / "inputs.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def live(qtbot: QtBot, app: App) -> Any:
    app.go("live")
    screen: Any = app.screens["live"]
    qtbot.waitUntil(lambda: len(screen.cards) == 1)
    card = next(iter(screen.cards.values()))
    qtbot.waitUntil(lambda: card.page.has_frame)
    return screen


def test_running_pages_are_shown_and_one_is_taken_over_and_given_back(qtbot: QtBot, app: App, live: Any) -> None:
    roastery = 2
    app.bench.link.call(_open(roastery))
    live.go_to(roastery)
    qtbot.waitUntil(lambda: live.large.held and live.give_back.isVisible())
    live.give_back.click()
    qtbot.waitUntil(lambda: live.shown is None)
    qtbot.waitUntil(lambda: roastery not in live.open)


def test_mouse_and_keys_reach_the_page_in_its_own_pixels(qtbot: QtBot, app: App, live: Any) -> None:
    app.bench.link.call(_open(2))
    live.go_to(2)
    qtbot.waitUntil(lambda: live.large.held)
    page = live.large
    middle = QPoint(page.width() // 2, page.height() // 2)
    qtbot.mouseClick(page, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.keyClick(page, Qt.Key.Key_A)
    qtbot.keyClick(page, Qt.Key.Key_Period)
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    qtbot.keyClick(page, Qt.Key.Key_Backspace)
    QApplication.sendEvent(page, _composed("ü🌿"))
    QGuiApplication.clipboard().setText("pasted")
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(one.get("text") == "pasted" for one in inputs(app)))  # the last
    told = inputs(app)
    press = next(one for one in told if one["kind"] == "press")
    assert abs(press["x"] - 640) < 3
    assert abs(press["y"] - 400) < 3
    assert (press["button"], press["clicks"]) == ("left", 1)
    downs = [one for one in told if one["kind"] == "key_down"]
    assert [one["key"] for one in downs][:4] == ["a", ".", "Tab", "Backspace"]
    assert [one.get("windowsVirtualKeyCode") for one in downs][:4] == [65, None, 9, 8]
    assert [one["text"] for one in told if one["kind"] == "text"] == ["ü🌿", "pasted"]


def test_a_page_that_is_only_watched_takes_no_input(qtbot: QtBot, app: App, live: Any) -> None:
    card = next(iter(live.cards.values()))
    qtbot.mouseClick(card.page, Qt.MouseButton.LeftButton)
    assert live.shown == card.account.id
    assert not live.large.held
    qtbot.mouseClick(live.large, Qt.MouseButton.LeftButton)
    assert inputs(app) == []
    qtbot.keyClick(app.window, Qt.Key.Key_Escape)
    assert live.shown is None


def test_a_screen_that_is_left_watches_no_more(qtbot: QtBot, app: App, live: Any) -> None:
    assert live.watched
    app.go("overview")
    assert not live.watched


def _open(account: int) -> Any:
    from automation.commands import OpenPage

    return OpenPage(account)


def _composed(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent()
    event.setCommitString(text)
    return event

"""Ctrl+K, the keys, new actions: what is asked for reaches the engine as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDateTime, Qt, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from automation.events import ActionChanged
from desktop.app import App
from desktop.command_list import commands_of, open_palette, open_sheet
from desktop.command_palette import CommandPalette, link_in, matching
from desktop.dialogs.new_action import NewAction
from desktop.single_instance import SingleInstance
from desktop.widgets.plain import Elided
from models.enums import ActionKind
from tests.fakes.filled_store import SITE, FilledStore

Opened = Callable[..., App]
POST = f"{SITE}/posts/3"


@pytest.fixture
def app(busy: FilledStore, opened: Opened) -> App:
    return opened()


def newest_action(app: App, qtbot: QtBot) -> tuple[Any, ...]:
    from models.database import sql

    found: list[Any] = []
    ask = "SELECT account_id, kind, target_id, state, sealed_text, due_at FROM actions ORDER BY id DESC LIMIT 1"
    app.reading.run(lambda: sql(ask), found.extend)
    qtbot.waitUntil(lambda: bool(found))
    return tuple(found[0])


# ── the palette and the keys ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_palette_finds_by_every_word(app: App) -> None:
    commands = commands_of(app)
    assert [c.title for c in matching(commands, "kill")] == ["Stop all lanes"]
    assert matching(commands, "go live")[0].title == "Go to Live"
    assert matching(commands, "no such thing") == []


def test_a_link_is_told_from_words() -> None:
    assert link_in(f"  {POST} ") == POST
    assert link_in("http") == link_in("see https://a b") == ""


def test_ctrl_k_goes_where_it_is_told(qtbot: QtBot, app: App) -> None:
    app.go("overview")
    qtbot.keyClick(app.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = app.window.findChild(CommandPalette)
    assert palette is not None
    qtbot.keyClicks(palette.field, "history")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert app.shell.screens.currentWidget() is app.screens["history"]


def test_a_pasted_link_becomes_a_new_action(qtbot: QtBot, app: App) -> None:
    palette = open_palette(app)
    palette.field.setText(POST)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    dialog = app.window.findChild(NewAction)
    assert dialog is not None
    assert dialog.link.text() == POST
    dialog.reject()


def test_escape_leaves_the_palette_and_gives_the_keyboard_back(qtbot: QtBot, app: App) -> None:
    app.go("queue")
    table = app.screens["queue"].table  # type: ignore[attr-defined]
    qtbot.waitUntil(table.hasFocus)
    palette = open_palette(app)
    qtbot.waitUntil(palette.field.hasFocus)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(table.hasFocus)


def test_the_palette_that_is_open_is_the_one_that_comes(qtbot: QtBot, app: App) -> None:
    palette = open_palette(app)
    palette.field.setText("hist")
    assert open_palette(app) is palette
    assert palette.field.text() == "hist"
    palette.close()
    assert open_palette(app) is not palette


def test_the_drawer_is_read_in_busy_times_too(qtbot: QtBot, app: App) -> None:
    app.turn_drawer()
    assert app.drawer is not None
    qtbot.waitUntil(lambda: bool(app.drawer and app.drawer.findChildren(Elided)))
    shown = app.drawer.findChildren(Elided)[0]
    busy = QTimer(app.drawer, interval=20)
    busy.timeout.connect(lambda: app.link.action_changed.emit(ActionChanged(1, 1, "running")))
    busy.start()
    qtbot.waitUntil(lambda: not isValid(shown))


@pytest.mark.parametrize(("number", "name"), [(2, "approvals"), (5, "history"), (9, "warmup")])
def test_ctrl_and_a_number_open_a_screen(qtbot: QtBot, app: App, number: int, name: str) -> None:
    qtbot.keyClick(app.window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert app.shell.screens.currentWidget() is app.screens[name]


def test_the_sheet_names_every_key(qtbot: QtBot, app: App) -> None:
    from desktop.widgets.plain import Label

    sheet = open_sheet(app)
    said = {label.text() for label in sheet.findChildren(Label)}
    assert {command.title for command in commands_of(app) if command.keys} <= said
    sheet.close()


def test_no_two_commands_share_keys(app: App) -> None:
    keys = [command.keys for command in commands_of(app) if command.keys]
    assert len(keys) == len(set(keys))


def test_pause_all_turns_into_resume_all(qtbot: QtBot, app: App) -> None:
    app.shell.pause.click()
    qtbot.waitUntil(lambda: app.shell.pause.text() == "Resume all")
    app.shell.pause.click()
    qtbot.waitUntil(lambda: app.shell.pause.text() == "Pause all")


def test_a_group_folds_away_but_for_the_screen_that_is_shown(app: App) -> None:
    buttons = app.shell.sidebar.buttons
    app.go("queue")
    app.shell.sidebar.fold("Today")
    assert [name for name in ("overview", "queue", "history") if buttons[name].isVisible()] == ["queue"]
    app.go("people")
    assert not buttons["queue"].isVisible()
    app.go("history")
    assert [name for name in ("overview", "queue", "history") if buttons[name].isVisible()] == ["history"]
    app.shell.sidebar.fold("Today")
    assert buttons["overview"].isVisible()


# ── a new action ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def dialog(qtbot: QtBot, app: App) -> NewAction:
    found = NewAction.ask(app.window, app.bench, None, POST)
    qtbot.waitUntil(lambda: found.account.count() == 4)
    return found


def test_a_like_is_queued_for_approval(qtbot: QtBot, app: App, dialog: NewAction) -> None:
    dialog.account.setCurrentText("@roastery on practice")
    dialog.submit()
    qtbot.waitUntil(lambda: app.shell.notice.isVisible())
    assert newest_action(app, qtbot)[1:5] == ("like", "3", "awaiting_approval", None)
    app.shell.notice.button.click()
    assert app.shell.screens.currentWidget() is app.screens["approvals"]


def test_a_comment_for_later_keeps_its_text_and_its_time(qtbot: QtBot, app: App, dialog: NewAction) -> None:
    text = "Ça alors ! “שלום”\nsecond line 🌿"
    dialog.choose_kind(ActionKind.COMMENT)
    assert dialog.words.text.isVisible()
    dialog.words.text.setPlainText(text)
    dialog.when.buttons["At a time"].click()
    at = QDateTime.currentDateTime().addDays(2)
    dialog.at.setDateTime(at)
    dialog.approve.setChecked(True)
    dialog.submit()
    qtbot.waitUntil(lambda: app.shell.notice.isVisible())
    _, kind, _, state, sealed, due = newest_action(app, qtbot)
    assert (kind, state, bytes(sealed).decode()) == ("comment", "queued", text)
    assert abs(due - at.toMSecsSinceEpoch()) < 60_000


def test_what_is_missing_is_said_beside_it(qtbot: QtBot, dialog: NewAction) -> None:
    dialog.choose_kind(ActionKind.DM)
    dialog.link.clear()
    dialog.submit()
    assert dialog.link_field.said.text() == "Paste a link first."
    assert dialog.words.field.said.text() == "Write the text first."
    assert dialog.isVisible()
    dialog.reject()


def test_what_the_engine_refuses_is_said_and_the_dialog_stays(qtbot: QtBot, dialog: NewAction) -> None:
    dialog.link.setText("not a link")
    dialog.submit()
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert dialog.do.isEnabled()
    dialog.reject()


def test_the_text_may_come_from_a_file(dialog: NewAction, tmp_path: Path) -> None:
    dialog.choose_kind(ActionKind.COMMENT)
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("From a file 🌿", encoding="utf-8")
    bad.write_bytes(b"\xff\xfe\x00")
    dialog.words.take_file(good)
    assert dialog.words.text.toPlainText() == "From a file 🌿"
    dialog.words.take_file(bad)
    assert "not a text file" in dialog.words.field.said.text()
    dialog.reject()


def test_rarer_verbs_are_one_step_away(dialog: NewAction) -> None:
    dialog.choose_kind(ActionKind.UNLIKE)
    assert dialog.kind is ActionKind.UNLIKE
    assert dialog.verb.chosen == ""
    dialog.verb.buttons["Follow"].click()
    assert dialog.kind is ActionKind.FOLLOW
    dialog.reject()


# ── one window per profile ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_second_start_brings_the_first_to_the_front(qtbot: QtBot, app: App) -> None:
    first, second = SingleInstance(app.profile), SingleInstance(app.profile)
    assert first.is_first()
    with qtbot.waitSignal(first.asked_to_show):
        assert not second.is_first()
    first.close()
    assert second.is_first()
    second.close()

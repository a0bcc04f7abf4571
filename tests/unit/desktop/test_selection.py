"""What is selected is what is answered: no row more, no row less, and none that came to stand there by itself."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from automation.commands import Answer, Keep, Remove, Settle, Submit
from desktop.app import App
from desktop.screens.approvals import ApprovalsScreen
from desktop.tables import view
from desktop.tables.view import MOVED
from desktop.widgets import icon_label
from models import clock, database
from models.enums import ActionKind, State
from models.paths import Profile
from models.review import open_review
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import of, overheard, page_of, said

Opened = Callable[..., App]
WAITING = 250


@pytest.fixture
def many(
    qtbot: QtBot, busy: FilledStore, profile: Profile, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> tuple[ApprovalsScreen, list[Any]]:
    """More wait than were read, and what the window sends."""
    database.connect(profile.store)
    store = FilledStore(profile)
    for number in range(WAITING - 6):
        due = clock.now() + number
        store.action(1, ActionKind.FOLLOW, f"somebody{number}", State.AWAITING_APPROVAL, due_at=due)
    database.close()
    app = opened()
    sent = overheard(app, monkeypatch)
    app.go("approvals")
    found: Any = app.screens["approvals"]
    qtbot.waitUntil(lambda: found.model.rowCount() == WAITING)
    qtbot.waitUntil(lambda: found.table.currentIndex().isValid())
    return found, sent


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds by which one press too many is told from a press that is meant; they stand where a test puts them."""
    at = [100.0]
    for module in (view, icon_label):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: at[0]))
    return at


def ctrl_click(qtbot: QtBot, screen: ApprovalsScreen, row: int) -> None:
    spot = screen.table.visualRect(screen.model.index(row, 1)).center()
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, ctrl, spot)


def answers(qtbot: QtBot, sent: list[Any]) -> list[list[int]]:
    qtbot.waitUntil(lambda: bool(of(sent, Answer)))
    return [answer.actions for answer in of(sent, Answer)]


def test_what_was_taken_out_of_all_gets_no_answer(qtbot: QtBot, many: tuple[ApprovalsScreen, list[Any]]) -> None:
    screen, sent = many
    first, second = screen.model.row(0).id, screen.model.row(1).id
    screen.select_all.click()
    assert screen.selected_words.text() == "250 selected"
    ctrl_click(qtbot, screen, 0)
    assert screen.selected_words.text() == "249 selected"
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    [answered] = answers(qtbot, sent)
    assert len(set(answered)) == 249
    assert first not in answered
    assert second in answered


def test_an_arrival_is_not_taken_into_the_selection(qtbot: QtBot, many: tuple[ApprovalsScreen, list[Any]]) -> None:
    screen, sent = many
    screen.select_all.click()
    ctrl_click(qtbot, screen, 1)
    out = screen.model.row(1).id
    screen.bench.link.call(Submit(1, "follow", "http://127.0.0.1:8377/@new", due_at=1))
    qtbot.waitUntil(lambda: screen.model.rowCount() == WAITING + 1)
    assert screen.selected_words.text() == "249 selected"
    assert screen.table.spans() == [(1, 1), (3, WAITING)]
    screen.approve.click()
    [answered] = answers(qtbot, sent)
    assert len(answered) == 249
    assert not {out, screen.model.row(0).id} & set(answered)


def test_what_changed_before_it_was_known_is_not_answered(
    qtbot: QtBot, many: tuple[ApprovalsScreen, list[Any]], profile: Profile
) -> None:
    screen, sent = many
    database.connect(profile.store)
    due = clock.now()
    FilledStore(profile).action(1, ActionKind.FOLLOW, "unseen", State.AWAITING_APPROVAL, due_at=due)
    database.close()
    screen.select_all.click()  # the list that is shown has one row less
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: said(screen.window()) == MOVED)
    assert not of(sent, Answer)


def test_a_second_press_answers_for_no_row_that_came_by_itself(
    qtbot: QtBot, many: tuple[ApprovalsScreen, list[Any]], hand: list[float]
) -> None:
    screen, sent = many
    first, second = screen.model.row(0).id, screen.model.row(1).id
    screen.approve.click()
    screen.approve.click()
    hand[0] += 1
    qtbot.waitUntil(lambda: screen.model.row(0) is not None and screen.model.row(0).id == second)
    screen.approve.click()
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", True)
    hand[0] += 1
    assert screen.table.settled
    QApplication.sendEvent(screen.table, held)
    assert answers(qtbot, sent) == [[first]]
    screen.approve.click()
    assert answers(qtbot, sent) == [[first], [second]]


def test_a_double_click_settles_one_question(
    qtbot: QtBot,
    busy: FilledStore,
    profile: Profile,
    opened: Opened,
    monkeypatch: pytest.MonkeyPatch,
    hand: list[float],
) -> None:
    database.connect(profile.store)
    for number in range(2):
        open_review(1, busy.action(1, ActionKind.FOLLOW, f"unclear{number}", State.NEEDS_REVIEW), "look_unclear")
    database.close()
    app = opened()
    sent = overheard(app, monkeypatch)
    app.go("review")
    screen: Any = app.screens["review"]
    happened = screen.inspector.action.happened
    qtbot.waitUntil(lambda: screen.model.rowCount() == 4)
    number = next(n for n in range(4) if screen.model.row(n).action_id is not None)
    screen.table.choose(number)
    qtbot.waitUntil(happened.isVisible)
    about = screen.table.current().action_id
    happened.click()
    happened.click()
    hand[0] += 1
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    happened.click()
    assert [settled.action for settled in of(sent, Settle)] == [about]


# ── removed ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_second_press_removes_no_other_row(qtbot: QtBot, app: App, hand: list[float]) -> None:
    page = page_of(qtbot, app, "people", "Tags")
    app.link.call(Keep("tags", {"name": "friends"}))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.choose(0)
    first = page.table.current().id
    page.inspector.remove.click()
    page.inspector.remove.click()
    hand[0] += 1
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.inspector.remove.click()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.leaving.ids == {first}


def test_blocks_leave_their_list_and_may_come_back_but_opt_outs_stay(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "blocklist")
    rows = [page.model.row(number) for number in range(page.model.rowCount())]
    blocks = sorted(row.id for row in rows if row.values[1] == "block")
    remove_all(qtbot, page, len(rows) - len(blocks))
    app.shell.notice.button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(rows))
    assert not of(sent, Remove)
    remove_all(qtbot, page, len(rows) - len(blocks))
    app.shell.notice.finish()
    qtbot.waitUntil(lambda: bool(of(sent, Remove)))
    assert of(sent, Remove) == [Remove("blocklist", row_id) for row_id in blocks]


def remove_all(qtbot: QtBot, page: Any, left: int) -> None:
    page.table.selectAll()
    qtbot.waitUntil(lambda: page.table.settled)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == left)


def test_letters_that_sql_knows_are_letters_in_the_filter_of_accounts(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "accounts")
    names = [page.model.row(number).username for number in range(page.model.rowCount())]
    page.filter.setText("_")
    qtbot.waitUntil(lambda: page.model.rowCount() == len([name for name in names if "_" in name]) < len(names))
    page.filter.setText("%")
    qtbot.waitUntil(lambda: page.middle.currentWidget() is page.nothing_matches)


# ── the row that is named beside the list ────────────────────────────────────────────────────────────────────────────
def test_the_answer_beside_the_list_is_for_the_action_that_is_named_there(
    qtbot: QtBot, many: tuple[ApprovalsScreen, list[Any]]
) -> None:
    screen, sent = many
    named, kept = screen.model.row(1).id, screen.model.row(0).id
    ctrl_click(qtbot, screen, 1)
    ctrl_click(qtbot, screen, 1)  # taken out again, and still shown beside the list
    assert screen.action.row is not None
    assert screen.action.row.id == named
    screen.action.approve.click()
    screen.action.approve.click()
    assert answers(qtbot, sent) == [[named]]
    qtbot.waitUntil(lambda: screen.model.row(1) is not None and screen.model.row(1).id != named)
    assert screen.table.spans() == [(0, 0)]
    assert screen.model.row(0).id == kept


def test_remove_beside_the_list_removes_what_is_named_there(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "people", "Tags")
    app.link.call(Keep("tags", {"name": "friends"}))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.choose(0)
    named = page.model.row(1).id
    for _ in range(2):
        ctrl_click(qtbot, page, 1)
    qtbot.waitUntil(lambda: page.inspector.row.id == named)
    page.inspector.remove.click()
    assert page.leaving.ids == {named}


def test_a_press_reaches_what_was_selected_then_and_nothing_later(
    qtbot: QtBot, many: tuple[ApprovalsScreen, list[Any]]
) -> None:
    screen, sent = many
    shown = [screen.model.row(number).id for number in range(3)]
    screen.select_all.click()
    screen.approve.click()  # before the ids of all are there
    screen.table.choose(1)
    [answered] = answers(qtbot, sent)
    assert len(answered) == WAITING
    assert set(shown) <= set(answered)

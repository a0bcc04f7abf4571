"""Going to a row: that row is shown, wherever it stands, or it is said that it is not there; never another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from automation.commands import Receipt
from desktop.app import App
from desktop.command_list import escape
from models import clock, database
from models.base import add
from models.paths import Profile
from models.person import PersonTable
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import of, page_of, said

MORE = 250


@pytest.fixture
def app(collected: FilledStore, profile: Profile, opened: Callable[..., App]) -> App:
    """A window over a store with more people than a page holds."""
    database.connect(profile.store)
    now = clock.now()
    for number in range(MORE):
        name, instance = f"zz{number:04}", "127.0.0.1:8377"
        where = {"platform": "practice", "instance": instance, "url": f"http://{instance}/@{name}"}
        add(
            PersonTable, username=name, username_norm=name, first_seen_at=now, last_seen_at=now, updated_at=now, **where
        )
    database.close()
    return opened()


def read_again(qtbot: QtBot, page: Any) -> None:
    with qtbot.waitSignal(page.model.loaded):
        page.refresh()


def test_a_row_is_shown_from_wherever_it_stands(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "people")
    qtbot.waitUntil(lambda: page.model.rowCount() > MORE)
    assert page.model.place_of(1) is None
    app.go("overview")
    app.go("people", 1)
    assert page.table.current() is None
    qtbot.waitUntil(lambda: page.inspector.row is not None)
    assert page.inspector.row.id == 1
    assert page.table.visualRect(page.table.currentIndex()).intersects(page.table.viewport().rect())


def test_words_that_hide_a_row_are_taken_back(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "people")
    page.filter.setText("kaffe")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    app.go("people", 1)
    qtbot.waitUntil(lambda: page.inspector.row is not None and page.inspector.row.id == 1)
    assert page.filter.text() == ""
    qtbot.waitUntil(lambda: page.model.rowCount() > MORE)


def test_of_a_row_that_is_not_there_it_is_said_and_no_other_is_shown(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "people")
    app.go("people", 99_999)
    qtbot.waitUntil(lambda: "is not in this list" in said(app))
    read_again(qtbot, page)
    assert (page.table.current(), page.inspector.row) == (None, None)
    assert not page.table.hasFocus()
    escape(app)
    assert page.table.current() is not None


def test_who_moved_on_is_not_taken_back(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "people")
    app.go("people", 1)
    page.table.choose(3)
    chosen = page.table.current().id
    with qtbot.waitSignal(page.model.loaded):
        pass
    read_again(qtbot, page)
    assert page.table.current().id == chosen


def test_an_action_that_is_not_listed_stands_beside_the_list_and_its_own_receipt_is_copied(
    qtbot: QtBot, app: App, sent: list[Any]
) -> None:
    page = page_of(qtbot, app, "history")
    whole = {page.model.row(at).id for at in range(page.model.rowCount())}
    page.segments.buttons["Not done"].click()
    qtbot.waitUntil(lambda: page.model.rowCount() < len(whole))
    other = min(whole - {page.model.row(at).id for at in range(page.model.rowCount())})
    app.go("history", other)
    qtbot.waitUntil(lambda: page.action.row is not None and page.action.row.id == other)
    for _ in range(2):
        read_again(qtbot, page)
        assert page.action.row.id == other
    page.copy.click()
    assert of(sent, Receipt) == [Receipt(other)]
    page.table.choose(0)
    assert page.action.row.id == page.model.row(0).id
    read_again(qtbot, page)
    assert page.action.row.id == page.model.row(0).id

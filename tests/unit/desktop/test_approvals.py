"""Approvals: answered by keyboard, one by one or all at once, with ten seconds to take a no back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.screens.approvals import ApprovalsScreen
from models import database
from models.database import sql
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.drawing import draw, drawing

Opened = Callable[..., App]


@pytest.fixture
def screen(qtbot: QtBot, busy: FilledStore, opened: Opened) -> ApprovalsScreen:
    app = opened()
    app.go("approvals")
    found = app.screens["approvals"]
    assert isinstance(found, ApprovalsScreen)
    qtbot.waitUntil(lambda: found.model.rowCount() == 6)
    qtbot.waitUntil(lambda: found.table.currentIndex().isValid())
    qtbot.waitUntil(lambda: "Lovely" in draw(found.table))
    return found


def states(app_or_screen: ApprovalsScreen) -> dict[str, int]:
    found: list[dict[str, int]] = []
    bench = app_or_screen.bench
    bench.reading.run(lambda: dict(sql("SELECT state, count(*) FROM actions GROUP BY state")), found.append)
    while not found:
        QApplication.processEvents()
    return found[0]


def test_the_list_shows_account_act_and_draft(screen: ApprovalsScreen) -> None:
    assert draw(screen.table, (0, 1, 2), 4) == drawing("""
        > @bakery.lyon | Comment · @maria’s post · First loaves out of the new oven. The crumb is finally what I wanted it to be. | “Lovely crumb! Is that a long cold proof, or did you change the flour?”
          @roastery | Like · @kaffe’s post · We roast on Thursdays. Come and smell it. |
          @roastery | Follow · @mira_baker |
          @bakery.lyon | Message · @carol | “Thank you for the foxgloves. They stand in the shop.”
    """)  # noqa: E501 - a drawing of a row


def test_post_and_draft_stand_beside_each_other(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    inspector = screen.action
    qtbot.waitUntil(lambda: "Lovely" in inspector.draft.body.text())
    assert "First loaves" in inspector.post.body.text()
    assert inspector.draft.x() > inspector.post.x()
    assert inspector.draft.y() == inspector.post.y()


def test_a_approves_and_the_next_one_is_at_hand(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 5)
    assert (
        draw(screen.table, (0, 1), 1)
        == "> @roastery | Like · @kaffe’s post · We roast on Thursdays. Come and smell it."
    )
    qtbot.waitUntil(lambda: states(screen)["awaiting_approval"] == 5)


def test_j_and_k_walk(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    qtbot.keyClicks(screen.table, "jjjk")
    assert screen.table.current().target == "@mira_baker"
    qtbot.waitUntil(lambda: screen.action.row is not None and screen.action.row.target == "@mira_baker")


def test_x_declines_after_ten_seconds_or_never(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    notice = screen.window().shell.notice
    qtbot.keyClick(screen.table, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 5)
    assert notice.isVisible()
    assert states(screen)["awaiting_approval"] == 6
    notice.button.click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 6 and screen.table.settled)
    qtbot.keyClick(screen.table, Qt.Key.Key_X)
    notice.finish()
    qtbot.waitUntil(lambda: states(screen)["awaiting_approval"] == 5)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 5 and not screen._answered)


def test_closing_the_window_declines_what_was_declined(
    qtbot: QtBot, screen: ApprovalsScreen, busy: FilledStore
) -> None:
    qtbot.keyClick(screen.table, Qt.Key.Key_X)
    screen.window().close()
    database.connect(busy.profile.store)
    assert sql("SELECT count(*) FROM actions WHERE code = 'declined' AND done_at IS NOT NULL") == [(2,)]


def test_all_are_approved_at_once(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    assert screen.select_all.text() == "Select all 6"
    screen.select_all.click()
    assert screen.selected_words.text() == "6 selected"
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: screen.middle.currentWidget() is screen.empty)
    qtbot.waitUntil(lambda: "awaiting_approval" not in states(screen))


def test_filtering_narrows_what_is_selected(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    screen.filter.setText("roastery follow")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    assert screen.table.current().target == "@mira_baker"
    screen.filter.setText("100%_nobody")
    qtbot.waitUntil(lambda: screen.middle.currentWidget() is screen.nothing_matches)


def test_letters_typed_into_the_filter_answer_nothing(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    screen.filter.setFocus()
    qtbot.keyClicks(screen.filter, "ax")
    assert screen.filter.text() == "ax"
    assert states(screen)["awaiting_approval"] == 6


def test_a_locked_vault_shows_no_draft(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    screen.bench.drafts.lock(True)
    screen.table.viewport().update()
    assert "sealed; unlock the vault to read" in draw(screen.table, (2,), 1)

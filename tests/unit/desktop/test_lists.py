"""Queue, History, Review, Accounts: what each row says, and what each button sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.widgets.icon_label import Badge
from desktop.widgets.plain import Label
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.drawing import draw, drawing
from tests.unit.desktop.pages import asked, said

Opened = Callable[..., App]


@pytest.fixture
def app(busy: FilledStore, opened: Opened) -> App:
    return opened()


def show(qtbot: QtBot, app: App, name: str, rows: int) -> Any:
    app.go(name)
    screen: Any = app.screens[name]
    qtbot.waitUntil(lambda: screen.model.rowCount() == rows and screen.table.currentIndex().isValid())
    return screen


def texts(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.isVisible()]


@pytest.mark.usefixtures("still")
def test_why_names_every_rule_with_figure_limit_and_when_it_frees(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "queue", 15)
    screen.segments.buttons["Queued"].click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 6)
    full = next(row for row in range(6) if screen.model.row(row).code == "cap_hour")
    screen.table.choose(full)
    qtbot.waitUntil(lambda: screen.action.detail is not None and screen.action.detail.row.code == "cap_hour")
    assert "20 attempts" in screen.action.why.text()
    badges = [badge.word.text() for badge in screen.action.rules.findChildren(Badge) if badge.isVisible()]
    assert badges == ["Later"] + ["Allows"] * 9
    assert [text for text in texts(screen.action.rules) if text == "in 25 min"]


def test_what_is_done_and_why_have_the_most_room(qtbot: QtBot, app: App) -> None:
    app.window.resize(1280, 800)
    screen = show(qtbot, app, "queue", 15)
    qtbot.waitUntil(lambda: screen.table.viewport().width() > 700)
    state, account, act, why = (screen.table.columnWidth(column) for column in range(4))
    assert state + account + act + why == screen.table.viewport().width()
    assert why > act > state > account
    screen.split.setSizes([400, 684])
    qtbot.waitUntil(lambda: screen.table.isColumnHidden(1))
    assert state + screen.table.columnWidth(2) + screen.table.columnWidth(3) == screen.table.viewport().width()


def test_only_what_a_time_frees_waits_for_its_time(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "queue", 15)
    screen.segments.buttons["Queued"].click()
    qtbot.waitUntil(lambda: 0 < screen.model.rowCount() < 15)
    queued = screen.model.rowCount()
    app.go("overview")
    overview: Any = app.screens["overview"]
    qtbot.waitUntil(lambda: overview.queued.number.text() == str(queued))


def test_an_empty_list_promises_only_what_there_is(qtbot: QtBot, app: App) -> None:
    app.go("comments")
    screen: Any = app.screens["comments"]
    qtbot.waitUntil(lambda: screen.empty.sentence.isVisible())
    assert screen.empty.sentence.text().endswith(". Bring data along from an older system.")


def test_held_and_refused_say_why_in_the_list(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "queue", 15)
    screen.segments.buttons["Held"].click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    assert draw(screen.table, (0, 1, 3), 1) == "> Held | @studio_weber | The site asks a person to confirm something."
    screen.segments.buttons["Refused"].click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    assert "Another of your accounts" in draw(screen.table, (3,))


def test_the_keyboard_stands_on_what_there_is_to_do(qtbot: QtBot, app: App) -> None:
    app.go("proxies")
    proxies: Any = app.screens["proxies"]
    qtbot.waitUntil(proxies.empty.button.hasFocus)
    qtbot.keyClick(proxies.empty.button, Qt.Key.Key_Return)
    asked(qtbot, app).close()
    with qtbot.waitActive(app.window):
        app.window.activateWindow()  # no window manager gives the keyboard back here
    proxies.filter.setFocus()
    qtbot.waitUntil(proxies.filter.hasFocus)
    qtbot.keyClicks(proxies.filter, "lyon")
    qtbot.waitUntil(proxies.nothing_matches.isVisible)
    assert proxies.filter.hasFocus()
    qtbot.keyClick(proxies.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(proxies.empty.button.hasFocus)


def test_the_keyboard_stands_on_a_list_that_has_rows(qtbot: QtBot, app: App) -> None:
    app.go("history")
    history: Any = app.screens["history"]
    qtbot.waitUntil(history.table.hasFocus)
    history.segments.buttons["Not done"].setFocus()
    history.filter.setText("nobody")
    qtbot.waitUntil(lambda: history.model.rowCount() == 1)
    assert history.segments.buttons["Not done"].hasFocus()
    history.action.open_page.setFocus()
    history.filter.setText("no such words")
    qtbot.waitUntil(history.nothing_matches.isVisible)
    assert history.nothing_matches.hasFocus()


def test_cancelling_takes_the_row_away(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "queue", 15)
    screen.table.choose(14)
    qtbot.waitUntil(lambda: screen.action.cancel.isVisible())
    screen.action.cancel.click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 14)


def test_history_shows_pictures_with_the_region_outlined(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "history", 38)
    assert draw(screen.table, (0, 1), 3) == drawing("""
        > Confirmed | @bakery.lyon
          Confirmed | @roastery
          Refused | @roastery
    """)
    pictures = screen.action.proof.pictures
    qtbot.waitUntil(pictures.isVisible)
    assert pictures.has_region
    assert not pictures.whole
    assert "1.3%" in screen.action.proof.said.text()
    pictures.resize(400, 250)
    pictures.set_share(1.0)
    before = pictures.grab().toImage()
    pictures.set_share(0.0)
    assert pictures.grab().toImage() != before


def test_the_timeline_tells_what_happened_in_order(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "history", 38)
    qtbot.waitUntil(lambda: "Asked for by hand" in texts(screen.action.timeline))
    said = [text for text in texts(screen.action.timeline) if "ago" not in text and text != "now"]
    assert said[0] == "Asked for by hand"
    assert any("Performed" in text for text in said)
    assert "A fresh look found it after loading the page again" in said


def test_filters_of_history_are_asked_in_sql(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "history", 38)
    screen.segments.buttons["Not done"].click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 4)
    assert {row.state for row in map(screen.model.row, range(4))} == {"failed", "refused", "skipped", "cancelled"}
    screen.filter.setText("nobody")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)


def test_a_receipt_goes_to_the_clipboard(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "history", 38)
    screen.copy.click()
    qtbot.waitUntil(lambda: '"state": "confirmed"' in QApplication.clipboard().text())


def test_a_receipt_is_saved_as_a_page(qtbot: QtBot, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = show(qtbot, app, "history", 38)
    qtbot.waitUntil(screen.action.save.isVisible)
    asked: list[Any] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *how: (asked.append(how), (str(tmp_path / "mine"), ""))[1]
    )
    screen.action.save.click()
    qtbot.waitUntil(lambda: said(app) == "The receipt is in mine.html. It carries no signature.")
    assert (tmp_path / "mine.html").exists()
    assert Path(asked[0][2]).name.startswith("act-")
    queue = show(qtbot, app, "queue", 15)
    qtbot.waitUntil(lambda: queue.action.row is not None)
    assert queue.action.save.isHidden()


def test_a_receipt_that_cannot_be_saved_says_why(
    qtbot: QtBot, busy: FilledStore, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened({"SaveReceipt": "file_exists"})
    screen = show(qtbot, app, "history", 38)
    qtbot.waitUntil(screen.action.save.isVisible)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/there.html", ""))
    screen.action.save.click()
    qtbot.waitUntil(lambda: "Give another name" in said(app))


def test_a_question_about_an_action_is_settled_by_a_person(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "review", 2)
    inspector = screen.inspector
    about_account = next(row for row in range(2) if screen.model.row(row).action_id is None)
    screen.table.choose(1 - about_account)
    qtbot.waitUntil(lambda: inspector.action.isVisible() and inspector.action.happened.isVisible())
    inspector.action.happened.click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    assert screen.table.current().username == "studio_weber"


def test_a_stopped_account_goes_on_at_a_persons_word(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "review", 2)
    about_account = next(row for row in range(2) if screen.model.row(row).action_id is None)
    screen.table.choose(about_account)
    qtbot.waitUntil(screen.inspector.account.resume.isVisible)
    screen.inspector.account.resume.click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)


def test_accounts_show_standing_authority_and_work(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "accounts", 4)
    assert draw(screen.table, (0, 2, 3, 5)) == drawing("""
        > @<b>bold</b><img src=x onerror=alert(1)> | OK | Missing | 1
          @bakery.lyon | OK | Own | 4
          @roastery | OK | Own | 7
          @studio_weber | Asked to confirm | Client | 2
    """)


def test_pausing_and_approving_without_asking_are_sent(qtbot: QtBot, app: App) -> None:
    screen = show(qtbot, app, "accounts", 4)
    screen.table.choose(1)
    inspector = screen.inspector
    qtbot.waitUntil(lambda: inspector.auto["like"].isChecked())
    inspector.auto["comment"].click()
    qtbot.waitUntil(lambda: '"comment"' in screen.model.row(1).auto_approve)
    inspector.pause.click()
    qtbot.waitUntil(lambda: draw(screen.table, (2,)).splitlines()[1] == "> Paused")
    qtbot.waitUntil(inspector.resume.isVisible)
    inspector.resume.click()
    qtbot.waitUntil(lambda: draw(screen.table, (2,)).splitlines()[1] == "> OK")

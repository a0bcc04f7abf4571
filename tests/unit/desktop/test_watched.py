"""Feeds and rules: whose a feed is, whether it is read, and all that an older system kept of either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from automation.commands import EditFeed, EnableFeed, Remove
from desktop.app import App
from desktop.dialogs.add_feed import AddFeedDialog
from desktop.widgets.plain import Elided, Label
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.drawing import draw, drawing
from tests.unit.desktop.pages import beside, of, page_of, said

Opened = Callable[..., App]


def words(widget: Any) -> list[str]:
    return [label.text() for kind in (Label, Elided) for label in widget.findChildren(kind) if label.isVisible()]


def stand_on(qtbot: QtBot, page: Any, name: str) -> Any:
    at = next(row for row in range(page.model.rowCount()) if name in page.model.cell(page.model.row(row), 0).text)
    page.table.choose(at)
    qtbot.waitUntil(lambda: name in page.inspector.name.text())
    return page.inspector


def test_every_feed_is_listed_and_one_that_was_brought_along_is_off(qtbot: QtBot, app: App) -> None:
    feeds = page_of(qtbot, app, "feeds")
    assert draw(feeds.table, (0, 1, 2)) == drawing("""
        > Practice network: new posts | @bakery.lyon | Read
          Sourdough, everywhere | none | Off
    """)
    inspector = stand_on(qtbot, feeds, "Sourdough")
    assert "For no account" in inspector.said.text()
    assert "came switched off from an older system" in inspector.said.text()
    assert (inspector.account.row, inspector.poll.isVisible()) == (None, False)
    qtbot.waitUntil(lambda: "HTTP 500 from rss.app" in words(inspector.readings))
    assert "2 of 12 entries new, 2 wishes" in words(inspector.readings)
    assert {"Posts with a word", "Everything that says sourdough"} <= set(words(inspector.facts))
    assert "there before" in words(inspector)


def test_a_feed_is_given_to_an_account_and_switched_on_and_off(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    feeds = page_of(qtbot, app, "feeds")
    inspector = stand_on(qtbot, feeds, "Sourdough")
    feed = inspector.row.id
    qtbot.waitUntil(lambda: inspector.account.count() == 4)
    bakery = inspector.account.findText("@bakery.lyon on practice")
    inspector.account.setCurrentIndex(bakery)
    inspector.account.activated.emit(bakery)
    qtbot.waitUntil(lambda: inspector.row.username == "bakery.lyon")
    inspector.turn.click()
    qtbot.waitUntil(inspector.rest.isVisible)
    assert (inspector.state.word.text(), inspector.turn.isVisible()) == ("Read", False)
    assert inspector.said.text() == "For @bakery.lyon; read every 5 min."
    inspector.rest.click()
    qtbot.waitUntil(inspector.turn.isVisible)
    assert inspector.state.word.text() == "Off"
    assert of(sent, EditFeed) == [EditFeed(feed, 1)]
    assert of(sent, EnableFeed) == [EnableFeed(feed, True), EnableFeed(feed, False)]


def test_another_feed_is_read_while_one_is(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    feeds = page_of(qtbot, opened({"PollFeed": "silence"}), "feeds")
    inspector = stand_on(qtbot, feeds, "Practice")
    inspector.poll.click()
    assert not inspector.poll.isEnabled()
    stand_on(qtbot, feeds, "Sourdough")
    assert inspector.poll.isEnabled()


def test_a_feed_that_cannot_be_given_stays_whose_it_was(qtbot: QtBot, app: App) -> None:
    feeds = page_of(qtbot, app, "feeds")
    own = feeds.table.current().url
    inspector = stand_on(qtbot, feeds, "Sourdough")
    dialog = AddFeedDialog.ask(app.window, app.bench)
    qtbot.waitUntil(lambda: dialog.account.count() == 5)
    qtbot.waitUntil(lambda: dialog.minutes.value() == 5)
    dialog.account.setCurrentIndex(dialog.account.findText("No account, for rules that name it"))
    dialog.url.setText(own)
    dialog.submit()
    qtbot.waitUntil(lambda: feeds.model.rowCount() == 3)
    feeds.table.choose(2)
    qtbot.waitUntil(lambda: inspector.row.url == own)
    inspector.account.choose(1)
    inspector.account.activated.emit(inspector.account.currentIndex())
    qtbot.waitUntil(lambda: "watched already" in app.shell.notice.label.text())
    assert inspector.account.row is None


def test_entries_readings_and_old_triggers_have_lists_of_their_own(qtbot: QtBot, app: App) -> None:
    entries = page_of(qtbot, app, "feeds", "Entries")
    assert draw(entries.table, (0, 1), 1) == "> Sourdough in August | Sourdough, everywhere"
    readings = page_of(qtbot, app, "feeds", "Readings")
    assert draw(readings.table, (1, 3)) == drawing("""
        > Not read | 0
          Nothing new | 0
          New posts | 2
    """)
    qtbot.waitUntil(lambda: "HTTP 500 from rss.app" in words(readings.inspector))
    triggers = page_of(qtbot, app, "rules", "Old triggers")
    assert draw(triggers.table, (0, 1)) == "> RSS feed | Likes for new posts"
    qtbot.waitUntil(lambda: any("Was active: yes" in text for text in words(triggers.inspector)))
    usage = page_of(qtbot, app, "orders", "Usage")
    assert draw(usage.table, (0, 2, 3, 5), 1) == "> rapidapi | Fri 20 Nov 2026 | 1,204 | 1.25 USD"
    qtbot.waitUntil(lambda: usage.inspector.name.text() == "rapidapi")
    assert usage.inspector.number.isHidden()


def test_a_rule_says_what_it_does_and_what_it_ordered_once(qtbot: QtBot, app: App) -> None:
    rules = page_of(qtbot, app, "rules")
    inspector = stand_on(qtbot, rules, "bread")
    assert "the title has “bread” or “loaf” or “loaves”" in inspector.said.text()
    inspector = stand_on(qtbot, rules, "Likes for new posts")
    qtbot.waitUntil(lambda: "Likes, slow" in words(inspector.facts))
    assert "Quantity: 100\nComments: Lovely, Beautiful" in words(inspector.facts)


@pytest.mark.parametrize(("name", "table"), [("feeds", "feeds"), ("rules", "rules")])
def test_what_is_removed_is_gone_at_once_and_can_be_taken_back(
    qtbot: QtBot, app: App, sent: list[Any], name: str, table: str
) -> None:
    page = page_of(qtbot, app, name)
    number, first = page.model.rowCount(), page.table.current().id
    page.inspector.remove.click()
    page.inspector.remove.click()  # the same row still: nothing more is asked
    qtbot.waitUntil(lambda: page.model.rowCount() == number - 1)
    assert page.model.place_of(first) is None
    assert not of(sent, Remove)
    app.shell.notice.button.click()
    qtbot.waitUntil(lambda: page.model.place_of(first) is not None)
    app.shell.notice.finish()
    assert not of(sent, Remove)
    again = beside(qtbot, page, page.model.place_of(first)).remove
    qtbot.waitUntil(lambda: again.click() or first in page.leaving.ids)  # it rests for as long as a double click lasts
    qtbot.waitUntil(lambda: page.model.place_of(first) is None)
    app.shell.notice.finish()
    assert of(sent, Remove) == [Remove(table, first)]
    qtbot.waitUntil(lambda: not page.leaving.ids and not app.reading.busy)
    assert page.model.place_of(first) is None


def test_a_feed_that_cannot_be_removed_comes_back(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"Remove": "unknown_id"})
    page = page_of(qtbot, app, "feeds")
    number = page.model.rowCount()
    page.inspector.remove.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == number - 1)
    app.shell.notice.finish()
    qtbot.waitUntil(lambda: page.model.rowCount() == number)
    assert said(app).startswith("Nothing here has the id")

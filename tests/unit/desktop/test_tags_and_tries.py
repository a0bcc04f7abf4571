"""Tags are kept, put on and taken off in the window, and a proxy is tried there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from automation import commands
from desktop.app import App
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Elided
from models import database
from models.database import sql
from models.paths import Profile
from models.proxy import add_proxy
from models.tag import add_tag, tags_of
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.drawing import draw
from tests.unit.desktop.pages import asked, keys, of, overheard, own_list, page_of
from tests.unit.desktop.pages import beside as beside_row

Opened = Callable[..., App]
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_tag_is_added_where_people_are_and_changed(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = own_list(qtbot, app, "tags")
    page.add()
    dialog = asked(qtbot, app)
    keys(qtbot, "#Regulars", TAB, "Those who come back")
    dialog.color.take(QColor("#c2410c"))
    dialog.do.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2 and draw(page.table, (0,)).count("> Regulars") == 1)
    assert app.screens["people"].isVisible()
    [command] = of(sent, commands.Keep)
    values = {"name": "#Regulars", "description": "Those who come back", "color": "#C2410C"}
    assert command == commands.Keep("tags", values)
    page.change()
    dialog = asked(qtbot, app)
    qtbot.waitUntil(dialog.do.isEnabled)
    dialog.color.take(QColor("#0f766e"))
    dialog.do.click()
    qtbot.waitUntil(lambda: of(sent, commands.Keep)[1:] == [commands.Keep("tags", {"color": "#0F766E"}, 2)])


@pytest.mark.parametrize(("screen", "table"), [("accounts", "accounts"), ("people", "people"), ("reader", "posts")])
def test_a_tag_is_put_on_and_taken_off(
    qtbot: QtBot,
    collected: FilledStore,
    profile: Profile,
    opened: Opened,
    monkeypatch: pytest.MonkeyPatch,
    screen: str,
    table: str,
) -> None:
    database.connect(profile.store)
    regulars = add_tag("Regulars")
    held = {number: [tag.name for tag in tags_of(table, number)] for (number,) in sql(f"SELECT id FROM {table}")}
    database.close()
    app = opened()
    sent = overheard(app, monkeypatch)
    found: Any = page_of(qtbot, app, screen)
    part, row = found.inspector.tags, found.inspector.row.id

    def names() -> list[str]:
        return [name.text() for name in part.findChildren(Elided) if not name.isHidden() and name.isVisibleTo(part)]

    before = held[row]
    qtbot.waitUntil(lambda: part.choice.count() == 3 and names() == before)
    assert not part.put.isEnabled()
    part.choice.setCurrentText("Regulars")
    assert part.why.isVisibleTo(part) == (table == "posts")
    part.why.setText("come every day")
    part.put.click()
    qtbot.waitUntil(lambda: names() == sorted([*before, "Regulars"], key=str.casefold))
    why = "come every day" if table == "posts" else ""
    assert of(sent, commands.PutTag) == [commands.PutTag(table, row, regulars, True, why)]
    assert (part.choice.row, part.why.text()) == (None, "")
    off = next(button for button in part.findChildren(Button) if button.accessibleName() == "Take Regulars off")
    off.click()
    qtbot.waitUntil(lambda: names() == before)
    assert of(sent, commands.PutTag)[1:] == [commands.PutTag(table, row, regulars, False)]


def test_without_any_tag_it_is_said_where_to_add_one(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    part = page_of(qtbot, opened(), "accounts").inspector.tags
    qtbot.waitUntil(lambda: part.none.isVisibleTo(part) and not part.ask.isVisibleTo(part))
    assert part.none.text() == "There is no tag yet. Add one under People, Tags."


# ── tried ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_proxy_is_tested_and_the_answer_stands_beside_it(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    beside = page_of(qtbot, app, "proxies").inspector
    beside.test.click()
    qtbot.waitUntil(lambda: "Nothing was tested: no account goes through it" in beside.answer.text())
    assert "steward" not in beside.answer.text()
    beside.address.setText("https://example.com")
    qtbot.keyClick(beside.address, ENTER)
    assert (beside.answer.text(), beside.test.isEnabled()) == ("A page is being opened through it.", False)
    beside.try_it()
    said_of_it = "It works: it led to https://example.com, which answered 204, in 1,250 ms."
    qtbot.waitUntil(lambda: beside.answer.text() == said_of_it)
    assert beside.test.isEnabled()
    assert of(sent, commands.TryProxy) == [commands.TryProxy(1), commands.TryProxy(1, "https://example.com")]


def test_a_test_that_takes_long_holds_nothing_up(
    qtbot: QtBot, collected: FilledStore, profile: Profile, opened: Opened
) -> None:
    database.connect(profile.store)
    add_proxy("http", "10.0.0.11", 8080)
    database.close()
    page = page_of(qtbot, opened({"TryProxy": "silence"}), "proxies")
    beside_row(qtbot, page, 0).test.click()
    assert not page.inspector.test.isEnabled()
    other = beside_row(qtbot, page, 1)
    assert (other.answer.text(), other.test.isEnabled()) == ("", True)
    assert not beside_row(qtbot, page, 0).test.isEnabled()

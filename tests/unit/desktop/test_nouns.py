"""The plain screens: every noun is listed, told beside the list, narrowed by words, and hostile names stay text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.command_list import open_palette
from desktop.dialogs.import_store import ImportDialog
from desktop.screens.nouns import NounList, TabbedScreen
from desktop.tables import nouns_collected, nouns_figures, nouns_kept, nouns_operated, nouns_said, nouns_watched
from desktop.tables.nouns import Noun, facts
from desktop.tables.query import count, page
from desktop.widgets.plain import Elided, Label
from models import database
from models.base import add
from models.database import sql
from models.growth import growth
from models.paths import Profile
from models.run import begin_run
from models.snapshot import SnapshotTable
from tests.fakes.collected_rows import NAMES
from tests.fakes.filled_store import HOSTILE, FilledStore
from tests.unit.desktop.pages import page_of

Opened = Callable[..., App]
NOUNS = [
    found
    for module in (nouns_collected, nouns_figures, nouns_said, nouns_operated, nouns_kept, nouns_watched)
    for found in vars(module).values()
    if isinstance(found, Noun)
]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: str(noun.title))
def test_each_noun_is_a_list_and_a_story(collected: FilledStore, profile: Profile, noun: Noun) -> None:
    database.connect(profile.store, read_only=True)
    rows = page(noun.query(), None, 0, 10)
    assert len(rows) == min(10, count(noun.query()))
    for row in rows:
        told = facts(noun, row[0])
        assert [part.title for part, _ in told] == [part.title for part in noun.parts]
        assert all(isinstance(part.form(value).text, str) for part, value in told)


def test_a_session_of_the_engine_is_a_run(collected: FilledStore, profile: Profile) -> None:
    database.connect(profile.store)
    begin_run("engine")
    [told, *_] = page(nouns_collected.GATHERINGS.query(), None, 0, 1)
    parts = nouns_collected.GATHERINGS.listed
    assert [part.form(value).text for part, value in zip(parts, told[1:4], strict=False)] == ["Session", "", "Running"]


def test_growth_is_told_of_what_was_read_twice(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    screen = page_of(qtbot, opened(), "insights", "Growth")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    assert [screen.model.cell(screen.model.row(0), column).text for column in range(4)] == [
        *(f"@{NAMES[1]}", "A post", "+6", "+144.0")
    ]


def test_growth_tells_of_each_figure_what_the_command_line_tells(collected: FilledStore, profile: Profile) -> None:
    database.connect(profile.store)
    [post] = sql("SELECT id FROM posts ORDER BY id DESC LIMIT 1")[0]
    sql("DELETE FROM snapshots")
    day, told = 86_400_000, ("likes", "views", "shares")
    for days, *figures in ((0, None, 5, 7), (3, 10, 9, None), (5, 11, None, None), (9, 30, None, None)):
        add(SnapshotTable, post_id=post, taken_at=1 + days * day, **dict(zip(told, figures, strict=True)))
    [grown] = growth("posts", 0, 10 * day)
    assert grown.gains == {"likes": 20, "views": 4}
    [row] = page(nouns_figures.GROWTH.query(), None, 0, 10)
    shown = {part.title: value for part, value in facts(nouns_figures.GROWTH, row[0]) if value is not None}
    assert {name: shown.get(name.capitalize()) for name in told} == grown.gains | {"shares": None}
    assert {name: shown[f"{name.capitalize()} a day"] for name in grown.per_day} == grown.per_day


@pytest.mark.parametrize("noun", [n for n in NOUNS if n.filtered], ids=lambda noun: str(noun.title))
def test_words_that_nobody_wrote_find_nothing(collected: FilledStore, profile: Profile, noun: Noun) -> None:
    database.connect(profile.store, read_only=True)
    for words in ("zzqqzz", "%_%", 'q"z', "zq"):
        assert count(noun.query(words)) == 0


def test_words_find_people_by_the_index_and_without_it(collected: FilledStore, profile: Profile) -> None:
    database.connect(profile.store, read_only=True)
    for words in ("kaffe", "ka", "OG_BR", "<img"):
        found = page(nouns_collected.PEOPLE.query(words), None, 0, 10)
        assert len(found) == 1, words


def test_beside_the_list_each_row_has_a_name(qtbot: QtBot, app: App) -> None:
    for screen, tab, name in (("data", "Backups", "2026 "), ("audit", "", "Entry "), ("data", "Imports", "old.db")):
        page = page_of(qtbot, app, screen, tab)
        qtbot.waitUntil(lambda p=page: p.inspector.name.text() != "")
        assert name in page.inspector.name.text()
    days = page_of(qtbot, app, "insights")
    qtbot.waitUntil(lambda: days.inspector.name.text() == "Fri 20 Nov 2026")


def settled(qtbot: QtBot, app: App, name: str) -> Any:
    app.go(name)
    screen: Any = app.screens[name]
    shown = screen.shown if isinstance(screen, TabbedScreen) else screen
    qtbot.waitUntil(lambda: shown.model.known and shown.model.rowCount() > 0)
    return shown


def told(screen: Any) -> list[str]:
    return [label.text() for label in screen.inspector.findChildren(Label)]


@pytest.mark.parametrize(("screen", "tab"), [("brands", ""), ("orders", "Providers"), ("reader", "Runs")])
def test_no_column_is_cut_off_in_the_least_window(
    qtbot: QtBot, collected: FilledStore, opened: Opened, screen: str, tab: str
) -> None:
    app = opened()
    app.window.resize(app.window.minimumSize())
    table = page_of(qtbot, app, screen, tab).table
    room = table.viewport().width()
    shown = [table.columnWidth(n) for n in range(table.model().columnCount()) if not table.isColumnHidden(n)]
    assert len(shown) >= 2
    assert sum(shown) == room < 500
    assert min(shown) >= 80


@pytest.mark.parametrize(
    ("screen", "tab", "named"),
    [
        ("warmup", "Moves", ["Account", "From", "To"]),
        ("people", "Tags", ["Tag", "Accounts", "People", "Posts"]),
        ("insights", "Figures", ["Of", "Likes", "Taken"]),
    ],
)
def test_the_least_window_shows_what_a_list_is_for(
    qtbot: QtBot, collected: FilledStore, opened: Opened, screen: str, tab: str, named: list[str]
) -> None:
    app = opened()
    wide, table = app.window.size(), page_of(qtbot, app, screen, tab).table
    across = Qt.Orientation.Horizontal

    def shown() -> dict[str, int]:
        numbers = [n for n in range(table.model().columnCount()) if not table.isColumnHidden(n)]
        return {str(table.model().headerData(n, across)): table.columnWidth(n) for n in numbers}

    whole = shown()
    app.window.resize(app.window.minimumSize())
    qtbot.waitUntil(lambda: list(shown()) == named)
    assert sum(shown().values()) == table.viewport().width()
    app.window.resize(wide)
    qtbot.waitUntil(lambda: shown() == whole)


def test_a_person_is_told_beside_the_list(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    screen = settled(qtbot, opened(), "people")
    at = next(row for row in range(5) if screen.model.row(row).values[0] == "maria.bakes")
    screen.table.choose(at)
    qtbot.waitUntil(lambda: "@old_0" in told(screen))
    qtbot.waitUntil(lambda: [tag.text() for tag in screen.inspector.tags.findChildren(Elided)] == ["clients"])


def test_tabs_show_the_other_list_and_keep_their_place(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened()
    settled(qtbot, app, "reader")
    screen: Any = app.screens["reader"]
    tabs = next(iter(screen._made.values()))[1]
    tabs.buttons["Hashtags"].click()
    qtbot.waitUntil(lambda: isinstance(screen.shown, NounList) and screen.shown.model.rowCount() == 1)
    assert screen.shown.table.accessibleName() == "Hashtags"


def test_a_hostile_name_stays_text(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    screen = settled(qtbot, opened(), "comments")
    at = next(row for row in range(5) if screen.model.row(row).values[0] == HOSTILE)
    screen.table.choose(at)
    qtbot.waitUntil(lambda: screen.inspector.name.text() == f"@{HOSTILE}")


def test_an_empty_list_says_what_belongs_there_and_brings_it(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    app.go("brands")
    screen: Any = app.screens["brands"]
    qtbot.waitUntil(lambda: screen.middle.currentWidget() is screen.empty)
    screen.empty.offer.click()
    app.window.findChildren(ImportDialog)[-1].close()


def test_the_palette_finds_what_the_store_holds_and_goes_there(
    qtbot: QtBot, collected: FilledStore, opened: Opened
) -> None:
    app = opened()
    palette = open_palette(app)
    palette.field.setText("kaffe_og")
    qtbot.waitUntil(lambda: any("kaffe_og" in command.title for command in palette._shown))
    palette.list.setCurrentRow(next(i for i, c in enumerate(palette._shown) if "People" in c.title))
    palette.run_chosen()
    screen: Any = app.screens["people"]
    qtbot.waitUntil(lambda: getattr(screen.shown.table.current(), "values", [""])[0] == "kaffe_og_brød")

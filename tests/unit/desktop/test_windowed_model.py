"""The windowed model: pages by key, sorting and filtering in SQL, a refresh that keeps the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.background import Background
from desktop.tables.base import ANCHOR_PAGES, ROW, Cell, Column, WindowedModel
from desktop.tables.query import Query, anchors, count, ids, page
from desktop.tables.read_rows import KEPT_PAGES, PAGE
from desktop.tables.view import TableView
from models import database
from models.database import sql
from models.paths import Profile
from tests.unit.desktop.drawing import draw, drawing

MANY = 2 * PAGE * ANCHOR_PAGES + 150
FRUIT = Query("f.id, f.name, f.weight", "fruit f", "f.id", "f.weight", False)


@dataclass(frozen=True)
class Fruit:
    id: int
    name: str
    weight: int


class FruitModel(WindowedModel):
    COLUMNS = (Column("Name", 0, "f.name"), Column("Weight", 80, "f.weight", figures=True))

    def __init__(self, reading: Background) -> None:
        super().__init__(self.COLUMNS, reading)

    def row_of(self, values: tuple[Any, ...]) -> Fruit:
        return Fruit(*values)

    def cell(self, row: Fruit, column: int) -> Cell:
        return Cell((row.name, str(row.weight))[column])


@pytest.fixture
def fruit(profile: Profile) -> None:
    database.connect(profile.store)
    sql("CREATE TABLE fruit (id INTEGER PRIMARY KEY, name TEXT, weight INTEGER)")
    for number, name in enumerate(("apple", "pear", "plum", "quince"), 1):
        add(number, name, number * 10)
    # The store's own tables play no part here; this connection is the test's, the reader has one of its own.


def add(number: int, name: str, weight: int) -> None:
    sql("INSERT INTO fruit VALUES (?, ?, ?)", (number, name, weight))


def add_many() -> None:
    sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO fruit SELECT 100 + i, 'fig ' || i, 1000 + i / 7 FROM n",
        (MANY,),
    )


@pytest.fixture
def table(qtbot: QtBot, theme: object, fruit: None) -> Iterator[TableView]:
    reading = Background()
    view = TableView(FruitModel(reading))
    QAbstractItemModelTester(view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    yield view
    reading.stop(database.close)


def look(qtbot: QtBot, table: TableView, query: Query = FRUIT) -> None:
    with qtbot.waitSignal(table.rows.counted):
        table.rows.look(query)


def refresh(qtbot: QtBot, table: TableView) -> None:
    with qtbot.waitSignal(table.rows.counted):
        table.rows.refresh()


def selected(table: TableView) -> list[int]:
    """The ids that an answer would reach, now."""
    found: list[int] = []
    table.with_selected(found.extend, lambda: found.append(0))
    return found


def test_rows_are_shown_in_the_order_of_the_query(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    table.choose(1)
    assert draw(table, (0, 1)) == drawing("""
          apple | 10
        > pear | 20
          plum | 30
          quince | 40
    """)


def test_sorting_is_done_in_sql(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    with qtbot.waitSignal(table.rows.counted):
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert draw(table, (0,)).split() == ["quince", "plum", "pear", "apple"]


def test_filtering_is_done_in_sql(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table, FRUIT.narrowed("f.name LIKE ?", "p%"))
    assert draw(table, (0,)).split() == ["pear", "plum"]


def test_a_changed_row_is_swapped_in_and_the_place_is_kept(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    table.choose(2)
    sql("UPDATE fruit SET name = 'damson' WHERE id = 3")
    refresh(qtbot, table)
    assert draw(table, (0,)).splitlines()[2] == "> damson"


def test_new_rows_above_move_the_current_one_along(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    table.selectAll()
    table.choose(1)
    add(9, "grape", 1)
    refresh(qtbot, table)
    assert draw(table, (0,)) == drawing("""
          grape
          apple
        > pear
          plum
          quince
    """)


def test_a_vanished_row_hands_its_place_to_the_next(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    table.choose(1)
    sql("DELETE FROM fruit WHERE id = 2")
    refresh(qtbot, table)
    assert draw(table, (0,)).splitlines()[1] == "> plum"
    table.choose(2)
    sql("DELETE FROM fruit WHERE id = 4")
    refresh(qtbot, table)
    assert table.current().name == "plum"
    sql("DELETE FROM fruit")
    refresh(qtbot, table)
    assert table.current() is None


def test_a_selection_of_several_survives_a_refresh(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    table.selectAll()
    add(9, "grape", 1)
    refresh(qtbot, table)
    assert selected(table) == [1, 2, 3, 4]


def test_a_long_list_is_read_by_the_page_where_one_looks(qtbot: QtBot, table: TableView) -> None:
    add_many()
    look(qtbot, table)
    assert table.rows.rowCount() == MANY + 4
    assert table.rows.row(0).name == "apple"
    assert table.rows.row(MANY) is None
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.rows.row(MANY + 3) is not None)
    assert table.rows.row(MANY + 3).name == f"fig {MANY}"


def test_a_refresh_deep_in_a_long_list_shows_what_is_true_now(qtbot: QtBot, table: TableView) -> None:
    add_many()
    look(qtbot, table)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.rows.row(MANY + 3) is not None)
    sql("UPDATE fruit SET name = 'last' WHERE id = ?", (100 + MANY,))
    add(99, "between", 15)
    refresh(qtbot, table)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.rows.row(MANY + 4) is not None)
    assert table.rows.row(MANY + 4).name == "last"


def test_only_so_many_pages_are_held(qtbot: QtBot, table: TableView) -> None:
    add_many()
    look(qtbot, table)
    for row in range(0, MANY, PAGE):
        table.rows.data(table.rows.index(row, 0))
        qtbot.waitUntil(lambda at=row: table.rows.row(at) is not None)
    assert len(table.rows._read.pages) <= KEPT_PAGES


@pytest.mark.parametrize("descending", [False, True])
def test_pages_by_key_join_without_gap_or_overlap(fruit: None, descending: bool) -> None:
    add_many()
    query = FRUIT.sorted("f.weight", descending)
    whole = [row[0] for row in page(query, None, 0, MANY + 10)]
    walked: list[int] = []
    after = None
    while rows := page(query, after, 0, PAGE):
        walked += [row[0] for row in rows]
        after = rows[-1][-2:]
    assert walked == whole
    assert count(query) == len(ids(query)) == len(whole)
    keys = anchors(query, 1000)
    assert [row[0] for row in page(query, keys[1], 0, 3)] == whole[2000:2003]


def test_j_and_k_walk_and_enter_opens(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    table.choose(0)
    qtbot.keyClicks(table, "jjk")
    assert table.current().name == "pear"
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].name == "pear"


def test_a_refresh_reads_what_is_looked_at_and_keeps_nothing_older(qtbot: QtBot, table: TableView) -> None:
    add_many()
    look(qtbot, table)
    for number in range(6):
        row_at(qtbot, table, number * PAGE)
    row_at(qtbot, table, 0)
    row_at(qtbot, table, 2 * PAGE)  # looked at last, though other pages were read after it
    sql("UPDATE fruit SET name = 'new ' || name")
    refresh(qtbot, table)
    assert table.rows.row(2 * PAGE).name.startswith("new")
    for number in range(6):
        assert row_at(qtbot, table, number * PAGE).name.startswith("new"), number


def row_at(qtbot: QtBot, table: TableView, place: int) -> Any:
    """The row that is shown there, read where it was not."""
    index = table.rows.index(place, 0)
    qtbot.waitUntil(lambda: table.rows.data(index, ROW) is not None)
    return table.rows.data(index, ROW)


def test_a_narrowed_list_stays_sorted_as_its_head_says(qtbot: QtBot, table: TableView) -> None:
    look(qtbot, table)
    with qtbot.waitSignal(table.rows.counted):
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    look(qtbot, table, FRUIT.narrowed("f.name LIKE ?", "p%"))
    assert draw(table, (0,)).split() == ["plum", "pear"]


def test_a_page_that_is_asked_for_during_a_refresh_stands_where_it_belongs(qtbot: QtBot, table: TableView) -> None:
    add_many()
    look(qtbot, table)
    place = 6 * PAGE
    row_at(qtbot, table, place - 1)  # from here on the next page is found by its key
    for number in range(3):
        add(90 + number, "early", 1)
    with qtbot.waitSignal(table.rows.counted):
        table.rows.refresh()
        assert table.rows.data(table.rows.index(place, 0), ROW) is None
    assert row_at(qtbot, table, place).id == ids(FRUIT)[place]

"""Beside a row stands all that an older system kept of it: of accounts, orders, posts and steps."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.widgets.facts import Facts
from desktop.widgets.icon_label import Badge
from desktop.widgets.plain import Elided
from desktop.widgets.quote import Quote
from tests.unit.desktop.pages import beside, page_of


def facts(part: Facts) -> dict[str, str]:
    """What stands on the left, and beside or beneath it."""
    grid: Any = part.layout()
    cells = [grid.itemAtPosition(line, column) for line in range(grid.rowCount()) for column in range(2)]
    shown = [cell.widget() for cell in cells if cell is not None]
    words: list[str] = []
    for widget in dict.fromkeys(shown):  # a quote stands in both columns
        words += [widget.heading.text(), widget.body.text()] if isinstance(widget, Quote) else [text_of(widget)]
    return dict(zip(words[::2], words[1::2], strict=True))


def text_of(widget: Any) -> str:
    return str(widget.word.text() if isinstance(widget, Badge) else widget.text())


def test_an_account_tells_what_it_is_and_how_it_lived(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "accounts")
    inspector = beside(qtbot, page, 1)
    qtbot.waitUntil(lambda: "City" in facts(inspector.profile))
    profile, life = facts(inspector.profile), facts(inspector.life)
    assert (profile["Name"], profile["City"], profile["Publishes"]) == ("Bakery Lyon", "Lyon", "Reels")
    assert profile["About"] == "Bread and cake since 1931.\nOpen from seven, closed on Mondays."
    assert (life["State"], life["Warm-up"], life["Device"]) == ("Warming up", "Step 3 of 5", "A phone in the drawer")
    assert (life["Last act"], life["By"]) == ("1 h ago", "worker_7")
    assert (life["Last error"], life["Met"], life["Tried again"]) == ("The picture was refused", "2 h ago", "2")
    assert "Campus" not in profile
    inspector = beside(qtbot, page, 2)
    qtbot.waitUntil(lambda: facts(inspector.life).get("State") == "Ready")
    assert not inspector.profile.isVisible()
    assert "Warm-up" not in facts(inspector.life)


def test_a_long_address_is_cut_and_widens_nothing(qtbot: QtBot, app: App) -> None:
    inspector = beside(qtbot, page_of(qtbot, app, "accounts"), 1)
    qtbot.waitUntil(lambda: "Picture" in facts(inspector.profile))
    [picture] = [each for each in inspector.profile.findChildren(Elided) if "cdn.example" in each.text()]
    assert picture.toolTip() == picture.text()
    assert inspector.column.minimumSize().width() <= inspector.width()


def test_the_pictures_of_an_order_are_shown(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "orders")
    inspector = beside(qtbot, page, 3)
    qtbot.waitUntil(inspector.proof.pictures.isVisible)
    assert inspector.proof.pictures.heightForWidth(320) == 200, "the pictures themselves are there"
    assert inspector.missing.isHidden()
    beside(qtbot, page, 2)
    qtbot.waitUntil(lambda: inspector.missing.text() == "The picture after was not taken: No answer")
    assert inspector.proof.isHidden()
    beside(qtbot, page, 1)
    qtbot.waitUntil(lambda: not inspector.proof.isVisible() and not inspector.missing.isVisible())


@pytest.mark.usefixtures("still")
def test_a_post_tells_why_it_is_tagged_and_what_was_done(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "reader")
    rows = [page.model.row(at).values for at in range(page.model.rowCount())]
    inspector = beside(qtbot, page, next(at for at, row in enumerate(rows) if "مرحبا" in row[1]))
    qtbot.waitUntil(lambda: "Names" in facts(inspector.facts))
    told = facts(inspector.facts)
    assert (told["Hashtags"], told["Names"]) == ("#bread #lyon", "@kaffe")
    assert told["Tags, and why"] == "clients, by a rule, 80 % sure: says bread"
    assert not inspector.done.isVisible()
    inspector = beside(qtbot, page, next(at for at, row in enumerate(rows) if "First loaves" in row[1]))
    qtbot.waitUntil(inspector.done.isVisible)
    assert facts(inspector.done) == {"@bakery.lyon": "Like, 4 min ago"}
    assert inspector.column.minimumSize().width() <= inspector.width()


def test_a_warm_up_step_tells_what_was_used_and_what_went_wrong(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "warmup")
    rows = [page.model.row(at).values for at in range(page.model.rowCount())]
    inspector = beside(qtbot, page, next(at for at, row in enumerate(rows) if row[3] == "failed"))
    qtbot.waitUntil(lambda: facts(inspector.facts).get("More about the error") == "Status: 413")
    assert facts(inspector.facts)["Its session"] == "run-9"
    inspector = beside(qtbot, page, next(at for at, row in enumerate(rows) if row[3] == "pending"))
    qtbot.waitUntil(lambda: facts(inspector.facts).get("What was used") == "Text: Fresh at seven")
    assert facts(inspector.facts)["What the site said"] == "ID: 77"


def test_an_act_tells_what_was_noted_beside_it(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "history")
    at = next(row for row in range(page.model.rowCount()) if page.model.row(row).code == "not_found")
    page.table.choose(at)
    qtbot.waitUntil(page.action.beside.isVisible)
    assert facts(page.action.beside) == {
        "Your note": "Ask Ines first",
        "The older system’s note": "Tried twice",
        "Settings": "List: spring",
    }
    page.table.choose(0)
    qtbot.waitUntil(lambda: not page.action.beside.isVisible())

"""What is said at the foot of the window, and the seconds in which it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets import banner
from desktop.widgets.banner import Bar, Notice

Offer = Callable[[str], None]


@pytest.fixture
def around(qtbot: QtBot, theme: Theme) -> Iterator[QWidget]:
    found = QWidget()
    found.resize(920, 520)
    found.show()
    yield found
    found.close()
    found.deleteLater()


@pytest.fixture
def notice(around: QWidget) -> Notice:
    return Notice(around)


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def offer(notice: Notice, done: list[str]) -> Offer:
    return lambda name: notice.offer_undo(name, lambda: done.append(name), lambda: done.append(f"not {name}"))


def seen(around: QWidget) -> list[str]:
    """What is read there, from the top."""
    bars = [bar for bar in around.findChildren(Bar) if bar.isVisible()]
    assert all(not one.geometry().intersects(two.geometry()) for one in bars for two in bars if one is not two)
    assert all(around.rect().contains(bar.geometry()) for bar in bars)
    return [bar.label.text() for bar in sorted(bars, key=lambda bar: bar.y())]


def test_another_word_leaves_the_seconds_of_undo(
    around: QWidget, notice: Notice, offer: Offer, done: list[str]
) -> None:
    offer("one")
    undo, place = notice.button, notice.last.pos()
    notice.say("The engine is away.")
    assert seen(around) == ["The engine is away.", "one"]
    assert notice.label.text() == "The engine is away."
    assert done == []
    undo.click()
    assert done == ["not one"]
    assert seen(around) == ["The engine is away."]
    assert place.y() > notice.last.y()


def test_each_offer_has_seconds_of_its_own_until_there_are_too_many(
    around: QWidget, notice: Notice, offer: Offer, done: list[str]
) -> None:
    for name in ("one", "two", "three"):
        offer(name)
    assert seen(around) == ["three", "two", "one"]
    assert done == []
    offer("four")
    assert done == ["one"]
    assert seen(around) == ["four", "three", "two"]
    notice.finish()
    assert done == ["one", "two", "three", "four"]
    assert not notice.isVisible()


def test_behind_a_door_nobody_loses_the_seconds_of_undo(
    qtbot: QtBot, around: QWidget, notice: Notice, offer: Offer, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banner, "UNDO_MS", 200)
    offer("one")
    bar = notice.last
    notice.hold(True)
    offer("two")
    assert not notice.isVisible()
    assert not bar.clock.isActive()
    assert done == []
    notice.hold(False)
    assert seen(around) == ["two", "one"]
    assert bar.clock.isActive()
    qtbot.waitUntil(lambda: done == ["one", "two"])
    assert not notice.isVisible()

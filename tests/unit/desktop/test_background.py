"""Slow reads: the answer comes on the UI thread, whatever happened beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.background import Background
from models.errors import BadInput


@pytest.fixture
def reading(qtbot: QtBot) -> Iterator[Background]:
    found = Background()
    yield found
    found.stop()


def test_work_is_done_beside_and_delivered_here(reading: Background, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    reading.run(threading.current_thread, lambda thread: threads.extend([thread, threading.current_thread()]))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_answers_come_in_the_order_of_the_questions(reading: Background, qtbot: QtBot) -> None:
    found: list[int] = []
    for number in range(50):
        reading.run(lambda n=number: n, found.append)
    qtbot.waitUntil(lambda: not reading.busy)
    assert found == list(range(50))


def test_a_failure_goes_to_whoever_asked_to_hear_of_it(reading: Background, qtbot: QtBot) -> None:
    def fail() -> None:
        raise BadInput("unknown_action", 7)

    heard: list[str] = []
    reading.run(fail, None, lambda error: heard.append(error.code))
    with qtbot.waitSignal(reading.troubled) as troubled:
        reading.run(fail)
    assert heard == ["unknown_action"]
    assert troubled.args[0].code == "unknown_action"


def test_a_fault_of_ours_is_said_and_shown_to_the_developer(
    reading: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: seen.append(kind))
    with qtbot.waitSignal(reading.troubled) as troubled:
        reading.run(lambda: 1 // 0)
    assert troubled.args[0].code == "window_fault"
    assert seen == [ZeroDivisionError]


def test_an_answer_for_somebody_who_is_gone_is_dropped(reading: Background, qtbot: QtBot) -> None:
    from shiboken6 import delete

    owner, heard = QObject(), []
    may_end = threading.Event()
    reading.run(may_end.wait, heard.append, owner=owner)
    delete(owner)
    may_end.set()
    qtbot.waitUntil(lambda: not reading.busy)
    assert heard == []


def test_stopping_finishes_what_was_asked(qtbot: QtBot) -> None:
    reading, done = Background(), []
    reading.run(lambda: done.append("work"))
    reading.stop(lambda: done.append("last"))
    assert done == ["work", "last"]

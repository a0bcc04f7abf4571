"""The link: one signal per event, one end per call, a crash is mended, somebody else's engine is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from automation import events
from automation.commands import FetchBrowser, FindBrowser, SetSetting, Status, Watch
from desktop.engine_link import READY, RESTARTING, STOPPED, EngineLink, signal_name
from desktop.engine_process import EngineProcess
from models.errors import BadInput, StewardError
from models.paths import Profile
from tests.fakes.engine import command_line

Linked = Callable[..., EngineLink]


@pytest.fixture
def linked(qtbot: QtBot, profile: Profile) -> Iterator[Linked]:
    links: list[EngineLink] = []

    def link(lies: dict[str, str] | None = None, command: list[str] | None = None, until: str = READY) -> EngineLink:
        found = EngineLink(profile, EngineProcess(command or command_line(profile, lies)))
        links.append(found)
        found.start()
        qtbot.waitUntil(lambda: found.standing == until)
        return found

    yield link
    for found in links:
        found.stop()


def test_every_event_has_exactly_one_signal() -> None:
    names = [signal_name(event) for event in events.EVENTS]
    own = {"standing_changed", "troubled"}
    declared = {name for name, value in vars(EngineLink).items() if type(value).__name__ == "Signal"}
    assert len(names) == len(set(names))
    assert set(names) == declared - own


def test_a_call_is_answered_once(qtbot: QtBot, linked: Linked) -> None:
    link, found, failed = linked(), [], []
    link.call(FindBrowser(), found.append, failed.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [{"path": "/usr/bin/a-browser", "source": "system"}]
    assert failed == []


def test_an_answer_is_told_to_nobody_who_is_gone(qtbot: QtBot, linked: Linked) -> None:
    link, told, owner = linked(), [], QObject()
    link.call(FindBrowser(), lambda _value: told.append("gone"), None, owner)
    link.call(SetSetting("theme", "pink"), None, lambda _error: told.append("gone"), owner)
    delete(owner)
    link.call(FindBrowser(), lambda _value: told.append("here"))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["here"]


def test_a_refusal_comes_as_the_error_it_was(qtbot: QtBot, linked: Linked) -> None:
    link, failed = linked(), []
    link.call(SetSetting("theme", "pink"), None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], BadInput)
    assert (failed[0].code, failed[0].subject, failed[0].facts["value"]) == ("bad_setting", "theme", "pink")


def test_an_error_that_nobody_asked_for_is_told_all_the_same(qtbot: QtBot, linked: Linked) -> None:
    link = linked({"Status": "internal_fault"})
    with qtbot.waitSignal(link.troubled) as troubled:
        link.call(Status())
    assert troubled.args[0].code == "internal_fault"


def test_events_and_frames_arrive_whole(qtbot: QtBot, linked: Linked) -> None:
    link, seen = linked(), []
    link.progress.connect(seen.append)
    with qtbot.waitSignal(link.frame_shown) as shown:
        link.call(FetchBrowser())
        link.call(Watch(3))
    frame, jpeg = shown.args
    assert frame == events.FrameShown(3, 1280, 800)
    assert jpeg[:2] == b"\xff\xd8"
    assert jpeg[-2:] == b"\xff\xd9"
    assert [event.ended for event in seen] == [False, True]


def test_a_crash_ends_every_call_and_the_engine_starts_again(qtbot: QtBot, linked: Linked) -> None:
    link, failed, standings = linked({"Status": "silence"}), [], []
    link.standing_changed.connect(standings.append)
    link.call(Status(), None, failed.append)
    first = link.process.pid
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(lambda: READY in standings)
    assert standings == [RESTARTING, READY]
    assert [error.code for error in failed] == ["engine_gone"]
    assert link.process.pid not in {0, first}


def test_a_listener_at_fault_keeps_neither_the_others_nor_the_engine(
    qtbot: QtBot, linked: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, failed, shown, said = linked({"Status": "silence"}), [], [], []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: shown.append(kind))
    link.troubled.connect(lambda error: said.append(error.code))
    link._own = False  # as where somebody else started it
    link.call(Status(), None, lambda _error: 1 // 0)
    link.call(Status(), None, failed.append)
    link._socket.abort()
    qtbot.waitUntil(lambda: link.standing == READY)
    assert [error.code for error in failed] == ["engine_gone"]
    assert (shown, said) == ([ZeroDivisionError], ["window_fault"])
    link._own = True


def test_a_socket_that_goes_alone_is_found_again(qtbot: QtBot, linked: Linked) -> None:
    link = linked()
    pid = link.process.pid
    link._socket.abort()
    qtbot.waitUntil(lambda: link.standing == READY)
    assert link.process.pid == pid


def test_a_call_while_the_engine_is_away_fails_at_once(qtbot: QtBot, profile: Profile) -> None:
    failed: list[StewardError] = []
    link = EngineLink(profile, EngineProcess(["/nowhere"]))
    link.call(Status(), None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "engine_away"


def test_an_engine_that_says_why_is_not_started_again_and_again(linked: Linked) -> None:
    words = '{"error": {"code": "store_newer", "message": "It is newer.", "hint": "Use it.", "subject": "x"}}'
    script = f"print('''{words}'''); raise SystemExit(5)"
    link = linked(command=[sys.executable, "-c", script], until=STOPPED)
    assert link.why_stopped is not None
    assert (link.why_stopped.code, link.why_stopped.facts["said"]) == ("store_newer", "It is newer.")
    assert link.process.pid == 0


def test_an_engine_that_is_not_there_is_said(linked: Linked) -> None:
    link = linked(command=["/nowhere/steward"], until=STOPPED)
    assert link.why_stopped is not None
    assert link.why_stopped.code == "engine_would_not_start"


def test_the_engine_ends_with_the_window(qtbot: QtBot, linked: Linked) -> None:
    link = linked()
    pid = link.process.pid
    link.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_engine_of_somebody_elses_is_used_and_left_alone(qtbot: QtBot, profile: Profile, linked: Linked) -> None:
    with subprocess.Popen(command_line(profile), stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "READY\n"
        link = linked(command=["/nowhere"])
        assert link.process.pid == 0
        link.stop()
        assert other.poll() is None
        other.terminate()


def test_when_that_one_ends_the_window_starts_its_own(qtbot: QtBot, profile: Profile, linked: Linked) -> None:
    with subprocess.Popen(command_line(profile), stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        link = linked()
        other.kill()
        other.wait()
    qtbot.waitUntil(lambda: link.process.pid != 0 and link.standing == READY)

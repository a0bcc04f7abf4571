"""Regular work and missed work from the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from automation.runtime import Runtime
from automation.runtime.upkeep import run_schedules
from models import clock
from models.paths import Profile
from tests.unit.cli.conftest import Steward

HOUR_MS = 3_600_000


def engine_passes(folder: Path, later_ms: int) -> None:
    """An engine comes up so much later and looks once at what is due by time."""

    async def once() -> None:
        runtime = Runtime(Profile(folder))
        await runtime.start()
        try:
            run_schedules(runtime.house)
        finally:
            await runtime.stop()

    real = clock.use(lambda: 0)
    clock.use(lambda: real() + later_ms)
    try:
        asyncio.run(once())
    finally:
        clock.use(real)


@pytest.fixture
def schedules(steward: Steward, alice: str, open_vault: None) -> list[str]:
    """Two readings an hour apart from each other, each every hour, and a comment that happens once."""
    first = clock.to_iso(clock.now() + HOUR_MS)
    wishes = (("stats", "--every", "3600"), ("stats", "--every", "3600"), ("comment", "--text", "hello"))
    made = []
    for number, (kind, *more) in enumerate(wishes):
        url = f"http://127.0.0.1:9/posts/{number}"
        ran = steward(
            "schedules", "add", "--account", alice, "--kind", kind, "--url", url, "--at", first, *more, "--json"
        )
        made.append(ran.document["id"])
    return made


def waiting(steward: Steward) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = steward("missed", "list", "--json").document["items"]
    return found


def test_what_passed_while_nothing_ran_waits_for_an_answer(
    steward: Steward, folder: Path, schedules: list[str]
) -> None:
    engine_passes(folder, 8 * HOUR_MS)
    engine_passes(folder, 8 * HOUR_MS + 1000)
    assert steward("queue", "list", "--json").document["items"] == [], "nothing began"
    found = waiting(steward)
    assert {(m["subject_id"], m["times"], m["act"]) for m in found} == {
        (schedules[0], 8, "stats"), (schedules[1], 8, "stats"), (schedules[2], 1, "comment"),
    }  # fmt: skip
    names = [m["id"] for m in found]
    one = steward("missed", "answer", names[0], "--run", "--json").document["answers"]
    assert len(one[0]["actions"]) == 1
    rest = steward("missed", "answer", "--all", "--spread", "--json").document["answers"]
    due = sorted(at for answer in rest for at in answer["due_at"])
    assert len(due) == 5, "four readings and one comment"
    assert clock.from_iso(due[0]) > clock.now()
    assert len(steward("queue", "list", "--json").document["items"]) == 6
    assert waiting(steward) == []
    assert len(steward("missed", "list", "--all", "--json").document["items"]) == 3
    again = steward("missed", "answer", names[0], "--skip", "--json")
    assert (again.code, again.error["code"], again.error["subject"]) == (2, "missed_answered", names[0])


def test_an_answer_without_the_vault_changes_nothing(
    steward: Steward, folder: Path, schedules: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine_passes(folder, 8 * HOUR_MS)
    monkeypatch.delenv("STEWARD_PASSPHRASE")
    ran = steward("missed", "answer", "--all", "--run", "--json")
    assert (ran.code, ran.error["code"]) == (4, "vault_locked")
    assert len(waiting(steward)) == 3
    assert steward("missed", "answer", "--all", "--skip", "--json").code == 0
    assert steward("queue", "list", "--json").document["items"] == []


def test_a_schedule_that_is_gone_is_answered_all_the_same(steward: Steward, folder: Path, schedules: list[str]) -> None:
    engine_passes(folder, 8 * HOUR_MS)
    steward("schedules", "remove", schedules[2])
    [gone] = [m["id"] for m in waiting(steward) if m["subject_id"] == schedules[2]]
    [answer] = steward("missed", "answer", gone, "--run", "--json").document["answers"]
    assert (answer["actions"], answer["due_at"]) == ([], [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "missed_answer_needed"),
        (("--all",), "missed_answer_needed"),
        (("mis-12345678", "--all", "--run"), "missed_answer_needed"),
        (("mis-12345678", "--run"), "unknown_id"),
    ],
)
def test_an_answer_that_is_none_is_refused(steward: Steward, words: tuple[str, ...], code: str) -> None:
    ran = steward("missed", "answer", *words, "--json")
    assert (ran.code, ran.error["code"]) == (2, code)


def test_work_that_does_not_exist_is_not_done(steward: Steward) -> None:
    ran = steward("due", "run", "dishes", "--json")
    assert (ran.code, ran.error["code"]) == (2, "unknown_due")

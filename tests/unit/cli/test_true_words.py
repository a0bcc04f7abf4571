"""What the command line says is so: nonsense is refused with the form that is wanted, and no answer is a dead end."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import close, connect, sql
from tests.unit.cli.conftest import Steward

DAY_MS = 86_400_000


@pytest.fixture
def order(alice: str, folder: Path) -> None:
    """An order that an older system placed and never heard of again."""
    connect(folder / "steward.db")
    sql(
        "INSERT INTO orders (trigger, platform, target_url, service_name, quantity, estimated_micros, state,"
        " created_at, updated_at) VALUES ('import', 'practice', 'u', 'likes', 100, 250000, 'pending', ?, ?)",
        (DAY_MS, DAY_MS),
    )
    close()


@pytest.mark.parametrize(
    ("option", "nonsense", "code", "form"),
    [
        ("--zone", "Mars/Olympus", "bad_zone", "Europe/Paris"),
        ("--quiet-hours", "nonsense", "bad_quiet_hours", "22:00-07:00"),
        ("--quiet-hours", "25:00-07:00", "bad_quiet_hours", "22:00-07:00"),
        ("--cap", "like=3", "bad_cap", "like/hour=10"),
        ("--cap", "love/hour=3", "bad_cap", "like, comment"),
        ("--cap", "like/hour=9999", "cap_above_setting", "at most 20"),
    ],
)
def test_an_account_takes_no_nonsense(
    steward: Steward, alice: str, option: str, nonsense: str, code: str, form: str
) -> None:
    before = steward("accounts", "show", alice, "--json").document
    ran = steward("accounts", "edit", alice, option, nonsense, "--json")
    assert (ran.code, ran.error["code"]) == (2, code)
    assert form in ran.error["hint"]
    assert steward("accounts", "show", alice, "--json").document == before


def test_an_account_takes_what_its_help_shows(steward: Steward, alice: str) -> None:
    given = ("--zone", "Europe/Paris", "--quiet-hours", "22:00-07:00", "--cap", "like/hour=20", "--cap", "read/day=0")
    shown = steward("accounts", "edit", alice, *given, "--json")
    assert shown.code == 0, shown
    assert (shown.document["zone"], shown.document["quiet_hours"]) == ("Europe/Paris", "22:00-07:00")
    assert shown.document["caps"] == {"like/hour": 20, "read/day": 0}
    emptied = steward("accounts", "edit", alice, "--zone", "", "--quiet-hours", "", "--json").document
    assert (emptied["zone"], emptied["quiet_hours"]) == (None, None)


@pytest.mark.usefixtures("order")
def test_an_order_is_history_and_shows_what_it_cost(steward: Steward) -> None:
    assert steward("status", "--json").document["findings"] == []
    listed = steward("orders", "list")
    assert "estimated" in listed.out
    assert "0.25" in listed.out


def test_a_search_that_finds_nothing_says_for_what(steward: Steward, alice: str) -> None:
    assert steward("search", "zzzzqqq").out == "Nothing found for “zzzzqqq”.\n"
    assert steward("search", "zzzzqqq", "--json").document["items"] == []


@pytest.mark.parametrize("name", ["nobody", "acc-0", "acc-00000000", "practice:nobody"])
def test_an_account_that_is_not_there_is_called_one(steward: Steward, alice: str, name: str) -> None:
    for command in (
        ("act", "like", "--account", name, "--url", "http://127.0.0.1:9/posts/1"),
        ("accounts", "show", name),
    ):
        ran = steward(*command, "--json")
        assert (ran.code, ran.error["code"]) == (2, "unknown_account"), command


def test_the_list_of_accounts_says_which_are_off(steward: Steward, alice: str) -> None:
    def row() -> dict[str, str]:
        head, line = steward("accounts", "list").out.splitlines()
        return dict(zip(head.split(), line.split(), strict=False))

    assert steward("accounts", "edit", alice, "--enabled").code == 0
    assert row()["enabled"] == "True"
    assert steward("accounts", "edit", alice, "--disabled").code == 0
    assert row()["enabled"] == "False"

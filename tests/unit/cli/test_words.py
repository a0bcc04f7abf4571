"""What is printed: one JSON document and nothing else, lists by key, and plain lines that steer no terminal."""

from __future__ import annotations

import unicodedata
from importlib import import_module

import click
import pytest

from automation.cli.root import COMMANDS, hoisted
from automation.cli.root import root as whole
from tests.unit.cli.conftest import Steward

HOSTILE = "evil\x1b]0;owned\x07\u202ename\x9b31m\nsecond line"
READING = [
    ["accounts", "list"],
    ["audit", "list"],
    ["audit", "verify"],
    ["blocklist", "list"],
    ["feeds", "list"],
    ["platforms", "check"],
    ["platforms", "list"],
    ["platforms", "show", "practice"],
    ["policy", "simulate"],
    ["queue", "list"],
    ["reviews", "list"],
    ["rules", "list"],
    ["schedules", "list"],
    ["settings", "get", "theme"],
    ["settings", "list"],
    ["status"],
    ["store", "check"],
    ["store", "stats"],
    ["vault", "status"],
]


def steers(text: str) -> list[str]:
    """The signs in a text that could steer a terminal or turn its direction."""
    return [c for c in text if unicodedata.category(c)[0] == "C" and c != "\n"]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_json_is_one_document_and_nothing_else(steward: Steward, words: list[str]) -> None:
    ran = steward(*words, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    assert isinstance(ran.document, dict)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_plain_is_for_people(steward: Steward, words: list[str]) -> None:
    ran = steward(*words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()
    assert not ran.out.startswith("{")


@pytest.mark.parametrize(
    "line",
    [
        ["--json", "settings", "list", "--limit", "2"],
        ["settings", "--json", "list", "--limit", "2"],
        ["settings", "list", "--limit", "2", "--json", "-q"],
    ],
)
def test_global_options_stand_anywhere(steward: Steward, line: list[str]) -> None:
    assert len(steward(*line).document["items"]) == 2


def test_what_stands_behind_two_dashes_is_left_alone() -> None:
    assert hoisted(["blocklist", "add", "--", "--json"]) == ["blocklist", "add", "--", "--json"]
    assert hoisted(["act", "--profile", "p", "like"]) == ["--profile", "p", "act", "like"]


def test_a_list_goes_on_by_key(steward: Steward) -> None:
    first = steward("settings", "list", "--limit", "5", "--json").document
    assert first["next"] == first["items"][-1]["id"]
    second = steward("settings", "list", "--limit", "1000", "--after", first["next"], "--json").document
    whole_list = steward("settings", "list", "--json").document
    assert second["next"] is None
    assert first["items"] + second["items"] == whole_list["items"]


def test_a_list_is_filtered_by_field(steward: Steward, alice: str) -> None:
    steward("accounts", "add", "practice", "bob", "--base-url", "http://127.0.0.1:9")
    shown = steward("accounts", "list", "--where", "authority_kind=own", "--json").document["items"]
    assert [row["id"] for row in shown] == [alice]
    assert steward("accounts", "list", "--where", "paused=true", "--json").document["items"] == []
    assert len(steward("accounts", "list", "--where", "paused=false", "--json").document["items"]) == 2


def test_an_account_is_meant_by_name_id_and_beginning(steward: Steward, alice: str) -> None:
    for name in (alice, alice[:9], "practice:alice", "practice:@Alice"):
        assert steward("accounts", "show", name, "--json").document["id"] == alice


def test_a_hostile_name_steers_no_terminal(steward: Steward) -> None:
    steward("accounts", "add", "practice", HOSTILE, "--base-url", "http://127.0.0.1:9")
    for words in (["accounts", "list"], ["accounts", "show", f"practice:{HOSTILE}"]):
        ran = steward(*words)
        assert ran.code == 0
        assert "evil" in ran.out
        assert steers(ran.out) == []
    [kept] = steward("accounts", "list", "--json").document["items"]
    assert kept["username"] == HOSTILE, "scripts get what was typed"
    refused = steward("accounts", "add", "practice", HOSTILE, "--base-url", "http://127.0.0.1:9")
    assert refused.code == 2
    assert steers(refused.err) == []


def test_a_hostile_name_adds_no_line_to_a_table(steward: Steward) -> None:
    steward("blocklist", "add", "bob", "--reason", HOSTILE)
    assert steward("blocklist", "list").out.count("\n") == 2


def every_command(group: click.Group, above: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        found.append(((*above, name), command))
        if isinstance(command, click.Group):
            found += every_command(command, (*above, name))
    return found


def test_help_lists_only_what_is_there_and_each_says_what_it_does() -> None:
    for name, (module, line) in COMMANDS.items():
        command = getattr(import_module(f"automation.cli.{module}"), name.replace("-", "_"))
        assert isinstance(command, click.Command), name
        assert command.name == name
        assert line.endswith((".", "…"))
        inner = every_command(command, (name,)) if isinstance(command, click.Group) else [((name,), command)]
        assert inner
        for path, one in inner:
            assert one.help, path
            assert one.help.splitlines()[0].endswith("."), path


def test_help_of_the_whole_reads_no_module() -> None:
    with click.Context(whole, info_name="steward") as context:
        text = whole.get_help(context)
    assert all(name in text for name in COMMANDS)

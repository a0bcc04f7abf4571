"""Every noun of the store listed and shown: pages by key, conditions by column, nothing sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automation.cli.nouns import NOUNS
from models import ids
from models.account import add_account
from models.database import close, sql
from models.migrations.runner import open_store
from models.person import see_person
from models.tag import add_tag, tag_person
from tests.fakes.collected_rows import fill_collected
from tests.unit.cli.conftest import Steward

LISTS = {
    "account_states": ("accounts", "states"),
    "accounts": ("accounts", "list"),
    "api_usage": ("usage", "list"),
    "blocklist": ("blocklist", "list"),
    "brands": ("brands", "list"),
    "check_plans": ("checks", "list"),
    "comments": ("comments", "list"),
    "content": ("content", "list"),
    "feed_polls": ("feeds", "polls"),
    "feeds": ("feeds", "list"),
    "hashtags": ("hashtags", "list"),
    "media": ("media", "list"),
    "old_triggers": ("rules", "triggers"),
    "orders": ("orders", "list"),
    "people": ("people", "list"),
    "posts": ("posts", "list"),
    "providers": ("orders", "providers"),
    "proxies": ("proxies", "list"),
    "rules": ("rules", "list"),
    "runs": ("runs", "list"),
    "snapshots": ("snapshots", "list"),
    "tags": ("tags", "list"),
    "texts": ("texts", "list"),
    "threads": ("inbox", "list"),
    "warmup_steps": ("warmup", "list"),
}
SHORT = {"reviews": ("reviews", "list"), "schedules": ("schedules", "list"), "settings": ("settings", "list")}
SEALED = {"sealed_text", "sealed_preview", "envelope", "old_envelope", "payload"}


@pytest.fixture
def store(folder: Path) -> Iterator[None]:
    """A store with two accounts and nothing else, open for the test to fill."""
    folder.mkdir()
    open_store(folder / "steward.db")
    for name in ("alice", "roastery"):
        add_account("practice", "", name, None)
    yield
    close()


@pytest.fixture
def people(store: None) -> list[str]:
    """Five people, in the order of their list."""
    made = [see_person("practice", "", f"person{n}", followers=n % 2) for n in range(5)]
    tag_person(made[3], add_tag("Friends"))
    return [ids.public("people", number) for number in sorted(made, reverse=True)]


def test_every_noun_has_a_list() -> None:
    assert set(LISTS) == set(NOUNS) - {"evidence", "feed_entries"}, "shown with what they belong to"


@pytest.mark.usefixtures("store")
def test_an_unknown_field_is_refused_on_an_empty_list(steward: Steward) -> None:
    for noun, words in (LISTS | SHORT).items():
        assert steward(*words, "--json").code == 0, noun
        for wrong in ("nonsense=1", "nonsense", *(f"{name}=x" for name in sorted(SEALED)[:2])):
            ran = steward(*words, "--where", wrong, "--json")
            assert (ran.code, ran.error["code"]) == (2, "unknown_condition"), (noun, wrong)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("blocklist list", "kind"),
        ("imports list", "refused"),
        ("metrics daily", "brand"),
        ("metrics hourly", "hour"),
        ("missed list", "handle"),
        ("profiles list", "name"),
        ("reviews list", "handle"),
        ("store backups", "kind"),
    ],
)
def test_an_empty_list_knows_its_fields_too(steward: Steward, words: str, field: str) -> None:
    assert steward(*words.split(), "--where", f"{field}=x", "--json").document == {"items": [], "next": None}


@pytest.mark.usefixtures("store")
def test_every_noun_is_listed_and_shown_whole_and_without_what_is_sealed(steward: Steward, folder: Path) -> None:
    fill_collected(folder / "evidence")
    for noun, words in LISTS.items():
        document = steward(*words, "--json").document
        assert set(document) == {"items", "next"}
        for item in document["items"]:
            assert not SEALED & set(item)
            assert set(NOUNS[noun].line) <= set(item), noun
        assert steward(*words).code == 0
        if document["items"] and words[1] == "list" and noun != "api_usage":
            _show(steward, words[0], document["items"][0])


def _show(steward: Steward, group: str, item: dict[str, Any]) -> None:
    found = steward(group, "show", item["id"], "--json")
    assert found.code == 0, (group, found)
    assert item == {name: found.document[name] for name in item}
    assert not SEALED & set(found.document)
    assert steward(group, "show", item["id"][:-2]).code == 0, "the beginning of an id is enough"
    prefix = item["id"].partition("-")[0]
    assert steward(group, "show", f"{prefix}-00000000", "--json").code == 2


@pytest.mark.usefixtures("store")
def test_a_fake_store_leaves_no_noun_empty(steward: Steward, folder: Path) -> None:
    fill_collected(folder / "evidence")
    assert [noun for noun, words in LISTS.items() if not steward(*words, "--json").document["items"]] == []


def test_pages_go_on_by_key_and_miss_nobody(steward: Steward, people: list[str]) -> None:
    seen, after = [], None
    while True:
        more = ("--after", after) if after else ()
        page = steward("people", "list", "--limit", "2", *more, "--json").document
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == people


def test_conditions_are_read_as_their_columns_are(steward: Steward, people: list[str]) -> None:
    def listed(*conditions: str) -> list[str]:
        words = [word for condition in conditions for word in ("--where", condition)]
        return [item["username"] for item in steward("people", "list", *words, "--json").document["items"]]

    assert listed("followers=1") == ["person3", "person1"]
    assert listed("followers=1", "username=person1") == ["person1"]
    assert listed("is_tracked=true") == []
    assert len(listed("is_tracked=false", "platform_user_id=", "notes=")) == 5
    assert listed(f"id={people[0]}") == ["person4"]
    [first] = steward("people", "list", "--limit", "1", "--json").document["items"]
    assert "person4" in listed(f"first_seen_at={first['first_seen_at']}")
    for wrong in ("followers=many", f"followers={10**20}", "is_tracked=perhaps", "last_seen_at=soon"):
        assert steward("people", "list", "--where", wrong, "--json").error["code"] == "bad_condition"
    assert steward("people", "list", "--where", "identity_id=nobody", "--json").error["code"] == "unknown_id"


def test_a_list_is_narrowed_to_what_carries_a_tag(steward: Steward, people: list[str]) -> None:
    found = steward("people", "list", "--tag", "friends", "--json").document["items"]
    assert [item["username"] for item in found] == ["person3"]
    assert steward("people", "list", "--tag", "foes", "--json").error["code"] == "unknown_tag"


@pytest.mark.usefixtures("store")
def test_amounts_are_decimal_and_days_make_a_key(steward: Steward) -> None:
    for day, cost in (("2026-01-01", 1_250_000), ("2026-01-02", 1_000)):
        sql(
            "INSERT INTO api_usage (provider, endpoint, day, calls, cost_micros) VALUES ('a|b', '/x', ?, 1, ?)",
            (day, cost),
        )
    first = steward("usage", "list", "--limit", "1", "--json").document
    assert [(item["day"], item["cost"], item["currency"]) for item in first["items"]] == [("2026-01-01", "1.25", "USD")]
    second = steward("usage", "list", "--after", first["next"], "--json").document
    assert ([item["cost"] for item in second["items"]], second["next"]) == (["0.001"], None)
    assert steward("usage", "list", "--where", "cost=1.25", "--json").document["items"] == first["items"]
    assert steward("usage", "list", "--after", "nonsense", "--json").error["code"] == "unknown_id"

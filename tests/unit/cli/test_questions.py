"""Named questions from the command line: what waits for a look, who talks, who and what comes next, what is free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import clock, ids
from models.account import add_account, change_account
from models.base import add
from models.brand import add_brand
from models.check_plan import CheckPlanTable
from models.content import add_content, change_content
from models.database import close
from models.migrations.runner import open_store
from models.post import see_post
from models.proxy import add_proxy, change_proxy
from models.text import add_text, change_text
from models.thread import MessageTable, ThreadTable
from models.warmup import WarmupStepTable
from tests.unit.cli.conftest import Steward

HOUR_MS = 3_600_000


@pytest.fixture
def alice(folder: Path) -> Iterator[int]:
    """An account in a store that is open for the test to fill."""
    folder.mkdir()
    open_store(folder / "steward.db")
    yield add_account("practice", "", "alice", None).id
    close()


def listed(steward: Steward, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = steward(*words, "--json").document["items"]
    assert steward(*words).code == 0
    return found


@pytest.mark.usefixtures("alice")
def test_what_waits_for_a_look_is_listed_longest_waiting_first(steward: Steward) -> None:
    now = clock.now()
    for number, hours in enumerate((2, 3, -1)):
        post = see_post("practice", "", f"{number}", f"http://site.test/{number}", None, None)
        add(CheckPlanTable, post_id=post, started_at=now, next_at=now - hours * HOUR_MS)
    found = listed(steward, "checks", "pending")
    assert [row["url"] for row in found] == ["http://site.test/1", "http://site.test/0"]
    assert found[0]["id"] == ids.public("check_plans", 2)
    assert found[0]["post_id"] == ids.public("posts", 2)
    page = steward("checks", "pending", "--limit", "1", "--json").document
    assert (page["items"], page["next"]) == ([found[0]], found[0]["id"])
    assert listed(steward, "checks", "pending", "--after", page["next"]) == [found[1]]
    assert listed(steward, "checks", "pending", "--where", "url=http://site.test/0") == [found[1]]
    assert steward("checks", "pending", "--where", "nonsense=1", "--json").error["code"] == "unknown_condition"


def test_conversations_of_an_account_are_summed_up(steward: Steward, alice: int) -> None:
    for number, archived in enumerate((False, True), start=1):
        named = {"platform": "practice", "participant": f"Carol {number}", "participant_norm": f"carol{number}"}
        add(ThreadTable, account_id=alice, **named, is_archived=archived, unread=2, first_seen_at=1)
    for ours in (True, True, False):
        add(MessageTable, thread_id=1, is_ours=ours, kind="text", first_seen_at=1)
    [talk] = listed(steward, "inbox", "summary", "practice:alice")
    assert (talk["id"], talk["participant"]) == (ids.public("threads", 1), "Carol 1")
    assert (talk["messages"], talk["sent"], talk["unread"]) == (3, 2, 2)
    assert steward("inbox", "summary", "practice:nobody", "--json").error["code"] == "unknown_account"


def test_the_next_step_of_warming_accounts_is_told(steward: Steward, alice: int) -> None:
    bob = add_account("practice", "", "bob", None).id
    for number, step in ((alice, 3), (bob, 1)):
        change_account(number, enabled=True, lifecycle_state="warming_up", warmup_step=step)
    add(WarmupStepTable, account_id=bob, position=1, name="change_pfp", state="failed")
    first, second = listed(steward, "warmup", "next")
    assert (first["handle"], first["position"], first["name"], first["state"]) == (
        "practice:bob", 1, "change_pfp", "failed",
    )  # fmt: skip
    assert (second["id"], second["handle"], second["name"]) == (ids.public("accounts", alice), "practice:alice", None)
    assert listed(steward, "warmup", "next", "--where", "state=failed") == [first]
    assert steward("accounts", "pause", "practice:alice").code == steward("accounts", "pause", "practice:bob").code == 0
    assert listed(steward, "warmup", "next") == []


@pytest.mark.usefixtures("alice")
def test_the_next_content_is_the_least_used(steward: Steward) -> None:
    acme = add_brand("Acme")
    used, fresh, any_, other = (add_content(acme, kind, text="x") for kind in ("post", "post", "any", "story"))
    change_content(used, uses=3)
    template = add_content(acme, "post", text="x", is_template=True)
    found = listed(steward, "content", "next", "acme", "post")
    assert [row["id"] for row in found] == [ids.public("content", number) for number in (fresh, any_, used)]
    [only] = listed(steward, "content", "next", "acme", "post", "--template")
    assert only["id"] == ids.public("content", template)
    assert listed(steward, "content", "next", "acme", "story")[-1]["id"] in {
        ids.public("content", number) for number in (any_, other)
    }
    assert steward("content", "next", "nobody", "post", "--json").error["code"] == "unknown_brand"


@pytest.mark.usefixtures("alice")
def test_the_next_text_is_the_least_used_of_the_brand_and_of_all(steward: Steward) -> None:
    acme, other = add_brand("Acme"), add_brand("Other")
    used, own = (add_text("comment", "x", brand_id=acme) for _ in range(2))
    change_text(used, uses=2)
    for_all, _ = add_text("comment", "x"), add_text("comment", "x", brand_id=other)
    template, _ = add_text("comment", "x", is_template=True), add_text("bio", "x", brand_id=acme)

    def told(*words: str) -> list[str]:
        return [row["id"] for row in listed(steward, "texts", "next", "comment", *words)]

    assert told("--brand", "acme") == [ids.public("texts", number) for number in (own, for_all, used)]
    assert told() == [ids.public("texts", for_all)]
    assert told("--brand", "acme", "--template") == [ids.public("texts", template)]


def test_proxies_with_room_are_told_apart(steward: Steward, alice: int) -> None:
    full, free, off = (add_proxy("http", f"p{number}.test", 8080) for number in range(3))
    change_proxy(full, capacity=1)
    change_proxy(off, status="inactive")
    change_account(alice, proxy_id=full)
    assert len(listed(steward, "proxies", "list")) == 3
    assert [row["id"] for row in listed(steward, "proxies", "list", "--free")] == [ids.public("proxies", free)]
    refused = steward("proxies", "assign", ids.public("proxies", off), "practice:alice", "--json")
    assert refused.error["code"] == "proxy_off", "the list and the assignment go by one rule"
    assert steward("settings", "set", "proxy_capacity", "0").code == 0
    assert listed(steward, "proxies", "list", "--free") == []


@pytest.mark.usefixtures("alice")
def test_what_proxies_cost_is_summed_by_brand_and_currency(steward: Steward) -> None:
    acme = add_brand("Acme")
    for number, (brand, cost, currency) in enumerate(
        ((acme, 1_500_000, "EUR"), (acme, 2_000_000, "EUR"), (None, 500_000, "EUR"), (None, 9_000_000, "USD"))
    ):
        place = add_proxy("http", f"p{number}.test", 8080)
        change_proxy(place, brand_id=brand, monthly_cost_micros=cost, currency=currency)
    found = steward("proxies", "cost", "--json").document
    assert found["total"] == [
        {"currency": "EUR", "proxies": 3, "monthly_cost": "4.00"},
        {"currency": "USD", "proxies": 1, "monthly_cost": "9.00"},
    ]
    assert [(row["brand"], row["currency"], row["monthly_cost"]) for row in found["brands"]] == [
        ("no brand", "EUR", "0.50"), ("no brand", "USD", "9.00"), ("Acme", "EUR", "3.50"),
    ]  # fmt: skip
    assert found["brands"][2]["brand_id"] == ids.public("brands", acme)
    assert steward("proxies", "cost").code == 0

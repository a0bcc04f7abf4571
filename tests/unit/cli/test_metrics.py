"""`steward metrics`, on a profile where something was done."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import clock, database
from models.base import add
from models.migrations.runner import open_store
from models.post import see_post
from models.snapshot import SnapshotTable
from tests.unit.cli.conftest import Steward


@pytest.fixture
def done(steward: Steward, alice: str, folder: object) -> str:
    """An account that has a brand and something in its line."""
    assert steward("brands", "add", "Acme").code == 0
    return alice


def test_today_has_a_total_and_each_brand(steward: Steward, done: str) -> None:
    found = steward("metrics", "today", "--json").document
    assert (found["total"]["total_accounts"], found["total"]["brand"]) == (1, "all")
    assert [brand["brand"] for brand in found["brands"]] == ["Acme"]
    assert found["kinds"] == {}


def test_days_are_listed_and_kept_by_night(steward: Steward, done: str) -> None:
    listed = steward("metrics", "daily", "--json").document
    [today] = listed["items"]
    assert (today["total_accounts"], today["actions"], today["imported"], listed["next"]) == (1, 0, False, None)
    assert steward("metrics", "daily", "--brand", "acme", "--json").document["items"][0]["brand"] == "Acme"
    assert steward("metrics", "daily", "--brand", "nobody", "--json").error["code"] == "unknown_brand"
    ran = steward("due", "run", "rollups", "--json").document
    assert (ran["ok"], ran["detail"]) == (True, "0 days")
    [job] = [job for job in steward("due", "list", "--json").document["items"] if job["name"] == "rollups"]
    assert (job["ok"], job["failures"], job["every_s"]) == (True, 0, 86_400)


def test_hours_accounts_and_brands_are_told(steward: Steward, done: str) -> None:
    assert steward("metrics", "hourly", "--json").document == {"items": [], "next": None}
    assert steward("metrics", "hourly", "--account", done, "--json").document["items"] == []
    one = steward("metrics", "account", done, "--json").document
    assert one["account"] == done
    assert {"cap": "like/hour", "allowed": True, "count": 0, "limit": 20, "frees_at": None} in one["limits"]
    steward("accounts", "edit", done, "--cap", "like/hour=5")
    limits = {
        limit["cap"]: limit["limit"] for limit in steward("metrics", "account", done, "--json").document["limits"]
    }
    assert (limits["like/hour"], limits["like/day"]) == (5, 120)
    brands = {brand["name"]: brand for brand in steward("metrics", "brand", "--json").document["items"]}
    assert brands["no brand"]["accounts"] == [{"lifecycle_state": "ready", "health": "ok", "accounts": 1}]
    assert brands["Acme"]["today"]["total_accounts"] == 0
    assert [b["name"] for b in steward("metrics", "brand", "Acme", "--json").document["items"]] == ["Acme"]
    for command in (
        ("growth", "people"),
        ("growth", "posts"),
        ("today",),
        ("daily",),
        ("hourly",),
        ("account", done),
        ("brand",),
    ):
        assert steward("metrics", *command).code == 0
    steward("brands", "add", "Few", "--daily-follow-limit", "3")
    steward("accounts", "edit", done, "--brand", "Few")
    told = steward("metrics", "account", done, "--json").document["limits"]
    assert [limit["limit"] for limit in told if limit["cap"] == "follow/day"] == [3], "as policy asks it"


DAY = 86_400_000


@pytest.fixture
def read_often(steward: Steward, alice: str, folder: Path) -> list[str]:
    """Three posts read on four days, one of them once; the addresses of the two others."""
    open_store(folder / "steward.db")
    now, posts = clock.now(), [see_post("practice", "", f"{n}", f"http://site.test/{n}", "bob", None) for n in range(3)]
    for days_ago, likes in ((40, 1), (8, 10), (4, 12), (0, 30)):
        for number in posts[:2]:
            figures = {"likes": likes * (1 + number), "views": 500 - days_ago if days_ago else None}
            add(SnapshotTable, post_id=number, taken_at=now - days_ago * DAY - 60_000, **figures)
    add(SnapshotTable, post_id=posts[2], likes=5, taken_at=now)
    database.close()
    return ["http://site.test/0", "http://site.test/1"]


def test_growth_is_the_first_and_the_last_reading_of_a_span(steward: Steward, read_often: list[str]) -> None:
    found = steward("metrics", "growth", "posts", "--json").document["items"]
    assert [item["name"] for item in found] == read_often
    assert [item["gains"] for item in found] == [{"likes": 40, "views": 4}, {"likes": 60, "views": 4}]
    assert (found[0]["readings"], found[0]["per_day"]) == (3, {"likes": 5.0, "views": 1.0}), "the last has no views"
    [whole, _] = steward("metrics", "growth", "posts", "--days", "90", "--json").document["items"]
    assert (whole["readings"], whole["gains"], whole["per_day"]) == (
        4,
        {"likes": 58, "views": 36},
        {"likes": 1.45, "views": 1.0},
    )
    before = clock.to_iso(clock.now() - 2 * DAY)
    [ended, _] = steward("metrics", "growth", "posts", "--until", str(before), "--json").document["items"]
    assert (ended["gains"], ended["per_day"]) == ({"likes": 4, "views": 4}, {"likes": 1.0, "views": 1.0})
    assert "+40" in steward("metrics", "growth", "posts").out
    assert "read twice" in steward("metrics", "growth", "accounts").out


def test_growth_is_paged_by_its_subject(steward: Steward, read_often: list[str]) -> None:
    one = steward("metrics", "growth", "posts", "--limit", "1", "--json").document
    [first], after = one["items"], one["next"]
    assert (first["name"], after) == (read_often[0], first["id"])
    rest = steward("metrics", "growth", "posts", "--limit", "1", "--after", after, "--json").document
    assert ([item["name"] for item in rest["items"]], rest["next"]) == (read_often[1:], None)
    [only] = steward("metrics", "growth", "posts", "--where", f"id={after}", "--json").document["items"]
    assert only == first
    assert steward("metrics", "growth", "posts", "--where", "likes=1", "--json").error["code"] == "unknown_condition"

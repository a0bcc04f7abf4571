"""`steward metrics`, on a profile where something was done."""

from __future__ import annotations

import pytest

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
    for command in (("today",), ("daily",), ("hourly",), ("account", done), ("brand",)):
        assert steward("metrics", *command).code == 0

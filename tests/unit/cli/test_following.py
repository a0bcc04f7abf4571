"""`steward posts track`: a post and its plan of checks by one command, both or neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models import clock, ids
from models.check_plan import record_check_completion
from models.database import close, connect, sql
from tests.unit.cli.conftest import Steward, stored

SITE = "http://127.0.0.1:9"
HOUR_MS = 3_600_000


def hours_of(plan: dict[str, Any]) -> list[int]:
    """In how many hours from its first one each check of a plan is due."""
    due = [clock.from_iso(step["due_at"]) for step in plan["steps"]]
    return [(at - due[0]) // HOUR_MS for at in due]


def test_a_post_is_kept_with_its_plan(steward: Steward, alice: str, folder: Path) -> None:
    before = clock.now() - 1000
    made = steward("posts", "track", f"{SITE}/posts/7", "--json").document
    assert made["new"] is True
    assert made["url"] == f"{SITE}/posts/7"
    plan = steward("checks", "show", made["id"], "--json").document
    assert hours_of(plan) == [0, 1, 4, 24, 72, 168]
    assert before <= clock.from_iso(plan["next_at"]) <= clock.now()
    assert (plan["done"], plan["complete"], plan["account_id"]) == (0, False, None)
    [post] = steward("posts", "list", "--json").document["items"]
    assert (post["id"], post["platform"], post["instance"], post["external_id"]) == (
        plan["post_id"], "practice", "127.0.0.1:9", "7",
    )  # fmt: skip
    assert [row["id"] for row in steward("checks", "pending", "--json").document["items"]] == [plan["id"]]
    [(body,)] = stored(folder, "SELECT body FROM audit_entries WHERE kind = 'post_followed'")
    assert '"checks":6' in body.replace(" ", "")


def test_a_post_that_is_followed_stays_as_it_is(steward: Steward, alice: str) -> None:
    first = steward("posts", "track", f"{SITE}/posts/7", "--account", alice, "--hours", "5,2,2", "--json").document
    assert first["account_id"] == alice
    again = steward("posts", "track", f"{SITE}/posts/7#top", "--hours", "9", "--json").document
    assert again == first | {"new": False}
    assert hours_of(steward("checks", "show", first["id"], "--json").document) == [0, 3]
    assert len(steward("posts", "list", "--json").document["items"]) == 1


def test_a_plan_that_is_over_goes_on_behind_what_was_read(steward: Steward, alice: str, folder: Path) -> None:
    made = steward("posts", "track", f"{SITE}/posts/7", "--hours", "0", "--json").document
    connect(folder / "steward.db")
    record_check_completion(1)
    close()
    assert steward("checks", "show", made["id"], "--json").document["complete"] is True
    assert steward("posts", "track", f"{SITE}/posts/7", "--hours", "3", "--json").document["new"] is True
    first, second = steward("checks", "show", made["id"], "--json").document["steps"]
    assert (first["done_at"] is None, second["done_at"]) == (False, None)


def test_following_ends_when_it_is_said(steward: Steward, alice: str) -> None:
    made = steward("posts", "track", f"{SITE}/posts/7", "--json").document
    assert steward("posts", "untrack", made["post_id"]).code == 0
    assert steward("checks", "pending", "--json").document["items"] == []
    assert steward("checks", "show", made["id"], "--json").document["complete"] is True
    refused = steward("posts", "untrack", made["post_id"], "--json")
    assert (refused.code, refused.error["code"]) == (2, "post_not_followed")
    assert steward("posts", "track", f"{SITE}/posts/7", "--hours", "6", "--json").document["new"] is True
    assert len(steward("checks", "show", made["id"], "--json").document["steps"]) == 1, "what was due before is not"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["http://elsewhere.test/posts/7"], "url_of_no_site"),
        (["no address at all"], "url_of_no_site"),
        (["http://[half"], "url_of_no_site"),
        ([f"{SITE}/people/bob"], "url_not_understood"),
        (["http://elsewhere.test/posts/7", "--account", "practice:alice"], "url_other_platform"),
        ([f"{SITE}/posts/7", "--account", "practice:nobody"], "unknown_account"),
        ([f"{SITE}/posts/7", "--hours", "soon"], "bad_condition"),
        ([f"{SITE}/posts/7", "--hours", "999999999"], "bad_condition"),
        ([f"{SITE}/posts/7", "--hours", ",".join(map(str, range(101)))], "bad_condition"),
    ],
)
@pytest.mark.usefixtures("alice")
def test_what_cannot_be_followed_is_told_and_nothing_is_kept(
    steward: Steward, folder: Path, words: list[str], code: str
) -> None:
    ran = steward("posts", "track", *words, "--json")
    assert (ran.code, ran.error["code"]) == (2, code)
    assert ran.error["hint"]
    assert stored(folder, "SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM check_plans)") == [(0, 0)]


def test_a_post_without_its_plan_is_not_kept(steward: Steward, alice: str, folder: Path) -> None:
    connect(folder / "steward.db")
    sql("CREATE TRIGGER no BEFORE INSERT ON check_steps BEGIN SELECT RAISE(ABORT, 'no'); END")
    close()
    assert steward("posts", "track", f"{SITE}/posts/7").code == 5
    assert stored(folder, "SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM check_plans)") == [(0, 0)]
    assert ids.public("posts", 1) not in steward("posts", "list").out

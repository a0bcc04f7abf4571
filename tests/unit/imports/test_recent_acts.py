"""What an older system did and said counts here: caps, collisions, repeats; a refused row leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automation.imports.plan import Context, Draft, Ref, Row, StorePlan, TablePlan
from automation.imports.run import Options, run
from automation.imports.undo import undo
from automation.policy import facts
from automation.policy.decide import decide
from automation.values import Decision
from models import clock, settings
from models.action import action
from models.database import sql
from models.enums import ActionKind, Outcome, State, TargetKind
from tests.fakes.house import Hand, hand
from tests.fakes.importing import hands, rows
from tests.fakes.old_tables import Lists

pytestmark = pytest.mark.usefixtures("store")

HOUR, DAY = 3_600_000, 86_400_000


def act(row: Row, context: Context) -> Iterator[Draft]:
    """An act of an account of ours, and the try."""
    post, at = str(row["on"]), row["at"]
    target = {"target_kind": TargetKind.POST, "target_url": f"https://site.test/{post}", "target_id": post}
    values = {"account_id": row["account"], "kind": row["kind"], "state": row["state"], "done_at": at}
    secrets = {"text": row["text"].encode()} if "text" in row else {}
    yield Draft("actions", {**values, **target, "created_at": at, "updated_at": at}, secrets=secrets)
    tried = {"action_id": Ref("acts", str(row["id"])), "account_id": row["account"], "clicked": True}
    yield Draft("attempts", {**tried, "outcome": row["outcome"], "started_at": at})


def own(row: Row, context: Context) -> Iterator[Draft]:
    """An account of ours with what is to be hidden of it."""
    name = row["name"]
    values = {"platform": "x", "instance": "", "username": name, "username_norm": name.lower()}
    yield Draft("accounts", values, secrets={"email": f"{row['id']}@mail.test".encode()})


def bring(tmp_path: Path, *found: Row, read: Any = act) -> dict[str, Any]:
    """Bring rows along as one old store."""
    columns = frozenset(name for row in found for name in row)
    plan = StorePlan("lists", (TablePlan("acts", lambda row: row["id"], read, columns),), lambda _: True)
    return run(plan, Lists(acts=[*found]), Options(), hands(tmp_path)).document()


def done(number: int, who: Hand, ago: int, **more: Any) -> Row:
    """An act so many milliseconds ago."""
    row = {"id": number, "account": who.account.id, "kind": ActionKind.LIKE, "on": number, "state": State.CONFIRMED}
    return {**row, "outcome": Outcome.PERFORMED, "at": clock.now() - ago, **more}


def may(who: Hand, post: str = "fresh") -> Decision:
    """What policy says of a fresh like of a post."""
    sql("UPDATE accounts SET enabled = 1, authority_kind = 'own', auto_approve = '[\"like\"]'")
    wish = action(who.want(ActionKind.LIKE, post).action.id)
    return decide(wish, facts.read(wish, {}))


def test_what_was_tried_in_the_last_hour_fills_the_cap_of_the_hour(tmp_path: Path) -> None:
    alice = hand("alice")
    settings.put("cap_like_hour", 3)
    bring(tmp_path, *(done(n, alice, n * 60_000) for n in range(1, 4)))
    assert may(alice).code == "cap_hour"


def test_what_was_tried_in_the_last_day_fills_the_cap_of_the_day(tmp_path: Path) -> None:
    alice, ben = hand("alice"), hand("ben")
    settings.put("cap_like_day", 3)
    bring(tmp_path, *(done(n, alice, 5 * HOUR + n, outcome=Outcome.FAILED, state=State.FAILED) for n in range(1, 4)))
    assert may(alice).code == "cap_day"
    assert may(ben).code == "allowed"


@pytest.mark.parametrize(
    "more", [{"ago": DAY + HOUR}, {"ago": HOUR, "outcome": Outcome.ALREADY}, {"ago": HOUR, "kind": ActionKind.COMMENT}]
)
def test_what_is_old_or_was_not_done_or_is_of_another_class_fills_nothing(tmp_path: Path, more: Row) -> None:
    alice = hand("alice")
    settings.put("cap_like_day", 1)
    bring(tmp_path, done(1, alice, **more))
    assert may(alice).code == "allowed"


def test_a_clock_that_ran_ahead_fills_a_cap_for_a_day_and_no_longer(tmp_path: Path) -> None:
    alice = hand("alice")
    bring(tmp_path, done(1, alice, -400 * DAY))
    [row] = rows("cap_counts")
    assert row["counted_at"] <= clock.now()
    assert rows("reservations")[0]["until"] <= clock.now() + settings.get("collision_days") * DAY


@pytest.mark.parametrize("state", [State.CONFIRMED, State.UNCONFIRMED, State.RUNNING])
def test_what_one_account_did_or_may_have_is_left_alone_by_the_others(tmp_path: Path, state: State) -> None:
    alice, ben = hand("alice"), hand("ben")
    bring(tmp_path, done(7, alice, 5 * DAY, state=state))
    assert may(ben, "7").code == "target_taken"
    assert may(ben, "8").code == "allowed"


@pytest.mark.parametrize("more", [{"ago": 31 * DAY}, {"ago": HOUR, "state": State.FAILED, "outcome": Outcome.FAILED}])
def test_what_was_long_ago_or_never_done_holds_nothing(tmp_path: Path, more: Row) -> None:
    alice, ben = hand("alice"), hand("ben")
    bring(tmp_path, done(7, alice, **more))
    assert may(ben, "7").code == "allowed"


def test_the_last_to_act_holds_a_target_and_never_one_that_is_held_longer(tmp_path: Path) -> None:
    alice, ben, carol = hand("alice"), hand("ben"), hand("carol")
    sql("INSERT INTO reservations VALUES ('practice||post|9', ?, 77, ?)", (carol.account.id, clock.now() + 90 * DAY))
    late = [done(1, alice, 2 * DAY, on=7), done(2, ben, 3 * DAY, on=7), done(3, alice, DAY, on=9)]
    bring(tmp_path, *late)
    assert {row["target_key"]: row["account_id"] for row in rows("reservations")} == {
        "practice||post|7": alice.account.id,
        "practice||post|9": carol.account.id,
    }


def test_an_import_that_is_read_again_counts_once_and_taken_back_counts_nothing(tmp_path: Path) -> None:
    alice = hand("alice")
    found = [done(1, alice, HOUR), done(2, alice, 2 * HOUR)]
    bring(tmp_path, *found)
    bring(tmp_path, *found)
    assert (len(rows("cap_counts")), len(rows("reservations"))) == (2, 2)
    undo(rows("imports")[0]["id"], tmp_path, lambda: False)
    assert (rows("actions"), rows("cap_counts"), rows("reservations")) == ([], [], [])


def test_a_row_that_the_store_refuses_leaves_no_secret_behind(tmp_path: Path) -> None:
    report = bring(tmp_path, {"id": 1, "name": "Ann"}, {"id": 2, "name": "ANN"}, {"id": 3, "name": "Ben"}, read=own)
    assert report["tables"]["acts"] == {"read": 3, "written": 2, "merged": 0, "refused": 1}
    kept = {f"accounts|{row['id']}|email" for row in rows("accounts")}
    assert {row["place"] for row in rows("secrets")} == kept
    assert len(kept) == 2


def test_what_was_done_stays_known_when_its_import_is_taken_back(tmp_path: Path) -> None:
    alice = hand("alice")
    bring(tmp_path, done(7, alice, 40 * DAY), done(8, alice, DAY, state=State.FAILED, outcome=Outcome.FAILED))
    told = undo(rows("imports")[0]["id"], tmp_path, lambda: False)
    assert told["left"] == {"ledger": {"what was done on a site is not done again": 1}}
    assert rows("actions") == []
    assert may(alice, "7").code == "already_done"
    assert may(alice, "8").code == "allowed"


SAID = "What a lovely evening, thank you all for coming to the harbour!"


def says(who: Hand, text: str) -> Decision:
    """What policy says of a comment in these words."""
    sql("UPDATE accounts SET enabled = 1, authority_kind = 'own', auto_approve = '[\"comment\"]'")
    wish = action(who.want(ActionKind.COMMENT, "fresh", text).action.id)
    return decide(wish, facts.read(wish, {}))


def test_what_one_account_said_is_not_repeated_by_another_in_nearly_the_same_words(tmp_path: Path) -> None:
    alice, ben = hand("alice"), hand("ben")
    bring(tmp_path, done(1, alice, 400 * DAY, kind=ActionKind.COMMENT, text=SAID))
    assert says(ben, SAID.replace("lovely", "Lovely ").upper()).code == "text_repeated"
    assert says(ben, "Which lens did you take for the second picture?").code == "allowed"
    assert says(alice, SAID + " Really.").code == "allowed"


def test_what_waits_to_be_said_can_be_compared(tmp_path: Path) -> None:
    alice, ben = hand("alice"), hand("ben")
    waiting = {"kind": ActionKind.COMMENT, "text": SAID, "state": State.QUEUED, "outcome": Outcome.FAILED}
    bring(tmp_path, done(1, alice, DAY, kind=ActionKind.COMMENT, text=SAID), done(2, ben, DAY, **waiting))
    [wish] = [row["id"] for row in rows("actions", "account_id = ?", ben.account.id)]
    answers = {rule.rule: rule.code for rule in decide(action(wish), facts.read(action(wish), {})).rules}
    assert answers["duplicates"] == "text_repeated"

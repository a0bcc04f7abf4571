"""What policy reads from a real store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from automation.policy import facts
from automation.policy.decide import RULES, decide
from automation.policy.known import Spend, Taken, Window, Word
from models import approval, attempt, blocklist, ledger, settings
from models.account import Account, account, change_account
from models.brand import add_brand
from models.enums import ActionKind, Answer, CapClass, Health, Outcome, State, TargetKind, Trigger
from models.errors import BadInput
from models.post import see_post
from tests.fakes.house import switched_on
from tests.fakes.new_store import MEMORY
from tests.unit.policy.conftest import Clock, fresh_store
from tests.unit.policy.given import BERLIN, DAY_MS, HOUR_MS, NOON, an_action, kept, tried

TEXT = "What a lovely counter, congratulations on the new shop!"


def test_a_fresh_account_is_known_as_it_is(ann: Account) -> None:
    known = facts.read(kept(ann), {})
    assert (known.now, known.enabled, known.paused, known.health, known.health_code) == (
        *(NOON, True, False, Health.OK, None),
    )
    assert (known.authority_kind, known.auto_approve, known.approval) == (None, frozenset(), None)
    assert known.windows == (Window("hour", 0, 20), Window("day", 0, 120))
    assert (known.taken, known.done, known.compared, known.repeat) == (None, False, False, None)
    assert (known.blocked, known.opted_out, known.spend) == (None, None, Spend(0, 0, 0))
    assert (known.quiet_hours, known.collision_days) == ("", 30)
    assert decide(kept(ann), known).code == "authority_missing"


def test_the_account_says_who_when_and_where(ann: Account) -> None:
    change_account(
        ann.id,
        authority_kind="client",
        authority_until=NOON + 5,
        paused=True,
        enabled=False,
        health=Health.CHALLENGED,
        health_code="second_factor",
        auto_approve=["like"],
        zone="Europe/Berlin",
        quiet_hours="22:00-07:00",
    )
    known = facts.read(kept(ann), {})
    assert (known.authority_kind, known.authority_until) == ("client", NOON + 5)
    assert (known.paused, known.enabled, known.health, known.health_code) == (
        *(True, False, Health.CHALLENGED, "second_factor"),
    )
    assert (known.zone, known.quiet_hours, known.auto_approve) == (BERLIN, "22:00-07:00", frozenset({"like"}))


@given(st.sampled_from(ActionKind), st.sampled_from(["active", "inactive", "paused"]), st.booleans())
@settings_of(max_examples=25)
def test_a_brand_rests_all_its_accounts_until_it_is_active(kind: ActionKind, status: str, belongs: bool) -> None:
    with fresh_store(MEMORY):
        own = switched_on("site", "", "ann")
        bakery = add_brand("Bakery", status=status)
        if belongs:
            change_account(own.id, brand_id=bakery)
        decision = decide(kept(own, kind), facts.read(kept(own, kind), {}))
        assert len(decision.rules) == len(RULES)
        health = next(said for said in decision.rules if said.rule == "account_health")
        rests = belongs and status != "active"
        said = (Answer.HOLD, "brand_paused", status, "active") if rests else (Answer.ALLOW, "allowed", "ok", "ok")
        assert (health.answer, health.code, health.figure, health.limit) == said


@pytest.mark.parametrize(("own", "house", "hours"), [(None, "1:00-2:00", "1:00-2:00"), ("", "1:00-2:00", "")])
def test_an_account_may_have_hours_of_its_own(ann: Account, own: str | None, house: str, hours: str) -> None:
    settings.put("quiet_hours", house)
    change_account(ann.id, quiet_hours=own)
    assert facts.read(kept(ann), {}).quiet_hours == hours


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "Europe", "\0"])
def test_a_zone_that_is_not_known_here_is_no_zone(ann: Account, zone: str) -> None:
    change_account(ann.id, zone=zone)
    assert facts.read(kept(ann), {}).zone is None


def test_without_a_zone_it_is_this_machines(ann: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tzlocal.get_localzone", lambda: BERLIN)
    assert facts.read(kept(ann), {}).zone is BERLIN
    settings.put("zone", "Asia/Kathmandu")
    assert str(facts.read(kept(ann), {}).zone) == "Asia/Kathmandu"
    change_account(ann.id, zone="America/Lima")
    assert str(facts.read(kept(ann), {}).zone) == "America/Lima"


def test_limits_are_the_strictest_of_three(ann: Account) -> None:
    change_account(ann.id, caps={"like/hour": 7, "like/day": 900})
    known = facts.read(kept(ann), {"like/hour": 30, "like/day": 60})
    assert [(w.span, w.limit) for w in known.windows] == [("hour", 7), ("day", 60)]
    assert facts.caps(account(ann.id), ActionKind.LIKE, {"like/hour": 0}) == {"hour": 0, "day": 120}


def test_a_full_window_says_when_it_frees(ann: Account, dial: Clock) -> None:
    change_account(ann.id, caps={"like/hour": 2})
    for number, ago in enumerate((50, 40, 30), 1):
        dial.now = NOON - ago * 60_000
        attempt.count_against_caps(ann.id, CapClass.LIKE, number)
    dial.now = NOON
    hour, day = facts.read(kept(ann), {}).windows
    assert hour == Window("hour", 3, 2, NOON - 40 * 60_000 + HOUR_MS)
    assert day == Window("day", 3, 120)


def test_another_accounts_reservation_is_seen_until_it_ends(ann: Account, bea: Account, dial: Clock) -> None:
    action = kept(ann)
    key = facts.read(action, {}).target_key
    attempt.reserve(key, bea.id, 99, NOON + DAY_MS)
    assert facts.read(action, {}).taken == Taken("site:Bea", NOON + DAY_MS)
    assert facts.read(kept(bea), {}).taken is None
    dial.now += DAY_MS
    assert facts.read(action, {}).taken is None


def test_what_is_due_later_is_judged_as_of_then(ann: Account, bea: Account) -> None:
    change_account(ann.id, caps={"like/hour": 1}, quiet_hours="11:00-13:00", zone="UTC", authority_kind="own")
    attempt.count_against_caps(ann.id, CapClass.LIKE, 1)
    later = kept(ann, due_at=NOON + DAY_MS - 1, state=State.QUEUED)
    attempt.reserve(facts.key_of(later, ann), bea.id, 99, NOON + DAY_MS - 1)
    known = facts.read(later, {})
    assert (known.now, known.taken) == (NOON + DAY_MS - 1, None)
    assert known.windows == (Window("hour", 0, 1), Window("day", 1, 120))
    approval.answer(later.id, later.content_hash, True, "ann")
    assert decide(later, facts.read(later, {})).until == NOON + DAY_MS + HOUR_MS


def test_what_runs_is_judged_as_of_now(ann: Account, dial: Clock) -> None:
    dial.now = NOON - HOUR_MS
    assert facts.read(kept(ann, due_at=NOON), {}).now == NOON - HOUR_MS


def test_a_target_has_one_key_however_it_is_spelled(ann: Account) -> None:
    def key(kind: TargetKind, name: str) -> str:
        return facts.key_of(an_action(account_id=ann.id, target_kind=kind, target_id=name), ann)

    assert key(TargetKind.PERSON, "@Bob") == key(TargetKind.PERSON, "bob")
    assert key(TargetKind.POST, "aB") != key(TargetKind.POST, "ab")
    assert key(TargetKind.POST, "7") != key(TargetKind.PERSON, "7")
    assert facts.key_of(an_action(), ann) != facts.key_of(an_action(), replace(ann, instance="other.example"))


def test_what_the_ledger_knows_was_done(ann: Account) -> None:
    action = kept(ann)
    ledger.write_key(action.idempotency_key, ann.id)
    assert facts.read(action, {}).done


@pytest.mark.parametrize(("outcome", "done"), [(Outcome.PERFORMED, False), (Outcome.FAILED, True)])
def test_an_action_is_not_its_own_repeat(ann: Account, outcome: Outcome, done: bool) -> None:
    action = kept(ann)
    tried(action, outcome, State.QUEUED)
    ledger.write_key(action.idempotency_key, ann.id)
    assert facts.read(action, {}).done is done


def test_the_last_word_of_a_person_counts(ann: Account) -> None:
    action = kept(ann)
    approval.answer(action.id, "content", False, "ann")
    approval.answer(action.id, "content", True, "cleo")
    assert facts.read(action, {}).approval == Word(True, "cleo", "content")


LISTED = [
    ("block", "7", ActionKind.LIKE, {}),
    ("block", "@Bob", ActionKind.LIKE, {"author": "bob"}),
    ("block", "http://site.example/t/7/", ActionKind.LIKE, {}),
    ("opt_out", "bob", ActionKind.LIKE, {"author": "Bob"}),
    ("opt_out", "bob", ActionKind.DM, {"target_id": "BOB"}),
    ("opt_out", "http://site.example/u/bob", ActionKind.FOLLOW, {"target_url": "http://site.example/u/bob/#top"}),
]


@pytest.mark.parametrize("platform", ["site", "*"])
@pytest.mark.parametrize(("listed", "subject", "kind", "changes"), LISTED)
def test_who_is_listed_is_met(
    ann: Account, platform: str, listed: str, subject: str, kind: ActionKind, changes: dict[str, Any]
) -> None:
    blocklist.block(listed, platform, subject)
    author = changes.get("author")
    action = kept(ann, kind, **{name: value for name, value in changes.items() if name != "author"})
    known = facts.read(action, {}, author=author)
    assert (known.blocked is not None, known.opted_out is not None) == (listed == "block", listed == "opt_out")


def test_a_known_author_is_met_without_being_named(ann: Account) -> None:
    see_post("site", "forum.example", "7", "http://site.example/t/7", "Bob", None)
    blocklist.block("opt_out", "*", "bob")
    assert facts.read(kept(ann), {}).opted_out == "bob"
    assert facts.read(kept(ann, target_id="8", target_url="http://site.example/t/8"), {}).opted_out is None


@pytest.mark.parametrize(("kept_so", "shown"), [(True, False), (False, True)])
def test_a_sponsored_post_is_known_by_its_row_or_by_its_page(ann: Account, kept_so: bool, shown: bool) -> None:
    see_post("site", "forum.example", "7", "http://site.example/t/7", "Bob", None, sponsored=kept_so)
    see_post("site", "forum.example", "7", "http://site.example/t/7", "Bob", None)
    wish = kept(ann, trigger=Trigger.FEED)
    assert decide(wish, facts.read(wish, {}, sponsored=shown)).code == "sponsored"
    assert facts.read(wish, {}).sponsored is kept_so
    settings.put("skip_sponsored", False)
    assert decide(wish, facts.read(wish, {}, sponsored=shown)).code != "sponsored"


def test_an_opt_out_elsewhere_or_of_a_namesake_post_does_not_count(ann: Account) -> None:
    blocklist.block("opt_out", "othersite", "bob")
    blocklist.block("opt_out", "site", "7")
    assert facts.read(kept(ann), {}, author="bob").opted_out is None


@pytest.mark.parametrize(
    ("typed", "micro"),
    [("0", 0), ("12.5", 12_500_000), ("free", None), ("-1", None), ("NaN", None), ("Infinity", None)],
)
def test_a_budget_is_read_or_it_is_none(ann: Account, typed: str, micro: int | None) -> None:
    settings.put("spend_day", typed)
    assert facts.read(kept(ann), {}, cost=5).spend == Spend(5, 0, micro)


def test_an_account_that_is_not_there_is_an_error(ann: Account) -> None:
    with pytest.raises(BadInput, match="unknown_account"):
        facts.read(an_action(account_id=404), {})


def test_a_whole_way_from_the_store_to_a_yes(ann: Account) -> None:
    change_account(ann.id, authority_kind="own")
    action = kept(ann, ActionKind.COMMENT, TEXT)
    assert decide(action, facts.read(action, {})).code == "approval_needed"
    approval.answer(action.id, action.content_hash, True, "ann")
    assert decide(action, facts.read(action, {})).answer is Answer.ALLOW

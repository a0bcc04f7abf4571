"""An opt-out is for ever: it reaches a person under every name they have, had or come to have."""

from __future__ import annotations

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from automation.policy import facts
from models.account import Account
from models.base import add
from models.blocklist import block
from models.database import sql
from models.enums import ActionKind, TargetKind
from models.person import PersonTable, link_people, see_person
from models.post import see_post
from tests.fakes.house import switched_on
from tests.fakes.new_store import MEMORY
from tests.unit.policy.conftest import fresh_store
from tests.unit.policy.given import kept

HERE = ("site", "forum.example")
Form = Literal["NFC", "NFD"]


def is_left_alone(own: Account, name: str) -> bool:
    """Whether the account may not turn to somebody of that name."""
    address = f"http://site.example/{len(name)}"
    wish = kept(own, ActionKind.FOLLOW, target_kind=TargetKind.PERSON, target_id=name, target_url=address)
    known = facts.read(wish, {}).opted_out is not None
    assert facts.is_listed("opt_out", wish) is known
    return known


def test_who_opted_out_before_they_were_known_is_reached_by_a_link(ann: Account) -> None:
    block("opt_out", "othersite", "bob")
    elsewhere, here = see_person("othersite", "", "bob"), see_person(*HERE, "bobby")
    assert not is_left_alone(ann, "bobby")
    link_people(elsewhere, here)
    assert is_left_alone(ann, "bobby")
    see_post(*HERE, "7", "http://site.example/t/7", "somebody", "words", here)
    assert facts.is_listed("opt_out", kept(ann))


def test_who_opted_out_before_they_were_known_is_reached_under_a_later_name(ann: Account) -> None:
    block("opt_out", "site", "dora")
    for name in ("dora", "dora_new"):
        see_person(*HERE, name, platform_user_id="8")
    assert is_left_alone(ann, "dora_new")


def test_a_name_that_an_import_brought_is_remembered(ann: Account) -> None:
    block("opt_out", "*", "dora")
    times = {"first_seen_at": 1, "last_seen_at": 1, "updated_at": 1}
    add(PersonTable, platform="site", instance="forum.example", username="Dora", username_norm="dora",
        platform_user_id="8", **times)  # fmt: skip
    see_person(*HERE, "dora_new", platform_user_id="8")
    assert is_left_alone(ann, "dora_new")


def test_who_lost_their_name_to_somebody_else_is_still_left_alone(ann: Account) -> None:
    block("opt_out", "site", "dora")
    add(PersonTable, platform="site", instance="forum.example", username="Dora", username_norm="dora",
        platform_user_id="8", first_seen_at=1, last_seen_at=1, updated_at=1)  # fmt: skip
    see_person(*HERE, "dora", platform_user_id="9")
    see_person(*HERE, "late", platform_user_id="8")
    assert is_left_alone(ann, "late")
    assert sql("SELECT count(*) FROM person_names WHERE username LIKE '%8)'") == [(0,)]


def test_two_who_turn_out_to_be_one_keep_what_holds_for_either(ann: Account) -> None:
    by_name, old = see_person(*HERE, "bob"), see_person(*HERE, "bob_old", platform_user_id="900")
    link_people(by_name, see_person("othersite", "", "tables"))
    link_people(old, see_person(*HERE, "robert"))
    block("opt_out", "othersite", "tables")
    assert (is_left_alone(ann, "bob"), is_left_alone(ann, "robert")) == (True, False)
    see_person(*HERE, "bob", platform_user_id="900")
    assert [is_left_alone(ann, name) for name in ("bob", "bob_old", "robert")] == [True, True, True]
    assert sql("SELECT count(*) FROM identities") == [(1,)]


@pytest.mark.parametrize(
    ("was", "asked"),
    [("Bob.Old", "bob.old"), ("bob.old", "BOB.Old"), ("Bo", "bO"), ("José", normalize("NFD", "JOSÉ")), ("ÉA", "éa")],
)
def test_an_old_name_is_known_however_it_is_spelled(ann: Account, was: str, asked: str) -> None:
    for name in (was, "newbob"):
        see_person(*HERE, name, platform_user_id="900")
    block("opt_out", "site", "newbob")
    see_person(*HERE, f"{was}x")
    assert (is_left_alone(ann, asked), is_left_alone(ann, f"{asked}x")) == (True, False)


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
@pytest.mark.parametrize("kind", ["block", "opt_out"])
def test_an_accent_may_be_written_in_two_ways(ann: Account, kind: str, forms: tuple[Form, Form]) -> None:
    listed, asked = (normalize(form, "José") for form in forms)
    block(kind, "site", listed)
    wish = kept(ann, ActionKind.FOLLOW, target_kind=TargetKind.PERSON, target_id=asked, target_url="http://s.example")
    assert facts.is_listed(kind, wish)
    assert not facts.is_listed(kind, kept(ann, ActionKind.FOLLOW, target_kind=TargetKind.PERSON, target_id="Jose"))


PLACES = (HERE, ("othersite", ""))
HANDLES = st.integers(0, 3)
HAPPENINGS = st.one_of(
    st.tuples(st.just("seen"), HANDLES, st.integers(0, 2)),
    st.tuples(st.just("linked"), HANDLES, HANDLES),
    st.tuples(st.just("opted out"), HANDLES, st.integers(0, 2)),
)


def name_of(handle: int, nth: int) -> str:
    return f"É{handle}Name{nth}"


@given(st.lists(HAPPENINGS, max_size=12), st.sampled_from(["NFC", "NFD"]))
@settings_of(max_examples=60)
def test_in_whatever_order_it_becomes_known_an_opt_out_reaches_the_whole_person_and_nobody_else(
    happenings: list[tuple[str, int, int]], form: Form
) -> None:
    with fresh_store(MEMORY):
        owns = [switched_on(*place, "ann") for place in PLACES]
        rows: dict[int, int] = {}
        had: dict[int, set[str]] = {handle: set() for handle in range(4)}
        whole, gone = {handle: {handle} for handle in range(4)}, set()
        for what, handle, other in happenings:
            name = name_of(handle, other)
            if what == "seen":
                rows[handle] = see_person(*PLACES[handle % 2], name, platform_user_id=str(handle))
                had[handle].add(name)
            elif what == "opted out":
                block("opt_out", PLACES[handle % 2][0], name)
                gone.add(name)
            elif {handle, other} <= set(rows):
                link_people(rows[handle], rows[other])
                one = whole[handle] | whole[other]
                whole |= dict.fromkeys(one, one)
        for handle, names in had.items():
            theirs = {name for each in whole[handle] for name in had[each]}
            for name in names:
                asked = normalize(form, name).swapcase()
                assert is_left_alone(owns[handle % 2], asked) is bool(theirs & gone), (name, theirs, gone)

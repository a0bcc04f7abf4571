"""Near-identical text across own accounts, as the store tells it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from automation.policy import facts
from automation.policy.known import Repeat
from automation.queue.fingerprint import MARKS, fingerprint
from models.account import Account, add_account
from models.action import ActionTable
from models.enums import ActionKind, Outcome, State
from models.errors import StoreUnusable
from models.fingerprint import write_many_marks, write_marks
from tests.unit.policy.given import KEY, kept, tried

TEXT = "What a lovely counter, congratulations on the new shop!"


def test_near_identical_text_of_another_account_is_found(ann: Account, bea: Account) -> None:
    tried(kept(bea, ActionKind.COMMENT, TEXT))
    action = kept(ann, ActionKind.DM, "WHAT a lovely counter -- congratulations on the new shop 🎉")
    known = facts.read(action, {})
    assert known.compared
    assert known.repeat == Repeat("site:Bea", 100, 70)


def test_the_most_alike_is_named(ann: Account, bea: Account) -> None:
    cleo = add_account("site", "forum.example", "cleo", None)
    tried(kept(bea, ActionKind.COMMENT, f"{TEXT} All of us"))
    tried(kept(cleo, ActionKind.COMMENT, TEXT))
    assert facts.read(kept(ann, ActionKind.COMMENT, TEXT), {}).repeat == Repeat("site:cleo", 100, 70)


@pytest.mark.parametrize(
    ("outcome", "state", "changes", "counts"),
    [
        (Outcome.STARTED, State.RUNNING, {}, True),
        (Outcome.STARTED, State.INTERRUPTED, {}, True),
        (Outcome.PERFORMED, State.UNCONFIRMED, {}, True),
        (Outcome.PERFORMED, State.FAILED, {}, False),
        (Outcome.FAILED, State.QUEUED, {}, False),
        (Outcome.ABANDONED, State.QUEUED, {}, False),
        (Outcome.PERFORMED, State.CONFIRMED, {"rehearse": True}, False),
    ],
)
def test_only_text_that_may_have_been_sent_counts(
    ann: Account, bea: Account, outcome: Outcome, state: State, changes: dict[str, Any], counts: bool
) -> None:
    tried(kept(bea, ActionKind.COMMENT, TEXT, **changes), outcome, state)
    assert (facts.read(kept(ann, ActionKind.COMMENT, TEXT), {}).repeat is not None) is counts


def test_two_that_wait_do_not_refuse_each_other(ann: Account, bea: Account) -> None:
    first, second = kept(ann, ActionKind.COMMENT, TEXT), kept(bea, ActionKind.COMMENT, TEXT)
    assert facts.read(first, {}).repeat is None
    assert facts.read(second, {}).repeat is None


def test_an_account_may_say_again_what_it_said(ann: Account) -> None:
    tried(kept(ann, ActionKind.COMMENT, TEXT))
    assert facts.read(kept(ann, ActionKind.COMMENT, TEXT), {}).repeat is None


def test_other_text_is_other_text(ann: Account, bea: Account) -> None:
    tried(kept(bea, ActionKind.COMMENT, "Where did you roast these beans? The colour is so even."))
    assert facts.read(kept(ann, ActionKind.COMMENT, TEXT), {}).repeat is None


def test_a_fingerprint_goes_with_its_action(ann: Account) -> None:
    action = kept(ann, ActionKind.COMMENT, TEXT)
    write_marks(action.id, ann.id, fingerprint(TEXT, KEY))
    assert facts.read(action, {}).compared
    ActionTable.delete().where(ActionTable.id == action.id).execute()
    assert not facts.read(action, {}).compared


@pytest.mark.parametrize("write", [partial(write_marks, 99, 1), lambda marks: write_many_marks([(marks[0], 1, 99)])])
def test_marks_that_the_store_does_not_take_are_told(ann: Account, write: Callable[[list[int]], None]) -> None:
    with pytest.raises(StoreUnusable):
        write([7])


def test_the_figures_of_fingerprints_agree() -> None:
    assert facts.MARKS == MARKS

"""Conditions and rules: what they ask for, what they may be, and that they fire once."""

from __future__ import annotations

from typing import Any

import pytest

from automation.feeds.values import Entry
from automation.triggers import rules
from automation.triggers.conditions import CONDITIONS, matches
from automation.values import Intent
from models.account import Account, add_account
from models.base import new_id
from models.database import sql
from models.enums import ActionKind, Trigger
from models.errors import BadInput, VaultLocked
from models.feed import add_feed
from models.ids import public
from models.rule import Rule, add_rule, change_rule
from tests.fakes.hands import Hands

ENTRY = Entry("p1", "http://site.test/p/1", "Über Gardening & Bees", "Bob", None)


def kept(account: Account, sealed_text: bytes | None = None, **columns: Any) -> Rule:
    values = {"name": "r", "kind": ActionKind.LIKE, "feed_id": None, "condition": {}, **columns}
    return add_rule(sealed=(new_id("rules"), sealed_text), account_id=account.id, **values)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ({}, True),
        ({"title_contains": "GARDEN"}, True),
        ({"title_contains": "über"}, True),
        ({"title_contains": "U\u0308BER"}, True),  # the same letter in two pieces
        ({"title_contains": "spam"}, False),
        ({"title_contains": ["spam", "bees"]}, True),
        ({"not_contains": "spam"}, True),
        ({"not_contains": ["spam", "bees"]}, False),
        ({"author": "bob"}, True),
        ({"author": ["@BOB", "carol"]}, True),
        ({"author": "bo"}, False),
        ({"url_contains": "/p/"}, True),
        ({"url_contains": "/q/"}, False),
        ({"title_contains": "bees", "author": "carol"}, False),
        ({"title_contains": ".*"}, False),
        ({"from_the_future": "x"}, False),
    ],
)
def test_what_a_condition_asks_for(condition: dict[str, Any], met: bool) -> None:
    assert matches(condition, ENTRY) is met


def test_every_condition_may_be_kept() -> None:
    assert rules.check("r", "like", {key: ["a", "b"] for key in CONDITIONS}, None) is ActionKind.LIKE


@pytest.mark.parametrize(
    ("name", "kind", "condition", "text", "code", "key"),
    [
        (" ", "like", {}, None, "rule_wrong", "name"),
        ("r", "follow", {}, None, "rule_wrong", "do"),
        ("r", "lik", {}, None, "unknown_kind", None),
        ("r", "comment", {}, None, "text_missing", None),
        ("r", "like", {}, "hello", "text_unwanted", None),
        ("r", "like", {"title_contain": "x"}, None, "rule_wrong", "when.title_contain"),
        ("r", "like", {"author": ""}, None, "rule_wrong", "when.author"),
        ("r", "like", {"author": []}, None, "rule_wrong", "when.author"),
        ("r", "like", {"author": [1]}, None, "rule_wrong", "when.author"),
        ("r", "like", {"author": {"is": "bob"}}, None, "rule_wrong", "when.author"),
        ("r", "like", {"author": "x" * 201}, None, "rule_wrong", "when.author"),
        ("r", "like", {"author": ["x"] * 51}, None, "rule_wrong", "when.author"),
    ],
)
def test_what_may_not_be_kept(
    name: str, kind: str, condition: dict[str, Any], text: str | None, code: str, key: str | None
) -> None:
    with pytest.raises(BadInput, match=code) as caught:
        rules.check(name, kind, condition, text)
    assert caught.value.facts.get("key") == key


def test_a_typing_slip_gets_a_suggestion() -> None:
    with pytest.raises(BadInput) as caught:
        rules.check("r", "like", {"title_contain": "x"}, None)
    assert "did you mean title_contains?" in str(caught.value.facts["reason"])


def test_a_feed_is_heard_by_its_own_rules_and_its_accounts_general_ones(alice: Account) -> None:
    bob = add_account("practice", "site.test", "bob", "http://site.test")
    feed, other = (add_feed(alice.id, f"http://site.test/{n}", 60) for n in "ab")
    named, general = kept(alice, feed_id=feed.id), kept(alice)
    strangers = kept(bob, feed_id=feed.id)
    kept(alice, feed_id=other.id)
    kept(bob)
    change_rule(kept(alice).id, enabled=False)
    assert [rule.id for rule in rules.listening_to(feed)] == [named.id, general.id, strangers.id]


def test_a_rule_fires_once_for_a_post(alice: Account) -> None:
    hands, rule, other = Hands(), kept(alice), kept(alice)
    assert rules.fire(rule, ENTRY, "post 1", hands.submit, hands.unseal)
    assert not rules.fire(rule, ENTRY, "post 1", hands.submit, hands.unseal)
    assert rules.fire(other, ENTRY, "post 1", hands.submit, hands.unseal)
    assert rules.fire(rule, ENTRY, "post 2", hands.submit, hands.unseal)
    origin = public("rules", rule.id)
    assert hands.intents[0] == Intent(alice.id, ActionKind.LIKE, ENTRY.url, None, Trigger.FEED, origin=origin)


def test_a_rule_says_when_it_last_fired(alice: Account) -> None:
    hands, rule = Hands(), kept(alice)
    told = "SELECT last_fired_at = (SELECT max(fired_at) FROM rule_firings) FROM rules"
    assert sql(told) == [(None,)]
    hands.refuse[ENTRY.url] = BadInput("url_other_platform")
    with pytest.raises(BadInput):
        rules.fire(rule, ENTRY, "post 1", hands.submit, hands.unseal)
    assert sql(told) == [(None,)], "a wish that was not taken is none"
    hands.refuse.clear()
    rules.fire(rule, ENTRY, "post 1", hands.submit, hands.unseal)
    assert sql(told) == [(1,)]


def test_a_sealed_text_is_opened_for_the_wish(alice: Account) -> None:
    hands, rule = Hands(), kept(alice, kind=ActionKind.COMMENT, sealed_text=b"Nice!")
    rules.fire(rule, ENTRY, "post", hands.submit, hands.unseal)
    assert hands.intents[0].text == f"Nice! from rules|{rule.id}|text"


@pytest.mark.parametrize("error", [BadInput("url_other_platform"), VaultLocked("vault_locked"), KeyboardInterrupt()])
def test_a_wish_that_was_not_taken_leaves_no_claim(alice: Account, error: BaseException) -> None:
    hands, rule = Hands(), kept(alice)
    hands.refuse[ENTRY.url] = error
    with pytest.raises(type(error)):
        rules.fire(rule, ENTRY, "post", hands.submit, hands.unseal)
    hands.refuse.clear()
    assert rules.fire(rule, ENTRY, "post", hands.submit, hands.unseal)

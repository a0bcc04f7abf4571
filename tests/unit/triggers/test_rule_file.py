"""The file of a rule: read as meant, or refused with the line of the slip."""

from __future__ import annotations

import pytest

from automation.triggers import rule_file
from automation.triggers.rule_file import WrittenRule
from models.account import Account, add_account
from models.enums import ActionKind
from models.errors import BadInput
from models.feed import add_feed
from models.ids import public

GOOD = """\
[rule]
name = "Like what Bob writes"
feed = "http://site.test/feed"
account = "practice:alice"
on = "new entry"
do = "comment"
text = '''Nice,
"really" 👍'''

[rule.when]
author = "bob"
title_contains = ["bees", "honey"]
"""


def test_a_rule_is_read_as_it_was_meant() -> None:
    assert rule_file.parse(GOOD, "bob.toml") == WrittenRule(
        name="Like what Bob writes",
        account="practice:alice",
        kind=ActionKind.COMMENT,
        feed="http://site.test/feed",
        condition={"author": "bob", "title_contains": ["bees", "honey"]},
        text='Nice,\n"really" 👍',
    )


def test_the_least_is_a_name_an_account_and_what_to_do() -> None:
    least = rule_file.parse('[rule]\r\nname = "r"\r\naccount = "a:b"\r\ndo = "like"\r\n', "r.toml")
    assert least == WrittenRule("r", "a:b", ActionKind.LIKE)


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('on = "new entry"', 'on = "full moon"', 5, "rule.on"),
        ('do = "comment"', 'do = "follow"', 6, "rule.do"),
        ('do = "comment"', "do = 5", 6, "rule.do"),
        ('do = "comment"', "do = [", 7, ""),
        ('do = "comment"', "do comment", 6, ""),
        ('do = "comment"\n', "", 1, "rule.do"),
        ('name = "Like what Bob writes"', 'name = " "', 2, "rule.name"),
        ('name = "Like what Bob writes"', 'nam = "x"', 2, "rule.nam"),
        ('author = "bob"', 'autor = "bob"', 11, "rule.when.autor"),
        ('author = "bob"', "author = true", 11, "rule.when.author"),
        ("[rule.when]", "[when]", 10, "when"),
        ("[rule]", "[rules]", 1, "rules"),
    ],
)
def test_a_slip_is_named_with_its_line(old: str, new: str, line: int, key: str) -> None:
    assert old in GOOD
    with pytest.raises(BadInput, match="rule_broken") as caught:
        rule_file.parse(GOOD.replace(old, new, 1), "bob.toml")
    assert caught.value.subject == "bob.toml"
    assert (caught.value.facts["line"], caught.value.facts["key"]) == (line, key)
    assert caught.value.facts["reason"]


@pytest.mark.parametrize(
    "text", ["", "rule = 5", "[[rule]]\nname = 'x'", "[rule]\nwhen = 5\nname='x'\naccount='a'\ndo='like'"]
)
def test_another_shape_is_refused_too(text: str) -> None:
    with pytest.raises(BadInput, match="rule_broken"):
        rule_file.parse(text, "bob.toml")


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(BadInput, match="rule_broken"):
        rule_file.parse("#" * 100_000, "bob.toml")


@pytest.mark.parametrize(
    ("change", "code"),
    [(('do = "comment"', 'do = "like"'), "text_unwanted"), (("text = '''", "name2 = '''"), "rule_broken")],
)
def test_text_goes_with_what_needs_it(change: tuple[str, str], code: str) -> None:
    with pytest.raises(BadInput, match=code):
        rule_file.parse(GOOD.replace(*change), "bob.toml")


def test_names_become_the_stores_own(alice: Account) -> None:
    bob = add_account("practice", "site.test", "bob", "http://site.test")
    add_feed(bob.id, "http://site.test/feed", 60)
    mine = add_feed(alice.id, "http://site.test/feed", 60)
    settled = rule_file.settle(rule_file.parse(GOOD, "bob.toml"))
    assert (settled.account, settled.feed, settled.kind) == (alice.id, mine.id, "comment")
    by_id = WrittenRule("r", "practice:bob", ActionKind.LIKE, public("feeds", mine.id))
    assert (rule_file.settle(by_id).account, rule_file.settle(by_id).feed) == (bob.id, mine.id)
    anywhere = WrittenRule("r", "practice:bob", ActionKind.LIKE)
    assert rule_file.settle(anywhere).feed is None


@pytest.mark.parametrize(
    ("account", "feed", "code"),
    [
        ("practice:nobody", None, "unknown_account"),
        ("practice:alice", "http://site.test/other", "unknown_feed"),
        ("practice:alice", "feed-00000000", "unknown_feed"),
        ("practice:alice", "ftp://site.test/x", "feed_address"),
        ("practice:alice", "feed", "unknown_id"),
    ],
)
def test_names_that_mean_nothing_are_refused(alice: Account, account: str, feed: str | None, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        rule_file.settle(WrittenRule("r", account, ActionKind.LIKE, feed))

"""Rules: a new entry that meets a condition becomes a wish, once for each post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from automation.feeds.values import Entry
from automation.triggers.conditions import complaints, matches
from automation.triggers.hands import Submit, Unseal
from automation.triggers.wants import check_text, kind_named
from automation.values import Intent
from models.database import writing
from models.enums import ActionKind, Trigger
from models.errors import BadInput
from models.feed import Feed
from models.ids import public
from models.rule import Rule, fire_once, rules

# An entry is a post: what is aimed at a person, or takes something back, needs a person to say so.
KINDS = (ActionKind.LIKE, ActionKind.COMMENT, ActionKind.STATS)


def check(name: str, kind: str, condition: dict[str, Any], text: str | None) -> ActionKind:
    """The kind of a rule that may be kept; BadInput rule_wrong (key, reason), unknown_kind, text_…."""
    wanted = kind_named(kind)
    if not name.strip():
        raise BadInput("rule_wrong", name, key="name", reason="this key is missing")
    if wanted not in KINDS:
        raise BadInput("rule_wrong", name, key="do", reason=f"a rule can {', '.join(KINDS)}")
    for key, reason in complaints(condition):
        raise BadInput("rule_wrong", name, key=f"when.{key}", reason=reason)
    check_text(wanted, text)
    return wanted


def text_place(rule_id: int) -> str:
    """Where the vault says a rule's text belongs."""
    return f"rules|{rule_id}|text"


def listening_to(feed: Feed) -> list[Rule]:
    """The enabled rules for a feed: those that name it, and its account's rules that name none."""
    return [
        r
        for r in rules(enabled=True)
        if r.feed_id == feed.id or (r.feed_id is None and r.account_id == feed.account_id)
    ]


def wanted(listening: list[Rule], entries: list[Entry]) -> Iterator[tuple[Rule, Entry]]:
    """Each rule with each entry that it asks for."""
    return ((rule, entry) for entry in entries for rule in listening if matches(rule.condition, entry))


def fire(rule: Rule, entry: Entry, subject: str, submit: Submit, unseal: Unseal) -> bool:
    """Submit what a rule wants of an entry; False if it has wanted it before of this post.

    The claim and the acceptance stand or fall together, also with what surrounds this call.
    """
    with writing():
        if not fire_once(rule.id, subject):
            return False
        submit(_intent(rule, entry, unseal))
    return True


def _intent(rule: Rule, entry: Entry, unseal: Unseal) -> Intent:
    text = None if rule.sealed_text is None else unseal(rule.sealed_text, text_place(rule.id))
    return Intent(rule.account_id, rule.kind, entry.url, text, Trigger.FEED, origin=public("rules", rule.id))

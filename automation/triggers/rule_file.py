"""The file of `rules add`: a rule as a person writes it, in TOML, read with the line of every slip."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from automation.feeds.guard import checked
from automation.platforms.keylines import key_lines, line_of
from automation.triggers.conditions import complaints
from automation.triggers.rules import KINDS
from automation.triggers.wants import check_text
from models.account import find_account
from models.base import meant
from models.enums import TEXT_KINDS, ActionKind
from models.errors import BadInput
from models.feed import feed, feeds
from models.ids import number

NEW_ENTRY = "new entry"
LARGEST = 64 * 1024
_TEXTS = ("name", "feed", "account", "on", "do", "text")
_NEEDED = ("name", "account", "do")


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule as written; `feed` is an address or an id, and without one all feeds of the account count."""

    name: str
    account: str
    kind: ActionKind
    feed: str | None = None
    condition: dict[str, Any] = field(default_factory=dict)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SettledRule:
    """A rule with the store's own ids, as the engine takes it."""

    name: str
    account: int
    kind: str
    feed: int | None
    condition: dict[str, Any]
    text: str | None = field(repr=False)


def parse(text: str, file: str) -> WrittenRule:
    """The rule that a file holds; BadInput rule_broken with file, line, key and reason."""
    if len(text) > LARGEST:
        raise _broken(file, 1, "", "the file is too large")
    text = text.replace("\r\n", "\n")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(file, text, str(error)) from error
    for path, reason in _complaints(document):
        raise _broken(file, line_of(key_lines(text), path) or 1, ".".join(path), reason)
    found = document["rule"]
    kind = ActionKind(found["do"])
    if kind in TEXT_KINDS or "text" in found:
        check_text(kind, found.get("text"))
    condition = found.get("when", {})
    return WrittenRule(found["name"], found["account"], kind, found.get("feed"), condition, found.get("text"))


def settle(rule: WrittenRule) -> SettledRule:
    """The same with the store's ids; BadInput unknown_account, unknown_feed."""
    account = find_account(rule.account)
    feed_id = None if rule.feed is None else _feed(rule.feed, account.id)
    return SettledRule(rule.name, account.id, rule.kind, feed_id, rule.condition, rule.text)


def _feed(text: str, account_id: int) -> int:
    if "://" not in text:
        whole = number("feeds", text)
        return feed(meant("feeds", text) if whole is None else whole).id
    url = str(checked(text))
    same = [f for f in feeds() if f.url == url]
    # The same address may be watched for several accounts: then the rule's own account decides.
    same.sort(key=lambda f: f.account_id != account_id)
    if not same:
        raise BadInput("unknown_feed", text)
    return same[0].id


def _complaints(document: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield from (((key,), "only [rule] is expected here") for key in document if key != "rule")
    rule = document.get("rule")
    if not isinstance(rule, dict):
        yield ("rule",), "this table is missing"
        return
    for key, value in rule.items():
        near = get_close_matches(key, (*_TEXTS, "when"), n=1)
        if key == "when":
            continue
        if key not in _TEXTS:
            yield ("rule", key), "this key is not known" + (f"; did you mean {near[0]}?" if near else "")
        elif not isinstance(value, str) or not value.strip():
            yield ("rule", key), "it needs a text"
    yield from ((("rule", key), "this key is missing") for key in _NEEDED if key not in rule)
    yield from _choices(rule)
    when = rule.get("when", {})
    if not isinstance(when, dict):
        yield ("rule", "when"), "it must be a table, [rule.when]"
        return
    yield from ((("rule", "when", key), reason) for key, reason in complaints(when))


def _choices(rule: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    if rule.get("on", NEW_ENTRY) != NEW_ENTRY:
        yield ("rule", "on"), f'only "{NEW_ENTRY}" is known'
    if rule.get("do") not in KINDS:
        yield ("rule", "do"), f"a rule can {', '.join(KINDS)}"


def _syntax(file: str, text: str, message: str) -> BadInput:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    return _broken(file, line, "", message.partition(" (at ")[0])


def _broken(file: str, line: int, key: str, reason: str) -> BadInput:
    return BadInput("rule_broken", file, line=line, key=key, reason=reason)

"""Diagnostics: whether the work goes on as it should, each with a sentence, a cure, and the rows it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from automation.upkeep.checks import Check
from models import audit, clock, findings, ids
from models.due import due_list, missed_open
from models.sentences import sentences

SHOWN, POLLS = 50, 10
FAILING = 3


def findings_now() -> Iterator[Check]:
    """The checks that are quick to make."""
    yield feeds()
    yield polls()
    yield stuck()
    yield no_feed()
    yield idle_rules()
    yield regular_work()
    yield missed_work()
    yield silence()


def everything() -> Iterator[Check]:
    """All checks, also the one that counts every action there is."""
    yield from findings_now()
    yield counts()


def in_short() -> list[dict[str, str]]:
    """What does not hold now: id, severity, sentence and cure."""
    return [
        {"id": check.name, "severity": check.severity, "sentence": check.detail, "fix": check.fix}
        for check in findings_now()
        if not check.ok
    ]


def feeds() -> Check:
    """How the feeds of each account stand."""
    count, standing = findings.feed_counts(), findings.feed_standings(SHOWN)
    bad = count.get("error", 0) + count.get("gone", 0)
    words = ", ".join(f"{number} {_STANDINGS.get(status, status)}" for status, number in count.items()) or "none yet"
    return Check(
        "feeds",
        not bad,
        f"Feeds: {words}.",
        "" if not bad else "See why with: steward feeds list; a feed that is gone is best removed.",
        "warning",
        "A feed that cannot be read starts no work. It is tried again, slower each time, until it can be.",
        tuple(_row(asdict(found)) for found in standing),
    )


def polls() -> Check:
    """The last readings of any feed."""
    found = findings.newest_polls(POLLS)
    failed = sum(poll.status == "error" for poll in found)
    all_failed = len(found) >= FAILING and failed == len(found)
    words = f"{failed} of the last {len(found)} readings failed." if found else "No feed has been read yet."
    return Check(
        "polls",
        not all_failed,
        words,
        "Check this computer's connection to the network." if all_failed else "",
        "warning",
        "When no feed at all can be read, the trouble is seldom with their hosts.",
        tuple(_row(asdict(poll)) for poll in found),
    )


def stuck() -> Check:
    """Actions that have stood still for an hour; orders are history, and never move again."""
    found = findings.stuck(clock.now() - clock.HOUR_MS, SHOWN)
    count = f"{SHOWN} or more" if len(found) == SHOWN else str(len(found))
    return Check(
        "stuck",
        not found,
        f"Actions that have stood still for an hour: {count}." if found else "Nothing stands still.",
        "See why with: steward queue why ID. Let the engine run: steward run." if found else "",
        "warning",
        "What is due and not done waits for the engine, or for an account's turn.",
        tuple(_row({**asdict(row), "id": ids.public("actions", row.id), "since_at": row.since}) for row in found),
    )


def counts() -> Check:
    """How many actions and orders there are, by kind and state."""
    found = findings.kind_counts()
    total = Counter[str]()
    for _, state, number in found:
        total[state] += number
    words = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(total.items())) or "none yet"
    rows = tuple({"kind": kind, "state": state, "count": number} for kind, state, number in found)
    return Check("counts", True, f"Actions and orders: {words}.", severity="info", help="What there is.", rows=rows)


def no_feed() -> Check:
    """Accounts that are switched on and have no feed."""
    count, first = findings.without_feed(SHOWN)
    some = count and any(findings.feed_counts().values())
    return Check(
        "no_feed",
        not some,
        f"Accounts that are on and have no feed: {count}." if count else "Every account that is on has a feed.",
        "Add one with: steward feeds add URL --account A, if new posts are to start work there." if some else "",
        "info",
        "Without a feed only you and schedules start work for an account.",
        tuple({"handle": handle} for handle in first),
    )


def idle_rules() -> Check:
    """Rules that listen for accounts that are switched off."""
    found = findings.rules_of_disabled(SHOWN)
    return Check(
        "idle_rules",
        not found,
        f"Rules that listen for accounts that are off: {len(found)}." if found else "Every rule that is on can act.",
        "Switch the account on, or the rule off: steward rules disable ID" if found else "",
        "warning",
        "What such a rule wishes is held back, and waits in the queue.",
        tuple(_row(asdict(rule)) for rule in found),
    )


def regular_work() -> Check:
    """Regular work that fails again and again."""
    found = [job for job in due_list() if job.failures >= FAILING]
    names = ", ".join(f"{job.name.replace('_', ' ')} ({_why(job.detail)})" for job in found)
    return Check(
        "regular_work",
        not found,
        f"Regular work fails: {names}." if found else "Regular work is done when it is due.",
        "Do it by hand and see what it says: steward due run NAME" if found else "",
        "warning",
        "Backups, roll-ups and the like are done by themselves; what fails is tried again, slower each time.",
        tuple(_row(asdict(job)) for job in due_list()),
    )


def missed_work() -> Check:
    """What passed while nothing ran and waits for an answer."""
    found = missed_open()
    return Check(
        "missed",
        not found,
        f"Schedules that were missed while nothing ran: {len(found)}." if found else "Nothing was missed.",
        "Say what becomes of it: steward missed answer --all --run, --skip or --spread" if found else "",
        "warning",
        "Missed work never begins by itself, so that nothing comes as a burst after sleep or a stop.",
        tuple(_row({**asdict(row), "id": ids.public("missed", row.id)}) for row in found[:SHOWN]),
    )


def silence() -> Check:
    """Whether the record is silent for so long that the clock may be wrong."""
    found = audit.silence(clock.now())
    times = "" if found is None else " to ".join(map(str, map(clock.to_iso, found)))
    return Check(
        "silence",
        not found,
        f"The record says nothing from {times}." if found else "The record has no silence of more than 60 days.",
        "See whether the date of this computer is right. If it is: steward store retention --clock-is-right"
        if found
        else "",
        "warning",
        "By a clock that stands too far ahead everything would be old, so retention waits until you say it is right.",
    )


def _why(code: str) -> str:
    """Why work failed, in a sentence where one needs no more than the code."""
    said = sentences().get(code, {}).get("what", "")
    return said.removesuffix(".") if said and "{" not in said else code.replace("_", " ")


_STANDINGS = {"pending": "not read yet", "error": "in trouble", "off": "switched off"}
_IDS = {"feed_id": "feeds", "rule_id": "rules", "account_id": "accounts"}


def _row(values: dict[str, Any]) -> dict[str, Any]:
    """A row as people see it: public ids, ISO times."""
    return {
        name: ids.maybe_public(_IDS[name], value)
        if name in _IDS
        else clock.to_iso(value)
        if name.endswith("_at")
        else value
        for name, value in values.items()
    }

"""What the accounts of an engagement store tried, and what a fresh look found afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from automation.imports import words
from automation.imports.fields import by_id, maybe_number, needed_ref, one_of, rate, time
from automation.imports.plan import FILE, Context, Draft, Ref, Refused, Row
from automation.imports.sources import Source
from models.enums import CLOSED, ActionKind, Outcome, State, TargetKind, Trigger, Truth

TABLE: Final = "action_attempts"
_TARGETS: Final = {"post": TargetKind.POST, "user": TargetKind.PERSON, "dm_thread": TargetKind.THREAD}
_METHODS: Final = ("dom_state_check", "reload_verify", "api_response", "attribute_change", "manual")
# Where the words of an act may stand in what it was given.
_TEXTS: Final = ("text", "content", "message", "comment", "body", "commentText", "messageText")
_OUTCOMES: Final = {
    State.CONFIRMED: (Outcome.PERFORMED, True),
    State.UNCONFIRMED: (Outcome.PERFORMED, True),
    State.FAILED: (Outcome.FAILED, False),
    State.SKIPPED: (Outcome.ALREADY, False),
    # It was under way when the old system stopped: it may have been done.
    State.NEEDS_REVIEW: (Outcome.ABANDONED, True),
}
Target = tuple[str, str]


def remember_acts(source: Source, context: Context) -> Iterator[tuple[str, Draft]]:
    """Learn which targets are acted on and which acts were verified, and give a run to each batch of acts."""
    wanted: set[tuple[str, str]] = context.memory.setdefault("wanted", set())
    verified: set[str] = context.memory.setdefault("verified", set())
    runs: dict[str, list[int]] = {}
    for row in source.rows(TABLE):
        wanted.add((str(row.get("target_type")), str(row.get("target_id"))))
        _widen(runs, row)
    if "verification_results" in source.tables():
        for row in source.rows("verification_results"):
            if str(row.get("verified")).strip().lower() in {"1", "true", "t"}:
                verified.add(str(row.get("action_attempt_id")))
    for run, (begin, end) in runs.items():
        values = {"kind": "acts", "origin": run, "status": "completed", "started_at": begin, "ended_at": end}
        yield f"run/{run}", Draft("runs", values)


def _widen(runs: dict[str, list[int]], row: Row) -> None:
    try:
        run, at = words.text(row.get("run_id")), time(row, "attempted_at")
        last = time(row, "completed_at") or at
    except Refused:
        return
    if run and at is not None and last is not None:
        begin, end = runs.get(run, (at, last))
        runs[run] = [min(begin, at), max(end, last)]


def remember_target(context: Context, kind: str, key: str, url: str | None, name: str) -> None:
    """Keep where a post or a person is, if some act is about it."""
    if url is not None and ((kind, key) in context.memory.get("wanted", ()) or kind == "user"):
        _targets(context)[kind, key] = (url, name)


def remember_thread(context: Context, key: str, external_id: str, person: str) -> None:
    """Keep with whom a conversation is, if some act is about it."""
    if ("dm_thread", key) in context.memory.get("wanted", ()):
        _targets(context)["dm_thread", key] = (external_id, person)


def _targets(context: Context) -> dict[tuple[str, str], Target]:
    found: dict[tuple[str, str], Target] = context.memory.setdefault("targets", {})
    return found


def attempt(row: Row, context: Context) -> Iterator[Draft]:
    """What an account tried: the act, the try, and where nobody looked again, that nobody did."""
    key, kind = by_id(row), words.act(row.get("action_type"))
    state = words.state(row.get("status") or "pending", verified=key in context.memory.get("verified", ()))
    target_kind, (url, external_id) = _target(row, kind, context)
    at = words.when(words.needed(row.get("attempted_at"), "attempted_at"), "attempted_at") or context.now
    done = time(row, "completed_at") or at
    text, parameters = _said(row, kind)
    run = words.maybe(row.get("run_id"), "run_id")
    values = {
        "account_id": needed_ref(row, "account_id", "accounts"),
        "kind": kind,
        "target_kind": target_kind,
        "target_url": url,
        "target_id": external_id,
        "state": state,
        "trigger": Trigger.IMPORT,
        "due_at": at,
        "parameters": parameters,
        "run_id": Ref(FILE, f"run/{run}") if run else None,
        "created_at": at,
        "updated_at": done,
        "done_at": done if state in CLOSED else None,
        "kept_from": context.now,
    }
    tried = _try(row, kind, state, at)
    yield Draft("actions", values, secrets={} if text is None else {"text": text.encode()})
    if tried is not None:
        yield tried
    if state is State.UNCONFIRMED:
        yield _unseen(key, done)


def _target(row: Row, kind: ActionKind, context: Context) -> tuple[TargetKind, Target]:
    """What an act is about: the address and the site's own name; a letter is to a person, not to a conversation."""
    asked, key = one_of(row, "target_type", _TARGETS), words.needed(row.get("target_id"), "target_id")
    found = _targets(context).get((asked, key))
    if found is None:
        raise Refused("target_id", f"“{key[:60]}” is no {asked.replace('dm_', '')} of this store")
    if asked != "dm_thread":
        return _TARGETS[asked], found
    thread, person = found
    met = _targets(context).get(("user", person))
    if met is None:
        raise Refused("target_id", "is a conversation with somebody whom this store does not name")
    return (TargetKind.PERSON, met) if kind is ActionKind.DM else (TargetKind.THREAD, (met[0], thread))


def _said(row: Row, kind: ActionKind) -> tuple[str | None, dict[str, Any]]:
    """The words of an act, which are sealed, and what else it was given; of a letter nothing else in words."""
    given = words.document(row.get("input"), "input")
    if not isinstance(given, dict):
        raise Refused("input", "is no object")
    text = next((given[name] for name in _TEXTS if isinstance(given.get(name), str) and given[name].strip()), None)
    rest = {name: value for name, value in given.items() if name not in _TEXTS}
    return text, rest if kind is not ActionKind.DM else _quiet(rest)


def _quiet(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if isinstance(value, bool | int | float)}


def _try(row: Row, kind: ActionKind, state: State, at: int) -> Draft | None:
    """The try itself; what never began has none. The old program's own inner state stays behind."""
    if state not in _OUTCOMES:
        return None
    result, error = (words.document(row.get(name), name) for name in ("result", "error"))
    if not isinstance(error, dict) or not isinstance(result, dict):
        raise Refused("error", "is no object")
    outcome, clicked = _OUTCOMES[state]
    values = {
        "action_id": Ref(TABLE, by_id(row)),
        "account_id": needed_ref(row, "account_id", "accounts"),
        "outcome": outcome,
        "clicked": clicked,
        "started_at": at,
        "duration_ms": maybe_number(row, "duration_ms") or 0,
        "detail": words.text(error.get("message"), "error")[:500],
        "result": (_quiet(result) if kind is ActionKind.DM else result) or None,
        "error": {name: said for name, said in error.items() if name != "stack"} or None,
    }
    return Draft("attempts", values)


def _unseen(key: str, at: int) -> Draft:
    looked = {"answer": Truth.UNCLEAR, "method": "imported", "confidence": 0.0, "looked_at": at}
    return Draft("verifications", {"action_id": Ref(TABLE, key), "attempt_id": Ref(f"{TABLE}/attempts", key), **looked})


def look(row: Row, context: Context) -> Iterator[Draft]:
    """What a fresh look found after a try."""
    key, confidence = words.needed(row.get("action_attempt_id"), "action_attempt_id"), rate(row, "confidence")
    if confidence is None or not 0 <= confidence <= 1:
        raise Refused("confidence", "is not between 0 and 1")
    values = {
        "action_id": Ref(TABLE, key),
        "attempt_id": Ref(f"{TABLE}/attempts", key),
        "answer": Truth.CONFIRMED if words.flag(row.get("verified"), "verified") else Truth.ABSENT,
        "method": one_of(row, "method", _METHODS),
        "confidence": confidence,
        "facts": words.document(row.get("details"), "details"),
        "looked_at": time(row, "verified_at") or context.now,
        "duration_ms": maybe_number(row, "duration_ms"),
    }
    yield Draft("verifications", values)

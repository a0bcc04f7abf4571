"""What of an engagement store is the operator's own: accounts with their limits, the journal, the blocklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from automation.imports import words
from automation.imports.fields import by_id, handle, made, maybe_number, one_of, time
from automation.imports.plan import Context, Draft, Refused, Row
from models import clock
from models.account import normalised
from models.blocklist import checked
from models.errors import BadInput

_CAPS: Final = {"like/hour": "likesPerHour", "comment/hour": "commentsPerHour", "message/hour": "dmsPerHour"}
_WHAT: Final = {"user": "person", "post": "post", "keyword": "keyword", "domain": "domain"}
_MATCHES: Final = ("exact", "contains", "regex")
_ADDED: Final = ("user", "system", "opt_out")
_OUTCOMES: Final = ("success", "failure", "skipped", "pending")
_LONGEST_WORD = 100
_WRONG: Final = {"bad_pattern": "is no pattern that can be used"}
_SESSIONS = "Sign-ins did not come along: a session is only made by signing in. Sign in with each account."
_APPROVED = "Some accounts approved acts by themselves; here every act waits for approval until you say otherwise."
_DETAILS = "The old journal came along without its details: ours holds ids and figures, and no content."


def account(row: Row, context: Context) -> Iterator[Draft]:
    """An own account, with the limits and quiet hours of its settings."""
    username = handle(row)
    settings = words.document(row.get("settings"), "settings")
    if not isinstance(settings, dict):
        raise Refused("settings", "is no object")
    values = {
        "platform": words.platform(row.get("platform")),
        "instance": "",
        "username": username,
        "username_norm": normalised(username),
        "platform_user_id": words.maybe(row.get("platform_user_id"), "platform_user_id"),
        "display_name": words.maybe(row.get("display_name"), "display_name"),
        "last_acted_at": time(row, "last_used_at"),
        "caps": _caps(settings.get("rateLimit")),
        **_quiet(settings.get("quietHours")),
        **made(row, context),
    }
    if row.get("session_path"):
        context.note(_SESSIONS)
    if any(_part(settings, "autoApprove").values()):
        context.note(_APPROVED)
    by_name = ("platform", "instance", "username_norm")
    yield Draft("accounts", values, by_name)


def _part(settings: dict[str, Any], name: str) -> dict[str, Any]:
    found = settings.get(name) or {}
    if not isinstance(found, dict):
        raise Refused("settings", f"{name} is no object")
    return found


def _caps(limits: object) -> dict[str, int]:
    """Limits by our names; one that is not given is not set."""
    if limits is not None and not isinstance(limits, dict):
        raise Refused("settings", "rateLimit is no object")
    found = {ours: words.whole((limits or {}).get(old), f"settings.{old}", 0) for ours, old in _CAPS.items()}
    return {name: limit for name, limit in found.items() if limit is not None}


def _quiet(hours: object) -> dict[str, str]:
    """Quiet hours as "22:00-07:00" with their zone; none where they were off."""
    if not isinstance(hours, dict) or not words.flag(hours.get("enabled"), "settings.quietHours"):
        return {}
    begin, end = (_hour(hours.get(name)) for name in ("startHour", "endHour"))
    if begin == end:
        return {}
    zone = words.maybe(hours.get("timezone"), "settings.timezone")
    return {"quiet_hours": f"{begin:02d}:00-{end:02d}:00", **({"zone": zone} if zone else {})}


def _hour(value: object) -> int:
    found = words.whole(value, "settings.quietHours", 0)
    if found is None or found > 24:
        raise Refused("settings", "quietHours holds no hours of a day")
    return found % 24


def journal(row: Row, context: Context) -> Iterator[Draft]:
    """A line of the old journal, as an entry of ours that says what it was and when."""
    at = words.when(words.needed(row.get("timestamp"), "timestamp"), "timestamp")
    if words.document(row.get("details"), "details"):
        context.note(_DETAILS)
    kinds = {name: words.text(row.get(name), name)[:_LONGEST_WORD] for name in ("run_id", "step_id", "target_type")}
    platform = words.maybe(row.get("platform"))
    body = {
        "event": words.needed(row.get("event_type"), "event_type")[:_LONGEST_WORD],
        "outcome": one_of(row, "outcome", _OUTCOMES),
        "at": clock.to_iso(at),
        "duration_ms": maybe_number(row, "duration_ms"),
        "platform": words.platform(platform) if platform else None,
        "target": words.text(row.get("target_id"), "target_id")[:_LONGEST_WORD],
        "key": by_id(row),
        **kinds,
    }
    values = {
        "kind": "imported",
        "account_id": context.ref("accounts", row.get("account_id")),
        "body": {name: said for name, said in body.items() if said not in (None, "")},
    }
    yield Draft("audit_entries", values)


def blocked(row: Row, context: Context) -> Iterator[Draft]:
    """Somebody or something never to be touched; an opt-out is for ever."""
    added, match = one_of(row, "added_by", _ADDED), one_of(row, "match_type", _MATCHES, "exact")
    what = _WHAT[one_of(row, "entry_type", _WHAT)]
    platform, value = words.maybe(row.get("platform")), words.needed(row.get("value"), "value")
    expires_at = None if added == "opt_out" else time(row, "expires_at")
    # Only a person can opt out; what came with such a wish beyond a plain name is a block without an end.
    kind = "opt_out" if added == "opt_out" and (what, match) == ("person", "exact") else "block"
    try:
        subject = checked(kind, what, match, value, expires_at)
    except BadInput as error:
        raise Refused("value", _WRONG.get(error.code, "is no entry of a blocklist")) from error
    values = {
        "kind": kind,
        "what": what,
        "platform": words.platform(platform) if platform else "*",
        "match": match,
        "subject": subject,
        "reason": words.text(row.get("reason"), "reason"),
        "added_by": added,
        "expires_at": expires_at,
        "created_at": time(row, "created_at") or context.now,
    }
    yield Draft("blocklist", values, ("kind", "what", "platform", "match", "subject"))

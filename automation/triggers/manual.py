"""By hand: what a person typed becomes an intent."""

from __future__ import annotations

from automation.triggers.wants import check_text, kind_named
from automation.values import Intent
from models import clock
from models.enums import Trigger
from models.errors import BadInput


def intent(
    account_id: int,
    kind: str,
    url: str,
    text: str | None = None,
    *,
    due_at: int | None = None,
    expires_at: int | None = None,
    priority: int = 0,
    rehearse: bool = False,
) -> Intent:
    """The wish of a person; times in ms UTC. BadInput unknown_kind, target_missing, text_…, ends_before_it_begins."""
    wanted, target = kind_named(kind), url.strip()
    check_text(wanted, text)
    if not target:
        raise BadInput("target_missing", wanted)
    if expires_at is not None and expires_at <= max(clock.now(), due_at or 0):
        raise BadInput("ends_before_it_begins", wanted)
    return Intent(account_id, wanted, target, text, Trigger.MANUAL, due_at, expires_at, priority, rehearse)

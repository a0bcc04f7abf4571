"""What needs a person, in the order in which it matters."""

from __future__ import annotations

from dataclasses import dataclass

from desktop import messages
from desktop.tables.action_rows import ActionRow, action_row, history, in_states
from desktop.tables.query import Query, page
from models.account import accounts
from models.action import state_counts
from models.review import open_reviews
from models.session import awaiting_session

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: a sentence, and the screen (and row) where it is done."""

    icon: str
    token: str
    text: str
    screen: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first screen shows."""

    needs: list[Need]
    coming: list[ActionRow]
    ended: list[ActionRow]


def overview() -> Overview:
    """Read it."""
    coming = in_states(("running", "queued"), "a.due_at", False)
    return Overview(needs(), _rows(coming), _rows(history()))


def needs() -> list[Need]:
    """What waits for a person."""
    found: list[Need] = []
    names = {one.id: one for one in accounts()}
    for review in open_reviews()[:SHOWN]:
        name = names[review.account_id].username
        said = messages.message(review.code, f"@{name}").what
        found.append(Need("circle-question-mark", "warn", f"@{name}: {said}", "review", review.id))
    waiting = state_counts().get("awaiting_approval", 0)
    if waiting:
        word = "action waits" if waiting == 1 else "actions wait"
        found.append(Need("hand", "info", f"{waiting:,} {word} for your approval", "approvals"))
    new = awaiting_session()
    for one in names.values():
        if one.id in new:
            words = f"@{one.username} is new and switched off until it is signed in"
            found.append(Need("log-in", "warn", words, "accounts", one.id))
        if one.enabled and one.authority_kind is None:
            words = f"@{one.username} has no authority on record; nothing is clicked with it"
            found.append(Need("shield-check", "warn", words, "accounts", one.id))
    if not names:
        words = "There is no account yet. Add one that you run, or try the practice network first"
        found.append(Need("users", "info", words, "accounts"))
    return found


def _rows(query: Query) -> list[ActionRow]:
    return [action_row(values[:-2]) for values in page(query, None, 0, SHOWN)]

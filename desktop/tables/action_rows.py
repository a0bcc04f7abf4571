"""What the lists of actions ask the store, and the row they get."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from desktop import messages, times
from desktop.tables.query import Query, holding

WAITING = ("awaiting_approval",)
SAYS_IT_ALL = frozenset({"confirmed", "running", "cancelled", "awaiting_approval"})
OPEN = ("running", "interrupted", "queued", "held", "awaiting_approval")
_COLUMNS = (
    "a.id, a.account_id, acc.platform, acc.username, a.kind, a.state, a.code, a.target_kind, a.target_url, a.target_id,"
    " a.due_at, a.created_at, a.done_at, a.updated_at, p.author, p.text, a.sealed_text IS NOT NULL, a.trigger,"
    " a.decision"
)
_TABLES = (
    "actions a JOIN accounts acc ON acc.id = a.account_id"
    " LEFT JOIN posts p ON p.platform = acc.platform AND p.instance = acc.instance AND p.external_id = a.target_id"
    " AND a.target_kind = 'post'"
)
_FOUND_IN = (
    *("acc.username", "acc.platform", "a.target_url", "a.target_id", "a.kind"),
    *("coalesce(p.author, '')", "coalesce(p.text, '')", "replace(a.state, '_', ' ')"),
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as lists show it; times in ms UTC."""

    id: int
    account_id: int
    platform: str
    username: str
    kind: str
    state: str
    code: str | None
    target_kind: str
    target_url: str
    target_id: str
    due_at: int
    created_at: int
    done_at: int | None
    updated_at: int
    author: str | None
    post_text: str | None
    sealed: bool
    trigger: str
    decision: str | None

    @property
    def handle(self) -> str:
        """`platform:username`."""
        return f"{self.platform}:{self.username}"

    @property
    def target(self) -> str:
        """What it is aimed at, in words."""
        return target_words(self.target_kind, self.target_id, self.author)

    @property
    def why(self) -> str:
        """The sentence behind the state, where there is one."""
        if not self.code or self.code == "allowed" or self.state in SAYS_IT_ALL:
            return ""
        return why(self.code, decided(self.decision), f"@{self.username}").what


def action_row(values: tuple[Any, ...]) -> ActionRow:
    """A row from the query's columns."""
    return ActionRow(*(*values[:16], bool(values[16]), *values[17:]))


def in_states(states: tuple[str, ...], order: str, descending: bool) -> Query:
    """Actions that stand in one of the states."""
    marks = ", ".join("?" * len(states))
    return Query(_COLUMNS, _TABLES, "a.id", order, descending, (f"a.state IN ({marks})",), states)


def one_action(action_id: int) -> Query:
    """One action by itself."""
    return Query(_COLUMNS, _TABLES, "a.id", "a.id", True, ("a.id = ?",), (action_id,))


def approvals() -> Query:
    """What waits for a yes or a no, oldest first."""
    return in_states(WAITING, "a.due_at", False)


def queue(states: tuple[str, ...] = OPEN) -> Query:
    """What is still open, the next due first."""
    return in_states(states, "a.due_at", False)


def history() -> Query:
    """What came to an end, newest first."""
    return Query(_COLUMNS, _TABLES, "a.id", "a.done_at", True, ("a.done_at IS NOT NULL",))


def containing(query: Query, text: str) -> Query:
    """The list narrowed to rows that hold the text, or stand in the state of that name."""
    words = text.split()
    for word in words:
        places = " OR ".join(f"{place} LIKE ? ESCAPE '\\'" for place in _FOUND_IN)
        query = query.narrowed(f"({places})", *([holding(word)] * len(_FOUND_IN)))
    return query


def target_words(kind: str, target_id: str, author: str | None) -> str:
    """A target as people name it."""
    if kind == "person":
        return f"@{target_id.lstrip('@')}"
    if author:
        return f"@{author.lstrip('@')}’s {kind}"
    return f"{kind} {target_id}"


def decided(decision: str | None) -> dict[str, Any]:
    """The decision's document; empty where there is none."""
    return json.loads(decision) if decision else {}


def why(code: str, decision: dict[str, Any], subject: str = "") -> messages.Message:
    """The sentences for the code that an action stands with, with the figures of the rule that gave it."""
    rule: dict[str, Any] = next((r for r in decision.get("rules", ()) if r.get("code") == code), {})
    return messages.message(
        code,
        subject,
        figure=rule.get("figure"),
        limit=rule.get("limit"),
        frees_at=times.exact(rule.get("frees_at")) or "when a person says so",
    )

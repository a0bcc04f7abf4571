"""Reviews: what waits for a person, each with the account or action it is about."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models import clock
from models.base import Table, add, first, rows
from models.database import sql


class ReviewTable(Table):
    """One row per open or answered question."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    action_id = peewee.IntegerField(null=True)
    code = peewee.TextField()
    detail = peewee.TextField(default="")
    opened_at = peewee.IntegerField()
    resolved_at = peewee.IntegerField(null=True)
    resolution = peewee.TextField(null=True)

    class Meta:
        table_name = "reviews"


@dataclass(frozen=True, slots=True)
class Review:
    """A question for a person; open while `resolved_at` is None."""

    id: int
    account_id: int
    action_id: int | None
    code: str
    detail: str
    opened_at: int
    resolved_at: int | None
    resolution: str | None


def open_review(account_id: int, action_id: int | None, code: str, detail: str = "") -> int:
    """Open a question once: the same open one about the same thing is returned."""
    same = (
        (ReviewTable.account_id == account_id)
        & (ReviewTable.action_id.is_null() if action_id is None else ReviewTable.action_id == action_id)
        & (ReviewTable.code == code)
        & ReviewTable.resolved_at.is_null()
    )
    known = first(Review, ReviewTable.select().where(same))
    if known is not None:
        return known.id
    return add(ReviewTable, account_id=account_id, action_id=action_id, code=code, detail=detail, opened_at=clock.now())


def ask_what_nobody_asks() -> None:
    """Open a question about every action that waits for a person's word and is asked about by nobody."""
    unasked = sql(
        "SELECT account_id, id, COALESCE(code, state) FROM actions AS a WHERE state = 'needs_review'"
        " AND NOT EXISTS (SELECT 1 FROM reviews WHERE action_id = a.id AND resolved_at IS NULL) ORDER BY id"
    )
    for account_id, action_id, code in unasked:
        open_review(account_id, action_id, code)


def open_reviews(account_id: int | None = None) -> list[Review]:
    """Questions without an answer, oldest first."""
    query = ReviewTable.select().where(ReviewTable.resolved_at.is_null()).order_by(ReviewTable.id)
    return rows(Review, query if account_id is None else query.where(ReviewTable.account_id == account_id))


def was_asked_about(account_id: int) -> bool:
    """Whether there was ever a question about an account."""
    return bool(ReviewTable.select().where(ReviewTable.account_id == account_id).exists())


def resolve_reviews(account_id: int, resolution: str) -> None:
    """Answer all open questions about an account itself."""
    _resolve((ReviewTable.account_id == account_id) & ReviewTable.action_id.is_null(), resolution)


def answer_reviews(action_id: int, resolution: str) -> None:
    """Answer all open questions about an action."""
    _resolve(ReviewTable.action_id == action_id, resolution)


def _resolve(which: peewee.Expression, resolution: str) -> None:
    ReviewTable.update(resolved_at=clock.now(), resolution=resolution).where(
        which & ReviewTable.resolved_at.is_null()
    ).execute()

"""What screens ask about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from desktop.questions.platforms import platforms
from desktop.tables.nouns import Part, facts
from desktop.tables.query import Query
from desktop.tables.stories import ACCOUNT_LIFE, ACCOUNT_PROFILE
from models import clock
from models.account import Account, account, accounts
from models.database import sql
from models.review import Review, open_reviews
from models.secret import secret_places
from models.session import UNSEEN, awaits_session, session_saved_at

_COLUMNS = (
    "acc.id, acc.platform, acc.instance, acc.username, acc.enabled, acc.paused, acc.health, acc.authority_kind,"
    " acc.authority_until, acc.auto_approve, s.saved_at,"
    " (SELECT count(*) FROM cap_counts c WHERE c.account_id = acc.id AND c.counted_at > {since}),"
    " (SELECT count(*) FROM actions a WHERE a.account_id = acc.id"
    " AND a.state IN ('queued', 'held', 'awaiting_approval')), {unseen}"
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as lists show it; `tried` counts attempts in 24 hours, `waiting` its open actions.

    `awaits_session` says that it is off for nothing but that it is new.
    """

    id: int
    platform: str
    instance: str
    username: str
    enabled: bool
    paused: bool
    health: str
    authority_kind: str | None
    authority_until: int | None
    auto_approve: str
    session_at: int | None
    tried: int
    waiting: int
    awaits_session: bool


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """One account with what belongs to it."""

    account: Account
    session_at: int | None
    awaits_session: bool
    has_password: bool
    reviews: list[Review]
    brand_id: int | None
    proxy_id: int | None
    profile: list[tuple[Part, Any]]
    life: list[tuple[Part, Any]]
    tried: dict[str, tuple[int, int]]
    """Class of act → attempts in the last hour, in the last day."""


def account_rows() -> Query:
    """All accounts, by platform and name."""
    columns = _COLUMNS.format(since=clock.now() - clock.DAY_MS, unseen=UNSEEN.format(account="acc"))
    tables = "accounts acc LEFT JOIN sessions s ON s.account_id = acc.id"
    return Query(columns, tables, "acc.id", "acc.platform || acc.username_norm", False)


def account_row(values: tuple[Any, ...]) -> AccountRow:
    """A row from the query's columns."""
    return AccountRow(*(*values[:4], bool(values[4]), bool(values[5]), *values[6:-1], bool(values[-1])))


def account_detail(account_id: int) -> AccountDetail:
    """All of one account; BadInput unknown_account."""
    found, now = account(account_id), clock.now()
    tried = sql(
        "SELECT cap_class, sum(counted_at > ?), count(*) FROM cap_counts WHERE account_id = ? AND counted_at > ?"
        " GROUP BY cap_class",
        (now - clock.HOUR_MS, account_id, now - clock.DAY_MS),
    )
    [(brand_id, proxy_id)] = sql("SELECT brand_id, proxy_id FROM accounts WHERE id = ?", (account_id,))
    return AccountDetail(
        found,
        session_saved_at(account_id),
        awaits_session(account_id),
        f"accounts|{account_id}|password" in secret_places(),
        open_reviews(account_id),
        brand_id,
        proxy_id,
        facts(ACCOUNT_PROFILE, account_id),
        facts(ACCOUNT_LIFE, account_id),
        {cap: (int(hour), int(day)) for cap, hour, day in tried},
    )


@dataclass(frozen=True, slots=True)
class Usable:
    """An account that may be asked for something, and the hosts that its site answers at."""

    account: Account
    hosts: frozenset[str]


def usable_accounts(overlays: Path) -> list[Usable]:
    """The accounts that are switched on."""
    known = {found.slug: found.base_url for found in platforms(overlays)}
    return [
        Usable(found, frozenset({found.instance or host_of(found.base_url or known.get(found.platform, ""))}))
        for found in accounts()
        if found.enabled
    ]


def fitting(found: list[Usable], link: str) -> Usable | None:
    """The account whose site a link belongs to, if one can be told."""
    host = host_of(link)
    return next((one for one in found if host and host in one.hosts), None)


def host_of(link: str) -> str:
    """The host and port of an address."""
    try:
        return urlsplit(link).netloc.lower()
    except ValueError:
        return ""

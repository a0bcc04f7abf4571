"""What may go: per class the rows that are old enough, what keeps the others, and how a batch of them is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.base import marks
from models.database import sql
from models.enums import CLOSED, KEY_FREED, READING


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


_CLOSED, _FREED, _READING = _list(CLOSED), _list(KEY_FREED), _list(READING)
# When an import brought a row whose table says nothing of that.
_BROUGHT = """COALESCE((SELECT max(i.started_at) FROM legacy_refs f JOIN imports i ON i.id = f.import_id
    WHERE f.noun = '{0}' AND f.row_id = r.id), 0)"""
_OPEN_REVIEW = "EXISTS (SELECT 1 FROM reviews WHERE action_id = {0} AND resolved_at IS NULL)"
_DAYS_OF_WORDS = "COALESCE({0}.kept_from, {0}.done_at, {0}.updated_at)"
_TOUCHES = f"""a.target_id = r.external_id AND o.platform = r.platform AND o.instance = r.instance
    AND a.state NOT IN ({_FREED}) AND (a.kind NOT IN ({_READING}) OR a.state NOT IN ({_CLOSED}))"""
# A like that an import brought may know its post by the address alone.
_BY_ADDRESS = f"""SELECT target_url FROM actions WHERE target_kind IN ('post', 'comment') AND state NOT IN ({_FREED})
    AND kind NOT IN ({_READING}) UNION SELECT target_url FROM orders"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of rows: its table (named r in the conditions), its setting, and when a row's days began.

    `kept` maps a reason to the condition under which a row stays; `first` are reasons that are looked at once, because
    they walk a whole table; `done` is what is set instead of deleting.
    """

    name: str
    table: str
    setting: str
    since: str
    among: str = "TRUE"
    kept: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


KINDS = (
    Kind(
        "posts",
        "posts",
        "retention_posts_days",
        "max(COALESCE(r.kept_from, 0), r.updated_at)",
        kept={
            "marked": "r.is_marked = 1",
            "tagged": "EXISTS (SELECT 1 FROM post_tags WHERE post_id = r.id)",
            "tracked": "EXISTS (SELECT 1 FROM check_plans WHERE post_id = r.id)"
            " OR EXISTS (SELECT 1 FROM people WHERE id = r.author_id AND is_tracked = 1)",
            "engaged": "EXISTS (SELECT 1 FROM actions a JOIN accounts o ON o.id = a.account_id"
            f" WHERE a.target_kind IN ('post', 'comment') AND {_TOUCHES})"
            " OR EXISTS (SELECT 1 FROM comments WHERE post_id = r.id AND (is_ours = 1 OR account_id IS NOT NULL))",
        },
        first={"engaged by its address": f"r.url IN ({_BY_ADDRESS})"},
    ),
    Kind(
        "messages",
        "messages",
        "retention_messages_days",
        "COALESCE(r.kept_from, r.first_seen_at)",
        "r.redacted_at IS NULL AND COALESCE(r.sealed_text, r.old_envelope, r.media_url) IS NOT NULL",
        done="sealed_text = NULL, old_envelope = NULL, media_url = NULL, redacted_at = :now",
    ),
    Kind(
        "previews",
        "threads",
        "retention_messages_days",
        "max(COALESCE(r.last_message_at, 0), COALESCE(r.synced_at, 0), r.first_seen_at)",
        "r.sealed_preview IS NOT NULL",
        done="sealed_preview = NULL",
    ),
    Kind(
        "sent words",
        "actions",
        "retention_messages_days",
        _DAYS_OF_WORDS.format("r"),
        "r.kind = 'dm' AND r.sealed_text IS NOT NULL"
        " AND r.state IN ('confirmed', 'refused', 'skipped', 'cancelled', 'expired')",
        done="sealed_text = NULL",
    ),
    Kind(
        "pictures",
        "evidence",
        "retention_pictures_days",
        "COALESCE(r.kept_from, r.taken_at)",
        "r.order_id IS NULL",
        kept={
            "pinned": "r.pinned = 1",
            "proves a confirmed action": "EXISTS (SELECT 1 FROM actions WHERE id = r.action_id"
            " AND state = 'confirmed')",
            "not settled yet": "EXISTS (SELECT 1 FROM actions WHERE id = r.action_id"
            f" AND (state NOT IN ({_CLOSED}) OR state = 'needs_review'))",
        },
    ),
    Kind(
        "actions",
        "actions",
        "retention_actions_days",
        _DAYS_OF_WORDS.format("r"),
        f"r.state IN ({_CLOSED})",
        kept={"waits for a person": f"r.state = 'needs_review' AND {_OPEN_REVIEW.format('r.id')}"},
    ),
    Kind("polls", "feed_polls", "", f"max(r.polled_at, {_BROUGHT.format('feed_polls')})"),
    Kind("counts", "cap_counts", "", "r.counted_at"),
)
BY_NAME = {kind.name: kind for kind in KINDS}
# Rows of these classes have no setting of their own: nothing asks for them after so many days.
FIXED_DAYS = {"polls": 30, "counts": 30}
_KEYS = {"cap_counts": "attempt_id"}


def _key(kind: Kind) -> str:
    return f"r.{_KEYS.get(kind.table, 'id')}"


def _old(kind: Kind) -> str:
    return f"({kind.among}) AND {kind.since} < :before"


def _free(reasons: Mapping[str, str]) -> str:
    return "".join(f" AND NOT ({condition})" for condition in reasons.values())


def due(kind: Kind, before: int) -> list[int]:
    """The rows of a class whose days began before a time (ms UTC) and which nothing keeps, oldest ids first."""
    where = f"{_old(kind)}{_free(kind.kept)}{_free(kind.first)}"
    found = sql(f"SELECT {_key(kind)} FROM {kind.table} r WHERE {where} ORDER BY 1", _named(where, before=before))
    return [number for (number,) in found]


def kept(kind: Kind, before: int) -> dict[str, int]:
    """How many old rows of a class stay, by reason; a row with two reasons counts for each."""
    found = {}
    for reason, condition in (*kind.kept.items(), *kind.first.items()):
        where = f"{_old(kind)} AND ({condition})"
        [(count,)] = sql(f"SELECT count(*) FROM {kind.table} r WHERE {where}", _named(where, before=before))
        if count:
            found[reason] = int(count)
    return found


def still_due(kind: Kind, numbers: Sequence[int], before: int) -> list[int]:
    """Which of the rows may go now, asked again within the transaction that deletes them."""
    where = f"{_key(kind)} IN ({marks(numbers)}) AND {_old(kind)}{_free(kind.kept)}"
    found = sql(
        f"SELECT {_key(kind)} FROM {kind.table} r WHERE {where.replace(':before', '?')}",
        [*numbers, *[before] * where.count(":before")],
    )
    return [number for (number,) in found]


def let_go(kind: Kind, numbers: Sequence[int], now: int) -> None:
    """Delete the rows, or empty them where the class says so; what belongs to a row goes with it."""
    key = _KEYS.get(kind.table, "id")
    if kind.done:
        emptied = kind.done.replace(":now", str(int(now)))
        sql(f"UPDATE {kind.table} SET {emptied} WHERE {key} IN ({marks(numbers)})", numbers)
    else:
        sql(f"DELETE FROM {kind.table} WHERE {key} IN ({marks(numbers)})", numbers)


def _named(where: str, **values: int) -> Any:
    return {name: value for name, value in values.items() if f":{name}" in where}


_FILES = {
    "evidence": "SELECT path FROM evidence WHERE path IS NOT NULL AND id",
    "actions": "SELECT path FROM evidence WHERE path IS NOT NULL AND action_id",
    "posts": "SELECT path FROM media WHERE path IS NOT NULL AND post_id",
}


def files(kind: Kind, numbers: Sequence[int]) -> list[str]:
    """The files, relative to the evidence folder, that go with rows of a class."""
    if kind.done or kind.table not in _FILES:
        return []
    return [path for (path,) in sql(f"{_FILES[kind.table]} IN ({marks(numbers)})", numbers)]


def in_use(paths: Sequence[str]) -> set[str]:
    """Those of the files that a row still names."""
    listed = marks(paths)
    found = sql(
        f"SELECT path FROM evidence WHERE path IN ({listed}) UNION SELECT path FROM media WHERE path IN ({listed})",
        [*paths, *paths],
    )
    return {path for (path,) in found}


def history(numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What is kept of actions in the archive: what was done to what and when, and no words."""
    columns = (
        *("id", "handle", "kind", "target_kind", "target_url", "target_id", "state", "code", "trigger", "tries"),
        *("created_at", "done_at", "verdict"),
    )
    found = sql(
        "SELECT a.id, o.platform || ':' || o.username, a.kind, a.target_kind, a.target_url, a.target_id, a.state,"
        " a.code, a.trigger, a.tries, a.created_at, a.done_at, (SELECT answer FROM verifications v"
        " WHERE v.action_id = a.id ORDER BY v.id DESC LIMIT 1) FROM actions a JOIN accounts o ON o.id = a.account_id"
        f" WHERE a.id IN ({marks(numbers)}) ORDER BY a.id",
        numbers,
    )
    return (dict(zip(columns, row, strict=True)) for row in found)


def audit_until(before: int) -> int:
    """The last entry of the audit chain that is older than a time; 0 where there is none."""
    [(found,)] = sql("SELECT max(sequence) FROM audit_entries WHERE at < ?", (before,))
    return int(found or 0)

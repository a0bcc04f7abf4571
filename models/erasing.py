"""How a person leaves the store: their rows, the words about them, and what SQLite would keep of both."""

from __future__ import annotations

from collections.abc import Sequence

from models import clock, erasure, search
from models.account import normalised
from models.base import marks
from models.blocklist import EVERYWHERE
from models.database import db, faults, one, sql
from models.traces import Traces

AT_WORK = "('running', 'interrupted')"


def is_at_work(numbers: Sequence[int]) -> bool:
    """Whether one of the actions runs now."""
    return bool(sql(f"SELECT 1 FROM actions WHERE state IN {AT_WORK} AND id IN ({marks(numbers)}) LIMIT 1", numbers))


def empty_actions(numbers: Sequence[int], stand_in: str) -> None:
    """Leave of actions what names nobody: the key stays, so that nothing is ever done twice."""
    listed = marks(numbers)
    sql(
        "UPDATE actions SET target_url = ?, target_id = ? || '-' || id, sealed_text = NULL, decision = NULL,"
        " parameters = '{}', user_notes = '', system_notes = '' WHERE id IN (" + listed + ")",
        (f"erased:{stand_in}", stand_in, *numbers),
    )
    sql(
        "UPDATE attempts SET detail = '', observation = NULL, result = NULL, error = NULL"
        f" WHERE action_id IN ({listed})",
        numbers,
    )
    sql(f"UPDATE verifications SET detail = '', facts = '{{}}' WHERE action_id IN ({listed})", numbers)
    sql(f"UPDATE reviews SET detail = '' WHERE action_id IN ({listed})", numbers)
    sql(f"DELETE FROM reservations WHERE action_id IN ({listed})", numbers)
    sql(f"DELETE FROM fingerprints WHERE action_id IN ({listed})", numbers)


def pictures_of(numbers: Sequence[int]) -> list[tuple[int, str | None]]:
    """Rows and files of the pictures of actions, and of orders that came of them."""
    orders = f"SELECT id FROM orders WHERE action_id IN ({marks(numbers)})"
    where = f"action_id IN ({marks(numbers)}) OR order_id IN ({orders})"
    return [
        (number, path) for number, path in sql(f"SELECT id, path FROM evidence WHERE {where}", [*numbers, *numbers])
    ]


def files_of_posts(numbers: Sequence[int]) -> list[str]:
    """Files of the pictures and films of posts, but for those that another post has as well."""
    listed = marks(numbers)
    found = sql(
        f"SELECT path FROM media WHERE path IS NOT NULL AND post_id IN ({listed})"
        f" EXCEPT SELECT path FROM media WHERE path IS NOT NULL AND post_id NOT IN ({listed})",
        [*numbers, *numbers],
    )
    return [path for (path,) in found]


def delete(table: str, numbers: Sequence[int]) -> None:
    """Delete rows, and with them what belongs to them."""
    if table in {"posts", "comments", "threads", "messages", "evidence", "people"}:
        sql(f"DELETE FROM {table} WHERE id IN ({marks(numbers)})", numbers)


def drop_payloads(table: str, numbers: Sequence[int]) -> None:
    """Let go of raw answers."""
    if table in {"posts", "snapshots"}:
        sql(f"UPDATE {table} SET payload = NULL WHERE id IN ({marks(numbers)})", numbers)


def drop_identities(traces: Traces) -> None:
    """Forget that the handles were one person."""
    found = [handle.identity_id for handle in traces.handles if handle.identity_id is not None]
    sql(f"DELETE FROM identities WHERE id IN ({marks(found)})", found)


def disarm(stand_in: str) -> None:
    """Switch off feeds, rules and schedules that name the person; what is hidden in them could not be read again."""
    like = f"%{stand_in}%"
    sql("UPDATE feeds SET enabled = 0 WHERE url LIKE ?", (like,))
    sql("DELETE FROM schedules WHERE url LIKE ?", (like,))
    sql("UPDATE rules SET enabled = 0 WHERE condition LIKE ? OR parameters LIKE ?", (like, like))


def mark_blocks(traces: Traces, salt: str) -> bool:
    """Keep who is never to be touched as marks alone; says whether the person had opted out."""
    names = sorted(traces.names)
    identities = [h.identity_id for h in traces.handles if h.identity_id is not None]
    where = f"match = 'exact' AND what IN ('any', 'person') AND (subject IN ({marks(names)})"
    where += f" OR identity_id IN ({marks(identities)}))"
    found = sql(f"SELECT id, kind, subject FROM blocklist WHERE {where}", [*names, *identities])
    for number, _, subject in found:
        fresh = subject if subject.startswith(erasure.SIGN) else erasure.mark(subject, salt)
        changed = "UPDATE OR IGNORE blocklist SET subject = ?, reason = '', identity_id = NULL WHERE id = ? RETURNING 1"
        if not sql(changed, (fresh, number)):
            sql("UPDATE blocklist SET subject = subject || '.' || id WHERE id = ?", (number,))
    opted_out = any(kind == "opt_out" for _, kind, _ in found)
    for name in names if opted_out else []:
        sql(
            "INSERT OR IGNORE INTO blocklist (kind, what, platform, match, subject, added_by, created_at)"
            " VALUES ('opt_out', 'person', ?, 'exact', ?, 'opt_out', ?)",
            (EVERYWHERE, erasure.mark(name, salt), clock.now()),
        )
    return opted_out


def settle_search() -> None:
    """Rewrite the search index without what was deleted from it, in short steps."""
    while search.merge(-200):
        pass
    sql("INSERT INTO search (search) VALUES ('optimize')")


def settle_file() -> bool:
    """Bring the log into the file and empty it; whether nobody stood in the way."""
    found = one("PRAGMA wal_checkpoint(TRUNCATE)")
    return found is not None and found[0] == 0


def rewrite_file() -> None:
    """Write the whole store anew; for the rare page that kept what was deleted."""
    with faults(db.database):
        db.execute_sql("VACUUM")


def names_of_marks(found: set[str], salts: Sequence[str]) -> set[tuple[str, str, str]]:
    """The handles of the store whose marks are among those given: platform, instance, normalised name."""
    everybody = sql(
        "SELECT platform, instance, username_norm FROM people"
        " UNION SELECT platform, instance, author FROM posts WHERE author IS NOT NULL"
        " UNION SELECT platform, instance, author FROM comments WHERE author IS NOT NULL"
        " UNION SELECT platform, instance, participant_norm FROM threads"
    )
    return {
        (platform, instance, name)
        for platform, instance, name in {(*place, normalised(written)) for *place, written in everybody}
        if any(erasure.mark(f"{platform}|{instance}|{name}", salt) in found for salt in salts)
    }

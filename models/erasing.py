"""How a person leaves the store: their rows, the words about them, and what SQLite would keep of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import unquote, urlsplit

from models import clock, erasure, owed, search
from models.account import normalised
from models.base import marks
from models.blocklist import EVERYWHERE
from models.database import PRAGMAS, db, one, sql
from models.errors import StewardError, StoreUnusable
from models.traces import Traces, spelled_in

_AGAIN_S = 0.1
# Asked so often, a person's stop is heard within a few hundred rows.
_STEPS_BETWEEN = 1000


def is_at_work(numbers: Sequence[int]) -> bool:
    """Whether one of the actions runs now."""
    running = "state IN ('running', 'interrupted')"
    return bool(sql(f"SELECT 1 FROM actions WHERE {running} AND id IN ({marks(numbers)}) LIMIT 1", numbers))


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
        # Whoever else has the name may be known to be somebody, whose entry it stays.
        rest = f"reason = '', identity_id = iif(identity_id IN ({marks(identities)}), NULL, identity_id) WHERE id = ?"
        if not sql(f"UPDATE OR IGNORE blocklist SET subject = ?, {rest} RETURNING 1", (fresh, *identities, number)):
            # The same is listed as a mark already, and what is for ever cannot be deleted.
            sql(f"UPDATE blocklist SET subject = ? || '.' || id, {rest}", (fresh, *identities, number))
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


def settle_file(patience_s: float = 0.0) -> bool:
    """Bring the log into the file and empty it; whether nobody who reads or writes stood in the way for so long."""
    until = monotonic() + patience_s
    # SQLite itself would wait for a reader with all writers shut out.
    sql("PRAGMA busy_timeout = 0")
    try:
        while not _is_emptied():
            if monotonic() >= until:
                return False
            sleep(_AGAIN_S)
    finally:
        sql(f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}")
    return True


def empty_log(profile: Path, patience_s: float) -> None:
    """Leave in the log nothing that was deleted; what somebody reads for longer is owed, and emptied later."""
    if not settle_file(patience_s):
        owed.owe(profile, owed.LOG)


def _is_emptied() -> bool:
    sql("PRAGMA wal_checkpoint(PASSIVE)")  # most of it, while others write
    found = one("PRAGMA wal_checkpoint(TRUNCATE)")
    return found is not None and found[0] == 0


def rewrite_file(stopped: Callable[[], bool]) -> None:
    """Write the whole store anew, for the rare page that kept what was deleted; StewardError work_cancelled.

    It can be stopped while SQLite writes it aside: until then nothing is changed.
    """
    connection = db.connection()
    connection.set_progress_handler(stopped, _STEPS_BETWEEN)
    try:
        db.execute_sql("VACUUM")
    except StoreUnusable as error:
        if stopped():
            raise StewardError("work_cancelled") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


# Where a name stands in a column of its own, which may be all that is left, or left yet, of somebody.
_PLACES = "SELECT platform, instance FROM accounts UNION SELECT platform, instance FROM people"
_NAMED = (
    "SELECT platform, instance, username FROM people",
    "SELECT p.platform, p.instance, n.username FROM person_names n JOIN people p ON p.id = n.person_id",
    "SELECT platform, instance, author FROM posts",
    "SELECT p.platform, p.instance, m.value FROM posts p JOIN json_each(p.mentions) m",
    "SELECT platform, instance, author FROM comments",
    "SELECT platform, instance, participant_norm FROM threads",
    "SELECT t.platform, t.instance, m.sender FROM messages m JOIN threads t ON t.id = m.thread_id WHERE NOT m.is_ours",
    "SELECT o.platform, o.instance, a.target_id FROM actions a JOIN accounts o ON o.id = a.account_id"
    " WHERE a.target_kind IN ('person', 'thread')",
    f"SELECT s.platform, s.instance, e.author FROM feed_entries e JOIN ({_PLACES}) s",
    f"SELECT s.platform, s.instance, b.subject FROM blocklist b JOIN ({_PLACES}) s ON b.platform IN (s.platform, '*')"
    " WHERE b.match = 'exact' AND b.what IN ('any', 'person')",
)
# What begins with whose it is.
_ADDRESSES = (
    "SELECT o.platform, o.instance, a.target_url FROM actions a JOIN accounts o ON o.id = a.account_id",
    "SELECT platform, instance, url FROM posts WHERE author IS NULL",
)
Written = tuple[str, str, str]


def names_of_marks(found: set[str], salts: Sequence[str], more: Iterable[Written] = ()) -> dict[Written, str]:
    """The handles of the store, and of `more`, that have one of the marks: platform, instance, normalised name."""
    known: dict[Written, str] = {}
    for handle in {(*place, normalised(written)) for *place, written in (*_names_written(), *more)}:
        platform, instance, name = handle
        for salt in salts:
            if (its := erasure.mark(f"{platform}|{instance}|{name}", salt)) in found:
                known[platform, instance, name] = its
    return known


def _names_written() -> Iterator[Written]:
    for platform, instance, written in sql(" UNION ".join(_NAMED)):
        if isinstance(written, str):
            yield platform, instance, written
    for platform, instance, url in sql(" UNION ".join(_ADDRESSES)):
        if name := named_first(url):
            yield platform, instance, name


def named_first(url: str | None) -> str:
    """Whose an address may be: the first part of its path."""
    try:
        return unquote(urlsplit(url or "").path).strip("/").partition("/")[0]
    except ValueError:
        return ""


def drop_names(traces: Traces, stand_in: str, salt: str | None) -> None:
    """Take a person out of the lists that hold nothing but names, however short theirs is: only on their sites.

    With a salt, others keep as a mark that they once had the name: an opt-out that was given under it reaches them.
    """
    for platform, instance in traces.places:
        here = "platform = ? AND instance = ?"
        theirs = f"username = ? AND person_id NOT IN ({marks(traces.ids)})"
        theirs += f" AND person_id IN (SELECT id FROM people WHERE {here})"
        for name in spelled_in(traces, "person_names", "username"):
            given = (name, *traces.ids, platform, instance)
            if salt is not None:
                kept = erasure.mark(normalised(name), salt)
                sql(f"UPDATE OR IGNORE person_names SET username = ? WHERE {theirs}", (kept, *given))
            sql(f"DELETE FROM person_names WHERE {theirs}", given)
        for number, listed in sql(
            f"SELECT id, mentions FROM posts WHERE {here} AND mentions <> '[]'", (platform, instance)
        ):
            names = json.loads(listed)
            fresh = [stand_in if normalised(str(name)) in traces.names else name for name in names]
            if fresh != names:
                sql("UPDATE posts SET mentions = ? WHERE id = ?", (json.dumps(fresh, ensure_ascii=False), number))

"""What really is stored on the practice network, and every act that reached it: what tests compare a claim with."""

from __future__ import annotations

from typing import Any

from automation.practice.store import PracticeStore, now


def received(
    store: PracticeStore, method: str, path: str, user: str | None, verb: str, target: str, text: str | None
) -> int:
    """Write down that an act arrived, before anything is done about it, and return the entry's id."""
    return store.write(
        "INSERT INTO requests (at, method, path, user, verb, target, text) VALUES (?,?,?,?,?,?,?)",
        now(),
        method,
        path,
        user,
        verb,
        target,
        text,
    )


def stored(store: PracticeStore, request: int) -> None:
    """Write down that an act changed the database."""
    store.write("UPDATE requests SET stored = 1 WHERE id = ?", request)


def answered(store: PracticeStore, request: int, status: int) -> None:
    """Write down how an act was answered."""
    store.write("UPDATE requests SET status = ? WHERE id = ?", status, request)


def feed_read(store: PracticeStore, path: str, status: int) -> None:
    """Write down that a feed was asked for."""
    store.write("INSERT INTO feed_reads (at, path, status) VALUES (?,?,?)", now(), path, status)


def everything(store: PracticeStore) -> dict[str, Any]:
    """Return likes, saves, follows, comments and messages by user, and the log of acts and feed reads."""
    return {
        "likes": _by_user(store, "SELECT user, post FROM likes ORDER BY at, post"),
        "saves": _by_user(store, "SELECT user, post FROM saves ORDER BY at, post"),
        "follows": _by_user(store, "SELECT user, person FROM follows ORDER BY at, person"),
        "comment_likes": _by_user(store, "SELECT user, comment FROM comment_likes ORDER BY at, comment"),
        "comments": _rows(store, "SELECT id, post, author AS user, text, at FROM comments ORDER BY id"),
        "messages": _rows(
            store,
            """SELECT messages.id, thread, author AS user, CASE WHEN one = author THEN two ELSE one END AS recipient,
                 text, messages.at, read FROM messages JOIN threads ON threads.id = thread ORDER BY messages.id""",
        ),
        "sessions": [str(row["user"]) for row in store.all("SELECT user FROM sessions ORDER BY at")],
        "requests": _rows(store, "SELECT * FROM requests ORDER BY id"),
        "feed_reads": _rows(store, "SELECT at, path, status FROM feed_reads ORDER BY id"),
    }


def _by_user(store: PracticeStore, sql: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for user, target in store.all(sql):
        found.setdefault(user, []).append(target)
    return found


def _rows(store: PracticeStore, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in store.all(sql)]

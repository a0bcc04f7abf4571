"""Direct messages of the practice network: one thread for any two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from automation.practice.store import PracticeStore, now


@dataclass(frozen=True, slots=True)
class Message:
    """One message as one of the two sees it."""

    id: int
    author: str
    text: str
    at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """One row of the inbox: the other person, the last words, how many are unread."""

    id: int
    other: str
    name: str
    preview: str
    at: datetime
    unread: int


def inbox(store: PracticeStore, me: str) -> list[Thread]:
    """Return the threads of `me`, newest first."""
    rows = store.all(
        """SELECT threads.id, people.handle AS other, people.name, last.text, last.at,
             (SELECT count(*) FROM messages WHERE thread = threads.id AND author <> ?1 AND NOT read) AS unread
           FROM threads JOIN people ON handle = CASE WHEN one = ?1 THEN two ELSE one END
           JOIN messages AS last ON last.id = (SELECT max(id) FROM messages WHERE thread = threads.id)
           WHERE ?1 IN (one, two) ORDER BY last.at DESC, last.id DESC""",
        me,
    )
    return [
        Thread(r["id"], r["other"], r["name"], r["text"], datetime.fromisoformat(r["at"]), r["unread"]) for r in rows
    ]


def unread(store: PracticeStore, me: str) -> int:
    """Return how many messages `me` has not read."""
    return store.figure(
        """SELECT count(*) FROM messages JOIN threads ON threads.id = thread
           WHERE ? IN (one, two) AND author <> ? AND NOT read""",
        me,
        me,
    )


def other(store: PracticeStore, thread: int, me: str) -> str | None:
    """Return with whom `me` has that thread, or None if it is not theirs."""
    row = store.one("SELECT one, two FROM threads WHERE id = ? AND ? IN (one, two)", thread, me)
    if row is None:
        return None
    return str(row["two"] if row["one"] == me else row["one"])


def begin(store: PracticeStore, me: str, handle: str) -> int:
    """Return the id of the thread of two people; the inbox shows it from the first message on."""
    one, two = sorted((me, handle))
    store.write("INSERT OR IGNORE INTO threads (one, two) VALUES (?,?)", one, two)
    return store.figure("SELECT id FROM threads WHERE one = ? AND two = ?", one, two)


def messages(store: PracticeStore, thread: int | None, me: str) -> list[Message]:
    """Return the messages of a thread, oldest first."""
    rows = store.all("SELECT * FROM messages WHERE thread = ? ORDER BY id", thread)
    return [Message(r["id"], r["author"], r["text"], datetime.fromisoformat(r["at"]), r["author"] == me) for r in rows]


def mark_read(store: PracticeStore, thread: int, me: str) -> None:
    """Store that `me` has read what the other one wrote."""
    store.write("UPDATE messages SET read = 1 WHERE thread = ? AND author <> ?", thread, me)


def send(store: PracticeStore, me: str, handle: str, text: str) -> int:
    """Store a message and return its id."""
    thread = begin(store, me, handle)
    return store.write("INSERT INTO messages (thread, author, text, at) VALUES (?,?,?,?)", thread, me, text, now())

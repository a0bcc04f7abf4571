"""People of the practice network: who they are, whom they follow, how they sign in."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from dataclasses import dataclass

from automation.practice.store import PracticeStore, now, scramble


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a profile, as one viewer sees it."""

    handle: str
    name: str
    bio: str
    verified: bool
    private: bool
    hue: int
    followers: int
    following: int
    posts: int
    followed: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in, with the token their forms must carry."""

    user: str
    csrf: str


_PERSON = """
SELECT people.*, crowd_followers + (SELECT count(*) FROM follows WHERE person = handle) AS followers,
  (SELECT count(*) FROM follows WHERE user = handle) AS following,
  (SELECT count(*) FROM posts WHERE author = handle) AS posts,
  EXISTS (SELECT 1 FROM follows WHERE user = ? AND person = handle) AS followed
FROM people
"""


def person(store: PracticeStore, handle: str, me: str | None) -> Person | None:
    """Return one person as `me` sees them, or None if there is nobody of that handle."""
    row = store.one(_PERSON + "WHERE handle = ?", me, handle)
    return _person(row, me) if row else None


def search(store: PracticeStore, query: str, me: str | None) -> list[Person]:
    """Return the people whose handle, name or words about themselves contain the query."""
    like = f"%{query.lstrip('@')}%"
    rows = store.all(
        _PERSON + "WHERE handle LIKE ? OR name LIKE ? OR bio LIKE ? ORDER BY followers DESC",
        me,
        like,
        like,
        like,
    )
    return [_person(row, me) for row in rows]


def suggestions(store: PracticeStore, me: str | None, limit: int = 4) -> list[Person]:
    """Return people that `me` does not follow yet, best known first."""
    rows = store.all(
        _PERSON + "WHERE NOT followed AND NOT private AND handle IS NOT ? ORDER BY followers DESC LIMIT ?",
        me,
        me,
        limit,
    )
    return [_person(row, me) for row in rows]


def follow(store: PracticeStore, user: str, handle: str) -> None:
    """Store that `user` follows that person; twice is once."""
    store.write("INSERT OR IGNORE INTO follows VALUES (?,?,?)", user, handle, now())


def unfollow(store: PracticeStore, user: str, handle: str) -> None:
    """Remove that `user` follows that person."""
    store.write("DELETE FROM follows WHERE user = ? AND person = ?", user, handle)


def password_fits(store: PracticeStore, handle: str, password: str) -> str | None:
    """Return the handle as it is spelt if the password is right, else None."""
    row = store.one("SELECT handle, salt, password FROM people WHERE handle = ?", handle.strip().lstrip("@"))
    if row is None or not hmac.compare_digest(row["password"], scramble(password, row["salt"])):
        return None
    return str(row["handle"])


def sign_in(store: PracticeStore, handle: str) -> str:
    """Begin a session and return its cookie."""
    token = secrets.token_urlsafe(24)
    store.write("INSERT INTO sessions VALUES (?,?,?,?)", token, handle, secrets.token_urlsafe(18), now())
    return token


def session(store: PracticeStore, token: str | None) -> Session | None:
    """Return whose session a cookie is, or None."""
    row = store.one("SELECT user, csrf FROM sessions WHERE token = ?", token or "")
    return Session(row["user"], row["csrf"]) if row else None


def sign_out(store: PracticeStore, *, token: str | None = None, user: str | None = None) -> None:
    """End one session, or all of one user."""
    store.write("DELETE FROM sessions WHERE token = ? OR user = ?", token, user)


def _person(row: sqlite3.Row, me: str | None) -> Person:
    hidden = bool(row["private"]) and not row["followed"] and row["handle"] != me
    return Person(
        handle=row["handle"],
        name=row["name"],
        bio=row["bio"],
        verified=bool(row["verified"]),
        private=bool(row["private"]),
        hue=row["hue"],
        followers=row["followers"],
        following=row["following"],
        posts=row["posts"],
        followed=bool(row["followed"]),
        hidden=hidden,
    )

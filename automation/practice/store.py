"""The practice network's own database: one SQLite file in a folder, or memory, filled from the seed when empty."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import resources

SCHEMA = """
CREATE TABLE IF NOT EXISTS people (handle TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL, bio TEXT NOT NULL,
  verified INTEGER NOT NULL, private INTEGER NOT NULL, crowd_followers INTEGER NOT NULL, hue INTEGER NOT NULL,
  salt BLOB NOT NULL, password BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS posts (id INTEGER PRIMARY KEY AUTOINCREMENT, author TEXT NOT NULL REFERENCES people,
  text TEXT NOT NULL, picture TEXT NOT NULL, alt TEXT NOT NULL, at TEXT NOT NULL, crowd_likes INTEGER NOT NULL,
  views INTEGER NOT NULL, shares INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS likes (user TEXT NOT NULL, post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
  at TEXT NOT NULL, PRIMARY KEY (user, post));
CREATE TABLE IF NOT EXISTS saves (user TEXT NOT NULL, post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
  at TEXT NOT NULL, PRIMARY KEY (user, post));
CREATE TABLE IF NOT EXISTS follows (user TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (user, person));
CREATE TABLE IF NOT EXISTS comments (id INTEGER PRIMARY KEY AUTOINCREMENT,
  post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, author TEXT NOT NULL, text TEXT NOT NULL,
  at TEXT NOT NULL, crowd_likes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS comment_likes (user TEXT NOT NULL, comment INTEGER NOT NULL
  REFERENCES comments ON DELETE CASCADE, at TEXT NOT NULL, PRIMARY KEY (user, comment));
CREATE TABLE IF NOT EXISTS threads (id INTEGER PRIMARY KEY AUTOINCREMENT, one TEXT NOT NULL, two TEXT NOT NULL,
  UNIQUE (one, two));
CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, thread INTEGER NOT NULL REFERENCES threads,
  author TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, user TEXT NOT NULL, csrf TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL,
  path TEXT NOT NULL, user TEXT, verb TEXT NOT NULL, target TEXT NOT NULL, text TEXT, stored INTEGER NOT NULL DEFAULT 0,
  status INTEGER);
CREATE TABLE IF NOT EXISTS feed_reads (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, path TEXT NOT NULL,
  status INTEGER NOT NULL);
"""
_TABLES = (
    "feed_reads",
    "requests",
    "sessions",
    "messages",
    "threads",
    "comment_likes",
    "comments",
    "follows",
    "saves",
    "likes",
    "posts",
    "people",
)


class PracticeStore:
    """One open database. Give a folder to keep it between runs, or None for memory."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        place = ":memory:" if folder is None else str(folder / "practice.sqlite")
        # Opened where the site is made, used by the thread that serves it: never by both at once.
        self._db = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)
        if not self.one("SELECT 1 FROM people"):
            self._fill()

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return every row of a question."""
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Return the first row of a question, or None."""
        row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row

    def figure(self, sql: str, *values: Any) -> int:
        """Return the number that a counting question gives."""
        row = self.one(sql, *values)
        return int(row[0]) if row is not None else 0

    def write(self, sql: str, *values: Any) -> int:
        """Change rows at once and return the id of the last one inserted."""
        return int(self._db.execute(sql, values).lastrowid or 0)

    def reset(self) -> None:
        """Go back to the seed: everything done since is forgotten and everyone is signed out."""
        self._db.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DELETE FROM sqlite_sequence")
        self._fill(begun=True)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _fill(self, *, begun: bool = False) -> None:
        if not begun:
            self._db.execute("BEGIN IMMEDIATE")
        _Seed(self, tomllib.loads(resources.path("practice/seed.toml").read_text(encoding="utf-8"))).sow()
        self._db.execute("COMMIT")


class _Seed:
    """Writes the people and posts of the seed file, with ages counted back from now."""

    def __init__(self, store: PracticeStore, data: dict[str, list[dict[str, Any]]]) -> None:
        self._store = store
        self._data = data
        self._now = datetime.now(UTC)

    def sow(self) -> None:
        for person in self._data["person"]:
            self._person(person)
        for post in self._data["post"]:
            self._post(post)
        for comment in self._data["comment"]:
            self._comment(comment)
        for follow in self._data["follow"]:
            self._store.write("INSERT INTO follows VALUES (?,?,?)", follow["user"], follow["person"], self._ago(9000))
        for like in self._data["like"]:
            self._store.write("INSERT INTO likes VALUES (?,?,?)", like["user"], like["post"], self._ago(20))
        for message in self._data["message"]:
            self._message(message)

    def _person(self, row: dict[str, Any]) -> None:
        salt = os.urandom(16)
        self._store.write(
            "INSERT INTO people VALUES (?,?,?,?,?,?,?,?,?)",
            row["handle"],
            row["name"],
            row["bio"],
            row.get("verified", False),
            row.get("private", False),
            row["followers"],
            row["hue"],
            salt,
            scramble(f"practice-{row['handle']}", salt),
        )

    def _post(self, row: dict[str, Any]) -> None:
        self._store.write(
            "INSERT INTO posts VALUES (?,?,?,?,?,?,?,?,?)",
            row["id"],
            row["author"],
            row["text"],
            row["picture"],
            row["alt"],
            self._ago(row["minutes"]),
            row["likes"],
            row["views"],
            row.get("shares", 0),
        )

    def _comment(self, row: dict[str, Any]) -> None:
        self._store.write(
            "INSERT INTO comments (post, author, text, at, crowd_likes) VALUES (?,?,?,?,?)",
            row["post"],
            row["author"],
            row["text"],
            self._ago(row["minutes"]),
            row["likes"],
        )

    def _message(self, row: dict[str, Any]) -> None:
        one, two = sorted((row["author"], row["to"]))
        self._store.write("INSERT OR IGNORE INTO threads (one, two) VALUES (?,?)", one, two)
        thread = self._store.figure("SELECT id FROM threads WHERE one=? AND two=?", one, two)
        self._store.write(
            "INSERT INTO messages (thread, author, text, at) VALUES (?,?,?,?)",
            thread,
            row["author"],
            row["text"],
            self._ago(row["minutes"]),
        )

    def _ago(self, minutes: float) -> str:
        return stamp(self._now - timedelta(minutes=minutes))


def scramble(password: str, salt: bytes) -> bytes:
    """Return what is stored of a password."""
    return hashlib.scrypt(password.encode(), salt=salt, n=2**10, r=8, p=1)


def stamp(moment: datetime) -> str:
    """Return a moment as it is stored: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def now() -> str:
    """Return the present moment as it is stored."""
    return stamp(datetime.now(UTC))

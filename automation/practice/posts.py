"""Posts and comments of the practice network, and what people did with them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from automation.practice.store import PracticeStore, now


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as one viewer sees it."""

    id: int
    post: int
    author: str
    text: str
    at: datetime
    likes: int
    liked: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Post:
    """One post as one viewer sees it, with counts that include the crowd outside."""

    id: int
    author: str
    name: str
    verified: bool
    text: str
    picture: str
    alt: str
    at: datetime
    likes: int
    comments: int
    shares: int
    views: int
    liked: bool
    saved: bool
    followed: bool
    mine: bool

    @property
    def sponsored(self) -> bool:
        """Whether its author says that somebody paid for it."""
        return "#ad" in self.text.split()


_POST = """
SELECT posts.*, people.name, people.verified, people.private,
  crowd_likes + (SELECT count(*) FROM likes WHERE post = posts.id) AS likes,
  (SELECT count(*) FROM comments WHERE post = posts.id) AS comments,
  EXISTS (SELECT 1 FROM likes WHERE user = ?1 AND post = posts.id) AS liked,
  EXISTS (SELECT 1 FROM saves WHERE user = ?1 AND post = posts.id) AS saved,
  EXISTS (SELECT 1 FROM follows WHERE user = ?1 AND person = author) AS followed,
  author IS ?1 AS mine
FROM posts JOIN people ON handle = author
"""
_OPEN = "(NOT private OR mine OR followed)"
_NEWEST = "ORDER BY posts.at DESC, posts.id DESC"


def post(store: PracticeStore, number: int, me: str | None) -> Post | None:
    """Return one post as `me` sees it, or None if it does not exist."""
    row = store.one(f"{_POST} WHERE posts.id = ?2", me, number)
    return _post(row) if row else None


def newest(store: PracticeStore, me: str | None, author: str | None = None, limit: int = 60) -> list[Post]:
    """Return the newest posts that `me` may read, of one author or of all."""
    return _posts(store, f"{_POST} WHERE {_OPEN} AND (?2 IS NULL OR author = ?2) {_NEWEST} LIMIT ?3", me, author, limit)


def search(store: PracticeStore, query: str, me: str | None) -> list[Post]:
    """Return the posts that `me` may read whose text contains the query."""
    return _posts(store, f"{_POST} WHERE {_OPEN} AND text LIKE ?2 {_NEWEST} LIMIT 60", me, f"%{query}%")


def saved(store: PracticeStore, me: str) -> list[Post]:
    """Return the posts that `me` saved."""
    return _posts(store, f"{_POST} WHERE saved {_NEWEST}", me)


def tags(store: PracticeStore, limit: int = 8) -> list[str]:
    """Return the hashtags used most, without the sign."""
    counts: dict[str, int] = {}
    for row in store.all("SELECT text FROM posts"):
        for word in str(row["text"]).split():
            if word.startswith("#") and len(word) > 1:
                counts[word[1:]] = counts.get(word[1:], 0) + 1
    return sorted(counts, key=lambda tag: (-counts[tag], tag))[:limit]


def publish(store: PracticeStore, author: str, text: str, picture: str, alt: str) -> int:
    """Store a new post and return its id."""
    return store.write(
        "INSERT INTO posts (author, text, picture, alt, at, crowd_likes, views, shares) VALUES (?,?,?,?,?,0,0,0)",
        author,
        text,
        picture,
        alt,
        now(),
    )


def remove(store: PracticeStore, number: int) -> None:
    """Delete a post with everything under it."""
    store.write("DELETE FROM posts WHERE id = ?", number)


def toggle(store: PracticeStore, table: str, user: str, target: int, on: bool) -> None:
    """Set or clear one person's mark in `likes`, `saves` or `comment_likes`; twice is once."""
    column = {"likes": "post", "saves": "post", "comment_likes": "comment"}[table]
    if on:
        store.write(f"INSERT OR IGNORE INTO {table} VALUES (?,?,?)", user, target, now())
    else:
        store.write(f"DELETE FROM {table} WHERE user = ? AND {column} = ?", user, target)


def comments(store: PracticeStore, number: int, me: str | None) -> list[Comment]:
    """Return the comments of a post, oldest first."""
    rows = store.all(f"{_COMMENT} WHERE post = ?2 ORDER BY at, id", me, number)
    return [_comment(row) for row in rows]


def comment(store: PracticeStore, number: int, me: str | None) -> Comment | None:
    """Return one comment, or None."""
    row = store.one(f"{_COMMENT} WHERE id = ?2", me, number)
    return _comment(row) if row else None


def add_comment(store: PracticeStore, post_number: int, author: str, text: str) -> int:
    """Store a comment and return its id."""
    return store.write(
        "INSERT INTO comments (post, author, text, at, crowd_likes) VALUES (?,?,?,?,0)",
        post_number,
        author,
        text,
        now(),
    )


def delete_comment(store: PracticeStore, number: int, author: str) -> None:
    """Delete one's own comment; another's stays."""
    store.write("DELETE FROM comments WHERE id = ? AND author = ?", number, author)


_COMMENT = """
SELECT comments.*, crowd_likes + (SELECT count(*) FROM comment_likes WHERE comment = comments.id) AS likes,
  EXISTS (SELECT 1 FROM comment_likes WHERE user = ?1 AND comment = comments.id) AS liked, author IS ?1 AS mine
FROM comments
"""


def _posts(store: PracticeStore, sql: str, *values: object) -> list[Post]:
    return [_post(row) for row in store.all(sql, *values)]


def _post(row: sqlite3.Row) -> Post:
    return Post(
        id=row["id"],
        author=row["author"],
        name=row["name"],
        verified=bool(row["verified"]),
        text=row["text"],
        picture=row["picture"],
        alt=row["alt"],
        at=datetime.fromisoformat(row["at"]),
        likes=row["likes"],
        comments=row["comments"],
        shares=row["shares"],
        views=row["views"],
        liked=bool(row["liked"]),
        saved=bool(row["saved"]),
        followed=bool(row["followed"]),
        mine=bool(row["mine"]),
    )


def _comment(row: sqlite3.Row) -> Comment:
    return Comment(
        id=row["id"],
        post=row["post"],
        author=row["author"],
        text=row["text"],
        at=datetime.fromisoformat(row["at"]),
        likes=row["likes"],
        liked=bool(row["liked"]),
        mine=bool(row["mine"]),
    )

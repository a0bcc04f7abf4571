"""Search: one index of trigrams over several nouns, brought up to date from a list of rows that changed."""

from __future__ import annotations

from typing import Final

# A row's place in the index is its noun's number above its own 32 bits; the numbers stay for ever.
_WATCHED: Final = {
    "accounts": (1, "username, display_name, bio, niche, city"),
    "people": (2, "username, display_name, bio, notes"),
    "posts": (3, "url, author, text"),
    "comments": (4, "author, text"),
    "orders": (5, "target_url, service_name, account_username, external_id"),
}


def _watch(table: str, noun: int, columns: str) -> tuple[str, ...]:
    shift = noun << 32
    return tuple(
        f"CREATE TRIGGER search_{table}_{moment.split()[0].lower()} AFTER {moment} ON {table}"
        f" BEGIN INSERT OR IGNORE INTO search_changed (place) VALUES ({shift} | {row}.id); END"
        for moment, row in (("INSERT", "NEW"), (f"UPDATE OF {columns}", "NEW"), ("DELETE", "OLD"))
    )


UP: Final = (
    # Which rows hold three letters is all that is kept; where in them, and how long they are, would triple its size.
    "CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize = 'trigram', detail = none, columnsize = 0)",
    # Layers are merged after folding, two that are alike into one; while folding, only before they become too many.
    "INSERT INTO search (search, rank) VALUES ('usermerge', 2)",
    "INSERT INTO search (search, rank) VALUES ('automerge', 8)",
    "CREATE TABLE search_changed (place INTEGER PRIMARY KEY)",
    *(statement for table, (noun, columns) in _WATCHED.items() for statement in _watch(table, noun, columns)),
    *(
        f"INSERT INTO search_changed (place) SELECT {noun << 32} | id FROM {table}"
        for table, (noun, _) in _WATCHED.items()
    ),
    # One or two letters are too few for trigrams; they are looked for at the beginning of names.
    "CREATE INDEX accounts_username ON accounts (username_norm)",
)

DOWN: Final = (
    "DROP INDEX accounts_username",
    *(f"DROP TRIGGER search_{table}_{moment}" for table in _WATCHED for moment in ("insert", "update", "delete")),
    "DROP TABLE search_changed",
    "DROP TABLE search",
)

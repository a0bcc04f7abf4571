"""People: everyone who is not operated by the user, under each handle they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.account import normalised
from models.base import Table, add, change, fetch, meant
from models.database import one, sql
from models.errors import BadInput
from models.ids import number

# Every column that names a person, so that one who was known twice can become one.
REFERENCES = (
    ("posts", "author_id"),
    ("comments", "author_id"),
    ("threads", "person_id"),
    ("messages", "sender_id"),
    ("snapshots", "person_id"),
    ("accounts", "person_id"),
    ("person_tags", "person_id"),
    ("person_names", "person_id"),
)


class IdentityTable(Table):
    """One row per person whose handles on several sites are known to be one."""

    id = peewee.IntegerField(primary_key=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "identities"


class PersonTable(Table):
    """One row per handle on a site."""

    id = peewee.IntegerField(primary_key=True)
    identity_id = peewee.IntegerField(null=True)
    platform = peewee.TextField()
    instance = peewee.TextField(default="")
    username = peewee.TextField()
    username_norm = peewee.TextField()
    platform_user_id = peewee.TextField(null=True)
    display_name = peewee.TextField(null=True)
    url = peewee.TextField(null=True)
    avatar_url = peewee.TextField(null=True)
    bio = peewee.TextField(null=True)
    followers = peewee.IntegerField(null=True)
    following = peewee.IntegerField(null=True)
    posts = peewee.IntegerField(null=True)
    is_verified = peewee.BooleanField(default=False)
    is_private = peewee.BooleanField(default=False)
    is_tracked = peewee.BooleanField(default=False)
    notes = peewee.TextField(default="")
    stats_at = peewee.IntegerField(null=True)
    synced_at = peewee.IntegerField(null=True)
    first_seen_at = peewee.IntegerField()
    last_seen_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "people"


class NameTable(Table):
    """One row per name that a handle has had."""

    person_id = peewee.IntegerField()
    username = peewee.TextField()
    seen_at = peewee.IntegerField()

    class Meta:
        table_name = "person_names"
        primary_key = peewee.CompositeKey("person_id", "username")


@dataclass(frozen=True, slots=True)
class Person:
    """A handle on a site; those of one identity are one person."""

    id: int
    identity_id: int | None
    platform: str
    instance: str
    username: str
    username_norm: str
    platform_user_id: str | None
    display_name: str | None
    url: str | None
    avatar_url: str | None
    bio: str | None
    followers: int | None
    following: int | None
    posts: int | None
    is_verified: bool
    is_private: bool
    is_tracked: bool
    notes: str
    stats_at: int | None
    synced_at: int | None
    first_seen_at: int
    last_seen_at: int
    updated_at: int

    @property
    def handle(self) -> str:
        """`platform:username`, the name people type."""
        return f"{self.platform}:{self.username}"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a handle has had, and when it was first seen."""

    username: str
    seen_at: int


def person(person_id: int) -> Person:
    """The person with that id; BadInput unknown_person."""
    found = fetch(Person, PersonTable, "WHERE id = ?", (person_id,))
    if not found:
        raise BadInput("unknown_person", person_id)
    return found[0]


def find_person(text: str) -> Person:
    """The person meant by an id, the beginning of one, `platform:username` or `@username`.

    Raises BadInput unknown_person, unknown_id, ambiguous_id.
    """
    if text.startswith("prf-"):
        whole = number("people", text)
        return person(meant("people", text) if whole is None else whole)
    platform, colon, name = text.rpartition(":")
    where, params = "username_norm = ?", [normalised(name)]
    if colon:
        where, params = f"{where} AND platform = ?", [*params, platform]
    found = fetch(Person, PersonTable, f"WHERE {where} LIMIT 10", params)
    if not found:
        raise BadInput("unknown_person", text)
    if len(found) > 1:
        raise BadInput("ambiguous_id", text, matches=len(found))
    return found[0]


def people_named(username: str, platform: str | None = None) -> list[Person]:
    """Everybody with that user name, on one platform or on any."""
    there, params = ("", ()) if platform is None else (" AND platform = ?", (platform,))
    return fetch(Person, PersonTable, f"WHERE username_norm = ?{there}", (normalised(username), *params))


def people_of(identity_id: int) -> list[Person]:
    """Every handle of one person."""
    return fetch(Person, PersonTable, "WHERE identity_id = ? ORDER BY id", (identity_id,))


def identity(person_id: int) -> int:
    """Who a handle is known to be; an identity is made where there is none."""
    found = person(person_id).identity_id
    if found is None:
        [(found,)] = sql("INSERT INTO identities (created_at) VALUES (?) RETURNING id", (clock.now(),))
        change_person(person_id, identity_id=found)
    return int(found)


def link_people(one_id: int, other_id: int) -> int:
    """Say that two handles are one person; all that is known of either identity holds for both. Returns it."""
    kept, gone = identity(one_id), identity(other_id)
    if kept != gone:
        for table in ("people", "blocklist"):
            sql(f"UPDATE {table} SET identity_id = ? WHERE identity_id = ?", (kept, gone))
        sql("DELETE FROM identities WHERE id = ?", (gone,))
    return kept


def names_of(person_id: int) -> list[Name]:
    """Every name that a handle has had, oldest first."""
    return fetch(Name, NameTable, "WHERE person_id = ? ORDER BY seen_at, username", (person_id,))


def see_person(
    platform: str, instance: str, username: str, *, platform_user_id: str | None = None, **known: Any
) -> int:
    """Keep a person, or refresh what is known of them; returns the id.

    `known` are columns; None leaves what was known. A site's own id is stronger than a name.
    """
    name, stamp = username.strip().removeprefix("@"), clock.now()
    found = _same(platform, instance, normalised(name), platform_user_id)
    columns = {key: value for key, value in known.items() if value is not None} | {"last_seen_at": stamp}
    if platform_user_id is not None:
        columns["platform_user_id"] = platform_user_id
    if found is None:
        named = {"platform": platform, "instance": instance, "username": name, "username_norm": normalised(name)}
        found = add(PersonTable, **named, **columns, first_seen_at=stamp, updated_at=stamp)
    else:
        if set(columns) > {"last_seen_at"} or _name(found) != name:
            _keep_name(found)
            columns |= {"username": name, "username_norm": normalised(name), "updated_at": stamp}
        change_person(found, **columns)
    sql("INSERT OR IGNORE INTO person_names (person_id, username, seen_at) VALUES (?, ?, ?)", (found, name, stamp))
    return found


def change_person(person_id: int, **columns: Any) -> None:
    """Set columns of one person."""
    change(PersonTable, person_id, **columns)


def _name(person_id: int) -> str:
    [(name,)] = sql("SELECT username FROM people WHERE id = ?", (person_id,))
    return str(name)


def _keep_name(person_id: int) -> None:
    """A name that came with an import was not written down as seen; it is before another takes its place."""
    sql(
        "INSERT INTO person_names (person_id, username, seen_at) SELECT id, username, first_seen_at FROM people"
        " WHERE id = ? AND NOT EXISTS (SELECT 1 FROM person_names WHERE person_id = people.id)",
        (person_id,),
    )


def _same(platform: str, instance: str, norm: str, platform_user_id: str | None) -> int | None:
    """Who of those known it is; whoever holds the name without being them makes room for them."""
    here = "WHERE platform = ? AND instance = ?"
    by_name = one(f"SELECT id, platform_user_id FROM people {here} AND username_norm = ?", (platform, instance, norm))
    if platform_user_id is None:
        return None if by_name is None else int(by_name[0])
    by_id = one(f"SELECT id FROM people {here} AND platform_user_id = ?", (platform, instance, platform_user_id))
    if by_name is None or by_name == (by_id and by_id[0], platform_user_id):
        return None if by_id is None else int(by_id[0])
    if by_name[1] is not None:
        _set_aside(*by_name)
        return None if by_id is None else int(by_id[0])
    if by_id is not None:
        _merge(by_name[0], into=by_id[0])
    return int((by_id or by_name)[0])


def _set_aside(person_id: int, platform_user_id: str) -> None:
    """The site gave this person's name to somebody else; what they are called now is not known.

    Nothing of the name may be in what stands for it: whoever holds it now may be erased.
    """
    _keep_name(person_id)
    none = f"(nameless {platform_user_id})"
    change_person(person_id, username=none, username_norm=normalised(none), updated_at=clock.now())


def _merge(other: int, into: int) -> None:
    """Somebody known by name alone turns out to be somebody known by a site's own id."""
    if person(into).identity_id is not None and person(other).identity_id is not None:
        link_people(into, other)
    kept, gone = person(into), person(other)
    for table, column in REFERENCES:
        sql(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (into, other))
    sql("UPDATE legacy_refs SET row_id = ? WHERE noun = 'people' AND row_id = ?", (into, other))
    PersonTable.delete().where(PersonTable.id == other).execute()
    change_person(
        into,
        identity_id=kept.identity_id or gone.identity_id,
        is_tracked=kept.is_tracked or gone.is_tracked,
        notes="\n".join(filter(None, (kept.notes, gone.notes))),
        first_seen_at=min(kept.first_seen_at, gone.first_seen_at),
    )

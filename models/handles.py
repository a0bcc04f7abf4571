"""Handles: under which names, on which platforms, whoever a name belongs to is known and was known before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from models.account import normalised
from models.base import marks
from models.database import sql

# So many ways to write how a name begins are few look-ups, and leave few names to compare.
_MOST = 64
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Known:
    """The identities of somebody, and each handle they have or had as its platform and compared name."""

    identities: Sequence[int] = ()
    handles: Collection[tuple[str, str]] = ()


def spellings(username: str) -> set[str]:
    """A handle as it is compared, once with each accent in its letter and once with accents apart."""
    return {normalised(text) for text in (username, normalize("NFC", username), normalize("NFD", username))}


def known_as(platform: str, instance: str, usernames: Sequence[str], person_id: int | None = None) -> Known:
    """All that is known of whoever has or had one of the names on a site, and of whoever a row is."""
    names = list({spelled for name in usernames for spelled in spellings(name)})
    if not names and person_id is None:
        return Known()
    had, here = _who_had(names), (platform, instance)
    found = sql(
        "WITH one AS (SELECT id, identity_id FROM people WHERE platform = ? AND instance = ?"
        f" AND username_norm IN ({marks(names)})"
        f" UNION SELECT id, identity_id FROM people WHERE +platform = ? AND +instance = ? AND id IN ({marks(had)})"
        " UNION SELECT id, identity_id FROM people WHERE id = ?),"
        " whole AS (SELECT id FROM one UNION SELECT p.id FROM one JOIN people AS p ON p.identity_id = one.identity_id)"
        " SELECT p.identity_id, p.platform, p.username FROM whole JOIN people AS p ON p.id = whole.id"
        " UNION SELECT p.identity_id, p.platform, n.username FROM whole JOIN people AS p ON p.id = whole.id"
        " JOIN person_names AS n ON n.person_id = p.id",
        (*here, *names, *here, *had, person_id),
    )
    return Known(
        list({identity for identity, _, _ in found if identity is not None}),
        {(where, spelled) for _, where, name in found for spelled in spellings(name)},
    )


def _who_had(names: Sequence[str]) -> list[int]:
    """Whose names were once these, in whatever case: the index holds them as they were written."""
    begun = sorted({begin for name in names for begin in _beginnings(name)})
    if not begun:
        return []
    found = sql(
        f"WITH begun (letters) AS (VALUES {', '.join('(?)' for _ in begun)}) SELECT username, person_id FROM begun"
        " CROSS JOIN person_names WHERE username >= letters AND username < letters || ?",
        (*begun, _LAST),
    )
    return sorted({number for username, number in found if normalised(username) in names})


def _beginnings(name: str) -> list[str]:
    """How a name may begin in small and capital letters, for as many signs as that is few ways."""
    ways = [""]
    for sign in name:
        both = {sign, sign.upper()}
        if len(ways) * len(both) > _MOST:
            break
        ways = [way + either for way in ways for either in both]
    return ways

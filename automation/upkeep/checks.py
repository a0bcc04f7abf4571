"""What a check says: a name, whether it holds, what was seen, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["info", "warning", "error"]
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `fix` is empty where nothing needs one.

    `severity` says how bad it is where it does not hold: only an error makes the whole unsound. `help` says what the
    check is about, and `rows` show what was found, with ids and times as people see them.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""
    severity: Severity = "error"
    help: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is broken: the check holds, or is no more than a hint."""
        return self.ok or self.severity != "error"


def first_of(found: Sequence[str]) -> str:
    """The first few of what was found, and how many more there are."""
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return "; ".join(found[:_NAMED]) + more

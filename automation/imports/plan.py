"""What an importer says of a foreign store: its tables, and what each of their rows becomes here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from automation.imports.sources import Source

Row = dict[str, Any]
# The name under which drafts that belong to the whole file are referred to.
FILE = "(file)"


class Refused(Exception):
    """A row, or a part of it, cannot be taken; the column and a plain reason go into the report."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


class Ref(NamedTuple):
    """A reference by the old store's own table and key; the frame puts our id in its place.

    Where it leads nowhere the column is left empty; a row is refused if the column or `needed` will not have that.
    """

    source: str
    key: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be filed as evidence; the frame fills `path` and `sha256` where the draft is new."""

    content: bytes = field(repr=False)
    suffix: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A file beside the old store, copied under its sum; the frame fills `path` and `sha256` where a row has none."""

    path: Path = field(repr=False)
    suffix: str


@dataclass(slots=True, eq=False)
class Draft:
    """One row of ours to be; `values` are our columns, with references as Ref.

    `natural` names the columns that find a row to merge with, `also` more such sets, tried in turn. `secrets` map a
    column to its plain bytes: kept as `sealed_<column>` where the noun has it, else among the secrets. A merged row
    gets what it lacks; the columns in `update` are set anew, those in `clear` emptied. `wanted` is the id it had, kept
    where it is free. `outranks` says by the row that is there whether `update` counts.
    """

    noun: str
    values: Row
    natural: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    secrets: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    update: frozenset[str] = frozenset()
    clear: frozenset[str] = frozenset()
    wanted: int | None = None
    picture: Picture | None = None
    file: Beside | None = None
    outranks: Callable[[Row], bool] | None = None


@dataclass(slots=True)
class Context:
    """What an importer may know besides the row: the moment, what the person gave, and a place for its own memory.

    `media` is the folder below which the files lie that rows name.
    """

    now: int
    account: int | None = None
    old_key: bytes | None = field(default=None, repr=False)
    media: Path | None = None
    notes: dict[str, int] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)

    def ref(self, source: str, key: object, *, needed: bool = False) -> Ref | None:
        """A reference to a row of the old store; None where the old row has none."""
        if key is None or key == "":
            if needed:
                raise Refused(source, "refers to nothing")
            return None
        return Ref(source, str(key), needed)

    def note(self, line: str) -> None:
        """A line for the report; said once, however often it is true."""
        self.notes[line] = self.notes.get(line, 0) + 1

    def picture(self, content: bytes, suffix: str) -> Picture:
        """A picture to hang on a draft of `evidence`; it is filed only where that draft is new."""
        return Picture(content, suffix)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table of the old store: the first draft of a row is the row's own, others are found as "source/noun".

    `columns` are those that are known, in lower case; what else the table has is reported. `names` are other spellings
    of the table. A second draft of the same noun has the key "key#1", a third "key#2". What stands in the columns of
    `secret` is in no file of refused rows. A table is missed only where others of its `form` are there.
    """

    source: str
    key: Callable[[Row], object]
    read: Callable[[Row, Context], Iterable[Draft]]
    columns: frozenset[str]
    required: bool = False
    names: tuple[str, ...] = ()
    secret: frozenset[str] = frozenset()
    form: str = ""

    def found_in(self, names: Collection[str]) -> str | None:
        """The name that the table has among those of a store, if it is there."""
        return next((name for name in (self.source, *self.names) if name in names), None)


def _nothing(source: Source, context: Context) -> Iterable[tuple[str, Draft]]:
    return ()


def _no_secrets(source: Source) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class StorePlan:
    """A whole old store, its tables in order of reference.

    `opening` gives drafts that belong to the file, each under a key for Ref(FILE, key). `seals` says whether the file
    holds what must be sealed, so that a locked vault is told before anything is written; `seals_given` the same of
    what is taken only where an account was given.
    """

    kind: str
    tables: tuple[TablePlan, ...]
    recognises: Callable[[Source], bool]
    opening: Callable[[Source, Context], Iterable[tuple[str, Draft]]] = _nothing
    seals: Callable[[Source], bool] = _no_secrets
    seals_given: Callable[[Source], bool] = _no_secrets

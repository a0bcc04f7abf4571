"""References of an old store and what they mean here: asked of the store a batch at a time, and remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from automation.imports.parts import Fate, Part
from automation.imports.plan import Ref
from models import bulk, legacy

_MOST = 200_000
_NOT_HERE = frozenset({Fate.REFUSED, Fate.GONE})


class Links:
    """Old table and key → the id of our row, None where there is none."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._found: dict[tuple[str, str], int | None] = {}
        self._batch: dict[tuple[str, str], Part] = {}
        self._others: set[tuple[str, str]] = set()

    def begin(self, parts: Sequence[Part]) -> None:
        """Look up what a batch refers to, apart from itself."""
        self._forget_some()
        cells = [part.values[name] for part in parts for name in part.special]
        refs = {cell for cell in cells if type(cell) is Ref}
        sources = {ref.source for ref in refs}
        self._batch = {(part.source, part.key): part for part in reversed(parts) if part.source in sources}
        self.look_up(ref for ref in refs if (ref.source, ref.key) not in self._batch)

    def look_up(self, wanted: Iterable[Ref]) -> None:
        """Ask the store for references that are not known yet."""
        by_source: dict[str, set[str]] = defaultdict(set)
        for ref in wanted:
            if self._found.get((ref.source, ref.key)) is None and not self.means_other(ref):
                by_source[ref.source].add(ref.key)
        for source, keys in by_source.items():
            found = legacy.known(self._origin, source, keys)
            by_noun: dict[str, set[int]] = defaultdict(set)
            for row in found.values():
                by_noun[row.noun].add(row.row_id)
            here = {(noun, number) for noun, numbers in by_noun.items() for number in bulk.there(noun, numbers)}
            for key in keys:
                old = found.get(key)
                self._found[source, key] = old.row_id if old and (old.noun, old.row_id) in here else None

    def ids_of(self, refs: Collection[Ref]) -> dict[Ref, int | None]:
        """The ids of the rows that references mean, whose batches are all written by now."""
        self._forget_some()
        self.look_up(refs)
        return {ref: self._found.get((ref.source, ref.key)) for ref in refs}

    def means_other(self, ref: Ref) -> bool:
        """Whether a reference means a row that is another than the one that came under its key before."""
        return (ref.source, ref.key) in self._others

    def set_apart(self, part: Part) -> None:
        """A part is another row than the one under its key; what refers to it may not be given to that one."""
        self._others.add((part.source, part.key))
        self._found.pop((part.source, part.key), None)

    def id_of(self, ref: Ref) -> int | None:
        """The id of the row that a reference means, if it is there."""
        place = (ref.source, ref.key)
        part = self._batch.get(place)
        if part is None:
            return self._found.get(place)
        return None if part.fate in _NOT_HERE or not part.number else part.number

    def _forget_some(self) -> None:
        if len(self._found) > _MOST:
            self._found.clear()

"""Walks an old store table by table, in batches that are written whole or not at all, and reports what it found."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from operator import length_hint
from pathlib import Path

from automation.imports.disarmed import said
from automation.imports.hands import Hands
from automation.imports.origins import check_origin
from automation.imports.parts import PLAIN, Fate, Part, Taken, parts_of
from automation.imports.plan import FILE, Context, Refused, Row, StorePlan, TablePlan
from automation.imports.report import Rejects, Report
from automation.imports.sources import Source
from automation.imports.writing import Writer
from models import clock, ids, legacy
from models.erasure import has_erased
from models.errors import BadInput, StewardError
from models.post import take_newest_figures

BATCH, BATCH_BYTES = 2000, 8 << 20
# After so many batches the collector has a turn in a long table as well, for lanes go on beside an import.
_REST = 25
# What a cell that nobody thought of makes a reader raise: its row is refused, and the rest goes on.
_NOT_FORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_NO_TEXT = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for; `origin` names the old store apart from others of its kind.

    The files that rows name are taken from below `media`, or else from below the folder in which the old store lies.
    """

    dry_run: bool = False
    account: int | None = None
    old_key: bytes | None = field(default=None, repr=False)
    origin: str | None = None
    media: Path | None = None


def run(plan: StorePlan, source: Source, options: Options, hands: Hands) -> Report:
    """Import a whole old store; BadInput import_…, StoreUnusable."""
    if not plan.recognises(source):
        raise BadInput("import_not_that", source.name, kind=plan.kind, reason="its tables are others")
    origin = options.origin or f"{plan.kind}:{source.name}"
    context = Context(clock.now(), options.account, options.old_key, options.media or source.folder)
    check_origin(plan, source, origin, context)
    begun, resumed = legacy.begin_import(plan.kind, origin)
    report = Report(plan.kind, origin, options.dry_run, resumed=resumed)
    report.import_id = None if options.dry_run else ids.public("imports", begun.id)
    file = None if hands.trial else hands.folder / f"{ids.public('imports', begun.id)}-rejects.jsonl"
    walk = _Walk(plan, source, context, hands, report, Writer(origin, begun.id, context, hands))
    state = "failed"
    try:
        with _collector_at_rest(), Rejects(file, bare=has_erased()) as walk.rejects:
            walk.whole()
        # Also where nothing is new: the run that brought the readings may have died before this.
        take_newest_figures(origin)
        state = "interrupted" if report.cancelled else "completed"
    finally:
        report.rejects = walk.rejects.path
        report.notes = [*said(walk.writer.landed), *_counted(context.notes)]
        report.nouns = {noun: number for noun, number in walk.writer.landed.items() if number}
        legacy.end_import(begun.id, state, report.document(), report.rejects)
    return report


def _counted(notes: dict[str, int]) -> list[str]:
    return [line if times == 1 else f"{line} ({times} times)" for line, times in notes.items()]


class _Walk:
    """One walk through an old store."""

    def __init__(
        self, plan: StorePlan, source: Source, context: Context, hands: Hands, report: Report, writer: Writer
    ) -> None:
        self.plan, self.source, self.context, self.hands, self.report = plan, source, context, hands, report
        self.writer = writer
        self.rejects = Rejects(None)
        self._done = self._total = 0

    def whole(self) -> None:
        """The file's own drafts, then every table in order, until the end or until a person breaks it off."""
        found = self._tables()
        self._total = sum(self.source.count(name) for _, name in found)
        opening = self.plan.opening(self.source, self.context)
        self._write(FILE, [(0, key, [draft]) for key, draft in opening])
        for table, name in found:
            self._table(table, name)
            if self.report.cancelled:
                return

    def _tables(self) -> list[tuple[TablePlan, str]]:
        """The planned tables that are there, each with the name it has; what is missing or unknown is told."""
        names = self.source.tables()
        forms = {table.form for table in self.plan.tables if {table.source, *table.names} & set(names)}
        found = []
        for table in self.plan.tables:
            name = table.found_in(names)
            if name is None:
                self.report.missing_tables += [table.source] if table.form in forms else []
                continue
            found.append((table, name))
            names.remove(name)
            unknown = sorted(set(self.source.columns(name)) - table.columns)
            if unknown:
                self.report.unknown_columns[table.source] = unknown
        self.report.unknown_tables = sorted(names)
        return found

    def _table(self, table: TablePlan, name: str) -> None:
        self.report.counts(table.source)
        for place, batch in enumerate(_batches(self.source.rows(name)), 1):
            if self.hands.stopped():
                self.report.cancelled = True
                return
            self._batch(table, batch)
            self._done += len(batch)
            self.hands.tell(self._done, self._total, table.source)
            if place % _REST == 0:
                gc.collect()
        self.writer.finish()
        gc.collect()

    def _batch(self, table: TablePlan, rows: list[Row]) -> None:
        counts = self.report.counts(table.source)
        counts.read += len(rows)
        taken = self._read(table, rows)
        parts = self._write(table.source, taken)
        if not parts:
            counts.written += len(taken)
        refused = {part.row for part in parts if part.own and part.fate is Fate.REFUSED}
        for part in parts:
            if part.fate is Fate.NEW:
                counts.written += part.own
            elif part.fate is Fate.REFUSED and (part.own or part.row not in refused):
                # what hung on a refused row is refused with it
                self._refuse(table, part.key, part.column or part.draft.noun, part.reason, rows[part.row], part.own)
            elif part.own and (part.fate is Fate.MET or part.filled):
                counts.merged += 1

    def _read(self, table: TablePlan, rows: list[Row]) -> list[Taken]:
        """The rows that become something; what is refused at once goes into the report."""
        taken: list[Taken] = []
        sound, key_of, read, context = _are_text(rows), table.key, table.read, self.context
        for place, row in enumerate(rows):
            key = ""
            try:
                if not sound:
                    _check_text(row)
                key = str(key_of(row))
                drafts = [*read(row, context)]
            except Refused as refused:
                self._refuse(table, key, refused.column, refused.reason, row)
            except KeyError as error:
                self._refuse(table, key, str(error.args[0]), "is not in this table", row)
            except _NOT_FORESEEN as error:
                self._refuse(table, key, "(row)", f"holds what no such row should ({type(error).__name__})", row)
            else:
                if drafts:
                    taken.append((place, key, drafts))
        return taken

    def _refuse(self, table: TablePlan, key: str, column: str, reason: str, row: Row, own: bool = True) -> None:
        self.report.counts(table.source).refused += own
        self.report.refused(table.source, column, reason)
        self.rejects.add(table, key, column, reason, row)

    def _write(self, source: str, taken: Sequence[Taken]) -> list[Part]:
        """Write rows; afterwards each part says what became of it, and there are none where all went as a block."""
        try:
            if self.writer.write_block(source, taken):
                return []
            parts = [part for row in taken for part in parts_of(source, *row)]
            if parts:
                self.writer.write(parts)
        except StewardError as error:
            error.facts.setdefault("import", self.report.import_id)
            raise
        return parts


def _are_text(rows: Sequence[Row]) -> bool:
    """Whether all the text of a batch is sound; asked of it as a whole, for nearly always it is."""
    cells = list(chain.from_iterable(map(dict.values, rows)))
    return PLAIN.issuperset(map(type, cells)) and _is_text("".join([cell for cell in cells if type(cell) is str]))


def _check_text(row: Row) -> None:
    """Refuse a row that holds what no store of text can hold: bytes that were marked as none, halves of letters."""
    for name, value in row.items():
        if not _is_text(value):
            raise Refused(name, "holds bytes that are no text")


def _is_text(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() or not _NO_TEXT.search(value)
    if isinstance(value, dict):
        return all(map(_is_text, value)) and all(map(_is_text, value.values()))
    return all(map(_is_text, value)) if isinstance(value, list) else True


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Python's collector would look through every batch and find nothing; it has its turn between them.

    What was there before the import is left out of those turns: to look through all of it takes as long as a batch.
    """
    awake = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if awake:
            gc.enable()


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in batches of a bounded number and size, for a picture may be larger than a thousand other rows."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(length_hint, row.values()))
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

"""Takes an import back: the rows that it made and that nothing else leans on by now go, the rest is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from automation.imports.pictures import drop_unused
from models import bulk, legacy
from models.attempt import release, uncount
from models.database import writing
from models.errors import BadInput
from models.evidence import paths_of
from models.ledger import acted_among, done_among
from models.media import files_of
from models.secret import drop_secrets_of

_AT_ONCE = 500
# What belongs to a row and goes with it, whoever wrote it.
_ITS_OWN = frozenset({"post_hashtags", "person_names", "check_steps", "fingerprints"})
_FILES = {"evidence": paths_of, "media": files_of}
_USED = "taken into use since"
_DONE = "what was done on a site is not done again"


def undo(import_id: int, pictures: Path, stopped: Callable[[], bool]) -> dict[str, Any]:
    """Remove what an import wrote and say what stays and why; BadInput unknown_import, import_….

    The ledger keeps the keys of acts that were done: they are on a site whether we know of it or not, and whoever
    brings the same store along again finds them there. So none of them is ever done a second time.
    """
    found = legacy.import_row(import_id)
    if found.state in {"undone", "running"}:
        raise BadInput("import_undone" if found.state == "undone" else "import_running", import_id)
    written = legacy.written_by(import_id)
    removed: dict[str, int] = {}
    left: dict[str, dict[str, int]] = {}
    if said := written.pop("audit_entries", ()):
        left["audit_entries"] = {"nothing is taken out of the audit chain": len(said)}
    for noun in reversed(bulk.tables_in_order()):
        # Answers go before what they answer, so rows that lean on each other are gone through again.
        numbers: Sequence[int] = written.get(noun, ())
        while numbers:
            left.pop(noun, None)
            for some in _chunks(numbers):
                if stopped():
                    return {"removed": removed, "left": left, "cancelled": True}
                _remove(import_id, noun, some, pictures, removed, left)
            still = sorted(bulk.there(noun, numbers)) if noun in dict(bulk.referring_to(noun)) else []
            numbers = still if len(still) < len(numbers) else ()
    legacy.mark_undone(import_id)
    return {"removed": removed, "left": left, "cancelled": False}


def _remove(
    import_id: int,
    noun: str,
    numbers: Sequence[int],
    pictures: Path,
    removed: dict[str, int],
    left: dict[str, dict[str, int]],
) -> None:
    with writing():
        here = bulk.there(noun, numbers)
        held = _held(noun, here, import_id)
        files = _FILES[noun](here - held.keys()) if noun in _FILES else []
        going = sorted(here - held.keys())
        done = done_among(going) if noun == "actions" else set()
        for found in bulk.delete(noun, going):
            held[going[found.index]] = found.reason
        gone = [number for number in numbers if number not in held]
        drop_secrets_of(noun, gone)
        _let_go(noun, gone)
        legacy.forget_refs(noun, gone)
    drop_unused(pictures, files)
    removed[noun] = removed.get(noun, 0) + len(here) - len(held)
    for kept, reason in [(noun, reason) for reason in held.values()] + [("ledger", _DONE)] * len(done - held.keys()):
        reasons = left.setdefault(kept, {})
        reasons[reason] = reasons.get(reason, 0) + 1


def _let_go(noun: str, gone: Sequence[int]) -> None:
    """What acts and tries kept busy, as recent ones do, is free again."""
    if noun == "actions":
        release(gone)
    elif noun == "attempts":
        uncount(gone)


def _held(noun: str, numbers: set[int], import_id: int) -> dict[int, str]:
    """The rows that stay: something else refers to them, or a person has taken them into use."""
    held = dict.fromkeys(legacy.also_of_others(noun, numbers, import_id), "another import brought it as well")
    for table, column in bulk.referring_to(noun):
        if table not in _ITS_OWN:
            held = dict.fromkeys(bulk.values_in(table, column, numbers), f"still referred to by {table}") | held
    if noun == "accounts":
        used = bulk.read(noun, ("authority_kind", "enabled"), numbers)
        held = {number: _USED for number, (authority, enabled) in used.items() if authority or enabled} | held
        # The ledger's keys are an account's by its id, and say nothing of one that comes anew.
        held = dict.fromkeys(acted_among(numbers), _DONE) | held
    if noun == "blocklist":
        kinds = bulk.read(noun, ("kind",), numbers)
        held |= {number: "an opt-out is for ever" for number, (kind,) in kinds.items() if kind == "opt_out"}
    return held


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]

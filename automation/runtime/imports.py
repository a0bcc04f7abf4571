"""Commands about imports: bring an old store along, take an import back, break off long work."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from automation import commands
from automation.audit import chain, erasure
from automation.events import ConfigurationChanged
from automation.imports.hands import Hands
from automation.imports.plan import StorePlan
from automation.imports.registry import plan_of
from automation.imports.run import Options, run
from automation.imports.sources import Source, open_source
from automation.imports.undo import undo
from automation.queue import keys
from automation.queue.fingerprint import fingerprints
from automation.runtime import scratch
from automation.runtime.house import House
from automation.runtime.long_work import Course
from automation.runtime.people import note_again
from automation.values import Intent, Target
from automation.vault.own_key import own_key
from models import ids, owed
from models.account import account
from models.copying import copy_store, elsewhere
from models.database import sql
from models.enums import ActionKind
from models.errors import BadInput, StewardError
from models.paths import PRIVATE_FOLDER

NAME = "import"
_KEY_BYTES = 32


async def import_store(house: House, command: commands.ImportStore) -> dict[str, Any]:
    """Read an old store and write what it holds, off; a trial writes into a copy that is thrown away."""
    plan = plan_of(command.kind)
    owner = None if command.account is None else account(command.account).id
    media = None if command.media is None else _folder(command.media)
    options = Options(command.dry_run, owner, _old_key(command.old_key), command.origin, media)
    if command.dry_run:
        return await house.work.run(NAME, partial(_trial, house, plan, command.paths, options))
    again: list[erasure.Erased] = []
    try:
        report = await house.work.run(NAME, partial(_real, house, plan, command.paths, options, again))
    finally:
        note_again(house, again)
    counted = {name: counts["written"] for name, counts in report["tables"].items()}
    house.journal.note("imported", of=plan.kind, row=report["import"], written=sum(counted.values()))
    if again:
        report["notes"].append(f"People who were erased here before came with it and were erased again: {len(again)}.")
    house.announce(ConfigurationChanged("imports"))
    return report


def _real(
    house: House, plan: StorePlan, paths: list[str], options: Options, again: list[erasure.Erased], course: Course
) -> dict[str, Any]:
    """Whoever was erased here does not come back with an old store, nor with the half of one; they are `again`."""
    source = open_source(plan.kind, paths)
    try:
        if plan.recognises(source) and _seals(plan, source, options):
            house.require_vault()
        owed.owe(house.profile.folder, NAME)
        try:
            return run(plan, source, options, _hands(house, course)).document()
        finally:
            again += erasure.replay(house.profile, course.tell, NAME)
    finally:
        source.close()


def _trial(house: House, plan: StorePlan, paths: list[str], options: Options, course: Course) -> dict[str, Any]:
    """The same walk over a copy of the store; nothing is sealed, so that a locked vault is no obstacle."""
    source = open_source(plan.kind, paths)
    with ExitStack() as ends:
        ends.callback(source.close)
        folder = ends.enter_context(scratch.scratch(house.profile.folder, scratch.TRIAL))
        folder.mkdir(mode=PRIVATE_FOLDER)
        copy = folder / house.profile.store.name
        copy_store(house.profile.store, copy)
        ends.enter_context(elsewhere(copy, read_only=False))
        sql("PRAGMA synchronous = OFF")  # what is thrown away need not be durable
        report = run(plan, source, options, _hands(house, course, trial=True))
        if house.vault.locked and _seals(plan, source, options):
            report.notes.append("It holds secrets: the import itself wants the vault open.")
        return report.document()


def _seals(plan: StorePlan, source: Source, options: Options) -> bool:
    return plan.seals(source) or (options.account is not None and plan.seals_given(source))


def _hands(house: House, course: Course, *, trial: bool = False) -> Hands:
    known: list[bytes] = [b"trial"] if trial else []

    def own(text: str | None) -> bytes:
        if text is not None and not known:
            known.append(own_key(house.vault))
        return b"" if text is None else known[0]

    def content_hash(target: Target, kind: ActionKind, text: str | None) -> str:
        return keys.content_hash(target, kind, text, own(text))

    def key(account_id: int, kind: ActionKind, target: Target, round_: int, text: str | None) -> str:
        return keys.key(Intent(account_id, kind, target.url, text), target, round_, own(text))

    marked = cache(lambda: fingerprints(own("")))
    return Hands(
        seal=(lambda plain, place: b"sealed") if trial else house.vault.seal,
        content_hash=content_hash,
        key=key,
        marks=lambda text: marked()(text),
        target=partial(_target, house),
        journal=chain.add_many,
        pictures=house.profile.evidence,
        folder=house.profile.imports,
        tell=course.tell,
        stopped=course.stopped,
        trial=trial,
    )


def _target(house: House, account_id: int, kind: ActionKind, url: str) -> Target | None:
    with suppress(StewardError):
        return house.packs.of(account(account_id)).target(kind, url)
    return None


def _folder(path: str) -> Path:
    found = Path(path).expanduser()
    if not found.is_dir():
        raise BadInput("file_unreadable", found, reason="there is no such folder")
    return found


def _old_key(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as error:
        raise BadInput("old_key_unusable") from error
    if len(key) != _KEY_BYTES:
        raise BadInput("old_key_unusable")
    return key


async def undo_import(house: House, command: commands.UndoImport) -> dict[str, Any]:
    """Take an import back as far as nothing newer leans on it."""
    work = partial(_undo, command.import_id, house.profile.evidence)
    done = await house.work.run(NAME, work)
    house.journal.note("import_undone", row=ids.public("imports", command.import_id), removed=done["removed"])
    house.announce(ConfigurationChanged("imports"))
    return done


def _undo(import_id: int, pictures: Path, course: Course) -> dict[str, Any]:
    return undo(import_id, pictures, course.stopped)


async def cancel_work(house: House, command: commands.CancelWork) -> dict[str, Any]:
    """Break off long work."""
    house.work.cancel(command.name)
    return {}


HANDLERS = {
    commands.ImportStore: import_store,
    commands.UndoImport: undo_import,
    commands.CancelWork: cancel_work,
}

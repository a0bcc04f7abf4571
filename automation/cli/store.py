"""`steward store`: the file that everything is kept in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from automation.cli.audit import unsealing
from automation.cli.doctor import lines
from automation.cli.door import PATIENCE_S, reading
from automation.cli.output import Said
from automation.cli.store_backups import COMMANDS, of_backup
from automation.cli.store_export import export
from automation.cli.store_import import import_
from automation.cli.store_retention import compact, retention
from automation.upkeep import sealed, soundness
from automation.upkeep.checks import Check
from models import room
from models.database import close, connect, one, sql
from models.errors import BadInput, Exit, StoreUnusable
from models.migrations import runner
from models.paths import Profile


@click.group()
def store() -> None:
    """The file that everything is kept in."""


store.add_command(import_)
store.add_command(export)
store.add_command(retention)
store.add_command(compact)
for command in COMMANDS:
    store.add_command(command)


@store.command()
@click.option("--backup", metavar="FOLDER|FILE.zip", help="Look through a backup instead: every file's sum, its store.")
@click.pass_obj
def check(said: Said, backup: str | None) -> int:
    """Read all of it: pages, references, schema, ledger, audit chain, what is sealed, and every picture's sum."""
    if backup is not None:
        return _shown(said, [of_backup(said, backup)])
    profile = said.profile.prepare()
    if not profile.store.exists():
        reading(said)
    connect(profile.store, read_only=True)
    if runner.version() > runner.NEWEST:
        raise StoreUnusable("store_newer", profile.store, version=runner.version(), newest=runner.NEWEST)
    from automation.runtime.backing_up import chain_check  # nothing else here needs the rooms

    unseal = unsealing(said)
    found = [*soundness.of_store(profile.evidence), chain_check(profile.folder, unseal), sealed.sealed(unseal)]
    return _shown(said, found)


def _shown(said: Said, found: list[Check]) -> int:
    ok = all(one_.ok for one_ in found)
    shown = [{"name": one_.name, "ok": one_.ok, "detail": one_.detail, "fix": one_.fix} for one_ in found]
    said.show({"ok": ok, "checks": shown}, "\n".join(map(lines, found)))
    return Exit.DONE if ok else Exit.FAILED


@store.command()
@click.pass_obj
def stats(said: Said) -> None:
    """How many rows each table has, how much room all of it takes, and how much of the store stands empty."""
    reading(said)
    tables = [name for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    counts = {name: (one(f'SELECT count(*) FROM "{name}"') or (0,))[0] for name in tables if name[:7] != "sqlite_"}
    profile = said.profile
    files = [file for file in profile.folder.glob("steward.db*") if file.is_file()]
    pictures = [file for file in profile.evidence.rglob("*") if file.is_file()]
    said.show(
        {
            "version": runner.version(),
            "tables": counts,
            "store_bytes": sum(file.stat().st_size for file in files),
            "empty_bytes": room.room().empty,
            "pictures": len(pictures),
            "pictures_bytes": sum(file.stat().st_size for file in pictures),
        }
    )


@store.command()
@click.option("--dry-run", is_flag=True, help="Print what would change.")
@click.pass_obj
def migrate(said: Said, dry_run: bool) -> None:
    """Bring the store to the newest schema; a copy is made first."""
    _walk(said, runner.NEWEST, dry_run)


@store.command()
@click.option("--to", "target", type=click.IntRange(0), required=True, help="The version to go back to; 0 is empty.")
@click.option("--dry-run", is_flag=True, help="Print what would change.")
@click.pass_obj
def rollback(said: Said, target: int, dry_run: bool) -> None:
    """Take the store back to an older schema, for an older Steward; a copy is made first."""
    _walk(said, target, dry_run)


def _walk(said: Said, target: int, dry_run: bool) -> None:
    with _alone(said.profile.prepare()) as profile:
        before = runner.version()
        if target > max(before, runner.NEWEST) or (target > before and target != runner.NEWEST):
            raise BadInput("schema_unknown", target, version=before, newest=runner.NEWEST)
        copies = _copies(profile)
        if not dry_run:
            runner.migrate(profile.store, target)
        made = sorted(_copies(profile) - copies)
    document = {"from": before, "to": target, "dry_run": dry_run, "backup": str(made[0]) if made else None}
    words = f"The store {'would go' if dry_run else 'went'} from version {before} to {target}."
    said.show(document, words + (f" Its copy: {made[0]}" if made else ""))


@contextmanager
def _alone(profile: Profile) -> Iterator[Profile]:
    """Own the profile with its store open for writing; StoreUnusable profile_in_use."""
    from automation.runtime.ownership import owning

    with owning(profile.lock, PATIENCE_S):
        connect(profile.store)
        try:
            yield profile
        finally:
            close()


def _copies(profile: Profile) -> set[Path]:
    return set(profile.backups.glob("[!.]*-before*"))

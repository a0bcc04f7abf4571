"""`steward store backup|backups|restore|rehearse-restore|reset`: copies of the whole profile, and back from them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.doctor import lines
from automation.cli.door import PATIENCE_S, ask, reading, running, settled
from automation.cli.lists import matching, page_of, paged
from automation.cli.output import Said
from automation.upkeep import backups as kept
from automation.upkeep import receiving, restore, thinning
from automation.upkeep.backups import Gauge
from automation.upkeep.checks import Check
from models import clock, ids, merging
from models.backup import backups as rows
from models.errors import BadInput, Exit, StewardError
from models.paths import Profile


@click.command()
@click.option("--to", metavar="DIR|FILE.zip", help="Make it there: a new folder, or one file to carry elsewhere.")
@click.pass_obj
def backup(said: Said, to: str | None) -> None:
    """Copy the whole profile as it is now: store, keys, pictures, packs, with a sum for each file."""
    reply = ask(said, commands.BackUp(None if to is None else str(Path(to).absolute())))
    said.show(reply, f"{reply['files']} files, {reply['bytes']:,} bytes: {reply['path']}")


_KNOWN = frozenset({"id", "folder", "kind", "made_at", "bytes", "proven_at", "detail"})


@click.command()
@paged
@click.pass_obj
def backups(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """The profile's own backups, newest first, and when each was last proven to restore."""
    reading(said)
    known = {row.folder: row for row in rows()}
    found = [_row(said.profile, one, known.get(one.name)) for one in _newest_first(said.profile)]
    items, following = page_of(matching(found, conditions, _KNOWN), limit, after)
    said.show_list(items, following, ("id", "kind", "made_at", "bytes", "proven_at", "folder"))


def _newest_first(profile: Profile) -> list[thinning.Named]:
    return thinning.told(kept.names(profile.backups))[::-1]


def _row(profile: Profile, one: thinning.Named, row: Any) -> dict[str, Any]:
    size = None
    with suppress(StewardError):
        size = row.bytes if row is not None else kept.read(profile.backups / one.name).bytes
    return {
        "id": ids.public("backups", row.id) if row is not None else one.name,
        "folder": str(profile.backups / one.name),
        "kind": one.kind,
        "made_at": clock.to_iso(one.made_at),
        "bytes": size,
        "proven_at": clock.to_iso(row.proven_at if row is not None else None),
        "detail": row.detail if row is not None else "",
    }


@click.command("restore")
@click.argument("source", metavar="FOLDER|FILE.zip")
@click.option("--sections", metavar="A,B", help=f"Only these, merged into ours: {', '.join(merging.SECTIONS)}.")
@click.pass_obj
def restore_(said: Said, source: str, sections: str | None) -> None:
    """Bring a backup back, after setting the present state aside; work comes back paused.

    What was done since stays done: acts with their keys, caps and reserved targets, opt-outs and erasures are kept,
    and younger accounts that have acted come along, switched off. What rests now rests still: challenges, pauses,
    feeds, rules and accounts that are off, accounts that are signed out, and kinds that wait for approval.
    """
    wanted = [name.strip() for name in sections.split(",")] if sections is not None else []
    path = _found(said, source)
    if unknown := next((name for name in wanted if name not in merging.SECTIONS), None):
        raise BadInput("unknown_section", unknown, known=", ".join(merging.SECTIONS))
    if wanted or running(said):
        reply = ask(said, commands.Restore(str(path), wanted))
    else:
        reply = {**_alone(said, path), "sections": [], "rows": {}}
    words = f"Brought back from {reply['backup']}. What was there is set aside as {reply['before'] or 'damaged files'}."
    said.show(reply, f"{words}\nAll lanes rest. Look around, then let them work: steward stop --start")


def _found(said: Said, source: str) -> Path:
    """A path, or the name or id of one of the profile's own backups."""
    path = Path(source).absolute()
    own = said.profile.backups / source
    if path.exists() or not source.strip() or "/" in source or "\\" in source:
        return path
    return own if own.is_dir() else path


def _alone(said: Said, source: Path) -> dict[str, Any]:
    """Restore where no engine runs, and where none could: a damaged store opens for nobody."""
    from automation.runtime.ownership import owning
    from automation.runtime.restoring import described, keep_archive

    profile = said.profile.prepare()
    with owning(profile.lock, PATIENCE_S):
        restore.roll_forward(profile)
        what = receiving.receive(source, restore.scratch_of(profile), Gauge())
        left = restore.replace(profile, what, source.name, Gauge(), keep_archive)
    settled(said)
    return described(left)


def of_backup(said: Said, source: str) -> Check:
    """What a look through a backup says, file by file; nothing of it is used."""
    from automation.runtime.scratch import CHECK, scratch

    path, profile = _found(said, source), said.profile.prepare()
    try:
        with scratch(profile.folder, CHECK) as folder:
            what = receiving.receive(path, folder, Gauge(), share=True)
    except StewardError as error:
        if error.code != "backup_damaged":
            raise
        return Check("backup", False, f"{path.name} is damaged: {error.facts['reason']}.", "Use another backup.")
    return Check("backup", True, f"{path.name}: all {len(what.files)} files are as its manifest says.")


@click.command("rehearse-restore")
@click.pass_obj
def rehearse_restore(said: Said) -> int:
    """Restore the newest backup into a scratch folder and look through all of it."""
    reply = ask(said, commands.RehearseRestore())
    shown = [lines(Check(**check)) for check in reply["checks"]]
    verdict = "It restores." if reply["ok"] else "It does not restore as it should."
    said.show(reply, "\n".join([f"Backup {reply['backup']}:", *shown, verdict]))
    return Exit.DONE if reply["ok"] else Exit.FAILED


@click.command()
@click.option("--yes", "typed", metavar="NAME", help="The profile's name, instead of typing it when asked.")
@click.pass_obj
def reset(said: Said, typed: str | None) -> None:
    """Begin with an empty store, after a backup; vault, packs, opt-outs and backups stay."""
    name = said.profile.folder.name
    if typed is None:
        typed = click.prompt(f"All accounts, actions and pictures go. Type {name} to say that you mean it", err=True)
    if typed != name:
        raise BadInput("name_not_typed", typed, name=name)
    if running(said):
        reply = ask(said, commands.ResetStore(typed))
    else:
        reply = _reset_alone(said)
    said.show(reply, f"The store is empty. What was in it: {reply['before'] or 'nothing'}")


def _reset_alone(said: Said) -> dict[str, Any]:
    from automation.runtime.ownership import owning

    profile = said.profile.prepare()
    with owning(profile.lock, PATIENCE_S):
        restore.roll_forward(profile)
        left = restore.reset(profile, Gauge())
    settled(said)
    return {"before": left.before, "carried": left.carried}


COMMANDS = (backup, backups, restore_, rehearse_restore, reset)

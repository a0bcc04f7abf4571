"""`steward people`: the people out there, and their word that they want to be left alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.blocklist import keep
from automation.cli.door import ask, engine, reading, reading_beside, running, wait
from automation.cli.output import Said
from automation.cli.people_lists import add_to
from models import ids, owed
from models.blocklist import EVERYWHERE
from models.database import close
from models.errors import BadInput
from models.person import find_person, people_of


@click.group()
def people() -> None:
    """People out there."""


add_to(people)


def at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


@people.command("opt-out")
@click.argument("handle")
@click.option("--platform", default=EVERYWHERE, metavar="P", help="Only there; everywhere without it.")
@click.option("--reason", default="", metavar="WORDS", help="Where they said so, for yourself.")
@click.pass_obj
def opt_out(said: Said, handle: str, platform: str, reason: str) -> None:
    """Leave a person alone for ever, with every account; queued work towards them is removed."""
    where, name = _named(said, handle, platform)
    keep(said, commands.Block("opt_out", where, name, reason))


def _named(said: Said, handle: str, platform: str) -> tuple[str, str]:
    """The platform and user name that an id or a handle means; an unknown handle is taken as it stands."""
    if handle.startswith("prf-"):
        reading(said)
        found = find_person(handle)
        return found.platform, found.username
    before, colon, name = handle.partition(":")
    return (before, name) if colon and platform == EVERYWHERE and "/" not in handle else (platform, handle)


@people.command()
@click.argument("one")
@click.argument("other")
@click.pass_obj
def link(said: Said, one: str, other: str) -> None:
    """Say that two handles are one person: what one opts out of holds for both, now and later."""
    reading(said)
    pair = [find_person(name) for name in (one, other)]
    reply = ask(said, commands.LinkPeople(pair[0].id, pair[1].id))
    reading_beside(said)
    handles = [{"id": ids.public("people", found.id), "handle": found.handle} for found in people_of(reply["identity"])]
    words = f"One person: {', '.join(h['handle'] for h in handles)}. Withdrawn from the queue: {reply['removed']}."
    said.show({"handles": handles, "removed": reply["removed"]}, words)


@people.command()
@click.argument("person")
@click.option("--unsealed", is_flag=True, help="Open messages too; the vault must be open, and it is put on record.")
@click.pass_obj
def dossier(said: Said, person: str, unsealed: bool) -> None:
    """Every datum on a person, in every table."""
    said.show(ask(said, commands.Dossier(person, unsealed)))


@people.command()
@click.argument("person")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A new file.")
@click.pass_obj
def export(said: Said, person: str, target: Path) -> None:
    """Write everything on a person to a file, to hand it over to them."""
    reply = ask(said, commands.ExportPerson(person, str(target.absolute())))
    said.show(reply, f"{reply['bytes']} bytes are in {reply['file']}; nobody else can read it.")


@people.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask for the name.")
@click.pass_obj
def erase(said: Said, person: str, yes: bool) -> None:
    """Erase a person from everything but the marks that keep an opt-out; it cannot be undone.

    At a terminal the name is typed once more; a script has typed it already, if it named the handle and no id.
    """
    if not yes:
        reading(said)
        name = find_person(person).username
        close()
        typed = click.prompt(f"Type {name} to erase them", err=True) if at_terminal() else person
        if typed.rpartition(":")[2].removeprefix("@").casefold() != name.casefold():
            raise BadInput("not_confirmed", name)
    reply = wait(_erased(said, person, alone=not running(said)))
    receipt = reply["receipt"]
    left = receipt["looked_through"]["still_named_in"]
    clean = f"The name still stands within longer words in {', '.join(left)}." if left else "No byte of a name is left."
    if reply["written_anew"]:
        clean = f"{', '.join(left)} still named them, and was written anew."
    elif receipt["rewriting_owed"]:
        clean = f"{', '.join(left)} still names them, and is written anew by itself: steward due run leftovers."
    gone = ", ".join(f"{table} {count}" for table, count in receipt["deleted"].items() if count)
    said.show(
        reply, f"Erased ({gone or 'nothing was kept'}). {clean} Backups made before keep it until they are thinned."
    )


async def _erased(said: Said, person: str, *, alone: bool) -> dict[str, Any]:
    """Erase them; what an engine that works does by itself afterwards is done at once where none works."""
    async with engine(said) as do:
        reply: dict[str, Any] = await do(commands.ErasePerson(person))
        owes = reply["receipt"]["rewriting_owed"]
        if owes and alone:
            await do(commands.RunDue("leftovers"))
    return {**reply, "written_anew": owes and not owed.is_owed(said.profile.folder, owed.PAGES)}

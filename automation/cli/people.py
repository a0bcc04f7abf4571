"""`steward people`: the people out there, and their word that they want to be left alone."""

from __future__ import annotations

import click

from automation import commands
from automation.cli.blocklist import keep
from automation.cli.door import ask, reading, reading_beside
from automation.cli.output import Said
from automation.cli.people_lists import add_to
from models import ids
from models.blocklist import EVERYWHERE
from models.person import find_person, people_of


@click.group()
def people() -> None:
    """People out there."""


add_to(people)


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

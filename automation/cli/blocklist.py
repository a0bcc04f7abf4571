"""`steward blocklist`: who and what is never touched."""

from __future__ import annotations

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.lists import public_row
from automation.cli.noun_groups import add_list, add_show
from automation.cli.output import Said
from automation.cli.typed import row
from models import ids
from models.blocklist import blocklist as all_entries

EVERYWHERE = "*"


@click.group()
def blocklist() -> None:
    """Who and what is never touched."""


@blocklist.command()
@click.argument("subject")
@click.option("--platform", default=EVERYWHERE, metavar="P", help="Only there; everywhere without it.")
@click.option("--reason", default="", metavar="WORDS", help="Why, for yourself.")
@click.pass_obj
def add(said: Said, subject: str, platform: str, reason: str) -> None:
    """Block a person's handle, a post's id or an address."""
    keep(said, "block", platform, subject, reason)


def keep(said: Said, kind: str, platform: str, subject: str, reason: str) -> None:
    """Add an entry and say what it removed from the queue."""
    reply = ask(said, commands.Block(kind, platform, subject, reason))
    reading_beside(said)
    entry = next(e for e in all_entries() if e.id == reply["entry"])
    where = "everywhere" if entry.platform == EVERYWHERE else f"on {entry.platform}"
    words = f"{entry.subject} is left alone {where}. Withdrawn from the queue: {reply['removed']}."
    said.show({**public_row("blocklist", entry), "removed": reply["removed"]}, words)


add_list(blocklist, "blocklist")
add_show(blocklist, "blocklist")


@blocklist.command()
@click.argument("name")
@click.pass_obj
def remove(said: Said, name: str) -> None:
    """Take a block off the list; an opt-out stays."""
    reading(said)
    number = row("blocklist", name)
    ask(said, commands.Remove("blocklist", number))
    said.show({"id": ids.public("blocklist", number)}, "Removed.")

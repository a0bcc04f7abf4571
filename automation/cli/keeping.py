"""What the groups of kept nouns share: keep a row and say so, remove one, put a tag on something."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.lists import named
from automation.cli.noun_groups import shown
from automation.cli.output import Said
from models import ids
from models.errors import BadInput
from models.tag import find_tag


def keep(said: Said, what: str, values: dict[str, Any], row: int | None = None, password: str | None = None) -> None:
    """Keep or change a row and show it; options that were not given are left out. BadInput nothing_to_change."""
    given = {name: value for name, value in values.items() if value is not None}
    if not given and password is None:
        raise BadInput("nothing_to_change", "" if row is None else ids.public(what, row))
    number = ask(said, commands.Keep(what, given, row, password))["row"]
    reading_beside(said)
    made = ids.public(what, number)
    said.show(shown(what, number), f"{made} is {'kept' if row is None else 'changed'}.")


def add_remove(group: click.Group, what: str, line: str) -> None:
    """Give a group a `remove` of one row."""

    @group.command(help=line)
    @click.argument("name", metavar="ID")
    @click.pass_obj
    def remove(said: Said, name: str) -> None:
        reading(said)
        number = named(what, name)
        ask(said, commands.Remove(what, number))
        said.show({"id": ids.public(what, number)}, "Removed.")


def add_tagging(group: click.Group, what: str, one: str) -> None:
    """Give a group `tag` and `untag`."""

    def put(said: Said, name: str, tag: str, on: bool, notes: str = "") -> None:
        reading(said)
        number, chosen = named(what, name), find_tag(tag)
        ask(said, commands.PutTag(what, number, chosen.id, on, notes))
        document = {"id": ids.public(what, number), "tag": ids.public("tags", chosen.id), "on": on}
        said.show(document, f"{chosen.name} is {'on' if on else 'off'} {document['id']}.")

    @group.command("tag", help=f"Put a tag on {one}.")
    @click.argument("name", metavar="ID")
    @click.argument("tag")
    @click.option("--note", default="", metavar="WORDS", help="Why; kept with the tag of a post.")
    @click.pass_obj
    def put_on(said: Said, name: str, tag: str, note: str) -> None:
        put(said, name, tag, True, note)

    @group.command("untag", help=f"Take a tag off {one}.")
    @click.argument("name", metavar="ID")
    @click.argument("tag")
    @click.pass_obj
    def take_off(said: Said, name: str, tag: str) -> None:
        put(said, name, tag, False)

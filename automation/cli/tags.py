"""`steward tags`: words that you put on posts, people and accounts."""

from __future__ import annotations

import click

from automation.cli.door import reading
from automation.cli.keeping import add_remove, keep
from automation.cli.noun_groups import group
from automation.cli.output import Said
from models.tag import find_tag

tags = group("tags", "tags")
_COLOR = click.option("--color", metavar="#RRGGBB")
_DESCRIPTION = click.option("--description", metavar="WORDS")


@tags.command()
@click.argument("name")
@_COLOR
@_DESCRIPTION
@click.pass_obj
def add(said: Said, name: str, color: str | None, description: str | None) -> None:
    """Keep a new tag."""
    keep(said, "tags", {"name": name, "color": color, "description": description})


@tags.command()
@click.argument("tag")
@click.option("--name", metavar="WORDS", help="Its new name.")
@_COLOR
@_DESCRIPTION
@click.pass_obj
def edit(said: Said, tag: str, name: str | None, color: str | None, description: str | None) -> None:
    """Change a tag."""
    reading(said)
    keep(said, "tags", {"name": name, "color": color, "description": description}, find_tag(tag).id)


add_remove(tags, "tags", "Delete a tag, and take it off all that carries it.")

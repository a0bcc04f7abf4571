"""`steward search`: accounts, people, posts, comments, orders and settings, by three letters or more."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading
from automation.cli.output import Said
from models import search as index
from models.errors import BadInput


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--in", "within", metavar="NOUNS", help=f"Only these, with commas: {', '.join(index.SEARCHED)}.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@click.pass_obj
def search(said: Said, query: tuple[str, ...], within: str | None, limit: int) -> None:
    """Find what is kept; `platform:x` in the query narrows it. What is sealed is not searched."""
    nouns = [noun.strip() for noun in (within or "").split(",") if noun.strip()]
    for noun in nouns:
        if noun not in index.SEARCHED:
            raise BadInput("unknown_noun", noun, known=", ".join(index.SEARCHED))
    reading(said)
    waiting = index.waiting()
    if waiting:
        waiting = int(ask(said, commands.FoldSearch())["waiting"])
        reading(said)
    words = " ".join(query)
    hits = index.find(words, nouns, limit)
    items: list[dict[str, Any]] = [
        {"id": h.name, "noun": h.noun, "platform": h.platform, "title": h.title, "excerpt": h.excerpt, "rank": h.rank}
        for h in hits
    ]
    if waiting and not said.as_json:
        click.echo(f"{waiting} changed rows are not in the index yet.", err=True)
    said.show_list(items, None, ("id", "noun", "platform", "title", "excerpt"), f"Nothing found for “{words}”.")

"""`steward content`: pictures and words that a brand may publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from automation.cli.door import reading
from automation.cli.keeping import add_remove, keep
from automation.cli.lists import EVERY, answers, page_of, paged
from automation.cli.noun_groups import group
from automation.cli.output import Said
from models.brand import find_brand
from models.content import KINDS, Piece, content_lookup
from models.errors import BadInput

content = group("content", "content")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@content.command()
@click.argument("brand")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--url", metavar="U", help="Where the picture is on the web.")
@click.option("--path", type=_FILE, help="A picture on this computer.")
@click.option("--text", metavar="T", help="The words that go with it.")
@click.option("--template", is_flag=True, help="It holds places to be filled in.")
@click.option("--priority", type=int, default=0, metavar="N", help="The higher is used first.")
@click.pass_obj
def add(said: Said, /, brand: str, kind: str, template: bool, priority: int, **given: Any) -> None:
    """Keep a piece of content of a brand."""
    url, path, text = given["url"], given["path"], given["text"]
    if url is None and path is None and not (text or "").strip():
        raise BadInput("content_empty")
    reading(said)
    values = {
        "brand_id": find_brand(brand).id,
        "kind": kind,
        "url": url,
        "path": None if path is None else str(path.resolve()),
        "text": text,
        "is_template": template,
        "order_priority": priority,
    }
    keep(said, "content", values)


@content.command("next")
@click.argument("brand")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--template", is_flag=True, help="Only what holds places to be filled in.")
@paged
@click.pass_obj
def next_(
    said: Said, /, brand: str, kind: str, template: bool, limit: int, after: str | None, conditions: tuple[str, ...]
) -> None:
    """What a brand may publish next as that kind: the least used first, then by priority and the longest rest."""
    reading(said)
    pieces = content_lookup(find_brand(brand).id, kind, template=template, limit=EVERY)
    found = answers(pieces, Piece, "content", "id", conditions)
    said.show_list(*page_of(found, limit, after), ("id", "kind", "uses", "order_priority", "url", "path", "text"))


add_remove(content, "content", "Delete a piece of content; a file that it names stays where it is.")

"""`steward texts`: what may be said, by kind."""

from __future__ import annotations

from pathlib import Path

import click

from automation.cli.door import reading
from automation.cli.keeping import add_remove, keep
from automation.cli.lists import EVERY, answers, page_of, paged
from automation.cli.noun_groups import group
from automation.cli.output import Said
from automation.cli.typed import texted, words
from models.brand import find_brand
from models.errors import BadInput
from models.text import KINDS, Wording, text_lookup

texts = group("texts", "texts")


@texts.command()
@click.argument("kind", type=click.Choice(KINDS))
@texted
@click.option("--name", metavar="WORDS", help="How you call it.")
@click.option("--brand", metavar="B", help="Whose it is; for all brands without it.")
@click.option("--template", is_flag=True, help="It holds places to be filled in.")
@click.pass_obj
def add(
    said: Said, kind: str, text: str | None, text_file: Path | None, name: str | None, brand: str | None, template: bool
) -> None:
    """Keep a text."""
    said_words = words(text, text_file)
    if said_words is None or not said_words.strip():
        raise BadInput("text_missing", kind)
    reading(said)
    brand_id = None if brand is None else find_brand(brand).id
    values = {"kind": kind, "text": said_words, "name": name, "brand_id": brand_id, "is_template": template}
    keep(said, "texts", values)


@texts.command("next")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--brand", metavar="B", help="Also what belongs to this brand, beside what is for all.")
@click.option("--template", is_flag=True, help="Only what holds places to be filled in.")
@paged
@click.pass_obj
def next_(
    said: Said,
    /,
    kind: str,
    brand: str | None,
    template: bool,
    limit: int,
    after: str | None,
    conditions: tuple[str, ...],
) -> None:
    """What may be said next as that kind: the least used first, then the longest rest."""
    reading(said)
    whose = None if brand is None else find_brand(brand).id
    found = answers(text_lookup(whose, kind, template=template, limit=EVERY), Wording, "texts", "id", conditions)
    said.show_list(*page_of(found, limit, after), ("id", "kind", "uses", "brand_id", "name", "text"))


add_remove(texts, "texts", "Delete a text.")

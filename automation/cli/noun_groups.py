"""`list` and `show` made from what a noun is; the groups that have no more than these live here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

import click

from automation.cli.door import reading
from automation.cli.lists import asked, named, paged
from automation.cli.nouns import NOUNS, Noun
from automation.cli.output import Said
from models import payload
from models.base import meant
from models.errors import BadInput
from models.pages import ALL, Listing, Narrowed, page, single
from models.shown import public_values
from models.tag import find_tag

Added = Callable[[int], Mapping[str, Any]]


def group(name: str, noun: str, added: Added | None = None) -> click.Group:
    """A command group with `list` and `show`; `added` gives what only `show` says of a row."""
    made = click.Group(name, help=NOUNS[noun].help)
    add_list(made, noun)
    if "id" in NOUNS[noun].of.key:
        add_show(made, noun, added)
    return made


def add_list(to: click.Group, noun: str, name: str = "list", of: str | None = None) -> None:
    """Give a group a keyset list of a noun; `of` is a reference that may be named as an argument."""
    known = NOUNS[noun]

    @click.pass_obj
    def list_(said: Said, /, limit: int, after: str | None, conditions: tuple[str, ...], **more: Any) -> None:
        reading(said)
        where = asked(known.of, conditions)
        if of is not None and more["whose"] is not None:
            where[of] = named(_refers(known.of, of), more["whose"])
        items, following = shown_page(known, where, limit, after, _within(known, more))
        said.show_list(items, following, known.line)

    command = paged(list_)
    if known.tagged is not None:
        command = click.option("--tag", metavar="TAG", help="Only what carries this tag.")(command)
    if known.only is not None:
        command = click.option(f"--{known.only[0]}", is_flag=True, help=known.only[1])(command)
    if of is not None:
        command = click.argument("whose", required=False, metavar=of.removesuffix("_id").upper())(command)
    to.command(name, help=known.help)(command)


def add_show(to: click.Group, noun: str, added: Added | None = None) -> None:
    """Give a group a `show` of one row of a noun."""

    @click.pass_obj
    def show(said: Said, /, name: str, raw: bool = False) -> None:
        reading(said)
        number = named(noun, name)
        document = shown(noun, number) | dict(added(number) if added else {})
        said.show(document | ({"raw": payload.payload_of(noun, number)} if raw else {}))

    command = click.argument("name", metavar="ID")(show)
    if noun in payload.TABLES:
        line = "Also what an older system kept whole of it."
        command = click.option("--raw", is_flag=True, help=line)(command)
    to.command("show", help="One of them, whole.")(command)


def shown(noun: str, number: int) -> dict[str, Any]:
    """One row of a noun for people and scripts; BadInput unknown_id."""
    found = single(NOUNS[noun].of, number)
    if found is None:
        raise BadInput("unknown_id", number)
    return public_values(noun, found)


def shown_page(
    noun: Noun, where: Mapping[str, Any], limit: int, after: str | None, within: Narrowed = ALL
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of a noun for people and scripts, and the id to continue after."""
    found = page(noun.of, where, limit + 1, None if after is None else _key(noun.of, after), within)
    items = [_identified(noun.of, row) for row in found[:limit]]
    return items, items[-1]["id"] if len(found) > limit else None


def _identified(of: Listing, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with an id, also where its key is made of several columns."""
    own = {} if "id" in row else {"id": "|".join(quote(str(row[name]), safe="/:") for name in of.key)}
    return own | public_values(of.name, row)


def _key(of: Listing, text: str) -> tuple[Any, ...]:
    if of.key == ("id",):
        return (meant(of.name, text),)
    parts = tuple(map(unquote, text.split("|")))
    if len(parts) != len(of.key):
        raise BadInput("unknown_id", text)
    return parts


def _within(noun: Noun, more: Mapping[str, Any]) -> Narrowed:
    """What the options of a list leave of a noun; none has both tags and a flag."""
    if noun.only is not None and more[noun.only[0]]:
        return noun.only[2]()
    if noun.tagged is None or more["tag"] is None:
        return ALL
    table, column = noun.tagged
    return Narrowed(f"t.id IN (SELECT {column} FROM {table} WHERE tag_id = ?)", (find_tag(more["tag"]).id,))


def _refers(of: Listing, name: str) -> str:
    column = of.column(name)
    return column.refers if column is not None else ""


def _pictures(number: int) -> dict[str, Any]:
    return {"evidence": shown_page(NOUNS["evidence"], {"order_id": number}, 100, None)[0]}


comments = group("comments", "comments")
hashtags = group("hashtags", "hashtags")
media = group("media", "media")
runs = group("runs", "runs")
snapshots = group("snapshots", "snapshots")
usage = group("usage", "api_usage")
orders = group("orders", "orders", _pictures)
add_list(orders, "providers", "providers")

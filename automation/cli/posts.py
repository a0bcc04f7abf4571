"""`steward posts`: what was read or acted on, and what you say of it."""

from __future__ import annotations

import re
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.keeping import add_tagging
from automation.cli.lists import named, public_row
from automation.cli.noun_groups import group, shown, shown_page
from automation.cli.nouns import NOUNS
from automation.cli.output import Said
from models import ids
from models.account import account, find_account
from models.errors import BadInput
from models.post import engagement
from models.tag import post_tags_of, tag

NEWEST = 20


def _more(number: int) -> dict[str, Any]:
    tags = [{**public_row("post_tags", each), "name": tag(each.tag_id).name} for each in post_tags_of(number)]
    of_it = {"post_id": number}
    beside = {noun: shown_page(NOUNS[noun], of_it, NEWEST, None)[0] for noun in ("media", "snapshots")}
    newest, following = shown_page(NOUNS["comments"], of_it, NEWEST, None)
    said = {"newest_comments": newest, "more_comments": following is not None}
    return {"tags": tags, "engagement": _engaged(number), **beside, **said}


def _engaged(number: int) -> list[dict[str, Any]]:
    """What each own account did with a post."""
    return [{**public_row("actions", each), "handle": account(each.account_id).handle} for each in engagement(number)]


posts = group("posts", "posts", _more)
add_tagging(posts, "posts", "a post")


@posts.command()
@click.argument("url")
@click.option("--account", "name", metavar="A", help="The account that is to read its figures.")
@click.option("--hours", metavar="0,1,24", help="In how many hours they are to be read; usually 0,1,4,24,72,168.")
@click.pass_obj
def track(said: Said, url: str, name: str | None, hours: str | None) -> None:
    """Follow a post: keep it, and plan when its figures are to be read."""
    reading(said)
    owner = None if name is None else find_account(name).id
    reply = ask(said, commands.FollowPost(url, owner, None if hours is None else _hours(hours)))
    reading_beside(said)
    plan = shown("check_plans", reply["plan"]) | {"new": reply["new"]}
    said.show(plan, f"{plan['post_id']} is followed{'' if reply['new'] else ' already'}; next look: {plan['next_at']}.")


def _hours(text: str) -> list[int]:
    if not re.fullmatch(r"\s*\d{1,9}\s*(,\s*\d{1,9}\s*)*", text, re.ASCII):
        raise BadInput("bad_condition", f"hours={text}")
    return [int(part) for part in text.split(",")]


@posts.command()
@click.argument("name", metavar="ID")
@click.pass_obj
def untrack(said: Said, name: str) -> None:
    """Read the figures of a followed post no more; what was read stays."""
    reading(said)
    number = named("posts", name)
    ask(said, commands.UnfollowPost(number))
    said.show({"id": ids.public("posts", number)}, "No longer followed.")


def _mark(name: str, line: str, said_of_it: str, **what: bool) -> None:
    @posts.command(name, help=line)
    @click.argument("post", metavar="ID")
    @click.pass_obj
    def mark(said: Said, post: str) -> None:
        reading(said)
        number = named("posts", post)
        ask(said, commands.MarkPost(number, **what))
        reading_beside(said)
        said.show(shown("posts", number), said_of_it)


_mark("mark", "Mark a post, so that it is kept and found.", "Marked.", marked=True)
_mark("unmark", "Take the mark off a post.", "No longer marked.", marked=False)
_mark("read", "Say that a post was read.", "Read.", read=True)
_mark("unread", "Say that a post is still to be read.", "To be read.", read=False)

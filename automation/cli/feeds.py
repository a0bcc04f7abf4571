"""`steward feeds`: the sources that start work."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.lists import matching, page_of, paged, public_row
from automation.cli.output import Said
from automation.cli.typed import named_account, row
from automation.feeds import guard
from models import ids
from models.account import accounts
from models.errors import BadInput, Exit
from models.feed import Feed, entries_of, feed
from models.feed import feeds as all_feeds


@click.group()
def feeds() -> None:
    """The sources that start work: RSS and Atom."""


def shown(found: Feed, handles: dict[int, str]) -> dict[str, Any]:
    """A feed for people and scripts."""
    return {**public_row("feeds", found), "handle": handles.get(found.account_id or 0, "")}


def meant(text: str) -> Feed:
    """The feed that an id, its beginning or an address means.

    Raises BadInput unknown_feed, feed_address, unknown_id, ambiguous_id.
    """
    if "://" not in text:
        return feed(row("feeds", text))
    address = str(guard.checked(text))
    same = [found for found in all_feeds() if found.url in {address, text}]
    if not same:
        raise BadInput("unknown_feed", text)
    if len(same) > 1:
        raise BadInput("ambiguous_id", text, matches=len(same))
    return same[0]


@feeds.command()
@click.argument("url")
@click.option("--account", "account_name", required=True, metavar="A", help="Whose rules it feeds.")
@click.option("--every", type=click.IntRange(min=0), default=0, metavar="SECONDS", help="How often it is read.")
@click.pass_obj
def add(said: Said, url: str, account_name: str, every: int) -> None:
    """Watch a feed; what stands in it now never starts work."""
    reading(said)
    owner = named_account(account_name)
    reply = ask(said, commands.AddFeed(owner.id, url, every))
    reading_beside(said)
    made = feed(reply["feed"])
    name = ids.public("feeds", made.id)
    said.show(shown(made, {owner.id: owner.handle}), f"{name} is watched for {owner.handle}: {made.url}")


@feeds.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All feeds."""
    reading(said)
    handles = {a.id: a.handle for a in accounts()}
    items, following = page_of(matching([shown(f, handles) for f in all_feeds()], conditions), limit, after)
    said.show_list(items, following, ("id", "url", "handle", "status", "title", "next_poll_at", "last_error"))


@feeds.command()
@click.argument("name")
@click.pass_obj
def poll(said: Said, name: str) -> int:
    """Read a feed now, due or not."""
    reading(said)
    found = meant(name)
    reply = ask(said, commands.PollFeed(found.id))
    document = {"feed": ids.public("feeds", found.id), **reply}
    words = f"{reply['fresh']} new entries, {reply['fired']} wishes; the feed is {reply['status']}."
    said.show(document, words + (f" ({reply['code']})" if reply["code"] else ""))
    return Exit.FAILED if reply["status"] in {"error", "gone"} else Exit.DONE


@feeds.command()
@click.argument("name")
@paged
@click.pass_obj
def items(said: Said, name: str, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """The entries that were seen in a feed, newest first."""
    reading(said)
    found = meant(name)
    before = None if after is None else row("feed_entries", after)
    page = entries_of(found.id, limit + 1, before)
    shown_items = [public_row("feed_entries", entry) for entry in page[:limit]]
    following = shown_items[-1]["id"] if len(page) > limit else None
    columns = ("id", "title", "url", "published_at", "seen_at", "baseline")
    said.show_list(matching(shown_items, conditions), following, columns)


@feeds.command()
@click.argument("name")
@click.pass_obj
def remove(said: Said, name: str) -> None:
    """Stop watching a feed; its rules go with it."""
    reading(said)
    found = meant(name)
    ask(said, commands.Remove("feeds", found.id))
    said.show({"id": ids.public("feeds", found.id)}, f"{found.url} is no longer watched.")

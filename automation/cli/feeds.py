"""`steward feeds`: the sources that start work."""

from __future__ import annotations

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.lists import asked, named, paged
from automation.cli.noun_groups import add_list, add_show, shown, shown_page
from automation.cli.nouns import NOUNS
from automation.cli.output import Said
from automation.feeds import guard
from models import ids
from models.account import account, find_account
from models.errors import BadInput, Exit
from models.feed import Feed, feed
from models.feed import feeds as all_feeds


@click.group()
def feeds() -> None:
    """The sources that start work: RSS and Atom."""


def meant(text: str) -> Feed:
    """The feed that an id, its beginning or an address means.

    Raises BadInput unknown_feed, feed_address, unknown_id, ambiguous_id.
    """
    if "://" not in text:
        return feed(named("feeds", text))
    address = str(guard.checked(text))
    same = [found for found in all_feeds() if found.url in {address, text}]
    if not same:
        raise BadInput("unknown_feed", text)
    if len(same) > 1:
        raise BadInput("ambiguous_id", text, matches=len(same))
    return same[0]


@feeds.command()
@click.argument("url")
@click.option("--account", "owner", metavar="A", help="Whose rules it feeds; without one, those that name it.")
@click.option(
    "--every", type=click.IntRange(min=0), default=0, metavar="SECONDS", help="How often it is read; 0 for the usual."
)
@click.pass_obj
def add(said: Said, url: str, owner: str | None, every: int) -> None:
    """Watch a feed; what stands in it now never starts work."""
    reading(said)
    reply = ask(said, commands.AddFeed(_owner(owner), url, every))
    _tell(said, reply["feed"], "is watched")


@feeds.command()
@click.argument("name")
@click.option("--account", "owner", metavar="A", help="Whose rules it feeds.")
@click.option("--every", type=click.IntRange(min=0), metavar="SECONDS", help="How often it is read; 0 for the usual.")
@click.pass_obj
def edit(said: Said, name: str, owner: str | None, every: int | None) -> None:
    """Give a feed to an account, or read it at another pace."""
    if owner is None and every is None:
        raise BadInput("nothing_to_change", name)
    reading(said)
    found = meant(name)
    ask(said, commands.EditFeed(found.id, _owner(owner), every))
    _tell(said, found.id, "is kept")


def _owner(name: str | None) -> int | None:
    return None if name is None else find_account(name).id


def _tell(said: Said, number: int, words: str) -> None:
    reading_beside(said)
    made = feed(number)
    whose = "" if made.account_id is None else f" for {account(made.account_id).handle}"
    said.show(shown("feeds", number), f"{ids.public('feeds', number)} {words}{whose}: {made.url}")


add_list(feeds, "feeds")
add_show(feeds, "feeds")
add_list(feeds, "feed_polls", "polls", of="feed_id")


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
    entries = NOUNS["feed_entries"]
    where = asked(entries.of, conditions) | {"feed_id": meant(name).id}
    said.show_list(*shown_page(entries, where, limit, after), entries.line)


@feeds.command()
@click.argument("name")
@click.pass_obj
def enable(said: Said, name: str) -> None:
    """Read a feed from now on; what it holds by then is old."""
    _switch(said, name, True)


@feeds.command()
@click.argument("name")
@click.pass_obj
def disable(said: Said, name: str) -> None:
    """Let a feed rest."""
    _switch(said, name, False)


def _switch(said: Said, name: str, on: bool) -> None:
    reading(said)
    found = meant(name)
    ask(said, commands.EnableFeed(found.id, on))
    words = f"{found.url} is read from now on." if on else f"{found.url} rests."
    said.show({"id": ids.public("feeds", found.id), "enabled": on}, words)


@feeds.command()
@click.argument("name")
@click.pass_obj
def remove(said: Said, name: str) -> None:
    """Stop watching a feed; its rules go with it."""
    reading(said)
    found = meant(name)
    ask(said, commands.Remove("feeds", found.id))
    said.show({"id": ids.public("feeds", found.id)}, f"{found.url} is no longer watched.")

"""`steward inbox`: the conversations of your accounts; their words open only with the vault."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import engine, reading, reading_beside, wait
from automation.cli.lists import EVERY, answers, named, page_of, paged, public_row
from automation.cli.noun_groups import add_list, shown
from automation.cli.nouns import NOUNS
from automation.cli.output import Said, outline, table
from models.account import find_account
from models.errors import BadInput, VaultLocked
from models.metrics import Conversation, active_conversations_summary
from models.thread import Message, message, messages_of

# What the engine says of the words of one table: `texts` and `damaged`, by id; nothing where the vault is shut.
Words = dict[str, Any]
_LINE = ("sent_at", "from", "kind", "text")
_TALK = ("id", "participant", "messages", "sent", "unread", "last_message_at")


@click.group(help=NOUNS["threads"].help)
def inbox() -> None:
    """The conversations of your accounts."""


add_list(inbox, "threads")


@inbox.command()
@click.argument("name", metavar="ACCOUNT")
@paged
@click.pass_obj
def summary(said: Said, name: str, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """The conversations of an account that are not put away, the newest first, and how much was said and sent."""
    reading(said)
    talks = active_conversations_summary(find_account(name).id, EVERY)
    found = answers(talks, Conversation, "threads", "thread_id", conditions)
    said.show_list(*page_of(found, limit, after), _TALK)


@inbox.command()
@click.argument("name", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--before", metavar="ID", help="Continue before this message.")
@click.pass_obj
def show(said: Said, name: str, limit: int, before: str | None) -> None:
    """One conversation with its newest messages; without an open vault their words stay sealed.

    That words were read goes on record, and not what they say.
    """
    reading(said)
    number = named("threads", name)
    found = messages_of(number, limit + 1, None if before is None else _of_thread(number, before))
    chosen = found[:limit]
    words = _unsealed(
        said, {"messages": [one.id for one in chosen if one.sealed_text is not None], "threads": [number]}
    )
    reading_beside(said)
    items = [_shown(one, words["messages"]) for one in reversed(chosen)]
    document = shown("threads", number) | {
        "preview": _text(number, words["threads"]),
        "preview_damaged": _is_damaged(number, words["threads"]),
        "sealed": not words["threads"],
        "messages": items,
        "before": items[0]["id"] if len(found) > limit else None,
    }
    said.show(document, _plain(document))


def _plain(document: dict[str, Any]) -> str:
    lines = [
        item
        | {"from": "you" if item["is_ours"] else item["sender"]}
        | ({"text": "(damaged: its envelope does not open)"} if item["damaged"] else {})
        for item in document["messages"]
    ]
    head = outline({name: value for name, value in document.items() if name != "messages"})
    return f"{head}\n\n{table(lines, _LINE)}" if lines else head


def _of_thread(thread: int, text: str) -> Message:
    found = message(named("messages", text))
    if found.thread_id != thread:
        raise BadInput("unknown_id", text)
    return found


def _unsealed(said: Said, wanted: dict[str, list[int]]) -> dict[str, Words]:
    """The words by table and id; none where the vault is shut."""

    async def all_of_it() -> dict[str, Words]:
        async with engine(said) as do:
            return {what: await do(commands.RevealWords(what, rows)) for what, rows in wanted.items()}

    try:
        return wait(all_of_it())
    except VaultLocked:
        return {what: {} for what in wanted}


def _shown(one: Message, words: Words) -> dict[str, Any]:
    row = public_row("messages", one)
    row["text"] = _text(one.id, words)
    row["damaged"] = _is_damaged(one.id, words)
    row["shut_by_old_key"] = one.old_envelope is not None
    return row


def _text(number: int, words: Words) -> str | None:
    return words["texts"].get(str(number)) if words else None


def _is_damaged(number: int, words: Words) -> bool:
    return bool(words) and str(number) in words["damaged"]

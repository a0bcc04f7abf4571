"""`steward reviews`: what waits for a person."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading
from automation.cli.lists import matching, named, page_of, paged, public_row, shown_fields
from automation.cli.output import Said, message
from models import ids
from models.account import handles
from models.errors import BadInput
from models.review import Review, open_reviews

_KNOWN = shown_fields(Review, "handle")


@click.group()
def reviews() -> None:
    """What waits for a person."""


def shown(found: Review, handles: dict[int, str]) -> dict[str, Any]:
    """A question for people and scripts."""
    document = {**public_row("reviews", found), "handle": handles.get(found.account_id, "")}
    if found.detail.isdigit():  # the action during which an account was stopped
        document["detail"] = ids.public("actions", int(found.detail))
    return document


def meant(text: str) -> Review:
    """The open question that an id or its beginning means; BadInput unknown_id, ambiguous_id, review_answered."""
    number = named("reviews", text)
    found = next((review for review in open_reviews() if review.id == number), None)
    if found is None:
        raise BadInput("review_answered", text)
    return found


@reviews.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """Open questions, oldest first."""
    reading(said)
    owners = handles()
    items, following = page_of(matching([shown(r, owners) for r in open_reviews()], conditions, _KNOWN), limit, after)
    said.show_list(items, following, ("id", "handle", "code", "action_id", "detail", "opened_at"))


@reviews.command()
@click.argument("name")
@click.pass_obj
def show(said: Said, name: str) -> None:
    """One question, in words."""
    reading(said)
    found = meant(name)
    document = shown(found, handles())
    said.show({**document, "message": message(found.code), "answer": _how(document)})


def _how(document: dict[str, Any]) -> str:
    name = document["id"]
    if document["action_id"]:
        return f"steward reviews resolve {name} --happened, or --did-not"
    return f"steward reviews resolve {name}, once the account may go on"


@reviews.command()
@click.argument("name")
@click.option("--happened", "answer", flag_value="happened", help="An action: you looked, it is there.")
@click.option("--did-not", "answer", flag_value="did not", help="An action: you looked, it is not there.")
@click.pass_obj
def resolve(said: Said, name: str, answer: str | None) -> None:
    """Answer: what you saw of an action, or that an account may go on."""
    reading(said)
    found = meant(name)
    if (found.action_id is None) != (answer is None):
        raise BadInput("answer_does_not_fit" if answer else "answer_needed", name)
    if found.action_id is not None:
        ask(said, commands.Settle(found.action_id, answer or ""))
    else:
        ask(said, commands.Pause(found.account_id, on=False))
    said.show({"id": ids.public("reviews", found.id), "resolution": answer or "resumed"}, "Answered.")

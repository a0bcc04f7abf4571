"""`steward queue`: what waits, why, and your yes or no."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.audit.receipts import receipt
from automation.cli.door import ask, reading
from automation.cli.lists import named, paged, parts, public_row
from automation.cli.output import Said, standing, table
from models import clock, ids, settings
from models.account import handles
from models.action import Action, action, page, remarks
from models.base import meant
from models.enums import ActionKind, State, Trigger
from models.errors import BadInput

_COLUMNS = ("id", "kind", "state", "code", "handle", "target_url", "due_at")
_WORDS: dict[str, set[str]] = {"kind": {*ActionKind}, "state": {*State}, "trigger": {*Trigger}}
_TABLES = {"id": "actions", "handle": "accounts", "account_id": "accounts", "run_id": "runs"}
_WHERE = {**_WORDS, **_TABLES, "code": "", "target_id": ""}


@click.group()
def queue() -> None:
    """What waits, why, and your yes or no."""


def numbers(said: Said, names: tuple[str, ...]) -> list[int]:
    """The actions meant by ids or unique prefixes."""
    reading(said)
    return [_number(name) for name in names]


def _number(name: str) -> int:
    whole = ids.number("actions", name)
    return meant("actions", name) if whole is None else action(whole).id


def _where(conditions: tuple[str, ...]) -> dict[str, Any]:
    """What narrows the list, by column; a handle means its account, and an empty value stands for what is missing."""
    where: dict[str, Any] = {}
    for condition, name, value in parts(conditions, _WHERE):
        if value not in _WORDS.get(name, (value,)):
            raise BadInput("bad_condition", condition)
        column = "account_id" if name == "handle" else name
        if column in where:
            raise BadInput("condition_twice", condition)
        where[column] = named(_TABLES[name], value) if value and name in _TABLES else value or None
    return where


def shown(found: Action, handles: dict[int, str]) -> dict[str, Any]:
    """An action for people and scripts."""
    row = public_row("actions", found)
    row["handle"] = handles.get(found.account_id, "")
    return row


@queue.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """Actions, newest first."""
    reading(said)
    found = page(_where(conditions), limit + 1, None if after is None else _number(after))
    owners = handles()
    items = [shown(a, owners) for a in found[:limit]]
    said.show_list(items, items[-1]["id"] if len(found) > limit else None, _COLUMNS)


@queue.command()
@click.argument("name")
@click.pass_obj
def show(said: Said, name: str) -> None:
    """The receipt of one action, and what is kept beside it."""
    [number] = numbers(said, (name,))
    said.show(receipt(number, said.profile.evidence) | {"beside": public_row("actions", remarks(number))})


@queue.command()
@click.argument("name")
@click.pass_obj
def why(said: Said, name: str) -> None:
    """Every rule that was asked about an action, with figure, limit and when it frees."""
    [number] = numbers(said, (name,))
    found = action(number)
    decision = found.decision or {"answer": "not asked yet", "until": None, "rules": []}
    rules = [{**rule, "frees_at": clock.to_iso(rule["frees_at"])} for rule in decision["rules"]]
    why = standing(found.state, found.code, rules, lanes_rest=bool(settings.get("stopped")))
    asked = [table(rules, ("rule", "answer", "code", "figure", "limit", "frees_at"))] if rules else []
    said.show(
        {"id": ids.public("actions", number), "state": found.state, "answer": decision["answer"], "rules": rules},
        "\n".join([f"{found.state}: {why}", *asked]),
    )


@queue.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Print what would change.")
@click.pass_obj
def approve(said: Said, names: tuple[str, ...], dry_run: bool) -> None:
    """Say yes: each action goes back into its line."""
    _answer(said, names, True, dry_run)


@queue.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Print what would change.")
@click.pass_obj
def decline(said: Said, names: tuple[str, ...], dry_run: bool) -> None:
    """Say no: each action is cancelled."""
    _answer(said, names, False, dry_run)


def _answer(said: Said, names: tuple[str, ...], yes: bool, dry_run: bool) -> None:
    chosen = numbers(said, names)
    if not dry_run:
        ask(said, commands.Answer(chosen, yes))
    _tell(said, chosen, "approve" if yes else "decline", dry_run)


@queue.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Print what would change.")
@click.pass_obj
def cancel(said: Said, names: tuple[str, ...], dry_run: bool) -> None:
    """Withdraw actions that were not clicked."""
    chosen = numbers(said, names)
    if not dry_run:
        ask(said, commands.Cancel(chosen))
    _tell(said, chosen, "cancel", dry_run)


@queue.command()
@click.argument("name")
@click.pass_obj
def retry(said: Said, name: str) -> None:
    """Ask again, or look again; nothing is clicked blindly."""
    [number] = numbers(said, (name,))
    ask(said, commands.Retry(number))
    _tell(said, [number], "retry", False)


@queue.command()
@click.argument("name")
@click.option("--happened", "answer", flag_value="happened", help="You looked: it is there.")
@click.option("--did-not", "answer", flag_value="did not", help="You looked: it is not there.")
@click.pass_obj
def settle(said: Said, name: str, answer: str | None) -> None:
    """Say what you saw of an action that no look could settle."""
    if answer is None:
        raise BadInput("answer_needed", name)
    [number] = numbers(said, (name,))
    ask(said, commands.Settle(number, answer))
    _tell(said, [number], "settle", False)


def _tell(said: Said, chosen: list[int], verb: str, dry_run: bool) -> None:
    reading(said)
    changed = [{"id": ids.public("actions", n), "state": action(n).state} for n in chosen]
    words = "\n".join(f"{row['id']}: {row['state']}" for row in changed)
    said.show({"verb": verb, "dry_run": dry_run, "actions": changed}, words)

"""`steward settings`: every declared setting, by key."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading
from automation.cli.lists import matching, page_of, paged
from automation.cli.output import Said
from models import settings as kept
from models.settings import Setting


@click.group()
def settings() -> None:
    """Every setting, by key."""


def shown(setting: Setting) -> dict[str, Any]:
    """A setting for people and scripts."""
    row: dict[str, Any] = {"id": setting.key, "key": setting.key, "value": kept.get(setting.key)}
    row |= {"default": setting.default, "sentence": setting.sentence}
    bounds = {"low": setting.low, "high": setting.high, "choices": list(setting.choices) or None}
    return row | {name: bound for name, bound in bounds.items() if bound is not None}


@settings.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All settings, with value and default."""
    reading(said)
    items, following = page_of(matching([shown(s) for s in kept.DECLARED], conditions), limit, after)
    said.show_list(items, following, ("key", "value", "default", "sentence"))


@settings.command()
@click.argument("key")
@click.pass_obj
def get(said: Said, key: str) -> None:
    """The value of one setting."""
    reading(said)
    row = shown(kept.declared(key))
    value = row["value"]
    said.show(row, str(value).lower() if isinstance(value, bool) else str(value))


@settings.command("set")
@click.argument("key")
@click.argument("value")
@click.pass_obj
def set_(said: Said, key: str, value: str) -> None:
    """Change one setting; it holds from the next action on."""
    reply = ask(said, commands.SetSetting(key, value))
    said.show({"key": key, "value": reply["value"]}, f"{key} is {reply['value']!r} now.")

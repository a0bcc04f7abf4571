"""`steward brands`: groups of accounts with their content and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from automation.cli.door import reading
from automation.cli.keeping import add_remove, keep
from automation.cli.noun_groups import group
from automation.cli.output import Said
from models.brand import find_brand

F = TypeVar("F", bound=Callable[..., Any])
brands = group("brands", "brands")


def _options(command: F) -> F:
    status = click.Choice(["active", "inactive", "paused"])
    command = click.option("--description", metavar="WORDS")(command)
    command = click.option("--status", type=status, help="Paused or inactive: its accounts rest.")(command)
    share = "How much of those follows may be used to unfollow."
    command = click.option("--unfollow-ratio", type=click.IntRange(0, 100), metavar="PERCENT", help=share)(command)
    most = "Follows that each of its accounts may try in a day, where nothing else allows fewer."
    return click.option("--daily-follow-limit", type=click.IntRange(1, 1000), metavar="N", help=most)(command)


@brands.command()
@click.argument("name")
@_options
@click.pass_obj
def add(said: Said, /, **values: Any) -> None:
    """Keep a new brand."""
    keep(said, "brands", values)


@brands.command()
@click.argument("brand")
@click.option("--name", metavar="WORDS", help="Its new name.")
@_options
@click.pass_obj
def edit(said: Said, /, brand: str, **values: Any) -> None:
    """Change a brand."""
    reading(said)
    keep(said, "brands", values, find_brand(brand).id)


_LINE = "Delete a brand with its content and texts; its accounts stay."
add_remove(brands, "brands", _LINE)

"""`steward profiles`: the data folders that you have, one per user of the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from automation.cli.door import PATIENCE_S
from automation.cli.lists import matching, page_of, paged
from automation.cli.output import Said
from models import clock
from models import profiles as kept
from models.errors import BadInput
from models.paths import Profile, is_portable
from models.profiles import Known

_KNOWN = frozenset({"id", "name", "folder", "used_at", "portable"})


@click.group()
def profiles() -> None:
    """One folder holds a profile: store, vault, pictures, packs, logs and backups."""


def shown(one: Known) -> dict[str, Any]:
    """A profile for people and scripts."""
    used = clock.to_iso(one.used_at)
    return {"id": one.name, "name": one.name, "folder": str(one.folder), "used_at": used, "portable": is_portable()}


@profiles.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All named profiles, the last used first."""
    items, following = page_of(
        matching([shown(one) for one in kept.known_profiles()], conditions, _KNOWN), limit, after
    )
    said.show_list(items, following, ("name", "used_at", "folder"))


@profiles.command()
@click.argument("name")
@click.pass_obj
def create(said: Said, name: str) -> None:
    """Make a new, empty profile."""
    made = shown(kept.create_profile(name))
    said.show(made, f"Made {name}. Use it with: steward --profile {name!r}")


@profiles.command()
@click.argument("name")
@click.argument("new")
@click.pass_obj
def rename(said: Said, name: str, new: str) -> None:
    """Give a profile another name; its folder moves, and everything in it."""
    with _owned(name):
        renamed = kept.rename_profile(name, new)
    said.show(shown(renamed), f"{name} is {new} now.")


@profiles.command()
@click.argument("name")
@click.option("--yes", "typed", metavar="NAME", help="The profile's name, instead of typing it when asked.")
@click.pass_obj
def remove(said: Said, name: str, typed: str | None) -> None:
    """Put a profile into the trash, where it stays for 30 days or longer, until a night's retention empties it."""
    kept.find_profile(name)
    if typed is None:
        typed = click.prompt(f"Everything in it goes. Type {name} to say that you mean it", err=True)
    if typed != name:
        raise BadInput("name_not_typed", typed, name=name)
    with _owned(name):
        gone = kept.remove_profile(name)
    said.show({"name": name, "trash": str(gone)}, f"{name} is in the trash for {kept.TRASH_DAYS} days: {gone}")


@contextmanager
def _owned(name: str) -> Iterator[None]:
    """Own a profile while it moves; StoreUnusable profile_in_use where an engine works in it."""
    from automation.runtime.ownership import owning

    with owning(Profile(kept.find_profile(name).folder).lock, PATIENCE_S):
        yield

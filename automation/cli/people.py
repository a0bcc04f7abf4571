"""`steward people`: the people out there, and their word that they want to be left alone."""

from __future__ import annotations

import click

from automation.cli.blocklist import EVERYWHERE, keep
from automation.cli.output import Said
from automation.cli.people_lists import add_to


@click.group()
def people() -> None:
    """People out there."""


add_to(people)


@people.command("opt-out")
@click.argument("handle")
@click.option("--platform", default=EVERYWHERE, metavar="P", help="Only there; everywhere without it.")
@click.option("--reason", default="", metavar="WORDS", help="Where they said so, for yourself.")
@click.pass_obj
def opt_out(said: Said, handle: str, platform: str, reason: str) -> None:
    """Leave a person alone for ever, with every account; queued work towards them is removed."""
    keep(said, "opt_out", platform, handle, reason)

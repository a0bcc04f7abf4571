"""`steward store export`: the store as files that others can read."""

from __future__ import annotations

from pathlib import Path

import click

from automation import commands
from automation.cli.door import ask
from automation.cli.output import Said


@click.command()
@click.argument("target", metavar="FOLDER")
@click.option("--only", metavar="A,B", help="Only these tables; see their names with: steward store stats.")
@click.pass_obj
def export(said: Said, target: str, only: str | None) -> None:
    """Write every table into a new folder, a line of JSON for each row; what is sealed stays sealed and is marked."""
    wanted = [] if only is None else [name.strip() for name in only.split(",")]
    reply = ask(said, commands.ExportStore(str(Path(target).expanduser().absolute()), wanted))
    rows = sum(reply["tables"].values())
    said.show(reply, f"{rows} rows of {len(reply['tables'])} tables are in {reply['folder']}.")

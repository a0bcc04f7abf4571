"""`steward store import`: bring along what an older system kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading
from automation.cli.output import Said
from automation.imports.postgres_source import is_address, with_password
from automation.imports.registry import KINDS
from models.account import find_account
from models.errors import BadInput, Exit


@click.command("import")
@click.argument("kind", metavar="KIND")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Print what would be written; nothing is.")
@click.option("--account", metavar="A", help="Your account for what the old store gives to nobody.")
@click.option("--old-key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="32 bytes in hex.")
@click.option("--media", metavar="FOLDER", help="Where the files lie that rows name; by default beside the old store.")
@click.option("--origin", metavar="NAME", help="A name for this old store; by default its kind and file name.")
@click.pass_obj
def import_(
    said: Said,
    kind: str,
    paths: tuple[str, ...],
    dry_run: bool,
    account: str | None,
    old_key_file: Path | None,
    media: str | None,
    origin: str | None,
) -> int:
    """Bring an old store along; twice brings nothing twice, and nothing of it is switched on."""
    if kind not in KINDS:
        raise BadInput("import_kind_unknown", kind, known=", ".join(KINDS))
    owner = None
    if account is not None:
        reading(said)
        owner = find_account(account).id
    key = None if old_key_file is None else _text(old_key_file)
    whole = [_whole(path) for path in paths]
    report = ask(said, commands.ImportStore(kind, whole, dry_run, owner, key, origin, media and _whole(media)))
    said.show(report, _plain(report))
    return Exit.FAILED if report["cancelled"] else Exit.DONE


def _whole(path: str) -> str:
    """A file by its whole name; the address of a database with the password that this command was given for it."""
    if is_address(path):
        return with_password(path, os.environ.get("PGPASSWORD"))
    return str(Path(path).absolute())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("old_key_unusable") from error


def _plain(report: dict[str, Any]) -> str:
    """The report in lines."""
    width = max((len(name) for name in report["tables"]), default=0)
    lines = [f"{'Would import' if report['dry_run'] else 'Imported'} {report['origin']}:"]
    for name, counts in report["tables"].items():
        rest = counts["read"] - counts["written"] - counts["merged"] - counts["refused"]
        lines.append(
            f"  {name:<{width}}  read {counts['read']}, {'to be ' * report['dry_run']}written {counts['written']}, "
            f"merged {counts['merged']}, refused {counts['refused']}{f', nothing new in {rest}' * bool(rest)}"
        )
    for name, columns in report["unknown_columns"].items():
        lines.append(f"  Not known in {name}: {', '.join(columns)}")
    if report["unknown_tables"]:
        lines.append(f"  Tables not known: {', '.join(report['unknown_tables'])}")
    lines += [f"- {note}" for note in report["notes"]]
    lines += [f"- Refused: {reason} ({times}×)" for reason, times in report["refusals"].items()]
    if report["rejects"]:
        lines.append(f"What was refused, with reasons: {report['rejects']}")
    if report["cancelled"]:
        lines.append("Broken off; what is written stays, and the same import goes on from there.")
    return "\n".join(lines)

"""`steward act`: queue one act, and with --wait see it through to its receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.door import engine, reading_beside, wait
from automation.cli.output import Said, standing
from automation.cli.typed import KINDS, moment, texted, words
from models import settings
from models.account import find_account
from models.enums import State
from models.errors import Exit

WAIT_S = 600.0
_EXIT = {
    State.CONFIRMED: Exit.DONE,
    State.SKIPPED: Exit.DONE,
    State.QUEUED: Exit.WAITS_FOR_PERSON,
    State.AWAITING_APPROVAL: Exit.WAITS_FOR_PERSON,
    State.HELD: Exit.WAITS_FOR_PERSON,
    State.NEEDS_REVIEW: Exit.WAITS_FOR_PERSON,
}


@click.command()
@click.argument("kind", type=KINDS)
@click.option("--account", "account_name", required=True, metavar="A", help="An id, or platform:username.")
@click.option("--url", required=True, metavar="U", help="The post or person it is about.")
@texted
@click.option("--at", "due", metavar="TIME", help="Not before; ISO 8601.")
@click.option("--until", "expires", metavar="TIME", help="Give up after; ISO 8601.")
@click.option("--priority", type=click.IntRange(-100, 100), default=0, show_default=True)
@click.option("--rehearse", is_flag=True, help="Stop before the last click.")
@click.option("--approve", is_flag=True, help="You approve it, here and now.")
@click.option("--wait", "waits", is_flag=True, help="Run it and print its receipt.")
@click.pass_obj
def act(
    said: Said, /, kind: str, account_name: str, url: str, text: str | None, text_file: Path | None, **how: Any
) -> int:
    """Queue one act; with --wait see it through."""
    return wait(_act(said, kind, account_name, url, words(text, text_file), how))


async def _act(said: Said, kind: str, account_name: str, url: str, text: str | None, how: dict[str, Any]) -> int:
    async with engine(said, work=how["waits"]) as do:
        reading_beside(said)
        command = commands.Submit(
            account=find_account(account_name).id,
            kind=kind,
            url=url,
            text=text,
            due_at=moment(how["due"]),
            expires_at=moment(how["expires"]),
            priority=how["priority"],
            rehearse=how["rehearse"],
            approve=how["approve"],
        )
        queued = await do(command)
        receipt = await do(commands.Receipt(queued["action"], WAIT_S if how["waits"] else 0))
        receipt |= {"new": queued["new"], "lanes_rest": bool(settings.get("stopped"))}
    said.show(receipt, None if said.as_json else plain(receipt))
    if not how["waits"]:
        return Exit.DONE
    state = State(receipt["action"]["state"])
    if state is State.SKIPPED and receipt["action"]["code"] == "rehearsed":
        return Exit.DONE
    return _EXIT.get(state, Exit.FAILED)


def plain(receipt: dict[str, Any]) -> str:
    """A receipt as a few lines."""
    action, verdict = receipt["action"], receipt["verdict"]
    lines = [f"{action['id']}  {action['kind']} by {action['handle']} → {action['state']}"]
    rules = (receipt["decision"] or {"rules": []})["rules"]
    if action["code"] or action["state"] == State.QUEUED:
        why = standing(action["state"], action["code"], rules, lanes_rest=receipt["lanes_rest"])
        lines.append(f"  {why}")
    if verdict:
        lines.append(f"  a fresh look says {verdict['answer']}: {verdict['detail']}")
    if receipt["evidence"]["before"]:
        lines.append(f"  before {receipt['evidence']['before']}")
    if receipt["evidence"]["after"]:
        lines.append(f"  after  {receipt['evidence']['after']}")
    return "\n".join(lines)

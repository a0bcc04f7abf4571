"""Commands about actions: submit, answer, cancel, retry, settle, reveal, receipt."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from automation import commands
from automation.audit import receipts
from automation.audit.evidence import picture_place
from automation.events import ReviewChanged
from automation.lifecycle import health
from automation.queue import backlog
from automation.runtime.house import House
from automation.triggers import manual
from automation.values import Action
from automation.verification import by_person
from models import clock
from models import evidence as pictures
from models.action import action
from models.enums import CLOSED, State
from models.errors import BadInput


async def submit(house: House, command: commands.Submit) -> dict[str, Any]:
    """Queue one action by hand."""
    house.require_vault()
    intent = manual.intent(
        command.account,
        command.kind,
        command.url,
        text=command.text,
        due_at=command.due_at,
        expires_at=command.expires_at,
        priority=command.priority,
        rehearse=command.rehearse,
    )
    with house.together():
        accepted = house.submit(intent)
        found = accepted.action
        if command.approve and found.state in {State.QUEUED, State.AWAITING_APPROVAL}:
            found = _answer(house, found.id, True, "operator")
        state = house.consider(found)
    return {"action": found.id, "state": state, "new": accepted.new}


async def answer(house: House, command: commands.Answer) -> dict[str, Any]:
    """A person's yes or no to each of the actions."""
    states = {}
    for number in command.actions:
        found = _answer(house, number, command.approve, command.by)
        states[str(number)] = house.consider(found)
    return {"states": states}


def _answer(house: House, number: int, approve: bool, by: str) -> Action:
    with house.together():
        found = backlog.answer(number, approve, by)
        house.journal.note_action("approved" if approve else "declined", found, by=by, content=found.content_hash)
    return found


async def cancel(house: House, command: commands.Cancel) -> dict[str, Any]:
    """Withdraw actions that were not clicked."""
    for number in command.actions:
        with house.together():
            house.journal.note_action("cancelled", backlog.cancel(number), by="operator")
    return {}


async def retry(house: House, command: commands.Retry) -> dict[str, Any]:
    """Ask again about a held action, try a failed one anew, look again at an unclear one; never click blindly."""
    with house.together():
        found = backlog.reopen(command.action)
        health.answered(found.id, "retried")
        house.journal.note_action("retried", found, by="operator")
    return {"state": house.consider(found)}


async def settle(house: House, command: commands.Settle) -> dict[str, Any]:
    """A person looked and says whether it happened."""
    found = action(command.action)
    if found.state not in {State.NEEDS_REVIEW, State.UNCONFIRMED}:
        raise BadInput("not_in_review", found.id, state=found.state)
    states = {"happened": State.CONFIRMED, "did not": State.FAILED}
    if command.answer not in states:
        raise BadInput("bad_answer", command.answer)
    with house.together():
        by_person.saw(found.id, command.answer == "happened")
        house.journal.settle(found, states[command.answer], "operator")
        health.answered(found.id, command.answer)
        house.announce(ReviewChanged(found.account_id, "settled"))
    return {}


async def reveal(house: House, command: commands.Reveal) -> dict[str, Any]:
    """Unseal the text of an action for the person who must judge it."""
    return {"text": house.text_of(action(command.action))}


async def reveal_picture(house: House, command: commands.RevealPicture) -> bytes:
    """Unseal a picture; BadInput unknown_picture where its file is gone."""
    with suppress(FileNotFoundError):
        return _content(house, command.evidence)
    try:
        return _content(house, command.evidence)  # it has another file where it was sealed anew this moment
    except FileNotFoundError as gone:
        raise BadInput("unknown_picture", command.evidence) from gone


def _content(house: House, number: int) -> bytes:
    row = pictures.picture(number)
    file = pictures.inside(house.profile.evidence, row.path)
    if file is None:
        raise BadInput("unknown_picture", number)
    content = file.read_bytes()
    return house.vault.unseal(content, picture_place(row.path)) if row.sealed else content


async def receipt(house: House, command: commands.Receipt) -> dict[str, Any]:
    """The receipt of an action, once it rests, all lanes do, or the time is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(command.wait_s):
            while house.lanes.open and not _rests(action(command.action)):
                house.changed.clear()
                await house.changed.wait()
    return receipts.receipt(command.action, house.profile.evidence)


def _rests(found: Action) -> bool:
    if found.state in CLOSED | {State.AWAITING_APPROVAL, State.HELD}:
        return True
    return found.state is State.QUEUED and found.due_at > clock.now() + 1000 and found.code is not None


HANDLERS = {
    commands.Submit: submit,
    commands.Answer: answer,
    commands.Cancel: cancel,
    commands.Retry: retry,
    commands.Settle: settle,
    commands.Reveal: reveal,
    commands.RevealPicture: reveal_picture,
    commands.Receipt: receipt,
}

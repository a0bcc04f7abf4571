"""Sealed words of messages for the person who reads them; that they were read goes on record, and nothing of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from automation import commands
from automation.runtime.house import House
from models.errors import BadInput, StoreUnusable
from models.thread import message, owner_of, preview_of, preview_place, text_place

_Sealed = tuple[bytes | None, str, int]


def _message(number: int) -> _Sealed:
    found = message(number)
    return found.sealed_text, text_place(number), owner_of(found.thread_id)


def _preview(number: int) -> _Sealed:
    return preview_of(number), preview_place(number), owner_of(number)


_SEALED = {"messages": _message, "threads": _preview}


async def reveal_words(house: House, command: commands.RevealWords) -> dict[str, Any]:
    """Unseal words for the person who reads them; an envelope of an older system stays shut, a damaged one is named."""
    house.require_vault()
    if command.what not in _SEALED:
        raise BadInput("bad_answer", command.what)
    texts: dict[str, str | None] = {}
    damaged: list[str] = []
    opened: dict[int, list[int]] = defaultdict(list)
    for number in command.rows:
        envelope, place, account_id = _SEALED[command.what](number)
        try:
            texts[str(number)] = None if envelope is None else house.unseal(envelope, place)
        except StoreUnusable as error:
            if error.code != "vault_damaged":
                raise
            texts[str(number)] = None
            damaged.append(str(number))
        if texts[str(number)] is not None:
            opened[account_id].append(number)
    with house.together():
        for account_id, rows in opened.items():
            house.journal.note("words_revealed", account_id, what=command.what, rows=rows)
    return {"texts": texts, "damaged": damaged}


HANDLERS = {commands.RevealWords: reveal_words}

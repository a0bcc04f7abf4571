"""After the last click: wait, with an end, until the page shows how it went."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Error as PlaywrightError

from automation.platforms import arriving, probes, stops, threads, toggles, writing
from automation.platforms.gates import as_site_error, has_moved
from automation.platforms.looking import SECTION
from automation.platforms.sight import Sight
from automation.platforms.watch import Mark
from models.enums import TOGGLES, ActionKind, Toggle
from models.errors import SiteError, SiteStop

_LOOK_AGAIN_S = 0.08
# The page draws an answer in a task of its own, after the answer came.
_DRAW = "() => new Promise(done => setTimeout(() => setTimeout(done)))"


async def settle(sight: Sight, kind: ActionKind, text: str | None, mark: Mark, mine_before: int) -> None:
    """Wait until the site has answered and the page shows an outcome or a refusal, or the pack's time is up.

    Raises SiteStop where the site put something before us that belongs to a person.
    """
    shown_ms = sight.pack.settle.shown_ms
    deadline = time.monotonic() + shown_ms / 1000
    if kind in TOGGLES:
        # Sites show the new state before they know; to leave now could take the request back.
        if not mark.silent:
            await mark.answered(shown_ms)
            await _drawn(sight)
        # The new state, or a refusal, is mostly there already.
        stop, told = await arriving.glance(sight, sight.asks(_outcomes(kind)))
        if not any(told) and stop is None:
            await _toggle_shown(sight, kind, deadline)
            stop = await arriving.stopped(sight)
    else:
        await _words_shown(sight, kind, text or "", deadline, mine_before)
        await mark.answered(int(max(0.0, deadline - time.monotonic()) * 1000))
        stop = await arriving.stopped(sight)
    if isinstance(stop, SiteStop):
        raise stop


async def refused(sight: Sight, kind: ActionKind) -> str | None:
    """What the site says where it visibly refused, by the pack's `refused` marker; None where it does not."""
    asks = [probes.Ask(entry, "read") for entry in sight.entries(f"{SECTION[kind]}.refused")] if kind in SECTION else []
    try:
        answers = await probes.ask(sight.page, asks)
    except PlaywrightError as error:
        if has_moved(error):
            return None
        raise as_site_error(error, f"{SECTION[kind]}.refused") from None
    told = next((answer for answer in answers if answer), ())
    return (" ".join(words.strip() for words in told if words)[:300] or "refused") if told else None


def _outcomes(kind: ActionKind) -> list[str]:
    section = toggles.SECTION[kind]
    return [f"{section}.on" if toggles.WANTED[kind] is Toggle.ON else f"{section}.off", f"{section}.refused"]


async def _toggle_shown(sight: Sight, kind: ActionKind, deadline: float) -> None:
    entries = [entry for name in _outcomes(kind) for entry in sight.entries(name)]
    outcome = sight.union(entries + _proof(sight, kind))
    if outcome is not None:
        await arriving.shows(outcome, stops.any_element(sight), int(max(0.05, deadline - time.monotonic()) * 1000))


async def _words_shown(sight: Sight, kind: ActionKind, text: str, deadline: float, before: int) -> None:
    proof = sight.union(_proof(sight, kind))
    while time.monotonic() < deadline:
        if await refused(sight, kind) is not None or await arriving.stopped(sight) is not None:
            return
        now = await _own_count(sight, kind, text)
        if now is not None and ((now < before) if kind is ActionKind.DELETE_COMMENT else (now > before)):
            return
        if proof is not None and await arriving.shows(proof, None, 1):
            return
        await asyncio.sleep(_LOOK_AGAIN_S)


async def _own_count(sight: Sight, kind: ActionKind, text: str) -> int | None:
    threads.learn(sight)
    try:
        return await writing.own_count(sight, SECTION[kind], text)
    except SiteError as error:
        if error.code != "locator_missing":
            raise
        return None  # not a page where our words could be seen


def _proof(sight: Sight, kind: ActionKind) -> list[str]:
    return sight.filled(sight.pack.proof_of(kind).appears)


async def _drawn(sight: Sight) -> None:
    try:
        await sight.page.evaluate(_DRAW)
    except PlaywrightError as error:
        if not has_moved(error):
            raise as_site_error(error) from None

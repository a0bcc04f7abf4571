"""Signs an account in with its password, as far as a program may: codes and challenges belong to a person."""

from __future__ import annotations

import asyncio
import time

from automation.platforms import arriving, flows, writing
from automation.platforms.clicks import click_once
from automation.platforms.gates import site_gate
from automation.platforms.identities import same_handle, signed_in_as
from automation.platforms.sight import Sight
from automation.platforms.watch import Watch
from models.errors import BadInput, SiteError, SiteStop

_ANSWER_S = 20.0
_LOOK_AGAIN_S = 0.1
_LANDING_MS, _LANDED_MS = 5_000, 150


async def sign_in(sight: Sight, watch: Watch, password: str) -> str:
    """Fill the form and wait until the session shows our handle, which is returned.

    Raises SiteError `wrong_password`, `sign_in_failed`; SiteStop `second_factor`, `challenged`, `identity_differs` …
    """
    pack = sight.pack
    if pack.sign_in is None:
        raise BadInput("cannot", pack.platform.title, kind="sign-in")
    await arriving.go(sight, pack.address("sign_in", dict(sight.values)))
    before = await _at_the_door(sight, watch)
    if before is not None:
        return before
    flow, sent = flows.of(sight, "sign_in"), watch.sent
    try:
        if flow is not None:
            sight.values = {**sight.values, "text": password}
            await flows.prepare(sight, flow)
            await flows.commit(sight, flow)
        else:
            await _fill_form(sight, password)
    except SiteError as error:
        error.facts.pop("reason", None)  # what Playwright says of a form may quote what was typed
        raise
    return await _answer(sight, watch, sent)


async def _at_the_door(sight: Sight, watch: Watch) -> str | None:
    """Wait for the form; the handle where the session is there already."""
    form, ready = sight.any_of("sign_in.open", "sign_in.user"), sight.any_of("ready.sign_in")
    deadline = time.monotonic() + arriving.READY_MS / 1000
    while True:
        handle = await signed_in_as(sight)
        if handle is not None:
            return _ours(sight, handle)
        stop = await arriving.stopped(sight, signing_in=True)
        if stop is not None:
            raise stop
        if form is not None and await arriving.shows(form, None, 500):
            sight.stay()
            break
        if time.monotonic() >= deadline:
            raise SiteError("locator_missing", locator="sign_in.user")
    if ready is not None:
        await arriving.shows(ready, None, arriving.READY_MS)
    quiet_ms = sight.pack.ready.quiet_of("sign_in")
    if quiet_ms:
        await watch.quiet(quiet_ms, arriving.READY_MS)
    return None


async def _fill_form(sight: Sight, password: str) -> None:
    form = sight.pack.sign_in
    assert form is not None
    if form.open:
        await writing.press_button(sight, "sign_in.open")
    await writing.fill(await sight.resolve("sign_in.user", writing.APPEARS_MS), sight.values["me"], "sign_in.user")
    if form.next:
        await writing.press_button(sight, "sign_in.next")
    box = await sight.resolve("sign_in.password", writing.APPEARS_MS)
    # No other site is told a password.
    sight.stay()
    await writing.fill(box, password, "sign_in.password")
    if form.submit:
        await click_once(await sight.resolve("sign_in.submit", writing.APPEARS_MS), "sign_in.submit")
    else:
        with site_gate("sign_in.password"):
            await box.press("Enter")


async def _answer(sight: Sight, watch: Watch, sent: int) -> str:
    """Wait until the site has led us where it wants to; what came next would meet that navigation."""
    deadline = time.monotonic() + _ANSWER_S
    while time.monotonic() < deadline:
        await watch.idle(_LANDING_MS, _LANDED_MS)
        sample = await sight.sample(["sign_in.refused", "sign_in.second_factor"])
        if sample.found["sign_in.second_factor"].places:
            raise SiteStop("second_factor", sight.values["me"])
        if sample.found["sign_in.refused"].places:
            raise await _refusal(sight)
        # Sites that write a session anew with each answer would undo a sign-in that a question of ours overtakes.
        handle = None if watch.pending_since(sent) else await signed_in_as(sight)
        if handle is not None:
            return _ours(sight, handle)
        stop = await arriving.stopped(sight, signing_in=True)
        if stop is not None:
            raise stop
        await asyncio.sleep(_LOOK_AGAIN_S)
    raise SiteError("sign_in_failed", sight.values["me"])


async def _refusal(sight: Sight) -> SiteError:
    """A refusal may come with a challenge or a suspension, which say more."""
    return await arriving.stopped(sight, signing_in=True) or SiteError("wrong_password", sight.values["me"])


def _ours(sight: Sight, handle: str) -> str:
    if not same_handle(handle, sight.values["me"]):
        raise SiteStop("identity_differs", handle, expected=sight.values["me"])
    sight.stay()
    return handle

"""Opens a page of a site and makes sure it is the right one, ready, and shown to the right account."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from automation.browser.proxies import ASKS_WHO, TROUBLES
from automation.platforms import identities, probes, stops
from automation.platforms.gates import as_site_error, has_moved, site_gate
from automation.platforms.identities import same_handle
from automation.platforms.probes import WORDLESS, Ask, PageWords, Told
from automation.platforms.sight import Sample, Sight
from automation.platforms.watch import Watch
from automation.platforms.watch import watch as watching
from models.errors import SiteError, SiteStop, StewardError

OPEN_MS = 20_000
READY_MS = 10_000
# A page that came with an error status seldom becomes ready; a page that is ready seldom lacks its parts for long.
_READY_AFTER_ERROR_MS = 1_500
PARTS_MS = 3_000
_LOOK_AGAIN_S = 0.1
_IDLE_MS = 1_000
_LOOK_UP_MS = 500
_DISMISSALS = 4


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who the page is shown to, and a first sample of what was asked for."""

    identity: str | None
    sample: Sample


@dataclass(frozen=True, slots=True)
class _Survey:
    stop: SiteError | None
    words: PageWords
    identity: str | None
    sample: Sample

    def shows(self, name: str) -> bool:
        """Whether a name shows anything."""
        found = self.sample.found.get(name)
        return found is not None and bool(found.places)


async def go(sight: Sight, address: str) -> int | None:
    """Open an address anew and return the page's status.

    Raises SiteError `page_unreachable`, `proxy_unreachable`, `proxy_refused`.
    """
    page, sight.asked = sight.page, address
    await watching(page).idle(_IDLE_MS)
    try:
        if page.url == address:
            response = await page.reload(wait_until="commit", timeout=OPEN_MS)
        else:
            response = await page.goto(address, wait_until="commit", timeout=OPEN_MS)
            if response is None and "#" in address:  # only the fragment differed, nothing was loaded
                response = await page.reload(wait_until="commit", timeout=OPEN_MS)
    except PlaywrightError as error:
        ours = as_site_error(error)
        if isinstance(ours, SiteError):
            code = ours.code if ours.code in TROUBLES else "page_unreachable"
            raise SiteError(code, address, reason=ours.facts["reason"]) from None
        raise ours from None
    if response is not None and response.status == ASKS_WHO:
        raise SiteError("proxy_refused", address, reason=f"status {ASKS_WHO}")
    return response.status if response else None


async def arrive(
    sight: Sight, watch: Watch, page: str, status: int | None, scope: str = "", names: Sequence[str] = ()
) -> Arrival:
    """Wait until a page is ready, then judge it: stops, identity, language, scope.

    Raises SiteStop `challenged`, `rate_limited`, `signed_out`, `suspended`, `identity_differs`; SiteError `not_found`,
    `private`, `wrong_page`, `wrong_language`, `page_unready`, `page_unreachable`, `ambiguous`.
    """
    if status == 429:
        raise stops.raised("rate_limited", "status 429")
    patience_ms = READY_MS if status is None or status < 400 else _READY_AFTER_ERROR_MS
    # Many sites make their buttons work only when the whole document is there.
    ready = await _whole(sight, patience_ms)
    sign, quiet_ms = f"ready.{page}", sight.pack.ready.quiet_of(page)
    asked = [f"scope.{scope}", *names] if scope else list(names)
    deadline, dismissals, first = time.monotonic() + PARTS_MS / 1000, 0, True
    while True:
        tongue = sight.language
        seen = await _survey(sight, [*asked, sign] if first else asked)
        if seen.stop is not None:
            raise seen.stop
        # A page that shows at the first look that it is ready, and need not be quiet, is judged by that look.
        if first and (quiet_ms or (sight.entries(sign) and not seen.shows(sign))):
            ready = await _ready(sight, watch, sign, quiet_ms, patience_ms)
            deadline, first = time.monotonic() + PARTS_MS / 1000, False
            continue
        first = False
        if dismissals < _DISMISSALS and await _dismiss(sight, seen.sample):
            dismissals += 1
            continue
        if sight.pack.locator and sight.language != tongue:  # other words for the same things: look again
            continue
        trouble = SiteError("page_unready", locator=f"ready.{page}") if not ready else _trouble(sight, seen, scope)
        if trouble is None:
            return Arrival(seen.identity, seen.sample)
        if not ready or time.monotonic() >= deadline or trouble.code == "identity_differs":
            raise trouble if isinstance(trouble, SiteStop) else stops.by_status(status) or trouble
        await asyncio.sleep(_LOOK_AGAIN_S)


async def stopped(sight: Sight, signing_in: bool = False) -> SiteError | None:
    """What on the page as it is now ends the work, if anything does."""
    stop, _ = await glance(sight, [], signing_in)
    return stop


async def glance(
    sight: Sight, asks: Sequence[Ask], signing_in: bool = False
) -> tuple[SiteError | None, Sequence[Told]]:
    """What on the page as it is now ends the work, and the answers to more questions of the same moment."""
    signs = stops.asks(sight)
    try:
        words, told = await probes.look(sight.page, [*signs, *asks], _reads_words(sight))
    except PlaywrightError as error:
        if has_moved(error):
            return None, [()] * len(asks)
        raise as_site_error(error) from None
    stop = (
        stops.by_address(sight, signing_in)
        or stops.by_words(sight, words, signing_in)
        or stops.by_elements(sight, told[: len(signs)], signing_in)
    )
    return stop, told[len(signs) :]


async def _ready(sight: Sight, watch: Watch, sign: str, quiet_ms: int, patience_ms: int) -> bool:
    """Wait until the page shows that it is ready, and then until it is quiet where the pack asks for that."""
    wanted = sight.any_of(sign)
    ready = wanted is None or await _shown_or_stopped(sight, wanted, patience_ms)
    return ready and (not quiet_ms or await watch.quiet(quiet_ms, patience_ms))


async def _shown_or_stopped(sight: Sight, wanted: Locator, patience_ms: int) -> bool:
    """Whether the page shows it is ready, or has come to an address or an element that ends the waiting."""
    deadline = time.monotonic() + patience_ms / 1000
    sign = stops.any_element(sight)
    while stops.by_address(sight) is None:
        rest_ms = int((deadline - time.monotonic()) * 1000)
        if rest_ms <= 0:
            return False
        if await shows(wanted, sign, min(rest_ms, _LOOK_UP_MS)):
            return True
    return True


async def _whole(sight: Sight, patience_ms: int) -> bool:
    with site_gate():
        try:
            await sight.page.wait_for_load_state("domcontentloaded", timeout=patience_ms)
        except PlaywrightTimeout:
            return False
    return True


async def shows(wanted: Locator, other: Locator | None, patience_ms: int) -> bool:
    """Wait until one thing or the other is visible; False when patience ran out."""
    either = wanted if other is None else wanted.or_(other)
    try:
        with site_gate():
            try:
                await either.first.wait_for(state="visible", timeout=patience_ms)
            except PlaywrightTimeout:
                return False
    except SiteError as error:
        if error.code != "page_failed":
            raise
        return False
    return True


async def _survey(sight: Sight, names: Sequence[str]) -> _Survey:
    every = [*names, *(f"dismiss.{name}" for name in sight.pack.dismiss)]
    address = sight.pack.identity.json_address
    signs, chrome, things = stops.asks(sight), [] if address else identities.asks(sight), sight.asks(every)
    try:
        at = time.monotonic()
        (words, told), by_json = await asyncio.gather(
            probes.look(sight.page, [*signs, *chrome, *things], _reads_words(sight)),
            identities.from_json(sight, address) if address else asyncio.sleep(0),
        )
    except PlaywrightError as error:
        if has_moved(error):
            return _Survey(None, WORDLESS, None, Sample({}, time.monotonic()))
        raise as_site_error(error) from None
    split, end = len(signs), len(signs) + len(chrome)
    sample = sight.understood(every, told[end:], at)
    identity = by_json if address else identities.from_chrome(sight, told[split:end])
    sight.language = words.language
    stop = stops.by_address(sight) or stops.by_words(sight, words) or stops.by_elements(sight, told[:split])
    return _Survey(stop, words, identity, sample)


def _reads_words(sight: Sight) -> bool:
    return bool(sight.pack.platform.needs_language or sight.pack.locator or stops.reads_words(sight))


async def _dismiss(sight: Sight, sample: Sample) -> bool:
    for name, found in sample.found.items():
        if name.startswith("dismiss.") and found.one:
            with site_gate(name):
                await sight.chosen(name, found).click(timeout=2_000)
            return True
    return False


def _trouble(sight: Sight, seen: _Survey, scope: str) -> StewardError | None:
    wanted = sight.pack.platform.needs_language
    if not seen.identity:
        return SiteStop("signed_out", seen="nobody is signed in")
    if not same_handle(seen.identity, sight.values["me"]):
        return SiteStop("identity_differs", seen.identity, expected=sight.values["me"])
    if (astray := sight.astray()) is not None:
        return astray
    if wanted and not seen.words.language.casefold().startswith(wanted.casefold()):
        return SiteError("wrong_language", seen.words.language, expected=wanted)
    if scope and sight.pack.scope.get(scope):
        found = seen.sample.found.get(f"scope.{scope}")
        if found is not None and found.many:
            return SiteError("ambiguous", locator=f"scope.{scope}", count=len(found.places))
        if found is None or not found.one:
            return SiteError("not_found", seen=f"no scope.{scope}")
    return None

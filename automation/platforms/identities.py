"""Who is signed in, read from session chrome or from the site's own JSON; never from page text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError

from automation.platforms import probes
from automation.platforms.gates import as_site_error, has_moved
from automation.platforms.probes import Ask, Told
from automation.platforms.sight import Sight
from models.errors import SiteError

_JSON_MS = 8_000


def same_handle(one: str, other: str) -> bool:
    """Whether two spellings mean the same account of a site."""
    return plain_handle(one) == plain_handle(other)


def plain_handle(handle: str) -> str:
    """A handle without its @ and in one case."""
    return handle.strip().removeprefix("@").casefold()


async def signed_in_as(sight: Sight) -> str | None:
    """The handle that the session shows; None where nobody is signed in. Raises SiteError `ambiguous`."""
    if sight.pack.identity.json_address:
        return await from_json(sight, sight.pack.identity.json_address)
    try:
        return from_chrome(sight, await probes.ask(sight.page, asks(sight)))
    except PlaywrightError as error:
        if has_moved(error):
            return None
        raise as_site_error(error, "identity") from None


def asks(sight: Sight) -> list[Ask]:
    """What a page is asked about its session chrome; a closed menu tells as well."""
    identity = sight.pack.identity
    return [Ask(entry, "read", identity.attribute, hidden=True) for entry in sight.entries("identity.locator")]


def from_chrome(sight: Sight, told: Sequence[Told]) -> str | None:
    """What the answers mean. Raises SiteError `ambiguous`."""
    pattern = sight.pack.identity.pattern
    read = [[handle for text in each if (handle := _within(text.strip(), pattern))] for each in told]
    handles = next((each for each in read if each), [])
    if len({plain_handle(handle) for handle in handles}) > 1:
        raise SiteError("ambiguous", locator="identity", count=len(handles))
    return handles[0] if handles else None


async def from_json(sight: Sight, address: str) -> str | None:
    try:
        response = await sight.page.context.request.get(
            sight.pack.address(address, dict(sight.values)), timeout=_JSON_MS
        )
        value = await response.json() if response.ok else None
    except PlaywrightError as error:
        raise as_site_error(error, "identity") from None
    except ValueError:
        return None
    for step in (sight.pack.identity.path or "").split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return _within(value, sight.pack.identity.pattern) if isinstance(value, str) and value else None


def _within(text: str, pattern: str | None) -> str | None:
    if pattern is None:
        return text or None
    found = re.search(pattern, text)
    if found is None:
        return None
    named: str | None = found.groupdict().get("user")
    return named or (found[1] if found.re.groups else found[0]) or None

"""What ends the work on a page: challenges, limits, sign-outs, dead ends; by address, then words, then elements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.async_api import Locator

from automation.platforms.probes import Ask, PageWords, Told
from automation.platforms.sections import Stops
from automation.platforms.sight import Sight
from models.errors import SiteError, SiteStop

NAMES = tuple(Stops.model_fields)
# The code of each sign; those that stop an account's lane belong to a person.
_CODES = {"challenge": "challenged"}
_STOPS = {"challenge", "suspended", "rate_limited", "signed_out"}
_STATUS = {404: "not_found", 410: "not_found", 403: "private", 429: "rate_limited"}


def raised(name: str, seen: str) -> SiteError:
    """The error of a sign; `seen` says what gave it away."""
    code = _CODES.get(name, name)
    return (SiteStop if name in _STOPS else SiteError)(code, seen=seen)


def by_status(status: int | None) -> SiteError | None:
    """What the status of a page says, where the page itself says nothing."""
    if status is None or status < 400:
        return None
    if status >= 500:
        return SiteError("page_unreachable", status=status)
    name = _STATUS.get(status)
    return raised(name, f"status {status}") if name else None


def elements(sight: Sight) -> list[tuple[str, str]]:
    """The name and selector of every element that means a stop."""
    stops = sight.pack.stop
    return [(name, selector) for name in NAMES for selector in getattr(stops, name).element]


def any_element(sight: Sight) -> Locator | None:
    """One locator for whatever means a stop."""
    return sight.union([selector for _, selector in elements(sight)])


def reads_words(sight: Sight) -> bool:
    """Whether headings must be read at all."""
    return any(getattr(sight.pack.stop, name).heading for name in NAMES)


def by_address(sight: Sight, signing_in: bool = False) -> SiteError | None:
    """What the page's own address says; being sent to the sign-in page means signed out."""
    address = sight.page.url
    for name in NAMES:
        for pattern in getattr(sight.pack.stop, name).url:
            if re.search(pattern, address) and not (signing_in and name == "signed_out"):
                return raised(name, address)
    if not signing_in and "sign_in" in sight.pack.url:
        door = urlsplit(sight.pack.address("sign_in", dict(sight.values)))
        here = urlsplit(address)
        if (here.netloc, here.path.rstrip("/")) == (door.netloc, door.path.rstrip("/")):
            return raised("signed_out", address)
    return None


def by_words(sight: Sight, words: PageWords, signing_in: bool = False) -> SiteError | None:
    """What visible headings, dialogs and alerts say."""
    for name in NAMES:
        for pattern in getattr(sight.pack.stop, name).heading:
            for heading in words.headings:
                if re.search(pattern, heading) and not (signing_in and name == "signed_out"):
                    return raised(name, heading[:200])
    return None


def asks(sight: Sight) -> list[Ask]:
    """What a page is asked about the elements that mean a stop; invisible ones do not count."""
    return [Ask(selector, "seen") for _, selector in elements(sight)]


def by_elements(sight: Sight, told: Sequence[Told], signing_in: bool = False) -> SiteError | None:
    """What the answers mean."""
    for (name, selector), there in zip(elements(sight), told, strict=True):
        if there and not (signing_in and name == "signed_out"):
            return raised(name, selector)
    return None

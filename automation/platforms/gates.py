"""Where what Playwright says of a page becomes our error; its call log, which may hold a password, stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.async_api import Error as PlaywrightError

from automation.browser.gate import first_line, is_death
from automation.browser.proxies import trouble
from models.errors import SiteError

# The page went elsewhere while it was being read: look again.
_MOVED = ("Execution context was destroyed", "Frame was detached", "Cannot find context", "frame got detached")
# What the log of a click says once the mouse button may have gone down (Playwright 1.65).
_PERFORMED = "performing click action"


@contextmanager
def site_gate(locator: str = "") -> Iterator[None]:
    """Turn Playwright's errors into SiteError; a death passes.

    The codes are `ambiguous`, `locator_broken`, `proxy_unreachable`, `proxy_refused` and, for the rest, `page_failed`.
    """
    try:
        yield
    except PlaywrightError as error:
        raise as_site_error(error, locator) from None


def as_site_error(error: PlaywrightError, locator: str = "") -> Exception:
    """What an error of Playwright means to us; a death stays what it is."""
    if is_death(error):
        return error
    return SiteError(_code(error), locator=locator, reason=first_line(error)[:300])


def has_moved(error: PlaywrightError) -> bool:
    """Whether an error only says that the page was leaving."""
    return any(sign in str(error) for sign in _MOVED)


def may_have_clicked(error: PlaywrightError) -> bool:
    """Whether a click that failed may have reached the page all the same."""
    return _PERFORMED in str(error)


def _code(error: PlaywrightError) -> str:
    text = str(error)
    if "strict mode violation" in text:
        return "ambiguous"
    if "while parsing" in text or "Unknown engine" in text or "not a valid selector" in text:
        return "locator_broken"
    return trouble(text) or "page_failed"

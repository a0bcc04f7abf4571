"""Commands about live pages and the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TryProxy:
    """Open an address through a proxy; None takes the site of an account that goes through it. Reply: url, status, ms.

    What came of it is kept with the proxy.
    """

    proxy: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A person holds an account's page and its lane rests; off gives it back."""

    account: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Show an account's page live for a person; url None opens its home."""

    account: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ClosePage:
    """End the live page of an account; `keep` seals its session as signed in."""

    account: int
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Watch:
    """Send frames of an account's running page, or stop sending them."""

    account: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class PageInput:
    """Mouse, wheel, key or text of a person for a page that is taken over; x and y in CSS pixels."""

    account: int
    kind: str
    data: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FindBrowser:
    """Reply: path and source of the browser, or the error browser_missing."""


@dataclass(frozen=True, slots=True)
class FetchBrowser:
    """Download Playwright's browser; Progress events tell how far it is."""

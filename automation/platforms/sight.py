"""Looks up the names of a pack on a page: the first entry that shows exactly one element in two equal samples."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page

from automation.platforms import probes
from automation.platforms.gates import as_site_error, has_moved
from automation.platforms.model import Pack
from automation.platforms.placeholders import fill_selector
from automation.platforms.probes import Ask, Told
from models.errors import SiteError

SAMPLE_GAP_S = 0.150


@dataclass(frozen=True, slots=True)
class Found:
    """What one name showed in one sample: how many elements of which entry, and where."""

    entry: int
    places: tuple[str, ...]

    @property
    def one(self) -> bool:
        """Whether exactly one element was there."""
        return len(self.places) == 1

    @property
    def many(self) -> bool:
        """Whether it was more than one."""
        return len(self.places) > 1


NOTHING = Found(-1, ())


@dataclass(frozen=True, slots=True)
class Sample:
    """What several names showed at one moment (monotonic seconds)."""

    found: Mapping[str, Found]
    at: float

    def only(self, names: Sequence[str]) -> Sample:
        """The same sample of fewer names."""
        return Sample({name: self.found[name] for name in names}, self.at)


Enough = Callable[[Sample], bool]


class Sight:
    """The names of a pack on one page, with the target's values filled in."""

    def __init__(self, page: Page, pack: Pack, values: Mapping[str, str], language: str = "") -> None:
        self.page = page
        self.pack = pack
        self.values = values
        self.language = language
        # The address that was opened last, wherever the site led from there.
        self.asked = ""

    def astray(self, address: str | None = None) -> SiteError | None:
        """The error of an address, of the open page where none is given, that leads away from the site."""
        where = self.page.url if address is None else address
        return None if self.pack.site.is_home(where, self.asked) else SiteError("wrong_page", where)

    def stay(self, address: str | None = None) -> None:
        """Raises SiteError `wrong_page` where an address, or else the open page, leads away from the site."""
        if (astray := self.astray(address)) is not None:
            raise astray

    def entries(self, name: str, **more: str) -> list[str]:
        """The selectors of a name inside its container, in the order they are tried.

        Raises SiteError `locator_missing` where a value to fill in is not known.
        """
        values = {**self.values, **more}
        try:
            inner = [fill_selector(each, values) for each in self.pack.locators(name, self.language)]
            outer = [fill_selector(each, values) for each in self.pack.container(name)]
        except KeyError as missing:
            raise SiteError("locator_missing", locator=name, reason=f"{missing} is not known here") from None
        return [f"{container} >> {each}" for container in outer for each in inner] if outer else inner

    def filled(self, selectors: Sequence[str]) -> list[str]:
        """Selectors that have no name of their own, filled in. Raises SiteError `locator_missing`."""
        try:
            return [fill_selector(each, self.values) for each in selectors]
        except KeyError as missing:
            raise SiteError("locator_missing", locator=selectors[0], reason=f"{missing} is not known here") from None

    def visible(self, selector: str) -> Locator:
        """What a selector shows; acting on it fails where that is more than one element."""
        return self.page.locator(f"{selector} >> visible=true")

    def chosen(self, name: str, found: Found) -> Locator:
        """The element that a sample found, looked up again when used."""
        return self.visible(self.entries(name)[found.entry])

    def any_of(self, *names: str) -> Locator | None:
        """One locator for whatever any of these names shows; None where the pack has none of them."""
        return self.union([entry for name in names for entry in self.entries(name)])

    def union(self, selectors: Sequence[str], visible: bool = True) -> Locator | None:
        """One locator for whatever any of these selectors shows."""
        union: Locator | None = None
        for selector in selectors:
            one = self.visible(selector) if visible else self.page.locator(selector)
            union = one if union is None else union.or_(one)
        return union

    async def sample(self, names: Sequence[str]) -> Sample:
        """What each name shows at this moment, all asked at once."""
        at = time.monotonic()
        try:
            told = await probes.ask(self.page, self.asks(names))
        except PlaywrightError as error:
            if not has_moved(error):
                raise as_site_error(error, ", ".join(names)) from None
            told = [()] * len(self.asks(names))
        return self.understood(names, told, at)

    def asks(self, names: Sequence[str]) -> list[Ask]:
        """What a page is asked about these names."""
        return [Ask(entry, nth=nth) for name in names for nth, entry in enumerate(self.entries(name))]

    def understood(self, names: Sequence[str], told: Sequence[Told], at: float) -> Sample:
        """What the answers mean: for each name its first entry that shows anything."""
        rest = iter(told)
        return Sample({name: _first([next(rest) for _ in self.entries(name)]) for name in names}, at)

    async def settled(
        self,
        names: Sequence[str],
        enough: Enough,
        patience_ms: int,
        early: Sample | None = None,
        gap_s: float = SAMPLE_GAP_S,
    ) -> Sample:
        """The first two equal samples a gap apart that are enough, or the last two equal ones when patience ends.

        A third between them sees through a page that blinks in their rhythm; without a gap the first is believed.
        Raises SiteError `unsettled` where no two were equal.
        """
        deadline = time.monotonic() + patience_ms / 1000
        before = early or await self.sample(names)
        if not gap_s and enough(before):
            return before
        gap_s = gap_s or SAMPLE_GAP_S
        steady: Sample | None = None
        while True:
            between = await self._after(before, gap_s / 2, names)
            now = await self._after(before, gap_s, names)
            if now.found == before.found == between.found:
                steady = now
                if enough(now):
                    return now
            if time.monotonic() >= deadline:
                break
            before = now
        if steady is None or steady.found != now.found:
            raise SiteError("unsettled", locator=", ".join(names))
        return steady

    async def _after(self, before: Sample, gap_s: float, names: Sequence[str]) -> Sample:
        await asyncio.sleep(max(0.0, before.at + gap_s - time.monotonic()))
        return await self.sample(names)

    async def resolve(self, name: str, patience_ms: int) -> Locator:
        """The one element of a name. Raises SiteError `locator_missing`, `ambiguous` or `unsettled`."""
        if not self.pack.locators(name, self.language):
            raise SiteError("locator_missing", locator=name, reason="the pack does not have it")
        sample = await self.settled([name], lambda seen: bool(seen.found[name].places), patience_ms)
        return self.chosen(name, self.one_of(sample, name))

    @staticmethod
    def one_of(sample: Sample, name: str) -> Found:
        """What a sample found of a name, which must be exactly one. Raises SiteError `locator_missing`, `ambiguous`."""
        found = sample.found[name]
        if found.many:
            raise SiteError("ambiguous", locator=name, count=len(found.places))
        if not found.one:
            raise SiteError("locator_missing", locator=name)
        return found


def _first(told: Sequence[Told]) -> Found:
    return next((Found(at, places) for at, places in enumerate(told) if places), NOTHING)

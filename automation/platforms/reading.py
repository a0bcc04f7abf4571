"""Reads values off a page as a pack describes them: text, attribute, a pattern in it, or a path into JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator

from automation.platforms import probes
from automation.platforms.fields import Reading
from automation.platforms.gates import as_site_error, has_moved
from automation.platforms.numbers import parse_count
from automation.platforms.sight import Sight

COUNTS = ("likes", "comments", "shares", "views")
PERSON_COUNTS = ("followers", "following", "posts")


async def at_once(sight: Sight, names: Sequence[str]) -> dict[str, str | None]:
    """What the first entry of each name that shows anything says, all of one moment; None where nothing does."""
    readings = {name: one for name in names if (one := _reading(sight, name)) and one.locator}
    asks = [
        probes.Ask(entry, "read", reading.attribute, _is_hidden(reading), nth)
        for name, reading in readings.items()
        for nth, entry in enumerate(sight.entries(name))
    ]
    try:
        told = iter(await probes.ask(sight.page, asks))
    except PlaywrightError as error:
        if has_moved(error):
            return dict.fromkeys(names)
        raise as_site_error(error, ", ".join(readings)) from None
    found: dict[str, str | None] = dict.fromkeys(names)
    for name, reading in readings.items():
        answers = [next(told) for _ in sight.entries(name)]
        found[name] = next((_refined(texts[0].strip(), reading) for texts in answers if texts), None)
    return found


def count(sight: Sight, words: str | None) -> int | None:
    """A count, read as the site writes counts."""
    return None if words is None else parse_count(words, sight.pack.numbers)


async def values(sight: Sight, rows: Locator, name: str) -> list[str | None]:
    """What a name says inside each row; None for a row where it is not there. A name without locator reads the row."""
    reading = _reading(sight, name)
    if reading is None:
        return [None] * await rows.count()
    found: list[str | None] = []
    for row in await rows.all():
        told: list[str | None] = []
        for selector in sight.pack.locators(name, sight.language):
            told = told or await _read(row.locator(selector), reading, name)
        if not reading.locator and name.endswith(".text"):
            told = await _read(row, reading, name)
        found.append(told[0] if told else None)
    return found


async def _read(locator: Locator, reading: Reading, name: str) -> list[str | None]:
    try:
        told = await probes.read(locator, reading.attribute, hidden=_is_hidden(reading))
    except PlaywrightError as error:
        if has_moved(error):
            return []
        raise as_site_error(error, name) from None
    return [_refined(text.strip(), reading) for text in told]


def _is_hidden(reading: Reading) -> bool:
    """An attribute, or a script's JSON, is there whether it is drawn or not."""
    return reading.attribute is not None or reading.json_path is not None


def _refined(text: str, reading: Reading) -> str | None:
    if reading.json_path is not None:
        text = _in_json(text, reading.json_path) or ""
    if reading.pattern is None:
        return text or None
    found = re.search(reading.pattern, text)
    return (found[1] if found.re.groups else found[0]) if found else None


def _in_json(text: str, path: str) -> str | None:
    try:
        at = json.loads(text)
    except ValueError:
        return None
    for step in path.split("."):
        if isinstance(at, dict):
            at = at.get(step)
        elif isinstance(at, list) and step.isdigit() and int(step) < len(at):
            at = at[int(step)]
        else:
            return None
    return None if at is None or isinstance(at, dict | list) else str(at)


def _reading(sight: Sight, name: str) -> Reading | None:
    section, _, part = name.partition(".")
    found = getattr(getattr(sight.pack, section, None), part, None)
    if isinstance(found, Reading):
        return found
    return Reading(locator=found) if found else None  # type: ignore[call-arg]

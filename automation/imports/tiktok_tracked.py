"""A followed video: its schedule of checks, those that were made, and the figures that each of them read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from automation.imports import collected, words
from automation.imports.json_source import FILE, pick
from automation.imports.plan import Context, Draft, Ref, Refused, Row
from automation.imports.tiktok_sorting import FIELDS
from automation.imports.tiktok_words import NOT_ARMED, PLATFORM, hashtags, page_of, readings

_TRACKED, _STEP, _READING = (FIELDS[name] for name in ("tracked", "step", "reading"))
_ADDRESS: Final = re.compile(r"/@([\w.]*)/(?:video|photo)/(\d+)")
_TABLE: Final = "tracked_posts"
_NO_TIME: Final = "Some checks of a schedule say no time that is certain, and were left out."


def key(row: Row) -> str:
    """The number of the video."""
    return _number(row)[0]


def _number(row: Row) -> tuple[str, str | None]:
    """The number of the video and who made it, as the file or the address says."""
    found = _ADDRESS.search(words.text(pick(row, _TRACKED["url"])))
    number = words.maybe(pick(row, _TRACKED["video"])) or (found[2] if found else None)
    if number is None:
        raise Refused("video_id", "names no video")
    return number, words.maybe(pick(row, _TRACKED["username"])) or (found[1] or None if found else None)


def tracked(row: Row, context: Context) -> Iterator[Draft]:
    """The video, its author, every reading of it, and the plan by which it is read."""
    (number, username), here = _number(row), key(row)
    started = words.when(pick(row, _TRACKED["started"]), "tracking_started_at") or context.now
    caption, looks = words.maybe(pick(row, _TRACKED["caption"])), _looks(row)
    names = hashtags(caption)
    yield collected.post(
        PLATFORM,
        number,
        collected.address(pick(row, _TRACKED["url"])) or page_of(number, username),
        started,
        text=caption,
        author=username,
        author_id=Ref(f"{_TABLE}/people", here) if username else None,
        media_kind="video",
        posted_at=words.when(pick(row, _TRACKED["posted"]), "posted_at"),
        hashtags=names,
        kept_from=context.now,
        figures=looks[-1][1] if looks else None,
        figures_at=looks[-1][0] if looks else None,
    )
    if username:
        yield collected.person(PLATFORM, username, started, url=f"https://www.tiktok.com/@{username.removeprefix('@')}")
    yield from collected.tagged(PLATFORM, names, _TABLE, here, started)
    for at, counts in looks:
        yield collected.snapshot(counts, Ref(_TABLE, here), at, source=row.get(FILE))
    yield from plan(row, _TABLE, here, started, [at for at, _ in looks], context)


def _looks(row: Row) -> list[tuple[int, dict[str, int]]]:
    """Every reading, oldest first, with its time."""
    found: list[Any] = next((row[name] for name in _TRACKED["metrics"] if isinstance(row.get(name), list)), [])
    looks: dict[int, dict[str, int]] = {}
    for each in found:
        if not isinstance(each, dict):
            raise Refused("metrics", "holds a reading that is no object")
        at = words.when(pick(each, _READING["at"]), "metrics")
        if at is None:
            raise Refused("metrics", "holds a reading without a time")
        looks[at] = readings(each)
    return sorted(looks.items())


def plan(row: Row, table: str, here: str, started: int, looked: list[int], context: Context) -> Iterator[Draft]:
    """The plan of checks of a post of a table, and its steps; they stay as they were and are armed by nobody."""
    steps = _steps(row, started, context)
    given = pick(row, _TRACKED["done"])
    made = words.whole(given, "checks_completed", 0) if given is not None else None
    done = [at for at in (step[1] for step in steps) if at is not None]
    count = max(made or 0, len(done))
    complete = words.flag(pick(row, _TRACKED["complete"]), "tracking_complete")
    open_ = [due for place, (due, at) in enumerate(steps) if at is None and place >= count]
    next_at = words.when(pick(row, _TRACKED["next"]), "next_check_at") or (open_[0] if open_ else None)
    values = {
        "post_id": Ref(table, here),
        "started_at": started,
        "next_at": None if complete else next_at,
        "done": count,
        "complete": complete,
    }
    yield Draft("check_plans", values, ("post_id",))
    if not complete:
        context.note(NOT_ARMED)
    for place, (due, at) in enumerate(steps):
        if at is None and place < count:
            at = looked[place] if place < len(looked) else due
        read = looked.index(at) if at in looked else None
        yield Draft(
            "check_steps",
            {
                "plan_id": Ref(f"{table}/check_plans", here),
                "position": place,
                "due_at": due,
                "done_at": at,
                "snapshot_id": None if read is None else Ref(f"{table}/snapshots", f"{here}#{read}" if read else here),
            },
        )


def _steps(row: Row, started: int, context: Context) -> list[tuple[int, int | None]]:
    """When each check is or was due, and when it was made, by time."""
    found: Any = next((row[name] for name in _TRACKED["schedule"] if row.get(name) not in (None, "")), [])
    found = words.document(found, "check_schedule") if isinstance(found, str) else found
    if not isinstance(found, list):
        raise Refused("check_schedule", "is no list of times")
    steps = []
    for each in found:
        due = _due(each, started)
        if due is None:
            context.note(_NO_TIME)
            continue
        done = _done(each, due) if isinstance(each, dict) else None
        steps.append((due, done))
    return sorted(steps, key=lambda step: step[0])


def _due(each: Any, started: int) -> int | None:
    """The time of a step: said, or so long after the start where the unit is said."""
    if not isinstance(each, dict):
        return words.when(each, "check_schedule") if isinstance(each, str) or _is_time(each) else None
    at = words.when(pick(each, _STEP["at"]), "check_schedule")
    if at is not None:
        return at
    for name, unit in _STEP["after"].items():
        number = words.whole(each.get(name), "check_schedule", 0)
        if number is not None and number < 100_000:
            return started + number * int(unit)
    return None


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 600_000_000


def _done(each: Row, due: int) -> int | None:
    at = words.when(pick(each, _STEP["done"]), "check_schedule")
    return at or (due if words.flag(pick(each, _STEP["is_done"]), "check_schedule") else None)

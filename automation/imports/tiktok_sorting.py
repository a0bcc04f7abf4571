"""Tells what an entry of the TikTok modules' files is: a followed video, or what a data service replied."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from automation.imports import words
from automation.imports.json_source import BROKEN, inner, pick
from automation.imports.plan import Row

FIELDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("tiktok_files.toml").read_text("utf-8"))
# What an answer or a comment knows from where it stands.
PARENT, VIDEO, PLACE = "_parent", "_video", "_place"
_LISTS: Final = FIELDS["lists"]
_NUMBER: Final = re.compile(r"\d{15,20}")
_ALONE: Final[dict[str, Callable[[Row], bool]]] = {
    "comments": lambda entry: "user" in entry and pick(entry, FIELDS["comment"]["text"]) is not None,
    "videos": lambda entry: pick(entry, FIELDS["counts"]["views"]) is not None and "author" in entry,
    "hashtags": lambda entry: "cha_name" in entry or "hashtag_name" in entry,
    "users": lambda entry: bool(user_of(entry)) and pick(user_of(entry), FIELDS["user"]["username"]) is not None,
}


def kept_whole() -> frozenset[str]:
    """Fields whose insides are taken as they are, and so are not looked through for unknown ones."""
    people = {*FIELDS["comment"]["author"], *FIELDS["video"]["author"], *FIELDS["user"]["within"]}
    return frozenset({*people, *FIELDS["reading"]["within"]})


def sort(file: str, entry: object) -> Iterator[tuple[str, Row]]:
    """The rows in an entry of a file, each with the name of its table."""
    if not isinstance(entry, dict):
        yield "files", {BROKEN: "An entry of the file is nothing that Steward knows."}
    elif _is_tracked(entry):
        yield "tracked_posts", entry
    else:
        found = _NUMBER.search(file.rpartition("/")[2])
        yield from _reply(entry, found[0] if found else None)


def user_of(entry: Row) -> Row:
    """The person in an entry of a search: within it, or the entry itself."""
    within = next((entry[name] for name in FIELDS["user"]["within"] if isinstance(entry.get(name), dict)), None)
    return {**within, **({"stats": entry["stats"]} if "stats" in entry else {})} if within else entry


def _is_tracked(entry: Row) -> bool:
    tracked = FIELDS["tracked"]
    named = [*tracked["schedule"], "tracking_started_at", "tracking_complete", "next_check_at"]
    listed = any(isinstance(entry.get(name), list) for name in tracked["metrics"])
    return pick(entry, [*tracked["video"], *tracked["url"]]) is not None and (
        listed or any(name in entry for name in named)
    )


def _reply(entry: Row, video: str | None) -> Iterator[tuple[str, Row]]:
    """Every list of what a data service said; an entry that is one thing alone is that thing."""
    video = words.maybe(pick(entry, ["video_id", "aweme_id", "data.video_id"])) or video
    lists = list(_lists(entry))
    if not lists:
        table = next((table for table, is_it in _ALONE.items() if is_it(entry)), None)
        lists = [(table, [entry])] if table else []
    if not lists:
        yield "files", {BROKEN: "An entry of the file is nothing that Steward knows."}
    for table, found in lists:
        for each in found:
            if not isinstance(each, dict):
                yield "files", {BROKEN: f"Something among the {table} of the file is none of them."}
            elif table == "comments":
                yield from _thread(each, video, None)
            else:
                yield table, each


def _lists(entry: Row) -> Iterator[tuple[str, list[Any]]]:
    for place in ("", "data."):
        for table, names in _LISTS.items():
            for name in names:
                found = inner(entry, f"{place}{name}")
                if isinstance(found, list):
                    yield table, found
    if isinstance(entry.get("data"), list):
        table = next((name for name, is_it in _ALONE.items() if any(map(is_it, _objects(entry["data"])))), None)
        if table:
            yield table, entry["data"]


def _objects(found: list[Any]) -> Iterator[Row]:
    return (each for each in found if isinstance(each, dict))


def _thread(comment: Row, video: str | None, parent: str | None) -> Iterator[tuple[str, Row]]:
    """A comment and then its answers, each knowing whose answer it is."""
    fields = FIELDS["comment"]
    answers: list[Any] = next((comment[name] for name in fields["answers"] if isinstance(comment.get(name), list)), [])
    own = {name: value for name, value in comment.items() if value is not answers}
    about = words.maybe(pick(comment, fields["video"])) or video
    yield "comments", own | {PARENT: parent, VIDEO: about}
    for answer in _objects(answers):
        yield from _thread(answer, about, words.maybe(pick(comment, fields["id"])))

"""Which entries are new posts, drawn: each letter is an entry, in the feed's order, at its number as date."""

from __future__ import annotations

import pytest

from automation.feeds.values import Entry
from automation.triggers.novelty import sift


def entry(text: str) -> Entry:
    """`b5` is post b published at 5, `b` has no date, `b5~` is post b under another guid."""
    again, name = text.endswith("~"), text[0]
    at = text[1:].removesuffix("~")
    return Entry(name + ("-again" if again else ""), f"http://site.test/{name}", "", "", int(at) if at else None)


def new(feed: str, known: str, baseline_at: int | None = 10) -> str:
    entries = tuple(entry(text) for text in feed.split())
    guids = set(known.split())
    posts = {f"http://site.test/{guid}" for guid in guids}
    found = sift(entries, guids, posts, baseline_at, lambda url: url)
    return " ".join(seen.entry.guid for seen in found if seen.new)


@pytest.mark.parametrize(
    ("feed", "known", "expected"),
    [
        ("c12 b11 a9", "a", "c b"),
        ("a9 b11 c12", "a", "b c"),  # the oldest first
        ("b a", "a", "b"),  # no dates
        ("a9", "a", ""),
        ("", "a", ""),
        ("b11 a9", "", "b a"),  # the baseline was empty
        ("a12~ b11", "b", "a-again"),
        ("a9~ b11", "a b", ""),  # the same post under another guid
        ("b3 a9", "a", "b"),  # back-dated, but on top
        ("c12 a9 b3", "a", "c"),  # b slid in from below: older than all that is known, and than the baseline
        ("a9 b9", "a", "b"),  # as old as the known one is not older
        ("a20 b12", "a", "b"),  # older than the known one, but published since the baseline
        ("a b3", "a", "b"),  # nothing known has a date to compare with
        ("c12 a9 b", "a", "c b"),
    ],
)
def test_what_is_new(feed: str, known: str, expected: str) -> None:
    assert new(feed, known) == expected


def test_at_the_first_reading_nothing_is_new() -> None:
    assert new("c12 b11 a9", "", baseline_at=None) == ""


def test_everything_unseen_is_remembered_new_or_not() -> None:
    found = sift(tuple(map(entry, ["c12", "a9", "b3"])), {"a"}, {"http://site.test/a"}, 10, lambda url: url)
    assert [(seen.entry.guid, seen.new) for seen in found] == [("c", True), ("b", False)]

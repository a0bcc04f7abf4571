"""The lists of figures: what each day came to, each reading, and how far readings moved."""

from __future__ import annotations

from desktop.tables.nouns import Noun, Part, day, document, figure, gained, handle, percent, took, when, yes
from desktop.tables.nouns_collected import COUNTS, IMPORT
from models.growth import FIGURES as GROWN

_WHOSE = "coalesce(p.author, q.username, a.username)"
_ADDRESS = "coalesce(p.url, q.url, a.url)"


def _of(reading: str) -> str:
    """The tables of what a reading is of."""
    return (
        f" LEFT JOIN posts p ON p.id = {reading}.post_id LEFT JOIN people q ON q.id = {reading}.person_id"
        f" LEFT JOIN accounts a ON a.id = {reading}.account_id"
    )


def _what(reading: str) -> str:
    return f"CASE WHEN {reading}.post_id THEN 'A post' WHEN {reading}.person_id THEN 'A person' ELSE 'An account' END"


def _end(way: str, told: str = "id", figure: str = "id") -> str:
    """What the first (ASC) or last (DESC) reading that holds a figure tells, of all of what the reading z is of."""
    ends = (
        f"(SELECT x.{told} FROM snapshots x WHERE x.{key} = z.{key} AND x.{figure} IS NOT NULL"
        f" ORDER BY x.taken_at {way}, x.id {way} LIMIT 1)"
        for key in ("post_id", "person_id", "account_id")
    )
    return f"coalesce({', '.join(ends)})"


def _between(told: str, figure: str) -> str:
    """How far it is between the ends of one figure: a reading need not hold every figure, so each has its own."""
    return f"({_end('DESC', told, figure)} - {_end('ASC', told, figure)})"


def _gained(figure: str) -> str:
    return f"CASE WHEN {_between('taken_at', figure)} > 0 THEN {_between(figure, figure)} END"


def _a_day(figure: str) -> str:
    return f"round({_between(figure, figure)} * 86400000.0 / {_between('taken_at', figure)}, 2)"


FIGURES = Noun(
    "Figures",
    "reading",
    "chart-column",
    f"snapshots s{_of('s')}",
    "s.id",
    (
        Part("Of", _WHOSE, handle, 170),
        Part("What", _what("s"), spare=480),
        Part("Reactions", "s.reactions", figure, 92, 560, figures=True),
        Part("Likes", "s.likes", figure, 92, figures=True),
        Part("Followers", "s.followers", figure, 92, 640, figures=True),
        Part("Taken", "s.taken_at", when, 110),
        Part("Address", _ADDRESS, listed=False),
        *(Part(name.capitalize(), f"s.{name}", figure, listed=False) for name in COUNTS[2:]),
        Part("Following", "s.following", figure, listed=False),
        Part("Everything read", "s.counts", document, listed=False),
        Part("Came from", "s.source", listed=False),
    ),
    f"Each reading of figures stands here, so that they can be followed over time. {IMPORT}",
    f"coalesce({_WHOSE}, '')",
)
LISTED = {"likes": (0, 620), "followers": (620, 760)}
GROWTH = Noun(
    "Growth",
    "pair of readings",
    "chart-column",
    f"snapshots z JOIN snapshots b ON b.id = {_end('ASC')}{_of('z')}",
    "z.id",
    (
        Part("Of", _WHOSE, handle, 150),
        Part("What", _what("z"), spare=480),
        *(
            part
            for name, (spare, more) in LISTED.items()
            for part in (
                Part(name.capitalize(), _gained(name), gained, 92, spare, figures=True),
                Part(f"{name.capitalize()} a day", _a_day(name), gained, 124, more, figures=True),
            )
        ),
        Part("Last read", "z.taken_at", when, 110),
        Part("First read", "b.taken_at", when, listed=False),
        Part("Address", _ADDRESS, listed=False),
        *(
            part
            for name in GROWN
            if name not in LISTED
            for part in (
                Part(name.capitalize(), _gained(name), gained, listed=False),
                Part(f"{name.capitalize()} a day", _a_day(name), gained, listed=False),
            )
        ),
    ),
    "What was read twice stands here, with how far each figure moved from its first reading to its last.",
    f"coalesce({_WHOSE}, '')",
    where=("z.taken_at > b.taken_at", f"z.id = {_end('DESC')}"),
    many="pairs of readings",
)
DAYS = Noun(
    "Days",
    "day",
    "chart-column",
    "daily_metrics d LEFT JOIN brands b ON b.id = d.brand_id",
    "d.id",
    (
        Part("Day", "d.day", day, 150),
        Part("Brand", "coalesce(b.name, 'All together')"),
        Part("Accounts", "d.total_accounts", figure, 90, 560, figures=True),
        Part("Active", "d.active_accounts", figure, 80, 520, figures=True),
        Part("Acts", "d.actions", figure, 80, figures=True),
        Part("Errors", "d.errors", figure, 80, figures=True),
        Part("An act takes", "d.mean_ms", took, 110, 620, figures=True),
        Part("Warming up", "d.warming_accounts", figure, listed=False),
        Part("In trouble", "d.failed_accounts", figure, listed=False),
        Part("Proxies in use", "d.active_proxies", figure, listed=False),
        Part("Room in proxies taken", "d.proxy_utilisation", percent, listed=False),
        *(Part(f"Warm-up step {n}", f"d.step_{n}_rate", percent, listed=False) for n in range(1, 6)),
        Part("From an older system", "d.imported", yes, listed=False),
    ),
    "What each day came to is added up every night, per brand and in total.",
    "d.day || ' ' || coalesce(b.name, '')",
)

"""`steward metrics`: what was done, by day, hour, account and brand, and how figures grew."""

from __future__ import annotations

from dataclasses import asdict
from itertools import product
from typing import Any

import click

from automation.cli.door import reading
from automation.cli.lists import matching, named, page_of, paged, parts, public_row, shown_fields
from automation.cli.output import Said, outline, table
from automation.cli.typed import moment
from automation.policy.facts import caps
from models import clock, ids
from models.account import Account, find_account
from models.brand import brands as all_brands
from models.brand import find_brand
from models.enums import CAP_CLASS, PERFORMED, CapClass
from models.growth import FIGURES
from models.growth import growth as grown
from models.metrics import (
    Figures,
    check_rate_limit,
    daily_action_counts,
    dashboard,
    days,
    hourly_action_distribution,
    hourly_of_all,
    kinds_since,
)
from models.reckoning import day_before, day_of, figures_of, first_day, span_of

# A day that no night has reckoned yet is reckoned when it is asked for, so far back.
FRESH_DAYS = 7
_COLUMNS = ("day", "brand", "total_accounts", "active_accounts", "warming_accounts", "failed_accounts", "actions",
    "errors", "mean_ms", "proxy_utilisation", "imported")  # fmt: skip

_KNOWN = shown_fields(Figures, "id", "brand", "imported")


@click.group()
def metrics() -> None:
    """What was done, by day, hour, account and brand, and how figures grew."""


def shown(found: Figures, brands: dict[int, str]) -> dict[str, Any]:
    """A day for people and scripts; one that is reckoned now and not kept has its day and brand for an id."""
    number = getattr(found, "id", 0)
    brand = ids.maybe_public("brands", found.brand_id)
    name = ids.public("daily_metrics", number) if number else f"{found.day}/{brand or 'all'}"
    return {
        "id": name,
        **{key: value for key, value in asdict(found).items() if key not in {"id", "brand_id"}},
        "brand_id": brand,
        "brand": "all" if found.brand_id is None else brands.get(found.brand_id, ""),
        "imported": getattr(found, "imported", False),
    }


@metrics.command()
@click.pass_obj
def today(said: Said) -> None:
    """Today so far: in total, by brand, and by kind of act."""
    reading(said)
    day, brands = day_of(clock.now()), {found.id: found.name for found in all_brands()}
    found = [shown(figures, brands) for figures in figures_of(day)]
    said.show({"day": day, "total": found[0], "brands": found[1:], "kinds": kinds_since(span_of(day)[0])})


@metrics.command()
@click.option("--brand", "brand_name", metavar="B", help="Of one brand, by name or id; of all together without it.")
@paged
@click.pass_obj
def daily(said: Said, brand_name: str | None, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """Each day, the newest first."""
    reading(said)
    brands = {found.id: found.name for found in all_brands()}
    number = None if brand_name is None else find_brand(brand_name).id
    kept: list[Figures] = [*days(10_000, None, number)]
    found = sorted([*kept, *_fresh({figures.day for figures in kept}, number)], key=lambda f: f.day, reverse=True)
    items, following = page_of(
        matching([shown(figures, brands) for figures in found], conditions, _KNOWN), limit, after
    )
    said.show_list(items, following, _COLUMNS)


def _fresh(kept: set[str], brand_id: int | None) -> list[Figures]:
    now, first = day_of(clock.now()), first_day()
    wanted = [
        day for back in range(FRESH_DAYS) if (day := day_before(now, back)) not in kept and first and day >= first
    ]
    return [figures for day in wanted for figures in figures_of(day) if figures.brand_id == brand_id]


@metrics.command()
@click.option("--account", "account_name", metavar="A", help="Of one account; of all together without it.")
@click.option("--days", "back", type=click.IntRange(1, 366), default=7, show_default=True, help="For all: so far.")
@paged
@click.pass_obj
def hourly(
    said: Said, account_name: str | None, back: int, limit: int, after: str | None, conditions: tuple[str, ...]
) -> None:
    """How tries spread over the hours of the day."""
    reading(said)
    if account_name is None:
        counts = hourly_of_all(clock.now() - back * clock.DAY_MS)
    else:
        found = hourly_action_distribution(find_account(account_name).id)
        counts = [(count.hour, count.action_type, count.action_count) for count in found]
    items = [{"id": f"{hour:02}/{kind}", "hour": hour, "kind": kind, "count": count} for hour, kind, count in counts]
    items, following = page_of(matching(items, conditions, ("id", "hour", "kind", "count")), limit, after)
    said.show_list(items, following, ("hour", "kind", "count"))


@metrics.command()
@click.argument("of", type=click.Choice(["people", "accounts", "posts"]))
@click.option("--days", "back", type=click.IntRange(1, 3660), default=30, show_default=True, help="How far back.")
@click.option("--until", metavar="TIME", help="Until then instead of now.")
@paged
@click.pass_obj
def growth(
    said: Said, of: str, back: int, until: str | None, limit: int, after: str | None, conditions: tuple[str, ...]
) -> None:
    """How far figures moved between the first and the last reading of some days, and how far in a day."""
    reading(said)
    end, only = moment(until) or clock.now(), [named(of, value) for _, _, value in parts(conditions, {"id"})]
    start, one = named(of, after) if after else 0, only[0] if only else None
    found = grown(of, end - back * clock.DAY_MS, end, start, limit + 1, one)
    items = [public_row(of, each) for each in found[:limit]]
    moved = [figure for figure in FIGURES if any(figure in each.gains for each in found)]
    lines = [item | {f: f"{item['gains'][f]:+,}" for f in moved if f in item["gains"]} for item in items]
    following = items[-1]["id"] if len(found) > limit else None
    columns = ("id", "name", "readings", "first_at", "last_at", *moved)
    told = table(lines, columns) if lines else "Nothing was read twice in these days."
    said.show({"items": items, "next": following}, told)


@metrics.command()
@click.argument("name", metavar="ACCOUNT")
@click.pass_obj
def account(said: Said, name: str) -> None:
    """One account: tries by day and kind, and how much of each allowance is used."""
    reading(said)
    owner = find_account(name)
    document = {
        "account": ids.public("accounts", owner.id),
        "handle": owner.handle,
        "limits": _limits(owner),
        "days": [
            {"day": c.action_date, "kind": c.action_type, "count": c.action_count}
            for c in daily_action_counts(owner.id)[:400]
        ],
    }
    said.show(document)


def _limits(owner: Account) -> list[dict[str, Any]]:
    """Each allowance as settings, the account's own caps and its brand give it; a pack may lower it further."""
    found = []
    for cap_class, (span, length) in product(CapClass, (("hour", clock.HOUR_MS), ("day", clock.DAY_MS))):
        kind = next(kind for kind in PERFORMED if CAP_CLASS[kind] is cap_class)
        rate = check_rate_limit(owner.id, kind, caps(owner, kind, {})[span], length)
        found.append({"cap": f"{cap_class}/{span}", **asdict(rate), "frees_at": clock.to_iso(rate.frees_at)})
    return found


@metrics.command()
@click.argument("name", metavar="[BRAND]", required=False)
@click.pass_obj
def brand(said: Said, name: str | None) -> None:
    """Brands: how their accounts stand, and what today came to."""
    reading(said)
    brands = {found.id: found.name for found in ([find_brand(name)] if name else all_brands())}
    names: list[tuple[int | None, str]] = [*brands.items(), *([] if name else [(None, "no brand")])]
    days_ = {found.brand_id: found for found in figures_of(day_of(clock.now()))}
    items = [
        {
            "id": ids.maybe_public("brands", number),
            "name": called,
            "accounts": _standing(number),
            "today": None if number is None else shown(days_[number], brands),
        }
        for number, called in names
    ]
    said.show({"items": items, "next": None}, "\n".join(map(outline, items)))


def _standing(brand_id: int | None) -> list[dict[str, Any]]:
    found = [asdict(standing) for standing in dashboard() if standing.brand_id == brand_id]
    return [{key: value for key, value in row.items() if key != "brand_id"} for row in found]

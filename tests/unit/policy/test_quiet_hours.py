"""Quiet hours by the wall clock, over midnight and over the edges of summer time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.policy.local_time import passed, reached, wall
from automation.policy.rules.quiet_hours import quiet_hours, quiet_until, read_hours
from models.enums import Answer
from tests.unit.policy.given import BERLIN, DAY_MS, an_action, at, facts

MINUTE = 60_000
# Where clocks jump by an hour, by half an hour, by a whole day, over midnight, or never.
ZONES = [
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"),
    *("America/Havana", "Africa/Casablanca", "UTC"),
]
EDGES = [
    *("2026-03-29T01:00", "2026-10-25T01:00", "2026-03-08T07:00", "2026-11-01T06:00", "2026-04-04T15:00"),
    *("2026-10-03T15:30", "2011-12-30T10:00", "2026-03-08T05:00", "2026-11-01T05:00", "2026-02-15T02:00"),
]

zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.builds(
    lambda edge, ms: at(edge) + ms,
    st.sampled_from(EDGES),
    st.integers(-2 * DAY_MS, 2 * DAY_MS) | st.integers(-120, 120).map(lambda m: m * MINUTE),
)
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
hours = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1])


def is_inside(now: int, hours: tuple[time, time], zone: tzinfo) -> bool:
    """What anybody would say who looks at the clock on the wall."""
    begin, end = hours
    shown = wall(now, zone).time()
    return begin <= shown < end if begin < end else shown >= begin or shown < end


@given(moments, hours, zones)
def test_nothing_is_clicked_inside_by_the_clock_on_the_wall(now: int, hours: tuple[time, time], zone: tzinfo) -> None:
    until = quiet_until(now, hours, zone)
    if until is None:
        assert not is_inside(now, hours, zone)
    else:
        assert until > now
        assert not is_inside(until, hours, zone)
        assert quiet_until(until, hours, zone) is None


@given(moments, hours, zones)
def test_the_end_is_exact(now: int, hours: tuple[time, time], zone: tzinfo) -> None:
    until = quiet_until(now, hours, zone)
    if until is not None:
        assert quiet_until(until - 1, hours, zone) == until


@given(moments, hours, zones)
def test_only_where_clocks_turn_back_is_it_quiet_for_longer(now: int, hours: tuple[time, time], zone: tzinfo) -> None:
    until = quiet_until(now, hours, zone)
    if until is not None and not is_inside(now, hours, zone):
        offsets = {datetime.fromtimestamp((now + step) / 1000, zone).utcoffset() for step in (-DAY_MS, 0, DAY_MS)}
        assert len(offsets) > 1


@pytest.mark.parametrize(
    ("now", "said", "until"),
    [
        ("2026-11-21T21:59:59.999+01:00", "22:00-07:00", None),
        ("2026-11-21T22:00+01:00", "22:00-07:00", "2026-11-22T07:00+01:00"),
        ("2026-11-22T00:00+01:00", "22:00-07:00", "2026-11-22T07:00+01:00"),
        ("2026-11-22T06:59:59.999+01:00", "22:00-07:00", "2026-11-22T07:00+01:00"),
        ("2026-11-22T07:00+01:00", "22:00-07:00", None),
        ("2026-11-22T12:30+01:00", "12:00-13:00", "2026-11-22T13:00+01:00"),
        ("2026-11-22T23:00+01:00", "22:00-24:00", "2026-11-23T00:00+01:00"),
        ("2026-11-22T12:30+01:00", " 9:00 – 13:05 ", "2026-11-22T13:05+01:00"),
        # Clocks jump from 02:00 to 03:00: the night is shorter, and a time that never comes has passed at 03:00.
        ("2026-03-28T23:00+01:00", "22:00-07:00", "2026-03-29T07:00+02:00"),
        ("2026-03-29T01:30+01:00", "22:00-02:30", "2026-03-29T03:00+02:00"),
        ("2026-03-29T03:00+02:00", "22:00-02:30", None),
        ("2026-03-29T03:00+02:00", "02:30-07:00", "2026-03-29T07:00+02:00"),
        ("2026-03-29T01:59:59.999+01:00", "02:30-07:00", None),
        # Clocks turn back from 03:00 to 02:00: quiet lasts to the second 02:30, and begins with the first.
        ("2026-10-24T23:00+02:00", "22:00-07:00", "2026-10-25T07:00+01:00"),
        ("2026-10-25T02:15+02:00", "22:00-02:30", "2026-10-25T02:30+01:00"),
        ("2026-10-25T02:45+02:00", "22:00-02:30", "2026-10-25T02:30+01:00"),
        ("2026-10-25T02:30+01:00", "22:00-02:30", None),
        ("2026-10-25T02:15+01:00", "02:30-07:00", "2026-10-25T07:00+01:00"),
        ("2026-10-25T01:30+02:00", "22:00-02:00", "2026-10-25T02:00+02:00"),
        ("2026-10-25T02:10+02:00", "02:50-02:30", "2026-10-26T02:30+01:00"),
    ],
)
def test_the_hours_of_berlin(now: str, said: str, until: str | None) -> None:
    assert quiet_until(at(now), read_hours(said), BERLIN) == (until and at(until))


def test_a_day_that_an_island_skipped() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert quiet_until(at("2011-12-29T23:00-10:00"), read_hours("22:00-07:00"), apia) == at("2011-12-31T07:00+14:00")


@given(moments, times, zones)
def test_a_time_of_day_is_reached_and_passed(now: int, clock: time, zone: tzinfo) -> None:
    day = wall(now, zone).date()
    aim = datetime.combine(day, clock)
    first, last = reached(day, clock, zone), passed(day, clock, zone)
    assert first <= last
    assert wall(first, zone) >= aim > wall(first - 1, zone)
    assert wall(last, zone) >= aim
    assert wall(last - 1, zone) < aim
    assert all(wall(last + step * MINUTE, zone) >= aim for step in range(0, 180, 5))


@given(moments, zones)
def test_the_wall_shows_what_the_zone_says(now: int, zone: tzinfo) -> None:
    shown = datetime.fromtimestamp(now // 1000, UTC) + timedelta(milliseconds=now % 1000)
    assert wall(now, zone) == shown.astimezone(zone).replace(tzinfo=None)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_held(text: str) -> None:
    said = quiet_hours(an_action(), facts(quiet_hours=text))
    assert said.answer is not Answer.REFUSE
    assert (said.answer is Answer.ALLOW) <= (not text.strip() or "-" in text or "–" in text)

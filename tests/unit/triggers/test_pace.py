"""When a feed is read again."""

from __future__ import annotations

import pytest

from automation.triggers import pace

FAR, HERE = "https://site.test/feed", "http://127.0.0.1:8101/feed"


@pytest.mark.parametrize(
    ("url", "asked_s", "kept_s"),
    [
        *((FAR, 0, 300), (FAR, 1, 60), (FAR, 60, 60), (FAR, 900, 900)),
        *((HERE, 0, 5), (HERE, 1, 1), ("http://[::1]/", 2, 2), ("http://localhost/", 2, 2)),
        *(("http://127.0.0.1.evil.test/", 1, 60), ("http://192.168.1.5/", 1, 60)),
    ],
)
def test_others_are_asked_once_a_minute_at_most(url: str, asked_s: int, kept_s: int) -> None:
    assert pace.interval_s(url, asked_s, 300) == kept_s


@pytest.mark.parametrize(
    ("failures", "wait_s", "seconds"),
    [
        (0, 0, 300),
        (1, 0, 600),
        (2, 0, 1200),
        (8, 0, 76_800),
        (9, 0, 86_400),
        (999, 0, 86_400),
        (0, 3600, 3600),
        (3, 60, 2400),
    ],
)
def test_trouble_makes_patient(failures: int, wait_s: int, seconds: int) -> None:
    assert pace.next_poll(0, FAR, 300, failures, wait_s) == seconds * 1000


def test_a_very_slow_feed_is_not_hurried_by_trouble() -> None:
    assert pace.next_poll(0, FAR, 10 * 86_400, 5) == 10 * 86_400_000

"""The PIN of the window: wrong guesses wait, over a restart too, and it opens nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from automation.vault import pin
from automation.vault.keys import Cost
from models import clock
from models.errors import BadInput, StoreUnusable

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def later() -> Iterator[Callable[[int], None]]:
    """A clock that a test moves by milliseconds."""
    at = [1_800_000_000_000]
    before = clock.use(lambda: at[0])

    def move(ms: int) -> None:
        at[0] += ms

    yield move
    clock.use(before)


def test_the_pin_is_known_again_and_not_to_be_found_in_its_file(tmp_path: Path) -> None:
    pin.keep(tmp_path, "4711-blue", CHEAP)
    assert pin.check(tmp_path, "4711-blue") == pin.Answer(True)
    assert not pin.check(tmp_path, "4711-bluE").ok
    assert "4711" not in (tmp_path / pin.NAME).read_text()
    assert (tmp_path / pin.NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("weak", ["", "123", "7777", "x" * 65])
def test_an_easy_pin_is_refused_and_the_old_one_stays(tmp_path: Path, weak: str) -> None:
    pin.keep(tmp_path, "4711", CHEAP)
    with pytest.raises(BadInput, match="pin_weak"):
        pin.keep(tmp_path, weak, CHEAP)
    assert pin.check(tmp_path, "4711").ok


def test_waits_grow_with_wrong_guesses_and_the_right_one_is_not_looked_at_meanwhile(
    tmp_path: Path, later: Callable[[int], None]
) -> None:
    pin.keep(tmp_path, "4711", CHEAP)
    assert [pin.check(tmp_path, "0000").wait_s for _ in range(3)] == [0, 0, 5]
    assert pin.check(tmp_path, "4711") == pin.Answer(False, 5, refused=True)
    later(4_001)
    assert pin.check(tmp_path, "4711") == pin.Answer(False, 1, refused=True)
    later(1_000)
    assert pin.check(tmp_path, "0000").wait_s == 10
    later(10_000)
    assert pin.check(tmp_path, "4711").ok
    assert [pin.check(tmp_path, "0000").wait_s for _ in range(3)] == [0, 0, 5]


def test_no_wait_is_longer_than_a_quarter_of_an_hour_also_when_the_clock_is_put_back(
    tmp_path: Path, later: Callable[[int], None]
) -> None:
    pin.keep(tmp_path, "4711", CHEAP)
    for _ in range(30):
        waited = pin.check(tmp_path, "0000").wait_s
        later(waited * 1000)
    assert waited == 900
    assert pin.check(tmp_path, "0000").wait_s == 900
    later(-(10**11))
    assert pin.check(tmp_path, "4711").wait_s == 900
    later(900_000)
    assert pin.check(tmp_path, "4711").ok


@pytest.mark.parametrize("content", [b"", b"{}", b'{"memory_kib": 1}', b"\xff\xfe"])
def test_a_damaged_file_keeps_the_window_shut(tmp_path: Path, content: bytes) -> None:
    (tmp_path / pin.NAME).write_bytes(content)
    with pytest.raises(StoreUnusable, match="pin_damaged"):
        pin.check(tmp_path, "4711")
    pin.keep(tmp_path, "4711", CHEAP)
    assert pin.check(tmp_path, "4711").ok


def test_a_file_that_asks_for_all_memory_is_not_obeyed(tmp_path: Path) -> None:
    pin.keep(tmp_path, "4711", CHEAP)
    file = json.loads((tmp_path / pin.NAME).read_text())
    (tmp_path / pin.NAME).write_text(json.dumps({**file, "memory_kib": 1 << 40}))
    with pytest.raises(StoreUnusable, match="pin_damaged"):
        pin.check(tmp_path, "4711")

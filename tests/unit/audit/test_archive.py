"""The archive on a disk that goes bad: damage takes the rows where it lies, and none beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.audit import history

WHEN = 1_700_000_000_000


def row(number: int, **more: object) -> history.Record:
    return {"id": number, "done_at": WHEN, "created_at": WHEN, "target_id": f"post {number}", **more}


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Three additions, the second of which has a flipped bit."""
    sizes = []
    for number in range(3):
        history.Archive(tmp_path).keep([row(number)])
        [path] = history.files(tmp_path)
        sizes.append(path.stat().st_size)
    content = bytearray(path.read_bytes())
    content[(sizes[0] + sizes[1]) // 2] ^= 8
    path.write_bytes(content)
    return path


def posts(path: Path) -> list[str]:
    return [record["target_id"] for record in history.records(path)]


def test_what_stands_behind_a_damaged_place_is_still_found(damaged: Path) -> None:
    assert posts(damaged) == ["post 0", "post 2"]


def test_adding_cuts_off_nothing_that_is_whole(damaged: Path) -> None:
    with damaged.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half of an addition")
    archive = history.Archive(damaged.parent)
    archive.keep([row(3)])
    archive.keep([row(4)])
    assert posts(damaged) == ["post 0", "post 2", "post 3", "post 4"]
    assert b"half of an addition" not in damaged.read_bytes()


def test_changing_rows_keeps_all_that_can_be_read(damaged: Path) -> None:
    changed = history.rewrite(damaged.parent, lambda record: {**record, "target_id": f"{record['target_id']}!"})
    assert (changed, posts(damaged)) == (2, ["post 0!", "post 2!"])


def test_many_rows_are_kept_in_small_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_ROWS", 2)
    history.Archive(tmp_path).keep(row(number) for number in range(7))
    [path] = history.files(tmp_path)
    assert (len(posts(path)), path.read_bytes().count(b"\x1f\x8b\x08")) == (7, 4)

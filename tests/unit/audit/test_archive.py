"""The archive on a disk that goes bad: damage takes the rows where it lies, and none beside them."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from automation.audit import history, retention
from models import database
from models.account import add_account
from models.action import ActionTable
from models.base import add
from models.paths import Profile

WHEN = 1_700_000_000_000
PATIENCE_S = 30


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


def test_nobody_waits_while_the_rows_are_packed_anew(tmp_path: Path) -> None:
    history.Archive(tmp_path).keep([row(0), row(1)])
    added: list[Future[None]] = []

    def change(record: history.Record) -> history.Record:
        if not added:
            added.append(threads.submit(history.Archive(tmp_path).keep, [row(2)]))
            added[0].result(PATIENCE_S)
        return {**record, "target_id": f"{record['target_id']}!"}

    with ThreadPoolExecutor() as threads:
        assert history.rewrite(tmp_path, change) == 3
    [path] = history.files(tmp_path)
    assert posts(path) == ["post 0!", "post 1!", "post 2!"]


def test_retention_waits_for_the_archive_outside_its_transactions(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = add_account("x", "", "mine", None)
    add(ActionTable, account_id=own.id, kind="like", target_kind="post", target_url="u", target_id="1",
        content_hash="h", generation=0, idempotency_key="k", state="confirmed", trigger="manual", due_at=WHEN,
        created_at=WHEN, updated_at=WHEN, done_at=WHEN)  # fmt: skip
    waits: list[bool] = []

    class Watched:
        def __enter__(self) -> None:
            waits.append(database.db.in_transaction())

        def __exit__(self, *_: object) -> None: ...

    history.Archive(history.folder_of(profile.folder)).keep([row(0)])
    monkeypatch.setattr(history, "_one_at_a_time", Watched())
    retention.run(profile, lambda *_: None, lambda: False)
    assert (waits[0], len(history.find(history.folder_of(profile.folder), "", 9))) == (False, 2)

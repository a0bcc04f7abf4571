"""Retention: what is old goes, what somebody still needs stays, and the ledger never loses a key."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.audit import chain, history, retention
from models import clock, database
from models.account import Account, add_account
from models.action import ActionTable
from models.base import add
from models.check_plan import CheckPlanTable
from models.comment import CommentTable
from models.database import sql
from models.enums import KEY_FREED, ActionKind, State, TargetKind, Trigger
from models.errors import StewardError
from models.evidence import EvidenceTable
from models.ids import public
from models.ledger import has_key, write_key
from models.order import OrderTable
from models.paths import Profile
from models.person import change_person, see_person
from models.post import PostTable, see_post
from models.tag import PostTagTable, TagTable
from models.thread import MessageTable, ThreadTable
from tests.fakes.new_store import new_store

DAY = clock.DAY_MS
OLD = 400
PATIENCE_S = 30


@contextmanager
def opened(folder: Path) -> Iterator[Profile]:
    profile = Profile(folder).prepare()
    new_store(profile.store)
    try:
        yield profile
    finally:
        database.close()


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    with opened(tmp_path / "profile") as profile:
        yield profile


@pytest.fixture
def own(profile: Profile) -> Account:
    return add_account("x", "", "mine", None)


def ago(days: float) -> int:
    return clock.now() - int(days * DAY)


def a_post(number: int, days: float = OLD, **columns: Any) -> int:
    post = see_post("x", "", str(number), f"https://x.test/{number}", "bob", "words")
    PostTable.update(updated_at=ago(days), **columns).where(PostTable.id == post).execute()
    return post


def an_action(own: Account, target: str, state: State, days: float = OLD, **columns: Any) -> int:
    values = {"kind": ActionKind.LIKE, "target_kind": TargetKind.POST, "target_url": f"https://x.test/{target}"}
    values |= {"trigger": Trigger.MANUAL, "content_hash": "h", "generation": 0, "due_at": 1, **columns}
    number = add(
        ActionTable, account_id=own.id, target_id=target, idempotency_key=f"{target}-{days}-{state}", state=state,
        created_at=ago(days), updated_at=ago(days), done_at=ago(days), **values,
    )  # fmt: skip
    return number


def a_picture(profile: Profile, action: int, days: float = OLD, **columns: Any) -> Path:
    path = profile.evidence / str(action) / f"{days}.jpg"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"picture")
    named = path.relative_to(profile.evidence).as_posix()
    add(EvidenceTable, action_id=action, phase="before", path=named, sha256="s", taken_at=ago(days), **columns)
    return path


def run(profile: Profile, stopped: Any = lambda: False) -> dict[str, int]:
    return retention.run(profile, lambda *_: None, stopped)


def gone(profile: Profile) -> dict[str, int]:
    return {name: count for name, count in run(profile).items() if count}


def posts() -> set[int]:
    return {number for (number,) in sql("SELECT id FROM posts")}


REASONS = (
    "none",
    "marked",
    "tagged",
    "tracked",
    "followed",
    "liked",
    "waiting",
    "answered",
    "ordered",
    "young",
    "kept",
)


def keep_for(reason: str, number: int, own: Account) -> int:
    """A post that somebody needs for a reason; under "none" nobody does."""
    post = a_post(number, 1 if reason == "young" else OLD, is_marked=reason == "marked",
                  kept_from=ago(3) if reason == "kept" else None)  # fmt: skip
    stamps = {"first_seen_at": 1, "updated_at": 1}
    if reason == "tagged":
        tag = add(TagTable, name=f"t{number}", name_norm=f"t{number}", created_at=1)
        add(PostTagTable, post_id=post, tag_id=tag, applied_by="user", created_at=1)
    elif reason == "tracked":
        add(CheckPlanTable, post_id=post, started_at=1)
    elif reason == "followed":
        she = see_person("x", "", f"she{number}")
        change_person(she, is_tracked=True)
        PostTable.update(author_id=she).where(PostTable.id == post).execute()
    elif reason in {"liked", "waiting"}:
        an_action(own, str(number), State.CONFIRMED if reason == "liked" else State.QUEUED, 3)
    elif reason == "answered":
        add(CommentTable, platform="x", post_id=post, is_ours=True, account_id=own.id, text="ours", **stamps)
    elif reason == "ordered":
        add(OrderTable, platform="x", target_url=f"https://x.test/{number}", trigger="manual", quantity=1,
            state="completed", created_at=ago(3), updated_at=ago(3))  # fmt: skip
    return post


@settings(max_examples=12)
@given(st.lists(st.sampled_from(REASONS), min_size=1, max_size=14))
def test_no_post_goes_that_somebody_needs(reasons: list[str]) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder) / "p") as profile:
        own = add_account("x", "", "mine", None)
        made = {keep_for(reason, number, own): reason for number, reason in enumerate(reasons, start=1)}
        due = {share.name: share.due for share in retention.preview(profile.evidence)}
        assert run(profile)["posts"] == due["posts"] == reasons.count("none")
        assert posts() == {post for post, reason in made.items() if reason != "none"}
        assert sql("PRAGMA foreign_key_check") == []
        assert gone(profile) == {}


@pytest.mark.parametrize("state", sorted(KEY_FREED))
def test_a_post_that_was_never_touched_after_all_goes(profile: Profile, own: Account, state: State) -> None:
    a_post(1)
    an_action(own, "1", state, 3)
    assert gone(profile) == {"posts": 1}


def test_a_preview_says_why_the_rest_stays(profile: Profile, own: Account) -> None:
    for number, reason in enumerate(("marked", "marked", "liked", "none", "ordered")):
        keep_for(reason, number, own)
    [share] = [s for s in retention.preview(profile.evidence) if s.name == "posts"]
    assert (share.due, share.days) == (1, 90)
    assert share.kept == {"marked": 2, "engaged": 1, "engaged by its address": 2}


def test_old_actions_go_into_the_archive_and_their_keys_stay(profile: Profile, own: Account) -> None:
    old = an_action(own, "7", State.CONFIRMED, sealed_text=b"sealed")
    write_key("k", own.id)
    picture = a_picture(profile, old)
    fresh = an_action(own, "8", State.CONFIRMED, 3)
    waits = an_action(own, "9", State.NEEDS_REVIEW)
    sql("INSERT INTO reviews (account_id, action_id, code, opened_at) VALUES (?, ?, 'x', 1)", (own.id, waits))
    assert run(profile)["actions"] == 1
    assert sql("SELECT id FROM actions ORDER BY id") == [(fresh,), (waits,)]
    assert has_key("k")
    assert not picture.exists()
    folder = history.folder_of(profile.folder)
    [record] = history.find(folder, "x.test/7", 10)
    assert (record["kind"], record["handle"], record["state"]) == ("like", "x:mine", "confirmed")
    assert "sealed" not in str(record)
    assert history.find(folder, "nowhere", 10) == []


def test_imported_rows_count_from_the_import(profile: Profile, own: Account) -> None:
    an_action(own, "1", State.CONFIRMED, kept_from=ago(3))
    assert gone(profile) == {}


def test_words_of_messages_go_and_the_rows_stay(profile: Profile, own: Account) -> None:
    thread = add(
        ThreadTable, account_id=own.id, platform="x", participant="eve", participant_norm="eve",
        sealed_preview=b"p", first_seen_at=ago(40),
    )  # fmt: skip
    for days in (40, 2):
        add(MessageTable, thread_id=thread, is_ours=False, kind="text", sealed_text=b"s", first_seen_at=ago(days))
    sent = an_action(own, "eve", State.CONFIRMED, 40, kind=ActionKind.DM, sealed_text=b"s")
    assert gone(profile) == {"messages": 1, "previews": 1, "sent words": 1}
    assert sql("SELECT sealed_text IS NULL, redacted_at IS NULL FROM messages ORDER BY id") == [(1, 0), (0, 1)]
    assert sql("SELECT sealed_text FROM actions WHERE id = ?", (sent,)) == [(None,)]


def test_pictures_stay_as_long_as_what_they_prove(profile: Profile, own: Account) -> None:
    proof = a_picture(profile, an_action(own, "1", State.CONFIRMED, 30), 30)
    nothing = a_picture(profile, an_action(own, "2", State.FAILED, 30), 30)
    pinned = a_picture(profile, an_action(own, "3", State.FAILED, 30), 30, pinned=True)
    open_ = a_picture(profile, an_action(own, "4", State.NEEDS_REVIEW, 30), 30)
    stray = profile.evidence / "stray.jpg"
    stray.write_bytes(b"half written")
    os.utime(stray, (1, 1))
    assert gone(profile) == {"pictures": 1, "stray files": 1}
    assert [path.exists() for path in (proof, nothing, pinned, open_, stray)] == [True, False, True, True, False]


def test_an_action_stays_with_a_picture_of_it_that_is_pinned(profile: Profile, own: Account) -> None:
    pinned, plain = (a_picture(profile, an_action(own, str(pin), State.CONFIRMED), pinned=pin) for pin in (True, False))
    assert gone(profile) == {"actions": 1}
    assert (pinned.exists(), plain.exists()) == (True, False)


def test_a_run_that_was_broken_off_is_ended_by_the_next(
    profile: Profile, own: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 4)
    for number in range(30):
        an_action(own, str(number), State.CONFIRMED)
    calls = iter(range(100))
    with pytest.raises(StewardError) as broken:
        run(profile, lambda: next(calls) >= 3)
    assert broken.value.code == "work_cancelled"
    [(left,)] = sql("SELECT count(*) FROM actions")
    assert 0 < left < 30
    assert run(profile)["actions"] == left
    assert len(history.find(history.folder_of(profile.folder), "like", 100)) == 30
    assert gone(profile) == {}


def test_a_death_between_archive_and_deletion_leaves_each_action_once(profile: Profile, own: Account) -> None:
    number = an_action(own, "1", State.CONFIRMED)
    folder = history.folder_of(profile.folder)
    history.Archive(folder).keep(
        [{"id": public("actions", number), "done_at": ago(OLD), "created_at": 1, "kind": "like"}]
    )
    [path] = history.files(folder)
    with path.open("ab") as file:
        file.write(gzip.compress(b'{"id": "half of a record')[:20])
    assert run(profile)["actions"] == 1
    assert len(history.find(folder, "like", 10)) == 1
    assert gzip.decompress(path.read_bytes()).count(b"\n") == 2


def test_an_erasure_and_a_retention_at_once_lose_no_old_act(profile: Profile) -> None:
    folder = history.folder_of(profile.folder)
    letting_go, begun = history.Archive(folder), threading.Event()

    def rows(first: int, who: str) -> list[dict[str, Any]]:
        return [{"id": number, "created_at": 1, "done_at": 2, "target_id": who} for number in range(first, first + 9)]

    def forget(record: dict[str, Any]) -> dict[str, Any]:
        begun.set()
        return {**record, "target_id": "a stand-in that is longer than the name"}

    letting_go.keep(rows(0, "bob"))
    with ThreadPoolExecutor() as threads:
        erasing = threads.submit(history.rewrite, folder, forget)
        assert begun.wait(PATIENCE_S)
        threads.submit(letting_go.keep, rows(100, "carol")).result(PATIENCE_S)
        assert erasing.result(PATIENCE_S) >= 9
    assert len(history.find(folder, "", 100)) == 18


def test_the_audit_chain_is_cut_last_and_by_its_own_rules(profile: Profile, own: Account) -> None:
    before = clock.use(lambda: 1_000_000)
    for _ in range(3):
        chain.add_entry("accepted", own.id, None, {})
    clock.use(before)
    chain.add_entry("accepted", own.id, None, {})
    assert retention.audit_share().due == 3
    run(profile)
    assert sql("SELECT count(*) FROM audit_entries") == [(4,)]


@pytest.mark.parametrize(("days_ago", "goes"), [((800, 800, 1, 1200, 1), 2), ((800, -2000, 800, 1), 3)])
def test_a_clock_that_was_wrong_for_a_moment_neither_cuts_the_chain_short_nor_keeps_it(
    own: Account, days_ago: tuple[int, ...], goes: int
) -> None:
    right = clock.now()
    for ago in days_ago:
        before = clock.use(lambda ago=ago: right - ago * DAY)
        chain.add_entry("accepted", own.id, None, {})
        clock.use(before)
    assert retention.audit_share().due == goes

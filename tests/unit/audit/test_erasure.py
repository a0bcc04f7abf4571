"""Erasing a person: out of every table and file, byte by byte, and again after every restore."""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from pathlib import Path
from typing import Any

import pytest

from automation.audit import chain, dossier, erasure, history, leftovers
from automation.policy import facts
from models import clock, search, traces
from models.account import Account, add_account
from models.action import ActionTable
from models.attempt import AttemptTable
from models.base import add
from models.blocklist import Touched, block, met
from models.comment import CommentTable
from models.database import close, connect, sql
from models.enums import ActionKind, State, TargetKind, Trigger
from models.erasure import salts
from models.ledger import has_key, write_key
from models.media import MediaTable
from models.order import OrderTable
from models.paths import Profile
from models.person import identity, link_people, see_person
from models.post import PostTable, see_post
from models.thread import MessageTable, ThreadTable

NAME, OTHER = "zephyrina_quill", "zq.elsewhere"
FULL = "Zephyrina Quillfeather"


@pytest.fixture
def own(profile: Profile) -> Account:
    return add_account("x", "", "mine", None)


def an_action(own: Account, target: str, kind: ActionKind, target_kind: TargetKind, state: State) -> int:
    stamp = clock.now()
    return add(
        ActionTable, account_id=own.id, kind=kind, target_kind=target_kind, target_url=f"https://x.test/{NAME}/{target}",
        target_id=target, content_hash="h", generation=0, idempotency_key=f"key-{target_kind}-{kind}", state=state,
        trigger=Trigger.MANUAL, due_at=stamp, created_at=stamp, updated_at=stamp, done_at=stamp,
        sealed_text=b"sealed", decision={"answer": "allow", "rules": [{"figure": NAME}]},
    )  # fmt: skip


def filled(profile: Profile, own: Account) -> int:
    """A person in every table, and in files; returns their row."""
    she = see_person("x", "", NAME, platform_user_id="88123477", display_name=FULL, bio="quills")
    link_people(she, see_person("tiktok", "", OTHER, url=f"https://t.test/@{OTHER}"))
    theirs = see_post("x", "", "77", f"https://x.test/{NAME}/77", NAME, "my own words about herons", she)
    packed = zlib.compress(json.dumps({"by": NAME}).encode())
    others = see_post("x", "", "78", "https://x.test/bob/78", "bob", f"hello @{NAME.upper()}, and {FULL}!")
    PostTable.update(payload=packed, mentions=[NAME], hashtags=["tea"]).where(PostTable.id == others).execute()
    stamps = {"first_seen_at": 1, "updated_at": 1}
    add(CommentTable, platform="x", post_id=others, author_id=she, author=NAME, text="her comment", **stamps)
    add(CommentTable, platform="x", post_id=others, author="bob", text=f"as @{NAME} said", **stamps)
    (profile.evidence / "m").mkdir()
    (profile.evidence / "m" / "1.jpg").write_bytes(b"picture of a post")
    add(MediaTable, post_id=theirs, kind="image", url=f"https://x.test/{NAME}.jpg", path="m/1.jpg", created_at=1)
    thread = add(ThreadTable, account_id=own.id, platform="x", participant=NAME, participant_norm=NAME, first_seen_at=1)
    add(MessageTable, thread_id=thread, is_ours=False, sender=NAME, kind="text", sealed_text=b"s", first_seen_at=1)
    liked = an_action(own, "77", ActionKind.LIKE, TargetKind.POST, State.CONFIRMED)
    an_action(own, NAME, ActionKind.FOLLOW, TargetKind.PERSON, State.CONFIRMED)
    write_key("key-post-like", own.id)
    add(AttemptTable, action_id=liked, account_id=own.id, outcome="performed", clicked=True, started_at=1,
        detail=f"by {NAME}", observation={"author": NAME, "text": "my own words about herons"})  # fmt: skip
    (profile.evidence / "a").mkdir()
    (profile.evidence / "a" / "1.jpg").write_bytes(b"picture")
    sql("INSERT INTO evidence (action_id, phase, path, sha256, taken_at, url)"
        " VALUES (?, 'before', 'a/1.jpg', 's', 1, ?)", (liked, f"https://x.test/{NAME}/77"))  # fmt: skip
    seen = (liked, f"saw {NAME}", json.dumps({"who": NAME}))
    sql("INSERT INTO verifications (action_id, attempt_id, answer, method, confidence, detail, looked_at, facts)"
        " VALUES (?, 1, 'confirmed', 'reload', 1, ?, 1, ?)", seen)  # fmt: skip
    in_feeds_and_files(profile, own, she, liked)
    while search.fold():
        pass
    return she


def in_feeds_and_files(profile: Profile, own: Account, she: int, liked: int) -> None:
    sql("INSERT INTO reviews (account_id, action_id, code, detail, opened_at) VALUES (?, ?, 'x', ?, 1)",
        (own.id, liked, f"{NAME} is unclear"))  # fmt: skip
    sql("INSERT INTO reservations VALUES (?, ?, ?, 9)", (f"x||person|{NAME}", own.id, liked))
    sql("INSERT INTO feeds (id, url, next_poll_at, created_at) VALUES (1, ?, 1, 1)", (f"https://x.test/{NAME}/rss",))
    sql("INSERT INTO feed_entries (feed_id, guid, url, title, seen_at, author) VALUES (1, ?, ?, ?, 1, ?)",
        (f"https://x.test/{NAME}/77", f"https://x.test/{NAME}/77", f"{FULL}: news", NAME))  # fmt: skip
    sql("INSERT INTO imports (id, kind, origin, started_at, state) VALUES (1, 'k', 'o', 1, 'completed')")
    sql("INSERT INTO legacy_refs (origin, source, key, noun, row_id, import_id) VALUES ('o', 'p', ?, 'people', ?, 1)",
        (NAME, she))  # fmt: skip
    archived = {"id": 9, "done_at": 1, "created_at": 1, "target_id": NAME}
    history.Archive(history.folder_of(profile.folder)).keep([archived])
    (profile.logs / "engine.log").write_text(f"wished for https://x.test/{NAME}/77\n")
    chain.add_entry("accepted", own.id, liked, {"act": "like"})


def bytes_of(folder: Path) -> bytes:
    raw = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return (raw + b"".join(gzip.decompress(path.read_bytes()) for path in folder.rglob("*.gz"))).lower()


def files_with(folder: Path, word: str) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes().lower()]


def test_no_byte_of_a_person_is_left(profile: Profile, own: Account) -> None:
    she = filled(profile, own)
    raw = bytes_of(profile.folder)
    assert NAME.encode() in raw
    assert OTHER.encode() in raw
    done = erasure.erase(profile, she)
    raw = bytes_of(profile.folder)
    for word in (NAME, OTHER, FULL.lower(), "88123477", "my own words about herons", "her comment"):
        assert word.encode() not in raw, word
    assert done.receipt["looked_through"]["still_named_in"] == []
    assert (done.receipt["handles"], done.receipt["files"]["deleted"]) == (2, 2)
    assert NAME not in json.dumps(done.receipt)
    assert sql("PRAGMA foreign_key_check") == []
    assert sql("PRAGMA integrity_check") == [("ok",)]


def test_the_key_stays_so_that_nothing_is_done_twice(profile: Profile, own: Account) -> None:
    she = filled(profile, own)
    erasure.erase(profile, she)
    assert has_key("key-post-like")
    assert sql("SELECT count(*) FROM actions WHERE idempotency_key = 'key-post-like' AND state = 'confirmed'") == [(1,)]
    assert sql("SELECT count(*) FROM actions WHERE sealed_text IS NOT NULL OR decision IS NOT NULL") == [(0,)]
    assert sql("SELECT text FROM posts") != []
    assert all("erased-" in text for (text,) in sql("SELECT text FROM posts"))


def listed(name: str) -> bool:
    return met("opt_out", Touched("x", [name], [], [], list)) is not None


def test_an_opt_out_holds_while_its_person_is_erased(
    profile: Profile, own: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    she = filled(profile, own)
    block("opt_out", "*", NAME, "by letter", identity_id=identity(she))
    held: list[bool] = []
    real = leftovers.overwrite

    def looking(*given: Any) -> Any:
        held.append(listed(NAME))
        return real(*given)

    monkeypatch.setattr(leftovers, "overwrite", looking)
    erasure.erase(profile, she)
    assert held
    assert all(held)


def test_an_opt_out_outlives_its_person(profile: Profile, own: Account) -> None:
    she = filled(profile, own)
    block("opt_out", "*", NAME, "by letter", identity_id=identity(she))
    done = erasure.erase(profile, she)
    assert done.receipt["opted_out"]
    assert (listed(NAME), listed(f"@{NAME.upper()}"), listed(OTHER), listed("bob")) == (True, True, True, False)
    assert NAME.encode() not in bytes_of(profile.folder)
    see_person("x", "", NAME)
    assert facts.known_as("x", "", [NAME]).identities == []
    assert len(salts()) == 1


def test_a_restored_store_is_erased_anew(profile: Profile, own: Account, tmp_path: Path) -> None:
    she = filled(profile, own)
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(profile.store, tmp_path / "old.db")
    erasure.erase(profile, she)
    close()
    for path in profile.folder.glob("steward.db*"):
        path.unlink()
    shutil.copy(tmp_path / "old.db", profile.store)
    connect(profile.store)
    assert erasure.is_behind(profile)
    [again, *_] = erasure.replay(profile)
    assert again.receipt["deleted"]["people"] >= 1
    assert not erasure.is_behind(profile)
    raw = bytes_of(profile.folder)
    assert NAME.encode() not in raw
    assert OTHER.encode() not in raw
    assert erasure.replay(profile) == []


def test_who_is_erased_twice_stays_erased_under_every_name(profile: Profile, own: Account) -> None:
    erasure.erase(profile, filled(profile, own))
    erasure.erase(profile, see_person("x", "", NAME))
    see_person("tiktok", "", OTHER)
    erasure.replay(profile)
    assert sql("SELECT username FROM people") == []


class Killed(BaseException): ...


@pytest.mark.parametrize("step", range(1, 9))
def test_what_was_cut_off_is_ended_at_the_next_start(profile: Profile, own: Account, step: int) -> None:
    she = filled(profile, own)

    def tell(done: int, total: int, text: str) -> None:
        if done == step:
            raise Killed

    with pytest.raises(Killed):
        erasure.erase(profile, she, tell)
    assert erasure.is_behind(profile)
    erasure.replay(profile)
    assert [path.name for path in files_with(profile.folder, NAME)] == []


def test_a_dossier_shows_every_table(profile: Profile, own: Account) -> None:
    she = filled(profile, own)
    found = dossier.dossier(traces.traces_of(she), history.folder_of(profile.folder))
    counts = found["counts"]
    for table in ("people", "person_names", "posts", "comments", "media", "threads", "messages", "actions", "attempts",
                  "verifications", "evidence", "reviews", "feed_entries"):  # fmt: skip
        assert counts[table] >= 1, table
    assert found["sealed"] == {"messages": 1, "actions": 2, "threads": 0}
    assert found["mentioned"]["posts"] == 1
    assert found["mentioned"]["posts (raw)"] == 1
    assert len(found["archive"]) == 1
    assert "sealed_text" not in json.dumps(found["tables"])


def test_a_dossier_shows_money_and_times_as_lists_do(profile: Profile, own: Account) -> None:
    she = filled(profile, own)
    liked = sql("SELECT id FROM actions WHERE target_kind = 'post'")[0][0]
    add(OrderTable, action_id=liked, state="completed", estimated_micros=1_250_000, currency="EUR", trigger="rule",
        platform="x", target_url="u", quantity=5, created_at=1_700_000_000_000, updated_at=1)  # fmt: skip
    sql("UPDATE actions SET lease_until = 1700000000000")
    sql("INSERT INTO approvals (action_id, content_hash, approved, by, at) VALUES (?, 'h', 1, 'me', 1700000000000)",
        (liked,))  # fmt: skip
    tables = dossier.dossier(traces.traces_of(she), history.folder_of(profile.folder))["tables"]
    [order] = tables["orders"]
    assert (order["estimated"], order["charged"], order["currency"]) == ("1.25", None, "EUR")
    moments = [order["created_at"], tables["actions"][0]["lease_until"], tables["approvals"][0]["at"]]
    assert moments == ["2023-11-14T22:13:20.000+00:00"] * 3
    assert not [name for rows in tables.values() for row in rows for name in row if name.endswith("_micros")]

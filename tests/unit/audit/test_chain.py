from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.audit import chain
from models.audit import entries, newest_entry
from models.database import close, sql, writing
from tests.fakes.house import seal, unseal
from tests.fakes.new_store import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    new_store(tmp_path / "steward.db")
    yield tmp_path
    close()


def written(folder: Path, count: int = 6) -> Path:
    head = folder / "audit.head"
    for n in range(count):
        with writing():
            chain.add_entry("attempt", 1, n, {"state": "confirmed", "n": n})
        chain.keep_head(head, seal, unseal)
    return head


def forge(folder: Path, *statements: str) -> None:
    """What somebody with the file and a tool of their own can do."""
    close()
    with sqlite3.connect(folder / "steward.db") as theirs:
        theirs.execute("DROP TRIGGER audit_keeps")
        theirs.execute("DROP TRIGGER audit_stays")
        for statement in statements:
            theirs.execute(statement)
    theirs.close()
    new_store(folder / "steward.db")


def test_an_untouched_chain_is_whole(store: Path) -> None:
    report = chain.verify(written(store), unseal)
    assert (report.ok, report.entries, report.first_bad, report.head) == (True, 6, None, "sealed")


@pytest.mark.parametrize(
    "column",
    ["kind = 'x'", "account_id = 2", "action_id = 9", "at = at + 1", "body = '{}'", "hash = 'x'", "previous = 'x'"],
)
def test_any_altered_column_is_found_at_its_entry(store: Path, column: str) -> None:
    head = written(store)
    forge(store, f"UPDATE audit_entries SET {column} WHERE sequence = 3")
    report = chain.verify(head, unseal)
    assert not report.ok
    assert report.first_bad == 3


def test_a_body_that_says_one_thing_twice_is_found(store: Path) -> None:
    head = written(store)
    forge(store, """UPDATE audit_entries SET body = '{"state":"failed",' || substr(body, 2) WHERE sequence = 3""")
    [(shown,)] = sql("SELECT json_extract(body, '$.state') FROM audit_entries WHERE sequence = 3")
    assert shown == "failed", "the store reads the first"
    report = chain.verify(head, unseal)
    assert (report.ok, report.first_bad, report.reason) == (False, 3, "altered")


@pytest.mark.parametrize("sequence", [1, 3, 6])
def test_a_removed_entry_is_found_also_at_the_end(store: Path, sequence: int) -> None:
    head = written(store)
    forge(store, f"DELETE FROM audit_entries WHERE sequence = {sequence}")
    report = chain.verify(head, unseal)
    assert not report.ok
    assert report.first_bad == sequence


def test_two_entries_that_changed_places_are_found(store: Path) -> None:
    head = written(store)
    forge(
        store,
        "UPDATE audit_entries SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_entries SET sequence = 2 WHERE sequence = 4",
        "UPDATE audit_entries SET sequence = 4 WHERE sequence = 99",
    )
    report = chain.verify(head, unseal)
    assert (report.ok, report.first_bad) == (False, 2)


def test_a_chain_written_anew_from_the_middle_meets_the_sealed_head(store: Path) -> None:
    head = written(store)
    forge(store, "DELETE FROM audit_entries WHERE sequence > 2")
    for n in range(4):
        with writing():
            chain.add_entry("attempt", 1, n, {"state": "refused"})
    report = chain.verify(head, unseal)
    assert (report.ok, report.reason) == (False, "rewritten")


def test_a_head_that_was_not_sealed_here_is_found(store: Path) -> None:
    head = written(store)
    head.write_bytes(b"7 abc")
    assert chain.verify(head, unseal).reason == "head_forged"
    head.unlink()
    assert chain.verify(head, unseal).reason == "head_missing"


@pytest.mark.parametrize("more", [0, 4])
def test_an_engine_that_goes_on_does_not_cover_up_what_was_cut_off(store: Path, more: int) -> None:
    head = written(store)
    forge(store, "DELETE FROM audit_entries WHERE sequence > 4")
    written(store, more)
    chain.keep_head(head, seal, unseal)
    assert not chain.verify(head, unseal).ok


def test_a_forged_head_is_not_replaced_by_a_good_one(store: Path) -> None:
    head = written(store)
    head.write_bytes(b"7 abc")
    written(store, 1)
    assert chain.verify(head, unseal).reason == "head_forged"


def test_a_power_cut_leaves_a_head_that_accuses_nobody(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that keeps the name of a renamed file, and none of its bytes that nobody waited for."""
    synced: set[int] = set()
    fsync, replace = os.fsync, os.replace

    def waited_for(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def renamed(fresh: Path, path: Path) -> None:
        if os.stat(fresh).st_ino not in synced:
            Path(fresh).write_bytes(b"")
        replace(fresh, path)

    monkeypatch.setattr(os, "fsync", waited_for)
    monkeypatch.setattr(os, "replace", renamed)
    head = written(store, 4)
    older, place = head.read_bytes(), head.stat().st_ino
    synced.clear()
    written(store, 120)
    report = chain.verify(head, unseal)
    assert (report.ok, report.entries, report.head) == (True, 124, "sealed")
    assert (head.stat().st_ino, len(head.read_bytes()), synced) == (place, len(older), set()), "no act waits for a disk"
    head.write_bytes(older)
    assert chain.verify(head, unseal).ok, "an older head is what a power cut may bring back"
    written(store, 1)
    forge(store, "DELETE FROM audit_entries WHERE sequence > 122")
    assert chain.verify(head, unseal).reason == "cut_off"


def test_a_head_of_another_length_or_place_is_replaced_as_a_whole(store: Path, tmp_path: Path) -> None:
    head = written(store, 2)
    other = head.rename(tmp_path / "elsewhere")
    head.symlink_to(other)
    kept = other.read_bytes()
    written(store, 1)
    assert (head.is_symlink(), other.read_bytes(), head.stat().st_mode & 0o777) == (False, kept, 0o600)
    head.write_bytes(seal(f"3 {entries(2)[0].hash}".encode(), chain.HEAD_PLACE))  # as an older Steward wrote it
    written(store, 1)
    report = chain.verify(head, unseal)
    assert (report.ok, chain.sealed_head(head, unseal)[0]) == (True, (4, entries(3)[0].hash))


def test_a_shut_vault_is_said_and_the_chain_still_walked(store: Path) -> None:
    head = written(store)
    assert chain.verify(head, None).head == "vault_locked"
    forge(store, "UPDATE audit_entries SET at = 0 WHERE sequence = 2")
    assert not chain.verify(head, None).ok


def test_entries_after_the_head_are_fine(store: Path) -> None:
    head = written(store)
    with writing():
        chain.add_entry("setting_changed", None, None, {"key": "theme"})
    assert chain.verify(head, unseal).ok


@settings(max_examples=60)
@given(st.integers(0, 2**16), st.integers(0, 7))
def test_a_flipped_bit_in_any_body_or_hash_is_found(store: Path, place: int, bit: int) -> None:
    if newest_entry() is None:
        written(store)
        forge(store)
    sequence, column = place % 6 + 1, ("body", "hash", "kind")[place % 3]
    [(text,)] = sql(f"SELECT {column} FROM audit_entries WHERE sequence = ?", (sequence,))
    at = place // 3 % len(text)
    flipped = text[:at] + chr(ord(text[at]) ^ (1 << bit)) + text[at + 1 :]
    try:
        sql("PRAGMA ignore_check_constraints = 1")
        sql(f"UPDATE audit_entries SET {column} = ? WHERE sequence = ?", (flipped, sequence))
        assert not chain.verify(store / "audit.head", unseal).ok
    finally:
        sql(f"UPDATE audit_entries SET {column} = ? WHERE sequence = ?", (text, sequence))

"""Signed checkpoints and the horizon: what is cut may go, and nothing else can be changed without being found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.audit import chain, checkpoints, signatures
from automation.audit.chain import ChainReport
from automation.audit.journal import Journal
from automation.vault.keys import Cost
from automation.vault.signing import Signer
from automation.vault.vault import Vault
from models.audit import entries
from models.checkpoint import checkpoints as kept
from models.checkpoint import horizon, newest_checkpoint
from models.database import close, sql, writing
from models.errors import StewardError, StoreUnusable
from tests.fakes.new_store import new_store

PASSPHRASE = "four calm grey herons"

ADDED = "INSERT INTO audit_entries SELECT {}, kind, 1, 1, at, body, previous, hash FROM audit_entries LIMIT 1"


class Profile:
    """A store with a real vault, a chain and what guards it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.vault = folder, Vault(folder)
        self.vault.init(PASSPHRASE, False, Cost(memory_kib=64, passes=1, lanes=1))
        self.sign = Signer(self.vault, folder).sign

    @property
    def head(self) -> Path:
        return self.folder / "audit.head"

    def write(self, count: int) -> None:
        with writing():
            chain.add_many(("attempt", 1, n, {"state": "confirmed", "n": n}) for n in range(count))
        chain.keep_head(self.head, self.vault.seal, self.vault.unseal)

    def verify(self) -> ChainReport:
        return chain.verify(self.head, self.vault.unseal)

    def verify_shut(self) -> ChainReport:
        return chain.verify(self.head, None)

    def forge(self, *statements: str) -> None:
        """What somebody with the file and a tool of their own can do."""
        close()
        with sqlite3.connect(self.folder / "steward.db") as theirs:
            for trigger in ("audit_keeps", "audit_stays"):
                theirs.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement in statements:
                theirs.execute(statement)
        theirs.close()
        new_store(self.folder / "steward.db")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    new_store(tmp_path / "steward.db")
    yield Profile(tmp_path)
    close()


def found(report: ChainReport) -> tuple[bool, str]:
    return report.ok, report.reason


def test_a_checkpoint_is_signed_by_the_profile_and_holds_without_the_vault(profile: Profile) -> None:
    profile.write(5)
    made = checkpoints.sign_end(profile.sign)
    assert made is not None
    assert (made.sequence, made.horizon) == (5, False)
    assert (profile.verify().ok, profile.verify().key, profile.verify().checkpoints) == (True, "sealed", 1)
    assert (profile.verify_shut().ok, profile.verify_shut().key) == (True, "published")
    assert checkpoints.sign_end(profile.sign) is None


def test_any_entry_may_be_signed_by_itself(profile: Profile) -> None:
    profile.write(6)
    checkpoints.sign_end(profile.sign)
    made = checkpoints.sign_entry(3, profile.sign)
    assert made is not None
    assert (made.sequence, made.hash) == (3, entries(2, 1)[0].hash)
    assert checkpoints.sign_entry(3, profile.sign) == made
    assert profile.verify().ok


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit_checkpoints SET signature = replace(signature, substr(signature, 1, 4), 'beef')",
        "UPDATE audit_checkpoints SET signature = 'not hex'",
        "UPDATE audit_checkpoints SET at = at + 1",
        "UPDATE audit_checkpoints SET horizon = 1",
        "UPDATE audit_checkpoints SET sequence = 3, hash = (SELECT hash FROM audit_entries WHERE sequence = 3)",
    ],
)
def test_a_forged_checkpoint_is_found_also_with_the_vault_shut(profile: Profile, forgery: str) -> None:
    profile.write(5)
    checkpoints.sign_end(profile.sign)
    profile.forge(forgery)
    assert found(profile.verify()) == (False, "checkpoint_forged")
    assert found(profile.verify_shut()) == (False, "checkpoint_forged")


def test_a_key_put_in_the_place_of_ours_is_found_once_the_vault_is_open(profile: Profile) -> None:
    profile.write(5)
    checkpoints.sign_end(profile.sign)
    theirs = Vault(profile.folder / "elsewhere")
    theirs.init(PASSPHRASE, False, Cost(memory_kib=64, passes=1, lanes=1))
    (profile.folder / "audit.pub").write_text("11" * 32)
    assert found(profile.verify()) == (False, "key_forged")
    (profile.folder / "audit.pub").unlink()
    assert profile.verify().ok
    assert found(profile.verify_shut()) == (False, "key_missing")


def test_a_chain_written_anew_does_not_meet_its_signature_even_without_its_head(profile: Profile) -> None:
    profile.write(5)
    checkpoints.sign_end(profile.sign)
    profile.head.unlink()
    profile.forge("DELETE FROM audit_entries")
    with writing():
        chain.add_many([("attempt", 1, n, {"state": "refused"}) for n in range(8)])
    assert found(profile.verify_shut()) == (False, "rewritten")
    profile.forge("DELETE FROM audit_entries WHERE sequence > 2")
    assert found(profile.verify_shut()) == (False, "cut_off")


def test_what_does_not_hold_together_is_not_signed(profile: Profile) -> None:
    profile.write(5)
    profile.forge("UPDATE audit_entries SET body = '{}' WHERE sequence = 3")
    assert checkpoints.sign_end(profile.sign) is None
    with pytest.raises(StewardError, match="audit_broken"):
        checkpoints.cut(4, profile.sign)
    assert (newest_checkpoint(), len(entries())) == (0, 5)


@pytest.mark.parametrize(("until", "gone"), [(0, 0), (1, 1), (4, 4), (9, 9), (10, 9), (99, 9)])
def test_what_is_before_the_horizon_goes_and_the_chain_still_holds(profile: Profile, until: int, gone: int) -> None:
    profile.write(10)
    assert checkpoints.cut(until, profile.sign) == gone
    report = profile.verify()
    assert (report.ok, report.entries, report.horizon) == (True, 10 - gone, gone)
    profile.write(3)
    assert (profile.verify().ok, profile.verify_shut().ok) == (True, True)
    assert checkpoints.cut(until, profile.sign) in {0, 1, 3}
    assert profile.verify().ok


def test_a_cut_that_death_left_half_done_holds_and_is_ended_by_the_next(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile.write(10)

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "_CUT_AT_ONCE", 2)
        real, calls = checkpoints.drop_entries, iter([None, die])
        patch.setattr(checkpoints, "drop_entries", lambda *given: (next(calls) or real)(*given))
        with pytest.raises(KeyboardInterrupt):
            checkpoints.cut(7, profile.sign)
    assert (profile.verify().ok, profile.verify().entries, profile.verify().horizon) == (True, 8, 7)
    assert checkpoints.cut(7, profile.sign) == 5
    assert (profile.verify().ok, profile.verify().entries) == (True, 3)


def test_the_store_itself_refuses_to_delete_beyond_the_horizon(profile: Profile) -> None:
    profile.write(10)
    checkpoints.cut(4, profile.sign)
    with pytest.raises(StoreUnusable):
        sql("DELETE FROM audit_entries WHERE sequence = 5")
    assert len(entries()) == 6


@pytest.mark.parametrize(
    ("forgery", "reason"),
    [
        ("DELETE FROM audit_entries WHERE sequence = 5", "removed"),
        ("DELETE FROM audit_checkpoints", "removed"),
        ("DELETE FROM audit_entries", "cut_off"),
        ("UPDATE audit_entries SET previous = 'x' WHERE sequence = 5", "altered"),
        (
            "INSERT INTO audit_entries SELECT 3, kind, 1, 1, at, body, previous, hash FROM audit_entries LIMIT 1",
            "altered",
        ),
        (
            "INSERT INTO audit_entries SELECT 0, kind, 1, 1, at, body, previous, hash FROM audit_entries LIMIT 1",
            "altered",
        ),
        (
            "INSERT INTO audit_entries SELECT -9, kind, 1, 1, at, body, previous, hash FROM audit_entries LIMIT 1",
            "altered",
        ),
    ],
)
def test_whoever_meddles_around_the_horizon_is_found(profile: Profile, forgery: str, reason: str) -> None:
    profile.write(10)
    checkpoints.cut(4, profile.sign)
    profile.forge(forgery)
    assert found(profile.verify()) == (False, reason)


def test_the_journal_signs_now_and_then_and_when_it_is_asked(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "EVERY", 4)
    journal = Journal(
        profile.folder, profile.head, profile.vault.seal, profile.vault.unseal, lambda event: None, profile.sign
    )
    for _ in range(6):
        journal.note("setting_changed", None, key="theme")
    assert [one.sequence for one in kept()] == [4]
    profile.vault.lock()
    for _ in range(6):
        journal.note("setting_changed", None, key="theme")
    assert journal.checkpoint() is None
    profile.vault.unlock(PASSPHRASE)
    journal.checkpoint()
    assert [one.sequence for one in kept()] == [4, 12]
    assert journal.cut(10) == 10
    cut = horizon()
    assert cut is not None
    assert (cut.sequence, entries()[-1].kind) == (10, "audit_cut")
    assert profile.verify().ok


def test_what_happens_on_the_way_is_written_with_the_entry_that_follows(profile: Profile) -> None:
    journal = Journal(profile.folder, profile.head, profile.vault.seal, profile.vault.unseal, lambda event: None)
    journal.soon("session_start", 7)
    journal.soon("navigate", 7, 3, pages=2)
    assert entries() == []
    journal.note("signed_in", 7)
    assert [(e.kind, e.account_id, e.action_id) for e in entries()] == [
        ("session_start", 7, None),
        ("navigate", 7, 3),
        ("signed_in", 7, None),
    ]
    journal.soon("session_end", 7)
    journal.keep_head()
    assert entries()[-1].kind == "signed_in"
    journal.flush()
    journal.keep_head()
    assert entries()[-1].kind == "session_end"
    assert profile.verify().ok


MEDDLING = st.sampled_from(["alter", "remove", "swap", "add", "move"])


@settings(max_examples=60)
@given(MEDDLING, st.integers(1, 12), st.integers(1, 12), st.integers(0, 6))
def test_every_kind_of_meddling_is_found(profile: Profile, how: str, one: int, other: int, cut: int) -> None:
    if not entries():
        profile.write(12)
        profile.forge()
    with writing():
        copy = sql("SELECT * FROM audit_entries")
        signed = sql("SELECT * FROM audit_checkpoints")
    try:
        if cut:
            checkpoints.cut(cut, profile.sign)
        one = max(one, (horizon().sequence if horizon() else 0) + 1)  # type: ignore[union-attr]
        other = 12 if other <= one < 12 else other
        statements = {
            "alter": [f"UPDATE audit_entries SET body = '{{\"n\":99}}' WHERE sequence = {one}"],
            "remove": [f"DELETE FROM audit_entries WHERE sequence = {one}"],
            "swap": [
                f"UPDATE audit_entries SET sequence = 99 WHERE sequence = {one}",
                f"UPDATE audit_entries SET sequence = {one} WHERE sequence = {12 if one < 12 else 11}",
                f"UPDATE audit_entries SET sequence = {12 if one < 12 else 11} WHERE sequence = 99",
            ],
            "add": [
                f"INSERT INTO audit_entries SELECT {13 + other}, kind, 9, 9, at, body, previous, hash"
                f" FROM audit_entries WHERE sequence = {one}"
            ],
            "move": [f"UPDATE audit_entries SET sequence = {-one} WHERE sequence = {one}"],
        }[how]
        for statement in statements:
            sql(statement)
        assert not profile.verify().ok
    finally:
        with writing():
            sql("DELETE FROM audit_entries")
            sql("DELETE FROM audit_checkpoints")
            for row in copy:
                sql("INSERT INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            for row in signed:
                sql("INSERT INTO audit_checkpoints VALUES (?, ?, ?, ?, ?)", row)

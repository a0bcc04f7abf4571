"""One flipped bit in the record, the ledger or anything sealed: the store's check finds it, wherever it lies."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from automation.audit import chain
from automation.runtime.backing_up import chain_check
from automation.upkeep import sealed, soundness
from automation.upkeep.checks import Check
from automation.vault import kept
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models.account import add_account
from models.database import close, connect, sql, writing
from models.enums import ActionKind
from models.errors import StoreUnusable
from models.ledger import write_key
from models.migrations.runner import open_store
from models.session import keep_session
from tests.fakes.house import Hand

FLIPS = 24  # for each table; one in ten is enough to see a column that nothing covers
COLUMNS = {
    "audit_entries": "sequence, kind, account_id, action_id, at, body, previous, hash",
    "ledger": "key, account_id, at",
    "secrets": "place, envelope",
    "sessions": "account_id, envelope",
    "actions": "id, sealed_text",
    "messages": "id, old_envelope",
}


@pytest.fixture
def filled(tmp_path: Path) -> Vault:
    """A store whose watched tables have a few rows each, so that every one of them lies in its root page."""
    vault = Vault(tmp_path)
    vault.init("four calm grey herons", use_keychain=False, cost=Cost(memory_kib=64, passes=1, lanes=1))
    open_store(tmp_path / "steward.db")
    with writing():
        for number in range(8):
            chain.add_entry(
                "attempt", 1, None if number % 2 else number, {"state": "confirmed", "said": "\u00e9\n\x1f"}
            )
            write_key(f"{number:064x}", number + 1)
    chain.keep_head(tmp_path / chain.HEAD, vault.seal, vault.unseal)
    owner = add_account("practice", "", "alice", None)
    for number in range(6):
        kept.keep(vault, f"accounts|{number}|password", b"open sesame" * (number + 1))
    keep_session(owner.id, vault.seal(b"{}" * 40, f"sessions|{owner.id}|envelope"))
    own = Hand(owner)
    for number in range(3):
        accepted = own.want(ActionKind.COMMENT, str(number), f"words {number}")
        place = f"actions|{accepted.action.id}|text"
        sql("UPDATE actions SET sealed_text = ? WHERE id = ?", (vault.seal(b"words", place), accepted.action.id))
    sql(
        "INSERT INTO threads (id, account_id, platform, participant, participant_norm, first_seen_at)"
        " VALUES (1, ?, 'x', 'bob', 'bob', 0)",
        (owner.id,),
    )
    for number in range(4):
        values = (number + 1, '{"iv":"00ff","data":"' + "ab" * 30 + '"}')
        sql(
            "INSERT INTO messages (id, thread_id, is_ours, kind, old_envelope, first_seen_at)"
            " VALUES (?, 1, 0, 'text', ?, 0)",
            values,
        )
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close()
    return vault


def contents(path: Path, table: str) -> object:
    """What a table says, type by type; how reading it failed, where it does."""
    try:
        with closing(sqlite3.connect(path)) as rows:
            names = COLUMNS[table].split(", ")
            wanted = ", ".join(f"typeof({name}), hex({name})" for name in names)
            return sorted(rows.execute(f"SELECT {wanted} FROM {table} ORDER BY {names[0]}").fetchall())
    except sqlite3.DatabaseError as error:
        return str(error)


def checks(folder: Path, vault: Vault) -> list[Check]:
    """What `store check` asks of the store itself."""
    try:
        connect(folder / "steward.db", read_only=True)
        found = [soundness.integrity(), soundness.references(), soundness.schema()]
        return [*found, chain_check(folder, vault.unseal), sealed.sealed(vault.unseal)]
    except StoreUnusable as error:
        return [Check("store", False, error.code)]
    finally:
        close()


def test_the_untouched_store_is_sound(filled: Vault, tmp_path: Path) -> None:
    assert [check for check in checks(tmp_path, filled) if not check.ok] == []


@pytest.mark.parametrize("table", COLUMNS)
def test_every_flip_that_changes_what_is_kept_is_found(filled: Vault, tmp_path: Path, table: str) -> None:
    path = tmp_path / "steward.db"
    with closing(sqlite3.connect(path)) as rows:
        [page] = rows.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        [size] = rows.execute("PRAGMA page_size").fetchone()
    good, said, chance, changed = path.read_bytes(), contents(path, table), random.Random(table), 0
    assert isinstance(said, list)
    start, end = (page - 1) * size, page * size
    assert good[start] in {10, 13}, "its rows lie in its root page"
    first = start + int.from_bytes(good[start + 5 : start + 7])  # where the page's cells begin
    missed = []
    for _ in range(FLIPS):
        bit = chance.randrange(first * 8, end * 8)
        altered = bytearray(good)
        altered[bit // 8] ^= 1 << bit % 8
        path.write_bytes(altered)
        if contents(path, table) == said:
            continue  # in what is free in the page, or beside what is watched
        changed += 1
        if all(check.ok for check in checks(tmp_path, filled)):
            missed.append((bit, contents(path, table)))
    path.write_bytes(good)
    assert changed > FLIPS // 6
    assert missed == []


def test_a_flip_deep_in_a_long_letter_that_an_older_system_sealed_is_found(filled: Vault, tmp_path: Path) -> None:
    """It opens under no key of ours; that its index holds it once more, whole, is what shows a flip."""
    path = tmp_path / "steward.db"
    connect(path)
    letter = '{"iv":"00ff","data":"' + "5a" * 9000 + '"}'
    sql("UPDATE messages SET old_envelope = ? WHERE id = 2", (letter,))
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close()
    good, said, missed, changed = path.read_bytes(), contents(path, "messages"), [], 0
    for place in range(good.index(b"5a5a5a"), good.rindex(b"5a5a5a"), 1500):
        altered = bytearray(good)
        altered[place] ^= 4
        path.write_bytes(altered)
        if contents(path, "messages") == said:
            continue  # in what is free, or in the index
        changed += 1
        missed += [place] if all(check.ok for check in checks(tmp_path, filled)) else []
    assert (changed > 10, missed) == (True, [])


def test_a_shut_vault_says_what_it_could_not_look_at(filled: Vault, tmp_path: Path) -> None:
    filled.lock()
    [found] = [check for check in checks(tmp_path, filled) if check.name == "sealed"]
    assert found.ok
    assert "want of an open vault" in found.detail


def test_what_was_moved_to_another_row_is_found(filled: Vault, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "steward.db", isolation_level=None)) as rows:
        rows.execute("UPDATE secrets SET place = 'accounts|9|password' WHERE place = 'accounts|1|password'")
    [found] = [check for check in checks(tmp_path, filled) if not check.ok]
    assert found.name == "sealed"
    assert "accounts|9|password" in found.detail

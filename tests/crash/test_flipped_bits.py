"""One bit flips, anywhere: a backup always says so, the live store wherever it matters, and what is lost comes back."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from automation.audit.chain import HEAD
from automation.runtime.backing_up import chain_check
from automation.runtime.restoring import keep_archive
from automation.upkeep import backups, receiving, restore, sealed, soundness
from automation.upkeep.backups import Gauge
from automation.vault.vault import Vault
from models.database import close, connect
from models.errors import StewardError, StoreUnusable
from models.migrations.runner import NEWEST
from models.paths import Profile
from tests.crash import bulky

# Where every flip that changes anything must be found: whole tables, and in others what is sealed.
WHOLE = ("audit_entries", "audit_checkpoints", "ledger")
COLUMNS = [*((table, "*") for table in WHOLE), *((table, f"{key}, {column}") for table, key, column in sealed.COLUMNS)]
FEW, MANY = 40, 400
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Kept:
    """A filled profile, its backup, and what the store says where it must be right, and elsewhere."""

    profile: Profile
    vault: Vault
    backup: Path
    dear: dict[str, str]
    other: dict[str, str]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    profile = Profile(tmp_path_factory.mktemp("bulky") / "profile")
    vault = bulky.fill(profile)
    made = backups.make(profile, "manual", "", NEWEST, Gauge())
    dear, other = said(profile.store)
    assert len(other) > 60
    return Kept(profile, vault, made.folder, dear, other)


def said(store: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What a store says, as sums: of what is dear, by table, and of every other table."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro&immutable=1", uri=True)) as rows:
        try:
            names = [name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        except sqlite3.DatabaseError:
            names = []
        dear = {table: _sum(rows, table, columns) for table, columns in COLUMNS}
        return dear, {name: _sum(rows, name, "*") for name in names if name not in WHOLE}


def _sum(rows: sqlite3.Connection, table: str, columns: str) -> str:
    digest = sha256()
    try:
        names = columns.split(", ")
        if columns == "*":
            names = [name for _, name, *_ in rows.execute(f"PRAGMA table_info({table})")]
        asked = ", ".join(f"typeof({name}), hex({name})" for name in names)
        for row in rows.execute(f"SELECT {asked} FROM {table} ORDER BY 2"):
            digest.update(repr(row).encode())
    except sqlite3.DatabaseError:
        return UNREADABLE
    return digest.hexdigest()


@contextmanager
def flipped(path: Path, bit: int) -> Iterator[None]:
    """A file with one bit turned over, for the length of the block."""

    def turn() -> None:
        with path.open("r+b") as file:
            file.seek(bit // 8)
            [byte] = file.read(1)
            file.seek(bit // 8)
            file.write(bytes([byte ^ 1 << bit % 8]))

    turn()
    try:
        yield
    finally:
        turn()


def complaints(kept: Kept) -> list[str]:
    """The checks that do not hold, as `store check` asks them; also one that ends in an error of its own."""
    try:
        connect(kept.profile.store, read_only=True)
        checks = [
            *soundness.of_store(kept.profile.evidence),
            chain_check(kept.profile.folder, kept.vault.unseal),
            sealed.sealed(kept.vault.unseal),
        ]
        return [check.name for check in checks if not check.ok]
    except StoreUnusable as error:
        return [error.code]
    finally:
        close()


def test_nothing_is_wrong_before_anything_flips(kept: Kept, tmp_path: Path) -> None:
    assert complaints(kept) == []
    assert receiving.receive(kept.backup, tmp_path / "taken in", Gauge()).whole


def in_the_live_store(kept: Kept, flips: int, lot: Random) -> tuple[list[str], Counter[str]]:
    """So many flips; those that should have been found and were not, and how many of which kind there were."""
    missed, kinds = [], Counter[str]()
    for _ in range(flips):
        bit = lot.randrange(kept.profile.store.stat().st_size * 8)
        with flipped(kept.profile.store, bit):
            dear, other = said(kept.profile.store)
            found = complaints(kept)
        changed = [table for table in kept.dear if dear[table] != kept.dear[table]]
        if changed:
            kinds["dear"] += 1
            missed += [] if found else [f"bit {bit} in {changed}"]
        else:
            kind = "other" if other != kept.other else "nothing said"
            kinds[kind] += 1
            kinds[f"{kind}, found"] += bool(found)
    return missed, kinds


def told(kinds: Counter[str]) -> str:
    """The rate of what is found where nothing promises it."""
    rest = kinds["other"]
    share = f"{kinds['other, found']} of {rest}" + (f" ({kinds['other, found'] / rest:.0%})" if rest else "")
    return (
        f"\nflips in audit, ledger and sealed columns: {kinds['dear']}, all found; in other rows found: {share};"
        f" where no row says otherwise: {kinds['nothing said, found']} of {kinds['nothing said']}"
    )


def test_a_flip_in_what_is_dear_is_found(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    missed, kinds = in_the_live_store(kept, FEW, Random(2026))
    with capsys.disabled():
        print(told(kinds))
    assert missed == []
    assert kinds["dear"] > FEW // 10


@pytest.mark.long
def test_every_flip_in_what_is_dear_is_found(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    missed, kinds = in_the_live_store(kept, MANY, Random(400))
    with capsys.disabled():
        print(told(kinds))
    assert missed == []
    assert kinds["dear"] > MANY // 10


def in_a_backup(kept: Kept, scratch: Path, flips: int, lot: Random) -> list[str]:
    """So many flips of the backup's files, the larger the likelier; those that nobody noticed."""
    files = sorted(path for path in kept.backup.rglob("*") if path.is_file())
    weights, missed = [path.stat().st_size for path in files], []
    for _ in range(flips):
        [path] = lot.choices(files, weights)
        bit = lot.randrange(path.stat().st_size * 8)
        with flipped(path, bit):
            try:
                receiving.receive(kept.backup, scratch, Gauge(), share=True)
                missed.append(f"{path.name}, bit {bit}")
            except StewardError as error:
                if error.code not in {"backup_damaged", "backup_newer", "backup_refused"}:
                    missed.append(f"{path.name}, bit {bit}: {error.code}")
    return missed


def test_a_flip_in_a_backup_is_found(kept: Kept, tmp_path: Path) -> None:
    assert in_a_backup(kept, tmp_path / "taken in", FEW, Random(2026)) == []


@pytest.mark.long
def test_every_flip_in_a_backup_is_found(kept: Kept, tmp_path: Path) -> None:
    assert in_a_backup(kept, tmp_path / "taken in", MANY, Random(400)) == []


def test_what_is_damaged_comes_back(kept: Kept, tmp_path: Path) -> None:
    profile = Profile(Path(shutil.copytree(kept.profile.folder, tmp_path / "profile")))
    lot, content = Random(7), bytearray(profile.store.read_bytes())
    for _ in range(MANY):
        bit = lot.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
    profile.store.write_bytes(content)
    (profile.folder / HEAD).write_bytes(b"rubbish")
    what = receiving.receive(profile.backups / kept.backup.name, restore.scratch_of(profile), Gauge())
    left = restore.replace(profile, what, kept.backup.name, Gauge(), keep_archive)
    dear, _ = said(profile.store)
    assert dear == kept.dear
    assert left.source == kept.backup.name
    assert complaints(Kept(profile, kept.vault, kept.backup, {}, {})) == []

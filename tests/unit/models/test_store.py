from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import models
from models import clock, settings
from models.base import Table, add, new_id
from models.database import close, connect, sql, writing
from models.errors import BadInput, StoreUnusable
from models.migrations.runner import NEWEST, back_up, migrate, open_store, version
from models.post import PostTable


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "steward.db"
    open_store(path)
    yield path
    close()


def load_every_table() -> list[type[Table]]:
    from importlib import import_module

    for file in Path(models.__file__).parent.glob("*.py"):
        import_module(f"models.{file.stem}")
    return Table.__subclasses__()


def test_the_tables_in_code_are_the_tables_in_the_file(store: Path) -> None:
    for table in load_every_table():
        columns = {
            name: bool(notnull) for _, name, _, notnull, _, _ in sql(f"PRAGMA table_info({table._meta.table_name})")
        }
        assert set(table._meta.columns) == set(columns), table


def test_down_and_up_again_gives_the_same_schema(store: Path) -> None:
    before = sql("SELECT type, name, sql FROM sqlite_master ORDER BY name")
    migrate(store, 0)
    assert sql("SELECT name FROM sqlite_master WHERE type = 'table'") == []
    migrate(store)
    assert sql("SELECT type, name, sql FROM sqlite_master ORDER BY name") == before
    assert version() == NEWEST


def test_walking_a_store_with_data_leaves_a_whole_copy(store: Path) -> None:
    settings.put("cap_like_hour", 7)
    migrate(store, 0)
    [copy] = store.parent.glob("backups/*-before/steward.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT value FROM settings").fetchall() == [("7",)]
    kept.close()


def test_a_newer_store_is_refused_and_left_alone(store: Path) -> None:
    sql(f"PRAGMA user_version = {NEWEST + 1}")
    close()
    before = store.read_bytes()
    with pytest.raises(StoreUnusable, match="store_newer"):
        open_store(store)
    close()
    assert store.read_bytes() == before


def test_a_file_that_is_no_store_is_said_to_be_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "steward.db"
    path.write_bytes(b"this is a letter to my grandmother " * 200)
    with pytest.raises(StoreUnusable, match="store_corrupt"):
        open_store(path)
    close()


def write_too_much() -> None:
    with writing():
        settings.put("cap_like_hour", 8)
        settings.put("quiet_hours", "x" * 100_000)


def test_a_full_disk_loses_nothing_that_was_kept(store: Path) -> None:
    settings.put("cap_like_hour", 7)
    [(pages,)] = sql("PRAGMA page_count")
    sql(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(StoreUnusable, match="store_full"):
        write_too_much()
    assert settings.get("cap_like_hour") == 7


def test_the_store_is_private_and_durable(store: Path) -> None:
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert sql("PRAGMA synchronous") == [(2,)]
    assert sql("PRAGMA journal_mode") == [("wal",)]


def test_a_reader_cannot_write(store: Path) -> None:
    close()
    connect(store, read_only=True)
    with pytest.raises(StoreUnusable):
        settings.put("cap_like_hour", 1)


def test_a_copy_can_be_opened(store: Path) -> None:
    copy = back_up(store)
    close()
    open_store(copy / "steward.db")
    assert version() == NEWEST


def test_new_ids_step_over_those_an_import_has_taken(store: Path) -> None:
    values = {"platform": "x", "url": "u", "first_seen_at": 1, "updated_at": 1}
    PostTable.insert(id=1, external_id="a", **values).execute()
    PostTable.insert(id=2, external_id="b", **values).execute()
    assert new_id("posts") == 3
    assert add(PostTable, external_id="c", **values) == 4


def test_an_audit_entry_can_be_neither_changed_nor_deleted(store: Path) -> None:
    sql("INSERT INTO audit_entries VALUES (1, 'k', NULL, NULL, 1, '{}', 'p', 'h')")
    for statement in ("UPDATE audit_entries SET kind = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(StoreUnusable, match="store_error"):
            sql(statement)


def test_an_opt_out_is_for_ever(store: Path) -> None:
    sql("INSERT INTO blocklist (kind, platform, subject, created_at) VALUES ('opt_out', '*', 'ann', 1)")
    with pytest.raises(StoreUnusable):
        sql("DELETE FROM blocklist")
    assert sql("SELECT count(*) FROM blocklist") == [(1,)]


@pytest.mark.parametrize(
    ("key", "text"), [("cap_like_hour", "-1"), ("cap_like_hour", "many"), ("theme", "pink"), ("stopped", "?")]
)
def test_a_setting_outside_its_declaration_is_refused(store: Path, key: str, text: str) -> None:
    with pytest.raises(BadInput, match="bad_setting"):
        settings.parse(key, text)


def test_an_unknown_setting_is_refused(store: Path) -> None:
    with pytest.raises(BadInput, match="unknown_setting"):
        settings.get("colour_of_the_moon")


def test_times_keep_their_zone() -> None:
    assert clock.to_iso(clock.from_iso("2026-11-21T10:00:00+02:00")) == "2026-11-21T08:00:00.000+00:00"


def test_a_reader_takes_a_store_in_the_mode_that_it_has(tmp_path: Path) -> None:
    store = tmp_path / "steward.db"
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("CREATE TABLE here (id INTEGER)")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM here").fetchall()
        connect(store, read_only=True)
        close()

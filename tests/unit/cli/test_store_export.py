"""`steward store export`: every row of every table as a line of JSON, whole or not at all, and nothing unsealed."""

from __future__ import annotations

import json
import stat
import zlib
from base64 import b64decode
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import peewee
import pytest

import models
from automation.upkeep import exporting
from automation.vault import kept
from automation.vault.vault import Vault
from models import ids, settings
from models.account import add_account, change_account
from models.base import SEALED_COLUMNS, JsonField, Table, add, change
from models.brand import add_brand
from models.database import close, connect, sql
from models.migrations.runner import open_store
from models.person import see_person
from models.post import PostTable, see_post
from models.proxy import add_proxy, assign_proxy
from models.secret import secret_envelope
from models.shown import documents_of, plain_row
from models.snapshot import SnapshotTable
from models.tag import add_tag, tag_person
from models.thread import MessageTable, ThreadTable
from tests.unit.cli.conftest import PASSPHRASE, Steward

CANARY = "swordfish-under-glass"
RAW = {"id": "7", "stats": {"diggCount": 3}, "words": "grüße 😀"}


@pytest.fixture
def store(folder: Path) -> Iterator[None]:
    """A store with rows of many kinds: words, flags, times, amounts, documents, references."""
    folder.mkdir(exist_ok=True)
    open_store(folder / "steward.db")
    add_account("practice", "", "alice", None)
    change_account(1, enabled=False, caps={"like/hour": 3}, brand_id=add_brand("Acme"))
    proxy = add_proxy("http", "p.test", 8080, monthly_cost_micros=1_500_000)
    assign_proxy(1, proxy)
    bob = see_person("practice", "", "bob")
    for number, words in enumerate(("Plain 🌱", "two\nlines", "مرحبا", None)):
        see_post("practice", "", f"{number}", f"http://site.test/{number}", "bob", words, bob)
    change(PostTable, 2, is_marked=True, hashtags=["#bread"], likes=3, posted_at=1_700_000_000_000)
    tag_person(bob, add_tag("Friends"))
    settings.put("theme", "dark")
    yield
    close()


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("store")
def test_every_row_of_every_table_is_there(steward: Steward, tmp_path: Path) -> None:
    to = tmp_path / "out"
    ran = steward("store", "export", str(to), "--json")
    assert ran.code == 0, ran
    assert ran.document["folder"] == str(to)
    counts = steward("store", "stats", "--json").document["tables"]
    kept_apart = {name for name in counts if name.startswith(("search", "counters"))}
    assert {file.stem for file in to.iterdir()} == set(counts) - kept_apart == set(ran.document["tables"])
    for table, count in ran.document["tables"].items():
        assert len(lines_of(to / f"{table}.jsonl")) == count
        assert counts[table] - count in ({1} if table == "audit_entries" else {0}), "only that it was exported is new"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (to, *to.iterdir())} == {0o700, 0o600}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    [entry] = steward("audit", "list", "--where", "kind=store_exported", "--json").document["items"]
    assert entry["body"] == {"tables": len(ran.document["tables"]), "rows": sum(ran.document["tables"].values())}


@pytest.mark.usefixtures("store")
def test_a_row_reads_as_lists_show_it(steward: Steward, tmp_path: Path) -> None:
    assert steward("store", "export", str(tmp_path / "out"), "--only", "proxies, posts").code == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"posts.jsonl", "proxies.jsonl"}
    for noun in ("posts", "proxies"):
        listed = {row["id"]: row for row in steward(noun, "list", "--json").document["items"]}
        lines = lines_of(tmp_path / "out" / f"{noun}.jsonl")
        assert {row["id"] for row in lines} == set(listed)
        for row in lines:
            row.pop("payload", None)
            assert row == {name: value for name, value in listed[row["id"]].items() if name in row}


@pytest.mark.usefixtures("open_vault", "store")
def test_what_is_sealed_stays_sealed_and_a_payload_is_unpacked(steward: Steward, folder: Path, tmp_path: Path) -> None:
    vault = Vault(folder)
    vault.unlock(PASSPHRASE)
    kept.keep(vault, "accounts|1|email", CANARY.encode())
    envelope = secret_envelope("accounts|1|email")
    named = {"platform": "practice", "participant": "Zoe", "participant_norm": "zoe"}
    thread = add(ThreadTable, account_id=1, **named, first_seen_at=1)
    letter = add(MessageTable, thread_id=thread, is_ours=True, kind="text", first_seen_at=1, old_envelope="gAAAA")
    sealed = vault.seal(CANARY.encode(), f"messages|{letter}|text")
    change(MessageTable, letter, sealed_text=sealed)
    post = see_post("practice", "", "raw", "http://site.test/raw", None, None)
    change(PostTable, post, payload=zlib.compress(json.dumps(RAW).encode()))
    add(SnapshotTable, post_id=post, counts={}, taken_at=1, payload=b"never compressed")
    assert steward("store", "export", str(tmp_path / "out")).code == 0
    files = {file.stem: lines_of(file) for file in (tmp_path / "out").iterdir()}
    assert {row["place"]: b64decode(row["envelope"]["sealed"]) for row in files["secrets"]} == {
        "accounts|1|email": envelope
    }
    [message] = [row for row in files["messages"] if row["id"] == ids.public("messages", letter)]
    assert b64decode(message["sealed_text"]["sealed"]) == sealed
    assert message["old_envelope"] == {"sealed": "gAAAA"}
    assert [row["payload"] for row in files["posts"] if row["external_id"] == "raw"] == [RAW]
    assert [row["payload"] for row in files["snapshots"] if "payload" in row] == ["never compressed"]
    assert not any(CANARY in file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())


@pytest.mark.usefixtures("store")
def test_nothing_is_written_over_or_left_half(
    steward: Steward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    refused = steward("store", "export", str(there), "--json")
    assert (refused.code, refused.error["code"]) == (2, "file_exists")
    assert list(there.iterdir()) == []
    unknown = steward("store", "export", str(tmp_path / "new"), "--only", "posts,nonsense", "--json")
    assert (unknown.code, unknown.error["code"]) == (2, "unknown_table")
    assert "posts" in unknown.error["hint"]
    nowhere = steward("store", "export", str(tmp_path / "no" / "folder"), "--json")
    assert (nowhere.code, nowhere.error["code"]) == (2, "file_unwritable")
    full = OSError(28, "No space left on device")

    def fails(_table: str) -> frozenset[str]:
        raise full

    monkeypatch.setattr(exporting, "documents_of", fails)
    broken = steward("store", "export", str(tmp_path / "new"), "--json")
    assert (broken.code, broken.error["code"]) == (2, "file_unwritable")
    assert {path.name for path in tmp_path.iterdir()} == {"profile", "there"}


@pytest.mark.usefixtures("store")
def test_a_damaged_payload_takes_nothing_else_with_it(steward: Steward, folder: Path, tmp_path: Path) -> None:
    change(PostTable, 1, payload=zlib.compress(b'{"whole": true}')[:-6])
    close()
    connect(folder / "steward.db", read_only=True)
    [(count,)] = sql("SELECT count(*) FROM posts")
    close()
    assert steward("store", "export", str(tmp_path / "out")).code == 0
    assert len(lines_of(tmp_path / "out" / "posts.jsonl")) == count


@pytest.mark.usefixtures("store")
def test_flags_and_documents_are_told_from_figures_and_words_as_the_models_tell_them() -> None:
    for module in iter_modules(models.__path__):
        import_module(f"models.{module.name}")
    for table in Table.__subclasses__():
        name, fields = table._meta.table_name, table._meta.fields
        documents = documents_of(name)
        assert {column for column, field in fields.items() if isinstance(field, JsonField)} <= documents, name
        shown = plain_row(name, dict.fromkeys(fields.keys() - documents - SEALED_COLUMNS, 1), documents)
        flags = {column for column, field in fields.items() if isinstance(field, peewee.BooleanField)}
        assert {column for column, value in shown.items() if value is True} == flags, name

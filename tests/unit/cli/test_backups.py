"""`steward store backup|restore|…`: what was there comes back, paused, and nothing is done twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from automation.vault.vault import Vault
from models.database import close, connect
from models.person import see_person
from tests.fakes.keychains import MemoryKeychain
from tests.unit.cli.conftest import Steward
from tests.unit.cli.test_store import add_picture, by_hand

PATIENCE_S = 30
URL = "http://127.0.0.1:9/posts/1"


@pytest.fixture(autouse=True)
def _vault(open_vault: None) -> None:
    """Every profile here has an open vault."""


def usernames(steward: Steward) -> list[str]:
    return [row["username"] for row in steward("accounts", "list", "--json").document["items"]]


def add(steward: Steward, name: str) -> None:
    assert steward("accounts", "add", "practice", name, "--base-url", "http://127.0.0.1:9").code == 0


def entries(steward: Steward) -> list[str]:
    return [row["kind"] for row in steward("audit", "list", "--json", "--limit", "100").document["items"]]


def back(steward: Steward, source: Path | str, *more: str) -> dict[str, Any]:
    ran = steward("store", "restore", str(source), *more, "--json")
    assert ran.code == 0, ran
    found: dict[str, Any] = ran.document
    return found


@pytest.mark.parametrize("form", ["folder", "file.zip"])
def test_a_restore_brings_everything_back_and_rests(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, form: str
) -> None:
    picture = add_picture(folder)
    (folder / "platforms" / "mine.toml").write_text("# mine\n", encoding="utf-8")
    made = steward("store", "backup", "--to", str(tmp_path / form), "--json").document
    assert (made["path"], made["kind"]) == (str(tmp_path / form), "manual")
    add(steward, "bob")
    picture.write_bytes(b"another")
    (folder / "platforms" / "mine.toml").unlink()
    (folder / "platforms" / "later.toml").touch()
    done = back(steward, tmp_path / form)
    assert usernames(steward) == ["alice"]
    assert picture.read_bytes() == b"a picture"
    assert [path.name for path in (folder / "platforms").iterdir()] == ["mine.toml"]
    assert steward("status", "--json").document["paused"] is True
    assert entries(steward)[-1] == "restored"
    assert steward("audit", "verify", "--json").document["ok"]
    assert steward("store", "check", "--json").document["ok"]
    again = back(steward, done["before"])
    assert usernames(steward) == ["alice", "bob"], "what was set aside is a backup like any other"
    assert again["backup"] == done["before"]
    assert steward("accounts", "show", alice).code == 0


def test_the_record_is_not_taken_for_cut_off_after_a_restore(steward: Steward, alice: str, tmp_path: Path) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    for _ in range(3):
        steward("accounts", "pause", alice)
    back(steward, tmp_path / "b")
    found = steward("audit", "verify", "--json").document
    assert (found["ok"], found["head"]) == (True, "sealed")
    steward("accounts", "pause", alice)
    assert steward("audit", "verify", "--json").document["ok"]


def test_a_backup_opens_on_another_machine_with_the_recovery_key(
    steward: Steward, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    vault = Vault(folder, MemoryKeychain())
    key = vault.init(None, use_keychain=True)
    add(steward, "alice")
    with by_hand(folder) as rows:
        place = "accounts|1|password"
        rows.execute("INSERT INTO secrets VALUES (?, ?, 0)", (place, vault.seal(b"open sesame", place)))
    assert steward("store", "backup", "--to", str(tmp_path / "b.zip")).code == 0
    monkeypatch.delenv("STEWARD_PASSPHRASE")
    other = tmp_path / "other"
    assert steward("--profile", str(other), "store", "restore", str(tmp_path / "b.zip")).code == 0
    there = Vault(other, MemoryKeychain())
    with pytest.raises(Exception, match="vault_locked"):
        there.unlock()
    there.unlock_with_recovery(str(key))
    with by_hand(other) as rows:
        [(envelope,)] = rows.execute("SELECT envelope FROM secrets").fetchall()
    assert there.unseal(envelope, "accounts|1|password") == b"open sesame"


def test_a_passphrase_that_was_changed_since_stays_changed(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    vault = Vault(folder)
    vault.unlock("four calm grey herons")
    vault.rekey("five calm grey herons")
    back(steward, tmp_path / "b")
    Vault(folder).unlock("five calm grey herons")
    assert alice


def test_what_was_done_since_stays_done(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    queued = [
        steward("act", "like", "--account", alice, "--url", f"http://127.0.0.1:9/posts/{n}", "--json").document[
            "action"
        ]["id"]
        for n in range(4)
    ]
    steward("store", "backup", "--to", str(tmp_path / "b"))
    steward("queue", "cancel", queued[0])
    with by_hand(folder) as rows:
        numbers = [number for (number,) in rows.execute("SELECT id FROM actions ORDER BY id")]
        rows.execute("UPDATE actions SET state = 'confirmed', done_at = 5 WHERE id = ?", (numbers[1],))
        rows.execute(
            "INSERT INTO ledger SELECT idempotency_key, account_id, 5 FROM actions WHERE id = ?", (numbers[1],)
        )
        rows.execute("UPDATE actions SET state = 'running' WHERE id = ?", (numbers[2],))
    steward("people", "opt-out", "practice:bob")
    done = back(steward, tmp_path / "b")
    assert done["carried"] == {"opt_outs": 1, "accounts": 0, "keys": 1, "ended": 3, "acts": 0}
    states = {row["id"]: row["state"] for row in steward("queue", "list", "--json").document["items"]}
    waiting = states[queued[3]]
    assert [states[name] for name in queued] == ["cancelled", "confirmed", "needs_review", waiting]
    assert waiting in {"awaiting_approval", "queued", "held"}
    with by_hand(folder) as rows:
        assert rows.execute("SELECT count(*) FROM ledger").fetchone() == (1,)
        assert rows.execute("SELECT subject FROM blocklist WHERE kind = 'opt_out'").fetchone()


def test_what_was_clicked_since_and_never_settled_is_not_done_again(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    def wish(text: str) -> dict[str, Any]:
        said = steward("act", "comment", "--account", alice, "--url", URL, "--text", text, "--json")
        found: dict[str, Any] = said.document["action"]
        return found

    steward("store", "backup", "--to", str(tmp_path / "b"))
    clicked, later = [wish(f"{word} things about herons")["id"] for word in ("calm", "other")]
    with by_hand(folder) as rows:
        numbers = [number for (number,) in rows.execute("SELECT id FROM actions ORDER BY id")]
        rows.execute("UPDATE actions SET state = 'running', lease_owner = 'x' WHERE id = ?", numbers[:1])
        rows.execute(
            "INSERT INTO attempts (id, action_id, account_id, outcome, started_at) VALUES (1, ?, 1, 'started', 5)",
            numbers[:1],
        )
        rows.execute("INSERT INTO cap_counts VALUES (1, 1, 'comment', 5)")
        rows.execute("INSERT INTO reservations VALUES ('practice||post|1', 1, ?, 9)", numbers[:1])
        rows.execute("INSERT INTO counters VALUES ('attempts', 1)")
    assert back(steward, tmp_path / "b")["carried"] == {"opt_outs": 0, "accounts": 0, "keys": 0, "ended": 0, "acts": 1}
    again = wish("calm things about herons")
    assert (again["id"], again["state"]) == (clicked, "needs_review"), "it may be on the site: a person looks"
    assert wish("other things about herons")["id"] != later, "no id means two things"
    with by_hand(folder) as rows:
        assert rows.execute("SELECT action_id, outcome FROM attempts").fetchall() == [(numbers[0], "started")]
        assert rows.execute("SELECT attempt_id, cap_class FROM cap_counts").fetchall() == [(1, "comment")]
        assert rows.execute("SELECT action_id FROM reservations").fetchall() == [(numbers[0],)]
        assert rows.execute("SELECT count(*) > 0 FROM fingerprints WHERE action_id = ?", numbers[:1]).fetchone() == (1,)
        assert rows.execute("SELECT last FROM counters WHERE name = 'attempts'").fetchone() == (1,)
        assert rows.execute("SELECT sealed_text IS NULL FROM actions WHERE id = ?", numbers[:1]).fetchone() == (0,)
    assert steward("store", "check", "--json").document["ok"]


def erased(name: str) -> dict[str, Any]:
    mark = f"#0011223344556677.{name}"
    return {"mark": mark, "marks": [mark], "at": 0}


def test_who_was_erased_since_stays_on_the_list(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    file = folder / "erasures.json"
    file.write_text(json.dumps({"erased": [erased("one")]}), encoding="utf-8")
    steward("store", "backup", "--to", str(tmp_path / "b"))
    file.write_text(json.dumps({"erased": [erased("two")]}), encoding="utf-8")
    back(steward, tmp_path / "b")
    marks = [one["mark"] for one in json.loads(file.read_text(encoding="utf-8"))["erased"]]
    assert sorted(marks) == ["#0011223344556677.one", "#0011223344556677.two"]
    assert alice


def test_sections_come_back_into_what_is_there(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    add(steward, "bob")
    steward("settings", "set", "cap_like_hour", "7")
    steward("store", "backup", "--to", str(tmp_path / "b"))
    with by_hand(folder) as rows:
        rows.execute("DELETE FROM accounts WHERE username = 'bob'")
        rows.execute("UPDATE accounts SET quiet_hours = '01:00-02:00' WHERE username = 'alice'")
    steward("settings", "set", "cap_like_hour", "9")
    add(steward, "carol")
    done = back(steward, tmp_path / "b", "--sections", "accounts")
    assert done["rows"]["accounts"]["accounts"] == 2
    assert sorted(usernames(steward)) == ["alice", "bob", "carol"]
    assert steward("accounts", "show", alice, "--json").document["quiet_hours"] is None
    assert steward("settings", "get", "cap_like_hour", "--json").document["value"] == 9
    assert steward("status", "--json").document["paused"] is True
    back(steward, tmp_path / "b", "--sections", "settings")
    assert steward("settings", "get", "cap_like_hour", "--json").document["value"] == 7
    assert steward("status", "--json").document["paused"] is True
    assert steward("store", "check", "--json").document["ok"]
    wrong = steward("store", "restore", str(tmp_path / "b"), "--sections", "everything", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "unknown_section")


def test_history_comes_back_without_arming_anything(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    picture = add_picture(folder)
    waiting = steward("act", "like", "--account", alice, "--url", URL, "--json").document["action"]["id"]
    steward("store", "backup", "--to", str(tmp_path / "b"))
    with by_hand(folder) as rows:
        rows.execute("PRAGMA foreign_keys = 1")
        rows.execute("DELETE FROM actions")
    picture.unlink()
    back(steward, tmp_path / "b", "--sections", "history")
    assert picture.read_bytes() == b"a picture"
    assert steward("queue", "show", waiting, "--json").document["action"]["state"] == "cancelled"
    assert steward("store", "check", "--json").document["ok"]


@pytest.mark.parametrize("known", [True, False], ids=["known", "not-known-then"])
def test_no_picture_of_who_was_erased_comes_back_with_the_history(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, known: bool
) -> None:
    def see() -> None:
        connect(folder / "steward.db")
        see_person("practice", "127.0.0.1:9", "zephyrina")
        close()

    steward("act", "follow", "--account", alice, "--url", "http://127.0.0.1:9/@zephyrina")
    picture = folder / "evidence" / "act-1" / "before.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")
    with by_hand(folder) as rows:
        rows.execute("INSERT INTO evidence (action_id, phase, path, sha256, taken_at, url)"
                     " SELECT id, 'before', 'act-1/before.jpg', 's', 0, target_url FROM actions")  # fmt: skip
        rows.execute("INSERT INTO posts (id, platform, external_id, url, author, text, first_seen_at, updated_at)"
                     " VALUES (1, 'practice', '1', 'u', 'bob', 'as @zephyrina says', 0, 0)")  # fmt: skip
    if known:
        see()
    steward("store", "backup", "--to", str(tmp_path / "b"))
    see()
    assert steward("people", "erase", "@zephyrina", "--yes", "--json").code == 0
    with by_hand(folder) as rows:
        rows.execute("DELETE FROM posts")
    back(steward, tmp_path / "b", "--sections", "history,people" if known else "history")
    assert not picture.exists()
    with by_hand(folder) as rows:
        assert rows.execute("SELECT count(*) FROM evidence").fetchone() == (0,)
        said = "".join(text for (text,) in rows.execute("SELECT text FROM posts"))
        assert ("zephyrina" in said, "erased-" in said) == (False, known)


def test_sections_of_another_past_are_refused(steward: Steward, alice: str, tmp_path: Path) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    back(steward, tmp_path / "b")
    steward("store", "backup", "--to", str(tmp_path / "c"))
    back(steward, tmp_path / "b")
    steward("accounts", "pause", alice)
    ran = steward("store", "restore", str(tmp_path / "c"), "--sections", "accounts", "--json")
    assert (ran.code, ran.error["code"]) == (2, "backup_of_another")

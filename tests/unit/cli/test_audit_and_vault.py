"""The record and the vault from the command line: lists, files to hand on, a new key, the PIN."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from automation.audit import chain, receipt_page, receipt_pictures
from automation.audit.handing_out import cell
from automation.audit.receipt_pictures import drawn
from automation.vault.vault import Vault
from models import ids
from models.base import add
from models.database import close, sql, writing
from models.migrations.runner import open_store
from models.provider import ProviderTable
from models.run import RunTable, begin_run
from tests.fakes.page_pictures import post_page
from tests.unit.cli.conftest import PASSPHRASE, Steward

HOSTILE = "<script>alert(1)</script>\" onload='x' \u202e\x07"


@pytest.fixture
def act(steward: Steward, open_vault: None, alice: str) -> str:
    """The id of an action that waits for approval."""
    made = steward("act", "like", "--account", alice, "--url", "http://127.0.0.1:9/posts/1", "--json")
    assert made.code == 0, made
    return str(made.document["action"]["id"])


def test_entries_are_listed_by_kind_account_action_and_time(steward: Steward, alice: str, act: str) -> None:
    listed = steward("audit", "list", "--json").document["items"]
    assert [item["kind"] for item in listed][:2] == ["account_added", "authorised"]
    of_act = steward("audit", "list", "--where", f"action={act}", "--json").document["items"]
    assert {item["action_id"] for item in of_act} == {act}
    assert steward("audit", "list", "--where", "kind=authorised", "--json").document["items"] == listed[1:2]
    assert (
        steward("audit", "list", "--where", f"account={alice}", "--where", f"since={listed[1]['at']}", "--json").code
        == 0
    )
    assert steward("audit", "list", "--since", "2100-01-01T00:00Z", "--json").document["items"] == []
    assert steward("audit", "list", "--since", "soon", "--json").error["code"] == "bad_time"
    assert steward("audit", "list", "--where", "body=x", "--json").error["code"] == "unknown_condition"
    page = steward("audit", "list", "--limit", "1", "--json").document
    after = steward("audit", "list", "--limit", "1", "--after", page["next"], "--json").document
    assert [page["items"][0], after["items"][0]] == listed[:2]


def test_every_entry_tells_how_it_went_in_which_run_and_at_what_it_was_aimed(
    steward: Steward, alice: str, act: str, folder: Path, tmp_path: Path
) -> None:
    assert steward("queue", "decline", act, "--json").code == 0
    run = begun_run(folder)

    def listed(*asked: str) -> list[tuple[str, str]]:
        items = steward("audit", "list", *asked, "--json").document["items"]
        return [(item["kind"], item["outcome"]) for item in items]

    assert listed("--outcome", "skipped") == [("declined", "skipped")]
    waiting = [("accepted", "pending"), ("decision", "pending")]
    assert listed("--where", "outcome=pending") == [*waiting, ("imported", "pending")]
    assert {outcome for _, outcome in listed()} == {"success", "pending", "skipped", "failure"}
    about = listed("--account", "practice:alice", "--where", "event=policy")
    assert about == listed("--target", "1", "--where", "event=policy") == waiting
    assert listed("--target", "2") == []
    assert listed("--run", run) == listed("--where", f"run={run[:9]}") == [("error", "failure"), ("extract", "success")]
    [old] = steward("audit", "list", "--run", "RUN-7", "--json").document["items"]
    assert (old["run"], old["target_kind"], old["target_id"], old["outcome"]) == ("RUN-7", "post", "77", "pending")
    assert steward("audit", "list", "--target", "77", "--json").document["items"] == [old]
    assert steward("audit", "show", old["id"], "--json").document == old
    assert steward("audit", "show", str(old["sequence"]), "--json").document == old
    assert steward("audit", "show", "9999", "--json").error["code"] == "unknown_id"
    assert steward("audit", "list", "--where", "outcome=good", "--json").error["code"] == "bad_condition"
    assert steward("audit", "list", "--run", "run-00000", "--json").error["code"] == "unknown_id"
    table, lines = tmp_path / "record.csv", tmp_path / "record.jsonl"
    assert steward("audit", "export", "--to", str(table), "--form", "csv", "--outcome", "skipped").code == 0
    with table.open(newline="") as file:
        [row] = csv.DictReader(file)
    assert [row[name] for name in ("event", "outcome", "run", "target_kind", "target_id")] == [
        *("approval", "skipped", "", "post", "1")
    ]
    assert steward("audit", "export", "--to", str(lines), "--run", run, "--target", "1").code == 0
    assert [json.loads(line)["run"] for line in lines.read_text().splitlines()] == [run]
    assert steward("audit", "verify", "--json").document["ok"] is True


def begun_run(folder: Path) -> str:
    """The id of a run with entries of its own, beside what an older system recorded of one that it called RUN-7."""
    open_store(folder / "steward.db")
    with writing():
        number = begin_run("engine")
        old = add(RunTable, kind="post", status="completed", started_at=1)
        sql("INSERT INTO imports (id, kind, origin, started_at, state) VALUES (1, 'k', 'old', 1, 'completed')")
        sql("INSERT INTO legacy_refs VALUES ('old', 'runs', 'RUN-7', 'runs', ?, 1, 0)", (old,))
        [(action,)] = sql("SELECT id FROM actions")
        public = ids.public("runs", number)
        was = {"event": "action_attempt", "outcome": "pending", "run_id": "RUN-7"}
        chain.add_many(
            [
                ("error", None, None, {"code": "not_found", "run": public}),
                ("extract", None, action, {"run": public}),
                ("imported", None, None, {**was, "target_type": "post", "target": "77"}),
            ]
        )
    close()
    return public


def test_the_record_goes_out_in_two_forms_and_that_is_on_record(steward: Steward, act: str, tmp_path: Path) -> None:
    lines, table = tmp_path / "record.jsonl", tmp_path / "record.csv"
    first = steward("audit", "export", "--to", str(lines), "--json").document
    found = [json.loads(line) for line in lines.read_text().splitlines()]
    assert first["entries"] == len(found)
    assert [entry["previous"] for entry in found[1:]] == [entry["hash"] for entry in found[:-1]]
    assert steward("audit", "export", "--to", str(table), "--form", "csv", "--where", f"action={act}").code == 0
    with table.open(newline="") as file:
        assert {row["action"] for row in csv.DictReader(file)} == {act}
    assert table.stat().st_mode & 0o777 == 0o600
    assert [e["kind"] for e in steward("audit", "list", "--json").document["items"]].count("audit_exported") == 2
    again = steward("audit", "export", "--to", str(lines), "--json")
    assert (again.code, again.error["code"]) == (2, "file_exists")
    nowhere = steward("audit", "export", "--to", str(tmp_path / "no" / "x"), "--json")
    assert (nowhere.code, nowhere.error["code"]) == (2, "file_unwritable")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["record.csv", "record.jsonl"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}cmd") == f"'{start}cmd"
    assert (cell("plain"), cell(-3), cell(None)) == ("plain", -3, "")


def test_a_vault_that_is_not_there_is_neither_open_nor_locked(steward: Steward) -> None:
    for word in ("unlock", "lock"):
        ran = steward("vault", word, "--json")
        assert (ran.code, ran.error["code"]) == (4, "vault_missing"), word
        assert "steward vault init" in ran.error["hint"]
    shown = steward("vault", "status", "--json").document
    assert (shown["exists"], shown["locked"]) == (False, None)
    assert "There is no vault yet" in steward("vault", "status").out


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_receipt_can_be_checked_by_anybody(steward: Steward, act: str, tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "receipt.html"
    saved = steward("audit", "receipt", act, "--to", str(target), "--json").document
    assert (saved["signed"], saved["hidden"]) == (True, False)
    page = Page()
    page.feed(target.read_text())
    entry, message, key = (words for words in page.words if words.startswith(("[", "-----BEGIN")))
    shown = json.loads(message)
    signature = next(words for words in page.words if len(words) == 128)
    load_pem_public_key(key.encode()).verify(bytes.fromhex(signature), message.encode())  # type: ignore[union-attr, call-arg]
    assert sha256(entry.encode()).hexdigest() == shown[3]
    assert json.loads(entry)[0] == shown[2]
    verified = steward("audit", "verify", "--json").document
    assert (verified["ok"], verified["checkpoints"], verified["key"]) == (True, 1, "sealed")
    (folder / "audit.pub").write_text("22" * 32)
    assert steward("audit", "verify", "--json").document["reason"] == "key_forged"


def test_hostile_words_are_only_words(steward: Steward, act: str, folder: Path) -> None:
    document: dict[str, Any] = steward("audit", "receipt", act, "--json").document
    for name in ("handle", "kind", "state", "trigger", "code"):
        document["action"][name] = HOSTILE
    document["action"]["target"] = {"kind": HOSTILE, "id": HOSTILE, "url": f"javascript:{HOSTILE}"}
    document["decision"]["rules"][0] = {"rule": HOSTILE, "answer": HOSTILE, "figure": HOSTILE, "limit": HOSTILE}
    text = receipt_page.page(document, drawn(None, None, None), False, receipt_page.Proof(None, None, None))
    page = Page()
    page.feed(text)
    assert not {"script", "a", "iframe", "object", "link", "form"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "href"]
    assert "\u202e" not in text
    assert "\x07" not in text


def test_the_pictures_of_a_receipt_are_cut_marked_and_compared() -> None:
    (before, region), (after, _) = post_page(liked=False), post_page(liked=True)
    pictures = drawn(before, after, region)
    assert pictures.before is not None
    assert pictures.difference is not None
    assert pictures.whole_before is not None
    assert (pictures.before.width, pictures.before.height) == (pictures.difference.width, pictures.difference.height)
    assert pictures.before.width <= region[2] + 2 * receipt_pictures.MARGIN
    assert all(one.source.startswith("data:image/jpeg;base64,") for one in (pictures.before, pictures.whole_before))
    outside = drawn(before, after, [10**6, -50, 10, 10])
    assert outside.before is not None
    assert drawn(b"no picture", None, region) == receipt_pictures.Pictures(*[None] * 7)


def test_a_new_key_from_the_command_line(steward: Steward, act: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("five loud red herons\n")
    before = steward("vault", "status", "--json").document
    made = steward("vault", "rekey", "--json").document
    assert (made["done"], made["waiting"], made["shut"], made["retired"]) == (True, 0, [], 1)
    after = steward("vault", "status", "--json").document
    assert (after["keys"], after["key_id"] == before["key_id"]) == (1, False)
    vault = Vault(folder)
    vault.unlock_with_recovery(made["recovery_key"])
    assert not vault.unfinished
    weak = tmp_path / "weak"
    weak.write_text("aaa")
    assert (
        steward("vault", "rekey", "--new-passphrase-file", str(weak), "--json").error["code"] == "vault_weak_passphrase"
    )
    assert steward("vault", "rekey", "--new-passphrase-file", str(file), "--json").code == 0
    with pytest.raises(Exception, match="vault_wrong_passphrase"):
        vault.unlock(PASSPHRASE)
    vault.unlock("five loud red herons")


def test_the_pin_is_set_and_taken_away(steward: Steward, folder: Path, open_vault: None, tmp_path: Path) -> None:
    file = tmp_path / "pin"
    file.write_text("4711-blue\n")
    assert steward("vault", "set-pin", "--pin-file", str(file), "--json").document == {"pin": True}
    assert steward("vault", "status", "--json").document["pin"] is True
    file.write_text("1111")
    assert steward("vault", "set-pin", "--pin-file", str(file), "--json").error["code"] == "pin_weak"
    assert steward("vault", "set-pin", "--json").error["code"] == "not_answered"
    assert steward("vault", "set-pin", "--remove", "--json").document == {"pin": False}
    assert steward("vault", "status", "--json").document["pin"] is False


def test_it_is_said_where_a_key_is_from(
    steward: Steward, folder: Path, open_vault: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert steward("vault", "keys", "--json").document["items"] == []
    open_store(folder / "steward.db")
    add(ProviderTable, kind="llm", name="office", name_norm="office", created_at=1)
    close()
    assert steward("vault", "keys", "--json").document["items"][0]["key"] is None
    monkeypatch.setenv("STEWARD_KEY_OFFICE", "canary-of-a-key")
    shown = steward("vault", "keys", "--json")
    assert shown.document["items"][0] | {"id": ""} == {
        "id": "",
        "kind": "llm",
        "name": "office",
        "key": "from environment",
        "variable": "STEWARD_KEY_OFFICE",
    }
    assert "canary" not in shown.out

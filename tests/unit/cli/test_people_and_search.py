"""People, blocklist, search and retention, through the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from models import ids
from models.base import add
from models.database import close, connect, sql
from models.person import see_person
from models.post import see_post
from models.thread import MessageTable, ThreadTable
from tests.fakes import old_engagement
from tests.unit.cli.conftest import Steward

NAME = "zephyrina_quill"
SITE = "127.0.0.1:9"


@pytest.fixture
def known(steward: Steward, folder: Path, alice: str, open_vault: None) -> str:
    """A person of the practice network, with a post, a conversation and something that waits."""
    own = ids.number("accounts", alice) or 0
    connect(folder / "steward.db")
    she = see_person("practice", SITE, NAME, bio="writes about herons")
    see_person("x", "", "zq_second")
    see_post("practice", SITE, "41", "http://127.0.0.1:9/posts/41", NAME, "a heron at dawn", she)
    thread = add(
        ThreadTable, account_id=own, platform="practice", instance=SITE, participant=NAME, participant_norm=NAME,
        person_id=she, first_seen_at=1,
    )  # fmt: skip
    add(MessageTable, thread_id=thread, is_ours=False, sender=NAME, kind="text", sealed_text=b"s", first_seen_at=1)
    close()
    wish = steward("act", "follow", "--account", alice, "--url", f"http://127.0.0.1:9/@{NAME}", "--json")
    assert wish.code == 0, wish
    return str(wish.document["action"]["id"])


def test_search_finds_what_was_just_written(steward: Steward, known: str) -> None:
    nouns = [hit["noun"] for hit in steward("search", "heron", "--json").document["items"]]
    assert sorted(nouns) == ["people", "posts"]
    [hit] = steward("search", "heron", "dawn", "--in", "posts,comments", "--json").document["items"]
    assert (hit["title"].split(" · ")[0], hit["excerpt"]) == (NAME, "a heron at dawn")
    assert steward("search", "quiet_hours", "--json").document["items"][0]["id"] == "quiet_hours"
    wrong = steward("search", "x", "--in", "drawers", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "unknown_noun")


def test_an_opt_out_by_one_handle_withdraws_what_waits_for_another(steward: Steward, known: str) -> None:
    said = steward("people", "opt-out", "x:zq_second", "--json").document
    assert (said["platform"], said["subject"], said["removed"]) == ("x", "zq_second", 0)
    linked = steward("people", "link", f"practice:{NAME}", "x:zq_second", "--json").document
    assert ([h["handle"] for h in linked["handles"]], linked["removed"]) == ([f"practice:{NAME}", "x:zq_second"], 1)
    assert steward("queue", "show", known, "--json").document["action"]["code"] == "opt_out"


def test_who_opted_out_before_they_were_known_is_covered_once_they_are_linked(
    steward: Steward, folder: Path, known: str
) -> None:
    assert steward("people", "opt-out", "x:zq_third", "--json").document["removed"] == 0
    connect(folder / "steward.db")
    see_person("x", "", "zq_third")
    close()
    assert steward("people", "link", f"practice:{NAME}", "x:zq_third", "--json").document["removed"] == 1
    assert steward("queue", "show", known, "--json").document["action"]["code"] == "opt_out"


def test_an_opt_out_covers_whoever_has_that_name_on_any_instance(steward: Steward, folder: Path, known: str) -> None:
    connect(folder / "steward.db")
    here, _ = (see_person("mastodon", instance, "alex") for instance in ("one.test", "two.test"))
    close()
    steward("people", "link", f"practice:{NAME}", ids.public("people", here))
    assert steward("people", "opt-out", "mastodon:alex", "--json").document["removed"] == 1
    assert steward("queue", "show", known, "--json").document["action"]["code"] == "opt_out"


def test_a_person_is_erased_and_the_record_holds(steward: Steward, folder: Path, known: str) -> None:
    shown = steward("people", "dossier", f"@{NAME}", "--json").document
    assert (shown["counts"]["messages"], shown["sealed"]["messages"], shown["counts"]["actions"]) == (1, 1, 1)
    [person], [letter], [wish] = (shown["tables"][table] for table in ("people", "messages", "actions"))
    assert (person["is_tracked"], person["id"][:4], letter["sender_id"]) == (False, "prf-", None)
    assert letter["thread_id"] == shown["tables"]["threads"][0]["id"]
    assert (wish["id"], wish["account_id"][:4], wish["parameters"], wish["created_at"][-6:]) == (
        known, "acc-", {}, "+00:00",
    )  # fmt: skip
    assert steward("people", "opt-out", f"practice:{NAME}").code == 0
    done = steward("people", "erase", f"@{NAME}", "--yes", "--json").document
    assert done["receipt"]["looked_through"]["still_named_in"] == []
    assert done["receipt"]["opted_out"] is True
    assert [p for p in folder.rglob("*") if p.is_file() and NAME.encode() in p.read_bytes().lower()] == []
    assert steward("audit", "verify", "--json").document["ok"] is True
    assert steward("store", "check", "--json").document["ok"] is True
    gone = steward("people", "dossier", f"@{NAME}", "--json")
    assert (gone.code, gone.error["code"]) == (2, "unknown_person")
    assert steward("search", "heron", "--json").document["items"] == []
    again = ("act", "follow", "--account", "practice:alice", "--url", f"http://127.0.0.1:9/@{NAME}", "--json")
    assert steward(*again).document["action"]["state"] == "refused"


def test_erasing_asks_for_the_name(steward: Steward, known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.cli.people.at_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "somebody")
    asked = steward("people", "erase", f"@{NAME}", "--json")
    assert (asked.code, asked.error["code"]) == (2, "not_confirmed")
    assert steward("people", "dossier", f"@{NAME}", "--json").code == 0


def test_a_script_types_the_name_with_the_command(steward: Steward, folder: Path, known: str) -> None:
    by_id = steward("people", "list", "--json").document["items"][0]["id"]
    asked = steward("people", "erase", by_id, "--json")
    assert (asked.code, asked.error["code"]) == (2, "not_confirmed")
    assert steward("people", "erase", f"@{NAME}", "--json").code == 0


def test_a_dossier_is_handed_over_in_a_private_file(
    steward: Steward, tmp_path: Path, alice: str, open_vault: None
) -> None:
    connected = tmp_path / "profile" / "steward.db"
    connect(connected)
    see_person("practice", SITE, NAME)
    close()
    target = tmp_path / "dossier.json"
    assert steward("people", "export", f"@{NAME}", "--to", str(target)).code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(target.read_text())["person"]["names"] == [NAME]
    beside = tmp_path / "letter.json.new"
    beside.write_text("mine")
    (tmp_path / "letter.json").write_text("mine too")
    again = steward("people", "export", f"@{NAME}", "--to", str(tmp_path / "letter.json"), "--json")
    assert (again.code, again.error["code"]) == (2, "file_exists")
    nowhere = steward("people", "export", f"@{NAME}", "--to", str(tmp_path / "no" / "such.json"), "--json")
    assert (nowhere.code, nowhere.error["code"]) == (2, "file_unwritable")
    assert [beside.read_text(), (tmp_path / "letter.json").read_text()] == ["mine", "mine too"]


def test_own_accounts_are_no_people(steward: Steward, folder: Path, alice: str) -> None:
    connect(folder / "steward.db")
    see_person("practice", SITE, "alice")
    close()
    refused = steward("people", "erase", "@alice", "--yes", "--json")
    assert (refused.code, refused.error["code"]) == (2, "own_account")


def test_the_blocklist_goes_out_and_comes_in(steward: Steward, folder: Path, tmp_path: Path) -> None:
    steward("blocklist", "add", "free money", "--what", "keyword", "--reason", '=HYPERLINK("x")')
    steward("blocklist", "add", "@bob", "--platform", "x", "--expires", "2099-01-01T00:00+00:00")
    out = tmp_path / "list.csv"
    assert steward("blocklist", "export", str(out), "--json").document["entries"] == 2
    assert ",=" not in out.read_text()
    again = steward("blocklist", "import", str(out), "--json").document
    assert (again["read"], again["written"], again["known"]) == (2, 0, 2)
    connect(folder / "steward.db")
    sql("DELETE FROM blocklist")
    close()
    assert steward("blocklist", "import", str(out), "--json").document["written"] == 2
    [bob, money] = sorted(steward("blocklist", "list", "--json").document["items"], key=lambda row: row["subject"])
    assert (bob["platform"], bob["expires_at"][:4], money["reason"]) == ("x", "2099", '=HYPERLINK("x")')


def test_a_bad_line_of_a_blocklist_is_told_and_the_rest_is_kept(steward: Steward, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("subject,what,match,expires_at\nbob,,,\n(a+)+,keyword,regex,\n,,,\neve,,,tomorrow\n")
    came = steward("blocklist", "import", str(file), "--json").document
    assert (came["written"], [bad["line"] for bad in came["refused"]]) == (1, [2, 3, 4])
    file.write_text("name\nbob\n")
    wrong = steward("blocklist", "import", str(file), "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "blocklist_unreadable")


def test_an_entry_is_changed(steward: Steward) -> None:
    name = steward("blocklist", "add", "spam", "--what", "keyword", "--json").document["id"]
    changed = steward("blocklist", "edit", name, "--match", "contains", "--reason", "noise", "--json").document
    assert (changed["match"], changed["reason"]) == ("contains", "noise")
    assert steward("blocklist", "show", name, "--json").document["subject"] == "spam"
    wrong = steward("blocklist", "edit", name, "--match", "regex", "--subject", "(x+)+", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "bad_pattern")
    assert steward("blocklist", "edit", name, "--json").error["code"] == "nothing_to_change"


def test_retention_is_shown_before_it_is_done(steward: Steward, folder: Path, alice: str) -> None:
    connect(folder / "steward.db")
    see_post("practice", SITE, "1", "http://127.0.0.1:9/posts/1", "bob", "old")
    sql("UPDATE posts SET updated_at = 1")
    close()
    shown = steward("store", "retention", "--dry-run", "--json").document
    assert {row["class"]: row["due"] for row in shown["classes"]}["posts"] == 1
    assert steward("store", "retention", "--json").document["gone"]["posts"] == 1
    assert steward("store", "retention", "--dry-run", "--json").document["due"] == 0
    assert steward("archive", "search", "anything", "--json").document["items"] == []


def test_nothing_of_who_was_erased_comes_back_with_the_same_store(
    steward: Steward, tmp_path: Path, folder: Path, open_vault: None
) -> None:
    rows = old_engagement.small()
    said = "found1 (Found One, Elm Street 5) has blocked us"
    told = {"error": {"code": "E1", "message": said}, "result": {"seen": said}, "verification_id": None}
    tried = old_engagement.attempt(60, "follow", "user", old_engagement.uid("usr", 1), "failed", **told)
    rows["action_attempts"] = [*rows["action_attempts"], tried]
    old_store = str(old_engagement.store(tmp_path / "old.db", rows))
    assert steward("store", "import", "engagement-store", old_store, "--json").code == 0
    assert steward("people", "erase", "@found1", "--json").code == 0
    again = steward("store", "import", "engagement-store", old_store, "--json").document
    refused = [json.loads(line) for line in Path(again["rejects"]).read_text(encoding="utf-8").splitlines()]
    comment = next(line for line in refused if line["table"] == "comments")
    assert comment["row"]["text"] == "(left out)"
    assert comment["row"]["like_count"] is not None
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).lower()
    assert [word for word in (b"found1", b"found one", b"elm street") if word in whole] == []


def test_a_person_leaves_the_refused_rows_however_the_name_is_written(
    steward: Steward, tmp_path: Path, folder: Path, open_vault: None
) -> None:
    rows = old_engagement.small()
    rows["platform_users"][1]["username"] = "jürgen_mühl"
    rows["posts"] += [old_engagement.post(9, post_url="javascript:alert(1)", author_username="jürgen_mühl")]
    old_store = str(old_engagement.store(tmp_path / "old.db", rows))
    brought = steward("store", "import", "engagement-store", old_store, "--json").document
    rejects = Path(brought["rejects"])
    [line] = map(json.loads, rejects.read_text(encoding="utf-8").splitlines())
    assert line["row"]["author_username"] == "jürgen_mühl"
    assert steward("people", "erase", "@jürgen_mühl", "--json").code == 0
    [line] = map(json.loads, rejects.read_text(encoding="utf-8").splitlines())
    assert set(line["row"]["author_username"]) == {"x"}


def test_who_was_erased_does_not_come_back_with_an_old_store(
    steward: Steward, tmp_path: Path, folder: Path, open_vault: None
) -> None:
    old_store = str(old_engagement.store(tmp_path / "old.db"))
    assert steward("store", "import", "engagement-store", old_store, "--json").code == 0
    assert steward("people", "erase", "@found2", "--json").code == 0
    again = steward("store", "import", "engagement-store", old_store, "--origin", "another", "--json")
    assert any("erased again: 1" in note for note in again.document["notes"])
    there = [person["username"] for person in steward("people", "list", "--json").document["items"]]
    assert there == ["found1"]
    assert steward("audit", "verify", "--json").document["ok"] is True

"""Bringing a LinkedIn post store along from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.fakes import old_linkedin as old
from tests.fakes import old_tiktok_files
from tests.unit.cli.conftest import Steward


def test_a_store_is_looked_at_brought_along_and_found_again(steward: Steward, tmp_path: Path) -> None:
    file = str(old.new_store(tmp_path / "posts.db"))
    trial = steward("store", "import", "linkedin-store", file, "--dry-run", "--json")
    assert trial.code == 0, trial
    assert (trial.document["dry_run"], trial.document["tables"]["posts"]["written"]) == (True, 3)
    assert steward("posts", "list", "--json").document["items"] == []
    done = steward("store", "import", "linkedin-store", file, "--json")
    assert done.code == 0, done
    assert done.document["tables"]["posts"] == {"read": 3, "written": 3, "merged": 0, "refused": 0}
    assert done.document["tables"]["action_queue"]["refused"] == 3
    assert Path(done.document["rejects"]).is_file()
    [(reason, times)] = done.document["refusals"].items()
    assert (reason.partition(":")[0], times) == ("action_queue.account", 3)
    assert trial.document["refusals"] == done.document["refusals"]
    assert steward("posts", "show", "p-a1b2c300", "--json").document["external_id"] == old.post(0)["urn"]
    person = steward("people", "show", "prf-9abc0def", "--json").document
    assert (person["display_name"], person["posts_seen"]) == ("Wanda Writer", 1)
    assert "- Refused: action_queue.account: " in steward("store", "import", "linkedin-store", file).out
    again = steward("store", "import", "linkedin-store", file, "--json").document
    assert {counts["written"] for counts in again["tables"].values()} == {0}


@pytest.mark.usefixtures("open_vault")
def test_files_lie_where_the_person_says_and_come_back_with_a_backup(
    steward: Steward, folder: Path, tmp_path: Path
) -> None:
    found = old.new_rows()
    found["post_media"][0]["local_file_path"] = "one.png"
    file = str(old.new_store(tmp_path / "posts.db", found))
    place = tmp_path / "cache"
    place.mkdir()
    Image.new("RGB", (4, 3)).save(place / "one.png")
    nowhere = steward("store", "import", "linkedin-store", file, "--media", str(tmp_path / "none"), "--json")
    assert nowhere.error["code"] == "file_unreadable"
    trial = steward("store", "import", "linkedin-store", file, "--media", str(place), "--dry-run", "--json").document
    assert any("would be copied" in note for note in trial["notes"])
    assert not (folder / "evidence" / "media").exists()
    assert steward("store", "import", "linkedin-store", file, "--media", str(place)).code == 0
    [shown] = steward("posts", "show", "p-a1b2c300", "--json").document["media"]
    kept = folder / "evidence" / shown["path"]
    assert kept.read_bytes() == (place / "one.png").read_bytes()
    assert (shown["mime"], shown["bytes"], shown["width"]) == ("image/png", kept.stat().st_size, 4)
    assert steward("store", "backup", "--to", str(tmp_path / "kept")).code == 0
    kept.write_bytes(b"altered")
    assert steward("store", "check").code == 1
    kept.unlink()
    assert steward("store", "restore", str(tmp_path / "kept"), "--sections", "people").code == 0
    assert kept.read_bytes() == (place / "one.png").read_bytes()


@pytest.mark.usefixtures("open_vault")
def test_the_queue_comes_with_an_account_and_waits_for_approval(steward: Steward, alice: str, tmp_path: Path) -> None:
    file = str(old.new_store(tmp_path / "posts.db"))
    done = steward("store", "import", "linkedin-store", file, "--account", alice, "--json")
    assert done.document["tables"]["action_queue"]["written"] == 3
    shown = steward("queue", "show", "act-99aabb00", "--json").document
    assert shown["action"]["state"] == "awaiting_approval"
    assert shown["beside"] == {
        "run_id": None, "parameters": {"reaction": "celebrate"}, "user_notes": "because it is good", "system_notes": "",
    }  # fmt: skip
    kept = [path.read_bytes() for path in tmp_path.rglob("steward.db*")]
    assert kept
    assert b"Well said" not in b"".join(kept)


def test_text_that_would_be_sealed_wants_a_vault_before_anything_is_written(
    steward: Steward, alice: str, tmp_path: Path
) -> None:
    file = str(old.new_store(tmp_path / "posts.db"))
    refused = steward("store", "import", "linkedin-store", file, "--account", alice, "--json")
    assert (refused.code, refused.error["code"]) == (4, "vault_missing")
    assert steward("posts", "list", "--json").document["items"] == []


def test_a_folder_of_result_files_and_the_trackers_folders_come_along(steward: Steward, tmp_path: Path) -> None:
    old.result_file(tmp_path / "results" / "one.json", [old.item(number) for number in range(4)])
    done = steward("store", "import", "linkedin-store", str(tmp_path / "results"), "--json")
    assert done.document["tables"]["items"]["written"] == 4
    tracker = old_tiktok_files.folders(tmp_path / "tracker")
    done = steward("store", "import", "tiktok-tracker", str(tracker), "--json")
    assert done.document["tables"]["comments"]["written"] == 4
    found = steward("comments", "list", "--json").document["items"]
    assert {each["author"] for each in found} == {"bob", "carol", "dan"}


def test_what_is_no_such_store_is_bad_input(steward: Steward, tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    file.write_text("{}")
    refused = steward("store", "import", "engagement-store", str(file), "--json")
    assert (refused.code, refused.error["code"]) == (2, "import_not_that")
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = steward("store", "import", "linkedin-store", str(empty), "--json")
    assert (refused.code, refused.error["code"]) == (2, "import_not_that")


@pytest.mark.usefixtures("open_vault")
def test_an_act_that_was_under_way_is_asked_about_once(steward: Steward, alice: str, tmp_path: Path) -> None:
    bring = ("store", "import", "linkedin-store", str(old.new_store(tmp_path / "posts.db")), "--account", alice)
    first = steward(*bring, "--json").document["import"]
    [act] = steward("queue", "list", "--where", "state=needs_review", "--json").document["items"]
    [asked] = steward("reviews", "list", "--json").document["items"]
    assert (asked["action_id"], asked["handle"], asked["code"]) == (act["id"], "practice:alice", "needs_review")
    assert steward(*bring).code == 0
    assert len(steward("reviews", "list", "--json").document["items"]) == 1
    assert steward("imports", "undo", first).code == 0
    assert steward("reviews", "list", "--json").document["items"] == []
    assert steward("queue", "list", "--where", "state=needs_review", "--json").document["items"] == []
    assert steward(*bring).code == 0
    [asked] = steward("reviews", "list", "--json").document["items"]
    assert steward("reviews", "resolve", asked["id"], "--did-not").code == 0
    assert steward("reviews", "list", "--json").document["items"] == []


def test_a_folder_of_other_files_is_no_store(steward: Steward, alice: str, tmp_path: Path) -> None:
    assert steward("store", "backup", "--to", str(tmp_path / "kept")).code == 0
    for kind in ("tiktok-tracker", "linkedin-store", "apify"):
        ran = steward("store", "import", kind, str(tmp_path / "kept"), "--json")
        assert (ran.code, ran.error["code"]) == (2, "import_not_that"), kind
    assert steward("imports", "list", "--json").document["items"] == []

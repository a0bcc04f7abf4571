"""The TikTok modules' folders: followed videos with their readings, comments with answers, what searches found."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from automation.imports.undo import undo
from models.base import meant
from models.database import sql
from tests.fakes import old_tiktok_files as old
from tests.fakes.importing import import_store, rows, written

pytestmark = pytest.mark.usefixtures("store")

KIND = "tiktok-tracker"


def bring(tmp_path: Path, **files: Any) -> dict[str, Any]:
    return import_store(KIND, old.folders(tmp_path / "tracker", **files), tmp_path)


def follow(tmp_path: Path, **fields: Any) -> dict[str, Any]:
    return bring(tmp_path, **{f"tracked_posts/{old.VIDEO}.json": old.tracked(**fields)})


def refusals(report: dict[str, Any]) -> set[tuple[str, str]]:
    lines = map(json.loads, Path(report["rejects"]).read_text().splitlines())
    return {(line["key"], line["column"]) for line in lines}


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def test_every_entry_is_taken_and_a_second_time_none(tmp_path: Path) -> None:
    first = bring(tmp_path)
    assert written(first) == {"tracked_posts": 1, "videos": 1, "users": 1, "comments": 4, "hashtags": 0}
    assert first["tables"]["hashtags"]["merged"] == 1
    assert (first["rejects"], first["unknown_columns"], first["missing_tables"]) == (None, {}, [])
    second = import_store(KIND, tmp_path / "tracker", tmp_path)
    assert second["nouns"] == {}
    assert all(counts[word] == 0 for counts in second["tables"].values() for word in ("written", "merged", "refused"))


def test_a_followed_video_keeps_its_schedule_and_is_armed_by_nobody(tmp_path: Path) -> None:
    report = bring(tmp_path)
    [post] = rows("posts", "external_id = ?", old.VIDEO)
    assert (post["author"], post["views"], post["likes"]) == ("wanda.films", 900, 80)
    assert json.loads(post["hashtags"]) == ["lyon", "film"]
    [plan] = rows("check_plans")
    assert (plan["post_id"], plan["account_id"], plan["done"], plan["complete"]) == (post["id"], None, 2, 0)
    assert plan["next_at"] == ms("2025-11-23T10:00:00+00:00")
    assert plan["started_at"] == ms(old.STARTED)
    readings = {row["taken_at"]: row for row in rows("snapshots", "post_id = ?", post["id"])}
    steps = sql("SELECT due_at, done_at, snapshot_id FROM check_steps ORDER BY position")
    assert [due for due, _, _ in steps] == [ms(text) for text in old.tracked()["check_schedule"]]
    assert [done is not None for _, done, _ in steps] == [True, True, False, False]
    assert [read for _, _, read in steps] == [row["id"] for _, row in sorted(readings.items())] + [None, None]
    assert {row["views"] for row in readings.values()} == {100, 900}
    assert {json.loads(row["counts"]).get("saves") for row in readings.values()} == {None, 9}
    assert any("nothing is read until a person says" in note for note in report["notes"])


def test_a_schedule_may_say_its_times_in_more_than_one_way(tmp_path: Path) -> None:
    follow(
        tmp_path,
        check_schedule=[
            {"hours_after": 1, "completed": True, "completed_at": "2025-11-20T11:03:00Z"},
            {"scheduled_at": "2025-11-21 10:00:00", "completed": True},
            1_763_892_000,
            {"days": 7},
            24,
            {"soon": True},
        ],
        checks_completed=None,
        next_check_at=None,
        metrics=[],
    )
    steps = sql("SELECT due_at, done_at FROM check_steps ORDER BY position")
    assert steps == [
        (ms("2025-11-20T11:00:00+00:00"), ms("2025-11-20T11:03:00+00:00")),
        (ms("2025-11-21T10:00:00+00:00"), ms("2025-11-21T10:00:00+00:00")),
        (1_763_892_000_000, None),
        (ms("2025-11-27T10:00:00+00:00"), None),
    ]
    assert sql("SELECT done, next_at FROM check_plans") == [(2, 1_763_892_000_000)]


def test_a_finished_schedule_has_no_next_time(tmp_path: Path) -> None:
    follow(tmp_path, tracking_complete=True, checks_completed=4)
    assert sql("SELECT complete, done, next_at FROM check_plans") == [(1, 4, None)]
    assert sql("SELECT count(*) FROM check_steps WHERE done_at IS NULL") == [(0,)]


def test_comments_know_whose_answer_they_are(tmp_path: Path) -> None:
    bring(tmp_path)
    found = {row["external_id"]: row for row in rows("comments")}
    one, two, answer, other = (found[old.comment(number)["id"]] for number in (1, 2, 3, 4))
    assert (one["parent_id"], one["is_reply"], one["replies"], one["likes"]) == (None, 0, 1, 1)
    assert (answer["parent_id"], answer["is_reply"], answer["author"]) == (one["id"], 1, "carol")
    assert (other["parent_id"], other["is_reply"]) == (two["id"], 1)
    [post] = rows("posts", "external_id = ?", old.VIDEO)
    assert {row["post_id"] for row in found.values()} == {post["id"]}
    assert two["text"] == old.comment(2)["text"]
    assert two["posted_at"] == old.comment(2)["create_time"] * 1000
    [bob] = rows("people", "username = 'bob'")
    assert (two["author_id"], bob["platform_user_id"]) == (bob["id"], old.user("bob")["id"])


def looked(tmp_path: Path, name: str, at: int, **figures: int) -> Path:
    """A file of one comment that was written at a time (s)."""
    path = old.folders(tmp_path / "tracker", **{f"extracted_data/{name}": {"comments": [old.comment(2, **figures)]}})
    os.utime(path / "extracted_data" / name, (at, at))
    os.utime(path / "extracted_data" / "comments.json", (1_763_700_000, 1_763_700_000))
    return path


def test_a_later_look_at_a_comment_refreshes_its_figures(tmp_path: Path) -> None:
    def figures(likes: int, replies: int) -> tuple[int, ...]:
        report = import_store(KIND, path, tmp_path)
        [row] = rows("comments", "external_id = ?", old.comment(2)["id"])
        assert (row["likes"], row["replies"]) == (likes, replies)
        return row["updated_at"], sum(counts["merged"] for counts in report["tables"].values())

    path = looked(tmp_path, "later.json", 1_763_700_000)
    assert figures(2, 0)[0] == 1_763_700_000_000
    looked(tmp_path, "later.json", 1_763_800_000, digg_count=70, reply_total=5)
    assert figures(70, 5) == (1_763_800_000_000, 1)
    assert figures(70, 5)[1] == 0
    # Whatever the order of the files' names, the latest look counts, and it counts once.
    looked(tmp_path, "m.json", 1_763_900_000, digg_count=90, reply_total=6)
    looked(tmp_path, "z.json", 1_763_850_000, digg_count=80, reply_total=9)
    assert figures(90, 6)[0] == 1_763_900_000_000
    assert figures(90, 6)[1] == 0


def test_an_author_known_by_a_shown_name_alone_stands_beside_the_words(tmp_path: Path) -> None:
    nameless = old.comment(7, user={"nickname": "Zoë of the Hills ✨"})
    handle = old.comment(8, user={"nickname": "plain.name"})
    report = bring(tmp_path, **{"extracted_data/more.json": {"comments": [nameless, handle]}})
    found = {row["external_id"]: row for row in rows("comments")}
    assert (found[nameless["id"]]["author"], found[nameless["id"]]["author_id"]) == ("Zoë of the Hills ✨", None)
    assert found[handle["id"]]["author_id"] == rows("people", "username = 'plain.name'")[0]["id"]
    assert any("only by the name they show" in note for note in report["notes"])


def test_what_searches_found_is_posts_people_and_hashtags(tmp_path: Path) -> None:
    bring(tmp_path)
    [video] = rows("posts", "external_id = ?", old.OTHER)
    assert (video["views"], video["comments"], video["author"]) == (5000, 30, "carol")
    assert video["url"] == f"https://www.tiktok.com/@carol/video/{old.OTHER}"
    [erin] = rows("people", "username = 'erin'")
    assert (erin["followers"], erin["is_verified"], erin["is_tracked"]) == (12, 1, 0)
    [reading] = rows("snapshots", "person_id IS NOT NULL")
    assert (reading["person_id"], reading["followers"]) == (erin["id"], 12)
    lyon = rows("hashtags", "name = 'lyon'")[0]
    assert lyon["views"] == 12345
    assert len(rows("post_hashtags", "hashtag_id = ?", lyon["id"])) == 2
    assert rows("accounts") == []


def test_one_folder_or_one_file_is_enough(tmp_path: Path) -> None:
    root = old.folders(tmp_path / "tracker")
    assert written(import_store(KIND, root / "tracked_posts", tmp_path)) == {"tracked_posts": 1}
    assert written(import_store(KIND, root / "extracted_data" / "comments.json", tmp_path)) == {"comments": 4}


def test_bad_entries_are_refused_one_by_one(tmp_path: Path) -> None:
    bad = [
        old.comment(11, create_time="later"),
        old.comment(12, digg_count="lots"),
        {**old.comment(13), "id": None},
        {**old.comment(14), "video_id": None},
        "no comment",
        old.comment(1, text="the same id again"),
    ]
    report = bring(
        tmp_path,
        **{
            "extracted_data/bad.json": {"data": {"comments": bad}},
            "extracted_data/half.json": '{"data": {"comments": [',
            "extracted_data/what.json": {"weather": "fine"},
            "tracked_posts/1.json": old.tracked("1", check_schedule="always"),
            "tracked_posts/2.json": old.tracked("2", metrics=[{"views": 1}]),
            "tracked_posts/3.json": {"url": "https://www.tiktok.com/@w/about", "check_schedule": []},
        },
    )
    why = refusals(report)
    assert why >= {
        (old.comment(11)["id"], "create_time"),
        (old.comment(12)["id"], "digg_count"),
        (old.comment(14)["id"], "video_id"),
        ("1", "check_schedule"),
        ("2", "metrics"),
        ("", "id"),
        ("", "video_id"),
    }
    assert len([column for _, column in why if column == "file"]) == 3
    assert len(rows("comments")) == 4


def test_an_answer_to_a_comment_that_is_not_there_stands_alone(tmp_path: Path) -> None:
    lost = old.comment(21, parent_id="7310000000000099999")
    report = bring(tmp_path, **{"extracted_data/lost.json": {"comments": [lost]}})
    [row] = rows("comments", "external_id = ?", lost["id"])
    assert (row["parent_id"], row["is_reply"]) == (None, 1)
    assert any("not here" in note for note in report["notes"])


def test_all_of_it_can_be_taken_back_answers_too(tmp_path: Path) -> None:
    report = bring(tmp_path)
    done = undo(meant("imports", report["import"]), tmp_path / "evidence", lambda: False)
    assert (done["left"], done["cancelled"]) == ({}, False)
    assert done["removed"]["comments"] == 4
    for table in report["nouns"]:
        assert rows(table) == []


def test_fields_that_nobody_named_are_told(tmp_path: Path) -> None:
    report = follow(tmp_path, mood="calm")
    assert report["unknown_columns"] == {"tracked_posts": ["mood"]}

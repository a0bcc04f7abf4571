"""A LinkedIn post store comes along in both its forms: ids kept, the queue under an account, nothing armed."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.queue import backlog
from automation.values import Intent, Target
from models import clock, ids
from models.account import add_account
from models.database import close, sql
from models.enums import ActionKind, TargetKind
from models.errors import BadInput
from models.legacy import row_of
from models.migrations.runner import open_store
from models.tag import TagTable
from tests.fakes import old_linkedin as old
from tests.fakes.house import seal
from tests.fakes.importing import OWN_KEY, import_store, opened, rows, written
from tests.fakes.old_tables import Rows

pytestmark = pytest.mark.usefixtures("store")

KIND = "linkedin-store"
PREFIXED = {
    "posts": "p-a1b2c300", "snapshots": "dl-e5f6a7b8", "runs": "run-12345678", "people": "prf-9abc0def",
    "tags": "tag-fedcba98", "person_tags": "pft-11223344", "post_tags": "ptg-55667788", "media": "med-ddeeff00",
    "actions": "act-99aabb00",
}  # fmt: skip


@pytest.fixture
def owner() -> int:
    return add_account("linkedin", "", "wanda", "https://www.linkedin.com").id


def bring(tmp_path: Path, found: Rows | None = None, **options: Any) -> dict[str, Any]:
    file = tmp_path / "old.db"
    file.unlink(missing_ok=True)
    return import_store(KIND, old.new_store(file, found), tmp_path, **options)


def refusals(report: dict[str, Any]) -> dict[str, tuple[str, str]]:
    lines = map(json.loads, Path(report["rejects"]).read_text().splitlines())
    return {line["key"]: (line["column"], line["reason"]) for line in lines}


def test_every_row_is_taken_once_under_the_id_it_had(tmp_path: Path, owner: int) -> None:
    first = bring(tmp_path, account=owner)
    assert written(first) == {table: len(found) for table, found in old.new_rows().items()}
    assert (first["rejects"], first["unknown_columns"], first["missing_tables"]) == (None, {}, [])
    for table, name in PREFIXED.items():
        assert rows(table, "id = ?", ids.number(table, name))
    second = bring(tmp_path, account=owner)
    assert second["nouns"] == {}
    assert all(counts[word] == 0 for counts in second["tables"].values() for word in ("written", "merged", "refused"))


def test_a_post_keeps_all_that_was_known_of_it(tmp_path: Path) -> None:
    bring(tmp_path)
    [post] = rows("posts", "id = ?", ids.number("posts", "p-a1b2c301"))
    [writer] = rows("people", "username = 'writer-1'")
    assert post["external_id"] == old.post(1)["urn"]
    assert post["external_urn"] == old.post(1)["full_urn"]
    assert (post["is_read"], post["is_marked"], post["post_kind"]) == (1, 1, "regular")
    assert post["posted_at"] == (old.POSTED + 1) * 1000
    assert (post["author"], post["author_id"]) == ("writer-1", writer["id"])
    assert json.loads(zlib.decompress(post["payload"])) == old.item(1)
    assert post["kept_from"] is not None
    assert "🌿 مرحبا <b>bold</b>" in post["text"]
    assert (writer["is_tracked"], writer["notes"], writer["display_name"]) == (1, "met in Lyon", "Wanda Writer")
    [reading] = rows("snapshots")
    assert (reading["reactions"], reading["likes"], reading["comments"], reading["shares"]) == (120, 90, 14, 3)
    counts = json.loads(reading["counts"])
    assert (counts["support"], counts["love"]) == (10, 20)
    [counted] = rows("posts", "reactions IS NOT NULL")
    assert (counted["reactions"], counted["counted_at"]) == (120, reading["taken_at"])
    [medium] = rows("media")
    assert (medium["bytes"], medium["analysis_state"]) == (2048, "completed")
    assert json.loads(medium["analysis"]) == {"description": "a tree"}


def test_a_run_tells_nothing_of_whose_machine_it_was_on(tmp_path: Path) -> None:
    bring(tmp_path)
    [run] = rows("runs")
    assert json.loads(run["system"]) == {"version": "1.2", "os": "Linux"}
    assert (run["fetched"], run["fresh"], run["updated"], run["status"]) == (3, 2, 1, "completed")


def test_the_queue_waits_for_an_account(tmp_path: Path, owner: int) -> None:
    without = bring(tmp_path)
    assert written(without)["action_queue"] == 0
    assert {column for column, _ in refusals(without).values()} == {"account"}
    assert "Well said" not in Path(without["rejects"]).read_text()
    report = bring(tmp_path, account=owner)
    assert written(report)["action_queue"] == 3
    states = {row["kind"]: row["state"] for row in rows("actions")}
    assert states == {"like": "awaiting_approval", "comment": "unconfirmed", "save": "needs_review"}
    [comment] = rows("actions", "kind = 'comment'")
    assert opened(comment["sealed_text"], f"actions|{comment['id']}|text") == "Well said, Wanda"
    assert "Well said" not in comment["parameters"]
    [like] = rows("actions", "kind = 'like'")
    assert (json.loads(like["parameters"]), like["user_notes"]) == ({"reaction": "celebrate"}, "because it is good")
    [verdict] = rows("verifications")
    assert (verdict["answer"], verdict["method"], verdict["action_id"]) == ("unclear", "imported", comment["id"])


def test_what_the_queue_says_was_done_is_not_done_again(tmp_path: Path, owner: int) -> None:
    bring(tmp_path, account=owner)
    post = old.post(1)
    wish = Intent(owner, ActionKind.COMMENT, post["url"], "Well said, Wanda")
    accepted = backlog.accept(wish, Target(TargetKind.POST, post["url"], post["urn"]), seal, OWN_KEY)
    assert not accepted.new
    assert [row["account_id"] for row in rows("ledger")] == [owner]


def test_every_recent_try_of_the_queue_fills_a_cap(tmp_path: Path, owner: int) -> None:
    now, found = clock.to_iso(clock.now()), old.new_rows()
    states = ("completed", "failed", "in_progress", "queued", "skipped")
    found["action_queue"] = [
        old.action(number, action_type="bookmark", action_params=None, status=status, updated_at=now)
        for number, status in enumerate(states)
    ]
    found["posts"] = [old.post(number) for number in range(len(states))]
    bring(tmp_path, found, account=owner)
    tries = {row["outcome"]: row["clicked"] for row in rows("attempts")}
    assert tries == {"performed": 1, "failed": 0, "abandoned": 1}, "what waits or was left out was never tried"
    assert len(rows("cap_counts")) == 3
    assert len(rows("reservations")) == 2, "what certainly failed keeps nobody away from its post"


def test_an_account_of_another_site_is_told(tmp_path: Path) -> None:
    other = add_account("practice", "", "alice", "http://127.0.0.1:9").id
    report = bring(tmp_path, account=other)
    assert any("practice:alice can do nothing at linkedin" in note for note in report["notes"])


def test_an_id_that_is_taken_leads_to_the_row_all_the_same(tmp_path: Path) -> None:
    taken = ids.number("tags", "tag-fedcba98")
    TagTable.insert(id=taken, name="mine", name_norm="mine", created_at=1).execute()
    bring(tmp_path)
    [hiring] = rows("tags", "name = 'hiring'")
    assert hiring["id"] != taken
    assert [row["name"] for row in rows("tags", "id = ?", taken)] == ["mine"]
    assert [ref["row_id"] for ref in rows("legacy_refs", "source = 'tags' AND key = 'tag-fedcba98'")] == [hiring["id"]]
    found = row_of("tags", "tag-fedcba98")
    assert found is not None
    assert found.row_id == hiring["id"]
    [link] = rows("person_tags")
    assert link["tag_id"] == hiring["id"]


@settings(max_examples=12)
@given(numbers=st.lists(st.integers(1, 0xFFFFFFFF), min_size=1, max_size=12, unique=True), upper=st.booleans())
def test_any_prefixed_id_is_printed_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], upper: bool
) -> None:
    folder = tmp_path_factory.mktemp("ids")
    names = [f"p-{number:08x}" for number in numbers]
    found = [old.post(place, post_id=name.upper() if upper else name) for place, name in enumerate(names)]
    close()
    open_store(folder / "steward.db")
    import_store(KIND, old.new_store(folder / "old.db", {"posts": found}), folder)
    kept = {external: ids.public("posts", number) for number, external in sql("SELECT id, external_id FROM posts")}
    assert kept == {row["urn"]: name for row, name in zip(found, names, strict=True)}


def test_a_persons_tag_stands_above_a_rules_and_that_above_a_models(tmp_path: Path) -> None:
    def applied(by: str, confidence: float | None) -> tuple[Any, ...]:
        found = old.new_rows()
        found["post_tags"][0] |= {"post_tag_id": f"ptg-0000000{len(by)}", "applied_by": by, "confidence": confidence}
        bring(tmp_path, found, origin=by)
        [row] = rows("post_tags")
        return row["applied_by"], row["confidence"]

    assert applied("rule", 1) == ("rule", 1)
    assert applied("ai", 0.3) == ("rule", 1)
    assert applied("user", 0.9) == ("user", 0.9)
    assert applied("rule", 0.5) == ("user", 0.9)


def test_the_old_form_becomes_runs_readings_and_pictures(tmp_path: Path) -> None:
    file = old.old_store(tmp_path / "posts.db")
    first = import_store(KIND, file, tmp_path)
    assert written(first) == {table: len(found) for table, found in old.old_rows().items()}
    [run] = rows("runs")
    assert (run["kind"], run["origin"], run["status"]) == ("download", "results/2025-11-20.json", "completed")
    readings = rows("snapshots")
    assert [row["run_id"] for row in readings] == [run["id"]] * 3
    assert {row["reactions"] for row in readings} == {120, 121, 122}
    assert {row["kind"] for row in rows("media")} == {"image"}
    [post] = rows("posts", "external_id = ?", old.post(0)["urn"])
    assert (post["reactions"], post["post_kind"]) == (120, "regular")
    assert {row["name"]: row["color"] for row in rows("tags")} == {"hiring": "#D946EF", "rust": "#6B7280"}
    assert any("no such color" in note for note in first["notes"])
    second = import_store(KIND, file, tmp_path)
    assert second["nouns"] == {}
    assert set(written(second).values()) == {0}


def test_columns_and_tables_that_nobody_named_are_told(tmp_path: Path) -> None:
    found = old.new_rows()
    with_more = old.NEW_TABLES | {"tags": old.NEW_TABLES["tags"] + ", icon TEXT", "sessions_log": "id INTEGER"}
    report = import_store(KIND, old.as_sqlite(tmp_path / "more.db", with_more, found), tmp_path)
    assert report["unknown_columns"] == {"tags": ["icon"]}
    assert report["unknown_tables"] == ["sessions_log"]


def test_bad_rows_are_refused_one_by_one(tmp_path: Path, owner: int) -> None:
    found = old.new_rows()
    found["posts"] += [
        old.post(10, posted_at_timestamp="soon"),
        old.post(11, platform="myspace"),
        old.post(12, url="javascript:alert(1)", raw_json="{"),
        old.post(13, urn=""),
        old.post(14, text_content=b"\xff\xfe", url=None, raw_json="[" * 5000),
    ]
    found["data_downloads"] += [
        {"download_id": "dl-00000001", "post_id": "p-0badf00d", "downloaded_at": old.WHEN},
        {"download_id": "dl-00000002", "post_id": "p-a1b2c300", "downloaded_at": old.WHEN, "stats_json": "{nope"},
        {"download_id": "dl-00000003", "post_id": "p-a1b2c300", "downloaded_at": old.WHEN, "total_reactions": -4},
    ]
    found["post_tags"] += [
        {"post_tag_id": "ptg-00000001", "post_id": "p-a1b2c301", "tag_id": "tag-fedcba98", "confidence": 7},
        {"post_tag_id": "ptg-00000002", "post_id": "p-a1b2c302", "tag_id": "tag-fedcba98", "applied_by": "cat"},
    ]
    found["action_queue"] += [
        old.action(20, post_id="p-0badf00d"),
        old.action(21, post_id="p-a1b2c300", action_type="teleport"),
        old.action(22, post_id="p-a1b2c300", action_type="comment", action_params="{}"),
        old.action(23, post_id="p-a1b2c300", action_params="[1]"),
        old.action(24, post_id="p-a1b2c300", status="eaten"),
    ]
    found["post_media"][0]["media_url"] = "file:///etc/passwd"
    report = bring(tmp_path, found, account=owner)
    why = {key: column for key, (column, _) in refusals(report).items()}
    assert why == {
        "p-a1b2c30a": "posted_at_timestamp", "p-a1b2c30b": "platform", "p-a1b2c30d": "urn",
        "p-a1b2c30e": "text", "dl-00000001": "post_id", "dl-00000002": "stats_json",
        "dl-00000003": "total_reactions", "ptg-00000001": "confidence", "ptg-00000002": "applied_by",
        "act-99aabb14": "post_id", "act-99aabb15": "action_type", "act-99aabb16": "action_params",
        "act-99aabb17": "action_params", "act-99aabb18": "status", "med-ddeeff00": "media_url",
    }  # fmt: skip
    assert written(report)["posts"] == 4
    [post] = rows("posts", "external_id = ?", old.post(12)["urn"])
    assert post["url"] == f"https://www.linkedin.com/feed/update/{old.post(12)['full_urn']}/"


def test_documents_that_no_store_can_keep_are_made_whole_or_refused(tmp_path: Path, owner: int) -> None:
    found = old.new_rows()
    said = [
        '{"a": NaN, "b": 1e999, "c": "\\ud800"}',
        "{" + '"a": {' * 2000 + "}" * 2001,
        '{"a": ' + "[" * 70 + "]" * 70 + "}",
        '{"a": ' + "9" * 5000 + "}",
    ]
    media = found["post_media"][0]
    found["post_media"] = [
        media | {"media_id": f"med-0000000{place}", "media_url": f"https://m.test/{place}", "ai_analysis": each}
        for place, each in enumerate(said)
    ]
    found["action_queue"] = [old.action(0, action_type="comment", action_params='{"text": "half \\ud800", "n": NaN}')]
    report = bring(tmp_path, found, account=owner)
    assert {key: column for key, (column, _) in refusals(report).items()} == {
        f"med-0000000{place}": "ai_analysis" for place in (1, 2, 3)
    }
    [medium] = rows("media")
    assert json.loads(medium["analysis"]) == {"a": None, "b": None, "c": "\ufffd"}
    [act] = rows("actions")
    assert opened(act["sealed_text"], f"actions|{act['id']}|text") == "half \ufffd"
    again = bring(tmp_path, found, account=owner)
    assert set(written(again).values()) == {0}


def test_a_file_of_another_kind_is_not_taken_for_one(tmp_path: Path) -> None:
    other = old.as_sqlite(tmp_path / "other.db", {"posts": "id INTEGER PRIMARY KEY, title TEXT"}, {})
    with pytest.raises(BadInput, match="import_not_that"):
        import_store(KIND, other, tmp_path)

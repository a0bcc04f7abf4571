"""Scrapers' result files: posts with authors, pictures and figures; a broken file takes only itself with it."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from automation.imports.registry import plan_of
from automation.imports.run import Options, run
from automation.imports.sources import open_source
from models.errors import BadInput
from tests.fakes import old_linkedin as old
from tests.fakes.importing import hands, import_store, rows, written

pytestmark = pytest.mark.usefixtures("store")

KIND = "linkedin-store"
# The same post as two other scrapers say it.
FLAT = {
    "urn": "urn:li:activity:7400000000000000001", "text": "flat", "url": "https://www.linkedin.com/posts/flat",
    "authorName": "Fay Flat", "authorProfileUrl": "https://www.linkedin.com/in/fay-flat?x=1", "numLikes": 5,
    "numComments": 2, "numShares": 1, "postedAtISO": "2025-11-20T09:13:20.000Z", "images": ["https://m.test/a.jpg"],
    "type": "image", "timeSincePosted": "2d",
}  # fmt: skip
NESTED = {
    "id": "7400000000000000002", "linkedinUrl": "https://www.linkedin.com/posts/nested", "content": "nested",
    "author": {"name": "Nia Nest", "publicIdentifier": "nia-nest", "avatar": {"url": "https://m.test/n.jpg"}},
    "postedAt": {"timestamp": 1_763_630_000_000, "postedAgoShort": "2d"},
    "engagement": {"likes": 9, "comments": 3, "shares": 2, "reactions": [{"type": "LIKE", "count": 7}]},
    "postImages": [{"url": "https://m.test/b.jpg", "width": 10, "height": 20}],
}  # fmt: skip


def refusals(report: dict[str, Any]) -> dict[str, str]:
    lines = map(json.loads, Path(report["rejects"]).read_text().splitlines())
    return {line["key"]: line["reason"] for line in lines}


@pytest.mark.parametrize("kind", ["linkedin-store", "apify"])
def test_a_result_file_is_taken_once(tmp_path: Path, kind: str) -> None:
    file = old.result_file(tmp_path / "posts.json", [old.item(number) for number in range(3)])
    first = import_store(kind, file, tmp_path)
    assert written(first) == {"items": 3}
    assert (first["unknown_columns"], first["missing_tables"], first["unknown_tables"]) == ({}, [], [])
    [post] = rows("posts", "external_id = ?", old.item(1)["urn"])
    assert (post["author"], post["reactions"], post["likes"]) == ("writer-1", 121, 90)
    assert json.loads(zlib.decompress(post["payload"])) == old.item(1)
    [writer] = rows("people", "id = ?", post["author_id"])
    assert (writer["display_name"], writer["url"]) == ("Wanda Writer", "https://www.linkedin.com/in/writer-1")
    [reading] = rows("snapshots", "post_id = ?", post["id"])
    assert json.loads(reading["counts"])["love"] == 20
    assert [(row["url"], row["width"]) for row in rows("media", "post_id = ?", post["id"])] == [
        ("https://media.licdn.com/1.jpg", 640)
    ]
    second = import_store(kind, file, tmp_path)
    assert (written(second), second["nouns"]) == ({"items": 0}, {})


def test_figures_are_taken_however_late_an_import_was_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def death(of: object) -> None:
        raise RuntimeError

    store = old.new_store(tmp_path / "old.db")
    with monkeypatch.context() as dying:
        dying.setattr("automation.imports.run.take_newest_figures", death)
        with pytest.raises(RuntimeError):
            import_store(KIND, store, tmp_path)
    assert rows("snapshots")
    import_store(KIND, store, tmp_path)
    assert rows("posts", "counted_at IS NOT NULL")


def test_files_of_one_name_in_several_folders_are_all_read(tmp_path: Path) -> None:
    for number, folder in enumerate(("a/x", "b/x", "c")):
        (tmp_path / folder).mkdir(parents=True)
        old.result_file(tmp_path / folder / "posts.json", [old.item(number)])
    given = [str(tmp_path / name) for name in ("a/x/posts.json", "b/x", "c/posts.json", "c")]
    source = open_source(KIND, given)
    assert source.count("items") == 3
    report = run(plan_of(KIND), source, Options(), hands(tmp_path))
    assert written(report.document()) == {"items": 3}


def test_other_stores_are_imported_one_by_one(tmp_path: Path) -> None:
    both = [str(old.new_store(tmp_path / name)) for name in ("one.db", "two.db")]
    with pytest.raises(BadInput, match="import_one_by_one"):
        open_source(KIND, both)


def test_other_scrapers_names_are_known_too(tmp_path: Path) -> None:
    report = import_store(KIND, old.result_file(tmp_path / "posts.json", [FLAT, NESTED]), tmp_path)
    assert (written(report), report["unknown_columns"]) == ({"items": 2}, {})
    [flat] = rows("posts", "text = 'flat'")
    [nested] = rows("posts", "text = 'nested'")
    assert (flat["external_id"], flat["external_urn"], flat["author"]) == (FLAT["urn"][-19:], FLAT["urn"], "fay-flat")
    assert (flat["reactions"], flat["comments"], flat["shares"], flat["posted_at"]) == (5, 2, 1, 1_763_630_000_000)
    assert (nested["author"], nested["reactions"], nested["text"]) == ("nia-nest", 9, "nested")
    assert {row["display_name"] for row in rows("people")} == {"Fay Flat", "Nia Nest"}
    assert len(rows("media")) == 2
    assert json.loads(rows("snapshots", "reactions = 9")[0]["counts"])["like"] == 7


def test_a_later_file_brings_newer_figures_and_a_reading_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    stats = {"total_reactions": 500, "like": 400}
    old.result_file(folder / "b.json", [old.item(0, stats=stats, scraped_at="2025-11-25T00:00:00Z")])
    old.result_file(folder / "a.json", [old.item(0, scraped_at="2025-11-21T00:00:00Z")])
    import_store(KIND, folder, tmp_path)
    assert {row["taken_at"]: row["reactions"] for row in rows("snapshots")} == {
        1_763_683_200_000: 120,
        1_764_028_800_000: 500,
    }
    [post] = rows("posts")
    assert post["reactions"] == 500


def test_unknown_fields_are_named_once_and_kept_in_the_payload(tmp_path: Path) -> None:
    items = [old.item(number, mood="calm", author={"username": "w", "shoe": 43}) for number in range(3)]
    report = import_store(KIND, old.result_file(tmp_path / "posts.json", items), tmp_path)
    assert report["unknown_columns"] == {"items": ["author.shoe", "mood"]}
    assert json.loads(zlib.decompress(rows("posts")[0]["payload"]))["mood"] == "calm"


def test_a_broken_file_takes_only_itself_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    old.result_file(folder / "good.json", [old.item(0)])
    (folder / "half.json").write_text(json.dumps([old.item(1), old.item(2)])[:-40])
    (folder / "deep.json").write_text("[" * 100_000)
    (folder / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (folder / "lines.jsonl").write_text(json.dumps(old.item(3)) + "\nbroken\n" + json.dumps(old.item(4)) + "\n")
    within = old.item(5, urn={"activity_urn": old.item(5)["urn"]})
    old.result_file(folder / "odd.json", [7, "x", {"nothing": True}, within])
    report = import_store(KIND, folder, tmp_path)
    assert written(report) == {"items": 5, "files": 0}
    assert {row["external_id"][-1] for row in rows("posts")} == {"0", "1", "3", "4", "5"}
    reasons = refusals(report)
    assert "too early" in next(why for key, why in reasons.items() if key.startswith("half.json"))
    assert "deep" in next(why for key, why in reasons.items() if key.startswith("deep.json"))
    assert "UTF-8" in next(why for key, why in reasons.items() if key.startswith("bytes.json"))
    assert reasons["odd.json#"] == "names no post"


def test_what_pages_say_is_kept_as_text_and_never_as_more(tmp_path: Path) -> None:
    hostile = old.item(
        0,
        text="<script>alert(1)</script> \u202egnp.exe \ud800 x\x00y",
        url="javascript:alert(1)",
        stats={"total_reactions": 10**30, "like": "many", "love": 1e400, "comments": -3, "views": 7.0},
        media={"images": [{"url": "file:///etc/passwd"}, {"url": 7}, "data:text/html,x", None]},
        author={"username": "w", "profile_url": "javascript:x", "profile_picture": {"a": 1}},
    )
    report = import_store(KIND, old.result_file(tmp_path / "posts.json", [hostile]), tmp_path)
    assert written(report) == {"items": 1}
    [post] = rows("posts")
    assert post["text"].startswith("<script>")
    assert "\ud800" not in post["text"]
    assert post["url"].startswith("https://www.linkedin.com/feed/update/urn:li:activity:")
    assert (post["reactions"], post["likes"], post["views"]) == (None, None, 7)
    assert rows("media") == []
    assert rows("people")[0]["avatar_url"] is None


def test_a_folder_without_posts_is_not_taken_for_one(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(BadInput, match="import_not_that"):
        import_store(KIND, folder, tmp_path)
    old.result_file(folder / "x.json", [old.item(0)])
    with pytest.raises(BadInput, match="import_not_that"):
        import_store("panel-dashboard", folder, tmp_path)

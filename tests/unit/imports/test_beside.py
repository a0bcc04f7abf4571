"""Files that a LinkedIn store's rows name come along: from below its folder only, once, and whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from automation.audit import erasure, retention
from automation.imports import beside
from automation.imports.undo import undo
from automation.upkeep import soundness
from models import settings
from models.base import meant
from models.database import close, sql
from models.migrations.runner import open_store
from models.paths import Profile
from models.person import see_person
from tests.fakes import old_linkedin as old
from tests.fakes.importing import hands, import_store, rows

KIND = "linkedin-store"
ABOUT = {"file_size": 7, "mime_type": "text/html", "width": 1, "height": 2}


@pytest.fixture(autouse=True)
def profile(tmp_path: Path) -> Iterator[Profile]:
    found = Profile(tmp_path)
    found.evidence.mkdir()
    open_store(found.store)
    yield found
    close()


def picture(form: str = "JPEG", size: tuple[int, int] = (12, 8)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, form)
    return file.getvalue()


def bring(tmp_path: Path, *names: str | None, posts: int = 1, **options: Any) -> dict[str, Any]:
    """Bring a store along whose rows name files, turn by turn those of another post."""
    found = old.new_rows()
    found["post_media"] = [
        {"media_id": f"med-{place:08x}", "post_id": f"p-a1b2c30{place % posts}", "media_type": "image",
         "media_url": f"https://m.test/{place}", "local_file_path": name, **ABOUT}
        for place, name in enumerate(names)
    ]  # fmt: skip
    folder = tmp_path / "old"
    folder.mkdir(exist_ok=True)
    (folder / "posts.db").unlink(missing_ok=True)
    return import_store(KIND, old.new_store(folder / "posts.db", found), tmp_path, **options)


def kept(tmp_path: Path) -> list[Path]:
    """The files of pictures and films in the profile, and any other that a copy may have left."""
    return [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def told(report: dict[str, Any], words: str) -> bool:
    return any(words in note for note in report["notes"])


def test_a_file_comes_along_under_its_sum_with_what_it_is(tmp_path: Path) -> None:
    content = {"cache/a.bin": picture(), "cache\\b.jpg": picture("PNG", (3, 4)), "c.mov": b"\0\0\0\x18ftypmp42rest"}
    for name, said in content.items():
        place = tmp_path / "old" / name.replace("\\", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(said)
    report = bring(tmp_path, *content)
    assert told(report, "were copied into the profile. (3 times)")
    found = rows("media")
    assert [(row["mime"], row["width"], row["height"]) for row in found] == [
        ("image/jpeg", 12, 8), ("image/png", 3, 4), ("video/mp4", 1, 2),
    ]  # fmt: skip
    for row, said in zip(found, content.values(), strict=True):
        assert (row["sha256"], row["bytes"]) == (sha256(said).hexdigest(), len(said))
        assert (tmp_path / "evidence" / row["path"]).read_bytes() == said
        assert row["path"].startswith(f"media/{row['sha256'][:2]}/{row['sha256']}.")
    assert len(kept(tmp_path)) == 3
    assert soundness.evidence(tmp_path / "evidence").ok
    again = bring(tmp_path, *content)
    assert again["tables"]["post_media"] == {"read": 3, "written": 0, "merged": 0, "refused": 0}
    assert not told(again, "copied")
    (tmp_path / "evidence" / found[0]["path"]).write_bytes(b"another")
    assert not soundness.evidence(tmp_path / "evidence").ok


def test_what_was_missing_comes_with_the_next_import_and_a_trial_copies_nothing(tmp_path: Path) -> None:
    report = bring(tmp_path, "a.jpg", "/elsewhere/b.jpg")
    assert report["tables"]["post_media"]["written"] == 2
    assert told(report, "not where its row says")
    assert told(report, "leads out")
    assert [(row["path"], row["bytes"], row["mime"]) for row in rows("media")] == [(None, 7, "text/html")] * 2
    (tmp_path / "moved").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / "moved" / name).write_bytes(picture())
    names = ("a.jpg", str(tmp_path / "moved" / "b.jpg"))
    report = bring(tmp_path, *names, media=tmp_path / "moved")
    assert report["tables"]["post_media"] == {"read": 2, "written": 0, "merged": 2, "refused": 0}
    # Two rows with the same picture share one file.
    [path] = {row["path"] for row in rows("media")}
    assert kept(tmp_path) == [tmp_path / "evidence" / path]
    assert {(row["bytes"], row["mime"], row["width"]) for row in rows("media")} == {(len(picture()), "image/jpeg", 12)}


def test_a_trial_says_what_would_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.jpg").write_bytes(picture())
    monkeypatch.setattr("tests.fakes.importing.hands", lambda folder: replace(hands(folder), trial=True))
    report = bring(tmp_path, "a.jpg", dry_run=True)
    assert told(report, "would be copied")
    assert kept(tmp_path) == []


def test_nothing_is_taken_from_outside_or_through_a_link(tmp_path: Path) -> None:
    inside = tmp_path / "old"
    inside.mkdir()
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(picture())
    (inside / "link.jpg").symlink_to(secret)
    (inside / "away").symlink_to(tmp_path)
    (inside / "same").symlink_to(inside)
    (inside / "here.jpg").symlink_to(inside / "real.jpg")
    (inside / "real.jpg").write_bytes(picture())
    report = bring(
        tmp_path, "../secret.jpg", "a/../../secret.jpg", "..\\secret.jpg", str(secret), f"{inside}/../secret.jpg",
        "link.jpg", "away/secret.jpg", "here.jpg", "same/real.jpg",
        "x\0.jpg", "C:\\secret.jpg", "file:///secret.jpg", "n" * 5000,
    )  # fmt: skip
    assert report["tables"]["post_media"] == {"read": 13, "written": 13, "merged": 0, "refused": 0}
    assert kept(tmp_path) == []
    assert {row["path"] for row in rows("media")} == {None}


def test_only_pictures_films_and_documents_of_a_bounded_size_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "old"
    inside.mkdir()
    wrong = {
        "page.jpg": b"<html><script>alert(1)</script>", "drawing.png": b"<svg onload='x'/>", "nothing.jpg": b"",
        "program.jpg": b"MZ" + bytes(500), "store.jpg": b"PK\x03\x04" + bytes(500), "half.png": picture("PNG")[:20],
        "vast.png": picture("PNG", (1, 1)).replace(b"\0\0\0\1\0\0\0\1", b"\0\1\0\0\0\1\0\0"),
    }  # fmt: skip
    for name, content in wrong.items():
        (inside / name).write_bytes(content)
    (inside / "folder.jpg").mkdir()
    os.mkfifo(inside / "pipe.jpg")
    (inside / "long.mp4").write_bytes(b"\0\0\0\x18ftyp" + bytes(5000))
    monkeypatch.setattr(beside, "MOST_BYTES", 4096)
    report = bring(tmp_path, *wrong, "folder.jpg", "pipe.jpg", "long.mp4")
    assert told(report, f"no picture, film or PDF document that Steward keeps. ({len(wrong) + 2} times)")
    assert told(report, "it is larger than")
    assert kept(tmp_path) == []


def test_a_file_goes_with_the_last_row_that_names_it(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "old").mkdir()
    for place, name in enumerate(("a.jpg", "b.jpg", "c.png")):
        (tmp_path / "old" / name).write_bytes(picture(size=(5, 5 + place // 2)))
    bring(tmp_path, "a.jpg", "b.jpg", "c.png", posts=2)
    assert len(kept(tmp_path)) == 2
    she = see_person("linkedin", "", "wanda")
    sql("UPDATE posts SET author_id = ?, author = 'wanda' WHERE id = ?", (she, meant("posts", "p-a1b2c300")))
    erasure.erase(profile, she)
    # What another post shows as well stays with it.
    [left] = rows("media")
    assert kept(tmp_path) == [tmp_path / "evidence" / left["path"]]
    assert soundness.evidence(profile.evidence).ok
    settings.put("retention_posts_days", 30)
    sql("UPDATE posts SET kept_from = 1, updated_at = 1, is_marked = 0")
    sql("UPDATE people SET is_tracked = 0")
    sql("DELETE FROM post_tags")
    retention.run(profile, lambda *_: None, lambda: False)
    assert (rows("media"), kept(tmp_path)) == ([], [])


def test_an_import_that_is_taken_back_takes_its_files_with_it(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "old").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / "old" / name).write_bytes(picture(size=(9, len(name))))
    first = bring(tmp_path, "a.jpg", posts=2)
    other = bring(tmp_path, "a.jpg", "b.jpg", posts=2)
    assert len(kept(tmp_path)) == 1
    undo(meant("imports", other["import"]), profile.evidence, lambda: False)
    assert len(kept(tmp_path)) == 1
    undo(meant("imports", first["import"]), profile.evidence, lambda: False)
    assert kept(tmp_path) == []

"""Files that go: those of the pictures' folder and no others, whatever a row of the store says."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from automation.audit import erasure, retention
from models import clock
from models.account import add_account
from models.action import ActionTable
from models.base import add
from models.evidence import keep_picture
from models.media import MediaTable
from models.paths import Profile
from models.person import see_person
from models.post import see_post


@pytest.mark.parametrize("path", ["{outside}/letter.txt", "../../letter.txt", "away/letter.txt"])
def test_no_row_leads_out_of_the_folder_of_pictures(profile: Profile, tmp_path: Path, path: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    (profile.evidence / "away").symlink_to(tmp_path)
    said = path.format(outside=tmp_path)
    she = see_person("x", "", "zephyrina")
    post = see_post("x", "", "1", "https://x.test/zephyrina/1", "zephyrina", "words", she)
    for place in (said, "own.jpg"):
        url = f"https://x.test/{len(place)}.jpg"
        add(MediaTable, post_id=post, kind="image", url=url, path=place, created_at=clock.now())
    (profile.evidence / "own.jpg").write_bytes(b"a picture")
    assert retention.unlink(profile.evidence, ["stray.jpg", said.replace("letter", "other")]) == 2
    erasure.erase(profile, she)
    assert (letter.read_text(), (profile.evidence / "own.jpg").exists()) == ("mine", False)
    letter.rename(tmp_path / "other.txt")
    retention.unlink(profile.evidence, [said.replace("letter", "other")])
    assert (tmp_path / "other.txt").read_text() == "mine"


def test_a_file_that_goes_while_it_is_looked_at_ends_no_retention(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("half.jpg.sealed.new", "stray.jpg"):
        (profile.evidence / name).write_bytes(b"a picture")
        os.utime(profile.evidence / name, (1, 1))
    real = Path.lstat

    def gone(self: Path) -> os.stat_result:
        if self.name.endswith(".new"):
            self.unlink(missing_ok=True)
        return real(self)

    monkeypatch.setattr(Path, "lstat", gone)
    let_go = retention.run(profile, lambda *_: None, lambda: False)
    assert let_go["stray files"] == 1


def a_sealed_picture(profile: Profile) -> int:
    """A picture of a message to somebody, and the file that a re-key left half way; returns their row."""
    own, stamp = add_account("x", "", "mine", None), clock.now()
    act = add(
        ActionTable, account_id=own.id, kind="dm", target_kind="person", target_url="https://x.test/zephyrina",
        target_id="zephyrina", content_hash="h", generation=0, idempotency_key="k", state="confirmed",
        trigger="manual", due_at=stamp, created_at=stamp, updated_at=stamp, done_at=stamp,
    )  # fmt: skip
    for name in ("1.jpg.sealed", "1.jpg.anew.sealed"):
        (profile.evidence / name).write_bytes(b"sealed")
    keep_picture(action_id=act, attempt_id=1, phase="after", path="1.jpg.sealed", sha256="s", region=None,
                 changed=None, sealed=True)  # fmt: skip
    return see_person("x", "", "zephyrina")


def test_a_re_key_beside_an_erasure_leaves_no_picture(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody moves a row to another file between the end of its file and its own."""
    real, locked = Path.unlink, []

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.parent == profile.evidence:
            with closing(sqlite3.connect(profile.store, timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    locked.append(self.name)
        real(self, missing_ok=missing_ok)

    she = a_sealed_picture(profile)
    monkeypatch.setattr(Path, "unlink", unlink)
    erasure.erase(profile, she)
    assert sorted(locked) == ["1.jpg.anew.sealed", "1.jpg.sealed"]
    assert list(profile.evidence.iterdir()) == []

"""Files that go: those of the pictures' folder and no others, whatever a row of the store says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from automation.audit import erasure, retention
from models import clock
from models.base import add
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
    let_go = retention.run(profile.folder, profile.evidence, lambda *_: None, lambda: False)
    assert let_go["stray files"] == 1

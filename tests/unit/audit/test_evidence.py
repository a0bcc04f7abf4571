from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from automation.audit import evidence
from automation.audit.evidence import changed_share
from automation.values import Attempt, Picture, Region
from models.database import close
from models.enums import ActionKind, Outcome
from tests.fakes.house import hand, seal
from tests.fakes.new_store import new_store

WHOLE = Region(100, 100, 200, 100)


def picture(
    *boxes: tuple[int, int, int, int], size: tuple[int, int] = (640, 400), region: Region | None = WHOLE
) -> Picture:
    image = Image.new("RGB", size, "white")
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=(200, 20, 40))
    out = BytesIO()
    image.save(out, "JPEG", quality=70)
    return Picture(out.getvalue(), region)


def test_pictures_are_durable_with_the_names_that_lead_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the transaction that refers to them: else a power cut leaves rows whose pictures are nowhere."""
    new_store(tmp_path / "steward.db")
    wished = hand().want(ActionKind.LIKE).action
    close()
    synced: set[int] = set()
    fsync = os.fsync

    def waited_for(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", waited_for)
    tried = Attempt(1, wished.id, Outcome.PERFORMED, 1, before=picture(), after=picture())
    filed = evidence.file_pictures(tmp_path / "evidence", wished, tried, seal)
    places = [tmp_path / "evidence" / one.path for one in filed]
    assert len(places) == 2
    needed = {*places, *(place.parent for place in places), tmp_path / "evidence"}
    assert {place.stat().st_ino for place in needed} <= synced
    assert {place.stat().st_mode & 0o777 for place in places} == {0o600}


def test_the_same_picture_has_not_changed() -> None:
    assert changed_share(picture((120, 120, 160, 160)), picture((120, 120, 160, 160))) == 0.0


def test_a_quarter_of_the_region_is_a_quarter() -> None:
    assert changed_share(picture(), picture((100, 100, 199, 149))) == pytest.approx(0.25, abs=0.02)


def test_what_changes_outside_the_region_does_not_count() -> None:
    assert changed_share(picture(), picture((400, 300, 500, 380))) == 0.0


def test_a_region_beyond_the_picture_is_cut_to_it() -> None:
    beyond = Region(600, 380, 400, 400)
    share = changed_share(picture(region=beyond), picture((600, 380, 639, 399), region=beyond))
    assert share == pytest.approx(1.0, abs=0.1)


def test_pictures_of_two_sizes_have_changed_whole() -> None:
    assert changed_share(picture(), picture(size=(320, 200))) == 1.0


def test_without_both_pictures_nothing_is_said() -> None:
    assert changed_share(picture(), None) is None

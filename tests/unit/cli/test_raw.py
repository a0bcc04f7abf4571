"""What an older system kept whole of a post or a reading is shown to whoever asks for it, and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import ids
from models.database import close, sql
from models.migrations.runner import open_store
from models.post import see_post
from tests.unit.cli.conftest import Steward

RAW = {"urn": "urn:li:activity:7", "reactions": {"LIKE": 3}, "text": "first line\nsecond \x1b[31mline"}


@pytest.fixture
def read(steward: Steward, folder: Path, tmp_path: Path) -> str:
    """The id of a post that came along with what a scraper kept whole of it."""
    file = tmp_path / "posts.json"
    item = {
        "activity_urn": "urn:li:activity:7",
        "full_urn": "urn:li:ugcPost:7",
        "post_url": "https://www.linkedin.com/feed/update/urn:li:activity:7",
        "text": "Tulips",
        "stats": {"total_reactions": 3},
        "odd": "kept whole",
    }
    file.write_text(json.dumps([item]), encoding="utf-8")
    ran = steward("store", "import", "linkedin-store", str(file), "--json")
    assert ran.code == 0, ran
    [post] = steward("posts", "list", "--json").document["items"]
    return str(post["id"])


def raw_of(steward: Steward, *words: str) -> Any:
    ran = steward(*words, "--raw", "--json")
    assert ran.code == 0, ran
    return ran.document["raw"]


def test_a_post_that_came_along_is_shown_as_it_was(steward: Steward, read: str) -> None:
    assert raw_of(steward, "posts", "show", read)["odd"] == "kept whole"
    assert "raw" not in steward("posts", "show", read, "--json").document
    assert "kept whole" in steward("posts", "show", read, "--raw").out


@pytest.fixture
def bare(folder: Path) -> Iterator[tuple[str, str]]:
    """The ids of a post and a reading of which nothing was kept whole, in an open store."""
    folder.mkdir()
    open_store(folder / "steward.db")
    post = see_post("practice", "", "1", "http://site.test/1", None, "Tulips")
    sql("INSERT INTO snapshots (id, post_id, taken_at) VALUES (1, ?, 1)", (post,))
    yield ids.public("posts", post), ids.public("snapshots", 1)
    close()


def test_where_nothing_was_kept_there_is_nothing(steward: Steward, bare: tuple[str, str]) -> None:
    assert raw_of(steward, "posts", "show", bare[0]) is None
    assert raw_of(steward, "snapshots", "show", bare[1]) is None
    assert steward("people", "show", "x", "--raw", "--json").error["code"] == "bad_usage"


@pytest.mark.parametrize("kept", [json.dumps(RAW).encode(), b"no json \xff"])
def test_a_reading_is_shown_even_where_it_is_no_document(steward: Steward, bare: tuple[str, str], kept: bytes) -> None:
    sql("UPDATE snapshots SET payload = ? WHERE id = 1", (kept,))
    expected = RAW if kept.startswith(b"{") else "no json �"
    assert raw_of(steward, "snapshots", "show", bare[1]) == expected
    plain = steward("snapshots", "show", bare[1], "--raw")
    assert plain.code == 0
    assert "\x1b" not in plain.out

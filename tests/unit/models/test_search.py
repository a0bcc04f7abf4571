"""The search index: what it finds, in which order, and what it must never hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.upkeep import folding
from models import search
from models.account import add_account, change_account
from models.base import add
from models.comment import CommentTable
from models.database import close, sql
from models.order import OrderTable
from models.person import PersonTable
from models.post import see_post
from models.search import Hit
from tests.fakes.new_store import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "steward.db"
    new_store(path)
    yield path
    close()


def person(username: str, platform: str = "x", **more: object) -> int:
    stamps = {"first_seen_at": 1, "last_seen_at": 1, "updated_at": 1}
    return add(PersonTable, platform=platform, username=username, username_norm=username.casefold(), **stamps, **more)


def post(number: int, author: str, text: str, platform: str = "x") -> int:
    return see_post(platform, "", str(number), f"https://x.test/p/{number}", author, text)


def found(text: str, *nouns: str) -> list[Hit]:
    while search.fold():
        pass
    return search.find(text, nouns)


def titles(hits: list[Hit]) -> list[str]:
    return [hit.title.split(" · ")[0] for hit in hits]


def test_every_noun_is_found_by_what_it_says(store: Path) -> None:
    add_account("x", "", "heron", None)
    person("marsh", bio="I watch a heron at dawn")
    one = post(1, "bob", "A heron, standing")
    add(CommentTable, platform="x", post_id=one, author="eve", text="what a heron!", first_seen_at=1, updated_at=1)
    states = {"state": "draft", "quantity": 1, "created_at": 1, "updated_at": 1, "trigger": "manual"}
    add(OrderTable, platform="x", target_url="https://x.test/heron", service_name="Likes", **states)
    assert {hit.noun for hit in found("HERON")} == {"accounts", "people", "posts", "comments", "orders"}
    assert [hit.noun for hit in found("heron in:posts")] == ["posts"]
    assert [hit.noun for hit in found("heron", "comments", "orders")] == ["orders", "comments"]
    assert found("heron standing")[0].excerpt == "A heron, standing"


def test_names_come_before_words_and_whole_names_first(store: Path) -> None:
    for number in range(200):
        person(f"nobody{number}", bio="a friend of ann and of tea")
    for name in ("ann", "annabel", "joann"):
        person(name)
    person("z", display_name="Dear Ann")
    assert titles(found("ann"))[:4] == ["ann", "annabel", "z", "joann"]
    assert found("ann")[4].rank == 4


def test_words_fill_what_names_leave_noun_by_noun_and_the_newest_first(store: Path) -> None:
    post(1, "bob", "tea for two")
    for number in range(4):
        person(f"nobody{number}", bio="a friend of tea")
    person("sweettea")
    found("tea")
    assert titles(search.find("tea", limit=4)) == ["sweettea", "nobody3", "nobody2", "nobody1"]
    assert titles(search.find("tea", limit=6))[4:] == ["nobody0", "bob"]


def test_names_that_hold_all_words_in_another_order_come_before_words(store: Path) -> None:
    person("marsh.heron")
    person("bob", bio="a heron, a marsh")
    assert [(hit.title, hit.rank) for hit in found("heron marsh")] == [("marsh.heron", 3), ("bob", 4)]


def test_few_letters_find_the_beginnings_of_names(store: Path) -> None:
    add_account("x", "", "Al", None)
    person("alma")
    person("ball")
    assert titles(found("al", "people", "accounts")) == ["Al", "alma"]
    assert titles(found("@a", "people")) == ["alma"]


def test_few_letters_beside_more_narrow_what_the_longer_word_finds(store: Path) -> None:
    post(1, "bob", "of a heron")
    post(2, "bob", "the heron")
    assert [hit.excerpt for hit in found("of heron")] == ["of a heron"]
    assert found("of to") == []


def test_a_platform_narrows(store: Path) -> None:
    person("kestrel", "x")
    person("kestrel", "tiktok")
    assert [hit.platform for hit in found("kestrel platform:tiktok")] == ["tiktok"]
    assert [hit.platform for hit in found("ke platform:tiktok", "people")] == ["tiktok"]
    assert found("kestrel platform:nowhere") == []


def test_settings_are_found_in_their_declarations(store: Path) -> None:
    assert "collision_days" in [hit.name for hit in found("left alone", "settings")]
    assert found("quiet_hours")[0].name == "quiet_hours"


def test_what_changes_is_found_anew_and_what_goes_is_gone(store: Path) -> None:
    account = add_account("x", "", "wren", None)
    assert len(found("wren")) == 1
    change_account(account.id, bio="robin")
    assert titles(found("robin")) == ["wren"]
    sql("DELETE FROM accounts")
    assert search.find("wren") == []  # not folded yet, and gone all the same
    assert found("robin") == []
    assert sql("SELECT count(*) FROM search") == [(0,)]
    assert search.waiting() == 0


def test_accents_in_two_spellings_are_one(store: Path) -> None:
    post(1, "bob", "cafe\u0301 noir")
    assert len(found("caf\u00e9")) == 1


@pytest.mark.parametrize(
    "text", ['"', '""" OR *', "a AND", "NEAR(x y)", "title : x", "%_%", "\0\0\0", "^abc", "-abc", "('"]
)
def test_no_question_breaks_the_index(store: Path, text: str) -> None:
    post(1, "bob", f"before {text} after")
    assert isinstance(found(text), list)


def is_looked_for(word: str) -> bool:
    """Whether a question asks the index for it: it has letters enough, and says nothing of where to look."""
    return len(normalize("NFC", word).removeprefix("@")) >= search.LETTERS and not re.search("(platform|in):", word)


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=3, max_size=12)


@settings(max_examples=30)
@given(before=st.sampled_from(["", "@"]), word=WORDS.filter(is_looked_for))
def test_any_word_is_found_where_it_stands(store: Path, before: str, word: str) -> None:
    sql("DELETE FROM posts")
    post(1, "bob", f"so {before}{word} it was")
    assert len(found(f"in:posts {before}{word}")) == 1


def test_the_index_keeps_up_in_batches(store: Path) -> None:
    for number in range(30):
        post(number, "bob", f"number {number} of many")
    assert search.waiting() == 30
    assert [search.fold(20), search.fold(20), search.fold(20)] == [20, 10, 0]


def test_layers_of_the_index_are_merged_and_nothing_is_lost(store: Path) -> None:
    def layers() -> int:
        return int(sql("SELECT count(DISTINCT segid) FROM search_idx")[0][0])

    for number in range(3):
        post(number, "bob", f"a heron, {number}")
        search.fold()
    assert layers() == 3
    folding.fold_all()
    assert layers() == 1
    assert [hit.excerpt for hit in search.find("heron")] == ["a heron, 2", "a heron, 1", "a heron, 0"]

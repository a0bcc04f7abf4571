"""The frame that every importer stands on: references, ids that are kept, acts that are not done again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.imports.plan import Context, Draft, Refused, Row, StorePlan, TablePlan
from automation.imports.run import Options, run
from automation.queue import backlog
from automation.values import Intent, Target
from models import bulk, ids
from models.database import sql, writing
from models.enums import ActionKind, State, TargetKind
from tests.fakes.house import hand, seal
from tests.fakes.importing import OWN_KEY, hands, rows
from tests.fakes.old_tables import Lists

pytestmark = pytest.mark.usefixtures("store")


def post(row: Row, context: Context) -> Iterator[Draft]:
    """A post with its author beside it."""
    values = {"platform": "x", "external_id": str(row["id"]), "url": f"https://x.test/{row['id']}"}
    author = {"platform": "x", "username": row["by"], "username_norm": row["by"].lower()}
    values["author_id"] = context.ref("posts/people", row["id"])
    yield Draft("posts", values, natural=("platform", "instance", "external_id"), wanted=row.get("wanted"))
    yield Draft("people", author, natural=("platform", "instance", "username_norm"))


def comment(row: Row, context: Context) -> Iterator[Draft]:
    """A comment that may answer one that comes later."""
    if row["text"] == "":
        raise Refused("text", "is empty")
    values = {"platform": "x", "post_id": context.ref("posts", row["post"]), "text": row["text"]}
    yield Draft("comments", {**values, "parent_id": context.ref("comments", row["answers"])})


def act(row: Row, context: Context) -> Iterator[Draft]:
    """An act of an account of ours."""
    url = f"https://site.test/{row['on']}"
    values = {"account_id": row["account"], "kind": row["kind"], "state": row["state"]}
    target = {"target_kind": TargetKind.POST, "target_url": url, "target_id": str(row["on"])}
    secrets = {"text": row["text"].encode()} if row.get("text") else {}
    yield Draft("actions", {**values, **target}, secrets=secrets)


def bring(tmp_path: Path, **tables: list[Row]) -> dict[str, Any]:
    def table(source: str, read: Any) -> TablePlan:
        return TablePlan(source, lambda row: row["id"], read, frozenset({*(tables.get(source) or [{}])[0]}))

    whole = StorePlan("lists", (table("posts", post), table("comments", comment), table("acts", act)), lambda _: True)
    return run(whole, Lists(**tables), Options(), hands(tmp_path)).document()


def a_post(number: int, **more: Any) -> Row:
    return {"id": number, "by": "Ann", **more}


def a_comment(number: int, answers: int | None = None, on: int = 1, text: str = "hm") -> Row:
    return {"id": number, "post": on, "text": text, "answers": answers}


def test_what_a_row_mentions_is_one_row_for_all(tmp_path: Path) -> None:
    report = bring(tmp_path, posts=[a_post(1), a_post(2, by="ANN"), a_post(3, by="Ben")])
    assert report["nouns"] == {"people": 2, "posts": 3}
    authors = [row["author_id"] for row in rows("posts")]
    assert authors[0] == authors[1] != authors[2]


def test_an_answer_may_come_before_what_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.imports.run.BATCH", 2)  # so that it stands in a later batch too
    listed = [a_comment(1, answers=5), a_comment(2, answers=1), a_comment(3), a_comment(4, answers=99), a_comment(5)]
    report = bring(tmp_path, posts=[a_post(1)], comments=listed)
    first, second, third, fourth, fifth = rows("comments")
    assert (first["parent_id"], second["parent_id"]) == (fifth["id"], first["id"])
    assert (third["parent_id"], fourth["parent_id"]) == (None, None)
    assert any("comments.parent_id" in note for note in report["notes"])


def test_a_row_that_leads_nowhere_is_refused_alone(tmp_path: Path) -> None:
    report = bring(tmp_path, posts=[a_post(1)], comments=[a_comment(1, on=9), a_comment(2), a_comment(3, text="")])
    assert report["tables"]["comments"] == {"read": 3, "written": 1, "merged": 0, "refused": 2}


def test_an_id_is_kept_where_it_is_free(tmp_path: Path) -> None:
    kept, taken = ids.gather(0xA1B2C3D4), 2
    report = bring(tmp_path, posts=[a_post(1, wanted=None), a_post(2, wanted=kept), a_post(3, wanted=kept)])
    assert report["nouns"]["posts"] == 3
    [(found,)] = sql("SELECT id FROM posts WHERE external_id = '2'")
    assert ids.public("posts", found) == "p-a1b2c3d4"
    [(other,)] = sql("SELECT id FROM posts WHERE external_id = '3'")
    assert other == taken


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    alice = hand("alice")
    row = {"id": 1, "account": alice.account.id, "kind": "like", "state": State.UNCONFIRMED, "on": 7, "text": None}
    report = bring(tmp_path, acts=[row, row | {"id": 2, "on": 8, "state": State.QUEUED}])
    assert [found["state"] for found in rows("actions")] == ["unconfirmed", "awaiting_approval"]
    assert len(rows("ledger")) == 1
    wish = Intent(alice.account.id, ActionKind.LIKE, "https://site.test/7")
    accepted = backlog.accept(wish, Target(TargetKind.POST, wish.url, "7"), seal, OWN_KEY)
    assert not accepted.new
    assert any("approval" in note for note in report["notes"])


def test_what_was_taken_back_may_be_done_again(tmp_path: Path) -> None:
    alice = hand("alice")
    row = {"account": alice.account.id, "state": State.CONFIRMED, "on": 7, "text": None}
    bring(tmp_path, acts=[row | {"id": 1, "kind": "like"}, row | {"id": 2, "kind": "unlike"}])
    wish = Intent(alice.account.id, ActionKind.LIKE, "https://site.test/7")
    assert backlog.accept(wish, Target(TargetKind.POST, wish.url, "7"), seal, OWN_KEY).new


def test_the_same_act_twice_is_history_and_no_clash(tmp_path: Path) -> None:
    alice = hand("alice")
    row = {"account": alice.account.id, "state": State.CONFIRMED, "on": 7, "kind": "like", "text": None}
    report = bring(tmp_path, acts=[row | {"id": 1}, row | {"id": 2}])
    assert report["tables"]["acts"]["written"] == 2
    assert [found["generation"] for found in rows("actions")] == [0, 1]


def test_a_row_that_a_person_removed_stays_removed(tmp_path: Path) -> None:
    bring(tmp_path, posts=[a_post(1), a_post(2)])
    sql("DELETE FROM posts WHERE external_id = '2'")
    again = bring(tmp_path, posts=[a_post(1), a_post(2)])
    assert again["tables"]["posts"] == {"read": 2, "written": 0, "merged": 0, "refused": 0}
    assert len(rows("posts")) == 1


def test_a_row_that_the_store_will_not_have_takes_only_itself(tmp_path: Path) -> None:
    bad = a_post(2) | {"by": "\udcff"}
    report = bring(tmp_path, posts=[a_post(1), bad, a_post(3)])
    assert {row["external_id"] for row in rows("posts")} >= {"1", "3"}
    assert report["rejects"] is not None


@settings(max_examples=60)
@given(taken=st.sets(st.integers(1, 60), max_size=40), counts=st.lists(st.integers(0, 12), max_size=5))
def test_ids_in_blocks_are_new_and_skip_what_is_taken(taken: set[int], counts: list[int]) -> None:
    sql("DELETE FROM tags")
    sql("DELETE FROM counters")
    bulk.insert("tags", ("id", "name", "name_norm", "created_at"), [(n, str(n), str(n), 1) for n in taken])
    found: list[int] = []
    for count in counts:
        block = bulk.take_ids("tags", count)
        assert len(block) == count
        found += block
    assert len(set(found)) == len(found)
    assert not set(found) & taken


BAD_TAGS: tuple[tuple[object, str], ...] = (
    ("taken", "another row has the same"),
    (None, "is missing"),
    ("\udcff", "no text"),
    (1 << 70, "too large"),
    ([], "type"),
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([None, *range(len(BAD_TAGS))]), max_size=12))
def test_a_row_that_is_not_taken_leaves_those_around_it(faults: list[int | None]) -> None:
    sql("DELETE FROM tags")
    sql("INSERT INTO tags (id, name, name_norm, created_at) VALUES (1000, 'taken', 'taken', 1)")
    norms = [f"tag{n}" if fault is None else BAD_TAGS[fault][0] for n, fault in enumerate(faults)]
    columns = ("id", "name", "name_norm", "created_at")
    with writing():
        failed = bulk.insert("tags", columns, [(n, "t", norm, 1) for n, norm in enumerate(norms, 1)])
    assert [found.index for found in failed] == [n for n, fault in enumerate(faults) if fault is not None]
    for found, fault in zip(failed, filter(lambda fault: fault is not None, faults), strict=True):
        assert BAD_TAGS[fault or 0][1] in found.reason
    assert bulk.there("tags", range(1, 1000)) == {n for n, fault in enumerate(faults, 1) if fault is None}

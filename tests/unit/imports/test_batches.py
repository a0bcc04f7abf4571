"""However old rows fall into batches, and whether they go as a block or one by one, the store comes out the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.imports.plan import Context, Draft, Refused, Row, StorePlan, TablePlan
from automation.imports.run import Options, run
from models import clock
from models.database import close, sql
from tests.fakes.importing import hands, rows
from tests.fakes.new_store import new_store
from tests.fakes.old_tables import Lists

TABLES: Final = ("tags", "accounts", "texts", "posts", "comments")
ODD: Final = st.one_of(
    st.fixed_dictionaries({}, optional={"norm": st.sampled_from(["a", "b"])}),  # twins of each other
    st.sampled_from([{"norm": None}, {"color": 7}, {"wanted": 1 << 20}, {"bad": True}, {"more": 1}, {"color": [1]}]),
)
REMARK: Final = st.fixed_dictionaries(
    {
        "on": st.sampled_from([1, 1, 1, 2, 9]),
        "by": st.sampled_from([None, 1, 1, 9]),
        "answers": st.sampled_from([None, None, 1, 3, 5, 99]),
    }
)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    now = clock.now()
    monkeypatch.setattr("models.clock.now", lambda: now)
    new_store(tmp_path / "steward.db")
    yield
    close()


def tag(row: Row, context: Context) -> Iterator[Draft]:
    """A tag that may be one the store has, may lack its name, and may have more columns than others."""
    if row.get("bad"):
        raise Refused("bad", "is bad")
    norm = row.get("norm", f"tag{row['id']}")
    values = {"name": norm, "name_norm": norm, "color": row.get("color")}
    if "more" in row:
        values["description"] = "more"
    yield Draft("tags", values, natural=("name_norm",), wanted=row.get("wanted"))


def account(row: Row, context: Context) -> Iterator[Draft]:
    """An account that somebody would like to be armed."""
    values = {"platform": "x", "username": "n", "username_norm": f"n{row['id']}", "created_at": None}
    yield Draft("accounts", {**values, "enabled": True, "authority_kind": "own", "auto_approve": ["like"]})


def post(row: Row, context: Context) -> Iterator[Draft]:
    """A post, whose platform's instance goes without saying."""
    values = {"platform": "x", "external_id": str(row["id"]), "url": f"https://x.test/{row['id']}"}
    yield Draft("posts", values, natural=("platform", "instance", "external_id"))


def comment(row: Row, context: Context) -> Iterator[Draft]:
    """A comment on a post that may not be here, by a tester who may not, and an answer to one that may come later."""
    values = {"platform": "x", "post_id": context.ref("posts", row["on"]), "text": "hm"}
    values["account_id"] = context.ref("accounts", row["by"])
    yield Draft("comments", {**values, "parent_id": context.ref("comments", row["answers"])})


def text(row: Row, context: Context) -> Iterator[Draft]:
    """A text, which nothing but its importer keeps from standing there twice."""
    yield Draft("texts", {"kind": "comment", "name": "n", "text": row["text"]}, natural=("kind", "text"))


READERS: Final = {"tags": tag, "texts": text, "accounts": account, "posts": post, "comments": comment}


def bring(folder: Path, **tables: list[Row]) -> dict[str, Any]:
    """The report and all that is in the store, without which import it was."""
    plans = [
        TablePlan(source, lambda row: row["id"], READERS[source], frozenset({*(listed or [{}])[0]}))
        for source, listed in tables.items()
    ]
    report = run(StorePlan("lists", tuple(plans), lambda _: True), Lists(**tables), Options(), hands(folder)).document()
    kept = {name: rows(name) for name in TABLES}
    refs = sql("SELECT source, key, noun, row_id, merged FROM legacy_refs ORDER BY 1, 2, 3")
    return {"kept": kept, "refs": refs, **{name: report[name] for name in ("tables", "nouns", "notes")}}


def afresh() -> None:
    for table in (*reversed(TABLES), "legacy_refs", "imports", "counters"):
        sql(f"DELETE FROM {table}")
    sql("INSERT INTO tags (id, name, name_norm, created_at) VALUES (4, 'a', 'a', 1)")


@settings(max_examples=40)
@given(
    tags=st.lists(ODD, max_size=8),
    remarks=st.lists(REMARK, max_size=8),
    texts=st.lists(st.sampled_from("abcdefghij"), max_size=4),
)
def test_however_rows_fall_into_batches(tmp_path: Path, tags: list[Row], remarks: list[Row], texts: list[str]) -> None:
    numbered = [{"id": n, **odd} for n, odd in enumerate(tags)]
    comments = [{"id": n, **remark} for n, remark in enumerate(remarks)]
    said = [{"id": n, "text": text} for n, text in enumerate(texts)]
    some = [{"id": 1}, {"id": 2}]
    found = []
    for batch, by_itself in ((2000, False), (2000, True), (3, False)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("automation.imports.run.BATCH", batch)
            if by_itself:
                patch.setattr("automation.imports.blocks.block_of", lambda source, taken: None)
            afresh()
            found.append(bring(tmp_path, tags=numbered, texts=said, accounts=some, posts=some, comments=comments))
    assert found[0] == found[1]
    assert found[0] == found[2]


def test_a_key_that_comes_twice_is_one_row(tmp_path: Path) -> None:
    said = {"id": 1, "on": 1, "by": None, "answers": None}
    report = bring(tmp_path, posts=[{"id": 1}], comments=[said, said | {"id": 2}, said])
    assert report["tables"]["comments"] == {"read": 3, "written": 2, "merged": 1, "refused": 0}
    assert len(report["kept"]["comments"]) == 2


def test_nothing_of_a_block_is_armed(tmp_path: Path) -> None:
    bring(tmp_path, accounts=[{"id": 1}, {"id": 2}])
    armed = {(row["enabled"], row["authority_kind"], row["auto_approve"]) for row in rows("accounts")}
    assert armed == {(0, None, "[]")}
    assert {row["lifecycle_state"] for row in rows("accounts")} == {"imported"}

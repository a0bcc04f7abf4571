"""How what an entry tells of went: one word for each entry, the same in Python and in SQL."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from models.database import close, sql
from models.entry_kinds import EVENTS, outcome_of, outcome_sql, run_of, run_sql
from models.enums import Outcome, State, Truth
from tests.fakes.new_store import new_store

KINDS = [*(kind for kinds in EVENTS.values() for kind in kinds), "setting_changed", "work_missed", "of a later version"]
BODIES: list[dict[str, Any]] = [
    *({"state": state, "outcome": outcome} for state, outcome in product(State, Outcome)),
    *({"answer": answer, "by": by} for answer, by in product(Truth, ("site", "policy", "nobody"))),
    *({"outcome": word} for word in ("success", "failure", "skipped", "pending")),
    {"state": ["failed"], "answer": {"a": 1}, "outcome": None, "by": True},
    {"run": "run-1a2b3c4d", "run_id": "older"},
    {"run_id": "older"},
    {},
]


@pytest.mark.parametrize(
    ("kind", "body", "outcome"),
    [
        ("attempt", {"state": "confirmed", "outcome": "performed"}, "success"),
        ("attempt", {"state": "queued", "outcome": "failed"}, "failure"),
        ("attempt", {"state": "unconfirmed", "outcome": "performed"}, "pending"),
        ("attempt", {"state": "needs_review", "outcome": "performed"}, "pending"),
        ("attempt", {"state": "skipped", "outcome": "already"}, "skipped"),
        ("attempt", {"state": "refused", "outcome": "failed"}, "skipped"),
        ("decision", {"state": "refused"}, "skipped"),
        ("decision", {"state": "awaiting_approval"}, "pending"),
        ("settled", {"state": "failed"}, "failure"),
        ("verification", {"answer": "absent"}, "failure"),
        ("verification", {"answer": "unclear"}, "pending"),
        ("rate_limit", {"by": "site"}, "failure"),
        ("rate_limit", {"by": "policy"}, "skipped"),
        ("imported", {"outcome": "pending"}, "pending"),
        ("imported", {"of": "cookies", "written": 3}, "success"),
        ("accepted", {}, "pending"),
        ("declined", {}, "skipped"),
        ("error", {"code": "locator_missing"}, "failure"),
        ("sign_in_failed", {}, "failure"),
        ("setting_changed", {}, "success"),
    ],
)
def test_every_entry_has_one_word_for_how_it_went(kind: str, body: dict[str, Any], outcome: str) -> None:
    assert outcome_of(kind, body) == outcome


def test_the_store_is_asked_by_the_same_words(tmp_path: Path) -> None:
    new_store(tmp_path / "steward.db")
    asked = f"SELECT kind, body, {outcome_sql()}, {run_sql()} FROM (SELECT ? AS kind, ? AS body)"
    for kind, body in product(KINDS, BODIES):
        told = (kind, json.dumps(body))
        assert sql(asked, told) == [(*told, outcome_of(kind, body), run_of(body))]
    assert sql(asked, ("attempt", "{damaged")) == [("attempt", "{damaged", "pending", None)]
    close()

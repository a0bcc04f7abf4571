"""Whether a key is taken is asked before every act: it must never take a walk through all of them."""

from __future__ import annotations

from pathlib import Path

from models.action import KEY_TAKEN, with_key
from models.database import close, sql
from models.enums import KEY_FREED, ActionKind, State
from tests.fakes.house import hand
from tests.fakes.new_store import new_store


def test_a_key_is_found_by_its_index_and_freed_by_the_same_states(tmp_path: Path) -> None:
    new_store(tmp_path / "steward.db")
    try:
        found = sql(f"EXPLAIN QUERY PLAN SELECT 1 FROM actions WHERE idempotency_key = ? AND {KEY_TAKEN}", ("x",))
        assert "actions_key" in found[0][3]
        key = hand().want(ActionKind.LIKE).action.idempotency_key
        taken = set()
        for state in State:
            sql("UPDATE actions SET state = ?", (state,))
            if with_key(key):
                taken.add(state)
        assert taken == set(State) - KEY_FREED
    finally:
        close()

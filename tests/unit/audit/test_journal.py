"""The journal on a store that takes no write for a while: what happened on the way is told when it takes one again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.audit import chain
from automation.audit.journal import Journal
from models.audit import entries
from models.database import close
from models.errors import StoreUnusable
from tests.fakes.house import seal, unseal
from tests.fakes.new_store import new_store


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    new_store(tmp_path / "steward.db")
    yield Journal(tmp_path, tmp_path / "audit.head", seal, unseal, lambda event: None)
    close()


def kinds() -> list[str]:
    return [entry.kind for entry in entries()]


def test_what_could_not_be_written_is_written_with_the_next_entry(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(lines: object) -> None:
        raise StoreUnusable("store_full")

    journal.soon("session_start", 7)
    with monkeypatch.context() as patch:
        patch.setattr(chain, "append", full)
        with pytest.raises(StoreUnusable):
            journal.note("signed_in", 7)
        with pytest.raises(StoreUnusable):
            journal.flush()
    journal.note("signed_in", 7)
    assert kinds() == ["session_start", "signed_in"]


def test_what_is_undone_with_more_around_it_still_waits(journal: Journal) -> None:
    def undone() -> None:
        with journal.whole():
            journal.note("signed_in", 7)
            raise RuntimeError

    journal.soon("session_start", 7)
    with pytest.raises(RuntimeError):
        undone()
    assert kinds() == []
    journal.flush()
    assert kinds() == ["session_start"]

"""A walk of the chain sees one moment: retention that cuts meanwhile is nobody who meddles."""

from __future__ import annotations

from threading import Thread

import pytest

from automation.audit import chain, checkpoints
from models.checkpoint import Checkpoint
from models.database import close
from tests.unit.audit.test_checkpoints import Profile, profile

__all__ = ["profile"]


def test_a_cut_in_the_middle_of_a_walk_is_no_forgery(
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    profile.write(12)
    real, cuts = chain.checkpoints, []

    def cut() -> None:
        cuts.append(checkpoints.cut(5, profile.sign))
        close()

    def read_and_cut() -> list[Checkpoint]:
        found = real()
        if not cuts:
            meanwhile = Thread(target=cut)
            meanwhile.start()
            meanwhile.join()
        return found

    monkeypatch.setattr(chain, "checkpoints", read_and_cut)
    report = profile.verify()
    assert (cuts, report.ok, report.reason, report.entries) == ([5], True, "", 12)
    after = profile.verify()
    assert (after.ok, after.entries, after.horizon) == (True, 7, 5)

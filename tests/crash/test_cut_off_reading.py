"""An engine that dies over a reading reads again: figures are kept wherever a reading is called confirmed."""

from __future__ import annotations

import sqlite3

from tests.crash.nursery import KILLED
from tests.crash.stage import Stage, Wish


def test_a_reading_cut_off_before_its_figures_were_kept_is_made_again(stage: Stage) -> None:
    post = stage.site.control("publish", user="carol", text="A post to be read.")["post"]
    wish = Wish("stats", f"{stage.site.url}/posts/{post}", None, post)
    walked = stage.act(wish, stage.profile())
    keeps = next(label for label in walked.boundaries if label.startswith("before INSERT INTO snapshots"))
    profile = stage.profile()
    assert stage.act(wish, profile, keeps).status == KILLED
    last = stage.recover(wish, profile)
    # Whoever asks again for a reading asks for another one.
    assert [state for state, _ in last.report["states"].values()] == ["confirmed"] * 2, last.report
    store = sqlite3.connect(f"file:{profile / 'steward.db'}?mode=ro", uri=True)
    try:
        tries = store.execute("SELECT action_id, outcome FROM attempts ORDER BY action_id, id").fetchall()
        assert tries == [(1, "abandoned"), (1, "performed"), (2, "performed")]
        assert store.execute("SELECT likes FROM snapshots").fetchall() == [(0,), (0,)]
    finally:
        store.close()

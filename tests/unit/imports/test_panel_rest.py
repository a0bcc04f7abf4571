"""What a panel dashboard's file says twice, and what of it is refused, leaves one row or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import sql
from tests.fakes.importing import import_store, rows
from tests.fakes.old_panel import old_panel, picture
from tests.fakes.old_panel_files import ordinary

pytestmark = pytest.mark.usefixtures("store")

KIND = "panel-dashboard"


def test_a_comment_that_two_actions_share_is_one_text(tmp_path: Path) -> None:
    old = ordinary(tmp_path / "old.db")
    report = import_store(KIND, old, tmp_path)
    assert [row["text"] for row in rows("texts")] == ["So good 🌱", "More of this"]
    assert report["nouns"]["texts"] == 2
    sql("DELETE FROM texts WHERE text = 'More of this'")
    assert import_store(KIND, old, tmp_path)["nouns"] == {}
    assert len(rows("texts")) == 1


def test_a_picture_whose_row_is_refused_is_no_file(tmp_path: Path) -> None:
    shot = {"screenshot_type": "before", "status": "completed", "gologin_profile_id": "g"}
    with old_panel(tmp_path / "old.db", loose=True) as panel:
        panel.run("PRAGMA foreign_keys = 0")
        panel.add("accounts", platform="x", username="lena")
        order = {"execution_type": "instant", "platform": "x", "target_url": "https://x.test/1", "quantity": 1}
        panel.add("execution_history", jap_order_id="1", service_id=1, service_name="s", **order)
        for number, shade in ((1, 9), (88, 120), (88, 9)):
            data = {"url": "u", "platform": "x", "screenshot_data": picture(shade)}
            panel.add("screenshots", execution_id=number, **shot, **data)
    for _ in range(2):
        report = import_store(KIND, tmp_path / "old.db", tmp_path)
        assert report["tables"]["screenshots"]["refused"] == 2
        files = [str(file.relative_to(tmp_path / "evidence")) for file in tmp_path.rglob("*.png")]
        assert files == [row["path"] for row in rows("evidence")]
        assert len(files) == 1

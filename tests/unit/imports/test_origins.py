"""A newer copy of an old store comes along again; what another row of it left is given to nobody in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.database import sql
from models.errors import BadInput
from tests.fakes.importing import import_store
from tests.fakes.old_panel import old_panel, picture

pytestmark = pytest.mark.usefixtures("store")


def panel(path: Path, accounts: list[str], orders: list[tuple[int, int]]) -> Path:
    """A file with these accounts; each order names its account's number and how much was bought."""
    path.parent.mkdir()
    with old_panel(path) as rows:
        for name in accounts:
            rows.add("accounts", platform="instagram", username=name)
        for place, (owner, quantity) in enumerate(orders, 1):
            url = f"https://instagram.test/p/{place}"
            service = {"service_id": 1, "service_name": "Likes", "execution_type": "instant", "quantity": quantity}
            known = {"platform": "instagram", "target_url": url, "status": "completed", "account_id": owner}
            rows.add("execution_history", jap_order_id=f"o{place}", **service, **known)
            taken = {
                "screenshot_type": "before",
                "screenshot_data": picture(quantity),
                "platform": "instagram",
                "gologin_profile_id": "g",
            }
            rows.add("screenshots", execution_id=place, url=url, **taken)
    return path


def bring(tmp_path: Path, file: Path) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """The report, and where each refused row stood with its reason."""
    report = import_store("panel-dashboard", file, tmp_path)
    lines = Path(report["rejects"]).read_text().splitlines() if report["rejects"] else []
    return report, [(line["table"], line["key"], line["reason"]) for line in map(json.loads, lines)]


def owned() -> list[tuple[str, int]]:
    return sql("SELECT username, quantity FROM orders JOIN accounts ON accounts.id = account_id ORDER BY orders.id")


def test_another_store_of_the_same_name_leaves_nothing(tmp_path: Path) -> None:
    bring(tmp_path, panel(tmp_path / "laptop" / "app.db", ["alice", "bob"], [(1, 100), (2, 50)]))
    with pytest.raises(BadInput, match="import_of_another"):
        bring(tmp_path, panel(tmp_path / "server" / "app.db", ["carol", "dave"], [(1, 177), (2, 20), (1, 188)]))
    assert owned() == [("alice", 100), ("bob", 50)]
    assert sql("SELECT count(*) FROM imports") == [(1,)]


def test_what_hangs_on_another_row_is_refused_with_it(tmp_path: Path) -> None:
    bring(tmp_path, panel(tmp_path / "laptop" / "app.db", ["alice", "bob"], [(1, 100), (2, 50)]))
    pictures = sql("SELECT count(*) FROM evidence")
    orders = [(1, 100), (2, 20), (2, 188), (1, 30)]
    report, refused = bring(tmp_path, panel(tmp_path / "server" / "app.db", ["alice", "dave"], orders))
    assert owned() == [("alice", 100), ("bob", 50), ("alice", 30)]
    counts = {"read": 4, "written": 1, "merged": 0, "refused": 2}
    assert report["tables"]["execution_history"] == counts
    assert [(table, key) for table, key, _ in refused] == [
        ("accounts", "2"), ("execution_history", "2"), ("execution_history", "3"),
        ("screenshots", "2"), ("screenshots", "3"),
    ]  # fmt: skip
    assert all("--origin" in reason for _, _, reason in refused if "not here" not in reason)
    assert sql("SELECT count(*) - ? FROM evidence", pictures[0]) == [(1,)]


def test_a_newer_copy_of_the_same_store_comes_along(tmp_path: Path) -> None:
    bring(tmp_path, panel(tmp_path / "then" / "app.db", ["alice", "bob"], [(1, 100)]))
    report, refused = bring(tmp_path, panel(tmp_path / "now" / "app.db", ["alice", "bobby", "eve"], [(1, 100), (3, 5)]))
    assert owned() == [("alice", 100), ("eve", 5)]
    assert [(table, key) for table, key, _ in refused] == [("accounts", "2")]
    assert report["tables"]["execution_history"]["refused"] == 0

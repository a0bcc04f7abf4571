"""The file of refused rows tells what was wrong, and no secret: none in strange columns, documents or addresses."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from automation.audit import erasure
from models.database import sql
from models.erasure import keep_erasure
from models.paths import Profile
from models.person import see_person
from tests.fakes import old_engagement, old_linkedin
from tests.fakes.importing import import_store
from tests.fakes.old_panel import old_panel

pytestmark = pytest.mark.usefixtures("store")


def test_no_secret_of_a_refused_row_is_told(tmp_path: Path) -> None:
    strange = ("pwd", "two_factor", "auth", "backup_codes", "proxy_url", "whatever")
    inner = {"apiKey": "canary", "headers": [{"Authorization": "Bearer canary"}], "note": "plain", "at": 7}
    with old_panel(tmp_path / "old.db", loose=True) as panel:
        for name in strange:
            panel.run(f"ALTER TABLE accounts ADD COLUMN {name} TEXT")
        url = "http://user:canary@site.test/me"
        panel.add("accounts", platform="myspace", username="lena", url=url, **dict.fromkeys(strange, "canary"))
        action = {"account_id": 99, "action_type": "like", "jap_service_id": 1, "service_name": "Likes"}
        panel.add("actions", **action, parameters=json.dumps(inner))
        panel.add("actions", **action, parameters='{"token": "canary"')
        panel.add("actions", **action, parameters="[" * 5000 + "canary")
        panel.add("actions", **action, parameters='{"a":' * 700 + '"canary"' + "}" * 700)
    text = Path(import_store("panel-dashboard", tmp_path / "old.db", tmp_path)["rejects"]).read_text(encoding="utf-8")
    assert "canary" not in text
    account, *actions = [json.loads(line)["row"] for line in text.splitlines()]
    assert (account["username"], account["url"]) == ("lena", "http://(blanked)@site.test/me")
    assert {account[name] for name in strange} == {"(blanked)"}
    shown = {row["id"]: row["parameters"] for row in actions}
    told = {"apiKey": "(blanked)", "headers": [{"Authorization": "(blanked)"}], "note": "plain", "at": 7}
    assert json.loads(shown[1]) == told
    assert [shown[number] for number in (2, 3, 4)] == ["(blanked)"] * 3


def test_a_cell_that_nobody_thought_of_refuses_its_row_alone(tmp_path: Path) -> None:
    rows = old_engagement.small()
    late = "9999-12-31T23:59:59-14:00"  # of the year 10000, where we are
    rows["audit_entries"] = [old_engagement.audit(90, timestamp=late), *rows["audit_entries"]]
    report = import_store("engagement-store", old_engagement.store(tmp_path / "old.db", rows), tmp_path)
    counts = report["tables"]["audit_entries"]
    assert (counts["refused"], counts["written"]) == (1, counts["read"] - 1)
    assert report["refusals"] == {"audit_entries.(row): holds what no such row should (ValueError)": 1}


def test_documents_may_be_bytes(tmp_path: Path) -> None:
    rows = old_linkedin.new_rows()
    raw = [row["raw_json"] for row in rows["posts"]]
    rows["posts"] = [{**row, "raw_json": row["raw_json"].encode()} for row in rows["posts"]]
    report = import_store("linkedin-store", old_linkedin.new_store(tmp_path / "old.db", rows), tmp_path)
    assert report["tables"]["posts"]["written"] == len(raw)
    kept = [zlib.decompress(payload).decode() for (payload,) in sql("SELECT payload FROM posts WHERE payload NOT NULL")]
    assert set(raw) <= set(kept)


def test_once_somebody_was_erased_neither_file_nor_report_names_who_a_row_was_about(tmp_path: Path) -> None:
    keep_erasure("#0123456789abcdef.mark", {})
    rows = old_engagement.small()
    rows["action_attempts"] = [*rows["action_attempts"], old_engagement.attempt(90, "follow", "user", "zephyrina")]
    report = import_store("engagement-store", old_engagement.store(tmp_path / "old.db", rows), tmp_path)
    text = Path(report["rejects"]).read_text(encoding="utf-8")
    assert json.loads(text)["reason"] == "“…” is no user of this store"
    assert report["refusals"] == {"action_attempts.target_id: “…” is no user of this store": 1}
    assert "zephyrina" not in text
    assert "zephyrina" not in json.dumps(report)


def test_a_name_that_is_a_field_of_json_goes_with_its_person(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = "zephyrina.quill"
    named = {name: {"likes": 1}, "fans": {name: 2, "ana": {"at": 3}}}
    items = [old_linkedin.item(0, **named), named | {"text": "no post"}]
    brought = old_linkedin.result_file(tmp_path_factory.mktemp("old") / "posts.json", items)
    report = import_store("apify", brought, tmp_path)
    assert f"fans.{name}" in report["unknown_columns"]["items"]
    assert name in Path(report["rejects"]).read_text(encoding="utf-8")
    erasure.erase(Profile(tmp_path), see_person("linkedin", "", name))
    assert name.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert kept_fields() == ["(left out)"]
    again = import_store("apify", brought, tmp_path, origin="again")
    assert name not in Path(again["rejects"]).read_text(encoding="utf-8")
    assert kept_fields() == ["(left out)"]
    sql("UPDATE imports SET report = ?", (json.dumps(report),))
    erasure.replay(Profile(tmp_path))
    assert kept_fields() == ["(left out)"]


def kept_fields() -> list[str]:
    kept = [json.loads(text)["unknown_columns"]["items"] for (text,) in sql("SELECT report FROM imports")]
    return sorted({field for fields in kept for field in fields})

"""Older stores in a real PostgreSQL and as CSV files: the same rows give the same store, and nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from automation import commands
from automation.imports.csv_source import BROKEN, CsvSource
from automation.imports.postgres_source import PostgresSource, with_password
from automation.queue import backlog
from automation.values import Intent, Target
from models.database import sql
from models.enums import ActionKind, TargetKind
from models.errors import BadInput, StewardError
from tests.fakes import old_instagram, old_tiktok
from tests.fakes.house import seal
from tests.fakes.importing import OWN_KEY, import_store, opened, rows, written
from tests.fakes.old_tables import Rows, Schema, as_csv, as_postgres
from tests.fakes.postgres import PASSWORD, Cluster

pytestmark = pytest.mark.usefixtures("store")

INSTAGRAM, TIKTOK = "instagram-platform", "tiktok-tracker"
Bring = Callable[[str, Schema, Rows], dict[str, Any]]


@pytest.fixture(params=["postgres", "csv"])
def bring(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bring]:
    """Lay rows out in one sort of source, and import them from there, as often as one likes."""
    if request.param == "csv":
        yield lambda kind, schema, found: import_store(kind, as_csv(tmp_path / "old", schema, found), tmp_path)
        return
    running: Cluster = request.getfixturevalue("postgres")
    with running.database("old") as url:
        made: list[str] = []

        def from_postgres(kind: str, schema: Schema, found: Rows) -> dict[str, Any]:
            if not made:
                made.append(as_postgres(url, schema, found))
            return import_store(kind, url, tmp_path)

        yield from_postgres


def test_the_instagram_platform_comes_along(bring: Bring) -> None:
    small = old_instagram.small()
    report = bring(INSTAGRAM, old_instagram.SCHEMA, small)
    assert written(report) == {table: len(found) for table, found in small.items()}
    assert (report["unknown_columns"], report["rejects"]) == ({}, None)

    one, banned, warming, fourth = rows("accounts")
    assert (one["lifecycle_state"], one["health"], one["enabled"], one["authority_kind"]) == ("active", "ok", 0, None)
    assert (banned["health"], warming["warmup_step"]) == ("banned", 2)
    assert one["device_label"] in {"Pixel 7, Android 14", "Android 14, Pixel 7"}
    assert [row["proxy_id"] is None for row in rows("accounts")] == [False, False, False, True]
    assert fourth["brand_id"] is None
    assert [(row["code"], row["detail"]) for row in rows("reviews")] == [("imported_review", "login failed")]

    [brand, _] = rows("brands")
    assert (brand["status"], json.loads(brand["posting_schedule"])) == ("paused", {"mon": ["09:00"]})
    [proxy, _] = rows("proxies")
    assert (proxy["scheme"], proxy["host"], proxy["capacity"], proxy["monthly_cost_micros"]) == (
        "http", "192.0.2.1", 3, 12_500_000,
    )  # fmt: skip
    assert [row["state"] for row in rows("warmup_steps")] == ["completed", "failed", "completed"]
    assert [(row["from_state"], row["to_state"], row["actor"]) for row in rows("account_states")] == [
        (None, "imported", "user"), ("imported", "active", "bot"),
    ]  # fmt: skip
    assert [(row["actions"], row["imported"]) for row in rows("daily_metrics")] == [(120, 1), (0, 1)]

    again = bring(INSTAGRAM, old_instagram.SCHEMA, small)
    assert set(written(again).values()) == {0}
    assert all(counts["merged"] == counts["refused"] == 0 for counts in again["tables"].values())


def test_what_is_known_of_an_owner_is_sealed_and_a_hash_is_no_password(bring: Bring, tmp_path: Path) -> None:
    report = bring(INSTAGRAM, old_instagram.SCHEMA, old_instagram.small())
    [one, *_] = rows("accounts")
    kept = {row["place"]: row["envelope"] for row in rows("secrets")}
    place = f"accounts|{one['id']}|email"
    assert opened(kept[place], place) == "canary1@mail.test"
    assert f"accounts|{one['id']}|birthday" in kept
    assert not [name for name in kept if name.endswith("|password")]
    notes = "\n".join(report["notes"])
    assert "accounts.password_encrypted is refused: it is a bcrypt hash, which is not a password" in notes
    assert "proxies.password_encrypted is refused: it is sealed by the older system" in notes
    assert "carries already as many as it may" in notes
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (tmp_path / "steward.db").read_bytes() + json.dumps(report).encode()
    assert not [word for word in (b"canary1@mail", b"$2b$", PASSWORD.encode()) if word in whole]


def test_the_tiktok_tracker_comes_along(bring: Bring, tmp_path: Path) -> None:
    small = old_tiktok.small()
    report = bring(TIKTOK, old_tiktok.SCHEMA, small)
    assert {table: count for table, count in written(report).items() if table in small} == {
        table: len(found) for table, found in small.items()
    }
    assert (report["unknown_columns"], report["rejects"]) == ({}, None)

    [own] = rows("accounts")
    assert (own["username"], own["enabled"]) == ("our.shop", 0)
    assert {row["username"] for row in rows("people")} == {"our.shop", "found.one", "fan", "fan2"}
    first, _ = rows("posts")
    assert (first["external_id"], first["likes"], first["views"]) == ("7301", 9, 200)
    assert (first["author"], first["author_id"]) == ("found.one", rows("people", "username = 'found.one'")[0]["id"])
    assert [row["likes"] for row in rows("snapshots")] == [5, 9]
    plan, over = rows("check_plans")
    assert (plan["done"], plan["complete"]) == (1, 0)
    assert (over["post_id"], over["complete"], over["next_at"]) == (rows("posts")[1]["id"], 1, None)
    assert len(rows("check_steps")) == 2
    answer = rows("comments")[1]
    assert (answer["parent_id"], answer["is_reply"]) == (rows("comments")[0]["id"], 1)
    assert [(row["name"], row["views"]) for row in rows("hashtags")] == [("dance", 10**12)]
    assert [(row["kind"], row["name"], row["uses"]) for row in rows("texts")] == [("message", "hello", 4)]
    [usage] = rows("api_usage")
    assert (usage["day"], usage["calls"], usage["cost_micros"]) == ("2024-03-01", 12, 12_500)

    text, sticker = rows("messages")
    assert opened(text["sealed_text"], f"messages|{text['id']}|text") == "Plain-canary"
    assert (sticker["kind"], sticker["sealed_text"]) == ("sticker", None)
    states = {row["kind"]: row["state"] for row in rows("actions")}
    assert states == {"like": "unconfirmed", "dm": "failed", "search": "unconfirmed"}
    url = "https://www.tiktok.com/@found.one/video/7301"
    wish = Intent(own["id"], ActionKind.LIKE, url, None)
    assert not backlog.accept(wish, Target(TargetKind.POST, url, "7301"), seal, OWN_KEY).new
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"canary" not in (tmp_path / "steward.db").read_bytes()

    again = bring(TIKTOK, old_tiktok.SCHEMA, small)
    assert set(written(again).values()) == {0}


def test_a_bad_row_is_refused_by_name_and_the_rest_comes_along(bring: Bring) -> None:
    found = old_instagram.small()
    bad: list[tuple[str, dict[str, Any], str]] = [
        ("models", old_instagram.brand(90, unfollow_ratio=101), "unfollow_ratio"),
        ("models", old_instagram.brand(91, status="asleep"), "status"),
        ("proxies", old_instagram.proxy(90, port=0), "port"),
        ("proxies", old_instagram.proxy(91, monthly_cost="-1"), "monthly_cost"),
        ("accounts", old_instagram.account(90, lifecycle_state="limbo"), "lifecycle_state"),
        ("accounts", old_instagram.account(91, warmup_step=9), "warmup_step"),
        ("accounts", old_instagram.account(92, username="@"), "username"),
        ("accounts", old_instagram.account(93, created_at="infinity"), "created_at"),
        ("warmup_step_logs", old_instagram.step(90, 77, 1), "account_id"),
        ("warmup_step_logs", old_instagram.step(91, 4, 1, step_name="post_post"), "step_name"),
        ("warmup_step_logs", old_instagram.step(92, 4, 5, step_number=6), "step_number"),
        ("account_state_history", {"id": 90, "account_id": 1, "to_state": "heaven"}, "to_state"),
        (
            "model_content",
            {"id": 90, "model_id": 1, "content_type": "pfp", "image_url": "file:///etc/passwd"},
            "image_url",
        ),
        ("text_pools", {"id": 90, "model_id": 66, "content_type": "bio", "text_content": "x"}, "brand_id"),
    ]
    for table, row, _ in bad:
        found[table].append(row)
    report = bring(INSTAGRAM, old_instagram.SCHEMA, found)
    assert written(report) == {table: len(good) for table, good in old_instagram.small().items()}
    lines = [json.loads(line) for line in Path(report["rejects"]).read_text().splitlines()]
    assert sorted((line["table"], line["column"]) for line in lines) == sorted((t, c) for t, _, c in bad)
    [pair] = [line for line in lines if line["column"] == "step_name"]
    assert (pair["table"], pair["key"]) == ("warmup_step_logs", "91")
    assert "“post_post” is not the name of step 1" in pair["reason"]
    assert "canary" not in Path(report["rejects"]).read_text()


def test_tables_that_stood_still_are_found_by_other_names_and_strange_columns_are_told(bring: Bring) -> None:
    found = old_tiktok.small()
    schema = {**old_tiktok.SCHEMA, "message_templates": "id SERIAL PRIMARY KEY, body TEXT, mood TEXT"}
    found["message_templates"] = [{"id": 1, "body": "Hi", "mood": "good"}]
    report = bring(TIKTOK, schema, found)
    assert report["unknown_columns"] == {"message_templates": ["mood"]}
    assert [row["text"] for row in rows("texts")] == ["Hi"]


def test_acts_of_nobody_want_an_account(tmp_path: Path) -> None:
    found = old_tiktok.small()
    found["automation_actions"][0]["account_id"] = None
    folder = as_csv(tmp_path / "old", old_tiktok.SCHEMA, found)
    report = import_store(TIKTOK, folder, tmp_path)
    assert report["tables"]["automation_actions"]["refused"] == 1
    assert "--account" in Path(report["rejects"]).read_text()
    [own] = rows("accounts")
    assert import_store(TIKTOK, folder, tmp_path, account=own["id"])["tables"]["automation_actions"]["written"] == 1


def test_a_proxy_that_carries_accounts_here_already_takes_no_more_than_it_may(tmp_path: Path) -> None:
    folder = as_csv(tmp_path / "old", old_instagram.SCHEMA, old_instagram.small())
    import_store(INSTAGRAM, folder, tmp_path)
    found = old_instagram.small()
    found["accounts"] = [old_instagram.account(7)]
    report = import_store(INSTAGRAM, as_csv(tmp_path / "other", old_instagram.SCHEMA, found), tmp_path)
    assert report["tables"]["accounts"] == {"read": 1, "written": 1, "merged": 0, "refused": 0}
    assert rows("accounts", "username_norm = 'shop.7'")[0]["proxy_id"] is None


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";"), ("utf-8", "|")]
)
def test_how_a_csv_file_is_written_is_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    schema = {"models": old_instagram.SCHEMA["models"]}
    text = 'Bäckerei, "fein"; a\tb|c\nnext line'
    made = as_csv(tmp_path / "old", schema, {"models": [old_instagram.brand(1, description=text)]}, encoding, delimiter)
    [row] = CsvSource(made).rows("models")
    assert (row["id"], row["description"], row["name"]) == ("1", text, "Brand 1")


def test_csv_rows_that_are_broken_cost_themselves_alone(tmp_path: Path) -> None:
    folder = as_csv(tmp_path / "old", old_instagram.SCHEMA, old_instagram.small())
    with (folder / "models.csv").open("ab") as file:
        file.write(
            b"9,too,few\r\n\r\n10,B\xc3\xa4ck\xc3\xa4r\xc3\xa4i,\\N,active,,,,,,,\r\n11,bad \xff\xfe,,active,,,,,,,\r\n"
        )
    report = import_store(INSTAGRAM, folder, tmp_path)
    assert report["tables"]["models"] == {"read": 5, "written": 3, "merged": 0, "refused": 2}
    assert "has 3 fields where the first line names 11" in Path(report["rejects"]).read_text()
    assert [row["description"] for row in rows("brands", "name LIKE 'B%ck%'")] == [""]


@pytest.mark.parametrize(
    "rest", ["", '4,d,"quoted, it is"\n5,e,"two\nlines, ""so"""\n'], ids=["to the end", "to another"]
)
def test_a_stray_quote_takes_no_other_row_with_it(tmp_path: Path, rest: str) -> None:
    (tmp_path / "models.csv").write_text(f'id,name,text\n1,a,fine\n2,b,"stray\n3,c,fine\n{rest}', encoding="utf-8")
    found = list(CsvSource(tmp_path).rows("models"))
    assert [row["id"] for row in found] == ["1", "2", "3", *(["4", "5"] if rest else [])]
    assert [row[BROKEN] for row in found if BROKEN in row] == [
        "has a quote on line 3 that does not end where a field ends"
    ]
    assert [row["text"] for row in found[3:]] == (["quoted, it is", 'two\nlines, "so"'] if rest else [])


def test_a_folder_without_csv_files_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="import_not_that"):
        CsvSource(tmp_path)
    (tmp_path / "models.csv").write_text("")
    with pytest.raises(BadInput, match="import_not_that"):
        CsvSource(tmp_path)


def test_a_password_is_in_no_message(postgres: Cluster) -> None:
    wrong = postgres.url(password="Wrong-canary")
    addresses = [wrong, postgres.url("nowhere"), "postgresql://u:Wrong-canary@127.0.0.1:1/x"]
    for address in [*addresses, "postgresql://u:Wrong-canary@[::1/x", "postgresql://u:Wrong-canary@h:99999/x"]:
        with pytest.raises(StewardError) as caught:
            PostgresSource(address)
        said = f"{caught.value} {caught.value.facts}"
        assert "canary" not in said
        assert caught.value.code in {"import_unreachable", "import_bad_address"}


def test_a_password_beside_an_address_opens_it(postgres: Cluster) -> None:
    bare = postgres.url().replace(f":{PASSWORD}", "")
    PostgresSource(with_password(bare, PASSWORD)).close()
    assert (
        with_password("postgresql://u@h:1/x?sslmode=off", "p@ss/w%") == "postgresql://u:p%40ss%2Fw%25@h:1/x?sslmode=off"
    )
    for unchanged in (postgres.url(), "postgresql://h/x", "postgresql://u@[::1/x"):
        assert with_password(unchanged, "other") == unchanged
    assert PASSWORD not in repr(commands.ImportStore(INSTAGRAM, [postgres.url()]))


def test_a_database_of_unknown_letters_is_read_and_what_is_no_text_costs_its_row(
    postgres: Cluster, tmp_path: Path
) -> None:
    with postgres.database("bytes", "SQL_ASCII") as url:
        as_postgres(url, old_instagram.SCHEMA, old_instagram.small())
        postgres.run(r"INSERT INTO models (id, name) VALUES (9, E'B\xe4ck')", "bytes")
        report = import_store(INSTAGRAM, url, tmp_path)
    assert report["tables"]["models"] == {"read": 3, "written": 2, "merged": 0, "refused": 1}
    assert report["origin"].startswith("instagram-platform:bytes@127.0.0.1")


def test_the_source_is_never_written(postgres: Cluster) -> None:
    import psycopg

    with postgres.database("still") as url:
        as_postgres(url, old_instagram.SCHEMA, {})
        source = PostgresSource(url)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            source._connection.execute("INSERT INTO models (name) VALUES ('x')")
        source.close()

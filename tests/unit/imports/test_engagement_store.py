"""The engagement store comes along whole: acts, proof, letters, journal, blocklist; twice is once; nothing is armed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from automation.audit import chain
from automation.imports.undo import undo
from automation.queue import backlog
from automation.values import Intent, Target
from models.database import sql
from models.enums import ActionKind, TargetKind
from models.errors import BadInput
from models.ledger import has_key
from models.post import engagement
from tests.fakes import old_engagement as old
from tests.fakes.house import seal
from tests.fakes.importing import OWN_KEY, import_store, opened, rows, written
from tests.fakes.old_tables import Rows, as_sqlite

pytestmark = pytest.mark.usefixtures("store")

KIND = "engagement-store"


def bring(tmp_path: Path, found: Rows | None = None, **options: Any) -> dict[str, Any]:
    file = tmp_path / "old.db"
    file.unlink(missing_ok=True)
    return import_store(KIND, old.store(file, found), tmp_path, **options)


def refusals(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    lines = Path(report["rejects"]).read_text().splitlines()
    return [(line["table"], line["column"], line["reason"]) for line in map(json.loads, lines)]


def test_every_row_is_taken_and_a_second_time_none(tmp_path: Path) -> None:
    first = bring(tmp_path)
    assert written(first) == {table: len(found) for table, found in old.small().items()}
    assert first["rejects"] is None
    assert first["unknown_columns"] == {}
    second = bring(tmp_path)
    assert set(written(second).values()) == {0}
    assert all(counts["merged"] == counts["refused"] == 0 for counts in second["tables"].values())


def test_accounts_are_off_and_keep_their_limits(tmp_path: Path) -> None:
    report = bring(tmp_path)
    one, two = rows("accounts")
    assert (one["enabled"], one["authority_kind"], one["auto_approve"]) == (0, None, "[]")
    assert json.loads(one["caps"]) == {"like/hour": 20, "comment/hour": 5, "message/hour": 3}
    assert (one["quiet_hours"], one["zone"]) == ("22:00-07:00", "Europe/Berlin")
    assert (two["platform"], two["caps"], two["quiet_hours"]) == ("x", "{}", None)
    assert not rows("sessions")
    assert any("signing in" in line for line in report["notes"])
    assert any("waits for approval" in line for line in report["notes"])


def test_acts_are_as_proven_as_they_were(tmp_path: Path) -> None:
    bring(tmp_path)
    states = {row["kind"]: row["state"] for row in rows("actions", "target_id <> 'C2'")}
    assert states == {
        "like": "confirmed", "comment": "unconfirmed", "follow": "failed", "dm": "needs_review", "stats": "unconfirmed",
    }  # fmt: skip
    assert [row["state"] for row in rows("actions", "target_id = 'C2'")] == ["awaiting_approval"]
    methods = {row["method"]: row["answer"] for row in rows("verifications")}
    assert methods == {"reload_verify": "confirmed", "imported": "unclear"}
    [failed] = rows("attempts", "outcome = 'failed'")
    assert json.loads(failed["error"]) == {"code": "E1", "message": "no"}
    [run] = rows("runs")
    assert (run["origin"], run["ended_at"] - run["started_at"]) == ("run-morning", 5 * 60_000 + 2000)


def test_a_post_tells_what_each_account_did_with_it_and_did_not_take_back(tmp_path: Path) -> None:
    found = old.small()
    second = {"account_id": old.uid("acc", 3), "verification_id": None}
    found["accounts"] = [*found["accounts"], old.account(3)]
    found["action_attempts"] = [
        *found["action_attempts"],
        old.attempt(7, "like", "post", old.uid("pst", 1), **second),
        old.attempt(8, "unlike", "post", old.uid("pst", 1), **second),
    ]
    bring(tmp_path, found)
    [first, other] = rows("posts")
    [own] = rows("accounts", "username = 'Own.1'")
    stands = [(each.account_id, each.kind, each.state) for each in engagement(first["id"])]
    assert stands == [(own["id"], "like", "confirmed"), (own["id"], "comment", "unconfirmed")]
    assert engagement(other["id"]) == [], "a like that waits is none"


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    bring(tmp_path)
    [owner] = rows("accounts", "platform = 'instagram'")
    for kind, text in ((ActionKind.LIKE, None), (ActionKind.COMMENT, "Lovely crumb!")):
        url = "https://instagram.test/p/C1/"
        wish = Intent(owner["id"], kind, url, text)
        accepted = backlog.accept(wish, Target(TargetKind.POST, url, "C1"), seal, OWN_KEY)
        assert not accepted.new


def test_an_account_that_acted_stays_when_its_import_is_taken_back(tmp_path: Path) -> None:
    bring(tmp_path)
    [[owner]] = sql("SELECT DISTINCT account_id FROM ledger")
    told = undo(rows("imports")[0]["id"], tmp_path, lambda: False)
    assert told["left"]["accounts"] == {"what was done on a site is not done again": 1}
    assert [(row["id"], row["enabled"]) for row in rows("accounts")] == [(owner, 0)]
    url = "https://instagram.test/p/C1/"
    target = Target(TargetKind.POST, url, "C1")
    again = backlog.accept(Intent(owner, ActionKind.LIKE, url), target, seal, OWN_KEY).action
    assert has_key(again.idempotency_key)


def test_words_are_sealed_and_nowhere_in_the_open(tmp_path: Path) -> None:
    bring(tmp_path, old_key=old.KEY)
    [letter] = rows("actions", "kind = 'dm'")
    assert opened(letter["sealed_text"], f"actions|{letter['id']}|text") == "Letter-canary"
    assert letter["target_kind"] == "person"
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (tmp_path / "steward.db").read_bytes()
    assert not [
        word for word in (b"Letter-canary", b"Sealed-canary", b"Preview-canary", b"Detail-canary") if word in whole
    ]


def test_without_the_key_letters_stay_shut_until_it_is_given(tmp_path: Path) -> None:
    report = bring(tmp_path)
    shut, redacted = rows("messages")
    assert shut["old_envelope"] == old.small()["dm_messages"][0]["content_encrypted"]
    assert shut["sealed_text"] is None
    assert redacted["redacted_at"] is not None
    assert any("--old-key-file" in line for line in report["notes"])

    wrong = bring(tmp_path, old_key=bytes(32))
    assert refusals(wrong) == [("dm_messages", "content_encrypted", refusals(wrong)[0][2])]
    assert "does not open with the key given" in refusals(wrong)[0][2]
    assert rows("messages")[0]["old_envelope"] == shut["old_envelope"]

    right = bring(tmp_path, old_key=old.KEY)
    assert right["tables"]["dm_messages"] == {"read": 2, "written": 0, "merged": 1, "refused": 0}
    now = rows("messages")[0]
    assert now["old_envelope"] is None
    assert opened(now["sealed_text"], f"messages|{now['id']}|text") == "Sealed-canary: see you at nine"
    assert bring(tmp_path, old_key=old.KEY)["tables"]["dm_messages"]["merged"] == 0


def test_a_message_that_was_redacted_since_stays_so(tmp_path: Path) -> None:
    bring(tmp_path)
    sql("UPDATE messages SET old_envelope = NULL, redacted_at = 1 WHERE old_envelope IS NOT NULL")
    for key in (None, old.KEY):
        bring(tmp_path, old_key=key)
        assert [(row["old_envelope"], row["sealed_text"]) for row in rows("messages")] == [(None, None)] * 2


BROKEN = {
    "plain words": "is no envelope",
    "[1, 2]": "is no envelope",
    '{"iv": "zz", "encrypted": "", "authTag": ""}': "is no envelope",
    '{"iv": "00", "encrypted": "00", "authTag": "00"}': "wrong length",
    old.envelope("x").replace(json.loads(old.envelope("x"))["authTag"], "00" * 16): "was altered",
    old.envelope("x", key=bytes(32)): "does not open",
    "[" * 100_000: "is no envelope",
}


def test_an_envelope_that_is_none_costs_its_row_alone(tmp_path: Path) -> None:
    found = old.small()
    found["dm_messages"] += [old.message(3 + n, 1, content) for n, content in enumerate(BROKEN)]
    report = bring(tmp_path, found, old_key=old.KEY)
    counts = report["tables"]["dm_messages"]
    assert (counts["written"], counts["refused"]) == (2, len(BROKEN))
    for (table, column, reason), expected in zip(refusals(report), BROKEN.values(), strict=True):
        assert (table, column) == ("dm_messages", "content_encrypted")
        assert expected in reason
    assert "plain words" not in Path(report["rejects"]).read_text()


def test_the_old_journal_joins_the_chain(tmp_path: Path) -> None:
    bring(tmp_path)
    found = rows("audit_entries", "kind = 'imported'")
    bodies = [json.loads(row["body"]) for row in found]
    assert [body["event"] for body in bodies] == ["session_start", "action_complete", "policy_block"]
    assert bodies[2]["outcome"] == "skipped"
    assert bodies[0]["at"] == "2024-02-04T10:01:03.000+00:00"
    assert {row["account_id"] for row in found} == {rows("accounts", "platform = 'instagram'")[0]["id"]}
    walked = chain.verify(tmp_path / "head", None)
    assert (walked.ok, walked.entries) == (True, 3)


def test_the_blocklist_keeps_its_kinds_and_an_opt_out_has_no_end(tmp_path: Path) -> None:
    bring(tmp_path)
    found = [
        (r["kind"], r["what"], r["platform"], r["match"], r["subject"], r["expires_at"]) for r in rows("blocklist")
    ]
    assert found == [
        ("block", "person", "instagram", "exact", "found2", None),
        ("block", "keyword", "*", "contains", "casino", None),
        ("opt_out", "person", "instagram", "exact", "gone.for.good", None),
        ("block", "domain", "instagram", "regex", r"(^|\.)spam\.test$", 4_070_908_800_000),
    ]


def test_two_own_accounts_that_write_to_each_other_share_thread_and_message_ids(tmp_path: Path) -> None:
    found = old.small()
    found["dm_threads"] = [old.thread(1, 1), old.thread(2, 2, platform_thread_id="T1")]
    found["dm_messages"] = [
        old.message(1, 1, old.envelope("hello"), is_from_us=1),
        old.message(2, 2, old.envelope("hello", mark=9), platform_message_id="M1"),
    ]
    report = bring(tmp_path, found, old_key=old.KEY)
    assert (written(report)["dm_threads"], written(report)["dm_messages"]) == (2, 2)
    assert {row["external_id"] for row in rows("threads")} == {"T1"}
    assert [row["is_ours"] for row in rows("messages")] == [1, 0]


def test_one_name_on_two_platforms_is_two_people_and_a_name_taken_over_makes_nobody_one(tmp_path: Path) -> None:
    found = old.small()
    found["platform_users"] += [
        old.person(3, username="found1", platform="tiktok"),
        old.person(4, username="Found1", platform_user_id="999"),
    ]
    report = bring(tmp_path, found)
    assert [row["platform"] for row in rows("people", "username_norm = 'found1'")] == ["instagram", "tiktok"]
    [(table, column, reason)] = refusals(report)
    assert (table, column) == ("platform_users", "username")
    assert "somebody else" in reason


HOSTILE: list[tuple[str, dict[str, Any], str]] = [
    ("accounts", old.account(9, platform="myspace"), "platform"),
    ("accounts", old.account(9, settings="{no"), "settings"),
    ("accounts", old.account(9, settings={"rateLimit": {"likesPerHour": -1}}), "settings.likesPerHour"),
    ("accounts", old.account(9, settings={"quietHours": {"enabled": True, "startHour": 99}}), "settings"),
    ("platform_users", old.person(9, username=" @ "), "username"),
    ("platform_users", old.person(9, follower_count="many"), "follower_count"),
    ("platform_users", old.person(9, discovered_at="yesterday"), "discovered_at"),
    ("posts", old.post(9, post_url="javascript:alert(1)"), "post_url"),
    ("posts", old.post(9, hashtags='{"a": 1}'), "hashtags"),
    ("posts", old.post(9, like_count=str(10**30)), "like_count"),
    ("action_attempts", old.attempt(9, "teleport", "post", old.uid("pst", 1)), "action_type"),
    ("action_attempts", old.attempt(9, "like", "post", "nowhere"), "target_id"),
    ("action_attempts", old.attempt(9, "like", "post", old.uid("pst", 1), "perhaps"), "status"),
    ("action_attempts", old.attempt(9, "like", "post", old.uid("pst", 1), account_id="nobody"), "account_id"),
    ("verification_results", old.look(9, 1, confidence=7), "confidence"),
    ("verification_results", old.look(9, 99), "action_id"),
    ("dm_threads", old.thread(9, participant_username=""), "participant_username"),
    ("audit_entries", old.audit(9, outcome="maybe"), "outcome"),
    ("blocklist_entries", old.blocked(9, "user", "(", match_type="regex"), "value"),
    ("blocklist_entries", old.blocked(9, "planet", "mars"), "entry_type"),
]


def test_a_bad_row_is_refused_by_name_and_the_rest_comes_along(tmp_path: Path) -> None:
    found = old.small()
    for number, (table, row, _) in enumerate(HOSTILE):
        names = {"id", "platform_user_id", "platform_post_id"} & row.keys()
        found[table].append({**row, **dict.fromkeys(names, f"hostile-{number}")})
    report = bring(tmp_path, found)
    assert written(report) == {table: len(good) for table, good in old.small().items()}
    assert sorted((table, column) for table, column, _ in refusals(report)) == sorted(
        (table, column) for table, _, column in HOSTILE
    )


def test_bytes_that_are_no_text_cost_their_row_alone(tmp_path: Path) -> None:
    found = old.small()
    found["platform_users"] += [old.person(9)]
    file = old.store(tmp_path / "bytes.db", found)
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("UPDATE platform_users SET bio = CAST(x'ff41' AS TEXT) WHERE id = ?", (old.uid("usr", 9),))
    report = import_store(KIND, file, tmp_path)
    assert report["tables"]["platform_users"] == {"read": 3, "written": 2, "merged": 0, "refused": 1}


def test_another_store_is_told_apart(tmp_path: Path) -> None:
    found = {"accounts": old.small()["accounts"]}
    file = as_sqlite(tmp_path / "other.db", {"accounts": old.SCHEMA["accounts"]}, found)
    with pytest.raises(BadInput, match="import_not_that"):
        import_store(KIND, file, tmp_path)

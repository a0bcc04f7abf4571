"""Feeds, rules and schedules from the command line, on a practice network that really publishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.practice.server import PracticeServer
from models.database import close, connect, sql
from tests.unit.cli.conftest import Steward

RULE = """
[rule]
name = "like what is tagged garden"
account = "practice:alice"
feed = "{feed}"
do = "like"

[rule.when]
title_contains = ["foxgloves", "garden"]
"""


@pytest.fixture(scope="module")
def site() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def account(steward: Steward, site: PracticeServer) -> str:
    made = steward("accounts", "add", "practice", "alice", "--base-url", site.url, "--json")
    return str(made.document["id"])


@pytest.fixture
def feed(steward: Steward, site: PracticeServer, account: str) -> str:
    address = f"{site.url}/feeds/all.atom"
    made = steward("feeds", "add", address, "--account", account, "--every", "600", "--json")
    assert (made.code, made.document["url"], made.document["status"]) == (0, address, "pending")
    return str(made.document["id"])


@pytest.fixture
def rule_file(tmp_path: Path, feed: str) -> Path:
    file = tmp_path / "rule.toml"
    file.write_text(RULE.format(feed=feed), encoding="utf-8")
    return file


@pytest.mark.usefixtures("open_vault")
def test_a_feed_and_a_rule_make_one_wish(steward: Steward, site: PracticeServer, feed: str, rule_file: Path) -> None:
    first = steward("feeds", "poll", feed, "--json").document
    assert (first["status"], first["fresh"], first["fired"]) == ("active", 0, 0), "what stood there starts no work"
    kept = steward("rules", "add", str(rule_file), "--json").document
    assert (kept["name"], kept["enabled"], kept["has_text"]) == ("like what is tagged garden", True, False)
    site.control("publish", user="carol", text="A new bed in the garden")
    site.control("publish", user="bob", text="Rain again")
    again = steward("feeds", "poll", feed, "--json").document
    assert (again["fresh"], again["fired"]) == (2, 1)
    [wish] = steward("queue", "list", "--json").document["items"]
    assert (wish["kind"], wish["trigger"], wish["origin"], wish["state"]) == ("like", "feed", kept["id"], "held")
    newest = steward("feeds", "items", feed, "--limit", "1", "--json").document
    assert newest["items"][0]["title"].startswith("Rain again")
    older = steward("feeds", "items", feed, "--limit", "1", "--after", newest["next"], "--json").document
    assert older["items"][0]["title"].startswith("A new bed")


def test_a_rule_is_tested_before_and_after_it_is_kept(steward: Steward, feed: str, rule_file: Path) -> None:
    steward("feeds", "poll", feed)
    tried = steward("rules", "test", str(rule_file), "--json").document
    entries = steward("feeds", "items", feed, "--json").document["items"]
    meant = {entry["url"] for entry in entries if any(w in entry["title"].lower() for w in ("foxgloves", "garden"))}
    assert len(tried["entries"]) == len(entries)
    assert {entry["url"] for entry in tried["entries"] if entry["matches"]} == meant
    assert tried["matches"] == len(meant) > 0
    kept = steward("rules", "add", str(rule_file), "--json").document["id"]
    assert steward("rules", "test", kept, "--json").document["entries"] == tried["entries"]
    assert steward("queue", "list", "--json").document["items"] == [], "a test starts nothing"


def test_a_rule_that_wishes_what_nobody_can_do_says_so_when_it_is_tested(
    steward: Steward, folder: Path, feed: str, rule_file: Path
) -> None:
    steward("feeds", "poll", feed)
    kept = steward("rules", "add", str(rule_file), "--json").document["id"]
    assert "would have become a like by practice:alice." in steward("rules", "test", kept).out
    connect(folder / "steward.db")
    sql("UPDATE rules SET kind = 'order'")  # as a panel dashboard's rule comes along
    close()
    said = steward("rules", "test", kept).out
    assert "none of them becomes anything: Steward does not know how to order." in said
    assert "would have become" not in said


def test_a_rule_is_tested_by_author_too(steward: Steward, folder: Path, feed: str, rule_file: Path) -> None:
    steward("feeds", "poll", feed)
    entries = steward("feeds", "items", feed, "--json").document["items"]
    author = entries[0]["author"]
    assert author
    asked = rule_file.read_text().replace("title_contains", "author")
    asked = asked.replace('["foxgloves", "garden"]', f'["@{author}"]')
    rule_file.write_text(asked, encoding="utf-8")
    ran = steward("rules", "test", str(rule_file), "--json").document
    meant = {entry["url"] for entry in entries if entry["author"] == author}
    assert {entry["url"] for entry in ran["entries"] if entry["matches"]} == meant
    connect(folder / "steward.db")
    sql("UPDATE feed_entries SET author = NULL")  # as a row of an older Steward has it
    close()
    ran = steward("rules", "test", str(rule_file), "--json").document
    assert {entry["matches"] for entry in ran["entries"]} == {None}


def test_a_feed_is_found_by_any_spelling_of_its_address(steward: Steward, site: PracticeServer, feed: str) -> None:
    address = f"{site.url}/feeds/all.atom"
    for spelling in (address, address.replace("http://", "HTTP://"), f"{address}#top", f" {address}"):
        assert steward("feeds", "poll", spelling, "--json").document["feed"] == feed
    assert steward("feeds", "poll", "ftp://site.test/feed", "--json").error["code"] == "feed_address"
    assert steward("feeds", "poll", "http://site.test/feed", "--json").error["code"] == "unknown_feed"


def test_a_feed_of_no_account_is_given_to_one_and_read_at_another_pace(
    steward: Steward, site: PracticeServer, account: str, feed: str
) -> None:
    address = f"{site.url}/feeds/posts.xml"
    made = steward("feeds", "add", address, "--json")
    assert (made.code, made.document["handle"], made.document["account_id"]) == (0, "", None)
    name = made.document["id"]
    assert steward("feeds", "add", address, "--json").error["code"] == "feed_exists"
    assert steward("feeds", "edit", name, "--json").error["code"] == "nothing_to_change"
    changed = steward("feeds", "edit", name, "--account", account, "--every", "900", "--json").document
    assert (changed["handle"], changed["account_id"], changed["interval_s"]) == ("practice:alice", account, 900)
    assert steward("feeds", "edit", name, "--account", account).code == 0, "it is hers already"
    again = steward("feeds", "add", address, "--json").document["id"]
    refused = steward("feeds", "edit", again, "--account", account, "--every", "600", "--json")
    assert refused.error["code"] == "feed_exists"
    assert steward("feeds", "show", again, "--json").document["handle"] == ""
    assert steward("feeds", "edit", name, "--every", "99999999", "--json").error["code"] == "feed_interval"


def test_a_rule_rests_listens_and_goes(steward: Steward, rule_file: Path) -> None:
    name = steward("rules", "add", str(rule_file), "--json").document["id"]
    assert steward("rules", "disable", name, "--json").document["enabled"] is False
    assert steward("rules", "list", "--where", "enabled=false", "--json").document["items"][0]["id"] == name
    assert steward("rules", "enable", name[:9], "--json").document["enabled"] is True
    assert steward("rules", "remove", name).code == 0
    assert steward("rules", "list", "--json").document["items"] == []


def test_a_slip_in_a_rule_is_named_with_its_line(steward: Steward, rule_file: Path) -> None:
    rule_file.write_text(rule_file.read_text().replace("do =", "od ="), encoding="utf-8")
    error = steward("rules", "add", str(rule_file), "--json").error
    assert (error["code"], error["facts"]["line"], error["facts"]["key"]) == ("rule_broken", 6, "rule.od")
    rule_file.write_bytes(b"\xff\xfe")
    assert steward("rules", "add", str(rule_file), "--json").error["code"] == "text_not_utf8"


def test_a_feed_that_cannot_be_read_is_exit_1_and_stays(steward: Steward, site: PracticeServer, account: str) -> None:
    steward("feeds", "add", f"{site.url}/nothing.atom", "--account", account)
    ran = steward("feeds", "poll", f"{site.url}/nothing.atom", "--json")
    assert (ran.code, ran.document["status"], ran.document["code"]) == (1, "error", "feed_status")
    [kept] = steward("feeds", "list", "--json").document["items"]
    assert kept["last_error"] == "feed_status"


def test_a_feed_goes_with_its_rules(steward: Steward, feed: str, rule_file: Path) -> None:
    steward("rules", "add", str(rule_file))
    assert steward("feeds", "remove", feed).code == 0
    assert steward("feeds", "list", "--json").document["items"] == []
    assert steward("rules", "list", "--json").document["items"] == []


@pytest.mark.usefixtures("open_vault")
def test_a_schedule_is_kept_listed_and_removed(steward: Steward, site: PracticeServer, account: str) -> None:
    wish = ("--account", account, "--kind", "comment", "--url", f"{site.url}/posts/3", "--text", "hello")
    made = steward("schedules", "add", *wish, "--at", "2099-01-01T09:00+01:00", "--every", "86400", "--json")
    assert made.code == 0, made
    assert (made.document["next_at"], made.document["has_text"]) == ("2099-01-01T08:00:00.000+00:00", True)
    assert "hello" not in made.out
    assert steward("schedules", "list", "--json").document["items"][0]["id"] == made.document["id"]
    assert steward("schedules", "remove", made.document["id"]).code == 0
    assert steward("schedules", "list", "--json").document["items"] == []


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (["--kind", "like", "--at", "tomorrow"], "bad_time"),
        (["--kind", "like", "--at", "2099-01-01", "--every", "5"], "schedule_too_often"),
        (["--kind", "comment", "--at", "2099-01-01"], "text_missing"),
        (["--kind", "dance", "--at", "2099-01-01"], "bad_usage"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(
    steward: Steward, site: PracticeServer, account: str, more: list[str], named: str
) -> None:
    ran = steward("schedules", "add", "--account", account, "--url", f"{site.url}/posts/3", *more, "--json")
    assert (ran.code, ran.error["code"]) == (2, named)

"""What people keep, mark, tag, follow, assign and move, from the command line to the store file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from automation.vault.vault import Vault
from models import ids
from models.account import add_account, change_account
from models.base import add
from models.database import close, sql
from models.migrations.runner import open_store
from models.person import see_person
from models.post import see_post
from models.thread import MessageTable, ThreadTable
from tests.unit.cli.conftest import PASSPHRASE, Steward, stored

CANARY = "swordfish-under-glass"


@pytest.fixture
def made(folder: Path) -> dict[str, str]:
    """Ids of an account, a post and a person."""
    folder.mkdir(exist_ok=True)
    open_store(folder / "steward.db")
    from models.account import add_account

    account = add_account("practice", "", "alice", None).id
    bob = see_person("practice", "", "bob")
    post = see_post("practice", "", "1", "https://site.test/1", "bob", "Tulips", bob)
    close()
    return {
        "account": ids.public("accounts", account),
        "person": ids.public("people", bob),
        "post": ids.public("posts", post),
    }


def test_a_post_is_marked_read_and_tagged(steward: Steward, made: dict[str, str], folder: Path) -> None:
    post = made["post"]
    assert steward("posts", "mark", post, "--json").document["is_marked"] is True
    assert steward("posts", "read", post, "--json").document["is_read"] is True
    assert steward("posts", "unread", post, "--json").document["is_read"] is False
    assert steward("posts", "tag", post, "gardens", "--json").error["code"] == "unknown_tag"
    assert steward("tags", "add", "#Gardens", "--color", "#00ff00").code == 0
    assert steward("posts", "tag", post, "gardens", "--note", "all tulips").code == 0
    assert steward("posts", "tag", post, "GARDENS", "--note", "still").code == 0
    [tag] = steward("posts", "show", post, "--json").document["tags"]
    assert (tag["name"], tag["applied_by"], tag["notes"]) == ("Gardens", "user", "still")
    [listed] = steward("tags", "list", "--json").document["items"]
    assert (listed["posts"], listed["color"]) == (1, "#00ff00")
    assert steward("posts", "untag", post, "gardens").code == 0
    assert steward("posts", "unmark", post, "--json").document["is_marked"] is False
    assert steward("posts", "show", post, "--json").document["tags"] == []
    assert ("post_marked",) in stored(folder, "SELECT kind FROM audit_entries")


def test_a_person_is_followed_and_tagged_by_handle(steward: Steward, made: dict[str, str]) -> None:
    assert steward("people", "track", "@bob", "--json").document["is_tracked"] is True
    assert steward("tags", "add", "Friends").code == 0
    for name in (made["person"], "practice:bob"):
        assert steward("people", "tag", name, "friends").code == 0
    shown = steward("people", "show", "@bob", "--json").document
    assert [tag["name"] for tag in shown["tags"]] == ["Friends"]
    assert [name["username"] for name in shown["names"]] == ["bob"]
    assert [post["id"] for post in shown["newest_posts"]] == [made["post"]]
    assert steward("people", "untrack", "@bob", "--json").document["is_tracked"] is False
    assert steward("people", "track", "@nobody", "--json").error["code"] == "unknown_person"


def test_tags_are_changed_and_removed_with_all_they_are_on(
    steward: Steward, made: dict[str, str], folder: Path
) -> None:
    assert steward("tags", "add", "one").code == steward("tags", "add", "two").code == 0
    assert steward("tags", "add", " ONE ", "--json").error["code"] == "name_taken"
    assert steward("tags", "add", "#", "--json").error["code"] == "name_missing"
    assert steward("tags", "add", "three", "--color", "red", "--json").error["code"] == "bad_condition"
    assert steward("tags", "edit", "two", "--name", "one", "--json").error["code"] == "name_taken"
    assert steward("tags", "edit", "two", "--json").error["code"] == "nothing_to_change"
    assert steward("tags", "edit", "two", "--name", "Two!", "--json").document["name"] == "Two!"
    assert steward("accounts", "tag", "practice:alice", "one").code == 0
    assert steward("accounts", "list", "--tag", "one", "--json").document["items"][0]["username"] == "alice"
    assert steward("tags", "remove", "one").code == 0
    assert stored(folder, "SELECT count(*) FROM account_tags") == [(0,)]


def test_a_brand_keeps_texts_and_content(steward: Steward, made: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "tulip.jpg"
    picture.write_bytes(b"jpeg")
    brand = steward("brands", "add", "Flowers", "--daily-follow-limit", "20", "--json").document
    assert (brand["name"], brand["daily_follow_limit"], brand["status"]) == ("Flowers", 20, "active")
    text = steward("texts", "add", "comment", "--text", "Lovely", "--brand", "flowers", "--json").document
    assert (text["brand_id"], text["text"]) == (brand["id"], "Lovely")
    content = steward("content", "add", "flowers", "post", "--path", str(picture), "--json").document
    assert (content["path"], content["kind"]) == (str(picture), "post")
    assert steward("content", "add", "flowers", "post", "--json").error["code"] == "content_empty"
    assert steward("texts", "add", "comment", "--text", " ", "--json").error["code"] == "text_missing"
    assert steward("texts", "list", "--where", "brand_id=Flowers", "--json").document["items"] == [text]
    edited = steward("accounts", "edit", "practice:alice", "--brand", "flowers", "--json").document
    assert edited["brand_id"] == brand["id"]
    assert steward("brands", "remove", "flowers").code == 0
    account = steward("accounts", "show", "practice:alice", "--json").document
    assert (account["brand_id"], account["brand_at"]) == (None, None)
    for noun in ("texts", "content"):
        assert steward(noun, "list", "--json").document["items"] == []
    assert picture.exists()


@pytest.mark.usefixtures("open_vault")
def test_a_proxys_password_is_sealed(
    steward: Steward, made: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(CANARY + "\n"))
    words = ("proxies", "add", "socks5://user@10.0.0.1:1080", "--cost", "4.5", "--currency", "EUR", "--password-stdin")
    kept = steward(*words, "--json")
    assert kept.code == 0, kept
    assert (kept.document["monthly_cost"], kept.document["username"]) == ("4.50", "user")
    assert steward("proxies", "show", "10.0.0.1:1080", "--json").document["has_password"] is True
    assert not [file for file in folder.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert steward("proxies", "remove", "10.0.0.1:1080").code == 0
    assert stored(folder, "SELECT count(*) FROM secrets") == [(0,)]


def test_a_proxy_of_nobody_is_tested_by_an_address(steward: Steward, made: dict[str, str]) -> None:
    assert steward("proxies", "add", "10.0.0.1:80").code == 0
    for words in ((), ("--url", "file:///etc/passwd")):
        ran = steward("proxies", "test", "10.0.0.1:80", *words, "--json")
        assert (ran.code, ran.error["code"]) == (2, "proxy_needs_address")


def test_a_password_on_the_line_is_refused_and_not_repeated(steward: Steward, made: dict[str, str]) -> None:
    for address in (f"http://user:{CANARY}@10.0.0.1:80", "10.0.0.1", "ftp://10.0.0.1:80", "10.0.0.1:99999"):
        ran = steward("proxies", "add", address, "--json")
        assert (ran.code, ran.error["code"]) == (2, "proxy_address")
        assert CANARY not in ran.out + ran.err
    missing = steward("proxies", "add", "10.0.0.1:80", "--password-file", "/nowhere", "--json")
    assert missing.code == 2
    assert steward("proxies", "list", "--json").document["items"] == []


def test_a_proxy_takes_no_more_accounts_than_it_may(steward: Steward, folder: Path, made: dict[str, str]) -> None:
    open_store(folder / "steward.db")
    for name in ("carol", "dave"):
        change_account(add_account("practice", "", name, None).id, lifecycle_state="imported")
    close()
    assert steward("proxies", "add", "10.0.0.1:80", "--capacity", "1").code == 0
    first = steward("proxies", "assign", "10.0.0.1:80", "practice:carol", "--json").document
    assert first["lifecycle_state"] == "proxy_assigned"
    assert steward("proxies", "assign", "10.0.0.1:80", "practice:carol").code == 0, "who has it keeps it"
    full = steward("proxies", "assign", "10.0.0.1:80", "practice:dave", "--json")
    assert (full.code, full.error["code"]) == (2, "proxy_full")
    assert full.error["facts"] == {"accounts": 1, "capacity": 1}
    assert steward("proxies", "edit", "10.0.0.1:80", "--capacity", "2").code == 0
    assert steward("proxies", "assign", "10.0.0.1:80", "practice:dave").code == 0
    assert steward("proxies", "list", "--json").document["items"][0]["accounts"] == 2
    used = steward("proxies", "remove", "10.0.0.1:80", "--json")
    assert (used.code, used.error["code"], used.error["facts"]) == (2, "proxy_in_use", {"accounts": 2})
    assert steward("proxies", "release", "practice:dave", "--json").document["proxy_id"] is None
    assert steward("proxies", "edit", "10.0.0.1:80", "--status", "inactive").code == 0
    assert steward("proxies", "assign", "10.0.0.1:80", "practice:dave", "--json").error["code"] == "proxy_off"
    [move, _] = steward("accounts", "states", "practice:carol", "--json").document["items"]
    added = ("accounts", "add", "practice", "erin", "--base-url", "http://127.0.0.1:9", "--proxy", "10.0.0.1:80")
    assert steward(*added, "--json").error["code"] == "proxy_off"
    assert steward("accounts", "show", "practice:erin", "--json").code == 2, "nothing is half added"
    assert (move["from_state"], move["to_state"], move["actor"]) == ("imported", "proxy_assigned", "user")


def test_an_account_is_moved_only_where_its_life_goes(steward: Steward, made: dict[str, str], folder: Path) -> None:
    assert steward("accounts", "move", "practice:alice", "active", "--reason", "works").code == 0
    wrong = steward("accounts", "move", "practice:alice", "imported", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "state_not_next")
    assert steward("accounts", "move", "practice:alice", "active").code == 0, "where it is already, nothing is written"
    [move] = steward("accounts", "states", "practice:alice", "--json").document["items"]
    assert (move["to_state"], move["reason"], move["operator"]) == ("active", "works", "operator")
    assert stored(folder, "SELECT count(*) FROM account_states") == [(1,)]


def a_conversation(folder: Path) -> tuple[str, list[int]]:
    """Three sealed messages of a conversation that has a sealed preview; the conversation's id and theirs."""
    vault = Vault(folder)
    vault.unlock(PASSPHRASE)
    open_store(folder / "steward.db")
    known = {"account_id": 1, "platform": "practice", "participant": "bob", "participant_norm": "bob"}
    thread = add(ThreadTable, **known, first_seen_at=0)
    preview = vault.seal(b"word 2", f"threads|{thread}|preview")
    sql("UPDATE threads SET sealed_preview = ? WHERE id = ?", (preview, thread))
    made = []
    for number in range(3):
        made.append(
            add(MessageTable, thread_id=thread, is_ours=number == 1, kind="text", sent_at=number, first_seen_at=0)
        )
        sealed = vault.seal(f"word {number}".encode(), f"messages|{made[-1]}|text")
        sql("UPDATE messages SET sealed_text = ? WHERE id = ?", (sealed, made[-1]))
    close()
    return ids.public("threads", thread), made


def read_on_record(steward: Steward) -> list[tuple[str, list[int]]]:
    """Which words were opened for a person, as the record has it: all of them of the first account."""
    found = steward("audit", "list", "--where", "kind=words_revealed", "--json").document["items"]
    assert {(e["account_id"], e["event"]) for e in found} <= {(ids.public("accounts", 1), "export")}
    return [(e["body"]["what"], e["body"]["rows"]) for e in found if e["body"].keys() == {"what", "rows"}]


@pytest.mark.usefixtures("open_vault")
@pytest.mark.parametrize("place", [0, 20, -1], ids=["header", "middle", "tag"])
def test_one_altered_message_leaves_the_others_to_be_read(
    steward: Steward, made: dict[str, str], folder: Path, place: int
) -> None:
    name, numbers = a_conversation(folder)
    open_store(folder / "steward.db")
    for table, column, number in (("messages", "sealed_text", numbers[1]), ("threads", "sealed_preview", 1)):
        [(envelope,)] = sql(f"SELECT {column} FROM {table} WHERE id = ?", (number,))
        altered = bytearray(envelope)
        altered[place] ^= 1
        sql(f"UPDATE {table} SET {column} = ? WHERE id = ?", (bytes(altered), number))
    close()
    shown = steward("inbox", "show", name, "--json")
    assert shown.code == 0, shown
    assert [message["text"] for message in shown.document["messages"]] == ["word 0", None, "word 2"]
    assert [message["damaged"] for message in shown.document["messages"]] == [False, True, False]
    assert (shown.document["preview"], shown.document["preview_damaged"]) == (None, True)
    plain = steward("inbox", "show", name).out
    assert "word 0" in plain
    assert "damaged" in plain
    assert read_on_record(steward) == [("messages", [numbers[2], numbers[0]])] * 2, "what did not open was not read"


@pytest.mark.usefixtures("open_vault")
def test_messages_are_read_with_the_vault_and_counted_without(
    steward: Steward, made: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, numbers = a_conversation(folder)
    shown = steward("inbox", "show", name, "--limit", "2", "--json").document
    assert [message["text"] for message in shown["messages"]] == ["word 1", "word 2"]
    older = steward("inbox", "show", name, "--before", shown["before"], "--json").document
    assert ([message["text"] for message in older["messages"]], older["before"]) == (["word 0"], None)
    assert "word 2" in steward("inbox", "show", name).out
    rows = [numbers[2], numbers[1]], [numbers[0]], [*reversed(numbers)]
    told = [entry for some in rows for entry in (("messages", some), ("threads", [1]))]
    assert read_on_record(steward) == told
    assert "word 0" not in steward("audit", "list", "--json").out
    monkeypatch.delenv("STEWARD_PASSPHRASE")
    shut = steward("inbox", "show", name, "--json")
    assert shut.code == 0
    assert shut.document["sealed"] is True
    assert [message["text"] for message in shut.document["messages"]] == [None, None, None]
    assert read_on_record(steward) == told
    assert steward("inbox", "list", "--json").document["items"][0]["message_count"] == 3

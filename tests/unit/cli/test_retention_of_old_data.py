"""Retention of what grows without end: orders, entries of feeds, runs, and what older systems kept whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models import clock
from models.account import accounts
from models.action import ActionTable
from models.base import add
from models.database import close, connect
from models.evidence import EvidenceTable
from models.feed import EntryTable, add_feed
from models.ledger import write_key
from models.order import OrderTable
from models.post import PostTable, see_post
from models.run import RunTable
from models.snapshot import SnapshotTable
from tests.fakes import old_linkedin
from tests.fakes.old_panel_files import ordinary
from tests.unit.cli.conftest import Steward, stored

DAY_MS = 86_400_000
CLOSED, OPEN = (
    ("completed", "partial", "cancelled", "failed"),
    ("awaiting_approval", "submitting", "unknown", "pending"),
)


def ago(days: float) -> int:
    return clock.now() - int(days * DAY_MS)


@pytest.fixture
def fill(folder: Path, alice: str) -> Callable[[Callable[[], None]], None]:
    """Writes into the store's file while no engine has it."""

    def write(work: Callable[[], None]) -> None:
        connect(folder / "steward.db")
        work()
        close()

    return write


def an_order(folder: Path, days: float, state: str, number: int = 1, pinned: bool = False) -> int:
    """An order of the store's only account, with a picture of its target."""
    order = add(OrderTable, platform="x", target_url=f"https://x.test/posts/{number}", trigger="manual", quantity=100,
                account_id=accounts()[0].id, service_name="Likes", state=state, charged_micros=1_500_000,
                external_id=f"old-{number}", created_at=ago(days), updated_at=ago(days))  # fmt: skip
    content = f"picture {order}".encode()
    path = folder / "evidence" / f"order-{order}.jpg"
    path.write_bytes(content)
    add(EvidenceTable, order_id=order, phase="before", path=path.name, sha256=sha256(content).hexdigest(),
        taken_at=ago(days), pinned=pinned)  # fmt: skip
    return order


def shown(steward: Steward, name: str) -> dict[str, Any]:
    """What the preview says of a class."""
    classes = steward("store", "retention", "--dry-run", "--json").document["classes"]
    return next(dict(row) for row in classes if row["class"] == name)


def let_go(steward: Steward) -> dict[str, int]:
    """What goes, by class, where a person has looked at the date."""
    ran = steward("store", "retention", "--clock-is-right", "--json")
    assert ran.code == 0, ran
    return {name: count for name, count in ran.document["gone"].items() if count}


def sound(steward: Steward) -> bool:
    return bool(steward("store", "check", "--json").document["ok"])


def test_closed_orders_go_with_their_pictures_and_are_found_in_the_archive(
    steward: Steward, folder: Path, fill: Callable[..., None]
) -> None:
    states = (*CLOSED, *OPEN)
    fill(lambda: [an_order(folder, 400, state, number) for number, state in enumerate(states)])
    fill(lambda: an_order(folder, 3, "completed", 20))
    fill(lambda: an_order(folder, 400, "completed", 21, pinned=True))
    told = shown(steward, "orders")
    assert (told["due"], told["days"]) == (4, 365)
    assert told["kept"] == {"not closed": 4, "a picture of it is pinned": 1}
    assert let_go(steward) == {"orders": 4}
    assert {state for (state,) in stored(folder, "SELECT state FROM orders")} == {*OPEN, "completed"}
    assert len(list((folder / "evidence").glob("order-*.jpg"))) == 6
    [found] = steward("archive", "search", "posts/0", "--json").document["items"]
    assert (found["kind"], found["state"], found["quantity"], found["id"][:4]) == ("order", "completed", 100, "ord-")
    assert found["service_name"] == "Likes"
    assert [(row["actions"], row["orders"]) for row in steward("archive", "list", "--json").document["items"]] == [
        (0, 4)
    ]
    assert let_go(steward) == {}
    assert sound(steward)


def test_a_person_says_how_long_orders_stay(steward: Steward, folder: Path, fill: Callable[..., None]) -> None:
    fill(lambda: an_order(folder, 30, "completed"))
    assert let_go(steward) == {}
    assert steward("settings", "set", "retention_orders_days", "14").code == 0
    assert let_go(steward) == {"orders": 1}


def test_words_of_entries_go_and_no_entry_is_ever_new_again(
    steward: Steward, folder: Path, fill: Callable[..., None]
) -> None:
    def entries() -> None:
        feed = add_feed(accounts()[0].id, "https://feeds.test/a", 300)
        for number in range(60):
            add(EntryTable, feed_id=feed.id, guid=f"g{number}", url=f"https://x.test/{number}", title="A title",
                author="bob", seen_at=ago(200), fired=1)  # fmt: skip

    fill(entries)
    assert shown(steward, "entries")["kept"] == {"among the newest of its feed": 50}
    assert let_go(steward) == {"entries": 10}
    kept = stored(folder, "SELECT guid, url, title, author, fired FROM feed_entries ORDER BY id")
    assert [(guid, url) for guid, url, *_ in kept] == [(f"g{n}", f"https://x.test/{n}") for n in range(60)]
    assert {row[2:] for row in kept[:10]} == {("", None, 1)}
    assert {row[2:] for row in kept[10:]} == {("A title", "bob", 1)}
    assert let_go(steward) == {}


def test_a_run_goes_after_all_that_names_it(steward: Steward, folder: Path, fill: Callable[..., None]) -> None:
    def runs() -> None:
        said = [("completed", 400), ("interrupted", 400), ("running", 400), ("completed", 3)]
        for number, (status, days) in enumerate(said, 1):
            RunTable.insert(id=100 + number, kind="gathering", status=status, started_at=ago(days)).execute()
        post = see_post("x", "", "1", "https://x.test/1", "bob", "words")
        add(SnapshotTable, post_id=post, run_id=102, taken_at=ago(400))

    fill(runs)
    assert shown(steward, "runs")["kept"] == {"its figures are kept": 1}
    assert let_go(steward) == {"runs": 1}
    assert stored(folder, "SELECT id FROM runs WHERE kind = 'gathering' ORDER BY id") == [(102,), (103,), (104,)]
    assert stored(folder, "SELECT run_id FROM snapshots") == [(102,)]


FIGURES = "SELECT post_id, taken_at, likes, comments, counts FROM snapshots ORDER BY id"
WHOLE = "SELECT count(*) FROM {0} WHERE payload IS NOT NULL"


def wholes(folder: Path) -> tuple[int, int]:
    """How many posts and figures there are whose older form is kept whole."""
    posts, figures = (stored(folder, WHOLE.format(table))[0][0] for table in ("posts", "snapshots"))
    return posts, figures


def test_what_older_systems_kept_whole_goes_a_year_after_it_came(
    steward: Steward, folder: Path, tmp_path: Path, in_days: Callable[[int], None]
) -> None:
    store = old_linkedin.new_store(tmp_path / "old.db")
    assert steward("store", "import", "linkedin-store", str(store), "--json").code == 0
    assert steward("settings", "set", "retention_posts_days", "3000").code == 0
    before, rows = wholes(folder), stored(folder, FIGURES)
    assert min(before) > 0
    in_days(364)
    assert let_go(steward) == {}
    in_days(366)
    assert let_go(steward) == {"raw posts": before[0], "raw figures": before[1]}
    assert wholes(folder) == (0, 0)
    assert stored(folder, FIGURES) == rows
    assert sound(steward)


@pytest.mark.usefixtures("open_vault")
def test_orders_that_came_along_count_from_the_day_they_came(
    steward: Steward, folder: Path, tmp_path: Path, in_days: Callable[[int], None]
) -> None:
    ordinary(tmp_path / "old.db")
    assert steward("store", "import", "panel-dashboard", str(tmp_path / "old.db"), "--json").code == 0
    closed = "SELECT count(*) FROM orders WHERE state IN ('completed', 'partial', 'cancelled', 'failed')"
    [(due,)] = stored(folder, closed)
    assert due > 1
    in_days(364)
    assert "orders" not in let_go(steward)
    in_days(366)
    assert let_go(steward)["orders"] == due
    assert stored(folder, closed) == [(0,)]
    assert len(steward("archive", "search", "ord-", "--json").document["items"]) == due
    kept = {folder / "evidence" / path for (path,) in stored(folder, "SELECT path FROM evidence WHERE path <> ''")}
    assert {path for path in (folder / "evidence").rglob("*") if path.is_file()} == kept
    assert sound(steward)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_goes_the_store_is_whole_and_the_ledger_knows_every_key(
    steward: Steward, folder: Path, fill: Callable[..., None], seed: int
) -> None:
    dice = random.Random(seed)

    def age() -> int:
        return ago(dice.choice([3, 40, 100, 400, 900]))

    def mix() -> None:
        own = accounts()[0].id
        feed = add_feed(own, "https://feeds.test/a", 300)
        runs = [
            add(RunTable, kind="g", status=dice.choice(["completed", "failed"]), started_at=age()) for _ in range(9)
        ]
        for number in range(60):
            post = see_post("x", "", str(number), f"https://x.test/posts/{number}", "bob", "words")
            PostTable.update(updated_at=age(), payload=b"raw").where(PostTable.id == post).execute()
            add(SnapshotTable, post_id=post, run_id=dice.choice([*runs, None]), taken_at=age(), payload=b"raw")
            add(EntryTable, feed_id=feed.id, guid=str(number), url=f"https://x.test/posts/{number}", seen_at=age())
            action = add(ActionTable, account_id=own, kind="like", target_kind="post", target_id=str(number),
                         target_url=f"https://x.test/posts/{number}", content_hash="h", generation=0, due_at=1,
                         idempotency_key=f"key {number}", state=dice.choice(["confirmed", "failed", "queued"]),
                         trigger="manual", run_id=dice.choice([*runs, None]), created_at=1,
                         updated_at=age())  # fmt: skip
            write_key(f"key {number}", own)
            order = an_order(folder, dice.choice([3, 400]), dice.choice(CLOSED + OPEN), number, dice.random() < 0.2)
            OrderTable.update(action_id=dice.choice([action, None])).where(OrderTable.id == order).execute()

    fill(mix)
    entries = stored(folder, "SELECT guid, url FROM feed_entries")
    for _ in range(4):  # what only rows that went had kept goes with the next run
        let_go(steward)
    assert let_go(steward) == {}
    assert sound(steward)
    assert stored(folder, "SELECT count(*) FROM ledger WHERE key LIKE 'key %'") == [(60,)]
    assert stored(folder, "SELECT guid, url FROM feed_entries") == entries
    assert stored(folder, "SELECT count(*) FROM orders")[0][0] < 60
    pictures = {path for (path,) in stored(folder, "SELECT path FROM evidence")}
    assert {path.name for path in (folder / "evidence").glob("order-*.jpg")} == pictures


def test_an_account_whose_acts_were_let_go_is_not_forgotten(
    steward: Steward, folder: Path, alice: str, open_vault: None, fill: Callable[[Callable[[], None]], None]
) -> None:
    wish = ("act", "like", "--account", "practice:alice", "--url", "http://127.0.0.1:9/posts/1", "--json")
    assert steward(*wish).code == 0

    def done_long_ago() -> None:
        at = ago(400)
        ActionTable.update(state="confirmed", created_at=at, updated_at=at, done_at=at).execute()
        write_key(ActionTable.get().idempotency_key, accounts()[0].id)

    fill(done_long_ago)
    assert steward("store", "retention", "--clock-is-right", "--json").code == 0
    assert stored(folder, "SELECT count(*) FROM actions") == [(0,)]
    assert steward("accounts", "remove", "practice:alice", "--json").code == 0
    left = steward("accounts", "show", alice, "--json").document
    assert (left["id"], left["enabled"], left["authority_kind"]) == (alice, False, None)
    again = steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9", "--json")
    assert (again.code, again.error["code"]) == (2, "account_exists")


def test_an_act_that_waits_for_a_persons_word_stays(
    steward: Steward, folder: Path, fill: Callable[[Callable[[], None]], None]
) -> None:
    def unclear() -> None:
        add(ActionTable, account_id=accounts()[0].id, kind="like", target_kind="post", target_url="u", target_id="1",
            content_hash="h", generation=0, idempotency_key="k", state="needs_review", trigger="manual", due_at=0,
            created_at=0, updated_at=0)  # fmt: skip

    fill(unclear)
    assert (shown(steward, "actions")["due"], shown(steward, "actions")["kept"]) == (0, {"waits for a person": 1})

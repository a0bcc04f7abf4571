"""A practice network, a profile ready to be copied, and what each kill must leave behind."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from automation.practice.server import PracticeServer
from models.enums import KEY_FREED
from tests.crash.nursery import Nursery, Played

# The verb under which the site knows each act.
VERB = {"like": "like", "comment": "comment", "dm": "message"}
SETTLE_MS = 400
ARRIVES_S = 60.0


@dataclass
class Wish:
    """One wish for something that nobody has wished before, so that its requests can be told from all others."""

    kind: str
    url: str
    text: str | None
    post: int | None

    def command(self, account: int) -> dict[str, Any]:
        """What is submitted."""
        return {"account": account, "kind": self.kind, "url": self.url, "text": self.text}

    def arrived(self, facts: dict[str, Any]) -> int:
        """How many requests for it have reached the site."""
        return sum(
            r["verb"] == VERB[self.kind]
            and (r["text"] == self.text if self.text else r["target"] == f"post:{self.post}")
            for r in facts["requests"]
        )

    def stored(self, facts: dict[str, Any]) -> int:
        """How often the site holds it."""
        if self.kind == "like":
            return facts["likes"].get("alice", []).count(self.post)
        kept = facts["comments" if self.kind == "comment" else "messages"]
        return sum(row["text"] == self.text for row in kept)


@dataclass
class Stage:
    """Where engines are killed."""

    site: PracticeServer
    nursery: Nursery
    folder: Path
    account: int = 0
    _profiles: int = 0
    _wishes: int = 0
    empty: Path = field(init=False)
    _prepared: Path = field(init=False)

    def __post_init__(self) -> None:
        self.empty = self.folder / "empty"
        assert self.nursery.play("prepare", profile=str(self.empty), settle_ms=SETTLE_MS).report == {}
        self._prepared = self.fresh()
        self.account = self.join(self._prepared).report["account"]

    def fresh(self) -> Path:
        """A profile with a vault and nobody in it."""
        self._profiles += 1
        return Path(shutil.copytree(self.empty, self.folder / f"profile-{self._profiles}"))

    def join(self, profile: Path, die_at: str | None = None) -> Played:
        """Add, authorise and sign in the account, as far as that has not been done."""
        return self.nursery.play("join", profile=str(profile), url=self.site.url, die_at=die_at)

    def profile(self, settle_ms: int = SETTLE_MS) -> Path:
        """A fresh profile whose account is signed in."""
        self._profiles += 1
        folder = Path(shutil.copytree(self._prepared, self.folder / f"profile-{self._profiles}"))
        store = sqlite3.connect(folder / "steward.db")
        store.execute("UPDATE settings SET value = ? WHERE key = 'settle_ms'", (settle_ms,))
        store.commit()
        store.close()
        return folder

    def wish(self, kind: str) -> Wish:
        """A wish that is new to the site."""
        self._wishes += 1
        text = None if kind == "like" else f"Number {self._wishes}: “Grüße” 👋\nمرحبا"  # noqa: RUF001 - right-to-left on purpose
        if kind == "dm":
            return Wish(kind, f"{self.site.url}/@bob", text, None)
        post = self.site.control("publish", user="carol", text=f"A post for wish {self._wishes}.")["post"]
        return Wish(kind, f"{self.site.url}/posts/{post}", text, post)

    def act(self, wish: Wish, profile: Path, die_at: str | None = None, browser_dies_at: str | None = None) -> Played:
        """See a wish through, or die on the way, or let the browser die."""
        return self.nursery.play("act", **self._spec(wish, profile, die_at), browser_dies_at=browser_dies_at)

    def begin(self, wish: Wish, profile: Path) -> Path:
        """Start to see a wish through; returns the log."""
        return self.nursery.start("act", **self._spec(wish, profile, None))

    def recover(self, wish: Wish, profile: Path, die_at: str | None = None) -> Played:
        """Start again after a death."""
        return self.nursery.play("recover", **self._spec(wish, profile, die_at))

    def person(self, wish: Wish, profile: Path, word: str) -> Played:
        """Start again, and let a person say one word: "retry" about the action, or "resume" about the account."""
        return self.nursery.play(word, **self._spec(wish, profile, None))

    def until_arrived(self, wish: Wish) -> None:
        """Wait until a request has reached the site, stored or not."""
        until = time.monotonic() + ARRIVES_S
        while not wish.arrived(self.site.facts()):
            assert time.monotonic() < until, "no request has arrived"
            time.sleep(0.02)

    def _spec(self, wish: Wish, profile: Path, die_at: str | None) -> dict[str, Any]:
        return {"profile": str(profile), "wish": wish.command(self.account), "die_at": die_at}


def judge(stage: Stage, wish: Wish, profile: Path, last: Played, state: str = "confirmed") -> None:
    """Hold what the site and the store have against what must be: done once, nothing lost, all of it written down."""
    facts, report = stage.site.facts(), last.report
    assert wish.arrived(facts) == 1, "done more or less than once"
    assert wish.stored(facts) == 1
    assert report["chain_left"] == [], "the chain as the dead engine left it"
    assert report["chain"] == []
    assert not last.said("wrong"), last.said("wrong")
    assert report["new"] == (not report["rested"]), "an action that was at rest came back as a new one"
    [[found, _]] = report["states"].values()
    assert found == state, report
    judge_store(profile, requests=1)


def judge_store(profile: Path, requests: int) -> None:
    """What holds in every store at rest, whatever happened before."""
    store = sqlite3.connect(f"file:{profile / 'steward.db'}?mode=ro", uri=True)
    store.row_factory = sqlite3.Row
    try:
        actions = store.execute("SELECT * FROM actions").fetchall()
        live = [a["idempotency_key"] for a in actions if a["state"] not in KEY_FREED]
        assert len(live) == len(set(live)), "two live actions with one key"
        assert not [a["state"] for a in actions if a["state"] in {"running", "interrupted"}]
        sure = {a["idempotency_key"] for a in actions if a["state"] in {"confirmed", "unconfirmed"}}
        assert sure <= {key for (key,) in store.execute("SELECT key FROM ledger")}
        [(counted,)] = store.execute("SELECT count(*) FROM cap_counts")
        assert counted >= requests, "more requests than were counted"
        for action in actions:
            _judge_action(store, action)
        for picture in store.execute("SELECT path, sha256 FROM evidence WHERE path IS NOT NULL"):
            assert sha256((profile / "evidence" / picture["path"]).read_bytes()).hexdigest() == picture["sha256"]
        open_tries = store.execute("SELECT count(*) FROM attempts WHERE outcome = 'started'").fetchone()[0]
        assert open_tries == 0, "a try was never ended"
    finally:
        store.close()


def _judge_action(store: sqlite3.Connection, action: sqlite3.Row) -> None:
    said = store.execute(
        "SELECT kind, body FROM audit_entries WHERE action_id = ? ORDER BY sequence", (action["id"],)
    ).fetchall()
    kinds = [entry["kind"] for entry in said]
    assert kinds.count("accepted") == 1, kinds
    if store.execute("SELECT 1 FROM approvals WHERE action_id = ?", (action["id"],)).fetchone():
        assert "approved" in kinds
    if action["state"] == "confirmed":
        closing = [entry for entry in said if json.loads(entry["body"]).get("state") == "confirmed"]
        assert len(closing) == 1, "closed more or less than once"
    if action["state"] == "needs_review":
        assert store.execute(
            "SELECT 1 FROM reviews WHERE action_id = ? AND resolved_at IS NULL", (action["id"],)
        ).fetchone(), "nobody is asked"

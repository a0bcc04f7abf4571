"""Fills a store for the window to show: accounts, posts, actions in any state, pictures, all by models alone."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from models import clock, ids
from models.account import add_account, change_account
from models.action import ActionTable
from models.approval import answer
from models.attempt import AttemptTable
from models.audit import append, newest_entry
from models.base import add, new_id
from models.enums import TARGET_OF, ActionKind, Outcome, Phase, State, TargetKind, Trigger, Truth
from models.evidence import keep_picture
from models.paths import Profile
from models.post import see_post
from models.session import keep_session
from models.verification import keep
from tests.fakes.new_store import new_store
from tests.fakes.page_pictures import post_page

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
HOSTILE = "<b>bold</b><img src=x onerror=alert(1)>"
SITE = "http://127.0.0.1:8377"
RULES = (
    *("authority", "account_health", "blocklist", "opt_out", "duplicates"),
    *("collisions", "quiet_hours", "rate_limits", "spend", "approvals"),
)


def decision(answer_: str, rule: str = "", code: str = "allowed", **more: Any) -> dict[str, Any]:
    """What policy said: everything allows but one rule."""
    seen = {"rate_limits": (3, 20), "duplicates": (0, 0), "collisions": (0, 30), "authority": ("own", None)}
    rules = []
    for name in RULES:
        figure, limit = seen.get(name, (None, None))
        found = {"rule": name, "answer": "allow", "code": "allowed", "figure": figure, "limit": limit, "frees_at": None}
        rules.append(found | ({"answer": answer_, "code": code} | more if name == rule else {}))
    return {"answer": answer_, "until": more.get("frees_at"), "rules": rules}


class FilledStore:
    """Writes rows through models."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile.prepare()
        new_store(profile.store)

    def account(self, username: str, platform: str = "practice", **columns: Any) -> int:
        """An account, authorised as one's own and signed in unless columns say otherwise."""
        made = add_account(platform, "127.0.0.1:8377", username, SITE)
        signed_in = columns.pop("signed_in", True)
        change_account(made.id, **{"enabled": True, "authority_kind": "own", **columns})
        if signed_in:
            keep_session(made.id, b"sealed")
        return made.id

    def post(self, number: int, author: str, text: str) -> None:
        """A post that was seen."""
        see_post("practice", "127.0.0.1:8377", str(number), f"{SITE}/posts/{number}", author, text)

    def action(self, account: int, kind: ActionKind, target: str, state: State, **columns: Any) -> int:
        """An action in a state; `text` is kept as it is, which only the fake engine can open."""
        number, now = new_id("actions"), clock.now()
        target_kind = TARGET_OF.get(kind, TargetKind.POST)
        url = f"{SITE}/@{target}" if target_kind is TargetKind.PERSON else f"{SITE}/posts/{target}"
        text, ended = columns.pop("text", None), columns.pop("ended", None)
        values = {
            "due_at": now,
            "trigger": Trigger.MANUAL,
            "created_at": now - HOUR,
            "updated_at": now,
            "done_at": None if ended is None else now - ended,
            "sealed_text": None if text is None else text.encode(),
            **columns,
        }
        ActionTable.insert(
            id=number,
            account_id=account,
            kind=kind,
            target_kind=target_kind,
            target_url=url,
            target_id=target,
            content_hash=f"hash-{number}",
            generation=0,
            idempotency_key=f"key-{number}",
            state=state,
            **values,
        ).execute()
        return number

    def attempt(self, action: int, account: int, ago: int, outcome: Outcome = Outcome.PERFORMED, **more: Any) -> int:
        """One try of an action."""
        values = {"clicked": outcome is Outcome.PERFORMED, "started_at": clock.now() - ago, "duration_ms": 812, **more}
        return add(AttemptTable, action_id=action, account_id=account, outcome=outcome, **values)

    def proven(self, account: int, kind: ActionKind, target: str, ago: int, text: str | None = None) -> int:
        """A confirmed action with its pictures, verdict and entry."""
        made = self.action(
            account, kind, target, State.CONFIRMED, ended=ago, text=text, decision=decision("allow"), tries=1
        )
        answer(made, "hash", True, "operator")
        attempt = self.attempt(made, account, ago + 2000)
        keep(made, attempt, answer=Truth.CONFIRMED, method="reload_verify", confidence=0.99, detail="")
        self._pictures(made, attempt, kind, text)
        self._entry(made, account, kind)
        return made

    def _pictures(self, action: int, attempt: int, kind: ActionKind, text: str | None) -> None:
        for phase in Phase:
            after = phase is Phase.AFTER
            jpeg, region = post_page(liked=after and kind is ActionKind.LIKE, comment=text if after else None)
            path = self.profile.evidence / str(action) / f"{phase}.jpg"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(jpeg)
            keep_picture(
                action_id=action,
                attempt_id=attempt,
                phase=phase,
                path=f"{action}/{phase}.jpg",
                sha256=hashlib.sha256(jpeg).hexdigest(),
                region=region,
                changed=0.0132 if after else None,
                sealed=False,
            )

    def _entry(self, action: int, account: int, kind: ActionKind) -> None:
        last = newest_entry()
        sequence = last.sequence + 1 if last else 1
        previous = last.hash if last else ""
        stamp = clock.now()
        body = json.dumps({"act": kind, "state": State.CONFIRMED, "run": ids.public("runs", 1)})
        append([(sequence, "attempt", account, action, stamp, body, previous, f"{sequence:064x}")])

"""The journal: closes an action and writes its permanent entry in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from automation.audit import chain, checkpoints, evidence, kinds, signatures
from automation.audit.outcomes import Next, after, withheld
from automation.events import ActionChanged, Announce
from automation.values import Action, Attempt, Decision, Verdict
from models import clock, ids
from models.action import action as action_row
from models.action import move
from models.checkpoint import Checkpoint
from models.database import db, writing
from models.enums import CLOSED, READING, Answer, Outcome, State
from models.errors import StewardError, VaultLocked
from models.ledger import free_key, write_key

Seal = Callable[[bytes, str], bytes]
SETTLED = "settled_by_person"
# How long what happened on the way waits for an entry to go with.
SOON_MS = 5_000


class Journal:
    """Writes what happened to actions and accounts, and announces it."""

    def __init__(
        self,
        pictures: Path,
        head: Path,
        seal: Seal,
        unseal: Seal,
        announce: Announce,
        sign: signatures.Sign | None = None,
    ) -> None:
        self._pictures, self._head, self._seal, self._unseal = pictures, head, seal, unseal
        self._filed: dict[int, list[evidence.Filed]] = {}
        self._soon: list[chain.Line] = []
        self._soon_since = 0
        self._announce, self.sign = announce, sign
        self.run_id: int | None = None

    @contextmanager
    def whole(self) -> Iterator[None]:
        """One transaction; where it is undone, what happened on the way still waits for an entry to go with."""
        soon = list(self._soon)
        try:
            with writing():
                yield
        except BaseException:
            self._soon = soon
            raise

    def note(self, kind: str, account_id: int | None = None, **body: Any) -> None:
        """Record something that is no action: a sign-in, an approval, a change of configuration."""
        with self.whole():
            self._add((kind, account_id, None, body))
        self.keep_head()

    def note_action(self, kind: str, action: Action, **body: Any) -> None:
        """Record something about an action that does not move it, and tell who listens where it stands."""
        with self.whole():
            self._add((kind, action.account_id, action.id, body))
        self.keep_head()
        self._tell(action.id)

    def soon(self, kind: str, account_id: int | None, action_id: int | None = None, **body: Any) -> None:
        """Record something on the way with the entry that follows it, by itself only where none follows soon."""
        self._soon_since = self._soon_since if self._soon else clock.now()
        self._soon.append((kind, account_id, action_id, body))

    def keep_head(self) -> None:
        """Seal where the chain ends now, and sign it now and then; not inside a transaction, which may be undone."""
        if db.in_transaction():
            return
        if self._soon and not 0 <= clock.now() - self._soon_since < SOON_MS:
            self.flush()
        if chain.keep_head(self._head, self._seal, self._unseal):
            self.checkpoint(signatures.EVERY)

    def flush(self) -> None:
        """Write what happened on the way now."""
        if self._soon:
            with self.whole():
                self._add()

    def checkpoint(self, every: int = 1) -> Checkpoint | None:
        """Sign the chain to its end where at least so many entries are new; None where nothing was or could be."""
        if self.sign is None:
            return None
        with suppress(VaultLocked):
            return checkpoints.sign_end(self.sign, every)
        return None

    def cut(self, until: int) -> int:
        """Let retention delete entries up to a sequence number; returns how many; VaultLocked, audit_broken."""
        if self.sign is None:
            raise VaultLocked("vault_locked")
        gone = checkpoints.cut(until, self.sign)
        if gone:
            self.note("audit_cut", None, until=until, entries=gone)
        return gone

    def withhold(self, action: Action, decision: Decision) -> State:
        """Record a refusal, hold, approval or delay; one that says nothing new is not recorded again."""
        step = withheld(decision)
        with self.whole():
            self._move(action, step, decision)
            if step.code != action.code or step.state in CLOSED:
                self._soon += kinds.of_decision(action, decision)
                self._entry("decision", action, step, {"decision": _brief(decision)})
        self._told(action.id)
        return step.state

    async def file_early(self, action: Action, attempt: Attempt) -> None:
        """Write an attempt's pictures beside the look at its page; what fails here is tried and told by `close`."""
        with suppress(StewardError):
            filing = asyncio.to_thread(evidence.file_pictures, self._pictures, action, attempt, self._seal)
            self._filed[attempt.id] = await filing

    def close(self, action: Action, decision: Decision | None, attempt: Attempt, verdict: Verdict | None) -> State:
        """Record an attempt with its look and pictures, and move the action to where they send it."""
        filed = self._filed.pop(attempt.id, None)
        if filed is None:
            filed = evidence.file_pictures(self._pictures, action, attempt, self._seal)
        step, decision = after(action, attempt, verdict), attempt.objection or decision
        with self.whole():
            sums = evidence.keep(action.id, attempt.id, filed)
            body = _body(decision, attempt, verdict, sums)
            self._move(action, step, decision)
            self._soon += kinds.of_attempt(action, attempt, verdict)
            self._entry("attempt", action, step, body)
        self._told(action.id)
        return step.state

    def put_back(self, action: Action, verdict: Verdict | None) -> State:
        """Record that a cut-off action is certainly absent and may be tried once more."""
        with self.whole():
            self._move(action, Next(State.QUEUED, "recovered"), None)
            body = {"verdict": None if verdict is None else verdict.answer}
            self._entry("recovery", action, Next(State.QUEUED, "recovered"), body)
        self._told(action.id)
        return State.QUEUED

    def settle(self, action: Action, state: State, by: str) -> None:
        """Record a person's word on an action that no look could settle."""
        with self.whole():
            self._move(action, Next(state, SETTLED), None)
            self._entry("settled", action, Next(state, SETTLED), {"by": by})
        self._told(action.id)

    def _move(self, action: Action, step: Next, decision: Decision | None) -> None:
        columns: dict[str, Any] = {"code": step.code, "tries": action.tries + int(step.tried)}
        if step.wait_ms:
            columns["due_at"] = clock.now() + step.wait_ms
        if decision is not None:
            columns["decision"] = _decision(decision)
            if decision.answer is Answer.DELAY and decision.until:
                columns["due_at"] = decision.until
        if step.state in CLOSED:
            columns["done_at"] = clock.now()
        move(action.id, step.state, **columns)
        if action.kind in READING or action.rehearse:
            return
        if step.state in {State.CONFIRMED, State.UNCONFIRMED}:
            write_key(action.idempotency_key, action.account_id)
        elif step.code == SETTLED:
            free_key(action.idempotency_key)

    def _entry(self, kind: str, action: Action, step: Next, body: dict[str, Any]) -> None:
        whole = {"act": action.kind, "state": step.state, "code": step.code, "content": action.content_hash, **body}
        self._add((kind, action.account_id, action.id, whole))

    def _add(self, *lines: chain.Line) -> None:
        """Append what was on the way, then these, inside one transaction."""
        soon, self._soon = self._soon, []
        run = {} if self.run_id is None else {"run": ids.public("runs", self.run_id)}
        chain.add_many(
            [(kind, account_id, action_id, body | run) for kind, account_id, action_id, body in (*soon, *lines)]
        )

    def _told(self, action_id: int) -> None:
        self.keep_head()
        self._tell(action_id)

    def _tell(self, action_id: int) -> None:
        found = action_row(action_id)
        self._announce(ActionChanged(found.id, found.account_id, found.state, found.code))


def _decision(decision: Decision) -> dict[str, Any]:
    return {"answer": decision.answer, "until": decision.until, "rules": [asdict(rule) for rule in decision.rules]}


def _brief(decision: Decision) -> dict[str, Any]:
    settled = [r.rule for r in decision.rules if r.answer is decision.answer]
    return {"answer": decision.answer, "rules": settled, "until": clock.to_iso(decision.until)}


def _body(decision: Decision | None, attempt: Attempt, verdict: Verdict | None, sums: dict[str, str]) -> dict[str, Any]:
    return {
        "decision": None if decision is None else _brief(decision),
        "attempt": ids.public("attempts", attempt.id) if attempt.id else None,
        "outcome": attempt.outcome if attempt.objection is None else "withheld",
        "clicked": attempt.clicked,
        "ms": attempt.duration_ms,
        "failure": attempt.code if attempt.outcome is Outcome.FAILED and attempt.objection is None else None,
        "verdict": None if verdict is None else {"answer": verdict.answer, "method": verdict.method},
        "pictures": sums,
    }

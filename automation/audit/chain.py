"""The hash chain: each entry's hash covers its content and the hash before; a sealed head guards the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from automation.audit import signatures
from automation.vault.whole_file import write_over, write_whole
from models import clock
from models.audit import AuditEntry, append, entries, newest_entry
from models.checkpoint import Checkpoint, checkpoints, horizon
from models.database import one_moment
from models.errors import StewardError, VaultLocked

GENESIS = "0" * 64
HEAD, HEAD_PLACE = "audit.head", "audit|head|envelope"
_HEAD_BYTES = 84  # the longest number and a hash: a head that never grows is written over where it lies
Seal = Callable[[bytes, str], bytes]
# Kind, account, action and body of an entry that is still to be written.
Line = tuple[str, int | None, int | None, dict[str, Any]]
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
LOWEST = -(1 << 63)  # where a walk begins that must also meet what somebody put before the first entry


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk of the chain found.

    `first_bad` is a sequence number; `head` and `key` say how the end and the signatures were checked; `horizon` is
    how far retention has cut.
    """

    ok: bool
    entries: int
    first_bad: int | None
    reason: str
    head: str
    key: str = "missing"
    checkpoints: int = 0
    horizon: int = 0


def digest(
    sequence: int,
    kind: str,
    account_id: int | None,
    action_id: int | None,
    at: int,
    body: dict[str, Any],
    previous: str,
) -> str:
    """The hash of one entry: sha256 over canonical JSON of all it says and the hash before."""
    return _hash(_canonical((sequence, kind, account_id, action_id, at, body, previous)))


def canonical(entry: AuditEntry) -> str:
    """What is hashed of an entry, as one line: sequence, kind, account, action, time, body and the hash before."""
    e = entry
    return _canonical((e.sequence, e.kind, e.account_id, e.action_id, e.at, e.body, e.previous))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def add_entry(kind: str, account_id: int | None, action_id: int | None, body: dict[str, Any]) -> None:
    """Append the next entry; call inside the transaction that it records."""
    add_many([(kind, account_id, action_id, body)])


def add_many(lines: Iterable[Line]) -> int:
    """Append entries in order, inside one transaction; returns the sequence number of the last."""
    last = newest_entry()
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    at, made = clock.now(), []
    for kind, account_id, action_id, body in lines:
        sequence += 1
        text = _canonical(body)  # once, for the store and for the hash: imports bring a million of them
        whole = _canonical((sequence, kind, account_id, action_id, at))
        hash_ = _hash(f'{whole[:-1]},{text},"{previous}"]')
        made.append((sequence, kind, account_id, action_id, at, text, previous, hash_))
        previous = hash_
    append(made)
    return sequence


def keep_head(path: Path, seal: Seal, unseal: Seal) -> bool:
    """Seal the end of the chain beside the store, so that cutting entries off is seen; whether it stands there now.

    A power cut may bring an older head back, which accuses nobody: only one that the store disagrees with does.
    Raises StoreUnusable store_full, profile_unwritable; what was recorded is durable all the same.
    """
    last = newest_entry()
    if last is None:
        return False
    kept, head = _head(path, unseal)
    if kept == (last.sequence, last.hash):
        return True
    if not _may_move(kept, head, last):
        return False
    try:
        write_over(path, seal(f"{last.sequence} {last.hash}".ljust(_HEAD_BYTES).encode(), HEAD_PLACE))
    except VaultLocked:
        return False  # the chain alone covers what is written while the vault is shut
    return True


def _may_move(kept: tuple[int, str] | None, head: str, last: AuditEntry) -> bool:
    """Whether there is a newer end; a sealed one that the store does not have stays, as the proof of what is gone."""
    if kept is None:
        return head == "missing"
    sequence, hash_ = kept
    cut = horizon()
    if cut is not None and sequence <= cut.sequence:
        return True
    return sequence < last.sequence and [entry.hash for entry in entries(sequence - 1, 1)] == [hash_]


def walk(after: int = 0, batch: int = 2000) -> Iterator[AuditEntry]:
    """Every entry after a sequence number, in order."""
    while page := entries(after, batch):
        yield from page
        if page[-1].sequence <= after:
            return  # a damaged index gives what it should not, and would for ever
        after = page[-1].sequence


def own_hash(entry: AuditEntry) -> str:
    """The hash that belongs to what an entry says."""
    return digest(entry.sequence, entry.kind, entry.account_id, entry.action_id, entry.at, entry.body, entry.previous)


def sealed_head(path: Path, unseal: Seal | None) -> tuple[tuple[int, str] | None, str]:
    """Where the chain ended when its head was last sealed, and how: sealed, missing, forged or vault_locked."""
    return (None, "vault_locked") if unseal is None else _head(path, unseal)


def _head(path: Path, unseal: Seal) -> tuple[tuple[int, str] | None, str]:
    if not path.exists():
        return None, "missing"
    try:
        sequence, hash_ = unseal(path.read_bytes(), HEAD_PLACE).decode().split()
    except VaultLocked:
        return None, "vault_locked"
    except (StewardError, ValueError):
        return None, "forged"
    return (int(sequence), hash_), "sealed"


def reseal_head(path: Path, needs: Callable[[bytes, str], bool], reseal: Seal) -> None:
    """Bring the sealed head under the active key, durably.

    Else a power cut would bring one back whose key is gone by then, and that looks forged.
    """
    if path.exists():
        envelope = path.read_bytes()
        write_whole(path, reseal(envelope, HEAD_PLACE) if needs(envelope, HEAD_PLACE) else envelope)


@dataclass(slots=True)
class _Walk:
    """How far a walk has come; `previous` is None before an entry whose forerunner is not known."""

    edge: Checkpoint | None
    signed: dict[int, str]
    head: tuple[int, str] | None
    count: int = 0
    expected: int = 1
    previous: str | None = GENESIS
    seen: dict[int, str] = field(default_factory=dict)

    def take(self, entry: AuditEntry) -> tuple[int, str] | None:
        """The first thing that is wrong with an entry: where, and what."""
        if not self.count and self.edge is not None:
            self._begin(entry)
        self.count += 1
        if entry.sequence != self.expected:
            return min(entry.sequence, self.expected), "removed"
        if self.previous not in {None, entry.previous} or entry.hash != own_hash(entry):
            return entry.sequence, "altered"
        if self.signed.get(entry.sequence, entry.hash) != entry.hash:
            return entry.sequence, "rewritten"
        self.expected, self.previous = entry.sequence + 1, entry.hash
        if self.head and entry.sequence == self.head[0]:
            self.seen[entry.sequence] = entry.hash
        return None

    def _begin(self, entry: AuditEntry) -> None:
        """Where retention has cut, the chain begins after the horizon, or with what is still to be deleted."""
        assert self.edge is not None
        left_over = entry.sequence <= self.edge.sequence
        self.expected = entry.sequence if left_over else self.edge.sequence + 1
        self.previous = None if left_over else self.edge.hash

    def end(self, how: str) -> tuple[int, str] | None:
        """What is wrong with the end: entries that a signature or the sealed head knows, and the store does not."""
        last = self.expected - 1
        cut = self.edge.sequence if self.edge else 0
        missing = [sequence for sequence in self.signed if sequence > max(last, cut)]
        if missing or last < cut:
            return last + 1, "cut_off"
        if how == "forged":
            return last, "head_forged"
        if self.head and self.head[0] > cut and self.seen.get(self.head[0]) != self.head[1]:
            return min(last + 1, self.head[0]), "cut_off" if self.head[0] > last else "rewritten"
        if how == "missing" and self.count:
            return last, "head_missing"
        return None


def verify(path: Path, unseal: Seal | None) -> ChainReport:
    """Walk the whole chain, and hold it against its signatures and its sealed head (the file at `path`).

    A shut vault leaves the head unchecked, and takes the profile's public key as it lies there.
    """
    head, how = sealed_head(path, unseal)  # before the store, which may be ahead of it and never behind
    with one_moment():  # else retention, which cuts meanwhile, would look like somebody who does
        return _walked(head, how, *signatures.public_key(path.parent, unseal))


def _walked(head: tuple[int, str] | None, how: str, public: bytes | None, key: str) -> ChainReport:
    found = checkpoints()
    edges = [one for one in found if one.horizon]
    state = _Walk(edges[-1] if edges else None, {one.sequence: one.hash for one in found}, head)
    wrong = _wrong_signature(found, public, key)
    for entry in walk(LOWEST):
        wrong = wrong or state.take(entry)
        if wrong is not None:
            break
    wrong = wrong or state.end(how)
    cut = state.edge.sequence if state.edge else 0
    first_bad, reason = wrong or (None, "")
    return ChainReport(wrong is None, state.count, first_bad, reason, how, key, len(found), cut)


def _wrong_signature(found: list[Checkpoint], public: bytes | None, key: str) -> tuple[int, str] | None:
    if key == "forged":
        return (found[0].sequence if found else 0), "key_forged"
    if not found:
        return None
    if public is None:
        return found[0].sequence, "key_missing"
    forged = signatures.first_forged(found, public)
    return None if forged is None else (forged, "checkpoint_forged")

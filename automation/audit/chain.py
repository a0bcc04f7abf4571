"""The hash chain: each entry's hash covers its content and the hash before; a sealed head guards the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from models import clock
from models.audit import AuditEntry, append, entries, newest_entry
from models.errors import StewardError, VaultLocked

GENESIS = "0" * 64
HEAD_PLACE = "audit|head|envelope"
Seal = Callable[[bytes, str], bytes]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk of the chain found; `first_bad` is a sequence number, `head` says how the end was checked."""

    ok: bool
    entries: int
    first_bad: int | None
    reason: str
    head: str


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
    whole = [sequence, kind, account_id, action_id, at, body, previous]
    return sha256(json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def add_entry(kind: str, account_id: int | None, action_id: int | None, body: dict[str, Any]) -> AuditEntry:
    """Append the next entry; call inside the transaction that it records."""
    last = newest_entry()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, GENESIS)
    at = clock.now()
    hash_ = digest(sequence, kind, account_id, action_id, at, body, previous)
    entry = AuditEntry(sequence, kind, account_id, action_id, at, body, previous, hash_)
    append(entry)
    return entry


def keep_head(path: Path, seal: Seal, unseal: Seal) -> None:
    """Seal the end of the chain beside the store, so that cutting entries off the end is seen."""
    last = newest_entry()
    if last is None or not _may_move(path, last, unseal):
        return
    fresh = path.with_suffix(".new")
    try:
        fresh.write_bytes(seal(f"{last.sequence} {last.hash}".encode(), HEAD_PLACE))
    except VaultLocked:
        return  # the chain alone covers what is written while the vault is shut
    fresh.chmod(0o600)
    fresh.replace(path)


def _may_move(path: Path, last: AuditEntry, unseal: Seal) -> bool:
    """Whether there is a newer end; a sealed one that the store does not have stays, as the proof of what is gone."""
    kept, head = _head(path, unseal)
    if kept is None:
        return head == "missing"
    sequence, hash_ = kept
    return sequence < last.sequence and [entry.hash for entry in entries(sequence - 1, 1)] == [hash_]


def verify(path: Path, unseal: Seal | None) -> ChainReport:
    """Walk the whole chain and hold its end against the sealed head; a shut vault leaves the head unchecked."""
    count, previous, seen = 0, GENESIS, {}
    sealed_head, head = _head(path, unseal)
    for entry in walk():
        count += 1
        if entry.sequence != count or entry.previous != previous or entry.hash != _own_hash(entry):
            reason = "removed" if entry.sequence != count else "altered"
            return ChainReport(False, count, min(entry.sequence, count), reason, head)
        previous = entry.hash
        if sealed_head and entry.sequence == sealed_head[0]:
            seen[entry.sequence] = entry.hash
    if head == "forged":
        return ChainReport(False, count, count, "head_forged", head)
    if sealed_head and seen.get(sealed_head[0]) != sealed_head[1]:
        reason = "cut_off" if sealed_head[0] > count else "rewritten"
        return ChainReport(False, count, min(count + 1, sealed_head[0]), reason, head)
    if head == "missing" and count:
        return ChainReport(False, count, count, "head_missing", head)
    return ChainReport(True, count, None, "", head)


def walk(batch: int = 2000) -> Iterator[AuditEntry]:
    """Every entry in order."""
    after = 0
    while page := entries(after, batch):
        yield from page
        after = page[-1].sequence


def _own_hash(entry: AuditEntry) -> str:
    return digest(entry.sequence, entry.kind, entry.account_id, entry.action_id, entry.at, entry.body, entry.previous)


def _head(path: Path, unseal: Seal | None) -> tuple[tuple[int, str] | None, str]:
    if unseal is None:
        return None, "vault_locked"
    if not path.exists():
        return None, "missing"
    try:
        sequence, hash_ = unseal(path.read_bytes(), HEAD_PLACE).decode().split(" ")
    except VaultLocked:
        return None, "vault_locked"
    except (StewardError, ValueError):
        return None, "forged"
    return (int(sequence), hash_), "sealed"

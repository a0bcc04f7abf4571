"""Where the chain is signed, and where it may be cut: only what holds together is ever put under a signature."""

from __future__ import annotations

from automation.audit import chain, signatures
from models.audit import drop_entries, entries, newest_entry
from models.checkpoint import Checkpoint, checkpoint_from, checkpoint_until, horizon, newest_checkpoint
from models.database import writing
from models.errors import StewardError

_CUT_AT_ONCE = 5000


def sign_end(sign: signatures.Sign, every: int = 1) -> Checkpoint | None:
    """Sign the chain to its end where at least so many entries are new.

    Returns None where there is nothing to sign, or where what is new does not hold together; VaultLocked.
    """
    last = newest_entry()
    if last is None or last.sequence - newest_checkpoint() < every:
        return None
    return sign_entry(last.sequence, sign)


def sign_entry(sequence: int, sign: signatures.Sign) -> Checkpoint | None:
    """The signature under the chain as far as this very entry, made now where there is none.

    Returns None where the chain does not hold together around it; VaultLocked.
    """
    covering = checkpoint_from(sequence)
    if covering is not None and covering.sequence == sequence:
        return covering
    if not _holds(sequence, covering.sequence if covering else sequence):
        return None
    [entry] = entries(sequence - 1, 1)
    with writing():
        return signatures.make(sequence, entry.hash, sign)


def cut(until: int, sign: signatures.Sign) -> int:
    """Delete the entries up to a sequence number, under a signed horizon; the newest entry stays; returns how many.

    Each batch is a transaction of its own, and what was cut off in the middle is ended by the next call.
    Raises VaultLocked, StewardError audit_broken.
    """
    last = newest_entry()
    until = min(until, last.sequence - 1) if last else 0
    edge = horizon()
    if until > (edge.sequence if edge else 0):
        found = entries(until - 1, 1)
        if not found or not _holds(until, until):
            raise StewardError("audit_broken", until)
        with writing():
            edge = signatures.make(until, found[0].hash, sign, horizon=True)
    gone, dropped = 0, _CUT_AT_ONCE
    while edge is not None and dropped == _CUT_AT_ONCE:
        with writing():
            dropped = drop_entries(edge.sequence, _CUT_AT_ONCE)
        gone += dropped
    return gone


def _holds(sequence: int, until: int) -> bool:
    """Whether the entries from the signature before this one up to another are whole and follow one another."""
    below = checkpoint_until(sequence - 1)
    expected, previous = (below.sequence, below.hash) if below else (0, chain.GENESIS)
    for entry in chain.walk(expected):
        expected += 1
        if entry.sequence != expected or entry.previous != previous or entry.hash != chain.own_hash(entry):
            return False
        if entry.sequence == until:
            return True
        previous = entry.hash
    return False

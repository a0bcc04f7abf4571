"""The PIN that guards the window: a hash in a file of its own, and waits that grow with wrong guesses.

It opens no vault and seals nothing: whoever may read the profile's files can take it away.
"""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation.vault.keys import SALT_BYTES, Cost, stretched
from automation.vault.whole_file import write_whole
from models import clock
from models.errors import BadInput, StoreUnusable

NAME = "pin.json"
SHORTEST, LONGEST = 4, 64
COST = Cost(memory_kib=64 * 1024, passes=3, lanes=4)
# So many wrong ones cost nothing; from then on the wait doubles, from five seconds up to a quarter of an hour.
FREE, FIRST_WAIT_MS, LONGEST_WAIT_MS = 3, 5_000, 15 * 60_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it was the PIN, how long none is looked at (seconds), and whether this one was not looked at."""

    ok: bool
    wait_s: int = 0
    refused: bool = False


def is_set(folder: Path) -> bool:
    """Whether the window is guarded."""
    return (folder / NAME).exists()


def keep(folder: Path, pin: str, cost: Cost | None = None) -> None:
    """Guard the window with this PIN; BadInput pin_weak."""
    if not SHORTEST <= len(pin) <= LONGEST or len(set(pin)) < 2:
        raise BadInput("pin_weak", shortest=SHORTEST)
    salt, cost = secrets.token_bytes(SALT_BYTES), cost or COST
    file = {"salt": salt.hex(), "memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
    _write(folder, {**file, "hash": _hash(pin, salt, cost).hex(), "wrong": 0, "wait_until": 0})


def drop(folder: Path) -> None:
    """Guard the window no more."""
    (folder / NAME).unlink(missing_ok=True)


def check(folder: Path, pin: str) -> Answer:
    """Whether this is the PIN; a guess is counted durably before it is looked at. StoreUnusable pin_damaged."""
    file = _read(folder)
    now = clock.now()
    left, longest = int(file["wait_until"]) - now, _wait_ms(int(file["wrong"]))
    if left > longest:  # a clock that was put back must not make a wait of years out of one of seconds
        left = longest
        _write(folder, {**file, "wait_until": now + left})
    if left > 0:
        return Answer(False, _seconds(left), refused=True)
    wrong = int(file["wrong"]) + 1
    wait = _wait_ms(wrong)
    _write(folder, {**file, "wrong": wrong, "wait_until": now + wait if wait else 0})
    cost = Cost(int(file["memory_kib"]), int(file["passes"]), int(file["lanes"]))
    if not cost.is_sane():
        raise StoreUnusable("pin_damaged", folder / NAME)
    if hmac.compare_digest(_hash(pin, bytes.fromhex(file["salt"]), cost), bytes.fromhex(file["hash"])):
        _write(folder, {**file, "wrong": 0, "wait_until": 0})
        return Answer(True)
    return Answer(False, _seconds(wait))


def _wait_ms(wrong: int) -> int:
    return 0 if wrong < FREE else min(FIRST_WAIT_MS << min(wrong - FREE, 20), LONGEST_WAIT_MS)


def _seconds(ms: int) -> int:
    return -(-ms // 1000)


def _hash(pin: str, salt: bytes, cost: Cost) -> bytes:
    return stretched(pin.encode("utf-8", "surrogatepass"), salt, cost)


def _read(folder: Path) -> dict[str, Any]:
    try:
        file: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        _ = {name: int(file[name]) for name in ("memory_kib", "passes", "lanes", "wrong", "wait_until")}
        _ = (bytes.fromhex(file["salt"]), bytes.fromhex(file["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreUnusable("pin_damaged", folder / NAME) from None
    return file


def _write(folder: Path, file: dict[str, Any]) -> None:
    write_whole(folder / NAME, json.dumps(file).encode() + b"\n")

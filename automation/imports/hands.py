"""What an import is given by whoever runs it: sealing, the queue's own keys, folders, and somebody to tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.action import Target
from models.enums import ActionKind

ContentHash = Callable[[Target, ActionKind, str | None], str]
Key = Callable[[int, ActionKind, Target, int, str | None], str]
# The fingerprint of a text under the profile's own key.
Marks = Callable[[str], Sequence[int]]
Address = Callable[[int, ActionKind, str], Target | None]
# Kind, account, action and body of each entry, in order; gives the number of the last.
Journal = Callable[[Sequence[tuple[str, int | None, int | None, dict[str, Any]]]], int]
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Hands:
    """The hands of one import; `folder` holds files of refused rows, `trial` leaves no file anywhere.

    `target` is what an account's site knows an address by, None where its pack cannot say. `journal` appends to the
    audit chain. `tell` hears rows done, rows in all and the table; `stopped` says whether a person broke the import
    off.
    """

    seal: Callable[[bytes, str], bytes]
    content_hash: ContentHash
    key: Key
    marks: Marks
    target: Address
    journal: Journal
    pictures: Path
    folder: Path
    tell: Tell
    stopped: Callable[[], bool]
    trial: bool = False

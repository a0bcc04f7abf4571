"""What a check says: a name, whether it holds, what was seen, and what to do where it does not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `fix` is empty where nothing needs one."""

    name: str
    ok: bool
    detail: str
    fix: str = ""

"""The callables that triggers are given: what they may do, and nothing of who does it."""

from __future__ import annotations

from collections.abc import Callable

from automation.values import Intent
from models.errors import StewardError, StoreUnusable, VaultLocked

# Accepts a wish; may raise BadInput for one that no account can fulfil, VaultLocked, StoreUnusable.
Submit = Callable[[Intent], object]
# sealed bytes, place → text; may raise VaultLocked.
Unseal = Callable[[bytes, str], str]
# account, address → the address by which the account's site knows the post; may raise BadInput.
Canonical = Callable[[int, str], str]
# The trigger's public id and why its wish was not taken.
OnRefused = Callable[[str, StewardError], None]


def ignore(_origin: str, _error: StewardError) -> None:
    """Nobody asked to hear of refused wishes."""


def is_passing(error: StewardError) -> bool:
    """Whether the same wish may be taken later: then it stays due instead of being given up.

    A damaged envelope stays damaged, and must not hold up everything else.
    """
    return isinstance(error, VaultLocked) or (isinstance(error, StoreUnusable) and error.code != "vault_damaged")

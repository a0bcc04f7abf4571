"""After a new key: every sealed column is brought under it, in small transactions, while everything else goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from automation.vault.vault import Vault
from models.errors import StoreUnusable
from models.sealed import SEALED, Sealed, SealedColumn, exchange, other_than

AT_ONCE = 200


@dataclass(slots=True)
class Walked:
    """How far a walk has come: what is under the active key now, and places that no key of the vault opens."""

    resealed: int
    shut: list[str]


def reseal_columns(vault: Vault, moved: Callable[[int], None], go_on: Callable[[], bool]) -> Walked:
    """Walk every sealed column; each batch is durable by itself, and who stops in the middle begins again anywhere.

    `moved` is told how many were done, `go_on` asked before each batch. VaultLocked once the vault is shut.
    """
    walked = Walked(0, [])
    for where in SEALED:
        after: int | str | None = None
        while go_on() and (page := other_than(where, vault.header, after, AT_ONCE)):
            walked.resealed += _reseal(vault, where, page, walked.shut)
            moved(walked.resealed)
            after = page[-1].key
    return walked


def _reseal(vault: Vault, where: SealedColumn, page: list[Sealed], shut: list[str]) -> int:
    pairs = []
    for old in page:
        place = where.place_of(old.key)
        try:
            pairs.append((old, vault.reseal(old.envelope, place)))
        except (StoreUnusable, ValueError):  # damaged, or of another vault: what it hangs on is kept
            shut.append(place)
    return exchange(where, pairs)

"""Commands about the accounts that are operated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AddAccount:
    """Keep a new account. Reply: account."""

    platform: str
    username: str
    base_url: str | None = None
    password: str | None = field(default=None, repr=False)
    brand: int | None = None
    proxy: int | None = None


@dataclass(frozen=True, slots=True)
class EditAccount:
    """Set enabled, auto_approve, caps, quiet_hours, zone, brand_id or password of an account."""

    account: int
    changes: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authorise:
    """Record by what right the account is run; kind is "own" or "client", until in ms UTC."""

    account: int
    kind: str
    note: str = ""
    until: int | None = None


@dataclass(frozen=True, slots=True)
class RevealAccount:
    """Unseal the "email" or "birthday" of an account, which is put on record. Reply: text."""

    account: int
    what: str


@dataclass(frozen=True, slots=True)
class RemoveAccount:
    """Remove an account, or switch it off where it has history."""

    account: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Rest one account, or all where account is None; off is a person's word that it may go on."""

    account: int | None = None
    on: bool = True


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign an account in: with the vault's password, or by a person in the live view (reply comes at once)."""

    account: int
    with_vault: bool = False


@dataclass(frozen=True, slots=True)
class SignOut:
    """Forget the session of an account: its open page and what is kept of it here; an act under way ends first."""

    account: int

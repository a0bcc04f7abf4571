"""Signing in: with the vault's password, or by a person on the page; the identity is checked either way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from automation.platforms.adapter import Adapter
from models.errors import SiteStop
from models.session import drop_session, keep_session, session_envelope

Seal = Callable[[bytes, str], bytes]


def session_place(account_id: int) -> str:
    """Where the vault says an account's session belongs."""
    return f"sessions|{account_id}|envelope"


def keep(account_id: int, state: Any, seal: Seal) -> None:
    """Seal a browser context's storage state as the account's session."""
    keep_session(account_id, seal(json.dumps(state).encode(), session_place(account_id)))


def recall(account_id: int, unseal: Seal) -> Any:
    """The storage state of an account's session; None where there is none."""
    envelope = session_envelope(account_id)
    return None if envelope is None else json.loads(unseal(envelope, session_place(account_id)))


def drop(account_id: int) -> None:
    """Forget an account's session."""
    drop_session(account_id)


async def with_password(adapter: Adapter, password: str) -> None:
    """Fill the site's own form; SiteError wrong_password, SiteStop second_factor, challenged, identity_differs."""
    await adapter.sign_in(password)
    await check_identity(adapter)


async def check_identity(adapter: Adapter) -> None:
    """Whoever the page says is signed in must be the account; SiteStop signed_out, identity_differs."""
    shown = await adapter.identity()
    if not shown:
        raise SiteStop("signed_out", adapter.handle)
    if shown.casefold().removeprefix("@") != adapter.handle.casefold().removeprefix("@"):
        raise SiteStop("identity_differs", adapter.handle, shown=shown)

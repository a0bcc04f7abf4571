"""Signing in: with the vault's password, or by a person on the page; the identity is checked either way."""

from __future__ import annotations

from automation.platforms.adapter import Adapter
from models.errors import SiteStop


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

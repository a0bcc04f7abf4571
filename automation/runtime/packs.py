"""The packs of a profile, read once and anew when their files change hands."""

from __future__ import annotations

import re
from pathlib import Path

from automation.platforms.pack import Pack, load_pack
from automation.platforms.sections import Settle
from models.account import Account
from models.errors import BadInput

PACK_TROUBLES = frozenset({"pack_unknown", "pack_broken"})
# As a pack's own base_url, and without a name and password, which would be stored openly.
_SITE = re.compile(r"https?://([^/?#@\s]+)(?:/[^?#\s]*)?")


class Packs:
    """Packs by platform and address."""

    def __init__(self, overlays: Path) -> None:
        self._overlays = overlays
        self._loaded: dict[tuple[str, str | None], Pack] = {}

    def get(self, slug: str, base_url: str | None) -> Pack:
        """The pack of a platform at an address; BadInput pack_unknown, pack_broken."""
        key = (slug, base_url)
        if key not in self._loaded:
            self._loaded[key] = load_pack(slug, self._overlays, base_url)
        return self._loaded[key]

    def of(self, account: Account) -> Pack:
        """The pack that drives an account."""
        return self.get(account.platform, account.base_url)

    def usable(self, account: Account) -> Pack | None:
        """The pack that drives an account; None where there is none, or it is broken."""
        try:
            return self.of(account)
        except BadInput:
            return None

    def ceilings(self, account: Account) -> dict[str, int]:
        """What an account's pack allows at most, as "class/hour" and "class/day"; nothing where none can be used."""
        pack = self.usable(account)
        return {} if pack is None else pack.most

    def settle_ms(self, account: Account) -> int:
        """How long to wait before looking at what an account's act has come to."""
        pack = self.usable(account)
        return (Settle() if pack is None else pack.settle).ms

    def hindrance(self, account: Account, url: str) -> str | None:
        """Why an account can do nothing at an address: there is no pack for its site, or the address is another's."""
        pack = self.usable(account)
        if pack is None:
            return "no_pack"
        return "other_site" if pack.site.path_of(url) is None else None


def instance_of(base_url: str | None) -> str:
    """The host that tells apart sites of one platform; empty for a platform with one address."""
    if base_url is None:
        return ""
    host = _SITE.fullmatch(base_url)
    if host is None:
        raise BadInput("bad_base_url", base_url)
    return host[1].lower()

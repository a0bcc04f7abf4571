"""A store with accounts and actions in it, and a seal that any test can open."""

from __future__ import annotations

from dataclasses import dataclass

from automation.queue import backlog
from automation.queue.backlog import Accepted
from automation.values import Intent, Target
from models.account import Account, add_account, change_account
from models.enums import TARGET_OF, ActionKind, TargetKind


def seal(plain: bytes, place: str) -> bytes:
    """Not secret, but bound to its place as the vault's envelopes are."""
    return place.encode() + b"\0" + plain[::-1]


def unseal(sealed: bytes, place: str) -> bytes:
    """The inverse of `seal`; ValueError for another place."""
    found, _, plain = sealed.partition(b"\0")
    if found.decode() != place:
        raise ValueError(place)
    return plain[::-1]


@dataclass
class Hand:
    """Wishes for one account, in few words."""

    account: Account

    def want(self, kind: ActionKind, post: str = "1", text: str | None = None, **more: object) -> Accepted:
        """Accept a wish."""
        url = f"https://site.test/{post}"
        intent = Intent(self.account.id, kind, url, text, **more)  # type: ignore[arg-type]
        return backlog.accept(intent, Target(TARGET_OF.get(kind, TargetKind.POST), url, post), seal, b"own")


def switched_on(platform: str, instance: str, username: str, base_url: str | None = None) -> Account:
    """A new account that a person has switched on."""
    return change_account(add_account(platform, instance, username, base_url).id, enabled=True)


def hand(name: str = "alice") -> Hand:
    """A new account's hand."""
    return Hand(switched_on("practice", "", name))

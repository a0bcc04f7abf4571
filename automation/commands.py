"""The closed list of commands that an engine takes; each names its reply. Ids are the store's integers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Status:
    """Reply: counts per state, lanes, open reviews, vault, feeds, browser."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Off is the kill switch: every lane stops within two seconds. Reply: what was in flight."""

    on: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's yes or no to actions; a no cancels them."""

    actions: list[int]
    approve: bool
    by: str = "operator"


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A person holds an account's page and its lane rests; off gives it back."""

    account: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a feed, rule, schedule or blocklist entry; `what` names the table. An opt-out stays."""

    what: str
    id: int


@dataclass(frozen=True, slots=True)
class EnableRule:
    """Switch a rule on or off."""

    rule: int
    on: bool


@dataclass(frozen=True, slots=True)
class ShutDown:
    """The engine ends; running actions are cut off and recovered at the next start."""


@dataclass(frozen=True, slots=True)
class VaultInit:
    """Make the vault. Reply: recovery_key, shown once."""

    passphrase: str | None = field(default=None, repr=False)
    use_keychain: bool = False


@dataclass(frozen=True, slots=True)
class VaultUnlock:
    """Open the vault with the keychain, a passphrase or the recovery key."""

    passphrase: str | None = field(default=None, repr=False)
    recovery_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class VaultLock:
    """Forget the key; lanes rest."""


@dataclass(frozen=True, slots=True)
class AddAccount:
    """Keep a new account. Reply: account."""

    platform: str
    username: str
    base_url: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class EditAccount:
    """Set enabled, auto_approve, caps, quiet_hours, zone or password of an account."""

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
class OpenPage:
    """Show an account's page live for a person; url None opens its home."""

    account: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ClosePage:
    """End the live page of an account; `keep` seals its session as signed in."""

    account: int
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Watch:
    """Send frames of an account's running page, or stop sending them."""

    account: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class PageInput:
    """Mouse, wheel, key or text of a person for a page that is taken over; x and y in CSS pixels."""

    account: int
    kind: str
    data: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submit:
    """Queue one action. Reply: action, state, new. Times in ms UTC."""

    account: int
    kind: str
    url: str
    text: str | None = field(default=None, repr=False)
    due_at: int | None = None
    expires_at: int | None = None
    priority: int = 0
    rehearse: bool = False
    approve: bool = False


@dataclass(frozen=True, slots=True)
class Reveal:
    """Reply: the unsealed text of an action, for the person who must approve it."""

    action: int


@dataclass(frozen=True, slots=True)
class RevealPicture:
    """Reply: the bytes of a sealed evidence picture, as binary."""

    evidence: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Reply: the receipt of an action as cli.md gives it; waits until it rests, at most `wait_s` seconds."""

    action: int
    wait_s: float = 0


@dataclass(frozen=True, slots=True)
class Cancel:
    """Withdraw actions that have not been clicked."""

    actions: list[int]


@dataclass(frozen=True, slots=True)
class Retry:
    """Look again at a held, failed or unclear action and let it go on where that is safe."""

    action: int


@dataclass(frozen=True, slots=True)
class Settle:
    """A person says what really happened to an action in needs_review: "happened" or "did not"."""

    action: int
    answer: str


@dataclass(frozen=True, slots=True)
class Block:
    """Add a block or an opt-out; queued work towards an opted-out person is removed."""

    kind: str
    platform: str
    subject: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AddFeed:
    """Watch a feed for an account. Reply: feed."""

    account: int
    url: str
    interval_s: int = 0


@dataclass(frozen=True, slots=True)
class PollFeed:
    """Read a feed now. Reply: status, fresh."""

    feed: int


@dataclass(frozen=True, slots=True)
class AddRule:
    """Keep a rule "new entry → act". Reply: rule."""

    name: str
    account: int
    kind: str
    feed: int | None = None
    condition: dict[str, Any] = field(default_factory=dict)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AddSchedule:
    """Keep a timed wish; next_at in ms UTC, every_s None for once. Reply: schedule."""

    account: int
    kind: str
    url: str
    next_at: int
    every_s: int | None = None
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SetSetting:
    """Keep a declared setting, given as typed text."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class FindBrowser:
    """Reply: path and source of the browser, or the error browser_missing."""


@dataclass(frozen=True, slots=True)
class FetchBrowser:
    """Download Playwright's browser; Progress events tell how far it is."""


COMMANDS: dict[str, type] = {
    cls.__name__: cls
    for cls in list(globals().values())
    if isinstance(cls, type) and cls.__module__ == __name__ and hasattr(cls, "__dataclass_fields__")
}

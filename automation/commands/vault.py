"""Commands about the vault and the lock of the window."""

from __future__ import annotations

from dataclasses import dataclass, field


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
class VaultRekey:
    """Seal with a new key, and hang it on a new passphrase where one is given.

    Reply: recovery_key, shown once, and `waiting`, how many envelopes are still under older keys; Reseal ends that.
    """

    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reseal:
    """Bring everything under the newest key and wait for the end; Progress events "reseal" tell how far it is.

    Reply: resealed, waiting (0 when all is done), shut (places that no key opens), retired (keys dropped).
    """


@dataclass(frozen=True, slots=True)
class SetPin:
    """Guard the window with a PIN, or with none. It does not open the vault, and the vault does not need it."""

    pin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Reply: ok, and wait_s: how long no PIN is looked at, because wrong ones were given."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Present:
    """A person is at the window: puts the automatic lock of the vault off."""

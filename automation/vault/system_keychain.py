"""The operating system's keychain, by way of keyring, which is loaded late and never trusted to return."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Protocol, TypeVar

from automation.vault.keychain import Keychain, NullKeychain, best

SERVICE = "Steward"
# A probe only asks whether somebody is there; an answer may wait for a person to unlock their desktop's keyring.
PROBE_SECONDS, ANSWER_SECONDS = 5.0, 60.0
# keyring calls a back-end recommended from priority 1; below are plain-text files and ones that ask on the terminal.
RECOMMENDED = 1.0

T = TypeVar("T")


class Backend(Protocol):
    """What we use of a keyring back-end."""

    @property
    def priority(self) -> float:
        """1 and more where keyring recommends it."""

    def get_password(self, service: str, username: str) -> str | None:
        """None if there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Raises whatever it likes."""

    def delete_password(self, service: str, username: str) -> None:
        """Raises where there is none."""


def _load() -> Backend:
    import keyring  # slow to import, and it talks to the desktop's message bus while doing so

    return keyring.get_keyring()


class SystemKeychain:
    """Secret Service, KWallet, macOS Keychain or Windows Credential Locker, whichever keyring finds."""

    name = "system keychain"

    def __init__(
        self,
        load: Callable[[], Backend] = _load,
        probe_seconds: float = PROBE_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._load, self._probe_seconds, self._answer_seconds = load, probe_seconds, answer_seconds
        self._waiting: Thread | None = None

    def rank(self) -> int:
        """keyring's own priority; 0 where it has no back-end worth trusting."""
        priority = self._ask(lambda: float(self._load().priority), self._probe_seconds, 0.0)
        return int(priority) if priority >= RECOMMENDED else 0

    def get(self, entry: str) -> str | None:
        """The kept secret, None if absent, refused or not answered in time."""
        return self._ask(lambda: self._load().get_password(SERVICE, entry), self._answer_seconds, None)

    def put(self, entry: str, secret: str) -> bool:
        """Keep a secret and read it back."""
        if not self.rank():
            return False
        return self._ask(lambda: self._keep(entry, secret), self._answer_seconds, False)

    def forget(self, entry: str) -> None:
        """Delete an entry if it is there."""
        self._ask(lambda: self._load().delete_password(SERVICE, entry), self._answer_seconds, None)

    def _keep(self, entry: str, secret: str) -> bool:
        backend = self._load()
        backend.set_password(SERVICE, entry, secret)
        return backend.get_password(SERVICE, entry) == secret

    def _ask(self, question: Callable[[], T], seconds: float, otherwise: T) -> T:
        # A message bus can stay silent for ever and cannot be interrupted, so it is asked from a thread that may be
        # left behind; while one is left behind no second one joins it.
        if self._waiting is not None and self._waiting.is_alive():
            return otherwise
        answers: list[T] = []

        def listen() -> None:
            with suppress(Exception):
                answers.append(question())

        self._waiting = Thread(target=listen, name="keychain", daemon=True)
        self._waiting.start()
        self._waiting.join(seconds)
        return answers[0] if answers else otherwise


def find_keychain() -> Keychain:
    """The best keychain of this machine; never raises, takes at most a few seconds."""
    return best([SystemKeychain(), NullKeychain()])

"""Keychains for tests: one that keeps in memory, and things that stand in for keyring's own back-ends."""

from __future__ import annotations

from threading import Event


class MemoryKeychain:
    """A keychain that serves well and keeps nothing beyond itself."""

    name = "memory"

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def rank(self) -> int:
        """Better than none."""
        return 1

    def get(self, entry: str) -> str | None:
        """What was put."""
        return self.entries.get(entry)

    def put(self, entry: str, secret: str) -> bool:
        """Keep it."""
        self.entries[entry] = secret
        return True

    def forget(self, entry: str) -> None:
        """Drop it."""
        self.entries.pop(entry, None)


class WorkingRing:
    """A keyring back-end in good order, which raises for what it does not have, as real ones do."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """None if there is none."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Raise KeyError if there is none."""
        del self.kept[service, username]


class RefusingRing(WorkingRing):
    """A keyring whose owner dismissed the question: everything raises, naming the secret."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise PermissionError(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse."""
        raise PermissionError(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        """Refuse."""
        raise PermissionError(service, username)


class ForgetfulRing(WorkingRing):
    """A keyring that says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Lose it."""


class PlainTextRing(WorkingRing):
    """A back-end that keyring itself does not recommend."""

    priority = 0.5


class SilentRing(WorkingRing):
    """A message bus that never answers, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = Event()

    def get_password(self, service: str, username: str) -> str | None:
        """Wait."""
        self.let_go.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Wait."""
        self.let_go.wait()
        super().set_password(service, username, password)

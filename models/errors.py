"""The one tree of errors: a code, a subject and facts; sentences live in resources/messages.toml."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the command line tells its caller."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    WAITS_FOR_PERSON = 3
    VAULT_LOCKED = 4
    STORE_UNUSABLE = 5


class StewardError(Exception):
    """Something was tried and did not work; `code` finds its sentence, `subject` names what it is about."""

    exit = Exit.FAILED

    def __init__(self, code: str, subject: object = "", **facts: object) -> None:
        super().__init__(code, str(subject))
        self.code = code
        self.subject = str(subject)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}" if self.subject else self.code


class BadInput(StewardError):
    """What was given cannot be used; nothing was changed."""

    exit = Exit.BAD_INPUT


class VaultLocked(StewardError):
    """Secrets are out of reach until the vault is opened."""

    exit = Exit.VAULT_LOCKED


class StoreUnusable(StewardError):
    """The store cannot be opened or written."""

    exit = Exit.STORE_UNUSABLE


class SiteError(StewardError):
    """A page did not behave as its pack says; `facts` may hold the locator name and a saved page."""


class SiteStop(SiteError):
    """The site put something before us that belongs to a person, or took the account away."""

    exit = Exit.WAITS_FOR_PERSON

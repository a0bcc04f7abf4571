"""Keys of outside services: one in the environment wins over the one in the vault, and it is said where it is from."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from automation.vault import kept
from automation.vault.vault import Vault

ENVIRONMENT, VAULT = "from environment", "from vault"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key and where it is from."""

    value: str = field(repr=False)
    source: str


def place(provider_id: int) -> str:
    """Where the vault says a service's key belongs."""
    return f"providers|{provider_id}|key"


def variables(kind: str, name: str) -> tuple[str, ...]:
    """The environment variables that may hold a service's key: ours, then what services themselves call it."""
    named, sort = _shouted(name), _shouted(kind)
    usual = (f"{named}_API_KEY", f"{named}_KEY") if named else ()
    ours = [f"STEWARD_KEY_{word}" for word in (named, sort) if word]
    return tuple(dict.fromkeys([*ours, *usual]))


def key_of(
    vault: Vault, provider_id: int, kind: str, name: str, environment: Mapping[str, str] = os.environ
) -> ApiKey | None:
    """The key of a service, None if there is none; VaultLocked where only the vault could have it."""
    found = in_environment(kind, name, environment)
    if found is not None:
        return ApiKey(found[1], ENVIRONMENT)
    kept_ = kept.recall(vault, place(provider_id))
    return None if kept_ is None else ApiKey(kept_.decode(), VAULT)


def source_of(provider_id: int, kind: str, name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Where a service's key would be from, without looking at it; None if there is none."""
    if in_environment(kind, name, environment) is not None:
        return ENVIRONMENT
    return VAULT if kept.has(place(provider_id)) else None


def in_environment(kind: str, name: str, environment: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """The variable that holds a service's key, and the key; a blank one counts as none."""
    for variable in variables(kind, name):
        value = environment.get(variable, "").strip()
        if value:
            return variable, value
    return None


def _shouted(word: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", word.upper()).strip("_")

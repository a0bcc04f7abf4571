"""Which sites there are packs for: the product's own, then those of the profile."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from resources import path


@dataclass(frozen=True, slots=True)
class Platform:
    """A site that an account can be on."""

    slug: str
    title: str
    base_url: str


def platforms(overlays: Path) -> list[Platform]:
    """All of them, by title; a pack that cannot be read is left to the engine to complain about."""
    found = {}
    for folder in (path("platforms"), overlays):
        for file in sorted(folder.glob("*.toml")):
            one = _read(file)
            if one is not None:
                found[one.slug] = one
    return sorted(found.values(), key=lambda one: one.title.casefold())


def _read(file: Path) -> Platform | None:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))["platform"]
        return Platform(str(told["slug"]), str(told["title"]), str(told["base_url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None

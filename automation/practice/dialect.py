"""How the practice network names its parts: one dialect is one TOML file, so markup can change under a running site."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

FOLDER = Path(__file__).resolve().parent / "dialects"
_CLASS_IN_STYLES = re.compile(r"\.(-?[a-zA-Z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words and attribute names that one version of the site uses."""

    slug: str
    title: str
    mark_attribute: str
    key_attribute: str
    prefix: str
    hashed: bool
    names: Mapping[str, str]
    words: Mapping[str, str]

    def mark(self, part: str, key: object = None) -> Markup:
        """Return the attributes that name a part of the page, with the id of what it shows."""
        text = f'{self.mark_attribute}="{self.names.get(part, self.prefix + part)}"'
        if key is not None:
            text += f' {self.key_attribute}="{escape(key)}"'
        return Markup(text)

    def classes(self, names: str) -> str:
        """Return the class names as this dialect writes them, separated by spaces."""
        return " ".join(self._mangle(name) for name in names.split())

    def anchor(self, part: str, key: object) -> str:
        """Return the element id of one part."""
        return self._mangle(f"{part}-{key}")

    def word(self, name: str) -> str:
        """Return the label a button carries."""
        return self.words[name]

    def styles(self, sheet: str) -> str:
        """Return the style sheet with this dialect's class names."""
        return _CLASS_IN_STYLES.sub(lambda found: "." + self._mangle(found[1]), sheet) if self.hashed else sheet

    def _mangle(self, name: str) -> str:
        if not self.hashed:
            return name
        return "x" + hashlib.blake2s((self.slug + name).encode(), digest_size=4).hexdigest()


def load(slug: str) -> Dialect:
    """Read one dialect by name. Raises ValueError, naming those that exist, for an unknown one."""
    if slug not in known():
        raise ValueError(f"unknown dialect {slug!r}; known: {', '.join(known())}")
    data = tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
    return Dialect(
        slug=slug,
        title=data["title"],
        mark_attribute=data["mark"],
        key_attribute=data["key"],
        prefix=data["prefix"],
        hashed=data["hashed"],
        names=data["names"],
        words=data["words"],
    )


def known() -> list[str]:
    """Return the names of all dialects, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))

"""What both sites share about their seeds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def stamp_of(source: Path, installer: Path) -> str:
    """Return a mark that changes whenever a file the installation is made from, or its installer, changes."""
    digest = hashlib.sha256()
    for path in (installer, *sorted(source.iterdir())):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def seeded_posts(printed: str) -> dict[str, str]:
    """Return title → path from what a seed script printed."""
    line = next(line for line in printed.splitlines() if line.startswith("SEEDED "))
    posts: dict[str, str] = json.loads(line.removeprefix("SEEDED "))
    return posts

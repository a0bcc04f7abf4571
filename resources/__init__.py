"""Data only: packs, pages, words, pictures. One function gives the path of a named resource."""

from __future__ import annotations

import sys
from pathlib import Path


def path(name: str) -> Path:
    """Return where a named resource such as `practice/seed.toml` lies, in the source tree and in the packaged program.

    Raises ValueError for a name that leaves the folder.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) / "resources" if bundle else Path(__file__).resolve().parent
    found = (root / name).resolve()
    if not found.is_relative_to(root.resolve()):
        raise ValueError(f"not a resource: {name}")
    return found

"""Reads a pack and the profile's overlay; an error names the file, the line and the key a person must look at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

import resources
from automation.platforms.consistency import complaints
from automation.platforms.keylines import Path as KeyPath
from automation.platforms.keylines import key_lines, line_of
from automation.platforms.model import Pack
from models.errors import BadInput

__all__ = ["Pack", "load_pack"]

_LARGEST = 512 * 1024
_MISSING = "this key is missing"


@dataclass(frozen=True, slots=True)
class _Source:
    """One file of a pack: what it says, and the line of each key."""

    path: Path
    data: dict[str, Any]
    lines: dict[KeyPath, int]


def load_pack(
    slug: str, overlay_dir: Path | None = None, base_url: str | None = None, file: Path | None = None
) -> Pack:
    """The pack of a platform, overlaid by the profile's file of the same name.

    Raises BadInput `pack_unknown`, or `pack_broken` with file, line, key and reason.
    """
    path = file or _installed(slug, overlay_dir)
    sources = [_read(slug, path)]
    overlay = overlay_dir / f"{slug}.toml" if overlay_dir else None
    if overlay and overlay.is_file() and overlay != path:
        sources.insert(0, _read(slug, overlay))
    data: dict[str, Any] = {}
    for source in reversed(sources):
        data = _merged(data, source.data)
    if base_url is not None:
        data = _merged(data, {"platform": {"base_url": base_url, "hosts": []}})
    return _checked(slug, data, sources)


def _installed(slug: str, overlay_dir: Path | None) -> Path:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", slug):
        raise BadInput("pack_unknown", slug)
    own = overlay_dir / f"{slug}.toml" if overlay_dir else None
    for path in (resources.path(f"platforms/{slug}.toml"), own):
        if path and path.is_file():
            return path
    raise BadInput("pack_unknown", slug)


def _read(slug: str, path: Path) -> _Source:
    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST:
            raise BadInput("pack_broken", slug, file=str(path), line=1, key="", reason="the file is too large")
        text = raw.decode("utf-8").replace("\r\n", "\n")
        return _Source(path, tomllib.loads(text), key_lines(text))
    except OSError as error:
        raise BadInput("pack_unreadable", slug, file=str(path), reason=str(error)) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput("pack_broken", slug, file=str(path), line=line, key="", reason="this is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax(slug, path, text, str(error)) from error


def _syntax(slug: str, path: Path, text: str, message: str) -> BadInput:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    written = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
    key = re.match(r"\s*\[{0,2}([\w.\"'-]+)", written)
    reason = message.partition(" (at ")[0]
    return BadInput("pack_broken", slug, file=str(path), line=line, key=key[1] if key else "", reason=reason)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _checked(slug: str, data: dict[str, Any], sources: list[_Source]) -> Pack:
    try:
        pack = Pack.model_validate(data)
    except ValidationError as error:
        found = [_from_pydantic(dict(one)) for one in error.errors(include_url=False, include_input=False)]
        raise _broken(slug, found, sources) from error
    if pack.platform.slug != slug:
        raise _broken(slug, [(("platform", "slug"), f"{slug} was expected, as in the file's name")], sources)
    found = list(complaints(pack, data))
    if found:
        raise _broken(slug, found, sources)
    return pack


def _from_pydantic(error: dict[str, Any]) -> tuple[KeyPath, str]:
    loc: KeyPath = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(loc[-1]), _known_at(loc[:-1]), n=1)
        return loc, "this key is not known" + (f"; did you mean {near[0]}?" if near else "")
    if error["type"] == "missing":
        return loc, _MISSING
    return loc, error["msg"].removeprefix("Value error, ")


def _known_at(loc: KeyPath) -> list[str]:
    model: Any = Pack
    for part in loc:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        options = [field.annotation, *getattr(field.annotation, "__args__", ())] if field else []
        model = next((m for m in options if isinstance(m, type) and issubclass(m, BaseModel)), None)
        if model is None:
            return []
    return [info.alias or name for name, info in model.model_fields.items()]


def _broken(slug: str, found: list[tuple[KeyPath, str]], sources: list[_Source]) -> BadInput:
    found_at = [(reason == _MISSING, _place(loc, sources), loc, reason) for loc, reason in found]
    # A mistyped key is also one that is missing: what stands there is what must be looked at.
    placed = sorted(found_at, key=lambda one: one[:2])
    _, (order, line), loc, reason = placed[0]
    key = ".".join(str(part) for part in loc)
    facts = {"file": str(sources[order].path), "line": line, "key": key, "reason": reason}
    return BadInput("pack_broken", slug, **facts, others=len(placed) - 1)


def _place(loc: KeyPath, sources: list[_Source]) -> tuple[int, int]:
    """Which file to look into and at which line: the topmost one that writes the key itself, or else its parent."""
    for end in range(len(loc), 0, -1):
        for order, source in enumerate(sources):
            if loc[:end] in source.lines:
                return order, line_of(source.lines, loc[:end]) or 1
    return len(sources) - 1, 1

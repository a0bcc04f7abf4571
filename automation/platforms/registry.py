"""The platforms that are installed: slug → pack. A broken pack is told, and is never in the way of the others."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import resources
from automation.platforms.pack import Pack, load_pack
from models.errors import BadInput


@dataclass(frozen=True, slots=True)
class Installed:
    """One platform as found: its pack, or the error that keeps it from being used."""

    slug: str
    title: str
    pack: Pack | None = None
    error: BadInput | None = None
    overlaid: bool = False


def installed(overlay_dir: Path | None = None) -> list[Installed]:
    """Every platform of the program and of the profile's folder, by slug."""
    folders = [resources.path("platforms"), *([overlay_dir] if overlay_dir else [])]
    slugs = {file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.toml")}
    return [_installed(slug, overlay_dir) for slug in sorted(slugs)]


def find(name: str, overlay_dir: Path | None = None, base_url: str | None = None) -> Pack:
    """The pack of a slug or of an alias. Raises BadInput `pack_unknown`, `pack_broken`."""
    try:
        return load_pack(name, overlay_dir, base_url)
    except BadInput as error:
        if error.code != "pack_unknown":
            raise
    for each in installed(overlay_dir):
        if each.pack and name.casefold() in {alias.casefold() for alias in each.pack.platform.aliases}:
            return load_pack(each.slug, overlay_dir, base_url)
    raise BadInput("pack_unknown", name)


def for_address(url: str, overlay_dir: Path | None = None) -> list[Pack]:
    """The packs whose site an address belongs to."""
    return [each.pack for each in installed(overlay_dir) if each.pack and each.pack.site.path_of(url) is not None]


def _installed(slug: str, overlay_dir: Path | None) -> Installed:
    own = overlay_dir / f"{slug}.toml" if overlay_dir else None
    overlaid = own is not None and own.is_file()
    try:
        pack = load_pack(slug, overlay_dir)
    except BadInput as error:
        return Installed(slug, _title(slug) or slug, error=error, overlaid=overlaid)
    return Installed(slug, pack.platform.title, pack, overlaid=overlaid)


def _title(slug: str) -> str | None:
    """What a broken pack calls its site, as far as that can be read."""
    try:
        data = tomllib.loads(resources.path(f"platforms/{slug}.toml").read_text("utf-8"))
        title = data["platform"]["title"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return title if isinstance(title, str) else None

"""`steward platforms`: the sites that Steward knows, and the packs that describe them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import resources
from automation.cli.door import wait
from automation.cli.lists import matching, page_of, paged
from automation.cli.output import Said, table
from automation.platforms import capabilities
from automation.platforms.pack import Pack, load_pack
from automation.upkeep.doctor import slugs
from models.errors import BadInput, Exit

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def platforms() -> None:
    """The sites that Steward knows, and the packs that describe them."""


def _state(said: Said, slug: str) -> dict[str, Any]:
    own = said.profile.overlays / f"{slug}.toml"
    shipped = resources.path(f"platforms/{slug}.toml").is_file()
    source = "both" if own.is_file() and shipped else "yours" if own.is_file() else "shipped"
    row: dict[str, Any] = {"id": slug, "title": slug, "base_url": None, "from": source, "ok": True, "acts": []}
    try:
        pack = load_pack(slug, said.profile.overlays)
    except BadInput as error:
        facts = {name: error.facts.get(name) for name in ("file", "line", "key", "reason")}
        return {**row, "ok": False, "code": error.code, **facts}
    acts = sorted(name.replace("_", "-") for name in capabilities.acts(pack))
    return {**row, "title": pack.platform.title, "base_url": pack.platform.base_url, "acts": acts}


@platforms.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All packs, shipped and your own."""
    rows = [_state(said, slug) for slug in slugs(said.profile.overlays)]
    items, following = page_of(matching(rows, conditions), limit, after)
    said.show_list(items, following, ("id", "title", "base_url", "from", "ok", "acts"))


@platforms.command()
@click.argument("slug")
@click.pass_obj
def show(said: Said, slug: str) -> None:
    """One pack: what the site can do, how much of it, and where."""
    pack = load_pack(slug, said.profile.overlays)
    said.show({**_state(said, slug), **described(pack)})


def described(pack: Pack) -> dict[str, Any]:
    """What a pack says, for people and scripts."""
    caps = {str(cap): limits.model_dump() for cap, limits in pack.ceilings.items()}
    can = {name: name in pack.capabilities for name in capabilities.EVERY}
    return {"capabilities": can, "ceilings": caps, "settle_ms": pack.settle.ms, "addresses": dict(pack.url)}


@platforms.command()
@click.argument("file", required=False, type=_FILE)
@click.pass_obj
def check(said: Said, file: Path | None) -> int:
    """Read every pack, or the one in FILE, and name the line and key of a slip."""
    if file is not None:
        pack = load_pack(file.stem, file=file)
        said.show(
            {"ok": True, "id": pack.slug, **described(pack)}, f"{file}: sound, {len(pack.capabilities)} capabilities"
        )
        return Exit.DONE
    found = [_state(said, slug) for slug in slugs(said.profile.overlays)]
    ok = all(row["ok"] for row in found)
    said.show({"ok": ok, "packs": found}, table(found, ("id", "ok", "file", "line", "key", "reason")))
    return Exit.DONE if ok else Exit.BAD_INPUT


@platforms.command()
@click.argument("slug")
@click.option("--base-url", required=True, metavar="U", help="The address to act on.")
@click.option("--as", "as_file", required=True, type=_FILE, metavar="FILE", help="Who acts, who reads, on what (TOML).")
@click.option("--pack-file", type=_FILE, metavar="FILE", help="A pack that is not installed.")
@click.option("--confirm", is_flag=True, help="The address is not this machine, and you mean it.")
@click.pass_obj
def test(said: Said, slug: str, base_url: str, as_file: Path, pack_file: Path | None, confirm: bool) -> int:
    """Judge a pack on a live site: one result per capability; what it does is taken back where it can be."""
    from automation.cli import pack_test  # the engine's rooms take a while to load

    case = pack_test.case_of(as_file)
    pack_test.check_address(base_url, confirm)
    load_pack(slug, said.profile.overlays, base_url, pack_file)
    report = wait(pack_test.judge(said, slug, base_url, case, pack_file))
    absent = f"\nNot in this pack, or not to be shown here: {', '.join(report.absent) or 'nothing'}"
    said.show(pack_test.document(report), f"{'All passed.' if report.ok else 'Not all passed.'}{absent}")
    return Exit.DONE if report.ok else Exit.FAILED

"""Imports by hand: a fresh store, hands that seal so that a test can look, and the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from automation.audit import chain
from automation.imports.hands import Hands
from automation.imports.registry import plan_of
from automation.imports.run import Options, run
from automation.imports.sources import open_source
from automation.queue import keys
from automation.queue.fingerprint import fingerprint
from automation.values import Intent, Target
from models.database import sql
from models.enums import ActionKind
from tests.fakes.house import seal, unseal

OWN_KEY = b"own"


def import_store(kind: str, path: Path | str, folder: Path, **options: Any) -> dict[str, Any]:
    """Bring a store along as the engine does, and give the report."""
    source = open_source(kind, [str(path)])
    try:
        return run(plan_of(kind), source, Options(**options), hands(folder)).document()
    finally:
        source.close()


def hands(folder: Path) -> Hands:
    """The queue's own keys under a key that tests know, and a seal that is none."""

    def key(account_id: int, kind: ActionKind, target: Target, round_: int, text: str | None) -> str:
        return keys.key(Intent(account_id, kind, target.url, text), target, round_, OWN_KEY)

    return Hands(
        seal=seal,
        content_hash=lambda target, kind, text: keys.content_hash(target, kind, text, OWN_KEY),
        key=key,
        marks=lambda text: fingerprint(text, OWN_KEY),
        target=lambda account_id, kind, url: None,
        journal=chain.add_many,
        pictures=folder / "evidence",
        folder=folder / "imports",
        tell=lambda done, total, table: None,
        stopped=lambda: False,
    )


def rows(table: str, where: str = "1", *params: Any) -> list[dict[str, Any]]:
    """Rows as they lie in the store, by id."""
    names = [name for _, name, *_ in sql(f"PRAGMA table_info({table})")]
    found = sql(f"SELECT * FROM {table} WHERE {where} ORDER BY 1", params)
    return [dict(zip(names, row, strict=True)) for row in found]


def opened(sealed: bytes, place: str) -> str:
    """What was sealed at a place."""
    return unseal(bytes(sealed), place).decode()


def written(report: dict[str, Any]) -> dict[str, int]:
    """How many rows of each table are new."""
    return {table: counts["written"] for table, counts in report["tables"].items()}

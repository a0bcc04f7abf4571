"""Commands about bringing an old store along, and about breaking off what takes long."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ImportStore:
    """Bring an old store along; Progress events named "import" tell how far it is. Reply: the report.

    `account` owns what the old store gives to nobody, `old_key` are 32 bytes in hex, `origin` names the old store,
    `media` is the folder below which the files lie that its rows name; without it the folder of the store itself.
    """

    kind: str
    paths: list[str] = field(repr=False)  # the address of a database holds its password
    dry_run: bool = False
    account: int | None = None
    old_key: str | None = field(default=None, repr=False)
    origin: str | None = None
    media: str | None = None


@dataclass(frozen=True, slots=True)
class UndoImport:
    """Remove what an import wrote and nothing newer leans on. Reply: removed, left with reasons, cancelled."""

    import_id: int


@dataclass(frozen=True, slots=True)
class CancelWork:
    """Break off long work by the name that its Progress events have; what is done stays."""

    name: str

"""What the fake engine answers about health, backups, imports, retention and the record; it writes few rows of them."""

from __future__ import annotations

from typing import Any

from automation import commands as c
from models import clock
from models.backup import note_backup
from models.blocklist import BlocklistTable
from models.database import sql

CHECKS = (
    ("browser", True, "", "/usr/bin/a-browser (system)", ""),
    ("feeds", False, "warn", "2 enabled accounts have no feed: @bakery.lyon, @roastery.", "Add a feed under Feeds."),
    ("orders", False, "bad", "1 order has been pending for more than an hour.", "Ask the provider what became of it."),
    ("integrity", True, "", "Every page and index of the store reads well.", ""),
    ("disk", True, "", "53,214 MB are free where the profile lives.", ""),
)
CLASSES = (
    ("posts", 90, 214, {"engaged": 12, "marked": 3}),
    ("messages", 30, 12, {}),
    ("pictures", 7, 0, {}),
)
REPORT = {
    "import": "imp-00000001",
    "source": "panel-dashboard",
    "origin": "panel-dashboard:old.db",
    "dry_run": True,
    "tables": {"accounts": {"read": 5, "written": 4, "merged": 0, "refused": 1}},
    "unknown_columns": {"accounts": ["mood"]},
    "unknown_tables": [],
    "notes": ["4 accounts came switched off and without authority."],
    "rejects": "/somewhere/rejects.jsonl",
    "cancelled": False,
}


class KeptWork:
    """One method per command, named after it."""

    def do_Health(self, _command: c.Health) -> dict[str, Any]:
        names = ("name", "ok", "severity", "detail", "fix")
        return {"checks": [{"id": check[0], "help": "", **dict(zip(names, check, strict=True))} for check in CHECKS]}

    def do_BackUp(self, _command: c.BackUp) -> dict[str, Any]:
        note_backup("20261121-120000-manual", "manual", clock.now(), 4 << 20)
        return {"path": "20261121-120000-manual"}

    def do_RehearseRestore(self, _command: c.RehearseRestore) -> dict[str, Any]:
        return {"ok": True, "checks": [{"name": "integrity", "ok": True}]}

    def do_ImportStore(self, command: c.ImportStore) -> dict[str, Any]:
        return {**REPORT, "dry_run": command.dry_run}

    def do_PreviewRetention(self, _command: c.PreviewRetention) -> dict[str, Any]:
        names = ("class", "days", "due", "kept")
        return {"classes": [dict(zip(names, found, strict=True)) for found in CLASSES]}

    def do_RunRetention(self, command: c.RunRetention) -> dict[str, Any]:
        return {"gone": {name: due for name, _, due, _ in CLASSES}, "audit_kept": None}

    def do_VerifyAudit(self, _command: c.VerifyAudit) -> dict[str, Any]:
        return {"ok": True, "entries": sql("SELECT count(*) FROM audit_entries")[0][0], "first_bad": None}

    def do_Block(self, command: c.Block) -> dict[str, Any]:
        values = {"kind": command.kind, "what": command.what, "platform": command.platform, "match": command.match}
        number = BlocklistTable.insert(subject=command.subject, created_at=clock.now(), **values).execute()
        return {"entry": number, "removed": 0}

    def do_Remove(self, command: c.Remove) -> None:
        sql(f"DELETE FROM {command.what} WHERE id = ? AND kind = 'block'", (command.id,))

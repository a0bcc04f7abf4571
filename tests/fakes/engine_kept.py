"""What the fake engine answers about health, backups, imports, retention and the record; it writes few rows of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from automation import commands as c
from automation import events as e
from models import clock
from models.backup import backups, note_backup, note_proof
from models.blocklist import BlocklistTable
from models.brand import add_brand, change_brand, remove_brand
from models.content import add_content, change_content, remove_content
from models.database import sql
from models.errors import BadInput
from models.feed import remove_feed
from models.person import find_person
from models.proxy import add_proxy, assign_proxy, change_proxy, remove_proxy
from models.rule import remove_rule
from models.tag import add_tag, change_tag, remove_tag, tag_account, tag_person, tag_post, untag
from models.text import add_text, change_text, remove_text

CHECKS = (
    ("browser", True, "error", "/usr/bin/a-browser (system)", ""),
    ("feeds", False, "warning", "Feeds: 2 active, 1 in trouble.", "See why with: steward feeds list"),
    ("missed", False, "warning", "Schedules that were missed while nothing ran: 2.", "steward missed answer --all"),
    (
        "clock",
        False,
        "error",
        "The newest entry on record is of 2026-11-29T12:00:00.000+00:00, in the future.",
        "Set the date and time of this computer, best by its own time service.",
    ),
    ("integrity", True, "error", "Every page and index of the store reads well.", ""),
    ("disk", True, "error", "53,214 MB are free where the profile lives.", ""),
)
CLASSES = (
    ("posts", 90, 214, {"engaged": 12, "marked": 3}),
    ("messages", 30, 12, {}),
    ("pictures", 7, 0, {}),
)
OWN: dict[str, tuple[Callable[..., int], Callable[..., None], Callable[[int], None]]] = {
    "brands": (add_brand, change_brand, remove_brand),
    "proxies": (add_proxy, change_proxy, remove_proxy),
    "content": (add_content, change_content, remove_content),
    "texts": (add_text, change_text, remove_text),
    "tags": (add_tag, change_tag, remove_tag),
}
REPORT = {
    "import": "imp-00000001",
    "source": "panel-dashboard",
    "origin": "panel-dashboard:old.db",
    "dry_run": True,
    "tables": {"accounts": {"read": 5, "written": 4, "merged": 0, "refused": 1}},
    "unknown_columns": {"accounts": ["mood"]},
    "unknown_tables": [],
    "missing_tables": [],
    "nouns": {"accounts": 4},
    "resumed": False,
    "notes": ["4 accounts came switched off and without authority."],
    "refusals": {"accounts.username: is missing": 1},
    "rejects": "/somewhere/rejects.jsonl",
    "cancelled": False,
}


class KeptWork:
    """One method per command, named after it."""

    _announce: Callable[..., None]
    pin_file: Path
    told_file: Path

    def do_Health(self, _command: c.Health) -> dict[str, Any]:
        names = ("name", "ok", "severity", "detail", "fix")
        more = {"help": "", "rows": []}
        checks = [{"id": check[0], **dict(zip(names, check, strict=True)), **more} for check in CHECKS]
        return {"ok": False, "checks": checks}

    def findings(self) -> list[dict[str, Any]]:
        """What the status says of the checks that do not hold."""
        return [
            {"id": name, "severity": severity, "sentence": detail, "fix": fix}
            for name, ok, severity, detail, fix in CHECKS
            if not ok
        ]

    def do_BackUp(self, _command: c.BackUp) -> dict[str, Any]:
        note_backup("20261121-120000-manual", "manual", clock.now(), 4 << 20)
        self._announce(e.ConfigurationChanged("backups"))
        made_at = clock.to_iso(clock.now())
        return {"path": "20261121-120000-manual", "kind": "manual", "made_at": made_at, "bytes": 4 << 20, "files": 9}

    def do_RehearseRestore(self, _command: c.RehearseRestore) -> dict[str, Any]:
        newest = backups()[-1].folder
        note_proof(newest, clock.now(), "")
        self._announce(e.ConfigurationChanged("backups"))
        check = {"name": "integrity", "ok": True, "detail": "Every page reads well.", "fix": ""}
        return {"ok": True, "backup": newest, "checks": [check], "proven_at": clock.to_iso(clock.now())}

    def do_Restore(self, command: c.Restore) -> dict[str, Any]:
        name = Path(command.folder).name
        self._announce(e.StoreReplaced(name))
        told = {"backup": name, "made_at": clock.to_iso(clock.now()), "before": "20261121-130000-before"}
        return {**told, "carried": {}, "paused": True, "sections": command.sections, "rows": {}}

    def do_ImportStore(self, command: c.ImportStore) -> dict[str, Any]:
        self._announce(e.Progress("import", 2, 5, "accounts"))
        self._announce(e.Progress("import", 0, 0, ended=True))
        return {**REPORT, "source": command.kind, "dry_run": command.dry_run}

    def do_UndoImport(self, command: c.UndoImport) -> dict[str, Any]:
        sql("UPDATE imports SET state = 'undone' WHERE id = ?", (command.import_id,))
        self._announce(e.ConfigurationChanged("imports"))
        left = {"accounts": {"taken into use since": 1}}
        return {"removed": {"accounts": 3, "posts": 12}, "left": left, "cancelled": False}

    def do_PreviewRetention(self, _command: c.PreviewRetention) -> dict[str, Any]:
        names = ("class", "days", "due", "kept")
        classes = [dict(zip(names, found, strict=True)) for found in CLASSES]
        return {"classes": classes, "due": sum(due for _, _, due, _ in CLASSES)}

    def do_RunRetention(self, command: c.RunRetention) -> dict[str, Any]:
        self._announce(e.ConfigurationChanged("retention"))
        return {"gone": {name: due for name, _, due, _ in CLASSES} | {"stray files": 0}, "audit_kept": None}

    def do_CompactStore(self, _command: c.CompactStore) -> dict[str, Any]:
        return {"before": 7 << 20, "after": 4 << 20, "freed": 3 << 20}

    def do_VerifyAudit(self, _command: c.VerifyAudit) -> dict[str, Any]:
        entries = sql("SELECT count(*) FROM audit_entries")[0][0]
        return {"ok": True, "entries": entries, "first_bad": None, "reason": None, "head": None}

    def do_ExportAudit(self, command: c.ExportAudit) -> dict[str, Any]:
        Path(command.to).write_text(command.form, encoding="utf-8")
        return {"entries": 3, "file": command.to}

    def do_SaveReceipt(self, command: c.SaveReceipt) -> dict[str, Any]:
        Path(command.to).write_text("<html>", encoding="utf-8")
        return {"file": command.to, "signed": False, "hidden": False}

    def do_Block(self, command: c.Block) -> dict[str, Any]:
        values = {"kind": command.kind, "what": command.what, "platform": command.platform, "match": command.match}
        number = BlocklistTable.insert(subject=command.subject, created_at=clock.now(), **values).execute()
        self._announce(e.ConfigurationChanged("blocklist"))
        return {"entry": number, "removed": 0}

    def do_Keep(self, command: c.Keep) -> dict[str, Any]:
        add, change, _remove = OWN[command.what]
        row = add(**command.values) if command.row is None else command.row
        if command.row is not None:
            change(row, **command.values)
        self._announce(e.ConfigurationChanged(command.what))
        return {"row": row}

    def do_PutTag(self, command: c.PutTag) -> None:
        if not command.on:
            untag(command.what, command.row, command.tag)
        elif command.what == "posts":
            tag_post(command.row, command.tag, notes=command.notes)
        else:
            {"people": tag_person, "accounts": tag_account}[command.what](command.row, command.tag)
        self._announce(e.ConfigurationChanged(command.what))

    def do_TryProxy(self, command: c.TryProxy) -> dict[str, Any]:
        if command.url is None:
            raise BadInput("proxy_needs_address", command.proxy)
        sql(
            "UPDATE proxies SET tested_at = ?, status = 'active', last_error = NULL WHERE id = ?",
            (clock.now(), command.proxy),
        )
        self._announce(e.ConfigurationChanged("proxies"))
        return {"url": command.url, "status": 204, "ms": 1250}

    def do_AssignProxy(self, command: c.AssignProxy) -> None:
        assign_proxy(command.account, command.proxy)
        self._announce(e.AccountChanged(command.account))

    def do_Remove(self, command: c.Remove) -> None:
        if command.what in OWN:
            OWN[command.what][2](command.id)
        elif command.what == "feeds":
            remove_feed(command.id)
        elif command.what == "rules":
            remove_rule(command.id)
        else:
            sql(f"DELETE FROM {command.what} WHERE id = ? AND kind = 'block'", (command.id,))
        self._announce(e.ConfigurationChanged(command.what))

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def do_Dossier(self, command: c.Dossier) -> dict[str, Any]:
        handle = find_person(command.person).username
        counts = {"people": 1, "person_names": 1, "posts": 2, "media": 0}
        return {
            "person": {"handles": [f"@{handle}"], "names": [handle]},
            "counts": counts,
            "sealed": {"messages": 2, "actions": 0, "threads": 0},
            "mentioned": {"comments": 4},
            "archive": [],
            "tables": {name: [{}] * count for name, count in counts.items()},
        }

    def do_ExportPerson(self, command: c.ExportPerson) -> dict[str, Any]:
        Path(command.to).write_text("{}", encoding="utf-8")
        return {"file": command.to, "bytes": 2}

    def do_ErasePerson(self, command: c.ErasePerson) -> dict[str, Any]:
        number = find_person(command.person).id
        for table in ("person_names", "person_tags"):
            sql(f"DELETE FROM {table} WHERE person_id = ?", (number,))
        for table, column in (("posts", "author_id"), ("comments", "author_id"), ("threads", "person_id")):
            sql(f"UPDATE {table} SET {column} = NULL WHERE {column} = ?", (number,))
        sql("DELETE FROM people WHERE id = ?", (number,))
        self._announce(e.ConfigurationChanged("people"))
        return {"mark": "m", "erasure": "e", "receipt": "receipt.json"}

    def do_RevealWords(self, command: c.RevealWords) -> dict[str, Any]:
        return {"texts": {str(number): "Is the rye loaf back?" for number in command.rows}, "damaged": []}

    # ── what was missed, and the window ──────────────────────────────────────────────────────────────────────────────
    def do_AnswerMissed(self, command: c.AnswerMissed) -> dict[str, Any]:
        for number in command.ids:
            sql("UPDATE missed SET answer = ?, answered_at = ? WHERE id = ?", (command.answer, clock.now(), number))
        self._announce(e.MissedChanged(sql("SELECT count(*) FROM missed WHERE answer IS NULL")[0][0]))
        empty = {"answer": command.answer, "actions": [], "due_at": [], "code": None}
        return {"answers": [{"missed": number, **empty} for number in command.ids]}

    def do_SetPin(self, command: c.SetPin) -> dict[str, Any]:
        if command.pin is None:
            self.pin_file.unlink(missing_ok=True)
        elif len(command.pin) < 4:
            raise BadInput("pin_weak", shortest=4)
        else:
            self.pin_file.write_text(command.pin, encoding="utf-8")
        return {"pin": command.pin is not None}

    def do_CheckPin(self, command: c.CheckPin) -> dict[str, Any]:
        right = self.pin_file.read_text(encoding="utf-8") == command.pin
        return {"ok": right, "wait_s": 0 if right else 5}

    def do_Present(self, _command: c.Present) -> None:
        with self.told_file.open("a", encoding="utf-8") as out:
            out.write("present\n")

"""Commands that hand on the record, a receipt of one action, or the store; all of them are on record themselves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from automation import commands
from automation.audit import chain, export, receipts
from automation.runtime.house import House
from automation.runtime.long_work import Course
from automation.upkeep import exporting
from models.action import action
from models.errors import BadInput

NAME, EXPORT = "audit", "export"
FILTERS = frozenset({"kind", "event", "outcome", "target", "account_id", "action_id", "run_id"})


async def export_audit(house: House, command: commands.ExportAudit) -> dict[str, Any]:
    """Write the record to a file."""
    unknown = set(command.where) - FILTERS
    if unknown:
        raise BadInput("unknown_field", sorted(unknown)[0])
    house.journal.flush()

    def work(course: Course) -> int:
        def tell(done: int) -> None:
            course.tell(done, 0, "")

        target = Path(command.to)
        return export.export(target, command.form, command.where, command.since, tell, lambda: not course.stopped())

    count = await house.work.run(NAME, work)
    house.journal.note("audit_exported", entries=count, form=command.form)
    return {"entries": count, "file": command.to}


async def export_store(house: House, command: commands.ExportStore) -> dict[str, Any]:
    """Write tables of the store to files; what is sealed stays sealed."""
    target = Path(command.to)
    if not target.is_absolute():
        raise BadInput("bad_usage", command.to)
    house.journal.flush()

    def work(course: Course) -> dict[str, int]:
        def tell(table: str, done: int) -> None:
            if course.stopped():
                raise BadInput("work_stopped", target)
            course.tell(done, 0, table)

        return exporting.export(target, command.only, tell)

    counts = await house.work.run(EXPORT, work)
    house.journal.note("store_exported", tables=len(counts), rows=sum(counts.values()))
    return {"folder": command.to, "tables": counts}


async def nightly_checkpoint(house: House) -> str:
    """Sign what was recorded since the last signature; VaultLocked."""
    house.require_vault()
    made = house.journal.checkpoint()
    return "nothing new to sign" if made is None else f"signed as far as entry {made.sequence}"


async def save_receipt(house: House, command: commands.SaveReceipt) -> dict[str, Any]:
    """Write the receipt of an action to a file, its entry signed where the vault is open."""
    found = action(command.action)
    profile, unseal = house.profile, house.unseal_if_open
    saved = receipts.save(found.id, Path(command.to), profile.evidence, profile.folder, unseal, house.journal.sign)
    house.journal.note_action("receipt_saved", found, signed=saved.signed)
    return {"file": command.to, "signed": saved.signed, "hidden": saved.hidden}


async def verify_audit(house: House, command: commands.VerifyAudit) -> dict[str, Any]:
    """Walk the whole record; the sealed end is compared where the vault is open."""
    unseal = house.unseal_if_open
    return await house.work.run(NAME, lambda _course: asdict(chain.verify(house.profile.head, unseal)))


HANDLERS = {
    commands.VerifyAudit: verify_audit,
    commands.ExportAudit: export_audit,
    commands.ExportStore: export_store,
    commands.SaveReceipt: save_receipt,
}

"""Findings in `status`, in `doctor`, and in the engine's answer to the window."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from automation import commands
from automation.runtime import Runtime
from models.database import close, connect, sql
from models.paths import Profile
from tests.unit.cli.conftest import Steward


def damage(folder: Path) -> None:
    """A rule that listens for an account that is switched off."""
    connect(folder / "steward.db")
    sql("UPDATE accounts SET enabled = 0")
    sql("INSERT INTO rules (id, name, account_id, kind, created_at) SELECT 1, 'r', id, 'like', 1 FROM accounts")
    close()


async def engine_says(folder: Path, *asked: Any) -> list[Any]:
    runtime = Runtime(Profile(folder))
    await runtime.start()
    try:
        return [await runtime.do(command) for command in asked]
    finally:
        await runtime.stop()


def test_findings_are_told_and_break_nothing(steward: Steward, alice: str, folder: Path) -> None:
    before = steward("doctor", "--json")
    assert steward("status", "--json").document["findings"] == []
    damage(folder)
    [finding] = steward("status", "--json").document["findings"]
    assert (finding["id"], finding["severity"]) == ("idle_rules", "warning")
    assert "steward rules disable" in finding["fix"]
    ran = steward("doctor", "--json")
    assert (ran.code, ran.document["ok"]) == (before.code, before.document["ok"]), "a hint is no fault"
    checks = {check["name"]: check for check in ran.document["checks"]}
    assert not checks["idle_rules"]["ok"]
    assert {"feeds", "polls", "stuck", "counts", "no_feed", "regular_work", "missed", "clock", "disk"} <= set(checks)
    assert "see  idle_rules" in steward("doctor").out


def test_the_window_gets_every_check(steward: Steward, alice: str, folder: Path) -> None:
    damage(folder)
    shallow, deep, status = asyncio.run(
        engine_says(folder, commands.Health(), commands.Health(deep=True), commands.Status())
    )
    ids = {check["id"] for check in shallow["checks"]}
    assert {check["id"] for check in deep["checks"]} - ids == {"integrity", "foreign_keys"}
    assert all({"ok", "severity", "detail", "fix", "help", "rows"} <= set(check) for check in deep["checks"])
    assert [finding["id"] for finding in status["findings"]] == ["idle_rules"]

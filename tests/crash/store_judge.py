"""What must hold of a store that somebody was writing when it was killed, or when there was no room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from automation import commands
from automation.runtime import Runtime
from automation.runtime.backing_up import chain_check
from automation.upkeep import backups, receiving, sealed, soundness
from automation.upkeep.backups import Gauge
from automation.vault import kept
from models import settings
from models.database import one, sql
from models.sealed import count_other_than
from tests.crash.stage import judge_store

WISHES, NOTES = frozenset({"like", "comment", "dm", "other like"}), 5


class Judge:
    """Holds a running engine's store against what was acknowledged: `acknowledged` maps a step to its word."""

    def __init__(self, runtime: Runtime, site: Path, acknowledged: dict[str, str]) -> None:
        self._runtime, self._site, self._said = runtime, site, acknowledged
        self.wrong: list[str] = []

    def left(self) -> None:
        """As it was found, before anything went on."""
        self._sound("as it was found")
        for step in self._said:
            lost = self._is_lost(step)
            if lost:
                self.wrong.append(f"{step} was acknowledged and is lost: {lost}")
        for kind in ("block", "opt_out"):
            told, there = _count("audit_entries", kind=kind), _count("blocklist", kind=kind)
            if (told > 0) != (there > 0):
                self.wrong.append(f"{there} entries of {kind} and {told} words of it")

    async def at_rest(self, steps: list[str]) -> None:
        """After its steps were taken once more: each thing is there once, and a third time changes nothing."""
        for step in sorted({"block", "opt_out", "setting", "secret", "import", "retention", "notes"} & set(steps)):
            self._must(not (lost := self._is_lost(step)), f"{step} did not go on: {lost}")
        found: Any = await self._runtime.do(commands.Reseal())
        self._must(found["waiting"] == 0, f"{found['waiting']} envelopes wait for the new key")
        self._must(count_other_than(self._runtime.house.vault.header) == 0, "something is under an older key")
        await self._again(steps)
        self._backups()
        self._clicks(len(WISHES & set(steps)))
        self._sound("at rest")

    async def _again(self, steps: list[str]) -> None:
        if "import" in steps:
            old = commands.ImportStore("panel-dashboard", [str(self._site / "old.db")])
            report: Any = await self._runtime.do(old)
            written = {name: counts["written"] for name, counts in report["tables"].items() if counts["written"]}
            self._must(not written, f"an import that is done wrote {written}")
        if "retention" in steps:
            gone: Any = await self._runtime.do(commands.RunRetention())
            self._must(not any(gone["gone"].values()), f"retention that is done took {gone}")

    def _clicks(self, wished: int) -> None:
        done = sorted(place.name for place in self._site.iterdir() if place.is_dir())
        wishes = _count("actions")
        self._must(len(done) == wishes == wished, f"{wished} wishes, {wishes} actions and the deeds {done}")
        self._must(all(name.endswith(".0") for name in done), f"something was done twice: {done}")
        states = sql("SELECT DISTINCT state FROM actions")
        self._must(states == [("confirmed",)] * bool(wished), f"states {states}")
        try:
            judge_store(self._runtime.profile.folder, requests=len(done))
        except AssertionError as error:
            self.wrong.append(f"at rest: {error}")

    def _sound(self, when: str) -> None:
        profile, vault = self._runtime.profile, self._runtime.house.vault
        checks = [
            *soundness.of_store(profile.evidence),
            chain_check(profile.folder, vault.unseal),
            sealed.sealed(vault.unseal),
        ]
        self.wrong += [f"{when}: {check.detail}" for check in checks if not check.ok]

    def _backups(self) -> None:
        folder = self._runtime.profile.backups
        for name in backups.names(folder):
            try:
                receiving.receive(folder / name, self._runtime.profile.folder / ".looked-at", Gauge())
            except Exception as error:
                self.wrong.append(f"backup {name}: {error!r}")

    def _is_lost(self, step: str) -> str:
        """Empty where what was acknowledged of a step is there; else what is missing."""
        vault, word = self._runtime.house.vault, self._said.get(step, "")
        if step in WISHES:
            return "" if one("SELECT 1 FROM actions WHERE id = ?", (int(word),)) else f"action {word}"
        if step == "notes":
            numbers = [
                n for (n,) in sql("SELECT json_extract(body, '$.number') FROM audit_entries WHERE kind = 'noted'")
            ]
            return "" if set(numbers) >= set(range(NOTES)) else f"notes {numbers}"
        if step in {"block", "opt_out"}:
            return "" if _count("blocklist", kind=step) == 1 else f"{_count('blocklist', kind=step)} entries"
        if step == "setting":
            return "" if settings.get("cap_like_hour") == 17 else str(settings.get("cap_like_hour"))
        if step == "secret":
            return "" if kept.recall(vault, "providers|7|key") else "the secret"
        if step == "schedule":
            return "" if _count("schedules") else "the schedule"
        if step == "backup":
            return "" if (self._runtime.profile.backups / word / "manifest.json").exists() else word
        if step == "import":
            landed = {table: _count(table) for table in ("feeds", "orders", "tags")}
            return "" if landed == {"feeds": 3, "orders": 7, "tags": 2} else str(landed)
        if step == "retention":
            [(old,), (marked,)] = (
                one(f"SELECT count(*) FROM posts WHERE author = 'dora' AND is_marked = {n}") or (0,) for n in (0, 1)
            )
            return "" if (old, marked) == (0, 20) else f"{old} old posts and {marked} marked ones"
        return ""

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)


def _count(table: str, **where: object) -> int:
    condition = " AND ".join(f"{name} = ?" for name in where) or "TRUE"
    found = one(f"SELECT count(*) FROM {table} WHERE {condition}", tuple(where.values()))
    return int(found[0]) if found else 0

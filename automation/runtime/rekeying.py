"""The walk after a new key: columns, pictures and the head of the record, until nothing is under an older key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from automation.audit import chain, evidence
from automation.audit.journal import Journal
from automation.runtime.long_work import Course, LongWork
from automation.vault.resealing import Walked, reseal_columns
from automation.vault.vault import Vault
from models.errors import StewardError, StoreUnusable
from models.evidence import EvidenceRow, sealed_pictures
from models.sealed import count_other_than

NAME = "reseal"
log = structlog.get_logger(__name__)


class Rekeying:
    """At most one walk at a time; it may be broken off anywhere, and goes on later."""

    def __init__(self, vault: Vault, folder: Path, pictures: Path, journal: Journal, work: LongWork) -> None:
        self._vault, self._folder, self._pictures = vault, folder, pictures
        self._journal, self._work = journal, work
        self._task: asyncio.Task[dict[str, Any]] | None = None

    def waiting(self) -> int:
        """How many envelopes of the store are under older keys."""
        return count_other_than(self._vault.header)

    def begin(self) -> None:
        """Walk in the background where anything may be under an older key."""
        if self._vault.unfinished and not self._is_running():
            self._task = asyncio.create_task(self._run(), name=NAME)
            self._task.add_done_callback(_heard)

    async def finish(self) -> dict[str, Any]:
        """Walk to the end, or wait for the walk that is under way; VaultLocked, StoreUnusable."""
        self.begin()
        if self._task is None or not self._vault.unfinished:
            return _said(Walked(0, []), 0, 0)
        return await asyncio.shield(self._task)

    async def due(self) -> str:
        """What is left of a walk, as regular work."""
        if not self._vault.unfinished:
            return "nothing to do"
        ended = await self.finish()
        return f"{ended['resealed']} sealed anew, {ended['waiting']} still under an older key"

    async def stop(self) -> None:
        """Break the walk off and wait until it stands still."""
        if self._task is not None and self._is_running():
            with suppress(StewardError):  # not under way any more
                self._work.cancel(NAME)
            await asyncio.wait([self._task])

    @property
    def running(self) -> set[str]:
        """The name of the walk that is under way, with what is written after it."""
        return {NAME} if self._is_running() else set()

    def _is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _run(self) -> dict[str, Any]:
        total = self.waiting()
        walked, whole = await self._work.run(NAME, lambda course: self._walk(course, total))
        # Other long work may hold envelopes of an older key that are not written down yet; asked before the count.
        alone = not self._work.names
        left, retired = self.waiting(), 0
        if whole and alone and not left and not walked.shut:
            retired = await asyncio.to_thread(self._vault.retire_old_keys)
            self._journal.note("vault_resealed", resealed=walked.resealed, retired=retired)
        return _said(walked, left, retired)

    def _walk(self, course: Course, total: int) -> tuple[Walked, bool]:
        """Rounds until one finds nothing: what is written meanwhile is under the new key, and that is to be proven."""
        done = 0
        while True:
            found = reseal_columns(
                self._vault,
                lambda count, before=done: course.tell(min(before + count, total), total, ""),  # type: ignore[misc]
                lambda: not course.stopped(),
            )
            found.resealed += self._files(course, found.shut)
            done += found.resealed
            if not found.resealed or course.stopped():
                return Walked(done, found.shut), not course.stopped()

    def _files(self, course: Course, shut: list[str]) -> int:
        done = 0
        for row in self._sealed_pictures(course):
            try:
                done += evidence.reseal(self._pictures, row, self._vault)
            except StoreUnusable as error:
                if error.code != "vault_damaged":
                    raise
                shut.append(evidence.picture_place(row.path))
        try:
            chain.reseal_head(self._folder / chain.HEAD, self._vault.needs_resealing, self._vault.reseal)
        except StoreUnusable as error:
            if error.code != "vault_damaged":  # a forged head stays as it is: `audit verify` says so
                raise
        return done

    @staticmethod
    def _sealed_pictures(course: Course) -> Iterator[EvidenceRow]:
        after = 0
        while page := sealed_pictures(after):
            for row in page:
                if course.stopped():
                    return
                yield row
            after = page[-1].id


def _said(walked: Walked, waiting: int, retired: int) -> dict[str, Any]:
    return {"resealed": walked.resealed, "waiting": waiting, "shut": walked.shut, "retired": retired}


def _heard(task: asyncio.Task[dict[str, Any]]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.warning("reseal_stopped", code=getattr(error, "code", type(error).__name__))

"""A new key while work goes on: everything sealed comes under it, and a walk cut anywhere leaves all of it openable."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from automation import commands
from automation.audit import chain, evidence
from automation.runtime import Runtime
from automation.vault import kept
from automation.vault.keys import Cost
from automation.vault.resealing import AT_ONCE
from models import sealed
from models.base import add
from models.database import sql, writing
from models.enums import ActionKind, Phase
from models.errors import BadInput, StoreUnusable, VaultLocked
from models.evidence import keep_picture, sealed_pictures
from models.paths import Profile
from models.rule import RuleTable
from models.session import keep_session
from models.thread import MessageTable, ThreadTable
from tests.fakes.house import hand

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE, OTHER = "four calm grey herons", "five loud red herons"
WORDS = "the words of a message"


@asynccontextmanager
async def opened(folder: Path, passphrase: str = PASSPHRASE) -> AsyncIterator[Runtime]:
    """An engine that does no work, with its vault open."""
    runtime = Runtime(Profile(folder))
    await runtime.start()
    try:
        vault = runtime.house.vault
        vault.unlock(passphrase) if vault.exists else vault.init(passphrase, False, CHEAP)
        yield runtime
    finally:
        await runtime.stop()


def fill(runtime: Runtime) -> dict[str, bytes]:
    """One envelope in every place that has any; place → plain."""
    vault = runtime.house.vault
    with writing():
        owner = hand("alice")
        action = owner.want(ActionKind.COMMENT, text=WORDS).action.id
        thread = add(
            ThreadTable, account_id=owner.account.id, platform="practice", participant="b", participant_norm="b",
            first_seen_at=1,
        )  # fmt: skip
        message = add(MessageTable, thread_id=thread, is_ours=False, kind="text", first_seen_at=1)
        rule = add(RuleTable, name="r", account_id=owner.account.id, kind="like", condition={}, created_at=1)
        schedule = 5
        sql(
            "INSERT INTO schedules (id, account_id, kind, url, created_at) VALUES (?, ?, 'comment', 'u', 1)",
            (schedule, owner.account.id),
        )
        keys = {"sessions": owner.account.id, "actions": action, "threads": thread, "messages": message}
        keys |= {"rules": rule, "schedules": schedule, "secrets": "accounts|1|password"}
        keep_session(owner.account.id, b"later")
        kept.keep(vault, "accounts|1|password", b"later")
        for where in sealed.SEALED:
            place = where.place_of(keys[where.table])
            envelope = vault.seal(place.encode(), place)
            sql(f"UPDATE {where.table} SET {where.column} = ? WHERE {where.key} = ?", (envelope, keys[where.table]))
    return {where.place_of(keys[where.table]): where.table.encode() for where in sealed.SEALED}


def picture(runtime: Runtime) -> str:
    """A sealed evidence picture; its path."""
    path = "act-1/att-1-before.jpg.sealed"
    whole = runtime.profile.evidence / path
    whole.parent.mkdir(exist_ok=True)
    whole.write_bytes(runtime.house.vault.seal(b"jpeg", evidence.picture_place(path)))
    with writing():
        keep_picture(action_id=1, phase=Phase.BEFORE, path=path, sha256="00" * 32, sealed=True)
    return path


def envelopes() -> dict[str, bytes]:
    """Every envelope of the store by its place."""
    return {
        where.place_of(key): bytes(envelope)
        for where in sealed.SEALED
        for key, envelope in sql(f"SELECT {where.key}, {where.column} FROM {where.table}")
        if envelope is not None
    }


def all_open(runtime: Runtime) -> None:
    """Every envelope opens to what was put in; the pictures too."""
    vault = runtime.house.vault
    for place, envelope in envelopes().items():
        plain = vault.unseal(envelope, place)
        if not place.startswith(("audit|", "fingerprints|")):
            assert plain == place.encode()
    for row in sealed_pictures():
        content = (runtime.profile.evidence / row.path).read_bytes()
        assert vault.unseal(content, evidence.picture_place(row.path)) == b"jpeg"


async def do(runtime: Runtime, command: Any) -> Any:
    return await runtime.do(command)


async def test_a_new_key_takes_everything_with_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as runtime:
        places, path = fill(runtime), picture(runtime)
        vault, before = runtime.house.vault, envelopes()
        made = await do(runtime, commands.VaultRekey())
        assert made["waiting"] >= len(places)
        all_open(runtime)
        ended = await do(runtime, commands.Reseal())
        assert (ended["waiting"], ended["shut"], ended["retired"]) == (0, [], 1)
        after = envelopes()
        assert not set(before.values()) & set(after.values())
        assert places.keys() <= after.keys()
        assert all(envelope.startswith(vault.header) for envelope in after.values())
        assert (runtime.profile.evidence / path).read_bytes().startswith(vault.header)
        assert (runtime.profile.folder / "audit.head").read_bytes().startswith(vault.header)
        assert vault.status().keys == 1
        all_open(runtime)
        assert chain.verify(runtime.profile.folder / "audit.head", vault.unseal).ok
        with pytest.raises(StoreUnusable, match="vault_damaged"):
            vault.unseal(before["accounts|1|password"], "accounts|1|password")
    async with opened(tmp_path) as runtime:
        all_open(runtime)


async def test_a_new_passphrase_comes_with_the_new_key_or_not_at_all(tmp_path: Path) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime)
        with pytest.raises(BadInput, match="vault_weak_passphrase"):
            await do(runtime, commands.VaultRekey("short"))
        assert runtime.house.vault.status().keys == 1
        recovery = (await do(runtime, commands.VaultRekey(OTHER)))["recovery_key"]
        await do(runtime, commands.Reseal())
    with pytest.raises(VaultLocked, match="vault_wrong_passphrase"):
        async with opened(tmp_path):
            pass
    async with opened(tmp_path, OTHER) as runtime:
        all_open(runtime)
        runtime.house.vault.lock()
        runtime.house.vault.unlock_with_recovery(recovery)
        all_open(runtime)


class _Cut(BaseException):
    """A death."""


@pytest.mark.parametrize("at", range(12))
async def test_a_death_at_any_write_of_the_walk_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    left = [at]

    def mortal(work: Any) -> Any:
        def run(*args: Any) -> Any:
            if left[0] == 0:
                raise _Cut
            left[0] -= 1
            return work(*args)

        return run

    async with opened(tmp_path) as runtime:
        fill(runtime), picture(runtime)
        await do(runtime, commands.VaultRekey())
        vault = runtime.house.vault
        with monkeypatch.context() as patch:
            patch.setattr("automation.vault.resealing.exchange", mortal(sealed.exchange))
            for name in ("write_whole", "change_sum"):
                patch.setattr(evidence, name, mortal(getattr(evidence, name)))
            patch.setattr(chain, "write_whole", mortal(chain.write_whole))
            patch.setattr(type(vault), "retire_old_keys", mortal(type(vault).retire_old_keys))
            try:
                await do(runtime, commands.Reseal())
            except BaseException as death:
                if not isinstance(death, _Cut):
                    raise
        all_open(runtime)
    async with opened(tmp_path) as runtime:
        all_open(runtime)
        ended = await do(runtime, commands.Reseal())
        assert (ended["waiting"], runtime.house.vault.status().keys) == (0, 1)
        all_open(runtime)
        [row] = sealed_pictures()
        content = (runtime.profile.evidence / row.path).read_bytes()
        assert evidence.sha256(content).hexdigest() == row.sha256


async def test_what_no_key_opens_keeps_the_older_keys(tmp_path: Path) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime)
        whole = envelopes()["accounts|1|password"]
        rotten = whole[:-1] + bytes([whole[-1] ^ 1])
        sql("UPDATE secrets SET envelope = ? WHERE place = 'accounts|1|password'", (rotten,))
        await do(runtime, commands.VaultRekey())
        ended = await do(runtime, commands.Reseal())
        assert (ended["waiting"], ended["shut"], ended["retired"]) == (1, ["accounts|1|password"], 0)
        sql("UPDATE secrets SET envelope = ? WHERE place = 'accounts|1|password'", (whole,))
        assert (await do(runtime, commands.Reseal()))["retired"] == 1
        all_open(runtime)


async def test_a_walk_is_broken_off_and_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime)
        vault = runtime.house.vault
        many = 3 * AT_ONCE
        with writing():
            for n in range(many):
                place = f"many|{n}|x"
                kept.keep(vault, place, place.encode())
        await do(runtime, commands.VaultRekey())
        real = sealed.exchange

        def once(*args: Any) -> int:
            runtime.house.work.cancel("reseal")
            return real(*args)

        with monkeypatch.context() as patch:
            patch.setattr("automation.vault.resealing.exchange", once)
            ended = await do(runtime, commands.Reseal())
        assert 0 < ended["waiting"] < many + 20
        assert (ended["retired"], vault.status().keys) == (0, 2)
        all_open(runtime)
        assert (await do(runtime, commands.Reseal()))["retired"] == 1
        all_open(runtime)


async def test_what_is_written_during_the_walk_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime)
        vault, place = runtime.house.vault, "accounts|1|password"
        real = type(vault).reseal
        await do(runtime, commands.VaultRekey())

        def meanwhile(self: Any, envelope: bytes, at: str) -> bytes:
            found = real(self, envelope, at)
            if at == place:
                kept.keep(vault, place, b"a new password")
            return found

        with monkeypatch.context() as patch:
            patch.setattr(type(vault), "reseal", meanwhile)
            await do(runtime, commands.Reseal())
        assert kept.recall(vault, place) == b"a new password"


async def test_a_locked_vault_gets_no_new_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as runtime:
        await do(runtime, commands.VaultLock())
        for command in (commands.VaultRekey(), commands.Reseal()):
            with pytest.raises(VaultLocked):
                await do(runtime, command)

"""A new key while work goes on: everything sealed comes under it, and a walk cut anywhere leaves all of it openable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from automation import commands
from automation.audit import chain, evidence
from automation.runtime import Runtime
from automation.vault import kept
from automation.vault.resealing import AT_ONCE
from models import sealed
from models.database import sql, writing
from models.errors import BadInput, StoreUnusable, VaultLocked
from models.evidence import sealed_pictures
from tests.fakes.sealed_profile import all_open, envelopes, files, fill, opened, picture

OTHER = "five loud red herons"


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
        [file] = files(runtime)
        assert file.read_bytes().startswith(vault.header)
        assert not (runtime.profile.evidence / path).exists()
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


@pytest.mark.parametrize("at", range(20))
async def test_a_death_at_any_write_of_the_walk_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    left = [at]

    def mortal(work: Any) -> Any:
        def run(*args: Any, **named: Any) -> Any:
            if left[0] == 0:
                raise _Cut
            left[0] -= 1
            return work(*args, **named)

        return run

    async with opened(tmp_path) as runtime:
        fill(runtime), picture(runtime)
        await do(runtime, commands.VaultRekey())
        vault = runtime.house.vault
        with monkeypatch.context() as patch:
            patch.setattr("automation.vault.resealing.exchange", mortal(sealed.exchange))
            for name in ("write_whole", "move_picture"):
                patch.setattr(evidence, name, mortal(getattr(evidence, name)))
            patch.setattr(Path, "unlink", mortal(Path.unlink))
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
        assert files(runtime) == [runtime.profile.evidence / row.path]


async def test_a_picture_that_is_erased_while_it_is_sealed_anew_stays_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime)
        path = picture(runtime)
        await do(runtime, commands.VaultRekey())
        real = evidence.write_whole

        def erased(whole: Path, content: bytes) -> None:
            real(whole, content)
            sql("DELETE FROM evidence")
            (runtime.profile.evidence / path).unlink()

        with monkeypatch.context() as patch:
            patch.setattr(evidence, "write_whole", erased)
            await do(runtime, commands.Reseal())
        assert files(runtime) == []


async def test_a_picture_is_shown_under_every_key_and_named_when_its_file_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime), picture(runtime)
        [row] = sealed_pictures()
        for _ in range(3):
            assert await do(runtime, commands.RevealPicture(row.id)) == b"jpeg"
            await do(runtime, commands.VaultRekey())
            await do(runtime, commands.Reseal())
        assert await do(runtime, commands.RevealPicture(row.id)) == b"jpeg"
        [file] = files(runtime)
        file.unlink()
        with pytest.raises(BadInput, match="unknown_picture"):
            await do(runtime, commands.RevealPicture(row.id))


async def test_a_row_that_leads_out_of_the_pictures_takes_and_shows_nothing_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as runtime:
        fill(runtime), picture(runtime)
        [row] = sealed_pictures()
        theirs = runtime.profile.folder / "theirs.anew.sealed"
        theirs.write_bytes(b"theirs")
        sql("UPDATE evidence SET path = '../theirs.sealed'")
        await do(runtime, commands.VaultRekey())
        await do(runtime, commands.Reseal())
        assert theirs.read_bytes() == b"theirs"
        sql("UPDATE evidence SET path = '../theirs.anew.sealed', sealed = 0")
        with pytest.raises(BadInput, match="unknown_picture"):
            await do(runtime, commands.RevealPicture(row.id))


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


async def test_the_older_key_stays_while_the_end_of_the_record_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _content: bytes) -> None:
        raise StoreUnusable("store_full", path)

    async with opened(tmp_path) as runtime:
        fill(runtime)
        runtime.house.journal.keep_head()
        await do(runtime, commands.VaultRekey())
        with monkeypatch.context() as patch:
            patch.setattr(chain, "write_whole", full)
            with pytest.raises(StoreUnusable, match="store_full"):
                await do(runtime, commands.Reseal())
        assert (await do(runtime, commands.Reseal()))["retired"] == 1
        assert chain.verify(runtime.profile.folder / chain.HEAD, runtime.house.vault.unseal).head == "sealed"


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

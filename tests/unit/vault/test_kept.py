"""Secrets in the store: sealed, in their place, and moved to a new key without being lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from automation.vault import kept, own_key
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models import database, secret
from models.errors import StoreUnusable, VaultLocked
from models.migrations import runner

PLACE, OTHER_PLACE = "accounts|7|password", "accounts|8|password"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    runner.open_store(tmp_path / "steward.db")
    vault = Vault(tmp_path)
    vault.init("correct horse battery", use_keychain=False, cost=Cost(memory_kib=64, passes=1, lanes=1))
    yield vault
    database.close()


def test_a_kept_secret_comes_back_and_the_store_never_sees_it(tmp_path: Path, vault: Vault) -> None:
    kept.keep(vault, PLACE, b"the first password")
    kept.keep(vault, PLACE, b"the second password")
    assert kept.recall(vault, PLACE) == b"the second password"
    assert kept.recall(vault, OTHER_PLACE) is None
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"password" in files  # the name of the place
    assert b"second password" not in files


def test_a_secret_moved_to_another_row_is_refused(vault: Vault) -> None:
    kept.keep(vault, PLACE, b"a password")
    envelope = secret.secret_envelope(PLACE)
    assert envelope is not None
    secret.keep_secret(OTHER_PLACE, envelope)
    with pytest.raises(StoreUnusable, match="vault_damaged"):
        kept.recall(vault, OTHER_PLACE)


def test_a_locked_vault_keeps_what_it_has(vault: Vault) -> None:
    kept.keep(vault, PLACE, b"a password")
    before = secret.secret_envelope(PLACE)
    vault.lock()
    with pytest.raises(VaultLocked, match="vault_locked"):
        kept.keep(vault, PLACE, b"another password")
    assert secret.secret_envelope(PLACE) == before
    kept.drop(PLACE)
    assert secret.secret_envelope(PLACE) is None


def test_two_threads_that_need_the_own_key_first_hash_under_one(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, draw = Barrier(2, timeout=1.0), own_key.secrets.token_bytes

    def drawn(size: int) -> bytes:
        with suppress(BrokenBarrierError):  # whoever makes it alone waits for nobody
            both.wait()
        return draw(size)

    def asked(_number: int) -> bytes:
        database.connect(tmp_path / "steward.db")
        try:
            return own_key.own_key(vault)
        finally:
            database.close()

    monkeypatch.setattr(own_key.secrets, "token_bytes", drawn)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(asked, range(2))
    assert one == other == own_key.own_key(vault)

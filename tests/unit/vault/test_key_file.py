"""vault.json: private, whole, and honest about rot."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from automation.vault import whole_file
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models.errors import StewardError, StoreUnusable, VaultLocked
from tests.fakes.failing_os import FailingOs
from tests.fakes.keychains import MemoryKeychain

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
OLD, NEW = "correct horse battery", "a different staple"
PLACE = "sessions|ses-1a2b3c4d|state"
ROOT = Path(__file__).parents[3]

# Runs in a process of its own, which shoots itself before the given call to the file system.
CHANGE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from automation.vault import whole_file
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from tests.fakes.failing_os import FailingOs

vault = Vault(Path(sys.argv[1]))
vault.unlock(sys.argv[2])
whole_file.os = FailingOs(int(sys.argv[4]), lambda: os.kill(os.getpid(), signal.SIGKILL))
vault.rekey(sys.argv[3], Cost(memory_kib=64, passes=1, lanes=1))
"""


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path)
    vault.init(OLD, use_keychain=False, cost=CHEAP)
    return vault


def _opens(folder: Path, passphrase: str) -> bool:
    try:
        Vault(folder).unlock(passphrase)
    except VaultLocked:
        return False
    return True


def _code_of(attempt: Callable[[], object]) -> str | None:
    try:
        attempt()
    except StewardError as error:
        return error.code
    return None


def _failing(monkeypatch: pytest.MonkeyPatch, step: int, fail: Callable[[], None]) -> FailingOs:
    failing = FailingOs(step, fail)
    monkeypatch.setattr(whole_file, "os", cast(ModuleType, failing))
    return failing


def test_it_is_private_and_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Vault(tmp_path / "profile").init(OLD, use_keychain=False, cost=CHEAP)
    finally:
        os.umask(before)
    path = tmp_path / "profile" / "vault.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["vault.json"]


def test_every_flipped_bit_is_found(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "vault.json"
    whole = path.read_bytes()
    codes = set()
    for bit in range(0, len(whole) * 8, 7):  # every place in a byte, in every byte but some
        rotten = bytearray(whole)
        rotten[bit // 8] ^= 1 << bit % 8
        path.write_bytes(rotten)
        with pytest.raises(StoreUnusable) as caught:
            vault.status()
        codes.add(caught.value.code)
    assert codes == {"vault_damaged"}


def test_a_rotten_file_never_blames_the_passphrase(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "vault.json"
    salt = json.loads(path.read_text())["primary"]["id"]
    path.write_text(path.read_text().replace(salt, salt[::-1]))
    with pytest.raises(StoreUnusable, match="vault_damaged"):
        Vault(tmp_path).unlock(OLD)


def test_the_recovery_key_still_opens_a_file_whose_passphrase_part_rotted(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    recovery = vault.init(OLD, use_keychain=False, cost=CHEAP)
    envelope = vault.seal(b"secret", PLACE)
    path = tmp_path / "vault.json"
    salt = json.loads(path.read_text())["primary"]["id"]
    path.write_text(path.read_text().replace(salt, salt[::-1]))
    rescued = Vault(tmp_path)
    rescued.unlock_with_recovery(recovery)
    rescued.rekey(NEW, CHEAP)
    again = Vault(tmp_path)
    again.unlock(NEW)
    assert again.unseal(envelope, PLACE) == b"secret"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"7", b'{"version": 1}', b"\xff\xfe", b'"version"'])
def test_what_is_no_key_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vault.json").write_bytes(content)
    vault = Vault(tmp_path)
    recovery = "0000-0000-0000-0000-0000-0000-0000-0000"
    for attempt in (vault.status, lambda: vault.unlock(OLD), lambda: vault.unlock_with_recovery(recovery)):
        with pytest.raises(StewardError) as caught:
            attempt()
        assert caught.value.code in {"vault_damaged", "vault_wrong_recovery_key"}


def test_a_newer_file_is_left_to_a_newer_steward(tmp_path: Path, vault: Vault) -> None:
    from hashlib import sha256

    path = tmp_path / "vault.json"
    document = json.loads(path.read_text()) | {"version": 2}
    del document["checksum"]
    plain = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    path.write_text(json.dumps(document | {"checksum": sha256(plain).hexdigest()}))
    with pytest.raises(StoreUnusable, match="vault_newer"):
        vault.unlock(OLD)


def test_a_full_disk_at_any_step_leaves_the_old_file_and_the_open_vault(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path, refused = tmp_path / "vault.json", 0
    for step in count(1):
        before = path.read_bytes()
        failing = _failing(monkeypatch, step, no_space)
        code = _code_of(lambda: vault.rekey(NEW, CHEAP))
        monkeypatch.setattr(whole_file, "os", os)
        if code is None:
            assert _opens(tmp_path, NEW)
            vault.rekey(OLD, CHEAP)
        else:
            refused += 1
            assert (code, path.read_bytes()) == ("store_full", before)
            assert vault.unseal(vault.seal(b"secret", PLACE), PLACE) == b"secret"
        assert [entry.name for entry in tmp_path.iterdir()] == ["vault.json"]
        if failing.calls < step:
            break
    assert refused >= 5


def test_a_failed_rekeying_seals_nothing_that_the_file_cannot_open(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError(errno.EIO, "Input/output error")

    _failing(monkeypatch, 1, fail)
    assert _code_of(vault.rekey) == "profile_unwritable"
    envelope = vault.seal(b"secret", PLACE)
    again = Vault(tmp_path)
    again.unlock(OLD)
    assert again.unseal(envelope, PLACE) == b"secret"


def test_an_interruption_of_rekeying_at_any_step_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    for step in count(1):
        keychain = MemoryKeychain()
        vault = Vault(tmp_path / str(step), keychain)
        vault.init(None, use_keychain=True)
        envelope = vault.seal(b"secret", PLACE)
        failing = _failing(monkeypatch, step, interrupt)
        try:
            vault.rekey()
        except KeyboardInterrupt:
            pass
        finally:
            monkeypatch.setattr(whole_file, "os", os)
        again = Vault(tmp_path / str(step), keychain)
        again.unlock()
        assert vault.unseal(envelope, PLACE) == again.unseal(envelope, PLACE) == b"secret"
        if failing.calls < step:
            break
    assert step > 6


def test_a_kill_at_any_step_leaves_one_whole_file(tmp_path: Path) -> None:
    outcomes = []
    for step in count(1):
        folder = tmp_path / str(step)
        vault = Vault(folder)
        recovery = vault.init(OLD, use_keychain=False, cost=CHEAP)
        envelope = vault.seal(b"secret", PLACE)
        child = subprocess.run(
            [sys.executable, "-c", CHANGE_AND_DIE, str(folder), OLD, NEW, str(step)], cwd=ROOT, timeout=60, check=False
        )
        assert child.returncode in {0, -signal.SIGKILL}
        old, new = _opens(folder, OLD), _opens(folder, NEW)
        assert old != new
        survivor = Vault(folder)
        if old:  # the recovery key changes with the rest, or not at all
            survivor.unlock_with_recovery(recovery)
        else:
            survivor.unlock(NEW)
        assert survivor.unseal(envelope, PLACE) == b"secret"
        survivor.rekey("yet another phrase", CHEAP)  # whatever the crash left behind is no obstacle
        assert [entry.name for entry in folder.iterdir()] == ["vault.json"]
        outcomes.append(new)
        if child.returncode == 0:
            break
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) >= 6


def test_somebodys_link_is_not_followed(tmp_path: Path, vault: Vault) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / "vault.json.new").symlink_to(precious)
    vault.rekey(NEW, CHEAP)
    assert precious.read_text() == "mine"
    assert _opens(tmp_path, NEW)

"""Where the passphrase comes from, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.vault.keys import Cost
from automation.vault.sources import VARIABLE, PassphraseSources, unlock_from
from automation.vault.vault import Vault
from models.errors import BadInput, VaultLocked
from tests.fakes.keychains import MemoryKeychain

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "correct horse battery"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_bytes(b"from the file\r\n")
    return path


def test_environment_before_file_before_window(written: Path) -> None:
    environment = {VARIABLE: "from the environment"}
    assert PassphraseSources(environment, written, "from the window").find() == "from the environment"
    assert PassphraseSources({VARIABLE: ""}, written, "from the window").find() == "from the file"
    assert PassphraseSources({}, None, "from the window").find() == "from the window"
    assert PassphraseSources().find() is None


def test_only_the_end_of_the_line_is_cut_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes("  späces stay  \n".encode())
    assert PassphraseSources(file=path).find() == "  späces stay  "


@pytest.mark.parametrize("content", [None, b"", b"\n"])
def test_a_file_without_a_passphrase_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "passphrase"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match="passphrase_file_unreadable") as caught:
        PassphraseSources(file=path).find()
    assert caught.value.subject == str(path)


def test_a_file_that_is_not_text_still_opens_what_it_closed(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(b"\xff\xfe raw bytes \x80")
    sources = PassphraseSources(file=path)
    vault = Vault(tmp_path)
    vault.init(sources.find(), use_keychain=False, cost=CHEAP)
    vault.lock()
    unlock_from(vault, sources)
    assert not vault.locked


def test_the_keychain_comes_first(tmp_path: Path) -> None:
    vault = Vault(tmp_path, MemoryKeychain())
    vault.init(None, use_keychain=True)
    vault.lock()
    unlock_from(vault, PassphraseSources({VARIABLE: "something else entirely"}))
    assert not vault.locked
    vault.lock()
    unlock_from(vault, PassphraseSources(file=tmp_path / "not asked for"))
    assert not vault.locked


def test_a_set_variable_opens_without_a_question(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    vault.lock()
    unlock_from(vault, PassphraseSources({VARIABLE: PASSPHRASE}))
    assert not vault.locked


def test_nothing_to_open_it_with_leaves_it_locked(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    vault.lock()
    with pytest.raises(VaultLocked, match="vault_locked"):
        unlock_from(vault, PassphraseSources())
    assert vault.locked


def test_no_vault_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(VaultLocked, match="vault_missing"):
        unlock_from(Vault(tmp_path), PassphraseSources({VARIABLE: PASSPHRASE}))

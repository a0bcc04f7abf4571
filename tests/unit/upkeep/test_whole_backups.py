"""Backups that stay whole: a file that went bad in one is not handed on, and lost keys come back from one."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.upkeep import backups
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models.errors import VaultLocked
from tests.unit.cli.conftest import PASSPHRASE, Steward, folder, open_vault, steward
from tests.unit.cli.test_store import add_picture

__all__ = ["folder", "open_vault", "steward"]


@pytest.mark.usefixtures("open_vault")
def test_after_a_rehearsal_that_failed_the_next_backup_is_sound(steward: Steward, folder: Path) -> None:
    assert steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9").code == 0
    picture = add_picture(folder)
    assert steward("store", "backup").code == 0
    [first] = backups.names(folder / "backups")
    kept = folder / "backups" / first / picture.relative_to(folder)
    kept.write_bytes(b"x" * kept.stat().st_size)
    assert steward("due", "run", "rehearsal", "--json").document["ok"] is False
    assert steward("store", "backup").code == 0
    proven = steward("due", "run", "rehearsal", "--json").document
    assert proven["ok"], proven
    later = backups.names(folder / "backups")[-1]
    assert (folder / "backups" / later / picture.relative_to(folder)).read_bytes() == picture.read_bytes()
    steward("settings", "set", "theme", "dark")
    assert steward("store", "backup").code == 0
    shared = folder / "backups" / backups.names(folder / "backups")[-1] / picture.relative_to(folder)
    assert shared.stat().st_nlink == 2


@pytest.mark.usefixtures("open_vault")
def test_lost_keys_are_said_by_every_command_and_no_new_vault_is_made(steward: Steward, folder: Path) -> None:
    assert steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9").code == 0
    assert steward("due", "run", "checkpoint").code == 0
    assert steward("store", "backup").code == 0
    [name] = backups.names(folder / "backups")
    keys = (folder / "vault.json").read_bytes()
    (folder / "vault.json").unlink()
    post, text = "http://127.0.0.1:9/posts/1", ("--text", "Well said")
    for words in (
        ("vault", "init"),
        ("vault", "unlock"),
        ("vault", "lock"),
        ("vault", "rekey"),
        ("act", "like", "--account", "practice:alice", "--url", post),
        ("policy", "check", "comment", "--account", "practice:alice", "--url", post, *text),
    ):
        refused = steward(*words, "--json")
        assert (refused.code, refused.error["code"]) == (4, "vault_lost"), words
    assert "The key file of this profile is gone" in steward("vault", "status").out
    assert "key file is gone" in steward("doctor").out
    assert not (folder / "vault.json").exists()
    assert steward("store", "restore", name).code == 0
    assert (folder / "vault.json").read_bytes() == keys
    (folder / "vault.json").unlink()
    assert steward("store", "reset", "--yes", "profile").code == 0
    assert steward("vault", "init", "--json").code == 0


def test_after_a_new_key_the_older_recovery_key_opens_the_older_backups_and_that_is_said(
    steward: Steward, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEWARD_PASSPHRASE", PASSPHRASE)
    folder.mkdir()
    older = Vault(folder).init(PASSPHRASE, use_keychain=False, cost=Cost(memory_kib=64, passes=1, lanes=1))
    assert steward("store", "backup").code == 0
    said = steward("vault", "rekey").out
    [name] = backups.names(folder / "backups")
    Vault(folder / "backups" / name).unlock_with_recovery(older)
    with pytest.raises(VaultLocked, match="vault_wrong_recovery_key"):
        Vault(folder).unlock_with_recovery(older)
    assert "The one before opens the backups that were made until now" in said

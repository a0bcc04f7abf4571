"""A dossier says of every letter whether it is sealed, and one that is damaged keeps nothing else back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.audit import dossier
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models import thread, traces
from models.account import add_account
from models.base import add
from models.database import close, sql
from models.errors import VaultLocked
from models.person import see_person
from models.thread import MessageTable, ThreadTable
from tests.fakes.new_store import new_store


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    new_store(tmp_path / "steward.db")
    vault = Vault(tmp_path)
    vault.init("four calm grey herons", use_keychain=False, cost=Cost(memory_kib=64, passes=1, lanes=1))
    yield vault
    close()


def letters(vault: Vault) -> traces.Traces:
    """A person with three letters: one that opens, one that is damaged, one under an older system's key."""
    she, own = see_person("x", "", "zephyrina"), add_account("x", "", "mine", None)
    talk = add(
        ThreadTable, account_id=own.id, platform="x", participant="zephyrina", participant_norm="zephyrina",
        person_id=she, first_seen_at=1,
    )  # fmt: skip
    for n, old in ((1, None), (2, None), (3, '{"iv": "00"}')):
        number = add(MessageTable, thread_id=talk, is_ours=False, kind="text", old_envelope=old, first_seen_at=n)
        if old is None:
            envelope = vault.seal(f"letter {n}".encode(), thread.text_place(number))
            sealed = envelope if n == 1 else envelope[:-1] + bytes([envelope[-1] ^ 1])
            sql("UPDATE messages SET sealed_text = ? WHERE id = ?", (sealed, number))
    return traces.traces_of(she)


def test_each_letter_says_how_it_is_sealed(vault: Vault, tmp_path: Path) -> None:
    whom = letters(vault)
    shut = dossier.dossier(whom, tmp_path)
    assert shut["sealed"]["messages"] == 3
    assert [row.get("shut_by_old_key") for row in shut["tables"]["messages"]] == [None, None, True]
    opened = dossier.dossier(whom, tmp_path, vault.unseal)["tables"]["messages"]
    assert [row.get("text") for row in opened] == ["letter 1", None, None]
    assert [row.get("does_not_open") for row in opened] == [None, True, None]
    assert "old_envelope" not in dossier.text_of(shut)


def test_a_shut_vault_is_said(vault: Vault, tmp_path: Path) -> None:
    whom = letters(vault)
    vault.lock()
    with pytest.raises(VaultLocked):
        dossier.dossier(whom, tmp_path, vault.unseal)

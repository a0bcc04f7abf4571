"""A new passphrase, a new data key, the recovery key: what opens before opens after, and the old way in is shut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.vault.keys import Cost
from automation.vault.recovery import ALPHABET, RecoveryKey
from automation.vault.vault import Vault
from models.errors import BadInput, StoreUnusable, VaultLocked
from tests.fakes.keychains import MemoryKeychain

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE, OTHER = "correct horse battery", "a different staple"
PLACE = "sessions|ses-1a2b3c4d|state"
WRITTEN = "5HNQ-8A48-MHGJ-HR2D-W0Q1-7H0R-YAZ2-KHD9"  # a recovery key of no vault, with a 0 and a 1 in it


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path)
    vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    return vault


def _made(folder: Path) -> tuple[Vault, RecoveryKey, bytes]:
    vault = Vault(folder)
    recovery = vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    envelope = vault.seal(b"secret", PLACE)
    vault.lock()
    return vault, recovery, envelope


def test_a_new_passphrase_shuts_out_the_old_one(vault: Vault) -> None:
    envelope = vault.seal(b"secret", PLACE)
    vault.rekey(OTHER, CHEAP)
    vault.lock()
    with pytest.raises(VaultLocked, match="vault_wrong_passphrase"):
        vault.unlock(PASSPHRASE)
    vault.unlock(OTHER)
    assert vault.unseal(envelope, PLACE) == b"secret"


def test_a_weak_new_passphrase_changes_nothing(vault: Vault) -> None:
    with pytest.raises(BadInput, match="vault_weak_passphrase"):
        vault.rekey("short")
    vault.lock()
    vault.unlock(PASSPHRASE)


def test_a_locked_vault_changes_nothing(vault: Vault) -> None:
    vault.lock()
    for attempt in (vault.rekey, vault.retire_old_keys):
        with pytest.raises(VaultLocked, match="vault_locked"):
            attempt()
    vault.unlock(PASSPHRASE)


def test_a_passphrase_takes_over_from_the_keychain(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    vault.init(None, use_keychain=True)
    envelope = vault.seal(b"secret", PLACE)
    vault.rekey(PASSPHRASE, CHEAP)
    assert (vault.status().kind, keychain.entries) == ("passphrase", {})
    vault.lock()
    vault.unlock(PASSPHRASE)
    assert vault.unseal(envelope, PLACE) == b"secret"


def test_rekeying_reads_the_old_and_seals_with_the_new(vault: Vault) -> None:
    old, old_key = vault.seal(b"secret", PLACE), vault.status().key_id
    vault.rekey()
    new = vault.seal(b"secret", PLACE)
    assert vault.status().key_id != old_key
    assert (vault.needs_resealing(old, PLACE), vault.needs_resealing(new, PLACE)) == (True, False)
    vault.lock()
    vault.unlock(PASSPHRASE)
    assert vault.unseal(old, PLACE) == vault.unseal(new, PLACE) == b"secret"


def test_a_retired_key_reads_nothing_more(vault: Vault) -> None:
    old = vault.seal(b"secret", PLACE)
    vault.rekey()
    vault.rekey()
    resealed = vault.reseal(old, PLACE)
    assert vault.retire_old_keys() == 2
    assert vault.retire_old_keys() == 0
    for _ in range(2):
        assert vault.unseal(resealed, PLACE) == b"secret"
        with pytest.raises(StoreUnusable, match="vault_damaged"):
            vault.unseal(old, PLACE)
        vault.lock()
        vault.unlock(PASSPHRASE)


def test_rekeying_replaces_the_recovery_key(tmp_path: Path) -> None:
    vault, first, envelope = _made(tmp_path)
    vault.unlock(PASSPHRASE)
    second = vault.rekey()
    vault.lock()
    with pytest.raises(VaultLocked, match="vault_wrong_recovery_key"):
        vault.unlock_with_recovery(first)
    vault.unlock_with_recovery(second)
    assert vault.unseal(envelope, PLACE) == b"secret"


def test_rekeying_replaces_the_keychain_entry(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    vault.init(None, use_keychain=True)
    envelope, before = vault.seal(b"secret", PLACE), dict(keychain.entries)
    vault.rekey()
    assert len(keychain.entries) == 1
    assert not keychain.entries.keys() & before.keys()
    assert not set(keychain.entries.values()) & set(before.values())
    vault.lock()
    vault.unlock()
    assert vault.unseal(envelope, PLACE) == b"secret"


def test_an_old_key_cannot_be_made_the_active_one_by_hand(tmp_path: Path, vault: Vault) -> None:
    vault.rekey()
    vault.lock()
    path = tmp_path / "vault.json"
    swapped = path.read_text().replace('"serial": 1', '"serial": 9')
    path.write_text(_with_checksum(swapped))
    with pytest.raises(StoreUnusable, match="vault_damaged"):
        vault.unlock(PASSPHRASE)


def _with_checksum(text: str) -> str:
    import json
    from hashlib import sha256

    document = json.loads(text)
    del document["checksum"]
    plain = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps(document | {"checksum": sha256(plain).hexdigest()})


def test_the_recovery_key_opens_and_lets_a_new_passphrase_be_set(tmp_path: Path) -> None:
    vault, recovery, envelope = _made(tmp_path)
    vault.unlock_with_recovery(recovery)
    assert vault.unseal(envelope, PLACE) == b"secret"
    with pytest.raises(VaultLocked, match="vault_needs_passphrase"):
        vault.rekey()
    vault.rekey(OTHER, CHEAP)
    vault.lock()
    vault.unlock(OTHER)
    assert vault.unseal(envelope, PLACE) == b"secret"


def test_the_recovery_key_opens_on_another_machine(tmp_path: Path) -> None:
    here = Vault(tmp_path, MemoryKeychain())
    recovery = here.init(None, use_keychain=True)
    envelope = here.seal(b"secret", PLACE)
    there = Vault(tmp_path, None)
    there.unlock_with_recovery(recovery)
    assert there.unseal(envelope, PLACE) == b"secret"


def test_every_recovery_key_is_its_own_and_reads_back() -> None:
    keys = [RecoveryKey.fresh() for _ in range(200)]
    assert len(set(keys)) == 200
    assert [RecoveryKey.typed(key) for key in keys] == keys


def test_the_recovery_key_is_eight_groups_of_four() -> None:
    groups = str(RecoveryKey.fresh()).split("-")
    assert [len(group) for group in groups] == [4] * 8
    assert set("".join(groups)) <= set(ALPHABET)


@given(data=st.data())
def test_it_may_be_typed_any_way(data: st.DataObject) -> None:
    looks = {"0": "0Oo", "1": "1IiLl"}
    separators = st.sampled_from(["", " ", "-", " - ", "\n", "–", "\u00a0", "."])
    typed = "".join(
        data.draw(st.sampled_from(looks.get(letter, letter + letter.lower()))) + data.draw(separators)
        for letter in WRITTEN.replace("-", "")
    )
    assert RecoveryKey.typed(f"  {typed}") == WRITTEN


@given(data=st.data())
def test_a_typing_mistake_is_found(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([index for index, letter in enumerate(WRITTEN) if letter != "-"]))
    letter = data.draw(st.sampled_from([letter for letter in ALPHABET + "U" if letter != WRITTEN[place]]))
    before, after = WRITTEN[:place], WRITTEN[place + 1 :]
    replaced, left_out, doubled = before + letter + after, before + after, before + letter + WRITTEN[place] + after
    with pytest.raises(VaultLocked, match="vault_wrong_recovery_key"):
        RecoveryKey.typed(data.draw(st.sampled_from([replaced, left_out, doubled])))


def test_two_swapped_letters_are_found() -> None:
    letters = RecoveryKey.fresh().replace("-", "")
    for place in range(len(letters) - 1):
        swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        if swapped != letters:
            with pytest.raises(VaultLocked, match="vault_wrong_recovery_key"):
                RecoveryKey.typed(swapped)


@given(st.text(max_size=60))
def test_nonsense_is_no_recovery_key(text: str) -> None:
    with pytest.raises(VaultLocked, match="vault_wrong_recovery_key"):
        RecoveryKey.typed(text)


def test_the_recovery_key_of_another_vault_opens_nothing(tmp_path: Path) -> None:
    vault, _, _ = _made(tmp_path / "one")
    _, stranger, _ = _made(tmp_path / "two")
    with pytest.raises(VaultLocked, match="vault_wrong_recovery_key"):
        vault.unlock_with_recovery(stranger)
    assert vault.locked

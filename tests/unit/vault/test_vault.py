"""The vault from outside: what it gives back, what it refuses, what it forgets."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.vault.envelopes import OVERHEAD_BYTES
from automation.vault.keys import Cost, Key
from automation.vault.vault import Vault
from models import clock
from models.errors import BadInput, Exit, StewardError, StoreUnusable, VaultLocked
from tests.fakes.keychains import MemoryKeychain

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE, OTHER = "correct horse battery", "a different staple"
PLACE = "sessions|ses-1a2b3c4d|state"

# What can be printed, but for the mark between the parts of a place.
letters = st.characters(categories=["L", "M", "N", "P", "S"], include_characters=" ", exclude_characters="|")
part = st.text(letters, min_size=1, max_size=20)
places = st.builds(lambda *parts: "|".join(parts), part, part, part)


@pytest.fixture(scope="module")
def opened() -> Iterator[Vault]:
    """One open vault for tests that only seal and unseal."""
    with TemporaryDirectory() as folder:
        vault = Vault(Path(folder))
        vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
        yield vault


def _code(caught: pytest.ExceptionInfo[StewardError]) -> str:
    return caught.value.code


def _refusal(vault: Vault, envelope: bytes, place: str) -> str:
    with pytest.raises(StewardError) as caught:
        vault.unseal(envelope, place)
    return _code(caught)


@given(plain=st.binary(max_size=300), place=places)
def test_what_was_sealed_comes_back(opened: Vault, plain: bytes, place: str) -> None:
    envelope = opened.seal(plain, place)
    assert opened.unseal(envelope, place) == plain
    assert len(envelope) == len(plain) + OVERHEAD_BYTES
    assert len(plain) < 4 or plain not in envelope


@given(plain=st.binary(max_size=64), data=st.data())
def test_any_flipped_bit_is_found(opened: Vault, plain: bytes, data: st.DataObject) -> None:
    envelope = bytearray(opened.seal(plain, PLACE))
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[bit // 8] ^= 1 << bit % 8
    assert _refusal(opened, bytes(envelope), PLACE) == "vault_damaged"


def test_every_flipped_bit_of_one_envelope_is_found(opened: Vault) -> None:
    envelope = opened.seal(b"secret", PLACE)
    for bit in range(len(envelope) * 8):
        rotten = bytearray(envelope)
        rotten[bit // 8] ^= 1 << bit % 8
        assert _refusal(opened, bytes(rotten), PLACE) == "vault_damaged"


@given(plain=st.binary(max_size=64), place=places, elsewhere=places)
def test_an_envelope_opens_only_in_its_place(opened: Vault, plain: bytes, place: str, elsewhere: str) -> None:
    if place != elsewhere:
        assert _refusal(opened, opened.seal(plain, place), elsewhere) == "vault_damaged"


@given(st.binary(max_size=80))
def test_what_is_no_envelope_is_refused(opened: Vault, junk: bytes) -> None:
    assert _refusal(opened, junk, PLACE) == "vault_damaged"


def test_every_cut_is_found(opened: Vault) -> None:
    envelope = opened.seal(b"secret", PLACE)
    assert {_refusal(opened, envelope[:length], PLACE) for length in range(len(envelope))} == {"vault_damaged"}


def test_the_same_secret_never_looks_the_same(opened: Vault) -> None:
    assert len({opened.seal(b"secret", PLACE) for _ in range(100)}) == 100


def test_another_vault_opens_nothing(opened: Vault, tmp_path: Path) -> None:
    stranger = Vault(tmp_path)
    stranger.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    assert _refusal(stranger, opened.seal(b"secret", PLACE), PLACE) == "vault_damaged"


@pytest.mark.parametrize("place", ["", "sessions", "sessions|state", "a|b|c|d", "a||c"])
def test_a_place_names_table_row_and_column(opened: Vault, place: str) -> None:
    with pytest.raises(ValueError, match="table"):
        opened.seal(b"secret", place)


def test_a_new_vault_is_open_and_says_what_it_is(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "profile")
    assert (vault.exists, vault.locked, vault.status().kind) == (False, True, None)
    before = clock.use(lambda: 1_790_000_000_123)
    try:
        vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    finally:
        clock.use(before)
    status = vault.status()
    assert (status.exists, status.locked, status.kind) == (True, False, "passphrase")
    assert status.created_at == clock.to_datetime(1_790_000_000_123)
    assert status.key_id


def test_the_passphrase_opens_it_again(tmp_path: Path) -> None:
    first, second = Vault(tmp_path), Vault(tmp_path)
    first.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    second.unlock(PASSPHRASE)
    assert second.unseal(first.seal(b"secret", PLACE), PLACE) == b"secret"


def test_an_accent_may_be_composed_either_way(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.init("cafe\u0301 au lait", use_keychain=False, cost=CHEAP)
    vault.lock()
    vault.unlock("caf\u00e9 au lait")
    assert not vault.locked


def test_bytes_that_are_no_text_make_a_passphrase_too(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.init("\udcff\udcfe raw bytes", use_keychain=False, cost=CHEAP)
    vault.lock()
    vault.unlock("\udcff\udcfe raw bytes")
    assert not vault.locked


@pytest.mark.parametrize("attempt", [OTHER, PASSPHRASE + " ", PASSPHRASE.upper(), ""])
def test_a_wrong_passphrase_opens_nothing(tmp_path: Path, attempt: str) -> None:
    vault = Vault(tmp_path)
    vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    vault.lock()
    with pytest.raises(VaultLocked) as caught:
        vault.unlock(attempt)
    assert (_code(caught), caught.value.exit, vault.locked) == ("vault_wrong_passphrase", Exit.VAULT_LOCKED, True)


def test_the_real_cost_is_the_default_and_is_stored(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.init(PASSPHRASE, use_keychain=False)
    assert '"memory_kib": 262144,\n      "passes": 3,\n      "lanes": 4' in (tmp_path / "vault.json").read_text()
    vault.lock()
    vault.unlock(PASSPHRASE)
    assert not vault.locked


def test_lock_forgets(tmp_path: Path) -> None:
    earlier = {id(thing) for thing in gc.get_objects() if isinstance(thing, Key)}
    vault = Vault(tmp_path)
    vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    envelope = vault.seal(b"secret", PLACE)
    keys = [thing for thing in gc.get_objects() if isinstance(thing, Key) and id(thing) not in earlier]
    assert keys
    vault.lock()
    vault.lock()
    assert {key.to_text() for key in keys} == {"A" * 43 + "="}, "a key outlived the lock"
    assert _refusal(vault, envelope, PLACE) == "vault_locked"
    with pytest.raises(VaultLocked) as caught:
        vault.seal(b"secret", PLACE)
    assert (_code(caught), caught.value.exit) == ("vault_locked", Exit.VAULT_LOCKED)


def test_a_folder_without_a_vault_says_so(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    for attempt in (
        lambda: vault.seal(b"secret", PLACE),
        lambda: vault.unlock(PASSPHRASE),
        vault.rekey,
    ):
        with pytest.raises(VaultLocked) as caught:
            attempt()
        assert _code(caught) == "vault_missing"


def test_a_vault_is_never_made_over_another(tmp_path: Path) -> None:
    Vault(tmp_path).init(PASSPHRASE, use_keychain=False, cost=CHEAP)
    before = (tmp_path / "vault.json").read_bytes()
    with pytest.raises(BadInput) as caught:
        Vault(tmp_path).init(OTHER, use_keychain=False, cost=CHEAP)
    assert _code(caught) == "vault_exists"
    assert (tmp_path / "vault.json").read_bytes() == before


@pytest.mark.parametrize("passphrase", [None, "", "short", " " * 20, "aaaaaaaaaaaa", "abcabcabc", "  seven c  "])
def test_a_weak_passphrase_makes_no_vault(tmp_path: Path, passphrase: str | None) -> None:
    vault = Vault(tmp_path)
    with pytest.raises(BadInput) as caught:
        vault.init(passphrase, use_keychain=False, cost=CHEAP)
    assert (_code(caught), vault.exists) == ("vault_weak_passphrase", False)


def test_the_keychain_opens_it_without_a_question(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    vault.init(None, use_keychain=True)
    envelope = vault.seal(b"secret", PLACE)
    again = Vault(tmp_path, keychain)
    again.unlock()
    assert again.unseal(envelope, PLACE) == b"secret"
    assert again.status().kind == "keychain"


def test_a_passphrase_wins_over_the_keychain(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    vault.init(PASSPHRASE, use_keychain=True, cost=CHEAP)
    assert (vault.status().kind, keychain.entries) == ("passphrase", {})


def test_without_a_keychain_none_is_pretended(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with pytest.raises(BadInput) as caught:
        vault.init(None, use_keychain=True)
    assert (_code(caught), vault.exists) == ("vault_no_keychain", False)


def test_a_keychain_that_lost_its_entry_leaves_the_vault_locked(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    recovery = vault.init(None, use_keychain=True)
    envelope = vault.seal(b"secret", PLACE)
    vault.lock()
    keychain.entries.clear()
    with pytest.raises(VaultLocked) as caught:
        vault.unlock()
    assert _code(caught) == "vault_locked"
    vault.unlock_with_recovery(recovery)
    vault.rekey()
    vault.lock()
    vault.unlock()
    assert vault.unseal(envelope, PLACE) == b"secret"


@pytest.mark.parametrize(
    ("kept", "code"), [("not base64!", "vault_locked"), ("A" * 43 + "=", "vault_damaged")], ids=["junk", "other key"]
)
def test_a_keychain_with_something_else_in_it_opens_nothing(tmp_path: Path, kept: str, code: str) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    vault.init(None, use_keychain=True)
    vault.lock()
    keychain.entries = dict.fromkeys(keychain.entries, kept)
    with pytest.raises((VaultLocked, StoreUnusable), match=code):
        vault.unlock()
    assert vault.locked


def test_a_passphrase_and_a_pin_that_are_tried_at_once_both_come_to_an_end() -> None:
    # In a program of its own: those that wait for each other cannot be ended from within.
    lines = """
        from threading import Thread
        from automation.vault.keys import Cost, stretched
        cost = Cost(memory_kib=32 * 1024, passes=3, lanes=4)
        both = [Thread(target=stretched, args=(b"guess", b"s" * 16, cost)) for _ in range(4)]
        [one.start() for one in both]
        [one.join() for one in both]
    """
    subprocess.run([sys.executable, "-c", dedent(lines)], check=True, timeout=60)

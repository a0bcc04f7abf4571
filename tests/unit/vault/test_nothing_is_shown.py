"""No secret in a repr, a pickle, an error or a traceback."""

from __future__ import annotations

import copy
import json
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from automation.vault.keys import Cost, Key
from automation.vault.sources import PassphraseSources
from automation.vault.system_keychain import SystemKeychain
from automation.vault.vault import Vault
from models.errors import StewardError
from tests.fakes.keychains import MemoryKeychain, RefusingRing

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE, WRONG = "correct horse battery", "sesame open wide"
PLAIN, PLACE = b"the-session-cookie", "sessions|ses-1a2b3c4d|state"


def _said(error: BaseException) -> str:
    facts = repr(error.facts) if isinstance(error, StewardError) else ""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error) + facts


def test_objects_do_not_show_what_they_hold(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    vault = Vault(tmp_path, keychain)
    recovery = vault.init(None, use_keychain=True)
    (kept,) = keychain.entries.values()
    shown = repr(vault) + repr(vars(vault)) + repr(vault.status()) + repr([recovery])
    assert kept not in shown
    assert str(recovery) not in shown
    assert str(recovery) not in (tmp_path / "vault.json").read_text()
    assert kept not in (tmp_path / "vault.json").read_text()
    assert PASSPHRASE not in repr(PassphraseSources({"STEWARD_PASSPHRASE": PASSPHRASE}, None, PASSPHRASE))


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_cannot_be_copied_out(leak: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="never pickled"):
        leak(Key.fresh())


def test_errors_do_not_quote_secrets(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    recovery = str(vault.init(PASSPHRASE, use_keychain=False, cost=CHEAP))
    envelope = vault.seal(PLAIN, PLACE)
    mistyped = recovery[:-1] + ("0" if recovery[-1] != "0" else "1")
    attempts: list[Callable[[], object]] = [
        lambda: vault.unlock(WRONG),
        lambda: vault.unlock_with_recovery(mistyped),
        lambda: vault.unseal(envelope[:-1] + b"x", PLACE),
        lambda: vault.rekey("sesame"),
        lambda: Vault(tmp_path).seal(PLAIN, PLACE),
        lambda: Vault(tmp_path / "new", SystemKeychain(RefusingRing)).init(None, use_keychain=True),
    ]
    wrapped = json.loads((tmp_path / "vault.json").read_text())["keys"][0]["by_primary"]
    for attempt in attempts:
        with pytest.raises(StewardError) as caught:
            attempt()
        said = _said(caught.value).split("test_nothing_is_shown.py")[-1]
        for secret in (PASSPHRASE, WRONG, recovery, mistyped, PLAIN.decode(), "sesame", wrapped):
            assert secret not in said.replace('vault.rekey("sesame")', "")

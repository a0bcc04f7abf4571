"""A key in the environment wins over the one in the vault, and it is said which it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.vault import api_keys, kept
from automation.vault.api_keys import ENVIRONMENT, VAULT, key_of, source_of, variables
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models.database import close
from models.errors import VaultLocked
from tests.fakes.new_store import new_store


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    new_store(tmp_path / "steward.db")
    vault = Vault(tmp_path)
    vault.init("four calm grey herons", False, Cost(memory_kib=64, passes=1, lanes=1))
    yield vault
    close()


def test_the_environment_wins_and_is_named(vault: Vault) -> None:
    kept.keep(vault, api_keys.place(2), b"of-the-vault")
    found = key_of(vault, 2, "rss", "RSS.app", {})
    assert found is not None
    assert (found.value, found.source, source_of(2, "rss", "RSS.app", {})) == ("of-the-vault", VAULT, VAULT)
    outside = {"RSS_APP_API_KEY": " of-the-environment\n"}
    found = key_of(vault, 2, "rss", "RSS.app", outside)
    assert found is not None
    assert (found.value, found.source) == ("of-the-environment", ENVIRONMENT)
    assert source_of(2, "rss", "RSS.app", outside) == ENVIRONMENT
    assert "of-the" not in repr(found)


def test_our_own_name_for_one_service_comes_before_the_usual_ones(vault: Vault) -> None:
    named = ("STEWARD_KEY_OPENAI", "STEWARD_KEY_LLM", "OPENAI_API_KEY", "OPENAI_KEY")
    assert (variables("llm", "OpenAI"), variables("llm", "")) == (named, ("STEWARD_KEY_LLM",))
    outside = {"STEWARD_KEY_LLM": "usual", "STEWARD_KEY_OFFICE": "ours"}
    office, home = key_of(vault, 1, "llm", "office", outside), key_of(vault, 2, "llm", "home", outside)
    assert office is not None
    assert home is not None
    assert (office.value, home.value) == ("ours", "usual")


def test_a_blank_variable_is_none_and_a_shut_vault_says_so(vault: Vault) -> None:
    kept.keep(vault, api_keys.place(1), b"of-the-vault")
    vault.lock()
    with pytest.raises(VaultLocked):
        key_of(vault, 1, "panel", "", {"STEWARD_KEY_PANEL": "  "})
    assert key_of(vault, 9, "panel", "", {}) is None
    assert source_of(9, "panel", "", {}) is None
    assert source_of(1, "panel", "", {}) == VAULT

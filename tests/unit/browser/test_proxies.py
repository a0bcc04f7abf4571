"""The way of an account: what the browser is told of its proxy, and what stops instead of going without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.browser.proxies import Way, password_place, trouble, way_of
from automation.vault import kept
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models.database import close
from models.errors import BadInput, StewardError, VaultLocked
from models.proxy import add_proxy, change_proxy
from tests.fakes.new_store import new_store

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    new_store(tmp_path / "steward.db")
    vault = Vault(tmp_path)
    vault.init("four unrelated quiet words", use_keychain=False, cost=CHEAP)
    yield vault
    close()


def test_name_and_password_are_told_and_the_password_is_never_shown(vault: Vault) -> None:
    row = add_proxy("http", "gate.example.com", 8080, "bob")
    kept.keep(vault, password_place(row), b"open sesame")
    way = way_of(row, vault)
    assert way is not None
    assert way.settings == {
        "server": "http://gate.example.com:8080",
        "username": "bob",
        "password": "open sesame",
        "bypass": "<-loopback>",
    }
    assert "sesame" not in repr(way)


def test_only_an_account_without_a_proxy_goes_straight(vault: Vault) -> None:
    assert way_of(None, vault) is None
    with pytest.raises(BadInput, match="unknown_proxy"):
        way_of(7, vault)


def test_an_open_proxy_needs_no_vault_and_a_sealed_password_does(vault: Vault) -> None:
    way = way_of(add_proxy("https", "2001:db8::7", 443), vault)
    assert way == Way("https://[2001:db8::7]:443")
    row = add_proxy("http", "gate.example.com", 8080, "bob")
    kept.keep(vault, password_place(row), b"open sesame")
    vault.lock()
    with pytest.raises(VaultLocked):
        way_of(row, vault)


@pytest.mark.parametrize(
    ("scheme", "host", "user"),
    [("socks5", "gate.example.com", "bob"), ("http", "bob@gate", ""), ("http", "gate.example.com:80", "")],
)
def test_what_no_browser_can_do_is_not_tried(vault: Vault, scheme: str, host: str, user: str) -> None:
    with pytest.raises(StewardError, match="proxy_unsupported"):
        way_of(add_proxy(scheme, host, 1080, user), vault)


def test_a_socks_proxy_without_a_name_is_fine_and_with_a_password_is_not(vault: Vault) -> None:
    row = add_proxy("socks5", "gate.example.com", 1080)
    assert way_of(row, vault) == Way("socks5://gate.example.com:1080")
    kept.keep(vault, password_place(row), b"open sesame")
    with pytest.raises(StewardError, match="proxy_unsupported"):
        way_of(row, vault)


def test_a_proxy_in_error_is_still_tried_and_one_switched_off_is_not(vault: Vault) -> None:
    row = add_proxy("http", "gate.example.com", 8080)
    change_proxy(row, status="error")
    assert way_of(row, vault) is not None
    change_proxy(row, status="inactive")
    with pytest.raises(StewardError, match="proxy_off"):
        way_of(row, vault)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Page.goto: net::ERR_PROXY_CONNECTION_FAILED at http://site.test/", "proxy_unreachable"),
        ("Page.goto: net::ERR_TUNNEL_CONNECTION_FAILED at https://site.test/", "proxy_unreachable"),
        ("Page.goto: net::ERR_SOCKS_CONNECTION_FAILED at https://site.test/", "proxy_unreachable"),
        ("Page.goto: net::ERR_PROXY_AUTH_UNSUPPORTED at https://site.test/", "proxy_refused"),
        ("Page.goto: net::ERR_CONNECTION_REFUSED at http://site.test/ERR_PROXY", None),
    ],
)
def test_what_a_browser_says_of_a_proxy_is_told_from_what_it_says_of_a_site(said: str, code: str | None) -> None:
    assert trouble(said) == code

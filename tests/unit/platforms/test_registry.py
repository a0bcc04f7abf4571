"""What is installed is listed; what is broken is listed with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.platforms import registry
from models.errors import BadInput

EXAMPLE = Path(__file__).with_name("example.toml").read_text("utf-8")


def test_every_installed_pack_loads() -> None:
    found = registry.installed()
    assert {each.slug for each in found} >= {"practice"}
    assert [(each.slug, each.error.facts) for each in found if each.error] == []
    assert all(each.pack and each.pack.capabilities for each in found)


def test_a_broken_pack_is_told_and_does_not_hide_the_rest(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "practice.toml").write_text("[like]\nof = 'x'\n", "utf-8")
    (tmp_path / "torn.toml").write_text("[platform", "utf-8")
    found = {each.slug: each for each in registry.installed(tmp_path)}
    assert found["example"].pack is not None
    assert found["example"].overlaid
    practice = found["practice"]
    assert practice.error is not None
    assert (practice.title, practice.error.facts["line"]) == ("Practice network", 2)
    assert found["torn"].error is not None
    assert found["torn"].title == "torn"


def test_an_alias_leads_to_its_pack(tmp_path: Path) -> None:
    named = EXAMPLE.replace('title = "Example"', 'title = "Example"\naliases = ["Chirper"]')
    (tmp_path / "example.toml").write_text(named, "utf-8")
    assert registry.find("chirper", tmp_path, "http://127.0.0.1:1").site.base_url == "http://127.0.0.1:1"
    with pytest.raises(BadInput, match="pack_unknown"):
        registry.find("nobody", tmp_path)


def test_an_address_tells_its_platform(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(EXAMPLE, "utf-8")
    assert [pack.slug for pack in registry.for_address("https://m.example.social/u/ann", tmp_path)] == ["example"]
    assert registry.for_address("https://elsewhere.net/", tmp_path) == []

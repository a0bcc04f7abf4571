"""An opt-out that came after a backup holds in the restored store, for every handle that the person had by then."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import close, connect
from models.person import see_person
from tests.unit.cli.conftest import Steward, stored


def see(folder: Path) -> None:
    """Two handles of one person."""
    connect(folder / "steward.db")
    see_person("practice", "127.0.0.1:9", "bob")
    see_person("x", "", "bobby")
    close()


def follow(steward: Steward, alice: str, name: str) -> str | None:
    """What becomes of a wish to follow somebody."""
    wish = steward("act", "follow", "--account", alice, "--url", f"http://127.0.0.1:9/@{name}", "--json")
    found: str | None = wish.document["action"]["code"]
    return found


@pytest.mark.parametrize("then", ["linked", "known", "unknown"])
def test_an_opt_out_since_reaches_every_handle_in_a_restored_store(
    steward: Steward, folder: Path, alice: str, open_vault: None, tmp_path: Path, then: str
) -> None:
    if then != "unknown":
        see(folder)
    if then == "linked":
        assert steward("people", "link", "practice:bob", "x:bobby").code == 0
    steward("store", "backup", "--to", str(tmp_path / "b"))
    see(folder)
    assert steward("people", "link", "practice:bob", "x:bobby").code == 0
    assert steward("people", "opt-out", "x:bobby").code == 0
    assert steward("store", "restore", str(tmp_path / "b")).code == 0
    assert follow(steward, alice, "bob") == "opted_out"
    assert follow(steward, alice, "carol") != "opted_out"


def test_a_handle_that_is_found_after_the_restore_is_covered(
    steward: Steward, folder: Path, alice: str, open_vault: None, tmp_path: Path
) -> None:
    see(folder)
    assert steward("people", "link", "practice:bob", "x:bobby").code == 0
    steward("store", "backup", "--to", str(tmp_path / "b"))
    assert steward("people", "opt-out", "x:bobby").code == 0
    assert steward("store", "restore", str(tmp_path / "b")).code == 0
    connect(folder / "steward.db")
    see_person("practice", "127.0.0.1:9", "bob2")
    close()
    assert steward("people", "link", "x:bobby", "practice:bob2").code == 0
    assert follow(steward, alice, "bob2") == "opted_out"


def test_a_damaged_store_gives_up_its_opt_outs_all_the_same(
    steward: Steward, folder: Path, alice: str, open_vault: None, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    assert steward("people", "opt-out", "practice:bob").code == 0
    asked = "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = 'attempts'"
    [(page, size)] = stored(folder, asked)
    with (folder / "steward.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert steward("store", "restore", str(tmp_path / "b")).code == 0
    assert follow(steward, alice, "bob") == "opted_out"

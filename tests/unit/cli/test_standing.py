"""Why an action stands where it stands: no pack, another site, its turn, resting lanes; none of it breaks a lane."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import connect, sql
from tests.fakes import old_engagement, old_linkedin
from tests.unit.cli.conftest import Steward

POST = "http://127.0.0.1:9/posts/3"


def brought(steward: Steward, kind: str, path: Path, *more: str) -> str:
    """The id of an action that an import brought and that waits for a yes."""
    assert steward("store", "import", kind, str(path), *more).code == 0
    rows = steward("queue", "list", "--where", "state=awaiting_approval", "--json").document["items"]
    steward("accounts", "authorise", rows[-1]["account_id"], "--own")
    steward("accounts", "edit", rows[-1]["account_id"], "--enabled")
    return str(rows[-1]["id"])


def old_store(path: Path) -> Path:
    """A store of an account whose platform has no pack here, with nobody on its blocklist."""
    return old_engagement.store(path, old_engagement.small() | {"blocklist_entries": []})


def why(steward: Steward, name: str) -> str:
    return " ".join(steward("queue", "why", name).out.split())


@pytest.mark.usefixtures("open_vault")
def test_an_account_of_an_unknown_platform_holds_its_acts_and_no_lane_breaks(steward: Steward, tmp_path: Path) -> None:
    name = brought(steward, "engagement-store", old_store(tmp_path / "old.db"))
    ran = steward("queue", "approve", name, "--json")
    assert ran.code == 0, ran
    assert steward("queue", "show", name, "--json").document["action"]["state"] == "held"
    assert why(steward, name).startswith("held: Steward has no pack that it can use for this account's platform.")
    assert steward("run", "--until-idle").code == 0
    assert steward("policy", "simulate", "--json").code == 0


@pytest.mark.usefixtures("open_vault")
def test_what_was_cut_off_without_a_pack_is_settled_too(steward: Steward, folder: Path, tmp_path: Path) -> None:
    name = brought(steward, "engagement-store", old_store(tmp_path / "old.db"))
    connect(folder / "steward.db")
    sql("UPDATE actions SET state = 'interrupted' WHERE state = 'awaiting_approval'")
    assert why(steward, name).startswith("interrupted: It was cut off while it was done.")
    assert steward("run", "--until-idle").code == 0
    assert steward("queue", "show", name, "--json").document["action"]["state"] == "held"


@pytest.mark.usefixtures("open_vault")
def test_an_address_of_another_site_is_named(steward: Steward, alice: str, tmp_path: Path) -> None:
    store = old_linkedin.new_store(tmp_path / "old.db")
    name = brought(steward, "linkedin-store", store, "--account", alice)
    steward("queue", "approve", name)
    said = why(steward, name)
    assert said.startswith("held: The address https://www.linkedin.com/")
    assert "is not one of this account's own site" in said


@pytest.mark.usefixtures("open_vault")
def test_resting_lanes_are_said_at_once(steward: Steward, alice: str) -> None:
    steward("stop")
    ran = steward("act", "like", "--account", alice, "--url", POST, "--approve", "--wait")
    assert ran.code == 3
    assert "All lanes rest" in ran.out
    assert "steward stop --start" in ran.out
    [row] = steward("queue", "list", "--json").document["items"]
    assert "All lanes rest" in why(steward, row["id"])
    steward("stop", "--start")
    assert "waits for its turn" in why(steward, row["id"])

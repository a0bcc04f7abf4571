"""Which backups are kept how long: an hour's for a day, days for 14, months for 6, and always what a person made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from automation.upkeep import backups, thinning
from automation.upkeep.thinning import Named
from models import clock, copying
from models.clock import DAY_MS, HOUR_MS
from tests.unit.cli.conftest import Steward, folder, open_vault, steward

__all__ = ["folder", "open_vault", "steward"]
NOON = clock.from_iso("2026-11-02T12:00:00")


def test_months_of_hours_leaves_days_and_months() -> None:
    there: list[Named] = []
    for hour in range(250 * 24):
        now = NOON + hour * HOUR_MS
        there.append(Named(f"{hour}", thinning.kind_now(there, now), now))
        gone = set(thinning.superfluous(there, now, 14, 6))
        there = [one for one in there if one.name not in gone]
    kinds = [one.kind for one in there]
    assert kinds.count("monthly") == 6
    assert 13 <= kinds.count("daily") <= 14
    assert 22 <= kinds.count("hourly") <= 24
    assert there[-1].made_at == NOON + (250 * 24 - 1) * HOUR_MS


def test_what_a_person_made_and_the_newest_always_stay() -> None:
    old = [Named("mine", "manual", NOON - 900 * DAY_MS), Named("last", "hourly", NOON - 800 * DAY_MS)]
    assert thinning.superfluous(old, NOON, 1, 0) == []


def test_what_was_set_aside_stays_a_month_and_ten_in_any_case() -> None:
    there = [Named(str(day), "before", NOON - day * DAY_MS) for day in range(100, 20, -2)]
    gone = thinning.superfluous([*there, Named("new", "daily", NOON)], NOON, 14, 6)
    assert len(gone) == 30
    assert all(int(day) > 30 for day in gone)


def test_a_folder_tells_its_time_and_kind_by_its_name(tmp_path: Path) -> None:
    for kind in ("hourly", "before", "before"):
        copying.begin(tmp_path, NOON + 7, kind).rename(tmp_path / f"{len(list(tmp_path.iterdir()))}")
    names = [copying.begin(tmp_path, NOON + 7, "before").name[1:-5] for _ in range(2)]
    found = thinning.told([*names, "1", "something else"])
    assert {(one.kind, one.made_at) for one in found} == {("before", NOON + 7)}
    assert len(found) == 2


@pytest.mark.usefixtures("open_vault")
def test_the_regular_backup_is_made_only_when_something_was_written(steward: Steward, folder: Path) -> None:
    assert steward("settings", "set", "theme", "dark").code == 0
    assert steward("due", "run", "backup", "--json").document["ok"]
    again = steward("due", "run", "backup", "--json").document
    assert "nothing was written" in again["detail"]
    [row] = steward("store", "backups", "--json").document["items"]
    assert row["kind"] == "monthly"
    steward("settings", "set", "theme", "light")
    steward("due", "run", "backup")
    assert len(steward("store", "backups", "--json").document["items"]) == 2
    assert steward("due", "run", "rehearsal", "--json").document["ok"]


def test_what_a_clock_that_ran_ahead_has_dated_pushes_nothing_out() -> None:
    ahead = [Named(f"ahead {day}", "daily", NOON + (400 + day) * DAY_MS) for day in range(20)]
    present = [Named("month", "monthly", NOON - DAY_MS), Named("now", "daily", NOON)]
    assert thinning.superfluous([*present, *ahead], NOON, 2, 1) == []
    assert thinning.superfluous(ahead, NOON, 1, 0) == []


@pytest.mark.usefixtures("open_vault")
def test_what_old_backups_take_up_is_free_before_the_next_is_made(
    steward: Steward, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward("due", "run", "backup")
    leftover = folder / "backups" / ".2026-01-01_00-00-00-000-daily.part"
    leftover.mkdir()
    free = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: free._replace(free=0) if leftover.exists() else free)
    steward("settings", "set", "theme", "dark")
    ran = steward("due", "run", "backup", "--json").document
    assert ran["ok"], ran
    assert len(backups.names(folder / "backups")) == 2

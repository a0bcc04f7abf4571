"""Roll-ups: the last days anew, missing days made up for, imported days left as they came."""

from __future__ import annotations

import pytest

from automation.upkeep.rollups import AGAIN, roll_up
from models.account import Account
from models.brand import add_brand
from models.database import sql
from models.metrics import days, newest_day
from models.reckoning import day_before, day_of
from tests.unit.upkeep.conftest import NOON, Clocks

DAY_S = 24 * 3600
TODAY = day_of(NOON)


def tries_on(account: Account, number: int, at: int) -> None:
    for place in range(number):
        sql(
            "INSERT INTO attempts (action_id, account_id, outcome, started_at) VALUES (?, ?, 'performed', ?)",
            (action_of(account), account.id, at + place),
        )


def action_of(account: Account) -> int:
    [(number,)] = sql(
        "INSERT INTO actions (account_id, kind, target_kind, target_url, target_id, content_hash, generation,"
        " idempotency_key, state, trigger, due_at, created_at, updated_at)"
        " VALUES (?, 'stats', 'post', 'u', 't', 'h', 0, hex(randomblob(8)), 'confirmed', 'manual', 1, 1, 1)"
        " RETURNING id",
        (account.id,),
    )
    return int(number)


def kept() -> dict[str, int]:
    return {row.day: row.actions for row in days(100)}


def test_without_accounts_there_are_no_days(store: object) -> None:
    assert roll_up() == "no accounts yet"


def test_days_that_are_over_are_kept_once(alice: Account, clocks: Clocks) -> None:
    tries_on(alice, 3, NOON)
    assert roll_up() == "0 days", "today is not over"
    clocks.pass_s(2 * DAY_S)
    assert roll_up() == "2 days"
    assert kept() == {TODAY: 3, day_before(TODAY, -1): 0}
    numbers = [row.id for row in days(9)]
    tries_on(alice, 1, NOON)
    roll_up()
    assert kept()[TODAY] == 4, "a try that was written late is counted"
    assert [row.id for row in days(9)] == numbers


def test_a_long_stop_is_made_up_for(alice: Account, clocks: Clocks) -> None:
    clocks.pass_s(DAY_S)
    roll_up()
    tries_on(alice, 2, clocks.now + 5 * DAY_S * 1000)
    clocks.pass_s(30 * DAY_S)
    roll_up()
    assert len(kept()) == 31
    assert kept()[day_before(TODAY, -6)] == 2
    assert newest_day() == day_before(TODAY, -30)
    tries_on(alice, 9, NOON)
    roll_up()
    assert kept()[TODAY] == 0, f"only the last {AGAIN} days are reckoned anew"


def test_a_clock_that_ran_ahead_leaves_no_days_to_come_and_keeps_none_from_being_reckoned(
    alice: Account, clocks: Clocks
) -> None:
    clocks.pass_s(DAY_S)
    roll_up()
    clocks.jump_s(500 * DAY_S)
    roll_up()
    clocks.jump_s(-500 * DAY_S)
    tries_on(alice, 2, clocks.now + 2 * DAY_S * 1000)
    clocks.pass_s(20 * DAY_S)
    roll_up()
    assert len(kept()) == 21
    assert kept()[day_before(TODAY, -3)] == 2


@pytest.mark.parametrize("of_brand", [False, True])
def test_an_imported_day_stays_as_it_came(alice: Account, clocks: Clocks, of_brand: bool) -> None:
    brand = add_brand("Acme") if of_brand else None
    sql("INSERT INTO daily_metrics (id, day, brand_id, actions, imported) VALUES (77, ?, ?, 999, 1)", (TODAY, brand))
    clocks.pass_s(DAY_S)
    roll_up()
    [row] = days(9, brand_id=brand)
    assert (row.id, row.actions, row.imported) == (77, 999, True)


def test_what_has_no_history_is_not_changed_later(alice: Account, clocks: Clocks) -> None:
    clocks.pass_s(DAY_S)
    roll_up()
    sql("UPDATE accounts SET health = 'banned'")
    clocks.pass_s(DAY_S)
    roll_up()
    assert {row.day: row.failed_accounts for row in days(9)} == {TODAY: 0, day_before(TODAY, -1): 1}


def test_a_brand_and_the_total_have_one_row_a_day(alice: Account, clocks: Clocks) -> None:
    brand = add_brand("Acme")
    clocks.pass_s(DAY_S)
    for _ in range(3):
        roll_up()
    assert (len(days(9)), len(days(9, brand_id=brand))) == (1, 1)
    assert sql("SELECT count(*) FROM daily_metrics") == [(2,)]

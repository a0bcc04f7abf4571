"""Commands about what the profile holds: settings, feeds, rules, schedules."""

from __future__ import annotations

from typing import Any

from automation import commands
from automation.events import ConfigurationChanged
from automation.runtime import nouns
from automation.runtime.house import House
from automation.triggers import feeds as feed_trigger
from automation.triggers import rules as rule_trigger
from automation.triggers import schedules as schedule_trigger
from models import blocklist, settings
from models import feed as feeds
from models import rule as rules
from models import schedule as schedules
from models.account import account
from models.base import new_id
from models.enums import PERFORMED
from models.errors import BadInput


async def set_setting(house: House, command: commands.SetSetting) -> dict[str, Any]:
    """Keep a setting."""
    value = settings.parse(command.key, command.value)
    with house.together():
        settings.put(command.key, value)
        _configured(house, "settings", "setting_changed", None, key=command.key)
    return {"value": value}


async def add_feed(house: House, command: commands.AddFeed) -> dict[str, Any]:
    """Watch a feed."""
    with house.together():
        made = feed_trigger.watch(command.account, command.url, command.interval_s)
        _configured(house, "feeds", "feed_added", command.account, feed=made.id)
    return {"feed": made.id}


async def edit_feed(house: House, command: commands.EditFeed) -> dict[str, Any]:
    """Give a feed to an account, or another pace."""
    with house.together():
        found = feed_trigger.edit(command.feed, command.account, command.interval_s)
        _configured(house, "feeds", "feed_changed", found.account_id, feed=found.id, interval_s=found.interval_s)
    return {}


async def poll_feed(house: House, command: commands.PollFeed) -> dict[str, Any]:
    """Read a feed now."""
    polled = await house.poller.poll(command.feed)
    house.journal.keep_head()
    return {"status": polled.status, "fresh": polled.fresh, "fired": polled.fired, "code": polled.code}


async def add_rule(house: House, command: commands.AddRule) -> dict[str, Any]:
    """Keep a rule, its text sealed."""
    account(command.account)
    kind = rule_trigger.check(command.name, command.kind, command.condition, command.text)
    sealed = _sealed(house, "rules", command.text)
    with house.together():
        made = rules.add_rule(
            sealed=sealed,
            name=command.name,
            feed_id=command.feed,
            account_id=command.account,
            kind=kind,
            condition=command.condition,
        )
        _configured(house, "rules", "rule_added", command.account, rule=made.id)
    return {"rule": made.id}


async def enable_feed(house: House, command: commands.EnableFeed) -> dict[str, Any]:
    """Switch a feed on or off."""
    with house.together():
        found = feed_trigger.switch(command.feed, command.on)
        _configured(house, "feeds", "feed_on" if command.on else "feed_off", found.account_id, feed=found.id)
    return {}


async def enable_rule(house: House, command: commands.EnableRule) -> dict[str, Any]:
    """Switch a rule on or off; one that wants what Steward does not do stays off."""
    found = rules.rule(command.rule)
    if command.on and found.kind not in PERFORMED:
        raise BadInput("unknown_kind", found.kind, known=", ".join(PERFORMED))
    with house.together():
        rules.change_rule(found.id, enabled=command.on)
        _configured(house, "rules", "rule_on" if command.on else "rule_off", found.account_id, rule=found.id)
    return {}


async def add_schedule(house: House, command: commands.AddSchedule) -> dict[str, Any]:
    """Keep a timed wish."""
    owner = account(command.account)
    kind = schedule_trigger.check(command.kind, command.url, command.text, command.every_s)
    house.packs.of(owner).target(kind, command.url)
    sealed = _sealed(house, "schedules", command.text)
    with house.together():
        made = schedules.add_schedule(
            sealed=sealed,
            account_id=command.account,
            kind=kind,
            url=command.url,
            every_s=command.every_s,
            next_at=command.next_at,
        )
        _configured(house, "schedules", "schedule_added", command.account, schedule=made.id)
    return {"schedule": made.id}


_REMOVERS = {"feeds": feeds.remove_feed, "rules": rules.remove_rule, "schedules": schedules.remove_schedule}


async def remove(house: House, command: commands.Remove) -> dict[str, Any]:
    """Delete a feed, rule, schedule, block or one of the nouns that are kept."""
    with house.together():
        _delete(command.what, command.id)
        _configured(house, command.what, "removed", None, what=command.what, row=command.id)
    return {}


def _delete(what: str, row_id: int) -> None:
    if what == "blocklist":
        if not blocklist.unblock(row_id):
            raise BadInput("opt_out_stays", row_id)
    elif nouns.keeps(what):
        nouns.remove(what, row_id)
    elif what in _REMOVERS:
        _REMOVERS[what](row_id)
    else:
        raise BadInput("bad_answer", what)


def _sealed(house: House, table: str, text: str | None) -> tuple[int, bytes | None]:
    number = new_id(table)
    if text is None:
        return number, None
    house.require_vault()
    return number, house.vault.seal(text.encode(), f"{table}|{number}|text")


def _configured(house: House, table: str, kind: str, account_id: int | None, **body: Any) -> None:
    house.journal.note(kind, account_id, **body)
    house.announce(ConfigurationChanged(table))


HANDLERS = {
    commands.SetSetting: set_setting,
    commands.AddFeed: add_feed,
    commands.EditFeed: edit_feed,
    commands.PollFeed: poll_feed,
    commands.AddRule: add_rule,
    commands.EnableFeed: enable_feed,
    commands.EnableRule: enable_rule,
    commands.AddSchedule: add_schedule,
    commands.Remove: remove,
}

"""Commands about the nouns of the store: what is kept for brands, and what people mark and tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

from automation import commands
from automation.browser.proxies import password_place
from automation.events import AccountChanged, ConfigurationChanged
from automation.lifecycle import states
from automation.runtime.house import House
from automation.vault import kept
from models import brand, content, proxy, tag, text
from models.account import account, accounts_of
from models.base import exists
from models.enums import Actor, Lifecycle
from models.errors import BadInput
from models.person import change_person, person
from models.post import change_post, post


@dataclass(frozen=True, slots=True)
class _Words:
    """Any text that a pattern matches."""

    pattern: str

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value, re.DOTALL) is not None


@dataclass(frozen=True, slots=True)
class _Made:
    """Whatever is of one of these types."""

    of: tuple[type, ...]

    def __contains__(self, value: object) -> bool:
        return isinstance(value, self.of)


WORDS, MAYBE_WORDS, FLAG = _Words(".*"), _Made((str, type(None))), _Made((bool,))
ROW = _Made((int, type(None)))


@dataclass(frozen=True, slots=True)
class _Kept:
    """How a table is kept: what adds, changes and removes a row, and what each of its columns may be."""

    add: Callable[..., int]
    change: Callable[..., None]
    remove: Callable[[int], None]
    columns: Mapping[str, Container[Any]]
    needed: tuple[str, ...]


_KEPT = {
    "brands": _Kept(
        brand.add_brand,
        brand.change_brand,
        brand.remove_brand,
        {
            "name": WORDS,
            "description": WORDS,
            "status": ("active", "inactive", "paused"),
            "unfollow_ratio": range(101),
            "daily_follow_limit": range(1, 1001),
            "posting_schedule": _Made((dict,)),
        },
        ("name",),
    ),
    "proxies": _Kept(
        proxy.add_proxy,
        proxy.change_proxy,
        proxy.remove_proxy,
        {
            **dict.fromkeys(("username", "provider", "location"), WORDS),
            "host": _Words(r"[^\s/@?#]+"),
            "currency": _Words("[A-Z]{3}"),
            "brand_id": ROW,
            "scheme": ("http", "https", "socks5"),
            "port": range(1, 65536),
            "monthly_cost_micros": range(1 << 53),
            "status": ("active", "inactive", "error"),
            "capacity": (None, *range(1001)),
        },
        ("scheme", "host", "port"),
    ),
    "tags": _Kept(
        tag.add_tag,
        tag.change_tag,
        tag.remove_tag,
        {"name": WORDS, "description": WORDS, "color": _Words("#[0-9A-Fa-f]{6}")},
        ("name",),
    ),
    "texts": _Kept(
        text.add_text,
        text.change_text,
        text.remove_text,
        {"kind": text.KINDS, "text": _Words(r".*\S.*"), "name": WORDS, "brand_id": ROW, "is_template": FLAG},
        ("kind", "text"),
    ),
    "content": _Kept(
        content.add_content,
        content.change_content,
        content.remove_content,
        {
            "kind": content.KINDS,
            **dict.fromkeys(("url", "path", "text"), MAYBE_WORDS),
            "brand_id": _Made((int,)),
            "is_template": FLAG,
            "order_priority": _Made((int,)),
        },
        ("brand_id", "kind"),
    ),
}


async def keep(house: House, command: commands.Keep) -> dict[str, Any]:
    """Keep a row, or change one; a proxy's password is sealed with it."""
    how = _how(command.what)
    _check(how, command.values)
    missing = [name for name in how.needed if command.row is None and name not in command.values]
    if missing:
        raise BadInput("bad_condition", f"{missing[0]}=")
    if command.row is not None and not exists(command.what, command.row):
        raise BadInput("unknown_id", command.row)
    if command.password is not None:
        if command.what != "proxies":
            raise BadInput("unknown_field", "password")
        house.require_vault()
    with house.together():
        if command.row is None:
            number = how.add(**command.values)
        else:
            number = command.row
            if command.values:
                how.change(number, **command.values)
        if command.password is not None:
            kept.keep(house.vault, password_place(number), command.password.encode())
        fields = sorted([*command.values, *([] if command.password is None else ["password"])])
        house.journal.note("added" if command.row is None else "edited", what=command.what, row=number, fields=fields)
    house.announce(ConfigurationChanged(command.what))
    for owner in [] if command.row is None else accounts_of(command.what, command.row):
        if command.what == "proxies":
            await house.desk.renew(owner)
        house.ask_again(owner)
    return {"row": number}


def remove(what: str, row_id: int) -> None:
    """Delete a row of a table that `keep` keeps, and its secret with it."""
    how = _how(what)
    how.remove(row_id)
    kept.drop_all(what, row_id)


def keeps(what: str) -> bool:
    """Whether rows of a table are kept and removed here."""
    return what in _KEPT


def _how(what: str) -> _Kept:
    if what not in _KEPT:
        raise BadInput("bad_answer", what)
    return _KEPT[what]


def _check(how: _Kept, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in how.columns:
            raise BadInput("unknown_field", name)
        if value not in how.columns[name]:
            raise BadInput("bad_condition", f"{name}={value}")
    if values.get("brand_id") is not None:
        brand.brand(values["brand_id"])


async def mark_post(house: House, command: commands.MarkPost) -> dict[str, Any]:
    """Mark a post, or say that it was read."""
    found = post(command.post)
    said = {"is_marked": command.marked, "is_read": command.read}
    changes = {name: value for name, value in said.items() if value is not None}
    if not changes:
        raise BadInput("nothing_to_change", found.id)
    with house.together():
        change_post(found.id, **changes)
        house.journal.note("post_marked", None, post=found.id, **changes)
    house.announce(ConfigurationChanged("posts"))
    return {}


async def track_person(house: House, command: commands.TrackPerson) -> dict[str, Any]:
    """Follow what a person does, or stop."""
    found = person(command.person)
    with house.together():
        change_person(found.id, is_tracked=command.on)
        house.journal.note("person_tracked" if command.on else "person_untracked", person=found.id)
    house.announce(ConfigurationChanged("people"))
    return {}


async def put_tag(house: House, command: commands.PutTag) -> dict[str, Any]:
    """Put a tag on something, or take it off."""
    chosen = tag.tag(command.tag)
    if command.what not in tag.TAGGED:
        raise BadInput("bad_answer", command.what)
    if not exists(command.what, command.row):
        raise BadInput("unknown_id", command.row)
    with house.together():
        if not command.on:
            tag.untag(command.what, command.row, chosen.id)
        elif command.what == "posts":
            tag.tag_post(command.row, chosen.id, "user", command.notes)
        elif command.what == "people":
            tag.tag_person(command.row, chosen.id)
        else:
            tag.tag_account(command.row, chosen.id)
        body = {"what": command.what, "row": command.row, "tag": chosen.id}
        house.journal.note("tagged" if command.on else "untagged", None, **body)
    house.announce(ConfigurationChanged(command.what))
    return {}


async def assign_proxy(house: House, command: commands.AssignProxy) -> dict[str, Any]:
    """Give an account a proxy, or take it away; a fresh import is one step further with it."""
    owner = account(command.account)
    with house.together():
        proxy.assign_proxy(owner.id, command.proxy)
        if command.proxy is not None and owner.lifecycle_state == Lifecycle.IMPORTED:
            states.move(owner.id, Lifecycle.PROXY_ASSIGNED, Actor.USER, "a proxy was assigned", operator="operator")
        house.journal.note("proxy_assigned", owner.id, proxy=command.proxy)
    house.announce(AccountChanged(owner.id))
    await house.desk.renew(owner.id)
    house.ask_again(owner.id)
    return {}


async def move_account(house: House, command: commands.MoveAccount) -> dict[str, Any]:
    """Move an account in its life, on a person's word."""
    if command.to not in set(Lifecycle):
        raise BadInput("bad_answer", command.to)
    with house.together():
        moved = states.move(command.account, Lifecycle(command.to), Actor.USER, command.reason, operator="operator")
        if moved:
            house.journal.note("account_moved", command.account, to=command.to)
    house.announce(AccountChanged(command.account))
    return {"moved": moved}


HANDLERS = {
    commands.Keep: keep,
    commands.MarkPost: mark_post,
    commands.TrackPerson: track_person,
    commands.PutTag: put_tag,
    commands.AssignProxy: assign_proxy,
    commands.MoveAccount: move_account,
}

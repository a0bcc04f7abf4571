"""Accounts: the social accounts that the user operates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import EnumField, JsonField, Table, add, change, fetch, meant, rows
from models.database import sql
from models.enums import Health
from models.errors import BadInput
from models.ids import number


class AccountTable(Table):
    """One row per operated account."""

    id = peewee.IntegerField(primary_key=True)
    platform = peewee.TextField()
    instance = peewee.TextField(default="")
    username = peewee.TextField()
    username_norm = peewee.TextField()
    base_url = peewee.TextField(null=True)
    enabled = peewee.BooleanField(default=False)
    paused = peewee.BooleanField(default=False)
    lifecycle_state = peewee.TextField(default="ready")
    health = EnumField(Health, default=Health.OK)
    health_code = peewee.TextField(null=True)
    health_at = peewee.IntegerField(null=True)
    authority_kind = peewee.TextField(null=True)
    authority_note = peewee.TextField(null=True)
    authority_until = peewee.IntegerField(null=True)
    auto_approve = JsonField(default=list)
    caps = JsonField(default=dict)
    quiet_hours = peewee.TextField(null=True)
    zone = peewee.TextField(null=True)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()
    brand_id = peewee.IntegerField(null=True)
    brand_at = peewee.IntegerField(null=True)
    proxy_id = peewee.IntegerField(null=True)
    proxy_at = peewee.IntegerField(null=True)
    person_id = peewee.IntegerField(null=True)
    platform_user_id = peewee.TextField(null=True)
    display_name = peewee.TextField(null=True)
    url = peewee.TextField(null=True)
    bio = peewee.TextField(null=True)
    avatar_url = peewee.TextField(null=True)
    city = peewee.TextField(null=True)
    campus = peewee.TextField(null=True)
    niche = peewee.TextField(null=True)
    content_type = peewee.TextField(null=True)
    device_label = peewee.TextField(null=True)
    warmup_step = peewee.IntegerField(null=True)
    warmup_started_at = peewee.IntegerField(null=True)
    warmup_completed_at = peewee.IntegerField(null=True)
    last_acted_at = peewee.IntegerField(null=True)
    last_acted_by = peewee.TextField(null=True)
    last_error = peewee.TextField(null=True)
    last_error_at = peewee.IntegerField(null=True)
    retries = peewee.IntegerField(default=0)

    class Meta:
        table_name = "accounts"


@dataclass(frozen=True, slots=True)
class Account:
    """An operated account; `caps` maps "class/hour|day" to a limit, `quiet_hours` is "22:00-07:00"."""

    id: int
    platform: str
    instance: str
    username: str
    username_norm: str
    base_url: str | None
    enabled: bool
    paused: bool
    lifecycle_state: str
    health: Health
    health_code: str | None
    health_at: int | None
    authority_kind: str | None
    authority_note: str | None
    authority_until: int | None
    auto_approve: list[str]
    caps: dict[str, int]
    quiet_hours: str | None
    zone: str | None
    created_at: int
    updated_at: int
    brand_id: int | None
    proxy_id: int | None

    @property
    def handle(self) -> str:
        """`platform:username`, the name people type."""
        return f"{self.platform}:{self.username}"


def normalised(username: str) -> str:
    """The form in which two spellings of one handle are equal."""
    return username.strip().removeprefix("@").casefold()


def add_account(platform: str, instance: str, username: str, base_url: str | None) -> Account:
    """Keep a new account, switched off; BadInput account_exists."""
    name = username.strip().removeprefix("@")
    if not name:
        raise BadInput("username_missing")
    same = (
        (AccountTable.platform == platform)
        & (AccountTable.instance == instance)
        & (AccountTable.username_norm == normalised(name))
    )
    if AccountTable.select().where(same).exists():
        raise BadInput("account_exists", f"{platform}:{name}")
    stamp = clock.now()
    number_ = add(
        AccountTable,
        platform=platform,
        instance=instance,
        username=name,
        username_norm=normalised(name),
        base_url=base_url,
        created_at=stamp,
        updated_at=stamp,
    )
    return account(number_)


def account(account_id: int) -> Account:
    """The account with that id; BadInput unknown_account."""
    found = fetch(Account, AccountTable, "WHERE id = ?", (account_id,))
    if not found:
        raise BadInput("unknown_account", account_id)
    return found[0]


def accounts() -> list[Account]:
    """All accounts, by platform and name."""
    return rows(Account, AccountTable.select().order_by(AccountTable.platform, AccountTable.username_norm))


def handles() -> dict[int, str]:
    """The handle of every account, by id."""
    return {each.id: each.handle for each in accounts()}


def accounts_of(what: str, row: int) -> list[int]:
    """The ids of the accounts that belong to a brand, or go through a proxy; other tables have none."""
    column = {"brands": "brand_id", "proxies": "proxy_id"}.get(what)
    return [number for (number,) in sql(f"SELECT id FROM accounts WHERE {column} = ?", (row,))] if column else []


def find_account(text: str) -> Account:
    """The account meant by an id, `platform:username` or a unique id prefix; BadInput unknown_account."""
    if ":" in text:
        return _by_handle(text)
    try:
        whole = number("accounts", text)
        return account(meant("accounts", text) if whole is None else whole)
    except BadInput as error:
        if error.code != "unknown_id":
            raise
        raise BadInput("unknown_account", text) from error


def _by_handle(text: str) -> Account:
    platform, _, username = text.partition(":")
    query = AccountTable.select().where(
        (AccountTable.platform == platform) & (AccountTable.username_norm == normalised(username))
    )
    found = rows(Account, query)
    if not found:
        raise BadInput("unknown_account", text)
    if len(found) > 1:
        raise BadInput("ambiguous_id", text, matches=len(found))
    return found[0]


def is_operated(platform: str, instance: str, username: str) -> bool:
    """Whether a handle of a site is one of the accounts."""
    where = (platform, instance, normalised(username))
    return bool(sql("SELECT 1 FROM accounts WHERE platform = ? AND instance = ? AND username_norm = ?", where))


def change_account(account_id: int, **columns: Any) -> Account:
    """Set columns of one account and return its new row."""
    change(AccountTable, account_id, **columns, updated_at=clock.now())
    return account(account_id)


def keep_act(account_id: int, by: str, at: int) -> None:
    """Write who last acted with an account, and when (ms UTC)."""
    change(AccountTable, account_id, last_acted_by=by, last_acted_at=at)


def keep_trouble(account_id: int, code: str) -> None:
    """Write what an account has met, once more since it last got through."""
    sql(
        "UPDATE accounts SET last_error = ?, last_error_at = ?, retries = retries + 1 WHERE id = ?",
        (code, clock.now(), account_id),
    )


def forget_trouble(account_id: int) -> None:
    """An account got through: what it had met is over."""
    change(AccountTable, account_id, last_error=None, last_error_at=None, retries=0)


def remove_account(account_id: int) -> None:
    """Delete an account that has never acted; one with history keeps its row and is disabled instead."""
    AccountTable.delete().where(AccountTable.id == account_id).execute()

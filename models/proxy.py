"""Proxies: network settings of accounts; passwords are in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock, settings
from models.account import AccountTable, change_account
from models.base import Table, add, change, fetch, meant
from models.database import sql
from models.errors import BadInput
from models.pages import Narrowed

_SAME = "SELECT 1 FROM proxies WHERE scheme = ? AND host = ? AND port = ? AND username = ?"


class ProxyTable(Table):
    """One row per proxy."""

    id = peewee.IntegerField(primary_key=True)
    scheme = peewee.TextField(default="http")
    host = peewee.TextField()
    port = peewee.IntegerField()
    username = peewee.TextField(default="")
    provider = peewee.TextField(default="")
    location = peewee.TextField(default="")
    monthly_cost_micros = peewee.IntegerField(default=0)
    currency = peewee.TextField(default="USD")
    status = peewee.TextField(default="active")
    brand_id = peewee.IntegerField(null=True)
    capacity = peewee.IntegerField(null=True)
    tested_at = peewee.IntegerField(null=True)
    last_error = peewee.TextField(null=True)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "proxies"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; `capacity` None leaves it to the setting, status is active, inactive or error."""

    id: int
    scheme: str
    host: str
    port: int
    username: str
    provider: str
    location: str
    monthly_cost_micros: int
    currency: str
    status: str
    brand_id: int | None
    capacity: int | None
    tested_at: int | None
    last_error: str | None
    created_at: int
    updated_at: int

    @property
    def address(self) -> str:
        """`scheme://username@host:port`, without a password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{f'{self.username}@' if self.username else ''}{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MonthlyCost:
    """What the proxies of a brand cost in a month, in one currency; `brand_id` None is of those without one."""

    brand_id: int | None
    currency: str
    proxies: int
    monthly_cost_micros: int


def proxy(proxy_id: int) -> Proxy:
    """The proxy with that id; BadInput unknown_proxy."""
    found = fetch(Proxy, ProxyTable, "WHERE id = ?", (proxy_id,))
    if not found:
        raise BadInput("unknown_proxy", proxy_id)
    return found[0]


def find_proxy(text: str) -> Proxy:
    """The proxy meant by an id or by `host:port`; BadInput unknown_proxy, unknown_id, ambiguous_id."""
    host, colon, port = text.rpartition(":")
    if not colon:
        return proxy(meant("proxies", text))
    found = fetch(Proxy, ProxyTable, "WHERE host = ? AND CAST(port AS TEXT) = ? LIMIT 10", (host.strip("[]"), port))
    if not found:
        raise BadInput("unknown_proxy", text)
    if len(found) > 1:
        raise BadInput("ambiguous_id", text, matches=len(found))
    return found[0]


def add_proxy(scheme: str, host: str, port: int, username: str = "", **columns: Any) -> int:
    """Keep a new proxy; BadInput proxy_exists."""
    where = {"scheme": scheme, "host": host, "port": port, "username": username}
    if sql(_SAME, tuple(where.values())):
        raise BadInput("proxy_exists", f"{host}:{port}")
    stamp = clock.now()
    return add(ProxyTable, **where, **columns, created_at=stamp, updated_at=stamp)


def change_proxy(proxy_id: int, **columns: Any) -> None:
    """Set columns of one proxy; BadInput proxy_exists."""
    place = [columns.get(name, getattr(proxy(proxy_id), name)) for name in ("scheme", "host", "port", "username")]
    if sql(f"{_SAME} AND id <> ?", (*place, proxy_id)):
        raise BadInput("proxy_exists", f"{place[1]}:{place[2]}")
    change(ProxyTable, proxy_id, **columns, updated_at=clock.now())


def remove_proxy(proxy_id: int) -> None:
    """Delete a proxy that no account goes through, for without it they would go straight; BadInput proxy_in_use."""
    count = AccountTable.select().where(AccountTable.proxy_id == proxy_id).count()
    if count:
        raise BadInput("proxy_in_use", proxy(proxy_id).address, accounts=count)
    ProxyTable.delete().where(ProxyTable.id == proxy_id).execute()


def assign_proxy(account_id: int, proxy_id: int | None) -> None:
    """Give an account a proxy, or none; BadInput unknown_proxy, proxy_off, proxy_full.

    Counting and writing are one transaction, which is the caller's.
    """
    if proxy_id is not None:
        _check_room(proxy(proxy_id), account_id)
    change_account(account_id, proxy_id=proxy_id, proxy_at=None if proxy_id is None else clock.now())


def with_room() -> Narrowed:
    """What a list of proxies is narrowed to where only those are wanted that may be given to another account."""
    carried = "SELECT count(*) FROM accounts WHERE proxy_id = t.id"
    condition = f"t.status <> 'inactive' AND ({carried}) < COALESCE(t.capacity, ?)"
    return Narrowed(condition, (settings.get("proxy_capacity"),))


def monthly_costs() -> list[MonthlyCost]:
    """What proxies cost in a month, by brand and currency."""
    sums = "SELECT brand_id, currency, count(*), sum(monthly_cost_micros) FROM proxies GROUP BY 1, 2 ORDER BY 1, 2"
    return [MonthlyCost(*row) for row in sql(sums)]


def _check_room(chosen: Proxy, account_id: int) -> None:
    if chosen.status == "inactive":
        raise BadInput("proxy_off", chosen.address)
    most = settings.get("proxy_capacity") if chosen.capacity is None else chosen.capacity
    others = "SELECT count(*) FROM accounts WHERE proxy_id = ? AND id <> ?"
    [(count,)] = sql(others, (chosen.id, account_id))
    if count >= most:
        raise BadInput("proxy_full", chosen.address, accounts=count, capacity=most)

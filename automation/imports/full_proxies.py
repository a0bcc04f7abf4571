"""How many more accounts a proxy may carry, counting those that the store has and those on their way into it."""

from __future__ import annotations

from automation.imports.plan import Context, Row
from models.database import one

_CARRIED = """SELECT count(*) FROM accounts a JOIN proxies p ON p.id = a.proxy_id
    WHERE p.scheme = ? AND p.host = ? AND p.port = ? AND p.username = ?"""
_HAS_ONE = """SELECT 1 FROM accounts
    WHERE platform = ? AND instance = '' AND username_norm = ? AND proxy_id IS NOT NULL"""


def remember(context: Context, key: str, proxy: Row) -> None:
    """Note how many accounts a proxy may still take."""
    name = tuple(proxy[column] for column in ("scheme", "host", "port", "username"))
    carried = one(_CARRIED, name)
    _room(context)[key] = int(proxy["capacity"]) - (int(carried[0]) if carried else 0)


def may_take(context: Context, key: str, platform: str, username_norm: str) -> bool:
    """Whether an account may go by a proxy; one that has its proxy already keeps it, whatever is said here."""
    if one(_HAS_ONE, (platform, username_norm)):
        return True
    room = _room(context)
    if room.get(key, 1) <= 0:
        return False
    room[key] = room.get(key, 1) - 1
    return True


def _room(context: Context) -> dict[str, int]:
    rooms: dict[str, int] = context.memory.setdefault("proxies", {})
    return rooms

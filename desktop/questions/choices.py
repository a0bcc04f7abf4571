"""What there is to choose from: rows of a small table as people call them, with their ids."""

from __future__ import annotations

from models.account import accounts
from models.brand import brands
from models.database import sql
from models.proxy import proxy

Choices = list[tuple[str, int]]


def account_choices() -> Choices:
    """All accounts, by name."""
    return sorted((f"@{one.username} on {one.platform}", one.id) for one in accounts())


def brand_choices() -> Choices:
    """All brands, by name."""
    return [(one.name, one.id) for one in brands()]


def tag_choices() -> Choices:
    """All tags, by name."""
    return sql("SELECT name, id FROM tags ORDER BY name_norm")


def proxy_choices() -> Choices:
    """All proxies, by address."""
    return sorted((proxy(number).address, number) for (number,) in sql("SELECT id FROM proxies"))

"""What a person may change of an account, and what each field takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.policy.known import SPANS
from automation.policy.rules.quiet_hours import read_hours
from models import settings, zones
from models.account import Account
from models.brand import brand
from models.enums import PERFORMED, CapClass
from models.errors import BadInput

_EDITABLE = frozenset({"enabled", "auto_approve", "caps", "quiet_hours", "zone", "brand_id", "password"})
_CAPS = frozenset(f"{cap_class}/{span}" for cap_class in CapClass for span in SPANS)


def check_fields(owner: Account, changes: Mapping[str, Any]) -> None:
    """BadInput names the first change that an account cannot take."""
    unknown = set(changes) - _EDITABLE
    if unknown:
        raise BadInput("unknown_field", sorted(unknown)[0])
    wrong = set(changes.get("auto_approve", [])) - {str(kind) for kind in PERFORMED}
    if wrong:
        raise BadInput("unknown_kind", sorted(wrong)[0], known=", ".join(PERFORMED))
    if changes.get("brand_id") is not None:
        brand(changes["brand_id"])
    if changes.get("zone") and zones.named(changes["zone"]) is None:
        raise BadInput("bad_zone", changes["zone"])
    if changes.get("quiet_hours"):
        _check_hours(changes["quiet_hours"])
    for name, limit in dict(changes.get("caps") or {}).items():
        if owner.caps.get(name) != limit:  # what came along from elsewhere may stay
            _check_cap(name, limit)


def _check_hours(text: str) -> None:
    try:
        read_hours(text)
    except ValueError as error:
        raise BadInput("bad_quiet_hours", text) from error


def _check_cap(name: str, limit: int) -> None:
    if name not in _CAPS:
        raise BadInput("bad_cap", name)
    most = settings.get(f"cap_{name.replace('/', '_')}")
    if limit > most:
        raise BadInput("cap_above_setting", name, limit=limit, most=most, key=f"cap_{name.replace('/', '_')}")

"""Old words and ours: times, amounts, flags, names of platforms, acts and states; each raises Refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from automation.imports.json_text import Broken, parsed
from automation.imports.plan import Refused
from models.enums import ActionKind, State

# Between 1990 and 2100, in seconds; a number a thousand times as large counts milliseconds.
_EARLIEST, _LATEST = 631_152_000, 4_102_444_800
_MICRO = Decimal(1_000_000)
LARGEST: Final = 9_000_000_000_000_000_000
_TRUE, _FALSE = {"1", "true", "yes", "on", "t", "y"}, {"0", "false", "no", "off", "f", "n", ""}
_BCRYPT = re.compile(r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}")
# A count of seconds or milliseconds; eight figures are a day. Thirteen would often read as a day and an hour as well.
_COUNT = re.compile(r"(?!\d{8}$)\d+(\.\d+)?", re.ASCII)
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_SHORT_HEX = re.compile(r"#([0-9a-fA-F]{3})")

_PLATFORMS: Final = {"twitter": "x", "x.com": "x", "ig": "instagram", "fb": "facebook", "insta": "instagram"}
KNOWN_PLATFORMS: Final = frozenset({"instagram", "tiktok", "threads", "x", "facebook", "linkedin"})

_ACTS: Final = {
    "message": ActionKind.DM,
    "dm_send": ActionKind.DM,
    "send_message": ActionKind.DM,
    "autoreact": ActionKind.LIKE,
    "react": ActionKind.LIKE,
    "likes": ActionKind.LIKE,
    "comments": ActionKind.COMMENT,
    "bookmark": ActionKind.SAVE,
    "extract_stats": ActionKind.STATS,
    "check": ActionKind.STATS,
}
_COLORS: Final = {
    "black": "#000000",
    "white": "#FFFFFF",
    "gray": "#6B7280",
    "grey": "#6B7280",
    "red": "#EF4444",
    "orange": "#F97316",
    "yellow": "#EAB308",
    "green": "#22C55E",
    "cyan": "#06B6D4",
    "blue": "#3B82F6",
    "purple": "#A855F7",
    "magenta": "#D946EF",
    "pink": "#EC4899",
    "brown": "#92400E",
}
_CANCELLED: Final = frozenset({"canceled", "cancelled"})
_SUCCESS: Final = frozenset({"success", "succeeded", "completed", "complete", "done", "performed"})
_WAITING: Final = frozenset({"pending", "queued", "scheduled", "waiting"})
_RUNNING: Final = frozenset({"in_progress", "in progress", "running", "processing", "started"})
_ORDER_STATES: Final = frozenset(
    {"pending", "processing", "in_progress", "completed", "partial", "cancelled", "failed"}
)


def when(value: object, column: str = "time") -> int | None:
    """Milliseconds UTC of an old time, None of none; ISO text (UTC where it names no zone), seconds or milliseconds."""
    if type(value) is str and value:  # nearly always, and asked for every cell of an old store
        return _written(value.strip(), column)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _ms(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Refused(column, "is not a time")
    return _counted(float(value), column)


@lru_cache(maxsize=4096)
def _written(text: str, column: str) -> int:
    if _COUNT.fullmatch(text):
        return _counted(float(text), column)
    try:
        return _ms(datetime.fromisoformat(text.removesuffix(" UTC")))
    except (ValueError, OverflowError):
        pass
    try:
        return _counted(float(text), column)
    except ValueError as error:
        raise Refused(column, f"“{text[:40]}” is not a time") from error


def _ms(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


def _counted(number: float, column: str) -> int:
    if _EARLIEST <= number <= _LATEST:
        return round(number * 1000)
    if _EARLIEST <= number / 1000 <= _LATEST:
        return round(number)
    raise Refused(column, f"{number:g} is no time between 1990 and 2100")


def money(value: object, column: str = "cost") -> int | None:
    """Micros of an amount, None of none; a float means what it shows, not its last bits."""
    return None if value is None or value == "" else _micros(str(value).strip(), column)


@lru_cache(maxsize=4096)
def _micros(written: str, column: str) -> int:
    try:
        amount = Decimal(written.lstrip("$€£").replace(",", "")) * _MICRO
        micros = int(amount.to_integral_value())
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Refused(column, f"“{written[:40]}” is not an amount") from error
    if abs(micros) > LARGEST:
        raise Refused(column, "is a larger amount than can be kept")
    return micros


def whole(value: object, column: str, least: int | None = None) -> int | None:
    """A whole number, None of none."""
    if type(value) is int and (least or 0) <= value <= LARGEST:
        return value
    if value is None or value == "":
        return None
    try:
        number = int(value) if isinstance(value, int) else _exact(value)
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise Refused(column, f"“{str(value)[:40]}” is not a whole number") from error
    if abs(number) > LARGEST or (least is not None and number < least):
        raise Refused(column, f"{number} is out of range")
    return number


def _exact(value: object) -> int:
    number = Decimal(str(value).strip())
    if number != number.to_integral_value():
        raise ValueError(value)
    return int(number)


def flag(value: object, column: str = "flag") -> bool:
    """Yes or no; nothing is no."""
    if value is None:
        return False
    text = str(value).strip().lower().removesuffix(".0")
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise Refused(column, f"“{str(value)[:40]}” is neither yes nor no")


def text(value: object, column: str = "text") -> str:
    """Text as it stands, with nothing around it; nothing is empty."""
    if type(value) is str:  # nearly always, and asked for every cell of an old store
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return bytes(value).decode().strip()
        except UnicodeDecodeError as error:
            raise Refused(column, "holds bytes that are no text") from error
    return str(value).strip()


def needed(value: object, column: str) -> str:
    """Text that must be there."""
    found = value.strip() if type(value) is str else text(value, column)
    if not found:
        raise Refused(column, "is empty")
    return found


def maybe(value: object, column: str = "text") -> str | None:
    """Text, or None where there is none."""
    return (value.strip() if type(value) is str else text(value, column)) or None


def platform(value: object, column: str = "platform") -> str:
    """The slug of a platform; an unknown one is refused."""
    return _slug(needed(value, column), column)


@lru_cache(maxsize=256)
def _slug(written: str, column: str) -> str:
    name = written.lower()
    slug = _PLATFORMS.get(name, name)
    if slug not in KNOWN_PLATFORMS:
        raise Refused(column, f"“{name[:40]}” is no platform that Steward knows")
    return slug


def act(value: object, column: str = "action_type") -> ActionKind:
    """The kind of an act by its old name."""
    name = needed(value, column).lower()
    if name in _ACTS:
        return _ACTS[name]
    try:
        return ActionKind(name.replace("_", "-"))
    except ValueError as error:
        raise Refused(column, f"“{name[:40]}” is no act that Steward knows") from error


def state(value: object, *, verified: bool = False, column: str = "status") -> State:
    """Where an old act stands with us: success is confirmed only where the old system had looked again."""
    name = needed(value, column).lower()
    if name in _SUCCESS:
        return State.CONFIRMED if verified else State.UNCONFIRMED
    if name in _WAITING:
        return State.AWAITING_APPROVAL
    if name in _RUNNING:
        return State.NEEDS_REVIEW
    if name in _CANCELLED:
        return State.CANCELLED
    if name in {"failed", "failure", "error"}:
        return State.FAILED
    if name == "skipped":
        return State.SKIPPED
    raise Refused(column, f"“{name[:40]}” is no state that Steward knows")


def order_state(value: object, column: str = "status") -> str:
    """Where an old order stands with us; a provider's word that nobody knows is `unknown`."""
    return _order_state(text(value, column))


@lru_cache(maxsize=256)
def _order_state(written: str) -> str:
    name = written.lower().replace(" ", "_")
    if name in _CANCELLED:
        return "cancelled"
    if name in {"error", "fail", "failure", "refunded"}:
        return "failed"
    if name in _SUCCESS:
        return "completed"
    return name if name in _ORDER_STATES else "unknown"


def is_bcrypt(value: object) -> bool:
    """Whether a text is a hash of a password, which signs nobody in."""
    return isinstance(value, str) and _BCRYPT.fullmatch(value.strip()) is not None


def color(value: object, column: str = "color") -> str:
    """A colour as #RRGGBB; a name becomes ours of that name, nothing becomes grey."""
    name = text(value, column).lower()
    if not name:
        return _COLORS["gray"]
    if name in _COLORS:
        return _COLORS[name]
    if short := _SHORT_HEX.fullmatch(name):
        return "#" + "".join(2 * digit for digit in short[1]).upper()
    if found := _HEX.fullmatch(name):
        return f"#{found[1].upper()}"
    raise Refused(column, f"“{name[:40]}” is no colour")


def document(value: object, column: str = "parameters") -> Any:
    """The object or list in JSON text, or as it already is; nothing is an empty object."""
    if isinstance(value, dict | list):
        return value
    written = text(value, column)
    if not written or written == "{}":
        return {}
    try:
        found = parsed(written)
    except Broken as broken:
        raise Refused(column, str(broken)) from broken
    if not isinstance(found, dict | list):
        raise Refused(column, "is JSON, but no object or list")
    return found

"""Settings: each declared once, here, with its key, type, default and a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models import zones
from models.database import one, sql
from models.errors import BadInput


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting; low and high bound numbers, choices bound words, `fits` what else may be typed."""

    key: str
    default: Any
    sentence: str
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    fits: Callable[[str], object] | None = None


DECLARED = (
    Setting("lanes_at_once", 0, "How many accounts may act at the same time; 0 chooses by memory and cores.", 0, 32),
    Setting("browser_path", "", "The browser to use; empty looks for one."),
    Setting("browser_visible", False, "Show the browser's own window while Steward works."),
    Setting(
        "collision_days",
        30,
        "For how many days a post or person that one account acted on is left alone by the others.",
        0,
        3650,
    ),
    Setting("skip_sponsored", True, "Leave a sponsored post alone, unless you ask for just that act yourself."),
    Setting("cap_like_hour", 20, "Likes an account may try in an hour.", 0, 1000),
    Setting("cap_like_day", 120, "Likes an account may try in a day.", 0, 10000),
    Setting("cap_comment_hour", 6, "Comments an account may try in an hour.", 0, 1000),
    Setting("cap_comment_day", 30, "Comments an account may try in a day.", 0, 10000),
    Setting("cap_follow_hour", 10, "Follows an account may try in an hour.", 0, 1000),
    Setting("cap_follow_day", 50, "Follows an account may try in a day.", 0, 10000),
    Setting("cap_message_hour", 6, "Messages an account may try in an hour.", 0, 1000),
    Setting("cap_message_day", 30, "Messages an account may try in a day.", 0, 10000),
    Setting("cap_read_hour", 120, "Pages an account may read figures from in an hour.", 0, 10000),
    Setting("cap_read_day", 1000, "Pages an account may read figures from in a day.", 0, 100000),
    Setting("quiet_hours", "", "When nothing is clicked, in the account's own time, as 22:00-07:00; empty for never."),
    Setting(
        "zone",
        "",
        "The time zone of accounts that have none of their own, as Europe/Berlin; empty for this computer's.",
        fits=lambda name: not name or zones.named(name),
    ),
    Setting(
        "feed_interval_minutes", 5, "Every how many minutes a feed is read that is added with no other word.", 1, 1440
    ),
    Setting("spend_day", "0", "What may be spent in a day, as a decimal amount; 0 means nothing may be."),
    Setting(
        "settle_ms", 0, "How long recovery waits before it looks, in milliseconds; 0 takes the pack's time.", 0, 600000
    ),
    Setting("proxy_capacity", 3, "How many accounts a proxy carries that says nothing of its own.", 0, 1000),
    Setting(
        "auto_lock_minutes",
        0,
        "After how many minutes without anybody at the window or the command line the vault locks; 0 for never.",
        0,
        1440,
    ),
    Setting("backup_hourly", True, "Copy the whole profile every hour in which something was written."),
    Setting("backup_keep_daily", 14, "For how many days the first backup of each is kept.", 1, 3650),
    Setting("backup_keep_monthly", 6, "For how many months the first backup of each is kept.", 0, 1200),
    Setting("retention_audit_days", 365, "For how many days entries of the audit chain are kept.", 30, 36500),
    Setting("retention_actions_days", 365, "For how many days actions that have ended are kept.", 7, 36500),
    Setting("retention_orders_days", 365, "For how many days orders that are closed are kept.", 7, 36500),
    Setting("retention_posts_days", 90, "For how many days posts are kept that nobody engaged with.", 1, 36500),
    Setting(
        "retention_payloads_days",
        365,
        "For how many days it is kept whole what an older system knew of a post or a figure.",
        1,
        36500,
    ),
    Setting("retention_entries_days", 90, "For how many days the titles of a feed's entries are kept.", 1, 36500),
    Setting("retention_messages_days", 30, "For how many days the words of messages are kept.", 1, 36500),
    Setting("retention_pictures_days", 7, "For how many days pictures are kept that prove nothing.", 1, 36500),
    Setting("stopped", False, "All lanes rest until a person starts them again."),
    Setting("theme", "system", "The colours of the window.", choices=("system", "light", "dark")),
)
BY_KEY = {s.key: s for s in DECLARED}


def declared(key: str) -> Setting:
    """The declaration of a key; BadInput unknown_setting."""
    if key not in BY_KEY:
        raise BadInput("unknown_setting", key)
    return BY_KEY[key]


def get(key: str) -> Any:
    """The value of a setting, or its default."""
    setting = declared(key)
    found = one("SELECT value FROM settings WHERE key = ?", (key,))
    return setting.default if found is None else json.loads(found[0])


def parse(key: str, text: str) -> Any:
    """The value that typed text means for a key; BadInput bad_setting."""
    setting = declared(key)
    value: Any = text
    if isinstance(setting.default, bool):
        if text.lower() not in {"true", "false", "yes", "no", "on", "off"}:
            raise BadInput("bad_setting", key, value=text)
        value = text.lower() in {"true", "yes", "on"}
    elif isinstance(setting.default, int):
        value = _whole(setting, text)
    if (setting.choices and value not in setting.choices) or (setting.fits and not setting.fits(value)):
        raise BadInput("bad_setting", key, value=text)
    return value


def _whole(setting: Setting, text: str) -> int:
    try:
        value = int(text)
    except ValueError as error:
        raise BadInput("bad_setting", setting.key, value=text) from error
    if (setting.low is not None and value < setting.low) or (setting.high is not None and value > setting.high):
        raise BadInput("bad_setting", setting.key, value=text, low=setting.low, high=setting.high)
    return value


def put(key: str, value: Any) -> None:
    """Keep a value."""
    declared(key)
    sql(
        "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, json.dumps(value)),
    )

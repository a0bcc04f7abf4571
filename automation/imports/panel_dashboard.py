"""The panel dashboard's one SQLite file: accounts, feeds, actions, orders, screenshots, tags, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from automation.imports import panel_orders, words
from automation.imports.panel_orders import PANEL
from automation.imports.plan import Context, Draft, Refused, Row, StorePlan, TablePlan
from automation.imports.sources import Source
from models.account import normalised
from models.tag import normal_name

RSS: Final = "rss.app"
_SECRET = re.compile(r"api_?key|token|secret|password|(?:^|_)key$")
_PROVIDERS: Final = (
    (re.compile(r"jap|panel|smm"), "panel", PANEL),
    (re.compile(r"rss"), "rss", RSS),
    (re.compile(r"llm|openai|anthropic|claude|gemini|mistral|ai_|_ai|groq|openrouter"), "llm", "language model"),
)
_FEED_STATES: Final = {"active": "active", "error": "error", "pending": "pending", "disabled": "pending"}
_FEED_KINDS: Final = frozenset({"account_monitor", "keyword", "general"})
_POLLS: Final = frozenset({"success", "error", "no_new_posts"})
_SIGNS: Final = (("execution_history", "jap_order_id"), ("actions", "jap_service_id"), ("rss_feeds", "rss_app_feed_id"))


def recognises(source: Source) -> bool:
    """Whether a file is a panel dashboard's: its accounts, and one of the columns that only it has."""
    tables = source.tables()
    if "accounts" not in tables or not {"platform", "username"} <= set(source.columns("accounts")):
        return False
    return any(table in tables and column in source.columns(table) for table, column in _SIGNS)


def seals(source: Source) -> bool:
    """Whether its settings hold a key of an outside service."""
    if "settings" not in source.tables():
        return False
    return any(_is_secret(row.get("key")) and _setting(row) for row in source.rows("settings"))


def opening(source: Source, context: Context) -> Iterator[tuple[str, Draft]]:
    """The one panel that all its orders went to."""
    yield "panel", _provider("panel", PANEL, context, {})


def _provider(kind: str, name: str, context: Context, secrets: dict[str, bytes]) -> Draft:
    values = {"kind": kind, "name": name, "name_norm": name.casefold(), "created_at": context.now}
    return Draft("providers", values, natural=("name_norm",), secrets=secrets)


def _is_secret(key: object) -> bool:
    return isinstance(key, str) and _SECRET.search(key.lower()) is not None


def _setting(row: Row) -> str:
    """A setting's value as text, which may be JSON."""
    text = words.text(row.get("value"), "value")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, str) else text


def setting(row: Row, context: Context) -> Iterable[Draft]:
    """A key goes to the vault under its provider, what has a place here is taken, the rest is named in the report."""
    key, value = words.needed(row.get("key"), "key"), _setting(row)
    name = key.lower()
    if not value:
        return []
    if _is_secret(key):
        for pattern, kind, title in _PROVIDERS:
            if pattern.search(name):
                return [_provider(kind, title, context, {"key": value.encode("utf-8", "surrogatepass")})]
        return [_provider("data", _SECRET.sub("", name).strip("_") or name, context, {"key": value.encode()})]
    if name in {"timezone", "time_zone", "tz"}:
        context.memory["zone"] = _zone(value)
    elif "interval" in name and ("poll" in name or "rss" in name):
        context.memory["interval_s"] = max(60, words.whole(value, "value", 1) or 300)
    else:
        context.note(f"The setting “{key[:60]}” has no counterpart here and was left.")
    return []


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError) as error:
        raise Refused("value", f"“{value[:40]}” is no time zone") from error


def account(row: Row, context: Context) -> Iterable[Draft]:
    """An account, and the feed that hung on it."""
    username = words.needed(row.get("username"), "username").removeprefix("@")
    platform = words.platform(row.get("platform"))
    if words.flag(row.get("enabled"), "enabled"):
        context.note("An account was enabled in the old system.")
    values = {
        "platform": platform,
        "instance": "",
        "username": username,
        "username_norm": normalised(username),
        "display_name": words.maybe(row.get("display_name"), "display_name"),
        "url": words.maybe(row.get("url"), "url"),
        "zone": context.memory.get("zone"),
        "created_at": words.when(row.get("created_at"), "created_at"),
    }
    panel_orders.owners(context)[str(row.get("id"))] = (platform, username, words.text(row.get("url")))
    yield Draft("accounts", values, natural=("platform", "instance", "username_norm"))
    if words.text(row.get("rss_feed_url"), "rss_feed_url"):
        yield _feed_of_account(row, context)


def _feed_of_account(row: Row, context: Context) -> Draft:
    values = {
        "account_id": context.ref("accounts", row.get("id")),
        "url": words.text(row["rss_feed_url"]),
        "title": words.text(row.get("display_name")) or words.text(row.get("username")),
        "status": _FEED_STATES.get(words.text(row.get("rss_status")).lower(), "pending"),
        "source_url": words.maybe(row.get("url")),
        "provider": RSS,
        "provider_feed_id": words.maybe(row.get("rss_feed_id"), "rss_feed_id"),
        "created_at": context.now,
        "polled_at": words.when(row.get("rss_last_check"), "rss_last_check"),
        "last_entry_at": words.when(row.get("rss_last_post"), "rss_last_post"),
        **_watched(context),
    }
    return Draft("feeds", values, natural=("provider", "provider_feed_id"), also=(("account_id", "url"),))


def _watched(context: Context) -> Row:
    """Without a moment from which entries are new the first reading takes all for old, so nothing of it starts work."""
    return {"interval_s": context.memory.get("interval_s", 300), "next_poll_at": 0}


def feed(row: Row, context: Context) -> Iterable[Draft]:
    """A feed; its account is an account, whatever the old schema says its key leads to."""
    kind = words.text(row.get("feed_type"), "feed_type").lower() or "account_monitor"
    if kind not in _FEED_KINDS:
        raise Refused("feed_type", f"“{kind[:40]}” is no kind of feed")
    owner = context.ref("accounts", row.get("account_id"))
    values = {
        "account_id": owner,
        "url": words.needed(row.get("rss_feed_url"), "rss_feed_url"),
        "title": words.text(row.get("title"), "title"),
        "status": "active" if words.flag(row.get("is_active"), "is_active") else "pending",
        "kind": kind,
        "source_url": words.maybe(row.get("source_url"), "source_url"),
        "description": words.text(row.get("description"), "description"),
        "icon": words.maybe(row.get("icon"), "icon"),
        "provider": RSS,
        "provider_feed_id": words.maybe(row.get("rss_app_feed_id"), "rss_app_feed_id"),
        "polled_at": words.when(row.get("last_checked"), "last_checked"),
        "last_entry_at": words.when(row.get("last_post_date"), "last_post_date"),
        "created_at": words.when(row.get("created_at"), "created_at"),
        **_watched(context),
    }
    also = (("url",),) if owner is None else (("account_id", "url"),)
    yield Draft(
        "feeds",
        values,
        natural=("provider", "provider_feed_id"),
        also=also,
        update=frozenset({"title", "kind", "created_at"}),
        # What its account said of a feed a moment ago was less.
        outranks=lambda there: there["created_at"] == context.now,
    )


def poll(row: Row, context: Context) -> Iterable[Draft]:
    """One reading of a feed."""
    status = words.text(row.get("status"), "status").lower() or "success"
    if status not in _POLLS:
        raise Refused("status", f"“{status[:40]}” is no outcome of a reading")
    values = {
        "feed_id": context.ref("rss_feeds", row.get("feed_id"), needed=True),
        "polled_at": words.when(row.get("poll_time"), "poll_time") or context.now,
        "found": words.whole(row.get("posts_found"), "posts_found", 0) or 0,
        "fresh": words.whole(row.get("new_posts"), "new_posts", 0) or 0,
        "fired": words.whole(row.get("actions_triggered"), "actions_triggered", 0) or 0,
        "status": status,
        "error": words.maybe(row.get("error_message"), "error_message"),
    }
    yield Draft("feed_polls", values)


def entry(row: Row, context: Context) -> Iterable[Draft]:
    """A post that the old system had dealt with: it never starts work here."""
    guid = words.needed(row.get("post_guid"), "post_guid")
    values = {
        "feed_id": context.ref("rss_feeds", row.get("feed_id"), needed=True),
        "guid": guid,
        "url": words.text(row.get("post_url"), "post_url") or guid,
        "title": words.text(row.get("post_title"), "post_title"),
        "seen_at": words.when(row.get("processed_at"), "processed_at"),
        "fired": words.whole(row.get("actions_triggered"), "actions_triggered", 0) or 0,
        "baseline": True,
    }
    yield Draft("feed_entries", values, natural=("feed_id", "guid"))


def tag(row: Row, context: Context) -> Iterable[Draft]:
    """A tag, once whatever its case."""
    name = words.needed(row.get("name"), "name").removeprefix("#")
    created = words.when(row.get("created_at"), "created_at")
    color = words.color(row.get("color"))
    values = {"name": name, "name_norm": normal_name(name), "color": color, "created_at": created}
    yield Draft("tags", values, natural=("name_norm",))


def tagged(row: Row, context: Context) -> Iterable[Draft]:
    """A tag of an account."""
    values = {
        "account_id": context.ref("accounts", row.get("account_id"), needed=True),
        "tag_id": context.ref("tags", row.get("tag_id"), needed=True),
        "created_at": words.when(row.get("created_at"), "created_at"),
    }
    yield Draft("account_tags", values, natural=("account_id", "tag_id"))


def version(row: Row, context: Context) -> Iterable[Draft]:
    """Which schema the old file has; only told."""
    context.note(f"The old store knows of its version {words.text(row.get('version'))[:60]}.")
    return []


def _id(row: Row) -> object:
    number = row.get("id")
    return number if type(number) is int else words.needed(number, "id")


def _columns(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ACCOUNT = (
    "id platform username display_name url created_at rss_feed_id rss_feed_url rss_status rss_last_check rss_last_post"
    " enabled"
)
_FEED = (
    "id account_id rss_app_feed_id title source_url rss_feed_url description icon feed_type is_active last_checked"
    " last_post_date created_at"
)
_POLL = "id feed_id poll_time posts_found new_posts actions_triggered status error_message"
_ENTRY = "id feed_id post_guid post_url post_title processed_at actions_triggered"

PLAN: Final = StorePlan(
    "panel-dashboard",
    (
        TablePlan("schema_migrations", lambda row: row.get("version"), version, _columns("version applied_at")),
        TablePlan("migration_log", _id, version, _columns("id version description executed_at")),
        TablePlan("settings", lambda row: row.get("key"), setting, _columns("key value"), secret=frozenset({"value"})),
        TablePlan("accounts", _id, account, _columns(_ACCOUNT), required=True),
        TablePlan("tags", _id, tag, _columns("id name color created_at")),
        TablePlan(
            "account_tags",
            lambda row: f"{row.get('account_id')}/{row.get('tag_id')}",
            tagged,
            _columns("account_id tag_id created_at"),
        ),
        TablePlan("rss_feeds", _id, feed, _columns(_FEED)),
        TablePlan("rss_poll_log", _id, poll, _columns(_POLL)),
        TablePlan("processed_posts", _id, entry, _columns(_ENTRY)),
        *panel_orders.tables(_id, _columns),
    ),
    recognises,
    opening,
    seals,
)

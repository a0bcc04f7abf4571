"""The entries of the sidebar, each made when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from desktop.screens.base import Screen
    from desktop.workbench import Workbench


class Entry(NamedTuple):
    """One entry: where it stands, what it is called, and the class that shows it; a plain list needs none."""

    group: str
    name: str
    title: str
    icon: str
    module: str = "nouns"
    cls: str = ""


LISTED = (
    Entry("Today", "overview", "Overview", "layout-dashboard", "overview", "OverviewScreen"),
    Entry("Today", "approvals", "Approvals", "hand", "approvals", "ApprovalsScreen"),
    Entry("Today", "queue", "Queue", "list-ordered", "queue", "QueueScreen"),
    Entry("Today", "live", "Live", "monitor-play", "live", "LiveScreen"),
    Entry("Today", "history", "History", "history", "history", "HistoryScreen"),
    Entry("Today", "review", "Review", "circle-question-mark", "review", "ReviewScreen"),
    Entry("Accounts", "accounts", "Accounts", "users", "accounts", "AccountsScreen"),
    Entry("Accounts", "brands", "Brands", "badge-check", "own"),
    Entry("Accounts", "warmup", "Warm-up", "timer"),
    Entry("Accounts", "proxies", "Proxies", "globe", "own"),
    Entry("Accounts", "content", "Content", "image", "own"),
    Entry("Accounts", "texts", "Texts", "file-text", "own"),
    Entry("Collect", "reader", "Reader", "eye"),
    Entry("Collect", "people", "People", "user-round", "people", "PeopleScreen"),
    Entry("Collect", "inbox", "Inbox", "inbox"),
    Entry("Collect", "comments", "Comments", "message-circle"),
    Entry("Collect", "checks", "Check-backs", "calendar-clock"),
    Entry("Collect", "insights", "Insights", "chart-column"),
    Entry("Automate", "feeds", "Feeds", "rss", "feeds", "FeedsScreen"),
    Entry("Automate", "rules", "Rules", "workflow", "rules", "RulesScreen"),
    Entry("Automate", "orders", "Orders", "activity"),
    Entry("System", "health", "Health", "shield-check", "health", "HealthScreen"),
    Entry("System", "data", "Data", "download", "data", "DataScreen"),
    Entry("System", "audit", "Audit", "file-text", "audit", "AuditScreen"),
    Entry("System", "blocklist", "Blocklist", "ban", "blocklist", "BlocklistScreen"),
    Entry("System", "settings", "Settings", "settings", "settings", "SettingsScreen"),
)
BY_NAME = {entry.name: entry for entry in LISTED}


def make(entry: Entry, bench: Workbench) -> Screen:
    """The screen of an entry."""
    module = import_module(f"desktop.screens.{entry.module}")
    found: Screen = getattr(module, entry.cls)(bench) if entry.cls else module.screen_of(entry.name, bench)
    return found

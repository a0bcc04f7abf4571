"""Files of an old panel dashboard: one in ordinary use, one that nobody would wish for, and a large one."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.fakes.old_panel import OldPanel, old_panel, picture

OWNED = (("instagram", "lena"), ("x", "lena"), ("tiktok", "mo.tt"), ("twitter", "zed"))
DAY = "2024-03-0{n} 08:15:00"


def ordinary(path: Path) -> Path:
    """A file as it is after a few weeks of use."""
    with old_panel(path) as panel:
        _accounts(panel)
        _feeds(panel)
        _work(panel)
        panel.add("schema_migrations", version="v2_add_tags")
        panel.add("migration_log", version=2, description="tags")
        for key, value in (
            ("jap_api_key", "jap-key-0123456789"),
            ("rss_app_api_key", '"rss-key-abcdef"'),
            ("llm_api_key", "llm-key-xyz"),
            ("rss_poll_interval", "60"),
            ("timezone", "Europe/Berlin"),
            ("feature_flags", '{"screenshots": true}'),
        ):
            panel.add("settings", key=key, value=value)
    return path


def _accounts(panel: OldPanel) -> None:
    for n, (platform, name) in enumerate(OWNED, 1):
        panel.add(
            "accounts",
            platform=platform,
            username=name,
            display_name=f"{name.title()} 🌿",
            url=f"https://{platform}.example/{name}",
            created_at=DAY.format(n=n),
            rss_feed_id=f"feed{n}" if n < 3 else None,
            rss_feed_url=f"https://feeds.example/{n}.xml" if n < 3 else None,
            rss_status="active",
            rss_last_check=DAY.format(n=9),
            enabled=1,
        )
    panel.add("tags", name="Clients", color="#ff8800")
    panel.add("tags", name="personal", color="cyan")
    panel.add("account_tags", account_id=1, tag_id=1)
    panel.add("account_tags", account_id=2, tag_id=2)


def _feeds(panel: OldPanel) -> None:
    for n, (owner, kind) in enumerate(((1, "account_monitor"), (2, "account_monitor"), (None, "keyword")), 1):
        panel.add(
            "rss_feeds",
            account_id=owner,
            rss_app_feed_id=f"feed{n}",
            title=f"Feed {n}",
            source_url=f"https://site.example/{n}",
            rss_feed_url=f"https://feeds.example/{n}.xml",
            feed_type=kind,
            last_post_date=DAY.format(n=8),
        )
        panel.add("rss_poll_log", feed_id=n, poll_time=DAY.format(n=8), posts_found=10, new_posts=n, status="success")
        panel.add("rss_poll_log", feed_id=n, poll_time=DAY.format(n=9), status="error", error_message="timed out")
        for post in range(4):
            panel.add("processed_posts", feed_id=n, post_guid=f"g{post}", post_url=f"https://p.example/{n}/{post}")


def _work(panel: OldPanel) -> None:
    parameters = {"quantity": 100, "custom_comments": ["So good 🌱", "More of this"], "use_ai_generation": True}
    for account in (1, 2):
        panel.add(
            "actions",
            account_id=account,
            action_type="likes",
            jap_service_id=4511,
            service_name="Likes, slow",
            parameters=json.dumps(parameters),
        )
    for n, status in enumerate(("completed", "in_progress", "canceled", "partial", "pending", "Refill needed"), 1):
        panel.add(
            "execution_history",
            jap_order_id=str(7000 + n),
            execution_type="instant" if n == 1 else "rss_trigger",
            platform="instagram",
            target_url=f"https://instagram.example/p/{n}",
            service_id=4511,
            service_name="Likes, slow",
            quantity=100 * n,
            cost=0.1 * n,
            status=status,
            account_id=None if n == 1 else 1,
            account_username=None if n == 1 else "lena",
            parameters=json.dumps(parameters),
            created_at=DAY.format(n=n),
            updated_at=DAY.format(n=n),
        )
    panel.add("orders", action_id=1, jap_order_id="6001", status="completed", quantity=50, cost=1.25)
    panel.add("orders", action_id=1, jap_order_id="7002", status="in_progress", quantity=200, cost=0.2)
    panel.add("triggers", action_id=1, trigger_type="scheduled", trigger_data='{"at": "09:00"}')
    shot = {"url": "https://instagram.example/p/1", "platform": "Instagram", "gologin_profile_id": "gl-1"}
    for phase, shade in (("before", 120), ("after", 9)):
        held = {"screenshot_type": phase, "screenshot_data": picture(shade), "status": "completed"}
        panel.add("screenshots", execution_id=1, **held, **shot)
    panel.add("screenshots", execution_id=2, screenshot_type="before", status="failed", error_message="no page", **shot)


BCRYPT = "$2b$12$" + "a" * 53
MARKUP = "Robert'); DROP TABLE accounts;-- <img src=x onerror=alert(1)>"


def hostile(path: Path, huge_bytes: int = 0) -> Path:
    """A file with whatever a careless program or a stranger may have left in it."""
    with old_panel(path, loose=True) as panel:
        panel.run("PRAGMA foreign_keys = 0")
        panel.run("ALTER TABLE accounts ADD COLUMN password_hash TEXT")
        panel.run("DROP TABLE triggers")
        panel.run("CREATE TABLE plugins (id INTEGER PRIMARY KEY, code TEXT)")
        good = {"platform": "instagram", "password_hash": BCRYPT}
        panel.add("accounts", username="Ünï 🌵", display_name=MARKUP, created_at="1700000000", **good)
        panel.add("accounts", username="same", created_at="2024-02-30 10:00:00", **good)
        panel.add("accounts", username=None, **good)
        panel.add("accounts", username="same", created_at="2024-02-03T10:00:00+02:00", **good)
        panel.add("accounts", username="SAME", display_name="Shouted", **good)
        panel.add("accounts", platform="myspace", username="tom")
        panel.run("INSERT INTO accounts (platform, username) VALUES ('x', CAST(x'ff41' AS TEXT))")
        panel.add("tags", name=MARKUP, color="javascript:alert(1)")
        panel.add("tags", name="Café", color=None)
        panel.add("account_tags", account_id=1, tag_id=2)
        panel.add("account_tags", account_id=99, tag_id=2)
        panel.add("settings", key="jap_api_key", value=None)
        panel.add("settings", key="timezone", value="Mars/Olympus")
        _hostile_orders(panel)
        _hostile_pictures(panel, huge_bytes)
    return path


def _hostile_orders(panel: OldPanel) -> None:
    rule = {"account_id": 1, "action_type": "likes", "jap_service_id": 1, "service_name": MARKUP}
    panel.add("actions", parameters="{broken", **rule)
    panel.add("actions", parameters=json.dumps({"custom_comments": [MARKUP, 7, ""]}), **rule)
    order = {
        "execution_type": "instant",
        "platform": "instagram",
        "target_url": "javascript:alert(1)",
        "service_id": 1,
        "service_name": MARKUP,
        "quantity": 10,
        "account_id": 77,
    }
    panel.add("execution_history", jap_order_id="1", status="completed", cost="1.005", **order)
    panel.add("execution_history", jap_order_id="2", status="completed", **{**order, "quantity": -5})
    panel.add("execution_history", jap_order_id="3", status="completed", **{**order, "quantity": "many"})
    panel.add("execution_history", jap_order_id="4", status="completed", cost="free", **order)
    panel.add("execution_history", jap_order_id="5", status="completed", **{**order, "quantity": 9223372036854775807})
    panel.add("execution_history", jap_order_id="6", status=MARKUP, created_at="yesterday", **order)
    panel.add("execution_history", jap_order_id="1", status="completed", cost=7, **order)


def _hostile_pictures(panel: OldPanel, huge_bytes: int) -> None:
    shot = {"url": "u", "platform": "Instagram", "gologin_profile_id": "g", "status": "completed"}
    program = base64.b64encode(b"\x7fELF" + bytes(64)).decode()
    for data in ("not base64 at all!", program, f"data:image/png;base64,{picture()}", None):
        panel.add("screenshots", execution_id=1, screenshot_type="before", screenshot_data=data, **shot)
    panel.add("screenshots", execution_id=1, screenshot_type="during", screenshot_data=picture(), **shot)
    panel.add("screenshots", execution_id=88, screenshot_type="after", screenshot_data=picture(), **shot)
    if huge_bytes:
        panel.add("screenshots", execution_id=1, screenshot_type="after", screenshot_data="A" * huge_bytes, **shot)


def large(path: Path, rows: int) -> Path:
    """A file of so many rows, in the proportions of one that ran for years: entries, readings, orders."""
    accounts, orders, polls = 200, rows // 5, rows // 4
    with old_panel(path) as panel:
        panel.many(
            "INSERT INTO accounts (platform, username, url, created_at) VALUES ('instagram', ?, ?, ?)",
            ((f"name{n}", f"https://instagram.example/name{n}", DAY.format(n=1)) for n in range(accounts)),
        )
        panel.many(
            "INSERT INTO rss_feeds (account_id, rss_app_feed_id, title, source_url, rss_feed_url, feed_type)"
            " VALUES (?, ?, 'Posts', ?, ?, 'account_monitor')",
            ((n, f"f{n}", f"https://i.example/{n}", f"https://f.example/{n}.xml") for n in range(1, accounts + 1)),
        )
        panel.many(
            "INSERT INTO rss_poll_log (feed_id, poll_time, posts_found, new_posts) VALUES (?, ?, 10, 1)",
            ((1 + n % accounts, f"2024-05-{1 + n % 28:02} {n % 24:02}:{n % 60:02}:00") for n in range(polls)),
        )
        _many_posts(panel, accounts, orders, rows - 2 * accounts - orders - polls)
    return path


def _many_posts(panel: OldPanel, accounts: int, orders: int, entries: int) -> None:
    panel.many(
        "INSERT INTO execution_history (jap_order_id, execution_type, platform, target_url, service_id,"
        " service_name, quantity, cost, status, account_id, account_username, parameters, created_at)"
        " VALUES (?, 'rss_trigger', 'instagram', ?, 4511, 'Likes, slow', 100, 0.12, 'completed', ?, 'n', '{}', ?)",
        (
            (str(n), f"https://i.example/p/{n}", 1 + n % accounts, f"2024-06-{1 + n % 28:02} 10:{n % 60:02}:00")
            for n in range(orders)
        ),
    )
    panel.many(
        "INSERT INTO processed_posts (feed_id, post_guid, post_url, post_title, processed_at) VALUES (?, ?, ?, ?, ?)",
        (
            (
                1 + n % accounts,
                f"guid-{n}",
                f"https://i.example/p/{n}",
                "A post",
                f"2024-06-{1 + n % 28:02} 09:00:00",
            )
            for n in range(entries)
        ),
    )

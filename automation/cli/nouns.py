"""The nouns of the store as the command line lists them: which table, what SQL adds, what a line of it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models import brand, content, feed, hashtag, media, order, provider, proxy, run, snapshot, tag, text, usage, warmup
from models.account import AccountTable
from models.account_state import AccountStateTable
from models.blocklist import BlocklistTable
from models.check_plan import CheckPlanTable
from models.comment import CommentTable
from models.evidence import EvidenceTable
from models.pages import Kind, Listing, Narrowed, listing
from models.person import PersonTable
from models.post import PostTable
from models.rule import OldTriggerTable, RuleTable
from models.thread import ThreadTable


@dataclass(frozen=True, slots=True)
class Noun:
    """How a noun is listed; `line` names what a plain line shows, `tagged` the table and column of its tags.

    `only` is what its list may be narrowed to by a flag: the flag's name, its line of help, and the condition.
    """

    help: str
    of: Listing
    line: tuple[str, ...]
    tagged: tuple[str, str] | None = None
    only: tuple[str, str, Callable[[], Narrowed]] | None = None


HANDLE = ("COALESCE((SELECT platform || ':' || username FROM accounts WHERE id = t.account_id), '')", Kind.TEXT)
SIGNED_IN = ("SELECT saved_at FROM sessions WHERE account_id = t.id", Kind.TIME)
HAS_TEXT = ("t.sealed_text IS NOT NULL", Kind.FLAG)


def _count(table: str, column: str) -> tuple[str, Kind]:
    return f"SELECT count(*) FROM {table} WHERE {column} = t.id", Kind.NUMBER


NOUNS = {
    "accounts": Noun(
        "The accounts you operate.",
        listing(AccountTable, newest=False, signed_in_at=SIGNED_IN),
        ("id", "platform", "username", "enabled", "health", "paused", "authority_kind", "signed_in_at"),
        ("account_tags", "account_id"),
    ),
    "account_states": Noun(
        "The moves between lifecycle states, newest first.",
        listing(AccountStateTable, handle=HANDLE),
        ("id", "handle", "from_state", "to_state", "actor", "reason", "at"),
    ),
    "blocklist": Noun(
        "All blocks and opt-outs, newest first.",
        listing(BlocklistTable),
        ("id", "kind", "what", "platform", "match", "subject", "reason", "created_at"),
    ),
    "brands": Noun(
        "Brands: groups of accounts with their content and limits.",
        listing(brand.BrandTable, newest=False, accounts=_count("accounts", "brand_id")),
        ("id", "name", "status", "accounts", "daily_follow_limit", "description"),
    ),
    "check_plans": Noun(
        "Posts whose figures are read again, and when.",
        listing(CheckPlanTable, url=("SELECT url FROM posts WHERE id = t.post_id", Kind.TEXT)),
        ("id", "post_id", "url", "next_at", "done", "complete"),
    ),
    "comments": Noun(
        "Comments on posts, those of others and our own.",
        listing(CommentTable),
        ("id", "author", "is_ours", "post_id", "text", "likes", "posted_at"),
    ),
    "content": Noun(
        "Pictures and words that a brand may publish.",
        listing(content.ContentTable),
        ("id", "brand_id", "kind", "url", "path", "text", "uses"),
    ),
    "evidence": Noun(
        "Pictures that prove an act or an order.",
        listing(EvidenceTable),
        ("id", "action_id", "order_id", "phase", "path", "state", "taken_at"),
    ),
    "feed_entries": Noun(
        "The entries that were seen in feeds, newest first.",
        listing(feed.EntryTable),
        ("id", "title", "url", "published_at", "seen_at", "baseline"),
    ),
    "feed_polls": Noun(
        "The readings of feeds, newest first.",
        listing(feed.PollTable),
        ("id", "feed_id", "polled_at", "status", "found", "fresh", "fired", "error"),
    ),
    "feeds": Noun(
        "All feeds.",
        listing(feed.FeedTable, newest=False, handle=HANDLE),
        ("id", "url", "handle", "status", "title", "next_poll_at", "last_error"),
    ),
    "hashtags": Noun(
        "Hashtags of sites.",
        listing(hashtag.HashtagTable, carried_by=_count("post_hashtags", "hashtag_id")),
        ("id", "platform", "name", "views", "posts", "carried_by", "seen_at"),
    ),
    "media": Noun(
        "The pictures, films and documents of posts.",
        listing(media.MediaTable),
        ("id", "post_id", "kind", "url", "analysis_state", "bytes"),
    ),
    "old_triggers": Noun(
        "Triggers of older systems: kept, never armed.",
        listing(OldTriggerTable),
        ("id", "rule_id", "kind", "data", "last_fired_at"),
    ),
    "orders": Noun(
        "What outside providers were asked for, newest first.",
        listing(order.OrderTable),
        ("id", "state", "platform", "service_name", "quantity", "estimated", "currency", "target_url", "created_at"),
    ),
    "people": Noun(
        "Everyone who is not operated by you, under each handle they have.",
        listing(PersonTable, posts_seen=_count("posts", "author_id")),
        ("id", "platform", "username", "display_name", "followers", "is_tracked", "last_seen_at"),
        ("person_tags", "person_id"),
    ),
    "posts": Noun(
        "Posts that were read or acted on.",
        listing(PostTable),
        ("id", "platform", "author", "text", "likes", "comments", "is_marked", "url"),
        ("post_tags", "post_id"),
    ),
    "providers": Noun(
        "Outside services; off until you accept their terms.",
        listing(provider.ProviderTable, newest=False),
        ("id", "kind", "name", "base_url", "enabled"),
    ),
    "proxies": Noun(
        "Network settings of accounts.",
        listing(proxy.ProxyTable, newest=False, accounts=_count("accounts", "proxy_id")),
        ("id", "scheme", "host", "port", "username", "status", "accounts", "location"),
        only=("free", "Only those that may carry another account.", proxy.with_room),
    ),
    "rules": Noun(
        "All rules.",
        listing(RuleTable, newest=False, handle=HANDLE, has_text=HAS_TEXT),
        ("id", "name", "handle", "kind", "feed_id", "condition", "enabled"),
    ),
    "runs": Noun(
        "Gatherings of data, and the engine's own sessions, newest first.",
        listing(run.RunTable),
        ("id", "kind", "origin", "platform", "status", "started_at", "fetched", "fresh", "updated"),
    ),
    "snapshots": Noun(
        "What figures were at one time, newest first.",
        listing(snapshot.SnapshotTable),
        ("id", "post_id", "person_id", "account_id", "likes", "comments", "views", "followers", "taken_at"),
    ),
    "tags": Noun(
        "Tags, and how much carries each.",
        listing(
            tag.TagTable,
            newest=False,
            **{each: _count(table, "tag_id") for each, table in (("posts", "post_tags"), ("people", "person_tags"))},
            accounts=_count("account_tags", "tag_id"),
        ),
        ("id", "name", "color", "posts", "people", "accounts", "description"),
    ),
    "texts": Noun(
        "What may be said, by kind.",
        listing(text.TextTable),
        ("id", "brand_id", "kind", "name", "text", "uses"),
    ),
    "threads": Noun(
        "Conversations of your accounts.",
        listing(ThreadTable, handle=HANDLE, message_count=_count("messages", "thread_id")),
        ("id", "handle", "participant", "message_count", "unread", "is_muted", "is_archived", "last_message_at"),
    ),
    "api_usage": Noun(
        "What outside services were asked, and what it cost, newest day last of each service.",
        listing(usage.UsageTable, newest=False),
        ("id", "provider", "endpoint", "day", "calls", "quota", "cost", "currency"),
    ),
    "warmup_steps": Noun(
        "The five steps of fresh accounts.",
        listing(warmup.WarmupStepTable, handle=HANDLE),
        ("id", "handle", "position", "name", "state", "retries", "started_at", "completed_at", "error"),
    ),
}

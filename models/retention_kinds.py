"""The classes of what may go: per class its table, its days, and what keeps a row however old it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.enums import CLOSED, KEY_FREED, READING


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


_CLOSED, _FREED, _READING = _list(CLOSED), _list(KEY_FREED), _list(READING)
# When an import brought a row whose table says nothing of that.
_BROUGHT = """COALESCE((SELECT max(i.started_at) FROM legacy_refs f JOIN imports i ON i.id = f.import_id
    WHERE f.noun = '{0}' AND f.row_id = r.id), 0)"""
_NOT_SETTLED = f"""EXISTS (SELECT 1 FROM actions WHERE id = r.action_id
    AND (state NOT IN ({_CLOSED}) OR state = 'needs_review'))"""
_DAYS_OF_WORDS = "COALESCE({0}.kept_from, {0}.done_at, {0}.updated_at)"
_TOUCHES = f"""a.target_id = r.external_id AND o.platform = r.platform AND o.instance = r.instance
    AND a.state NOT IN ({_FREED}) AND (a.kind NOT IN ({_READING}) OR a.state NOT IN ({_CLOSED}))"""
# A like that an import brought may know its post by the address alone.
_BY_ADDRESS = f"""SELECT target_url FROM actions WHERE target_kind IN ('post', 'comment') AND state NOT IN ({_FREED})
    AND kind NOT IN ({_READING}) UNION SELECT target_url FROM orders"""
# As many as a rule is tried on, and a slow feed keeps something to be read.
_NEWEST_ENTRIES = """SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY feed_id ORDER BY id DESC) AS place
    FROM feed_entries) WHERE place <= 50"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of rows: its table (named r in the conditions), its setting, and when a row's days began.

    `kept` maps a reason to the condition under which a row stays; `first` are reasons that are looked at once, because
    they walk a whole table; `done` is what is set instead of deleting.
    """

    name: str
    table: str
    setting: str
    since: str
    among: str = "TRUE"
    kept: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


def _raw(name: str, table: str, seen_at: str) -> Kind:
    """What an older system kept whole of a row; the figures and words that were read out of it stay."""
    since = f"max(r.{seen_at}, {_BROUGHT.format(table)})"
    return Kind(name, table, "retention_payloads_days", since, "r.payload IS NOT NULL", done="payload = NULL")


KINDS = (
    Kind(
        "posts",
        "posts",
        "retention_posts_days",
        "max(COALESCE(r.kept_from, 0), r.updated_at)",
        kept={
            "marked": "r.is_marked = 1",
            "tagged": "EXISTS (SELECT 1 FROM post_tags WHERE post_id = r.id)",
            "tracked": "EXISTS (SELECT 1 FROM check_plans WHERE post_id = r.id)"
            " OR EXISTS (SELECT 1 FROM people WHERE id = r.author_id AND is_tracked = 1)",
            "engaged": "EXISTS (SELECT 1 FROM actions a JOIN accounts o ON o.id = a.account_id"
            f" WHERE a.target_kind IN ('post', 'comment') AND {_TOUCHES})"
            " OR EXISTS (SELECT 1 FROM comments WHERE post_id = r.id AND (is_ours = 1 OR account_id IS NOT NULL))",
        },
        first={"engaged by its address": f"r.url IN ({_BY_ADDRESS})"},
    ),
    _raw("raw posts", "posts", "first_seen_at"),
    _raw("raw figures", "snapshots", "taken_at"),
    Kind(
        "messages",
        "messages",
        "retention_messages_days",
        "COALESCE(r.kept_from, r.first_seen_at)",
        "r.redacted_at IS NULL AND COALESCE(r.sealed_text, r.old_envelope, r.media_url) IS NOT NULL",
        done="sealed_text = NULL, old_envelope = NULL, media_url = NULL, redacted_at = :now",
    ),
    Kind(
        "previews",
        "threads",
        "retention_messages_days",
        "max(COALESCE(r.last_message_at, 0), COALESCE(r.synced_at, 0), r.first_seen_at)",
        "r.sealed_preview IS NOT NULL",
        done="sealed_preview = NULL",
    ),
    Kind(
        "sent words",
        "actions",
        "retention_messages_days",
        _DAYS_OF_WORDS.format("r"),
        "r.kind = 'dm' AND r.sealed_text IS NOT NULL"
        " AND r.state IN ('confirmed', 'refused', 'skipped', 'cancelled', 'expired')",
        done="sealed_text = NULL",
    ),
    Kind(
        "pictures",
        "evidence",
        "retention_pictures_days",
        "COALESCE(r.kept_from, r.taken_at)",
        "r.order_id IS NULL",
        kept={
            "pinned": "r.pinned = 1",
            "proves a confirmed action": "EXISTS (SELECT 1 FROM actions WHERE id = r.action_id"
            " AND state = 'confirmed')",
            "not settled yet": _NOT_SETTLED,
        },
    ),
    Kind(
        "actions",
        "actions",
        "retention_actions_days",
        _DAYS_OF_WORDS.format("r"),
        f"r.state IN ({_CLOSED})",
        kept={
            "waits for a person": "r.state = 'needs_review'",
            "a picture of it is pinned": "EXISTS (SELECT 1 FROM evidence WHERE action_id = r.id AND pinned = 1)",
        },
    ),
    Kind(
        "orders",
        "orders",
        "retention_orders_days",
        _DAYS_OF_WORDS.format("r"),
        kept={
            "not closed": "r.state NOT IN ('completed', 'partial', 'cancelled', 'failed')",
            "its action is not settled yet": _NOT_SETTLED,
            "a picture of it is pinned": "EXISTS (SELECT 1 FROM evidence WHERE order_id = r.id AND pinned = 1)",
        },
    ),
    # An entry that is forgotten would be new when its feed lists it again, at its end or pinned to its top, and rules
    # would fire. So its guid and address stay for ever, as the ledger does, and what people read of it goes.
    Kind(
        "entries",
        "feed_entries",
        "retention_entries_days",
        f"max(r.seen_at, {_BROUGHT.format('feed_entries')})",
        "r.title <> '' OR r.author IS NOT NULL",
        first={"among the newest of its feed": f"r.id IN ({_NEWEST_ENTRIES})"},
        done="title = '', author = NULL",
    ),
    Kind("polls", "feed_polls", "", f"max(r.polled_at, {_BROUGHT.format('feed_polls')})"),
    # A run goes after all that names it, so that nothing forgets where it came from.
    Kind(
        "runs",
        "runs",
        "",
        f"max(COALESCE(r.ended_at, r.started_at), {_BROUGHT.format('runs')})",
        "r.status <> 'running'",
        kept={
            "its actions are kept": "EXISTS (SELECT 1 FROM actions WHERE run_id = r.id)",
            "its figures are kept": "EXISTS (SELECT 1 FROM snapshots WHERE run_id = r.id)",
        },
    ),
    Kind("counts", "cap_counts", "", "r.counted_at"),
)
# Rows of these classes have no setting of their own: nothing asks for them after so many days.
FIXED_DAYS = {"polls": 30, "runs": 365, "counts": 30}

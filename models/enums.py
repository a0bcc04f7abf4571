"""The closed vocabularies of the store; house.md's words, one meaning each."""

from __future__ import annotations

from enum import StrEnum


class ActionKind(StrEnum):
    """What an account can be asked to do."""

    LIKE = "like"
    UNLIKE = "unlike"
    COMMENT = "comment"
    DELETE_COMMENT = "delete-comment"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    DM = "dm"
    STATS = "stats"
    # Kinds that only rows brought along from older systems have; nothing performs them yet.
    REPLY = "reply"
    SAVE = "save"
    UNSAVE = "unsave"
    SHARE = "share"
    DM_READ = "dm-read"
    SEARCH = "search"
    POST = "post"
    STORY = "story"
    HIGHLIGHT = "highlight"
    SET_AVATAR = "set-avatar"
    SET_BIO = "set-bio"
    ORDER = "order"


class TargetKind(StrEnum):
    """What an action is aimed at."""

    POST = "post"
    PERSON = "person"
    COMMENT = "comment"
    THREAD = "thread"
    HASHTAG = "hashtag"
    ACCOUNT = "account"


class State(StrEnum):
    """Where an action stands (house.md §4); there is no "done"."""

    AWAITING_APPROVAL = "awaiting_approval"
    QUEUED = "queued"
    HELD = "held"
    RUNNING = "running"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    REFUSED = "refused"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    INTERRUPTED = "interrupted"
    NEEDS_REVIEW = "needs_review"


# The key of an action stays taken except in these states: nothing of it can be on the site.
KEY_FREED = frozenset({State.REFUSED, State.CANCELLED, State.EXPIRED, State.SKIPPED, State.FAILED})
# An action in one of these will not move again by itself.
CLOSED = KEY_FREED | {State.CONFIRMED, State.UNCONFIRMED, State.NEEDS_REVIEW}


class Answer(StrEnum):
    """What a policy rule, or the whole policy, says; the strongest wins in this order."""

    REFUSE = "refuse"
    HOLD = "hold"
    APPROVAL = "approval"
    DELAY = "delay"
    ALLOW = "allow"


class Outcome(StrEnum):
    """How far an attempt came."""

    STARTED = "started"
    PERFORMED = "performed"
    ALREADY = "already"
    FAILED = "failed"
    REHEARSED = "rehearsed"
    ABANDONED = "abandoned"


class Truth(StrEnum):
    """What a fresh look says about an attempt."""

    CONFIRMED = "confirmed"
    ABSENT = "absent"
    UNCLEAR = "unclear"


class Toggle(StrEnum):
    """What a two-state button shows; unknown is never clicked."""

    ON = "on"
    OFF = "off"
    UNKNOWN = "unknown"


class Trigger(StrEnum):
    """What made the work appear."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    FEED = "feed"
    IMPORT = "import"


class Health(StrEnum):
    """How an account stands with its site."""

    OK = "ok"
    SIGNED_OUT = "signed_out"
    CHALLENGED = "challenged"
    RATE_LIMITED = "rate_limited"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    BANNED = "banned"


# Beside the words of sites, why an account is signed out: a person forgot its session.
SIGNED_OUT_HERE = "signed_out_here"


class Lifecycle(StrEnum):
    """Where an account stands in its life, whatever its site says of it."""

    IMPORTED = "imported"
    PROXY_ASSIGNED = "proxy_assigned"
    WARMING_UP = "warming_up"
    HUMAN_REVIEW = "human_review"
    READY = "ready"
    ACTIVE = "active"
    CLEANUP = "cleanup"


class Actor(StrEnum):
    """Who moves an account: a person, or a part of an automation."""

    USER = "user"
    BOT = "bot"
    SYSTEM = "system"
    SCHEDULER = "scheduler"


class CapClass(StrEnum):
    """Which allowance an action counts against."""

    LIKE = "like"
    COMMENT = "comment"
    FOLLOW = "follow"
    MESSAGE = "message"
    READ = "read"


class Phase(StrEnum):
    """Before or after the act, for a picture."""

    BEFORE = "before"
    AFTER = "after"


CAP_CLASS = {
    ActionKind.LIKE: CapClass.LIKE,
    ActionKind.UNLIKE: CapClass.LIKE,
    ActionKind.COMMENT: CapClass.COMMENT,
    ActionKind.DELETE_COMMENT: CapClass.COMMENT,
    ActionKind.FOLLOW: CapClass.FOLLOW,
    ActionKind.UNFOLLOW: CapClass.FOLLOW,
    ActionKind.DM: CapClass.MESSAGE,
    ActionKind.STATS: CapClass.READ,
    ActionKind.REPLY: CapClass.COMMENT,
    ActionKind.SAVE: CapClass.LIKE,
    ActionKind.UNSAVE: CapClass.LIKE,
    ActionKind.SHARE: CapClass.COMMENT,
    ActionKind.DM_READ: CapClass.READ,
    ActionKind.SEARCH: CapClass.READ,
    ActionKind.POST: CapClass.COMMENT,
    ActionKind.STORY: CapClass.COMMENT,
    ActionKind.HIGHLIGHT: CapClass.COMMENT,
    ActionKind.SET_AVATAR: CapClass.COMMENT,
    ActionKind.SET_BIO: CapClass.COMMENT,
    ActionKind.ORDER: CapClass.LIKE,
}
# What Steward can be asked to do today; the rest of the vocabulary is history from older systems.
PERFORMED = (
    ActionKind.LIKE,
    ActionKind.UNLIKE,
    ActionKind.COMMENT,
    ActionKind.DELETE_COMMENT,
    ActionKind.FOLLOW,
    ActionKind.UNFOLLOW,
    ActionKind.DM,
    ActionKind.STATS,
)
TARGET_OF = {
    ActionKind.FOLLOW: TargetKind.PERSON,
    ActionKind.UNFOLLOW: TargetKind.PERSON,
    ActionKind.DM: TargetKind.PERSON,
}
# What an act takes back; an undo opens a new generation of the act's key.
UNDOES = {
    ActionKind.UNLIKE: ActionKind.LIKE,
    ActionKind.DELETE_COMMENT: ActionKind.COMMENT,
    ActionKind.UNFOLLOW: ActionKind.FOLLOW,
}
TEXT_KINDS = frozenset({ActionKind.COMMENT, ActionKind.DM, ActionKind.DELETE_COMMENT})
TOGGLES = frozenset({ActionKind.LIKE, ActionKind.UNLIKE, ActionKind.FOLLOW, ActionKind.UNFOLLOW})
READING = frozenset({ActionKind.STATS, ActionKind.DM_READ, ActionKind.SEARCH})

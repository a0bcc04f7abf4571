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


class TargetKind(StrEnum):
    """What an action is aimed at."""

    POST = "post"
    PERSON = "person"
    COMMENT = "comment"


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


class Health(StrEnum):
    """How an account stands with its site."""

    OK = "ok"
    SIGNED_OUT = "signed_out"
    CHALLENGED = "challenged"
    RATE_LIMITED = "rate_limited"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    BANNED = "banned"


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
}
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
READING = frozenset({ActionKind.STATS})

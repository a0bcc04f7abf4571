"""The words and icons of the closed vocabularies: a state is always an icon and a word, and then a colour."""

from __future__ import annotations

from typing import NamedTuple


class Sign(NamedTuple):
    """An icon, a word, and the token that colours both."""

    icon: str
    word: str
    token: str


STATES = {
    "awaiting_approval": Sign("hand", "Awaiting approval", "info"),
    "queued": Sign("clock", "Queued", "muted"),
    "held": Sign("circle-pause", "Held", "warn"),
    "running": Sign("play", "Running", "info"),
    "confirmed": Sign("circle-check", "Confirmed", "good"),
    "unconfirmed": Sign("circle-dashed", "Unconfirmed", "warn"),
    "failed": Sign("circle-x", "Failed", "bad"),
    "refused": Sign("ban", "Refused", "bad"),
    "skipped": Sign("skip-forward", "Skipped", "muted"),
    "cancelled": Sign("circle-slash", "Cancelled", "muted"),
    "expired": Sign("hourglass", "Expired", "muted"),
    "interrupted": Sign("unplug", "Interrupted", "warn"),
    "needs_review": Sign("circle-question-mark", "Needs review", "warn"),
}
KINDS = {
    "like": Sign("heart", "Like", "text"),
    "unlike": Sign("heart-off", "Unlike", "text"),
    "comment": Sign("message-circle", "Comment", "text"),
    "delete-comment": Sign("message-circle-x", "Delete comment", "text"),
    "follow": Sign("user-plus", "Follow", "text"),
    "unfollow": Sign("user-minus", "Unfollow", "text"),
    "dm": Sign("mail", "Message", "text"),
    "stats": Sign("chart-column", "Read figures", "text"),
    "reply": Sign("message-circle", "Reply", "text"),
    "save": Sign("download", "Save", "text"),
    "unsave": Sign("undo-2", "Unsave", "text"),
    "share": Sign("send", "Share", "text"),
    "dm-read": Sign("inbox", "Read messages", "text"),
    "search": Sign("search", "Search", "text"),
    "post": Sign("file-text", "Post", "text"),
    "story": Sign("image", "Story", "text"),
    "highlight": Sign("image", "Highlight", "text"),
    "set-avatar": Sign("user-round", "Set picture", "text"),
    "set-bio": Sign("pencil-line", "Set bio", "text"),
    "order": Sign("activity", "Order", "text"),
}
HEALTH = {
    "ok": Sign("circle-check", "OK", "good"),
    "signed_out": Sign("log-in", "Signed out", "warn"),
    "challenged": Sign("circle-question-mark", "Asked to confirm", "warn"),
    "rate_limited": Sign("timer", "Asked to slow down", "warn"),
    "restricted": Sign("triangle-alert", "Restricted", "bad"),
    "suspended": Sign("ban", "Suspended", "bad"),
    "banned": Sign("ban", "Banned", "bad"),
}
ANSWERS = {
    "allow": Sign("check", "Allows", "good"),
    "delay": Sign("clock", "Later", "info"),
    "approval": Sign("hand", "Asks you", "info"),
    "hold": Sign("circle-pause", "Holds", "warn"),
    "refuse": Sign("ban", "Refuses", "bad"),
}
RULES = {
    "authority": "Authority",
    "account_health": "Account health",
    "blocklist": "Blocklist",
    "opt_out": "Opt-outs",
    "sponsored": "Sponsored posts",
    "duplicates": "Duplicates",
    "collisions": "Own accounts",
    "quiet_hours": "Quiet hours",
    "rate_limits": "Limits",
    "spend": "Spend",
    "approvals": "Approval",
}
OUTCOMES = {
    "started": "Started",
    "performed": "Performed",
    "already": "It was so already",
    "failed": "Stopped before the last click",
    "rehearsed": "Rehearsed, without the last click",
    "abandoned": "Cut off",
}
TRUTHS = {
    "confirmed": "A fresh look found it",
    "absent": "A fresh look did not find it",
    "unclear": "A fresh look could not tell",
}
METHODS = {
    "reload_verify": "after loading the page again",
    "read": "while reading the page",
    "dom_state_check": "by the state of the page",
    "attribute_change": "by what changed on the page",
    "api_response": "in the site's own answer",
    "manual": "with a person's own eyes",
    "imported": "as the older system said",
}
_SPELT = {
    "rss": "RSS",
    "rss.app": "rss.app",
    "url": "URL",
    "id": "ID",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "nodebb": "NodeBB",
}


def sign(signs: dict[str, Sign], word: object) -> Sign:
    """The sign of a word; one that is not known is shown as it is."""
    return signs.get(str(word)) or Sign("circle-dashed", plain(str(word)), "muted")


def plain(word: str) -> str:
    """A code as words: "needs_review" → "Needs review", "rss_feed" → "RSS feed"."""
    words = word.replace("_", " ").replace("-", " ").capitalize().split(" ")
    return " ".join(_SPELT.get(one.lower(), one) for one in words)


def counted(number: int, one: str, many: str | None = None) -> str:
    """An exact count with its unit: "1 action", "9,214 actions"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

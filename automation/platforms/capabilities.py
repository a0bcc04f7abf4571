"""What a pack's tables add up to, in the words of the contract suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.enums import PERFORMED

if TYPE_CHECKING:
    from automation.platforms.model import Pack

# The order in which the contract suite asks, and in which `platforms test` prints.
EVERY = (
    "sign_in", "wrong_password", "identity", "observe", "like", "like_again", "unlike", "react", "comment",
    "comment_seen_by_other", "reply", "delete_comment", "follow", "unfollow", "save", "unsave", "share", "message",
    "message_read_by_other", "list_threads", "read_thread", "search_posts", "search_people", "search_hashtags",
    "stats", "comments", "publish_post", "publish_story", "set_avatar", "set_bio", "signed_out", "not_found",
    "challenge", "rate_limited",
)  # fmt: skip


def of(pack: Pack) -> frozenset[str]:
    """The capabilities whose tables the pack has."""
    found = {"identity", "observe", "not_found"} if pack.like or pack.comment or pack.post else {"identity"}
    found |= _signing(pack) | _toggles(pack) | _writing(pack) | _reading(pack) | _publishing(pack)
    found |= {name for name in ("challenge", "rate_limited") if any(getattr(pack.stop, name).model_dump().values())}
    return frozenset(found)


def acts(pack: Pack) -> frozenset[str]:
    """The kinds of action the pack can do."""
    has = of(pack)
    kinds = {kind.value.replace("-", "_") for kind in PERFORMED} & has
    return frozenset(kinds | ({"dm"} if "message" in has else set()))


def _signing(pack: Pack) -> set[str]:
    found = {"sign_in"} if pack.sign_in else set()
    if pack.sign_in and pack.sign_in.refused:
        found.add("wrong_password")
    return found | {"signed_out"}


def _toggles(pack: Pack) -> set[str]:
    found = {"like", "like_again", "unlike"} if pack.like else set()
    found |= {"follow", "unfollow"} if pack.follow else set()
    found |= {"save", "unsave"} if pack.save else set()
    return found | ({"share"} if pack.share else set())


def _writing(pack: Pack) -> set[str]:
    found: set[str] = set()
    if pack.comment and (pack.comment.submit or "comment" in pack.flow):
        found |= {"comment", "comment_seen_by_other"}
    if pack.comment and (pack.comment.delete or "delete_comment" in pack.flow):
        found.add("delete_comment")
    if pack.comment and pack.comment.reply:
        found.add("reply")
    return found | ({"message", "message_read_by_other", "read_thread"} if pack.message else set())


def _reading(pack: Pack) -> set[str]:
    found = {"stats"} if pack.post else set()
    if pack.comment:
        found.add("comments")
    if pack.message and pack.message.row and "inbox" in pack.url:
        found.add("list_threads")
    rows = {"posts": "post_row", "people": "person_row", "hashtags": "hashtag_row"}
    return found | {
        f"search_{what}"
        for what, row in rows.items()
        if pack.search and getattr(pack.search, row) and f"search_{what}" in pack.url
    }


def _publishing(pack: Pack) -> set[str]:
    words = {"post": "publish_post", "story": "publish_story", "avatar": "set_avatar", "bio": "set_bio"}
    return {word for name, word in words.items() if name in pack.publish}

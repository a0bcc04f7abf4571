"""What each act of the practice network does: what it stores, and what the page shows for it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from automation.practice import people, posts, threads
from automation.practice.visit import Visit

Change = dict[str, str]  # how: replace, prepend, append, remove, inner · where: element id · html


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on one target. `store` does it and `show` tells the page, given the id stored (0 when it was a lie)."""

    verb: str
    target: str
    store: Callable[[], int]
    show: Callable[[int], list[Change]]
    text: str | None = None
    clears: bool = False
    refusal: str | None = None  # id of the element where a visible "not posted" goes


def find(visit: Visit, verb: str, form: dict[str, str]) -> Deed | None:
    """Return what this request asks for, or None if its target does not exist or the text is empty."""
    if verb in ("like", "unlike", "save", "unsave"):
        return _on_post(visit, verb)
    if verb in ("follow", "unfollow"):
        return _on_person(visit, verb)
    if verb in ("like_comment", "unlike_comment"):
        return _on_comment(visit, verb)
    if verb == "delete_comment":
        return _delete_comment(visit)
    text = form.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        return None
    return _comment(visit, text) if verb == "comment" else _message(visit, text)


def _on_post(visit: Visit, verb: str) -> Deed | None:
    me, number = str(visit.me), int(visit.request.path_params["post"])
    post = posts.post(visit.store, number, me)
    if post is None:
        return None
    on, table = not verb.startswith("un"), "likes" if verb.endswith("like") else "saves"

    def store() -> int:
        posts.toggle(visit.store, table, me, number, on)
        return number

    def show(stored: int) -> list[Change]:
        seen = posts.post(visit.store, number, me) or post
        if not stored and table == "likes":
            seen = replace(seen, liked=on, likes=seen.likes + (on - seen.liked))
        elif not stored:
            seen = replace(seen, saved=on)
        return [_replace(visit, "bar", number, visit.fragment("bar", post=seen))]

    return Deed(verb, f"post:{number}", store, show)


def _on_person(visit: Visit, verb: str) -> Deed | None:
    me = str(visit.me)
    person = people.person(visit.store, str(visit.request.path_params["handle"]), me)
    if person is None or person.hidden or person.handle == me:
        return None
    on, handle = verb == "follow", person.handle

    def store() -> int:
        (people.follow if on else people.unfollow)(visit.store, me, handle)
        return 1

    def show(stored: int) -> list[Change]:
        seen = people.person(visit.store, handle, me) or person
        if not stored:
            seen = replace(seen, followed=on, followers=seen.followers + (on - seen.followed))
        return [
            _replace(visit, "follow", handle, visit.fragment("follow", handle=handle, followed=seen.followed)),
            _replace(visit, "followers", handle, visit.fragment("followers", person=seen)),
        ]

    return Deed(verb, f"person:{handle}", store, show)


def _on_comment(visit: Visit, verb: str) -> Deed | None:
    me, number = str(visit.me), int(visit.request.path_params["comment"])
    comment = posts.comment(visit.store, number, me)
    if comment is None:
        return None
    on = verb == "like_comment"

    def store() -> int:
        posts.toggle(visit.store, "comment_likes", me, number, on)
        return number

    def show(stored: int) -> list[Change]:
        seen = posts.comment(visit.store, number, me) or comment
        if not stored:
            seen = replace(seen, liked=on, likes=seen.likes + (on - seen.liked))
        return [_replace(visit, "comment", number, visit.fragment("comment", comment=seen))]

    return Deed(verb, f"comment:{number}", store, show)


def _comment(visit: Visit, text: str) -> Deed | None:
    me, number = str(visit.me), int(visit.request.path_params["post"])
    if posts.post(visit.store, number, me) is None:
        return None

    def store() -> int:
        return posts.add_comment(visit.store, number, me, text)

    def show(stored: int) -> list[Change]:
        seen = posts.comment(visit.store, stored, me) if stored else None
        return [
            _change("inner", visit, "refusal", f"post-{number}", ""),
            _change("prepend", visit, "comments", number, visit.fragment("comment", comment=seen or made_up())),
            *_count(visit, number, 0 if stored else 1),
        ]

    def made_up() -> posts.Comment:
        following = visit.store.figure("SELECT coalesce(max(id), 0) + 1 FROM comments")
        return posts.Comment(following, number, me, text, datetime.now(UTC), 0, False, True)

    return Deed(
        "comment", f"post:{number}", store, show, text, clears=True, refusal=_anchor(visit, "refusal", f"post-{number}")
    )


def _delete_comment(visit: Visit) -> Deed | None:
    me, number = str(visit.me), int(visit.request.path_params["comment"])
    comment = posts.comment(visit.store, number, me)
    if comment is None or not comment.mine:
        return None

    def store() -> int:
        posts.delete_comment(visit.store, number, me)
        return number

    def show(stored: int) -> list[Change]:
        gone = _change("remove", visit, "comment", number, "")
        return [gone, *_count(visit, comment.post, 0 if stored else -1)]

    return Deed("delete_comment", f"comment:{number}", store, show)


def _message(visit: Visit, text: str) -> Deed | None:
    me = str(visit.me)
    person = people.person(visit.store, str(visit.request.path_params["handle"]), me)
    if person is None or person.handle == me:
        return None
    handle = person.handle

    def store() -> int:
        return threads.send(visit.store, me, handle, text)

    def show(stored: int) -> list[Change]:
        seen = threads.Message(stored or _next_message(visit), me, text, datetime.now(UTC), True)
        return [
            _change("inner", visit, "refusal", f"person-{handle}", ""),
            _change("append", visit, "messages", handle, visit.fragment("message", message=seen)),
        ]

    return Deed(
        "message",
        f"person:{handle}",
        store,
        show,
        text,
        clears=True,
        refusal=_anchor(visit, "refusal", f"person-{handle}"),
    )


def _next_message(visit: Visit) -> int:
    return visit.store.figure("SELECT coalesce(max(id), 0) + 1 FROM messages")


def _count(visit: Visit, number: int, pretended: int) -> list[Change]:
    post = posts.post(visit.store, number, visit.me)
    if post is None:
        return []
    seen = replace(post, comments=post.comments + pretended)
    return [_replace(visit, "bar", number, visit.fragment("bar", post=seen))]


def _replace(visit: Visit, part: str, key: object, html: str) -> Change:
    return _change("replace", visit, part, key, html)


def _change(how: str, visit: Visit, part: str, key: object, html: str) -> Change:
    return {"how": how, "where": _anchor(visit, part, key), "html": html}


def _anchor(visit: Visit, part: str, key: Any) -> str:
    return visit.site.dialect.anchor(part, key)

"""The profiles and tags of a LinkedIn post store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from automation.imports import collected, words
from automation.imports.fields import needed_ref
from automation.imports.linkedin_items import PLATFORM, SITE
from automation.imports.linkedin_rows import made_at, platform_of, with_id
from automation.imports.plan import Context, Draft, Refused, Row

# A person's word stands above a rule's, and a rule's above a model's.
_RANK: Final = {"ai": 0, "rule": 1, "user": 2}
_COUNTED: Final = "How many posts were seen of a profile is counted anew, from the posts."


def profile(row: Row, context: Context) -> Iterator[Draft]:
    """A person whose posts are followed, or were."""
    username, made = words.needed(row.get("username"), "username"), made_at(row, context)
    platform, tracked = platform_of(row), words.flag(row.get("is_active", 1), "is_active")
    if row.get("post_count"):
        context.note(_COUNTED)
    draft = collected.person(
        platform,
        username,
        made,
        update=("is_tracked",) if tracked else (),
        display_name=words.maybe(row.get("name")),
        url=f"{SITE}/in/{username}/" if platform == PLATFORM else None,
        is_tracked=tracked,
        notes=words.text(row.get("notes")),
        synced_at=words.when(row.get("last_synced_at"), "last_synced_at"),
        updated_at=words.when(row.get("updated_at"), "updated_at") or made,
    )
    yield with_id(draft, row.get("profile_id"))


def tag(row: Row, context: Context) -> Iterator[Draft]:
    """A tag; its colour's name becomes ours of that name."""
    name = words.needed(row.get("name"), "name")
    try:
        color = words.color(row.get("color"))
    except Refused as refused:
        color = words.color(None)
        context.note(f"A tag's colour {refused.reason} and became grey.")
    values = {
        "name": name,
        "name_norm": name.casefold(),
        "color": color,
        "description": words.text(row.get("description")),
        "created_at": made_at(row, context),
    }
    yield with_id(Draft("tags", values, ("name_norm",)), row.get("tag_id"))


def person_tag(row: Row, context: Context) -> Iterator[Draft]:
    """A tag of a person."""
    values = {
        "person_id": needed_ref(row, "profile_id", "profiles"),
        "tag_id": needed_ref(row, "tag_id", "tags"),
        "created_at": made_at(row, context),
    }
    yield with_id(Draft("person_tags", values, ("person_id", "tag_id")), row.get("profile_tag_id"))


def post_tag(row: Row, context: Context) -> Iterator[Draft]:
    """A tag of a post, with who applied it and why."""
    by = words.text(row.get("applied_by")).lower() or "ai"
    if by not in _RANK:
        raise Refused("applied_by", f"“{by[:40]}” is neither ai, user nor rule")
    values = {
        "post_id": needed_ref(row, "post_id", "posts"),
        "tag_id": needed_ref(row, "tag_id", "tags"),
        "confidence": _confidence(row.get("confidence")),
        "applied_by": by,
        "notes": words.text(row.get("system_notes")),
        "created_at": made_at(row, context),
    }
    yield with_id(
        Draft(
            "post_tags",
            values,
            ("post_id", "tag_id"),
            update=frozenset({"applied_by", "confidence", "notes"}),
            outranks=lambda there: _RANK[there["applied_by"]] < _RANK[by],
        ),
        row.get("post_tag_id"),
    )


def _confidence(value: object) -> float | None:
    if value is None or value == "":
        return None
    try:
        found = float(value) if isinstance(value, int | float | str) else -1.0
    except ValueError as error:
        raise Refused("confidence", "is no number") from error
    if not 0 <= found <= 1:
        raise Refused("confidence", "is not between 0 and 1")
    return found

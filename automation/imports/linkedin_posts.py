"""The posts of a LinkedIn post store, their readings, pictures and the runs that brought them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from automation.imports import beside, collected, linkedin_items, words
from automation.imports.fields import needed_ref
from automation.imports.linkedin_rows import key_of, made_at, platform_of, with_id
from automation.imports.plan import Context, Draft, Ref, Refused, Row

_OLD: Final = linkedin_items.FIELDS["old"]["posts"]
KEY: Final = key_of("post_id", *_OLD["key"])
_MANY: Final = 200_000
_RUN_STATES: Final = frozenset({"completed", "failed", "cancelled"})
_ANALYSED: Final = frozenset({"pending", "analyzing", "completed", "failed"})
# What says whose machine a run was on is no part of what is worth knowing of it.
_PERSONAL: Final = ("user", "host", "home", "login", "name", "path", "cwd", "dir", "ip", "mac")


def run(row: Row, context: Context) -> Iterator[Draft]:
    """One gathering of posts."""
    status = words.text(row.get("status")).lower() or "running"
    status = "cancelled" if status == "canceled" else status
    if status not in _RUN_STATES | {"running"}:
        raise Refused("status", f"“{status[:40]}” is no state of a run")
    started = words.when(words.needed(row.get("started_at"), "started_at"), "started_at")
    values = {
        "kind": "download",
        "origin": words.text(row.get("script_name")),
        "platform": platform_of(row),
        "status": "interrupted" if status == "running" else status,
        "started_at": started,
        "ended_at": words.when(row.get("completed_at"), "completed_at"),
        "fetched": words.whole(row.get("posts_fetched"), "posts_fetched", 0) or 0,
        "fresh": words.whole(row.get("posts_new"), "posts_new", 0) or 0,
        "updated": words.whole(row.get("posts_updated"), "posts_updated", 0) or 0,
        "error": words.maybe(row.get("error_message")),
        "system": _system(row.get("system_info")),
    }
    yield with_id(Draft("runs", values), row.get("run_id"))


def _system(value: object) -> dict[str, Any] | None:
    """What a run's machine was, without whose it was."""
    found = words.document(value, "system_info")
    if not isinstance(found, dict):
        return None
    kept = {name: each for name, each in found.items() if not any(part in name.lower() for part in _PERSONAL)}
    return kept or None


def post(row: Row, context: Context) -> Iterator[Draft]:
    """A post of either form; the older one names the result file it came from, which becomes its first reading."""
    platform = platform_of(row)
    # The scraper's words are long, and what the store itself says is stronger.
    item = {} if row.get("post_type") and not row.get(_OLD["run"]) else _raw(row)
    seen = words.when(row.get("first_seen_at"), "first_seen_at") or made_at(row, context)
    author, here = words.maybe(row.get("author_username")), str(KEY(row))
    writers: dict[str | None, str] = context.memory.setdefault(f"writers of {platform}", {})
    read, marked = words.flag(row.get("is_read"), "is_read"), words.flag(row.get("is_marked"), "is_marked")
    draft = collected.post(
        platform,
        external_id_of(row),
        url_of(row),
        seen,
        update=[name for name, is_so in (("is_read", read), ("is_marked", marked)) if is_so],
        external_urn=words.maybe(row.get("full_urn")),
        author=author,
        author_id=Ref("posts/people", writers.get(author, here)) if author else None,
        text=words.maybe(row.get("text_content")),
        post_kind=words.maybe(row.get("post_type")) or words.maybe(item.get("post_type")),
        posted_at=words.when(row.get("posted_at_timestamp"), "posted_at_timestamp"),
        is_read=read,
        is_marked=marked,
        payload=collected.packed(row.get("raw_json")),
        updated_at=words.when(row.get("updated_at"), "updated_at") or seen,
        kept_from=context.now,
    )
    yield with_id(draft, row.get("post_id"))
    if author and author not in writers:
        yield collected.person(platform, author, seen)
    if row.get(_OLD["run"]):
        yield from _first_reading(row, item, seen, context)
    # Whoever wrote many posts is said once; a row that was refused on the way here has said nobody.
    if len(writers) < _MANY:
        writers.setdefault(author, here)


def external_id_of(row: Row) -> str:
    """The number by which the site knows a post."""
    return words.needed(row.get("urn"), "urn").rpartition(":")[2]


def url_of(row: Row) -> str:
    """Where a post is: as the store says, as the scraper said, or by its name alone."""
    given = collected.address(row.get("url"))
    if given is None and row.get("raw_json"):
        given = collected.address(_raw(row).get("url"))
    if given is None and platform_of(row) != linkedin_items.PLATFORM:
        raise Refused("url", "is no address")
    return given or linkedin_items.page_of(external_id_of(row), words.maybe(row.get("full_urn")))


def _raw(row: Row) -> Row:
    """The scraper's own words of a post, as far as they can be read."""
    try:
        found = words.document(row.get("raw_json"), "raw_json")
    except Refused:
        return {}
    return found if isinstance(found, dict) else {}


def _first_reading(row: Row, item: Row, seen: int, context: Context) -> Iterator[Draft]:
    """What the older form knew of a post's figures and pictures: one reading, of the run that its file was."""
    here, file = str(KEY(row)), words.text(row[_OLD["run"]])
    yield Draft(
        "runs",
        {"kind": "download", "origin": file, "platform": platform_of(row), "status": "completed", "started_at": seen},
        ("kind", "origin"),
    )
    post, run = Ref("posts", here), Ref("posts/runs", here)
    yield from linkedin_items.media(item, post, seen)
    yield collected.snapshot(linkedin_items.readings(item), post, seen, run_id=run, source=file)


def reading(row: Row, context: Context) -> Iterator[Draft]:
    """The figures of a post at one time."""
    stats = words.document(row.get("stats_json"), "stats_json")
    counts = linkedin_items.readings({"stats": stats}) if isinstance(stats, dict) else {}
    total = words.whole(row.get("total_reactions"), "total_reactions", 0)
    taken = words.when(words.needed(row.get("downloaded_at"), "downloaded_at"), "downloaded_at")
    values = {
        "post_id": needed_ref(row, "post_id", "posts"),
        "run_id": context.ref("download_runs", row.get("run_id")),
        "taken_at": taken,
        "counts": counts,
        **collected.named(counts),
        **({} if total is None else {"reactions": total}),
        "payload": collected.packed(row.get("raw_json")),
        "source": words.maybe(row.get("source_file_path")),
    }
    yield with_id(Draft("snapshots", values), row.get("download_id"))


def medium(row: Row, context: Context) -> Iterator[Draft]:
    """A picture, film or document of a post, with what was said of it and its file where that is there."""
    url = collected.address(row.get("media_url"))
    if url is None:
        raise Refused("media_url", "is no address")
    state = words.text(row.get("ai_analysis_status")).lower() or "pending"
    if state not in _ANALYSED:
        raise Refused("ai_analysis_status", f"“{state[:40]}” is no state of an analysis")
    values = {
        "post_id": needed_ref(row, "post_id", "posts"),
        "kind": words.needed(row.get("media_type"), "media_type").lower(),
        "url": url,
        "bytes": words.whole(row.get("file_size"), "file_size", 0),
        "mime": words.maybe(row.get("mime_type")),
        "width": words.whole(row.get("width"), "width", 0),
        "height": words.whole(row.get("height"), "height", 0),
        # Whatever was at it has stopped with the old system.
        "analysis_state": "pending" if state == "analyzing" else state,
        "analysis": words.document(row["ai_analysis"], "ai_analysis") if row.get("ai_analysis") else None,
        "analysed_at": words.when(row.get("ai_analyzed_at"), "ai_analyzed_at"),
        "created_at": made_at(row, context),
    }
    draft = Draft("media", values, ("post_id", "url"))
    beside.bring(draft, words.maybe(row.get("local_file_path"), "local_file_path"), context)
    yield with_id(draft, row.get("media_id"))

"""What names a person, in every spelling and in every column, and what means something else."""

from __future__ import annotations

import json
import zlib
from unicodedata import normalize
from urllib.parse import quote

import pytest

from automation.audit import erasure
from models import search, traces
from models.account import Account, add_account
from models.base import add
from models.database import sql
from models.errors import BadInput
from models.paths import Profile
from models.person import see_person
from models.post import PostTable, see_post
from models.snapshot import SnapshotTable


@pytest.fixture
def own(profile: Profile) -> Account:
    return add_account("x", "", "mine", None)


def ways(name: str) -> set[str]:
    """How a name stands in words, in addresses and in answers of sites."""
    plain = {name, name.upper(), name.lower(), name.casefold(), normalize("NFD", name)}
    return plain | {quote(text) for text in plain} | {json.dumps(text)[1:-1] for text in plain}


@pytest.mark.parametrize("name", ["weißbrot", "İlkerK", "jürgenmühl", "Ünal", "zephyrina_quill", "quill fan"])
def test_a_name_goes_in_every_spelling(profile: Profile, own: Account, name: str) -> None:
    whom, log = see_person("nodebb", "f.test", name), profile.logs / "engine.log"
    for number, way in enumerate(sorted(ways(name))):
        where = f"https://f.test/user/{way}/x?from=%2Fuser%2F{way}"
        post = see_post("nodebb", "f.test", f"7{number}", where, "bob", f"hello @{way}, and:\n{way}!")
        PostTable.update(payload=zlib.compress(f'{{"by": "\\n{way}"}}'.encode())).where(PostTable.id == post).execute()
    while search.fold():
        pass
    log.write_text("".join(f'{{"at": "{way}", "why": "no\\n{way}"}}\n' for way in ways(name)), encoding="utf-8")
    erasure.erase(profile, whom)
    rows = str(sql("SELECT url, text, payload FROM posts"))
    files = log.read_bytes().lower() + profile.store.read_bytes().lower()
    assert [way for way in ways(name) if way.lower() in rows.lower()] == []
    assert [way for way in ways(name) if way.encode().lower() in files] == []
    emptied = sql("SELECT count(*) FROM posts WHERE payload IS NULL AND url LIKE '%/user/erased-%'")
    assert emptied == [(len(ways(name)),)]


def test_a_name_that_only_others_wrote_so_goes(profile: Profile, own: Account) -> None:
    whom = see_person("nodebb", "f.test", "weissbrot")
    see_post("nodebb", "f.test", "1", "https://f.test/1", "Weißbrot", "my own words")
    see_post("nodebb", "f.test", "2", "https://f.test/2", "bob", "as @weißbrot said")
    erasure.erase(profile, whom)
    [(text,)] = sql("SELECT text FROM posts")
    assert text.startswith("as @erased-")


@pytest.mark.parametrize(
    ("name", "other"),
    [("jürgen", "jürgenü"), ("jürgen", "üjürgen"), ("zoek", normalize("NFD", "zoeḱ")), ("İlkerK", "ilkerk")],
)
def test_a_name_of_somebody_else_stays(profile: Profile, own: Account, name: str, other: str) -> None:
    whom, kept = see_person("nodebb", "f.test", name), f"https://f.test/user/{quote(other)}/x"
    see_post("nodebb", "f.test", "1", kept, "bob", f"so said {other}")
    erasure.erase(profile, whom)
    assert sql("SELECT url, text FROM posts") == [(kept, f"so said {other}")]


def test_an_own_account_is_no_person(profile: Profile, own: Account) -> None:
    me = see_person("x", "", "mine")
    with pytest.raises(BadInput) as refused:
        erasure.erase(profile, me)
    assert refused.value.code == "own_account"


def test_a_name_that_means_something_else_stays_where_it_does(profile: Profile, own: Account) -> None:
    add_account("tiktok", "", "tea", None)
    tea = see_person("x", "", "tea", bio="leaves")
    see_post("x", "", "1", "https://x.test/bob/1", "bob", "tea with @tea at x.test/tea")
    erasure.erase(profile, tea)
    [(text,)] = sql("SELECT text FROM posts")
    assert text.startswith("tea with @erased-")
    assert "/tea" not in text
    assert sql("SELECT username FROM accounts WHERE platform = 'tiktok'") == [("tea",)]


def test_a_name_goes_from_the_keys_of_what_others_wrote(profile: Profile, own: Account) -> None:
    post = see_post("x", "", "1", "https://x.test/bob/1", "bob", "words")
    counts = {"likes": 3, "zephyrina.quill": 1, "by": {"zephyrina.quill": 2}}
    add(SnapshotTable, post_id=post, taken_at=1, counts=counts)
    for name in ("zephyrina.quill", "likes"):
        erasure.erase(profile, see_person("x", "", name))
    [(kept,)] = sql("SELECT counts FROM snapshots")
    assert ("zephyrina" in kept, json.loads(kept)["likes"]) == (False, 3)


def columns() -> set[tuple[str, str]]:
    tables = [name for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = [table for table in tables if table[:6] not in {"search", "sqlite"}]
    return {(t, c) for t in tables for _, c, kind, *_ in sql(f"PRAGMA table_info({t})") if kind == "TEXT"}


def everywhere() -> dict[str, set[str]]:
    return {table: set(names) for table, names in traces.MENTIONS.items()}


# Columns of our own words, of figures, of ids and sums, of one's own accounts, and of rows that go with their person.
PLAIN = {
    *("kind", "state", "status", "platform", "instance", "outcome", "answer", "method", "trigger", "code", "phase"),
    *("target_kind", "content_hash", "idempotency_key", "lease_owner", "cap_class", "by", "sha256", "path", "mime"),
    *(
        "currency",
        "scheme",
        "hash",
        "previous",
        "signature",
        "mark",
        "receipt",
        "folder",
        "day",
        "endpoint",
        "provider",
    ),
    *("applied_by", "created_by", "analysis_state", "service_id", "service_name", "raw_status", "color", "noun"),
    *("source", "rejects", "etag", "modified", "body_hash", "provider_feed_id", "bot", "bot_session", "operator"),
    *("actor", "from_state", "to_state", "region", "browser_profile", "external_id", "account_username", "post_kind"),
    *("media_kind", "username", "username_norm", "platform_user_id", "name_norm", "match", "what", "added_by", "key"),
    *("value", "place", "old_envelope", "provider"),
}
OWN_TABLES = {
    "accounts",
    "brands",
    "proxies",
    "providers",
    "settings",
    "counters",
    "audit_entries",
    "blocklist",
    "people",
}


def test_every_text_column_is_known(profile: Profile) -> None:
    known = everywhere()
    unknown = {f"{t}.{c}" for t, c in columns() if c not in known.get(t, set()) | PLAIN and t not in OWN_TABLES}
    assert unknown <= {"tags.name", "hashtags.name", "due.name", "warmup_steps.name"}, unknown
    assert not {f"{t}.{c}" for t, names in known.items() for c in names} - {f"{t}.{c}" for t, c in columns()}

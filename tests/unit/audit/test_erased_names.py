"""Names that stand alone: who is erased leaves every place that may name them, and leaves it again after a restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from automation.audit import dossier, erasure, history
from models import clock, erasing, traces
from models.account import Account, add_account, normalised
from models.action import ActionTable
from models.base import add
from models.blocklist import Touched, block, met
from models.database import sql
from models.enums import ActionKind, State, TargetKind, Trigger
from models.handles import known_as
from models.paths import Profile
from models.person import identity, link_people, see_person
from models.post import PostTable, see_post
from models.thread import MessageTable, ThreadTable

ELSEWHERE = "https://x.test/somewhere"


@pytest.fixture
def own(profile: Profile) -> Account:
    return add_account("x", "", "mine", None)


def act(own: Account, kind: TargetKind, target: str, url: str = ELSEWHERE) -> None:
    stamp = clock.now()
    add(ActionTable, account_id=own.id, kind=ActionKind.FOLLOW, target_kind=kind, target_url=url, target_id=target,
        content_hash="h", generation=0, idempotency_key=target, state=State.CONFIRMED, trigger=Trigger.MANUAL,
        due_at=stamp, created_at=stamp, updated_at=stamp, done_at=stamp)  # fmt: skip


def address(profile: Profile, own: Account, name: str) -> None:
    act(own, TargetKind.POST, "77", f"https://x.test/@{name}/77")


def sender(profile: Profile, own: Account, name: str) -> None:
    club = {"participant": "club", "participant_norm": "club"}
    thread = add(ThreadTable, account_id=own.id, platform="x", **club, first_seen_at=1)
    add(MessageTable, thread_id=thread, is_ours=False, sender=name, kind="text", first_seen_at=1)


def former(profile: Profile, own: Account, name: str) -> None:
    sql("INSERT INTO person_names VALUES (?, ?, 1)", (see_person("x", "", "bob"), name))


def set_aside(profile: Profile, own: Account, name: str) -> None:
    for number in ("8", "9"):
        see_person("x", "", name, platform_user_id=number)


def mentioned(profile: Profile, own: Account, name: str) -> None:
    post = see_post("x", "", "78", ELSEWHERE, "bob", "words")
    PostTable.update(mentions=["carol", name]).where(PostTable.id == post).execute()


def entry(profile: Profile, own: Account, name: str) -> None:
    sql("INSERT INTO feeds (id, url, next_poll_at, created_at) VALUES (1, 'https://x.test/rss', 1, 1)")
    sql(
        "INSERT INTO feed_entries (feed_id, guid, url, title, seen_at, author) VALUES (1, 'g', 'u', 't', 1, ?)", (name,)
    )


def archived(profile: Profile, own: Account, name: str) -> None:
    folder = history.folder_of(profile.folder)
    about = {"handle": "x:mine", "target_kind": "person", "target_id": name}
    number = len(history.find(folder, "", 99))  # one that was kept twice is read once
    history.Archive(folder).keep([{"id": number, "done_at": 1, "created_at": 1, **about}])


PLACES: dict[str, Callable[[Profile, Account, str], Any]] = {
    "act": lambda profile, own, name: act(own, TargetKind.PERSON, name),
    "talk": lambda profile, own, name: act(own, TargetKind.THREAD, name),
    "block": lambda profile, own, name: block("block", "x", name, f"{name} was loud"),
    "opt-out": lambda profile, own, name: block("opt_out", "*", name, "by letter", what="person"),
    **{do.__name__: do for do in (address, sender, former, set_aside, mentioned, entry, archived)},
}


def written(profile: Profile) -> set[str]:
    """All that stands where a name may stand."""
    found = sql(
        "SELECT target_id FROM actions UNION SELECT target_url FROM actions UNION SELECT sender FROM messages"
        " UNION SELECT username FROM people UNION SELECT username FROM person_names UNION SELECT author FROM posts"
        " UNION SELECT author FROM feed_entries UNION SELECT subject FROM blocklist UNION SELECT reason FROM blocklist"
        " UNION SELECT value FROM posts JOIN json_each(posts.mentions)"
    )
    old = [record["target_id"] for record in history.find(history.folder_of(profile.folder), "", 99)]
    return {normalised(str(text)) for (text,) in found}.union(old)


@pytest.mark.parametrize("name", ["zephyrina_quill", "ana"])
@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_stands_alone_is_erased_and_erased_again(
    profile: Profile, own: Account, place: str, name: str
) -> None:
    PLACES[place](profile, own, name)
    assert any(name in text for text in written(profile))
    erasure.erase(profile, see_person("x", "", name))
    assert [text for text in written(profile) if name in text] == []
    sql("DELETE FROM actions")  # its key is taken
    for table in ("feeds", "threads"):
        sql(f"DELETE FROM {table}")
    PLACES[place](profile, own, name)
    erasure.replay(profile)
    assert [text for text in written(profile) if name in text] == []
    assert erasure.replay(profile) == []


def test_the_same_name_on_another_site_stays(profile: Profile, own: Account) -> None:
    erasure.erase(profile, see_person("tiktok", "", "ana"))
    for place in ("act", "sender", "former", "mentioned", "archived"):
        PLACES[place](profile, own, "ana")
    assert erasure.replay(profile) == []
    erasure.erase(profile, see_person("tiktok", "", "ana"))
    assert sql("SELECT target_id FROM actions") == [("ana",)]
    assert sql("SELECT count(*) FROM person_names WHERE username = 'ana'") == [(1,)]
    assert sql("SELECT mentions FROM posts") == [('["carol","ana"]',)]
    assert len(history.find(history.folder_of(profile.folder), "ana", 9)) == 1


def test_a_dossier_shows_the_archive_of_a_short_name(profile: Profile, own: Account) -> None:
    archived(profile, own, "ana")
    found = dossier.dossier(traces.traces_of(see_person("x", "", "ana")), history.folder_of(profile.folder))
    assert len(found["archive"]) == 1


def test_everybody_is_looked_through_twice_however_many_come_back(
    profile: Profile, own: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["ana", "zephyrina_quill", "bob", "carol"]
    for name in names:
        one = see_person("x", "", name)
        link_people(one, see_person("tiktok", "", f"{name}.too"))
        erasure.erase(profile, one)
    for name in names:
        see_person("x", "", name)
        see_person("tiktok", "", f"{name}.too")
    looked: list[int] = []
    real = erasing.names_of_marks

    def counted(*given: Any) -> Any:
        looked.append(1)
        return real(*given)

    monkeypatch.setattr(erasing, "names_of_marks", counted)
    assert len(erasure.replay(profile)) == len(names)
    assert (len(looked), sql("SELECT username FROM people")) == (2, [])


def test_an_opt_out_still_reaches_others_who_had_the_name(profile: Profile, own: Account) -> None:
    former(profile, own, "ana")
    other = see_person("tiktok", "", "ana")
    link_people(other, see_person("tiktok", "", "ana.too"))
    block("opt_out", "x", "ana", "by letter", what="person")
    block("opt_out", "tiktok", "ana", "by letter", what="person", identity_id=identity(other))
    erasure.erase(profile, see_person("x", "", "ana"))
    names = "SELECT n.username FROM person_names n JOIN people p ON p.id = n.person_id WHERE p.platform = 'x'"
    assert ("ana",) not in sql(names)
    for platform, name, reached in (("x", "bob", True), ("tiktok", "ana.too", True), ("x", "carol", False)):
        known = known_as(platform, "", [name])
        touched = Touched(platform, [name], known.identities, [], list, known.handles)
        assert (met("opt_out", touched) is not None) is reached, name

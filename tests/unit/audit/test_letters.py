"""Letters beyond ASCII: large and small are one name for a dossier and for an erasure, as for everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.audit import erasure
from models import traces
from models.account import Account, add_account
from models.base import add
from models.comment import CommentTable
from models.database import sql
from models.enums import ActionKind, State, TargetKind
from models.paths import Profile
from models.person import see_person
from models.post import see_post
from models.thread import MessageTable, ThreadTable
from tests.unit.audit.test_erasure import an_action


@pytest.fixture
def own(profile: Profile) -> Account:
    return add_account("x", "", "mine", None)


@pytest.fixture
def log(profile: Profile) -> Path:
    return profile.logs / "engine.log"


def write_the_name(own: Account, log: Path) -> None:
    """Rows and a log that name Änne_Øst in many spellings, and are tied to her by nothing else."""
    see_post("x", "", "77", "https://x.test/77", "@ÄNNE_ØST", "my own words about herons")
    others = see_post("x", "", "78", "https://x.test/78", "bob", "hello ÄnNe_Øst!")
    stamps = {"first_seen_at": 1, "updated_at": 1}
    add(CommentTable, platform="x", post_id=others, author="ÄNNE_øst", text="her comment", **stamps)
    thread = add(ThreadTable, account_id=own.id, platform="x", participant="b", participant_norm="b", first_seen_at=1)
    add(MessageTable, thread_id=thread, is_ours=False, sender="ÄNNE_ØST", kind="text", first_seen_at=1)
    an_action(own, "@Änne_ØST", ActionKind.FOLLOW, TargetKind.PERSON, State.CONFIRMED)
    an_action(own, "77", ActionKind.LIKE, TargetKind.POST, State.CONFIRMED)
    sql("UPDATE actions SET target_url = 'https://x.test/somewhere'")
    log.write_text("saw ÄNNE_ØST and Änne_Øst", encoding="utf-8")


def is_gone(log: Path) -> bool:
    """Whether of all that only what others wrote is left, without the name."""
    rows = [sql(f"SELECT * FROM {table}") for table in ("posts", "comments", "messages", "actions")]
    words = (str(rows) + log.read_text(encoding="utf-8")).casefold()
    return [len(found) for found in rows] == [1, 0, 0, 2] and "änne" not in words and "øst" not in words


def test_every_spelling_is_erased(profile: Profile, own: Account, log: Path) -> None:
    write_the_name(own, log)
    whom = see_person("x", "", "Änne_Øst")
    assert len(traces.actions_on(traces.traces_of(whom))) == 2
    erasure.erase(profile, whom)
    assert is_gone(log)


def test_every_spelling_is_erased_again(profile: Profile, own: Account, log: Path) -> None:
    erasure.erase(profile, see_person("x", "", "Änne_Øst"))
    write_the_name(own, log)
    erasure.replay(profile)
    assert is_gone(log)

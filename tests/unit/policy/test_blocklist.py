"""The blocklist: what each kind of entry is met by, and that none of them can make the engine wait or look away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.policy import facts
from models import pattern, person
from models.account import Account
from models.blocklist import Touched, block, blocklist, change_entry, entry, met, unblock
from models.database import connect, sql, writing
from models.enums import ActionKind
from models.errors import BadInput
from models.person import link_people, see_person
from models.post import see_post
from tests.unit.policy.conftest import Clock
from tests.unit.policy.given import HOUR_MS, kept

ADDRESS = "https://shop.bad.example/t/7"


def touched(people: Sequence[str] = (), posts: Sequence[str] = (), texts: Sequence[str] = ()) -> Touched:
    return Touched("site", people, (), posts, lambda: texts)


BOB, POST, WORDS = touched(["@Bob"]), touched(posts=["7", ADDRESS]), touched(texts=["Make FREE money,\nnow!"])
CASES = [
    ("any", "exact", "bob", BOB, True),
    ("person", "exact", "@BOB", BOB, True),
    ("post", "exact", "bob", BOB, False),
    ("person", "contains", "bo", BOB, True),
    ("person", "regex", "^b.b$", BOB, True),
    ("person", "regex", "^bo$", BOB, False),
    ("post", "exact", "7", POST, True),
    ("person", "exact", "7", POST, False),
    ("post", "contains", "/t/7", POST, True),
    ("keyword", "exact", "free  money", WORDS, True),
    ("keyword", "exact", "free mone", WORDS, False),
    ("keyword", "contains", "ree mon", WORDS, True),
    ("keyword", "regex", r"free.*now", touched(texts=["free stuff, now"]), True),
    ("keyword", "exact", "bob", BOB, False),
    ("domain", "exact", "https://www.Bad.Example/x", POST, True),
    ("domain", "exact", "ad.example", POST, False),
    ("domain", "contains", "bad.", POST, True),
    ("domain", "regex", r"^shop\.", POST, True),
    ("domain", "exact", "spam.test", touched(texts=["see http://a.spam.test/x?y"]), True),
    ("domain", "exact", "spam.test", touched(texts=["see www.spam.test"]), True),
    ("domain", "exact", "bad.example", touched(posts=["https://u:p@bad.example.good.test/"]), False),
]


@pytest.mark.parametrize(("what", "match", "subject", "seen", "is_met"), CASES)
def test_what_each_kind_is_met_by(
    dial: Clock, what: str, match: str, subject: str, seen: Touched, is_met: bool
) -> None:
    block("block", "*", subject, what=what, match=match)
    assert (met("block", seen) is not None) is is_met
    assert met("opt_out", seen) is None


def test_an_entry_holds_on_its_platform_until_it_ends(dial: Clock) -> None:
    elsewhere = block("block", "othersite", "bob")
    here = block("block", "site", "bob", expires_at=dial.now + HOUR_MS)
    assert (met("block", BOB) or entry(elsewhere)).id == here
    dial.now += HOUR_MS
    assert met("block", BOB) is None


HOSTILE = ["(a+)+b", "(a|aa)*b", "((a*))*", "a**", "a*a*a*b", r"(.)\1", "(?=a)", "(", "[", "a{2,9999}", "x" * 201, ""]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_pattern_that_could_run_on_is_refused(dial: Clock, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        block("block", "*", text, what="keyword", match="regex")
    assert refused.value.code in {"bad_pattern", "bad_entry"}
    assert blocklist() == []


def test_a_pattern_that_cannot_be_read_refuses_everything(dial: Clock) -> None:
    sql("INSERT INTO blocklist (kind, what, platform, match, subject, created_at)"
        " VALUES ('block', 'keyword', '*', 'regex', '(a+)+$', 1)")  # fmt: skip
    assert met("block", WORDS) is not None


PIECES = st.sampled_from(["a", "b", ".", "[ab]", "(", ")", "|", "*", "+", "?", "{2,}", "{1,3}", r"\w", "^", "$", "(?:"])


@settings(max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=12).map("".join))
def test_no_pattern_takes_long(text: str) -> None:
    try:
        compiled = pattern.compiled(text)
    except BadInput:
        return
    began = time.process_time()
    compiled.search("ab" * 500 + "c")
    assert time.process_time() - began < 2


def test_a_written_entry_is_seen_at_once_and_by_other_connections(dial: Clock, tmp_path: Path) -> None:
    assert met("block", WORDS) is None
    made = block("block", "*", "money", what="keyword")
    assert met("block", WORDS) is not None
    change_entry(made, subject="silver")
    assert met("block", WORDS) is None
    with suppress(RuntimeError), writing():
        block("block", "*", "money", what="keyword")
        assert met("block", WORDS) is not None
        raise RuntimeError
    assert met("block", WORDS) is None
    change_entry(made, subject="money")
    unblock(made)
    assert met("block", WORDS) is None
    connect(tmp_path / "s.db")
    assert met("block", WORDS) is None


def test_an_opt_out_is_one_handle_for_ever(dial: Clock) -> None:
    for more in ({"match": "contains"}, {"what": "keyword"}, {"expires_at": dial.now + 1}):
        with pytest.raises(BadInput):
            block("opt_out", "*", "bob", **more)
    made = block("opt_out", "*", "bob")
    with pytest.raises(BadInput) as stays:
        change_entry(made, subject="eve")
    assert stays.value.code == "opt_out_stays"


@pytest.fixture
def handles(dial: Clock) -> tuple[int, int]:
    return (
        see_person("site", "forum.example", "carol", platform_user_id="1"),
        see_person("site", "forum.example", "c.second"),
    )


def opted_out(own: Account, target: str) -> bool:
    action = kept(own, ActionKind.FOLLOW, target_id=target, target_url=f"http://site.example/@{target}")
    return facts.is_listed("opt_out", action)


def test_an_opt_out_reaches_every_handle_of_a_person(ann: Account, handles: tuple[int, int]) -> None:
    first, second = handles
    block("opt_out", "othersite", "carol", identity_id=person.identity(first))
    assert (opted_out(ann, "carol"), opted_out(ann, "c.second")) == (True, False)
    link_people(second, first)
    assert (opted_out(ann, "carol"), opted_out(ann, "c.second")) == (True, True)
    see_person("site", "forum.example", "carol.new", platform_user_id="1")
    assert (opted_out(ann, "carol.new"), opted_out(ann, "carol")) == (True, True)
    assert not opted_out(ann, "bob")


def test_a_post_of_an_opted_out_person_is_left_alone(ann: Account, handles: tuple[int, int]) -> None:
    block("opt_out", "*", "elsewhere", identity_id=person.identity(handles[0]))
    see_post("site", "forum.example", "7", "http://site.example/t/7", "an old name", "words", handles[0])
    assert facts.is_listed("opt_out", kept(ann))


def test_words_of_page_and_act_are_asked_for_only_where_an_entry_needs_them(ann: Account) -> None:
    def never() -> list[str]:
        raise AssertionError("nobody needs them")

    facts.read(kept(ann), {}, words=never)
    block("block", "*", "lottery", what="keyword")
    assert facts.read(kept(ann), {}, words=lambda: ["Win the lottery"]).blocked == "lottery"
    assert facts.read(kept(ann), {}).blocked is None
    see_post("site", "forum.example", "7", "http://site.example/t/7", "bob", "the Lottery!")
    assert facts.read(kept(ann), {}).blocked == "lottery"

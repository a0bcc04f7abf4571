"""Near-identical texts share half their marks and more, other texts hardly any, and no mark is read without the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.queue.fingerprint import MARKS, fingerprint, fingerprints

KEY = b"k" * 32
NEAR = MARKS // 2


def shared(one: str, other: str, key: bytes = KEY) -> int:
    return len(set(fingerprint(one, key)) & set(fingerprint(other, key)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Great shot, love the colours!", "great shot!! love the colors"),
        ("Love this, where did you take it?", "Where did you take it? Love this 😍"),
        (
            "Hi Anna, thanks for following us! We roast on Friday.",
            "Hi Bruno, thanks for following us! We roast on Friday.",
        ),
        ("Très joli café", "tres joli cafe"),
        ("Thanks!", "  THANKS  "),
        ("🔥🔥🔥", "🔥"),
        ("いいね!", "いいね"),
        ("ﬁne", "fine"),
        ("line one\r\nline two", "line one line two"),
        ("مرحبا بالعالم", "مرحبا، بالعالم!"),
    ],
)
def test_near_identical_texts_are_near(one: str, other: str) -> None:
    assert shared(one, other) >= NEAR


@pytest.mark.parametrize(
    "other", ["TRÈS  joli café!", "tres joli cafe", "Tre\u0300s joli, cafe\u0301", "café joli très"]
)
def test_case_accents_signs_and_order_do_not_matter(other: str) -> None:
    assert shared("Très joli café", other) == MARKS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Great post!", "Great photo!"),
        ("Thanks!", "Thank you!"),
        ("Love this, where did you take it?", "What a wonderful recipe, I will try it tonight"),
        ("Great shot, love the colours!", "Great shot, love the light!"),
        ("🔥", "😍"),
        ("", "!"),
        ("مرحبا بالعالم", "صباح الخير يا أصدقاء"),
    ],
)
def test_other_texts_are_far(one: str, other: str) -> None:
    assert shared(one, other) < NEAR


@given(st.text(max_size=300), st.binary(min_size=1, max_size=64))
def test_any_text_has_all_its_marks_and_always_the_same(text: str, key: bytes) -> None:
    marks = fingerprint(text, key)
    assert len(marks) == MARKS
    assert all(0 <= mark < 2**63 for mark in marks)
    assert marks == fingerprint(text, key)


@given(st.lists(st.text(max_size=60)), st.binary(min_size=1, max_size=64))
def test_many_texts_in_turn_have_the_same_marks(texts: list[str], key: bytes) -> None:
    assert [*map(fingerprints(key), texts)] == [fingerprint(text, key) for text in texts]


@given(st.text(max_size=50))
def test_another_key_makes_other_marks(text: str) -> None:
    assert not set(fingerprint(text, b"one")) & set(fingerprint(text, b"two"))


def test_a_book_does_not_hold_up_the_queue() -> None:
    assert fingerprint("word " * 4_000 + "a", KEY) == fingerprint("word " * 400_000 + "b", KEY)


@pytest.mark.parametrize("key", [b"", b"k" * 65])
def test_a_key_of_no_use_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        fingerprint("text", key)

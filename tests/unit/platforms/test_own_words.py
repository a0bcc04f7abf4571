"""Our own text is known again however a site draws it, and no other is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.platforms.own_words import folded, same_words, without
from automation.platforms.writing import subject_of


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("two\n\nlines", "two lines"),
        ('so "called"', "so “called”"),
        ("wait...", "wait…"),
        ("a\u00a0b", "a b"),
        ("\u200fم", "م"),
        ("❤\ufe0f", "❤"),
        ("e\u0301", "é"),
    ],
)
def test_the_same(asked: str, seen: str) -> None:
    assert same_words(asked, seen)
    assert same_words(seen, asked)


@pytest.mark.parametrize(("asked", "seen"), [("Nice", "Nice!"), ("nice", "Nice"), ("", ""), (" ", ""), ("a", "a b")])
def test_not_the_same(asked: str, seen: str) -> None:
    assert not same_words(asked, seen)


@pytest.mark.parametrize(
    ("asked", "seen", "same"),
    [
        ("*so* _it_ is, `x`", "so it is, x", True),
        ("> quoted\n- item", "quoted item", True),
        ("😀", "😀", True),
        ("😀", "😁", False),
        ("!!!", "!!!", True),
        ("!!!", "", False),
        ("***", "", False),
        ("one", "two", False),
        ("a 😀", "a", True),
    ],
)
def test_where_the_site_renders_markdown(asked: str, seen: str, same: bool) -> None:
    assert same_words(asked, seen, "markdown") is same


@given(st.text(), st.sampled_from(["plain", "markdown"]))
def test_any_text_is_itself_unless_nothing_is_seen_of_it(text: str, markup: str) -> None:
    assert same_words(text, text, markup) is bool(folded(text))  # type: ignore[arg-type]


@given(st.text(), st.text())
def test_sameness_goes_both_ways(one: str, other: str) -> None:
    assert same_words(one, other) is same_words(other, one)


@given(st.text(min_size=1))
def test_a_subject_is_short_and_the_texts_own(text: str) -> None:
    subject = subject_of(text)
    assert len(subject) <= 60
    assert " ".join(text.split()).startswith(subject)


OWN = "Dear Anna, I have read “your” letter.\nWill you come?"


@pytest.mark.parametrize(
    ("own", "said", "kept"),
    [
        (OWN, f"“{OWN}” was not sent", '"…" was not sent'),
        (OWN, 'Spam: Dear Anna, I have read "your" let…', "Spam: …..."),
        (OWN, "No: Dear Anna, I have / Will you come?", "No: …/…"),
        ("😀", "You cannot say 😀 here", "You cannot say … here"),
        (OWN, "You post too quickly", "You post too quickly"),
        (None, "You post too quickly", "You post too quickly"),
        ("", "You post too quickly", "You post too quickly"),
        ("…", "Not … again", "Not … again"),
        (OWN, "no " * 100_000, "no " * 100),
    ],
)
def test_a_quotation_is_cut_out_of_what_a_site_says(own: str | None, said: str, kept: str) -> None:
    assert without(own, said) == kept

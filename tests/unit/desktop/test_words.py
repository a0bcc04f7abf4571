"""Words: times, counts, messages, and every state with its icon."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from automation.verification import by_person, verify
from desktop import messages, times, wording
from desktop.questions.account_rows import host_of
from desktop.screens.health import checks
from desktop.screens.listed import BY_NAME
from desktop.widgets.plain import face, one_line, tip
from desktop.widgets.why_list import figure_words
from models.enums import ActionKind, Answer, Health, Outcome, State, Truth
from models.errors import StewardError
from models.sentences import sentences
from resources import path
from tests.test_house_rules import ROOT, tree_of

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0, "now"),
        (-44_000, "now"),
        (4 * MINUTE, "in 4 min"),
        (-4 * MINUTE, "4 min ago"),
        (59.6 * MINUTE, "in 1 h"),
        (-2 * HOUR, "2 h ago"),
        (23.8 * HOUR, "in 1 day"),
        (-3 * DAY, "3 days ago"),
        (90 * DAY, "in 3 months"),
    ],
)
def test_times_are_relative(gap: float, words: str) -> None:
    assert times.relative(1_000_000_000_000 + int(gap), 1_000_000_000_000) == words


def test_the_exact_time_names_day_and_zone() -> None:
    assert "2001" in times.exact(1_000_000_000_000)
    assert times.exact(None) == times.relative(None, 0) == ""


def test_every_word_of_the_store_has_a_sign_with_a_drawn_icon() -> None:
    vocabularies = (
        (State, wording.STATES),
        (ActionKind, wording.KINDS),
        (Health, wording.HEALTH),
        (Answer, wording.ANSWERS),
    )
    for words, signs in vocabularies:
        assert set(signs) == {str(word) for word in words}
        for sign in signs.values():
            assert path(f"icons/{sign.icon}.svg").is_file()
    assert set(wording.OUTCOMES) == {str(outcome) for outcome in Outcome}
    assert set(wording.TRUTHS) == {str(truth) for truth in Truth}
    older = {"dom_state_check", "reload_verify", "api_response", "attribute_change", "imported"}
    assert set(wording.METHODS) == {verify.METHOD, by_person.METHOD, "read", *older}


def test_a_known_code_is_said_in_its_sentences() -> None:
    said = messages.message("cap_hour", "Limits", figure=20, limit=20, frees_at="at noon")
    assert "20" in said.what
    assert "at noon" in said.means
    assert said.text.startswith(said.what)


def test_an_unknown_code_is_named_calmly() -> None:
    said = messages.of_error(StewardError("never_heard_of", "act-1"))
    assert "act-1" in said.what
    assert "never_heard_of" in said.do
    assert "!" not in said.text


def test_a_sentence_of_the_engine_is_kept_as_it_is() -> None:
    said = messages.of_error(StewardError("store_newer", "x", said="It is newer.", hint="Use the newer one."))
    assert said.text == "It is newer. Use the newer one."


def test_an_integer_subject_is_shown_as_the_id_that_people_know() -> None:
    assert "acc-" in messages.message("unknown_account", 7).text
    assert "acc-" not in messages.message("unknown_account", "x:nobody").text


def test_missing_facts_leave_a_gap_and_no_error() -> None:
    assert "{" not in messages.message("cap_hour").text


def test_a_cure_in_the_window_names_only_what_is_there() -> None:
    spoken = {
        part.value
        for file in (ROOT / "desktop").rglob("*.py")
        for part in ast.walk(tree_of(file))
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    titles, faces = (
        {entry.title for entry in BY_NAME.values()},
        {text.rstrip("…") for text in spoken if text[:1].isupper()},
    )
    for code, said in sentences().items():
        cure = said.get("window", said.get("do", ""))
        for places in re.findall(r"\b(?:under|in) ((?:(?:, | and | or )?[A-Z][\w-]+)+)", cure):
            screens, _, tab = places.partition(", ")
            assert set(re.split(" and | or ", screens)) <= titles, (code, cure)
            assert not tab or tab in spoken, (code, cure)
        for quoted in re.findall("“([A-Z][^”{]+)”", cure):
            assert quoted in faces, (code, cure)
        for rest in re.findall(r"\b[Pp]ress ([A-Z].+)", cure):
            assert any(re.match(rf"{re.escape(text)}(?!\w)", rest) for text in faces), (code, cure)


def test_every_check_is_called_something_and_no_cure_in_the_window_is_a_command() -> None:
    named, commanded = set(), set()
    for file in ("diagnostics", "doctor", "soundness"):
        for part in ast.walk(tree_of(ROOT / f"automation/upkeep/{file}.py")):
            if isinstance(part, ast.FunctionDef):
                found, source = set(_checks_of(part)), ast.unparse(part)
                named |= found
                commanded |= found if "steward " in source or "_RESTORE" in source else set()
    assert named <= set(checks())
    # The altered pictures are for `store check` to tell; Health asks only whether there is room for them.
    assert {name for name in commanded if "do" not in checks()[name]} == {"evidence"}
    for said in checks().values():
        assert "steward " not in said.get("do", "")
        assert said.get("screen", "data") in BY_NAME


def _checks_of(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Check":
            yield from (str(name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def test_counts_carry_their_unit() -> None:
    assert wording.counted(1, "action") == "1 action"
    assert wording.counted(9214, "action") == "9,214 actions"
    assert wording.counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("code", "words"),
    [("needs_review", "Needs review"), ("rss_feed", "RSS feed"), ("base_url", "Base URL"), ("id", "ID")],
)
def test_a_code_is_told_as_people_spell_it(code: str, words: str) -> None:
    assert wording.plain(code) == words


def test_markup_is_shown_and_never_rendered() -> None:
    assert tip("<b>x</b>\ny") == "<qt>&lt;b&gt;x&lt;/b&gt;<br>y</qt>"
    assert tip("plain") == "plain"
    assert face("Salt & Co") == "Salt && Co"
    assert one_line(" a\n b\t c ") == "a b c"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"rule": "rate_limits", "figure": 3, "limit": 20}, "3 of 20"),
        ({"rule": "duplicates", "figure": 0, "limit": 0}, "none"),
        ({"rule": "collisions", "figure": 0, "limit": 30}, "none in 30 days"),
        ({"rule": "collisions", "figure": "practice:bakery", "limit": 30}, "practice:bakery in 30 days"),
        ({"rule": "quiet_hours", "figure": "08:12", "limit": "22:00-07:00"}, "08:12 · 22:00-07:00"),
        ({"rule": "authority", "figure": "own", "limit": None}, "own"),
        ({"rule": "spend", "figure": None, "limit": None}, ""),
    ],
)
def test_a_rule_shows_figure_and_limit_in_its_own_units(rule: dict, words: str) -> None:
    assert figure_words(rule) == words


def test_a_host_is_found_in_anything_that_was_pasted() -> None:
    assert host_of("http://127.0.0.1:8377/posts/3") == "127.0.0.1:8377"
    assert host_of("not a link") == ""
    assert host_of("http://[broken") == ""

"""The sentences: calm, whole, and with no placeholder that a code cannot fill."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator

import pytest

from automation.audit.outcomes import FINAL, STOPS
from automation.browser.proxies import TROUBLES
from automation.cli.output import message, said_of
from models.ids import PREFIXES
from tests.test_house_rules import FLOORS, ROOT, called, error_classes, name_of, python_files, report, tree_of

FILE = ROOT / "resources" / "messages.toml"
SENTENCES: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
# A rule's answer carries these (values.RuleAnswer).
OF_AN_ANSWER = {"figure", "limit", "frees_at"}
# Raised without the feed's address, which the process that reads feeds adds on its way.
COMPLETED_LATER = {"automation/feeds/bounds.py", "automation/feeds/reader.py"}
OUTCOMES = {
    *("already_so", "rehearsed", "look_unclear", "not_flipped", "not_found_afterwards", "recovered", "expired"),
    *("settled_by_person", "cancelled", "block", "opt_out", "needs_review", "site_refused", "cap_reached"),
    *("browser_died", "page_unreachable", "locator_missing", "target_taken", "text_repeated"),
}


def placeholders(code: str) -> set[str]:
    parts = (part for key in ("what", "means", "do") for part in string.Formatter().parse(SENTENCES[code].get(key, "")))
    return {name for _, name, _, _ in parts if name is not None}


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Code, place and facts of every error that is made with its code in plain sight; None for facts unknown."""
    classes = error_classes()
    for path in python_files(*FLOORS):
        if name_of(path) in COMPLETED_LATER:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and called(node) in classes and node.args:
                first = node.args[0]
                names = {keyword.arg for keyword in node.keywords}
                facts = None if None in names else {str(n) for n in names} | ({"subject"} if node.args[1:] else set())
                if isinstance(first, ast.Constant):
                    yield str(first.value), f"{name_of(path)}:{node.lineno}", facts


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    report(
        [
            f"{code}: {key} is missing"
            for code, said in SENTENCES.items()
            for key in ("what", "means", "do")
            if not said.get(key, "").strip()
        ]
    )


def test_a_sentence_fills_only_what_its_code_carries() -> None:
    report(
        [
            f"{where}: {code} does not carry {', '.join(sorted(missing))}"
            for code, where, facts in raised()
            if facts is not None and code in SENTENCES and (missing := placeholders(code) - facts)
        ]
    )


def test_the_facts_of_a_rule_are_figure_limit_and_when_it_frees() -> None:
    wrong = {
        code: placeholders(code) - OF_AN_ANSWER for code in ("cap_hour", "quiet_hours", "text_repeated", "blocked")
    }
    assert not any(wrong.values())


@pytest.mark.parametrize("code", sorted(OUTCOMES | STOPS | TROUBLES | (FINAL - {"url_not_understood"})))
def test_what_stands_on_an_action_needs_no_facts(code: str) -> None:
    assert placeholders(code) == set()


def test_the_tone_is_calm() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert "!" not in text
    assert "oops" not in text.lower()
    assert "please" not in text.lower()
    assert [line for line in text.splitlines() if len(line) > 120] == []


def test_the_tables_that_subjects_come_from_exist() -> None:
    assert {said["id_of"] for said in SENTENCES.values() if "id_of" in said} <= set(PREFIXES)


def test_an_unknown_code_is_still_a_sentence() -> None:
    assert message("never_heard_of", "it") == "Steward stopped: it (never_heard_of)."


def test_a_subject_with_braces_is_only_text() -> None:
    what, _, _ = said_of("unknown_setting", "{0.__class__} {subject}", {})
    assert "{0.__class__} {subject}" in what

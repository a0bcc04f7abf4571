"""What a person typed, as an intent or as a clear no."""

from __future__ import annotations

from typing import Any

import pytest

from automation.triggers import manual
from automation.triggers.wants import LONGEST_TEXT
from automation.values import Intent
from models.enums import ActionKind, Trigger
from models.errors import BadInput
from tests.unit.triggers.conftest import MORNING, StillClock

URL = "http://site.test/p/1"


def test_a_wish_is_taken_as_it_was_meant(still: StillClock) -> None:
    made = manual.intent(
        7, "comment", f" {URL} ", 'نعم 👍\n"well"', due_at=MORNING + 5, expires_at=MORNING + 9, priority=2
    )
    assert made == Intent(
        7, ActionKind.COMMENT, URL, 'نعم 👍\n"well"', Trigger.MANUAL, MORNING + 5, MORNING + 9, 2, False, ""
    )


@pytest.mark.parametrize(
    ("kind", "url", "rest", "code"),
    [
        ("lik", URL, {}, "unknown_kind"),
        ("like", "  ", {}, "target_missing"),
        ("like", URL, {"text": "hello"}, "text_unwanted"),
        ("comment", URL, {}, "text_missing"),
        ("dm", URL, {"text": " \n"}, "text_missing"),
        ("delete-comment", URL, {}, "text_missing"),
        ("comment", URL, {"text": "x" * (LONGEST_TEXT + 1)}, "text_too_long"),
        ("like", URL, {"expires_at": MORNING}, "ends_before_it_begins"),
        ("like", URL, {"due_at": MORNING + 9, "expires_at": MORNING + 9}, "ends_before_it_begins"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    still: StillClock, kind: str, url: str, rest: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput, match=code):
        manual.intent(7, kind, url, **rest)

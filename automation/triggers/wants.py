"""What a wish must hold, wherever it comes from: a kind that exists, and text where the kind needs it."""

from __future__ import annotations

from models.enums import PERFORMED, TEXT_KINDS, ActionKind
from models.errors import BadInput

LONGEST_TEXT = 10_000


def kind_named(word: str) -> ActionKind:
    """The kind that a word means; BadInput unknown_kind."""
    if word not in set(PERFORMED):
        raise BadInput("unknown_kind", word, known=", ".join(PERFORMED))
    return ActionKind(word)


def check_text(kind: ActionKind, text: str | None) -> None:
    """BadInput text_missing, text_unwanted or text_too_long."""
    if kind in TEXT_KINDS and not (text and text.strip()):
        raise BadInput("text_missing", kind)
    if kind not in TEXT_KINDS and text is not None:
        raise BadInput("text_unwanted", kind)
    if text is not None and len(text) > LONGEST_TEXT:
        raise BadInput("text_too_long", kind, limit=LONGEST_TEXT)

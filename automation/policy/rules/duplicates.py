"""Duplicates: nothing is done twice, and no two accounts say the same."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import READING, ActionKind, Answer

# A comment that is taken back names a text, and sends none.
SENT = frozenset({ActionKind.COMMENT, ActionKind.DM})


def duplicates(action: Action, facts: Facts) -> RuleAnswer:
    """Refuse what was done before and near-identical text of another account; hold text that cannot be compared."""
    if action.kind in READING:
        return RuleAnswer("duplicates", Answer.ALLOW, "allowed", "reading")
    if facts.done:
        return RuleAnswer("duplicates", Answer.REFUSE, "already_done", 1, 0)
    if action.kind not in SENT:
        return RuleAnswer("duplicates", Answer.ALLOW, "allowed", 0, 0)
    if facts.repeat is not None:
        alike = f"{facts.repeat.alike} % ({facts.repeat.handle})"
        return RuleAnswer("duplicates", Answer.REFUSE, "text_repeated", alike, f"{facts.repeat.limit} %")
    if not facts.compared:
        return RuleAnswer("duplicates", Answer.HOLD, "text_not_compared")
    return RuleAnswer("duplicates", Answer.ALLOW, "allowed", 0, 0)

"""Approvals: a person's yes, given for exactly this content, or a kind switched to go by itself."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import READING, Answer


def approvals(action: Action, facts: Facts) -> RuleAnswer:
    """Ask for a person's yes unless it is there; a no refuses, also where the kind goes by itself."""
    if action.kind in READING:
        return RuleAnswer("approvals", Answer.ALLOW, "allowed", "reading")
    word = facts.approval
    binds = word is not None and word.content_hash == action.content_hash
    if word is not None and binds and not word.approved:
        return RuleAnswer("approvals", Answer.REFUSE, "declined", word.by)
    if word is not None and binds:
        return RuleAnswer("approvals", Answer.ALLOW, "allowed", word.by)
    if action.kind in facts.auto_approve:
        return RuleAnswer("approvals", Answer.ALLOW, "allowed", "automatic")
    code = "approval_needed" if word is None else "approval_outdated"
    return RuleAnswer("approvals", Answer.APPROVAL, code)

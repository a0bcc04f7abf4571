"""What was read on the way is kept: whose post it was, and its figures."""

from __future__ import annotations

from automation.values import Action, Attempt
from models.account import Account
from models.database import writing
from models.enums import ActionKind, TargetKind
from models.post import see_post
from models.snapshot import keep_snapshot


def keep(action: Action, account: Account, attempt: Attempt) -> None:
    """Remember a post that a page has shown, and for stats its counts."""
    seen = attempt.observation
    if action.target_kind is not TargetKind.POST or seen is None:
        return
    with writing():
        where = (account.platform, account.instance, action.target_id, action.target_url)
        post = see_post(*where, attempt.author or seen.author, attempt.words or seen.text)
        if action.kind is ActionKind.STATS and seen.counts:
            keep_snapshot(post, account.id, dict(seen.counts))

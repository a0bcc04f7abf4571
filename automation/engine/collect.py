"""What was read on the way is kept: whose post it was, who was met, and the figures."""

from __future__ import annotations

from typing import Any

from automation.values import Action, Attempt
from models.account import Account, is_operated, normalised
from models.check_plan import get_next_check_time, record_check_completion
from models.database import writing
from models.enums import ActionKind, Outcome, TargetKind
from models.person import see_person
from models.post import see_post, take_figures
from models.snapshot import keep_person_snapshot, keep_snapshot


def keep(action: Action, account: Account, attempt: Attempt, run: int | None = None) -> None:
    """Remember the post or person that a page has shown; of a person the figures too, of a post for stats."""
    seen = attempt.observation
    if seen is None:
        return
    if action.target_kind is TargetKind.POST:
        author = attempt.post.author or seen.author
        with writing():
            where = (account.platform, account.instance, action.target_id, action.target_url)
            words, sponsored = attempt.post.words or seen.text, attempt.post.sponsored
            post = see_post(*where, author, words, _person(account, author), sponsored)
            if action.kind is ActionKind.STATS and attempt.outcome is Outcome.PERFORMED and seen.counts:
                _keep_reading(post, account, seen.counts, run)
    elif action.target_kind is TargetKind.PERSON:
        figures = attempt.figures if attempt.outcome in {Outcome.PERFORMED, Outcome.ALREADY} else {}
        with writing():
            person = _person(account, action.target_id, **figures)
            if person is not None and figures:
                keep_person_snapshot(person, account.id, figures, run)


def _keep_reading(post: int, account: Account, counts: dict[str, int], run: int | None) -> None:
    """A reading of a followed post is also the check that its plan waits for."""
    snapshot = keep_snapshot(post, account.id, dict(counts), run)
    take_figures([post])
    if get_next_check_time(post) is not None:
        record_check_completion(post, snapshot)


def _person(account: Account, username: str | None, **known: Any) -> int | None:
    """Who is meant by a handle on the account's site; nobody where it is one that is operated here."""
    if username is None or not normalised(username) or is_operated(account.platform, account.instance, username):
        return None
    return see_person(account.platform, account.instance, username, **known)

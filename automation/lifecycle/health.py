"""Health of accounts: what they did and met last; a site's stop rests one until a person says it may go on."""

from __future__ import annotations

from automation.values import Attempt, Verdict
from models import clock
from models.account import account, change_account, forget_trouble, keep_act, keep_trouble
from models.action import action
from models.database import writing
from models.enums import SIGNED_OUT_HERE, Health, Outcome, State, Truth
from models.errors import BadInput
from models.review import answer_reviews, open_review, resolve_reviews

# Who acts here, in the column where older systems name their robots.
BY = "steward"
_HEALTH = {
    "signed_out": Health.SIGNED_OUT,
    "identity_differs": Health.SIGNED_OUT,
    "wrong_password": Health.SIGNED_OUT,
    "challenged": Health.CHALLENGED,
    "second_factor": Health.CHALLENGED,
    "rate_limited": Health.RATE_LIMITED,
    "restricted": Health.RESTRICTED,
    "suspended": Health.SUSPENDED,
    "banned": Health.BANNED,
}


def acted(account_id: int, attempt: Attempt, verdict: Verdict | None) -> None:
    """An act of an account has ended: it acted, met trouble, or got through and left its trouble behind."""
    trouble = attempt.code or (verdict.detail if verdict is not None and is_stop(verdict.detail) else None)
    with writing():
        if attempt.clicked or attempt.outcome is Outcome.PERFORMED:
            keep_act(account_id, BY, attempt.started_at + attempt.duration_ms)
        if trouble is not None:
            keep_trouble(account_id, trouble)
        elif verdict is not None and verdict.answer is Truth.CONFIRMED:
            forget_trouble(account_id)


def is_stop(code: str | None) -> bool:
    """Whether a code says that the account itself must rest."""
    return code in _HEALTH


def stopped(account_id: int, code: str, action_id: int | None) -> None:
    """The site stopped an account: mark it and open a question for a person."""
    with writing():
        change_account(account_id, health=_HEALTH[code], health_code=code, health_at=clock.now())
        open_review(account_id, None, code, "" if action_id is None else str(action_id))


def needs_look(action_id: int, code: str) -> None:
    """Nobody but a person can say what became of an action."""
    found = action(action_id)
    if found.state is State.NEEDS_REVIEW:
        with writing():
            open_review(found.account_id, action_id, code)


def answered(action_id: int, resolution: str) -> None:
    """A person has answered what was asked about an action."""
    with writing():
        answer_reviews(action_id, resolution)


def resumed(account_id: int, by: str) -> None:
    """A person says the account may go on: health is good, its own questions are answered and no pause is left."""
    with writing():
        _mended(account_id, by)
        change_account(account_id, paused=False)


def _mended(account_id: int, by: str) -> None:
    change_account(account_id, health=Health.OK, health_code=None, health_at=clock.now())
    resolve_reviews(account_id, by)


def signed_in(account_id: int) -> None:
    """A session was kept: a sign-out is mended, any other stop and a pause stay with their person."""
    if account(account_id).health is Health.SIGNED_OUT:
        with writing():
            _mended(account_id, "signed_in")


def signed_out(account_id: int) -> None:
    """A person signed the account out here: it waits for a sign-in; any other stop stays as it is."""
    if account(account_id).health in {Health.OK, Health.SIGNED_OUT}:
        change_account(account_id, health=Health.SIGNED_OUT, health_code=SIGNED_OUT_HERE, health_at=clock.now())


def authorise(account_id: int, kind: str, note: str, until: int | None) -> None:
    """Record by what right the account is run; BadInput bad_authority."""
    if kind not in {"own", "client"} or (kind == "client" and not note.strip()):
        raise BadInput("bad_authority", kind)
    if until is not None and until <= clock.now():
        raise BadInput("authority_in_the_past", until)
    change_account(account_id, authority_kind=kind, authority_note=note, authority_until=until)

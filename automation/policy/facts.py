"""Reads what the rules must know, once; the one file of this room that sees the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from decimal import Decimal, InvalidOperation
from functools import partial
from math import isqrt

import tzlocal

from automation.policy.known import SPANS, Facts, Repeat, Spend, Taken, Window, Word, limits
from automation.policy.simulate import Lane, Planned
from automation.values import Action, Target
from models import attempt, clock, fingerprint, settings, zones
from models.account import Account, account, accounts
from models.action import in_states
from models.approval import newest_approval
from models.blocklist import Touched, met
from models.brand import brand
from models.database import one_moment
from models.enums import CAP_CLASS, READING, ActionKind, CapClass, Outcome, State, TargetKind, Trigger
from models.handles import known_as
from models.ledger import has_key
from models.post import Post, post_by_external
from models.schedule import Schedule, schedules
from models.session import awaits_session

# How many of its marks a fingerprint shares at least with that of a near-identical text (queue/fingerprint.py).
MARKS, SHARED = 32, 16
# What policy will be asked about again without a new wish.
WAITING = [State.QUEUED, State.AWAITING_APPROVAL, State.HELD]
_MICRO = 1_000_000
Words = Callable[[], Sequence[str]]


def nothing() -> Sequence[str]:
    """No texts."""
    return ()


def read(
    action: Action,
    ceilings: Mapping[str, int],
    *,
    hindrance: str | None = None,
    author: str | None = None,
    sponsored: bool = False,
    cost: int = 0,
    words: Words = nothing,
) -> Facts:
    """What the store knows of an action at one moment, for now or for when it falls due.

    Ceilings are the pack's, as "class/hour" and "class/day"; `hindrance` is the code of what keeps the account from
    acting at that address at all; `author` is the post's where the caller knows it, else the store is asked;
    `sponsored` says that its page shows it to be paid for; `words` gives the texts of post and act, if they are asked
    for; cost in micro-units.
    Raises BadInput unknown_account, StoreUnusable.
    """
    with one_moment():
        now, own = _moment(action), account(action.account_id)
        windows = _windows(own, action.kind, ceilings, now)
        found = _facts(action, own, windows, now, hindrance, author, words)
    return replace(found, sponsored=found.sponsored or sponsored, spend=replace(found.spend, cost=cost))


def lanes(
    ceilings: Callable[[Account], Mapping[str, int]],
    hindrance: Callable[[Account, str], str | None],
    aim: Callable[[Account, ActionKind, str], Target],
    days: int = 7,
) -> tuple[Lane, ...]:
    """What waits and what schedules will bring in so many days, per account, for `simulate`; aim finds a target."""
    now = clock.now()
    end = now + days * SPANS["day"]
    return tuple(_lane(own, ceilings(own), partial(hindrance, own), partial(aim, own), now, end) for own in accounts())


def caps(own: Account, kind: ActionKind, ceilings: Mapping[str, int]) -> dict[str, int]:
    """The limits of an account per "hour" and "day": the setting, lowered by its own, its brand's and the pack's."""
    cap_class = CAP_CLASS[kind]
    declared = {f"{cap_class}/{span}": settings.get(f"cap_{cap_class}_{span}") for span in SPANS}
    return limits(cap_class, declared, own.caps, _caps_of_brand(own, kind), ceilings)


def _caps_of_brand(own: Account, kind: ActionKind) -> dict[str, int]:
    """A brand's follows a day, of which unfollows may take only a share; the rest is left for follows."""
    if own.brand_id is None or CAP_CLASS[kind] is not CapClass.FOLLOW:
        return {}
    its = brand(own.brand_id)
    share = its.unfollow_ratio if kind is ActionKind.UNFOLLOW else 100
    return {f"{CapClass.FOLLOW}/day": its.daily_follow_limit * share // 100}


def zone_of(own: Account) -> tzinfo | None:
    """The account's zone, else that of the settings, else this machine's; None for a name that is not known here."""
    name = own.zone or settings.get("zone")
    return zones.named(name) if name else tzlocal.get_localzone()


def key_of(action: Action, own: Account) -> str:
    """The name under which the action's target is reserved."""
    return attempt.target_key(own.platform, own.instance, action.target_kind, action.target_id)


def touched(action: Action, own: Account, author: str | None = None, words: Words = nothing) -> Touched:
    """Whom and what an action concerns, as far as that is known before its page was looked at, or since."""
    return _touched(action, own, _post(action, own), author, words)


def _touched(action: Action, own: Account, post: Post | None, author: str | None, words: Words) -> Touched:
    writer = author or (post.author if post is not None else None)
    people = [action.target_id] if action.target_kind is TargetKind.PERSON else [writer] if writer else []
    kept = [] if post is None or post.text is None else [post.text]
    known = known_as(own.platform, own.instance, people, None if post is None else post.author_id)
    posts = [action.target_id, *_addresses(action.target_url)]
    return Touched(own.platform, people, known.identities, posts, lambda: [*kept, *words()], known.handles)


def is_listed(kind: str, action: Action) -> bool:
    """Whether an entry of the blocklist of that kind stands against an action, its words left aside."""
    return met(kind, _people_and_addresses(kind, touched(action, account(action.account_id)))) is not None


def _people_and_addresses(kind: str, concerned: Touched) -> Touched:
    """What entries of a kind are held against: a post's bare id may be anybody's handle, so no opt-out is met by it."""
    return concerned if kind == "block" else replace(concerned, posts=concerned.posts[1:])


def _post(action: Action, own: Account) -> Post | None:
    if action.target_kind is TargetKind.PERSON:
        return None
    return post_by_external(own.platform, own.instance, action.target_id)


def _facts(
    action: Action,
    own: Account,
    windows: tuple[Window, ...],
    now: int,
    hindrance: str | None,
    author: str | None = None,
    words: Words = nothing,
) -> Facts:
    post = _post(action, own)
    concerned = _touched(action, own, post, author, words)
    word, key, settled = newest_approval(action.id), key_of(action, own), settings.get
    return Facts(
        now=now,
        zone=zone_of(own),
        hindrance=hindrance,
        quiet_hours=settled("quiet_hours") if own.quiet_hours is None else own.quiet_hours,
        enabled=own.enabled,
        awaits_session=not own.enabled and awaits_session(own.id),
        paused=own.paused,
        brand=None if own.brand_id is None else brand(own.brand_id).status,
        health=own.health,
        health_code=own.health_code,
        authority_kind=own.authority_kind,
        authority_until=own.authority_until,
        auto_approve=frozenset(own.auto_approve),
        approval=None if word is None else Word(word.approved, word.by, word.content_hash),
        windows=windows,
        target_key=key,
        taken=_taken(key, own.id, now),
        collision_days=settled("collision_days"),
        done=_done_before(action),
        compared=fingerprint.has_marks(action.id),
        repeat=_repeat(action.id),
        blocked=_listed("block", concerned),
        opted_out=_listed("opt_out", concerned),
        sponsored=post is not None and post.is_sponsored,
        skip_sponsored=settled("skip_sponsored"),
        spend=Spend(0, 0, _micro(settled("spend_day"))),
    )


def _moment(action: Action) -> int:
    """When the action would act: a wish for tomorrow noon is not delayed because it is night now."""
    now = clock.now()
    # What runs acts at once; its due time may lie ahead only because the clock was put back.
    return now if action.state is State.RUNNING else max(now, action.due_at)


def _windows(own: Account, kind: ActionKind, ceilings: Mapping[str, int], now: int) -> tuple[Window, ...]:
    most = caps(own, kind, ceilings)
    return tuple(_window(own.id, CAP_CLASS[kind], span, limit, now) for span, limit in most.items())


def _window(account_id: int, cap_class: CapClass, span: str, limit: int, now: int) -> Window:
    count = attempt.counted_since(account_id, cap_class, now - SPANS[span])
    oldest = attempt.nth_newest(account_id, cap_class, limit) if 0 < limit <= count else None
    return Window(span, count, limit, None if oldest is None else oldest + SPANS[span])


def _lane(
    own: Account,
    most: Mapping[str, int],
    hindrance: Callable[[str], str | None],
    aim: Callable[[ActionKind, str], Target],
    now: int,
    end: int,
) -> Lane:
    timed = [found for found in schedules() if found.account_id == own.id and hindrance(found.url) is None]
    waiting = [*in_states(WAITING, own.id), *_scheduled(timed, aim, now, end)]
    windows = {kind: _windows(own, kind, most, now) for kind in {action.kind for action in waiting}}
    planned = tuple(_planned(a, own, windows[a.kind], now, hindrance(a.target_url)) for a in waiting)
    counted = {cap: attempt.counted_times(own.id, cap, now - SPANS["day"]) for cap in CapClass}
    return Lane(own.id, own.handle, planned, counted)


def _planned(action: Action, own: Account, windows: tuple[Window, ...], now: int, hindrance: str | None) -> Planned:
    known = _facts(action, own, windows, now, hindrance)
    # What a schedule will bring has no row yet, so its text cannot have been compared.
    return Planned(action, known if action.id > 0 else replace(known, compared=True))


def _scheduled(
    timed: Iterable[Schedule], aim: Callable[[ActionKind, str], Target], now: int, end: int
) -> Iterator[Action]:
    for found in timed:
        if found.next_at is None or found.next_at >= end:
            continue
        target, step = aim(found.kind, found.url), (found.every_s or 0) * 1000
        times = range(found.next_at, end, step) if step and found.kind in READING else [found.next_at]
        yield from (_occurrence(found, target, at, now) for at in times)


def _occurrence(found: Schedule, target: Target, at: int, now: int) -> Action:
    """One firing as an action; the same act again would be the same action, only reading is done each time."""
    name = f"schedule {found.id}"
    return Action(
        id=-found.id,
        account_id=found.account_id,
        kind=found.kind,
        target_kind=target.kind,
        target_url=target.url,
        target_id=target.external_id,
        content_hash=name,
        generation=0,
        idempotency_key=name,
        state=State.QUEUED,
        trigger=Trigger.SCHEDULE,
        origin=name,
        priority=0,
        due_at=at,
        tries=0,
        rehearse=False,
        created_at=now,
        updated_at=now,
    )


def _addresses(url: str) -> list[str]:
    """The spellings under which a person may have put an address on the list."""
    bare = url.partition("#")[0].rstrip("/")
    return [url, bare, f"{bare}/"]


def _listed(kind: str, concerned: Touched) -> str | None:
    entry = met(kind, _people_and_addresses(kind, concerned))
    return None if entry is None else entry.subject


def _taken(target_key: str, account_id: int, now: int) -> Taken | None:
    holder = attempt.reserved_by(target_key)
    if holder is None or holder[0] == account_id or holder[1] <= now:
        return None
    return Taken(account(holder[0]).handle, holder[1])


def _done_before(action: Action) -> bool:
    # What this action clicked itself may be in the ledger too; going on with it is a person's word, not a repeat.
    own = any(row.outcome is not Outcome.FAILED for row in attempt.attempts_of(action.id))
    return not own and has_key(action.idempotency_key)


def _repeat(action_id: int) -> Repeat | None:
    found = fingerprint.most_alike(action_id, SHARED)
    return None if found is None else Repeat(account(found.account_id).handle, _percent(found.shared), _percent(SHARED))


def _percent(shared: int) -> int:
    """How much alike two texts are that share so many marks: each mark holds two draws, so the share is squared."""
    return isqrt(10_000 * shared // MARKS)


def _micro(amount: str) -> int | None:
    try:
        micro = Decimal(amount) * _MICRO
        return int(micro) if micro >= 0 and micro.is_finite() else None
    except InvalidOperation:
        return None

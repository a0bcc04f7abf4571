"""A store as it looks after a busy week, with an act in every state and names that would like to be markup."""

from __future__ import annotations

from models import clock, settings
from models.base import add
from models.enums import ActionKind, Outcome, State, Truth
from models.feed import FeedTable, add_feed, see_entry
from models.paths import Profile
from models.review import open_review
from models.rule import RuleTable
from models.verification import keep
from tests.fakes.filled_store import DAY, HOSTILE, HOUR, MINUTE, SITE, FilledStore, decision


def fill(profile: Profile) -> FilledStore:
    """A whole week of it."""
    store = FilledStore(profile)
    bakery = store.account("bakery.lyon", auto_approve=["like"])
    roastery = store.account("roastery")
    hostile = store.account(HOSTILE, authority_kind=None, signed_in=False)
    stopped = store.account("studio_weber", health="challenged", health_code="challenged", authority_kind="client")
    _posts(store)
    _waiting(store, bakery, roastery, hostile)
    _open(store, bakery, roastery, stopped)
    _ended(store, bakery, roastery)
    open_review(stopped, None, "challenged")
    _feeds(bakery)
    settings.put("theme", "system")
    return store


def _posts(store: FilledStore) -> None:
    store.post(3, "maria", "First loaves out of the new oven. The crumb is finally what I wanted it to be.")
    store.post(4, "kaffe", "We roast on Thursdays. Come and smell it.")
    store.post(5, HOSTILE, "<script>alert('post')</script> A post that would like to be a program.")
    store.post(6, "yuki_tea", "お茶とお菓子。 Saturday from ten.")


def _waiting(store: FilledStore, bakery: int, roastery: int, hostile: int) -> None:
    asks = decision("approval", "approvals", "awaiting_approval")
    wait = {"code": "awaiting_approval", "decision": asks}
    state = State.AWAITING_APPROVAL
    lovely = "Lovely crumb! Is that a long cold proof, or did you change the flour?"
    store.action(bakery, ActionKind.COMMENT, "3", state, text=lovely, **wait)
    store.action(roastery, ActionKind.LIKE, "4", state, **wait)
    store.action(roastery, ActionKind.FOLLOW, "mira_baker", state, **wait)
    store.action(
        bakery, ActionKind.DM, "carol", state, text="Thank you for the foxgloves.\nThey stand in the shop.", **wait
    )
    store.action(hostile, ActionKind.COMMENT, "5", state, text="<i>not</i> & never markup 🌿", **wait)
    store.action(
        bakery, ActionKind.COMMENT, "6", state, text="土曜日に行きます。", due_at=clock.now() + 4 * MINUTE, **wait
    )


def _open(store: FilledStore, bakery: int, roastery: int, stopped: int) -> None:
    now = clock.now()
    store.action(bakery, ActionKind.LIKE, "6", State.RUNNING, decision=decision("allow"))
    for hours in range(1, 6):
        kind = (ActionKind.LIKE, ActionKind.STATS, ActionKind.FOLLOW)[hours % 3]
        store.action(roastery, kind, f"{hours + 10}", State.QUEUED, due_at=now + hours * HOUR)
    full = decision("delay", "rate_limits", "cap_hour", figure=20, limit=20, frees_at=now + 25 * MINUTE)
    store.action(bakery, ActionKind.LIKE, "21", State.QUEUED, code="cap_hour", decision=full, due_at=now + 25 * MINUTE)
    held = decision("hold", "account_health", "challenged", figure="challenged", limit="ok")
    store.action(stopped, ActionKind.LIKE, "22", State.HELD, code="challenged", decision=held)
    store.action(stopped, ActionKind.COMMENT, "3", State.HELD, code="challenged", decision=held, text="Beautiful.")
    taken = decision(
        "refuse", "collisions", "target_taken", figure="practice:bakery.lyon", limit=30, frees_at=now + 20 * DAY
    )
    store.action(roastery, ActionKind.LIKE, "3", State.REFUSED, ended=HOUR, code="target_taken", decision=taken)


def _ended(store: FilledStore, bakery: int, roastery: int) -> None:
    store.proven(bakery, ActionKind.LIKE, "3", 4 * MINUTE)
    store.proven(roastery, ActionKind.COMMENT, "4", 26 * MINUTE, "Which beans are in the Thursday roast?")
    store.proven(bakery, ActionKind.LIKE, "4", 2 * HOUR)
    failed = store.action(bakery, ActionKind.FOLLOW, "nobody", State.FAILED, ended=3 * HOUR, code="not_found", tries=2)
    store.attempt(failed, bakery, 3 * HOUR, Outcome.FAILED, code="not_found")
    store.action(roastery, ActionKind.LIKE, "9", State.SKIPPED, ended=5 * HOUR, code="already_so")
    store.action(bakery, ActionKind.LIKE, "8", State.CANCELLED, ended=DAY, code="declined")
    unclear = store.action(bakery, ActionKind.FOLLOW, "dave", State.NEEDS_REVIEW, ended=6 * HOUR, code="look_unclear")
    attempt = store.attempt(unclear, bakery, 6 * HOUR)
    keep(unclear, attempt, answer=Truth.UNCLEAR, method="reload_verify", confidence=0.4, detail="")
    open_review(bakery, unclear, "look_unclear")
    for number in range(30, 60):
        kind = (ActionKind.LIKE, ActionKind.STATS, ActionKind.FOLLOW)[number % 3]
        ended = DAY + number * HOUR
        store.action(
            (bakery, roastery)[number % 2], kind, str(number), State.CONFIRMED, ended=ended, decision=decision("allow")
        )


def _feeds(bakery: int) -> None:
    feed = add_feed(bakery, f"{SITE}/feeds/posts.atom", 300)
    FeedTable.update(status="active", title="Practice network: new posts", next_poll_at=clock.now() + 2 * MINUTE).where(
        FeedTable.id == feed.id
    ).execute()
    for number, title in ((3, "First loaves out of the new oven"), (4, "We roast on Thursdays")):
        see_entry(feed.id, f"post-{number}", f"{SITE}/posts/{number}", title, clock.now(), number == 3)
    add(
        RuleTable,
        name="Like everything about bread",
        feed_id=feed.id,
        account_id=bakery,
        kind=ActionKind.LIKE,
        condition={"title_contains": ["bread", "loaf", "loaves"]},
        created_at=clock.now(),
    )

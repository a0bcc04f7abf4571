"""Fills an open store with every noun that older systems bring along, some with hostile names."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from models import clock
from models.account import accounts, change_account
from models.account_state import AccountStateTable
from models.action import ActionTable
from models.backup import note_backup, note_proof
from models.base import add
from models.blocklist import block
from models.brand import BrandTable
from models.check_plan import CheckPlanTable
from models.comment import CommentTable
from models.content import ContentTable
from models.due import miss
from models.enums import Phase
from models.evidence import EvidenceTable, keep_picture
from models.hashtag import HashtagTable, PostHashtagTable
from models.legacy import ImportTable
from models.media import MediaTable
from models.metrics import DailyMetricsTable
from models.order import OrderTable
from models.person import NameTable, PersonTable
from models.post import PostTable
from models.provider import ProviderTable
from models.proxy import ProxyTable
from models.run import RunTable
from models.snapshot import SnapshotTable
from models.tag import PersonTagTable, PostTagTable, TagTable
from models.text import TextTable
from models.thread import MessageTable, ThreadTable
from models.warmup import WarmupStepTable
from tests.fakes.filled_store import DAY, HOSTILE, HOUR, MINUTE
from tests.fakes.page_pictures import post_page
from tests.fakes.watched_rows import watch

WORDS = (
    "Six weeks from seed to salad: what we sowed, what the slugs took, and what we would do again.",
    "مرحبا بالجميع، هذا خبز اليوم",
    HOSTILE,
    "A very long post " + "about bread and butter " * 30,
    "Plain words 🌱🍞",
)
NAMES = ("maria.bakes", "kaffe_og_brød", "a" * 60, HOSTILE, "ines")
STEPS = ("change_pfp", "change_bio", "post_highlight", "post_story", "post_post")


def fill_collected(evidence: Path) -> None:
    """A few rows of everything; pictures of an order go into the folder."""
    now, own = clock.now(), accounts()[0].id
    people = [_person(number, name, now) for number, name in enumerate(NAMES)]
    posts = [_post(number, text, people[number], now) for number, text in enumerate(WORDS)]
    _around_posts(posts, people, own, now)
    _talks(people, own, now)
    _operated(own, now)
    _ordered(own, now, evidence)
    _known(accounts()[1].id, now)
    _noted()
    watch(now, _kept(now))


def _person(number: int, name: str, now: int) -> int:
    made = add(
        PersonTable,
        platform="practice",
        instance="127.0.0.1:8377",
        username=name,
        username_norm=name.casefold(),
        display_name=f"{name[:20].title()} of the market",
        url=f"http://127.0.0.1:8377/@{number}",
        bio="Bread, butter and the odd cake.\nOrders by message." if number % 2 else None,
        followers=1200 * number,
        following=80,
        posts=12,
        is_tracked=number == 0,
        first_seen_at=now - 9 * DAY,
        last_seen_at=now - number * HOUR,
        updated_at=now,
    )
    NameTable.insert(person_id=made, username=f"old_{number}", seen_at=now - 20 * DAY).execute()
    return made


def _post(number: int, text: str, author: int, now: int) -> int:
    return add(
        PostTable,
        platform="practice",
        instance="127.0.0.1:8377",
        external_id=f"noun-{number}",
        url=f"http://127.0.0.1:8377/posts/noun-{number}",
        author=NAMES[number],
        author_id=author,
        text=text,
        post_kind="regular",
        media_kind="image",
        posted_at=now - number * DAY,
        is_marked=number == 1,
        hashtags=["bread", "lyon"] if number == 1 else [],
        mentions=["kaffe"] if number == 1 else [],
        likes=42 * number,
        comments=number,
        views=9_214 * number,
        first_seen_at=now - number * HOUR,
        updated_at=now,
    )


def _around_posts(posts: list[int], people: list[int], own: int, now: int) -> None:
    run = add(
        RunTable,
        kind="gathering",
        origin="search for bread",
        platform="practice",
        status="completed",
        started_at=now - HOUR,
        ended_at=now - HOUR + MINUTE,
        fetched=5,
        fresh=3,
        updated=2,
    )
    tag = add(TagTable, name="clients", name_norm="clients", description="Those who pay", created_at=now)
    hashtag = add(HashtagTable, platform="practice", name="bread", posts=12_000, views=4_000_000, seen_at=now)
    for number, post in enumerate(posts):
        why = {"applied_by": "rule", "confidence": 0.8, "notes": "says bread"}
        add(PostTagTable, post_id=post, tag_id=tag, created_at=now, **why)
        add(PersonTagTable, person_id=people[number], tag_id=tag, created_at=now)
        PostHashtagTable.insert(post_id=post, hashtag_id=hashtag).execute()
        add(MediaTable, post_id=post, kind="image", url=f"http://127.0.0.1:8377/media/{number}.jpg", created_at=now)
        add(SnapshotTable, post_id=post, seen_by=own, run_id=run, likes=9 * number, taken_at=now - number * HOUR)
        values = {"author": NAMES[number], "author_id": people[number], "first_seen_at": now, "updated_at": now}
        add(CommentTable, platform="practice", post_id=post, text=WORDS[-number - 1], likes=number, **values)
    add(SnapshotTable, post_id=posts[1], seen_by=own, run_id=run, likes=3, taken_at=now - 2 * HOUR)
    add(CheckPlanTable, post_id=posts[0], started_at=now - DAY, next_at=now + HOUR, done=2)


def _talks(people: list[int], own: int, now: int) -> None:
    for number, person in enumerate(people):
        thread = add(
            ThreadTable,
            account_id=own,
            platform="practice",
            external_id=f"t{number}",
            person_id=person,
            participant=NAMES[number],
            participant_norm=NAMES[number].casefold(),
            last_message_at=now - number * HOUR,
            unread=number,
            first_seen_at=now,
        )
        for ours in (True, False):
            add(
                MessageTable,
                thread_id=thread,
                external_id=f"m{number}{ours}",
                is_ours=ours,
                sender=None if ours else NAMES[number],
                kind="text",
                sealed_text=b"sealed",
                sent_at=now - number * HOUR,
                first_seen_at=now,
            )


def _operated(own: int, now: int) -> None:
    stamps = {"created_at": now, "updated_at": now}
    brand = add(BrandTable, name="Corner bakery", name_norm="corner bakery", description="Bread and cake", **stamps)
    add(
        ProxyTable, host="10.0.0.9", port=8080, username="ann", location="Lyon", monthly_cost_micros=4_500_000, **stamps
    )
    add(ContentTable, brand_id=brand, kind="story", text="Fresh at seven", uses=3, created_at=now)
    add(TextTable, brand_id=brand, kind="bio", text="Bread, every day but Monday.", created_at=now)
    for number, name in enumerate(STEPS, 1):
        state = ("completed", "completed", "failed", "requires_review", "pending")[number - 1]
        failed = {"error": "The picture was refused", "error_detail": {"status": 413}, "bot_session": "run-9"}
        more = failed if state == "failed" else {"content": {"text": "Fresh at seven"}, "response": {"id": "77"}}
        values = {"position": number, "name": name, "state": state, "started_at": now - number * HOUR}
        add(WarmupStepTable, account_id=own, **values, **more)
    moved = {"from_state": "imported", "to_state": "proxy_assigned", "reason": "proxy given", "actor": "user"}
    add(AccountStateTable, account_id=own, at=now - DAY, **moved)
    add(DailyMetricsTable, day="2026-11-20", total_accounts=5, active_accounts=4, actions=214, errors=3, mean_ms=812)
    add(DailyMetricsTable, day="2026-11-20", brand_id=brand, total_accounts=2, active_accounts=2, actions=90)


def _known(account: int, now: int) -> None:
    """What an older system knew of an account."""
    change_account(
        account,
        display_name="Bakery Lyon",
        url="http://127.0.0.1:8377/@bakery.lyon",
        bio="Bread and cake since 1931.\nOpen from seven, closed on Mondays.",
        city="Lyon",
        niche="bread",
        content_type="reels",
        avatar_url=f"https://cdn.example/{'a9' * 40}.jpg",
        device_label="A phone in the drawer",
        lifecycle_state="warming_up",
        warmup_step=3,
        warmup_started_at=now - 4 * DAY,
        last_acted_at=now - HOUR,
        last_acted_by="worker_7",
        last_error="The picture was refused",
        last_error_at=now - 2 * HOUR,
        retries=2,
    )


def _noted() -> None:
    """What an older system kept beside an act that ended in trouble."""
    beside = {"user_notes": "Ask Ines first", "system_notes": "Tried twice", "parameters": {"list": "spring"}}
    ActionTable.update(**beside).where(ActionTable.code == "not_found").execute()


def _ordered(own: int, now: int, evidence: Path) -> None:
    panel = add(ProviderTable, kind="panel", name="Old panel", name_norm="old panel", created_at=now)
    for number, state in enumerate(("completed", "partial", "cancelled", "unknown")):
        made = add(
            OrderTable,
            provider_id=panel,
            external_id=str(9000 + number),
            account_id=own,
            account_username="bakery",
            trigger="feed",
            platform="practice",
            target_url=f"http://127.0.0.1:8377/posts/{number}",
            service_name="Likes, slow",
            quantity=100 * (number + 1),
            estimated_micros=1_250_000,
            state=state,
            created_at=now - number * DAY,
            updated_at=now,
        )
        if number == 0:
            _pictured(made, evidence)
        if number == 1:
            add(EvidenceTable, order_id=made, phase=Phase.AFTER, state="failed", error="No answer", taken_at=now)


def _pictured(order: int, evidence: Path) -> None:
    for phase in Phase:
        content, _region = post_page(liked=phase is Phase.AFTER)
        path = f"imported/order-{phase}.jpg"
        (evidence / path).parent.mkdir(parents=True, exist_ok=True)
        (evidence / path).write_bytes(content)
        keep_picture(order_id=order, phase=phase, path=path, sha256=sha256(content).hexdigest())


def _kept(now: int) -> int:
    for number, kind in enumerate(("hourly", "daily", "before")):
        note_backup(f"2026112{number}-030000-{kind}", kind, now - (2 - number) * DAY, (4 + number) << 20)
    note_proof("20261121-030000-daily", now - HOUR, "")
    counts = {"read": 5, "written": 4, "merged": 0, "refused": 1}
    report = {
        "tables": {"accounts": counts},
        "nouns": {"accounts": 4},
        "notes": ["4 accounts came switched off and without authority."],
    }
    values = {"kind": "panel-dashboard", "origin": "panel-dashboard:old.db", "state": "completed", "report": report}
    made = add(ImportTable, started_at=now - DAY, ended_at=now - DAY + MINUTE, **values)
    for number, schedule in enumerate((7, 8), 1):
        miss("schedule", schedule, accounts()[0].id, number, now - 9 * HOUR, now - number * HOUR)
    block("block", "*", "giveaway", "not our kind")
    block("opt_out", "practice", "@kaffe", "asked by message")
    return made

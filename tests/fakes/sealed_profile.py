"""An engine whose vault is open, with something sealed in every place that can hold it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

from automation.audit import evidence
from automation.runtime import Runtime
from automation.upkeep import soundness
from automation.vault import kept
from automation.vault.keys import Cost
from models import sealed
from models.base import add
from models.database import sql, writing
from models.enums import ActionKind, Phase
from models.evidence import keep_picture, sealed_pictures
from models.paths import Profile
from models.rule import RuleTable
from models.session import keep_session
from models.thread import MessageTable, ThreadTable
from tests.fakes.house import hand

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "four calm grey herons"
WORDS = "the words of a message"


@asynccontextmanager
async def opened(folder: Path, passphrase: str = PASSPHRASE) -> AsyncIterator[Runtime]:
    """An engine that does no work, with its vault open."""
    runtime = Runtime(Profile(folder))
    await runtime.start()
    try:
        vault = runtime.house.vault
        vault.unlock(passphrase) if vault.exists else vault.init(passphrase, False, CHEAP)
        yield runtime
    finally:
        await runtime.stop()


def fill(runtime: Runtime) -> dict[str, bytes]:
    """One envelope in every place that has any; place → plain."""
    vault = runtime.house.vault
    with writing():
        owner = hand("alice")
        action = owner.want(ActionKind.COMMENT, text=WORDS).action.id
        thread = add(
            ThreadTable, account_id=owner.account.id, platform="practice", participant="b", participant_norm="b",
            first_seen_at=1,
        )  # fmt: skip
        message = add(MessageTable, thread_id=thread, is_ours=False, kind="text", first_seen_at=1)
        rule = add(RuleTable, name="r", account_id=owner.account.id, kind="like", condition={}, created_at=1)
        schedule = 5
        sql(
            "INSERT INTO schedules (id, account_id, kind, url, created_at) VALUES (?, ?, 'comment', 'u', 1)",
            (schedule, owner.account.id),
        )
        keys = {"sessions": owner.account.id, "actions": action, "threads": thread, "messages": message}
        keys |= {"rules": rule, "schedules": schedule, "secrets": "accounts|1|password"}
        keep_session(owner.account.id, b"later")
        kept.keep(vault, "accounts|1|password", b"later")
        for where in sealed.SEALED:
            place = where.place_of(keys[where.table])
            envelope = vault.seal(place.encode(), place)
            sql(f"UPDATE {where.table} SET {where.column} = ? WHERE {where.key} = ?", (envelope, keys[where.table]))
    return {where.place_of(keys[where.table]): where.table.encode() for where in sealed.SEALED}


def picture(runtime: Runtime) -> str:
    """A sealed evidence picture; its path."""
    path = "act-1/att-1-before.jpg.sealed"
    whole = runtime.profile.evidence / path
    whole.parent.mkdir(exist_ok=True)
    content = runtime.house.vault.seal(b"jpeg", evidence.picture_place(path))
    whole.write_bytes(content)
    with writing():
        keep_picture(action_id=1, phase=Phase.BEFORE, path=path, sha256=sha256(content).hexdigest(), sealed=True)
    return path


def envelopes() -> dict[str, bytes]:
    """Every envelope of the store by its place."""
    return {
        where.place_of(key): bytes(envelope)
        for where in sealed.SEALED
        for key, envelope in sql(f"SELECT {where.key}, {where.column} FROM {where.table}")
        if envelope is not None
    }


def files(runtime: Runtime) -> list[Path]:
    """Every file in the folder of pictures."""
    return [path for path in runtime.profile.evidence.rglob("*") if path.is_file()]


def all_open(runtime: Runtime) -> None:
    """Every envelope opens to what was put in; the pictures too, and they are what the store says of them."""
    vault = runtime.house.vault
    for place, envelope in envelopes().items():
        plain = vault.unseal(envelope, place)
        if not place.startswith(("audit|", "fingerprints|")):
            assert plain == place.encode()
    for row in sealed_pictures():
        content = (runtime.profile.evidence / row.path).read_bytes()
        assert vault.unseal(content, evidence.picture_place(row.path)) == b"jpeg"
    assert soundness.evidence(runtime.profile.evidence).ok

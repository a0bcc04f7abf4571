"""A profile with some thousand rows of every kind, an open vault, pictures and signatures, for bits of it to flip."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from automation.audit import chain, checkpoints
from automation.queue import backlog
from automation.values import Intent, Target
from automation.vault import kept
from automation.vault.keys import Cost
from automation.vault.signing import Signer
from automation.vault.vault import Vault
from models import blocklist, search
from models.account import add_account
from models.database import close, db, sql, writing
from models.enums import TARGET_OF, ActionKind, TargetKind
from models.ledger import write_keys
from models.migrations.runner import open_store
from models.paths import Profile
from models.session import keep_session

PASSPHRASE = "four calm grey herons"
ACCOUNTS, ACTIONS, ENTRIES, KEYS, PEOPLE, LETTERS, PICTURES = 40, 400, 2000, 1500, 600, 600, 60


def fill(profile: Profile) -> Vault:
    """Make the profile and leave its store closed and its vault open."""
    vault = Vault(profile.prepare().folder)
    vault.init(PASSPHRASE, use_keychain=False, cost=Cost(memory_kib=64, passes=1, lanes=1))
    open_store(profile.store)
    sql("PRAGMA synchronous = OFF")
    with writing():
        for number in range(1, ACCOUNTS + 1):
            own = add_account("x", "", f"own{number}", None).id
            keep_session(own, vault.seal(b'{"cookies": []}' * 20, f"sessions|{own}|envelope"))
            kept.keep(vault, f"accounts|{own}|password", b"open sesame")
        _work(vault)
        _collected(vault)
        _pictures(profile)
        write_keys([(sha256(b"%d" % n).hexdigest(), 1 + n % ACCOUNTS, n * 1000) for n in range(KEYS)])
        chain.add_many(
            ("attempt", 1 + n % ACCOUNTS, n, {"state": "confirmed", "act": "like", "said": f"Grüße {n}"})
            for n in range(ENTRIES)
        )
    checkpoints.sign_entry(ENTRIES // 2, Signer(vault, profile.folder).sign)
    checkpoints.sign_end(Signer(vault, profile.folder).sign)
    chain.keep_head(profile.head, vault.seal, vault.unseal)
    while search.fold(5000):
        pass
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close()
    return vault


def _work(vault: Vault) -> None:
    for number in range(ACTIONS):
        kind = (ActionKind.LIKE, ActionKind.COMMENT)[number % 2]
        intent = Intent(1 + number % ACCOUNTS, kind, f"https://x.example/{number}", "words" if number % 2 else None)
        backlog.accept(intent, Target(TARGET_OF.get(kind, TargetKind.POST), intent.url, str(number)), vault.seal, b"k")
    numbers = range(1, ACTIONS + 1)
    _many(
        "INSERT INTO attempts (id, action_id, account_id, outcome, clicked, started_at)"
        " VALUES (?, ?, ?, 'performed', 1, ?)",
        ((n, n, 1 + n % ACCOUNTS, n) for n in numbers),
    )
    _many(
        "INSERT INTO verifications (id, action_id, attempt_id, answer, method, confidence, looked_at)"
        " VALUES (?, ?, ?, 'confirmed', 'reload_verify', 0.99, ?)",
        ((n, n, n, n) for n in numbers),
    )
    _many(
        "INSERT INTO cap_counts (attempt_id, account_id, cap_class, counted_at) VALUES (?, ?, 'like', ?)",
        ((n, 1 + n % ACCOUNTS, n) for n in numbers),
    )
    for table, what in (("rules", "name"), ("schedules", "url")):
        _many(
            f"INSERT INTO {table} (id, account_id, kind, {what}, sealed_text, created_at) VALUES (?, 1, 'dm', ?, ?, 0)",
            ((n, f"{what} {n}", vault.seal(b"later", f"{table}|{n}|text")) for n in range(1, 101)),
        )


def _collected(vault: Vault) -> None:
    people = range(1, PEOPLE + 1)
    _many(
        "INSERT INTO people (id, platform, username, username_norm, bio, first_seen_at, last_seen_at, updated_at)"
        " VALUES (?, 'x', ?, ?, 'Somebody out there', 0, 0, 0)",
        ((n, f"person{n}", f"person{n}") for n in people),
    )
    _many(
        "INSERT INTO posts (id, platform, external_id, url, author, author_id, text, first_seen_at, updated_at)"
        " VALUES (?, 'x', ?, ?, ?, ?, 'A post of some words', 0, 0)",
        ((n, str(n), f"https://x.example/{n}", f"person{n}", n) for n in people),
    )
    _many(
        "INSERT INTO comments (id, platform, external_id, post_id, author_id, text, first_seen_at, updated_at)"
        " VALUES (?, 'x', ?, ?, ?, 'A comment', 0, 0)",
        ((n, str(n), n, n) for n in people),
    )
    _many(
        "INSERT INTO snapshots (id, post_id, likes, taken_at) VALUES (?, ?, ?, ?)", ((n, n, n * 3, n) for n in people)
    )
    _many(
        "INSERT INTO threads (id, account_id, platform, participant, participant_norm, sealed_preview, first_seen_at)"
        " VALUES (?, 1, 'x', ?, ?, ?, 0)",
        ((n, f"person{n}", f"person{n}", vault.seal(b"Dear", f"threads|{n}|preview")) for n in people),
    )
    _many(
        "INSERT INTO messages (id, thread_id, is_ours, kind, sealed_text, first_seen_at)"
        " VALUES (?, ?, 0, 'text', ?, 0)",
        ((n, 1 + n % PEOPLE, vault.seal(b"Dear you", f"messages|{n}|text")) for n in range(1, LETTERS + 1)),
    )
    for number in range(100):
        blocklist.block("block", "x", f"blocked{number}")


def _pictures(profile: Profile) -> None:
    for number in range(1, PICTURES + 1):
        path, content = profile.evidence / str(number) / "before.jpg", sha256(b"%d" % number).digest() * 60
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        sql(
            "INSERT INTO evidence (id, action_id, attempt_id, phase, path, sha256, taken_at)"
            " VALUES (?, ?, ?, 'before', ?, ?, 0)",
            (number, number, number, f"{number}/before.jpg", sha256(content).hexdigest()),
        )


def _many(statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    db.connection().executemany(statement, rows)

"""The lists of how the store is kept: backups, imports, regular and missed work, the record, who is left alone."""

from __future__ import annotations

from typing import Any

from desktop import wording
from desktop.tables.base import Cell
from desktop.tables.nouns import Noun, Part, address, document, figure, handle, plain, signed, strong, when, words, yes
from desktop.wording import Sign
from models.entry_kinds import outcome_sql, run_sql, said_sql


def seal(value: Any) -> Cell:
    """The beginning of a hash, the whole of it on hover."""
    return Cell(f"{str(value)[:12]}…", tip=str(value))


IMPORT_STATE = "State"
IMPORT_STATES = {
    "running": Sign("play", "Running", "info"),
    "completed": Sign("circle-check", "Completed", "good"),
    "failed": Sign("circle-x", "Failed", "bad"),
    "interrupted": Sign("unplug", "Broken off", "warn"),
    "undone": Sign("undo-2", "Taken back", "muted"),
}
BACKUP_KINDS = {"manual": "By hand", "before": "Before a change", "other": "From elsewhere"}


def _kind(value: Any) -> Cell:
    return words(BACKUP_KINDS.get(value) or wording.plain(str(value)))


def _act(value: Any) -> Cell:
    return words(wording.sign(wording.KINDS, value).word)


FOR_EVER = "For ever"
BLOCKS = {
    "block": Sign("ban", "Blocked", "warn"),
    "opt_out": Sign("hand", "Opted out", "bad"),
}

BACKUPS = Noun(
    "Backups",
    "backup",
    "shield-check",
    "backups b",
    "b.id",
    (
        Part("Made", "b.made_at", when, 110),
        Part("Kind", "b.kind", _kind, 130, 620),
        Part("Folder", "b.folder", address),
        Part("Size", "printf('%.1f MB', b.bytes / 1048576.0)", words, 100, 480, figures=True),
        Part("Proven", "b.proven_at", when, 110),
        Part("What was found", "nullif(b.detail, '')", listed=False),
    ),
    "Steward copies the whole profile every hour in which something changed. The first copy is made soon.",
)
IMPORTS = Noun(
    "Imports",
    "import",
    "download",
    "imports i",
    "i.id",
    (
        Part("From", "substr(i.origin, instr(i.origin, ':') + 1)", strong),
        Part("Kind", "i.kind", plain, 170, 520),
        Part(IMPORT_STATE, "i.state", signed(IMPORT_STATES), 130),
        Part("Begun", "i.started_at", when, 120),
        Part("Ended", "i.ended_at", when, listed=False),
        Part("Refused rows stand in", "i.rejects", listed=False),
    ),
    "Bring along what an older system kept: accounts, posts, people, orders. Nothing of it is switched on.",
    "i.origin || ' ' || i.kind",
)
MISSED = Noun(
    "Missed work",
    "piece of missed work",
    "hourglass",
    "missed m LEFT JOIN accounts a ON a.id = m.account_id"
    " LEFT JOIN schedules s ON m.kind = 'schedule' AND s.id = m.subject_id",
    "m.id",
    (
        Part("What", "coalesce(s.kind, m.kind)", _act, 130),
        Part("Account", "a.username", handle),
        Part("Begun by", "m.kind", plain, 100, 660),
        Part("Times", "m.times", figure, 80, figures=True),
        Part("First due", "m.first_due_at", when, 110, 560),
        Part("Last due", "m.last_due_at", when, 110),
        Part("On", "s.url", listed=False),
        Part("Noticed", "m.noticed_at", when, listed=False),
    ),
    "What fell due while Steward did not run waits here for your word, and never comes as a burst.",
    where=("m.answer IS NULL",),
    many="pieces of missed work",
)
OUTCOMES = {
    "success": Sign("circle-check", "Success", "good"),
    "failure": Sign("circle-x", "Failure", "bad"),
    "skipped": Sign("skip-forward", "Skipped", "muted"),
    "pending": Sign("clock", "Pending", "info"),
}
HOW_IT_WENT = outcome_sql("e.kind", "e.body")
RUN = run_sql("e.body")
TARGET = f"coalesce(x.target_url, {said_sql('e.body', 'target')})"
RECORD = Noun(
    "Audit",
    "entry",
    "file-text",
    "audit_entries e LEFT JOIN accounts a ON a.id = e.account_id LEFT JOIN actions x ON x.id = e.action_id",
    "e.sequence",
    (
        Part("Number", "e.sequence", figure, 72, figures=True),
        Part("What", "e.kind", plain, 150),
        Part("Account", "a.username", handle),
        Part("Outcome", HOW_IT_WENT, signed(OUTCOMES), 120, 520),
        Part("When", "e.at", when, 100),
        Part("Target", TARGET, address, listed=False),
        Part("Run", RUN, address, listed=False),
        Part("All it says", "e.body", document, listed=False),
        Part("Its seal", "e.hash", seal, listed=False),
        Part("The seal before", "e.previous", seal, listed=False),
    ),
    "Everything that is done, decided or changed is written here and can never be altered unseen.",
    "replace(e.kind, '_', ' ') || ' ' || coalesce(a.username, '')",
    many="entries",
)
LEFT_ALONE = Noun(
    "Blocklist",
    "entry",
    "ban",
    "blocklist b",
    "b.id",
    (
        Part("Who or what", "b.subject", strong),
        Part("State", "b.kind", signed(BLOCKS), 120),
        Part("Means", "b.what", plain, 84),
        Part("Where", "CASE b.platform WHEN '*' THEN 'Everywhere' ELSE b.platform END", plain, 120, 480),
        Part("Matches", "b.match", plain, 100, 800),
        Part("Until", "b.expires_at", when, 110, 560),
        Part("Why", "nullif(b.reason, '')", listed=False),
        Part("Added by", "b.added_by", plain, listed=False),
        Part("Since", "b.created_at", when, listed=False),
        Part(FOR_EVER, "b.kind = 'opt_out'", yes, listed=False, told=False),
    ),
    "People, posts, words and sites that no account of yours will ever touch stand here. An opt-out is for ever.",
    "b.subject || ' ' || b.reason",
    many="entries",
)

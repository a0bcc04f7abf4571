"""Idempotency keys: the same wish twice is one action."""

from __future__ import annotations

from hashlib import blake2b, sha256

from automation.values import Intent, Target
from models.action import ActionTable
from models.enums import KEY_FREED, READING, UNDOES, ActionKind

# Reading and rehearsing leave nothing behind, so each wish for it is a new one.
_COUNTERPART = {**UNDOES, **{done: undo for undo, done in UNDOES.items()}}


def content_hash(target: Target, kind: ActionKind, text: str | None, own_key: bytes) -> str:
    """What an approval is bound to: kind, target and text; a text is hashed under the profile's own key."""
    whole = "\0".join((kind, target.kind, target.external_id, text or "")).encode()
    return blake2b(whole, digest_size=32, key=own_key if text is not None else b"").hexdigest()


def generation(intent: Intent, target: Target, own_key: bytes) -> int:
    """How often the counterpart (unlike for like, like for unlike) was done: each undo opens a new round."""
    counterpart = _COUNTERPART.get(intent.kind)
    if counterpart is None:
        return 0
    same = (
        (ActionTable.account_id == intent.account_id)
        & (ActionTable.kind == counterpart)
        & (ActionTable.target_kind == target.kind)  # else every act of the account is looked through
        & (ActionTable.target_id == target.external_id)
        & (ActionTable.content_hash == content_hash(target, counterpart, intent.text, own_key))
        & (ActionTable.state.not_in(sorted(KEY_FREED)))
        & (ActionTable.rehearse == False)  # noqa: E712 - a Peewee expression
    )
    return int(ActionTable.select().where(same).count())


def is_exempt(intent: Intent) -> bool:
    """Whether each wish of this sort is a new action."""
    return intent.rehearse or intent.kind in READING


def key(intent: Intent, target: Target, round_: int, own_key: bytes, unique: str = "") -> str:
    """The key of account, kind, target, content and generation."""
    parts = (str(intent.account_id), intent.kind, target.kind, target.external_id, str(round_), unique)
    return sha256("\0".join((*parts, content_hash(target, intent.kind, intent.text, own_key))).encode()).hexdigest()

"""`steward policy`: what may happen, asked without queueing or clicking anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from automation.cli.audit import unsealing
from automation.cli.door import reading
from automation.cli.output import Said, because, table
from automation.cli.typed import KINDS, texted, words
from automation.policy import facts
from automation.policy.decide import decide
from automation.policy.simulate import by_hour, simulate
from automation.queue import keys
from automation.runtime.packs import Packs
from automation.triggers import manual
from automation.values import Action, Decision, Intent, Target
from automation.vault.own_key import PLACE
from automation.vault.vault import Vault
from models import clock, ids
from models.account import accounts, find_account
from models.action import with_key
from models.enums import State
from models.secret import secret_envelope

NOT_QUEUED = 0


@click.group()
def policy() -> None:
    """What may happen, asked without queueing or clicking anything."""


@policy.command()
@click.argument("kind", type=KINDS)
@click.option("--account", "account_name", required=True, metavar="A", help="An id, or platform:username.")
@click.option("--url", required=True, metavar="U", help="The post or person it is about.")
@texted
@click.pass_obj
def check(said: Said, kind: str, account_name: str, url: str, text: str | None, text_file: Path | None) -> None:
    """What every rule would say of one wish now; nothing is queued."""
    said_text = words(text, text_file)
    reading(said)
    owner = find_account(account_name)
    intent = manual.intent(owner.id, kind, url, said_text)
    pack = Packs(said.profile.overlays).of(owner)
    action = _supposed(intent, pack.target(intent.kind, intent.url), b"" if said_text is None else _own_key(said))
    known = facts.read(action, pack.most)
    # A text is compared with those of other accounts when it is queued: its marks need the open vault.
    decision = decide(action, replace(known, compared=True))
    standing = with_key(action.idempotency_key)
    _show(said, decision, standing, said_text is not None)


def _own_key(said: Said) -> bytes:
    """What texts are hashed under; VaultLocked where the vault does not open without asking."""
    unseal = unsealing(said)
    if unseal is None:
        raise Vault(said.profile.folder).out_of_reach()
    sealed = secret_envelope(PLACE)
    return unseal(sealed, PLACE) if sealed else b"nothing was ever said"


def _supposed(intent: Intent, target: Target, own_key: bytes) -> Action:
    """The action that a wish would become."""
    now, round_ = clock.now(), keys.generation(intent, target, own_key)
    return Action(
        id=NOT_QUEUED,
        account_id=intent.account_id,
        kind=intent.kind,
        target_kind=target.kind,
        target_url=target.url,
        target_id=target.external_id,
        content_hash=keys.content_hash(target, intent.kind, intent.text, own_key),
        generation=round_,
        idempotency_key=keys.key(intent, target, round_, own_key),
        state=State.QUEUED,
        trigger=intent.trigger,
        origin="",
        priority=0,
        due_at=now,
        tries=0,
        rehearse=False,
        created_at=now,
        updated_at=now,
    )


def _show(said: Said, decision: Decision, standing: Action | None, has_text: bool) -> None:
    rules = [{**asdict(rule), "frees_at": clock.to_iso(rule.frees_at)} for rule in decision.rules]
    stands = None if standing is None else {"id": ids.public("actions", standing.id), "state": standing.state}
    document = {
        "answer": decision.answer,
        "code": decision.code,
        "until": clock.to_iso(decision.until),
        "rules": rules,
        "stands": stands,
        "text_compared": False if has_text else None,
    }
    lines = [f"{decision.answer}: {because(decision.code, rules)}"]
    if stands:
        lines.append(f"The same wish stands already as {stands['id']}, {stands['state']}; it would come back as that.")
    if has_text:
        lines.append("Whether another account has said nearly the same is seen when it is queued.")
    lines.append(table(rules, ("rule", "answer", "code", "figure", "limit", "frees_at")))
    said.show(document, "\n".join(lines))


@policy.command("simulate")
@click.option("--days", type=click.IntRange(1, 31), default=7, show_default=True, help="How far ahead.")
@click.option("--approve-all", is_flag=True, help="Suppose your yes to whatever waits for one.")
@click.pass_obj
def simulate_(said: Said, days: int, approve_all: bool) -> None:
    """What queue and schedules would come to, per account and hour; nothing is touched."""
    reading(said)
    owners = accounts()
    packs = Packs(said.profile.overlays)
    lanes = facts.lanes(packs.ceilings, packs.hindrance, lambda own, *wish: packs.of(own).target(*wish), days)
    steps = simulate(lanes, clock.now(), days=days, approve_all=approve_all)
    handles, zones = {a.id: a.handle for a in owners}, {a.id: facts.zone_of(a) or UTC for a in owners}
    hours = [
        {
            "account": ids.public("accounts", hour.account_id),
            "handle": handles[hour.account_id],
            "starts_at": clock.to_datetime(hour.starts_at).astimezone(zones[hour.account_id]).isoformat(),
            "acts": dict(hour.acts),
            "stops": dict(hour.stops),
        }
        for hour in by_hour(steps, zones)
    ]
    totals = Counter(str(step.answer) for step in steps)
    document = {"days": days, "actions": len(steps), "answers": dict(totals), "hours": hours}
    said.show(document, _plain(document, hours))


def _plain(document: dict[str, Any], hours: list[dict[str, Any]]) -> str:
    if not hours:
        return f"Nothing would happen in the next {document['days']} days: nothing waits and nothing is scheduled."
    counts = ", ".join(f"{count} {answer}" for answer, count in sorted(document["answers"].items()))
    return f"{document['actions']} actions in {document['days']} days: {counts}\n" + table(
        hours, ("handle", "starts_at", "acts", "stops")
    )

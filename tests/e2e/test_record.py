"""What a day's work leaves on record, entry by entry, and that nothing of its content does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from automation import commands
from automation.audit import chain, journal
from automation.practice.server import PracticeServer
from models import clock, ids, settings
from models.audit import AuditEntry, entries
from models.database import close, connect
from models.entry_kinds import event_of, outcome_of, run_of
from models.errors import StewardError
from tests.e2e.corridor import Corridor, corridor

TEXT = "what was said stays off the record"


async def test_every_event_of_an_act_is_on_record_with_the_entry_that_closes_it(
    tmp_path: Path, network: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SOON_MS", clock.HOUR_MS)  # else an act that takes long writes before it closes
    network.control("reset", dialect="plain")
    async with corridor(tmp_path, network, "alice") as house:
        await a_days_work(house, tmp_path)
        head, unseal = house.runtime.profile.folder / "audit.head", house.runtime.house.vault.unseal
        assert chain.verify(head, unseal).ok
        found = entries()
    of = {number: [e.kind for e in found if e.action_id == number] for number in range(1, 7)}
    act = ["accepted", "approved", "navigate", "navigate", "verification", "attempt"]
    assert of[1] == of[4] == act
    assert of[2] == [*act[:-1], "undone", "attempt"]
    assert "extract" in of[3]
    assert of[5][-2:] == ["rate_limit", "decision"]
    assert of[6][-2:] == ["rate_limit", "attempt"]
    told_of_every_event(found)
    # What happened on the way lies in the transaction of the entry that closes the act, not in writes of its own.
    closing = next(e for e in found if e.action_id == 1 and e.kind == "attempt")
    assert {e.at for e in found if e.action_id == 1 and e.kind in {"navigate", "verification"}} == {closing.at}
    connect(house.runtime.profile.store)
    pages = [e.kind for e in entries(limit=10_000) if event_of(e.kind) == "session"]
    close()
    assert pages.count("session_start") == pages.count("session_end") > 0, "what was opened is told to be closed"


async def a_days_work(house: Corridor, folder: Path) -> None:
    """Acts that are done, limited, refused and failed, and what a person does around them."""
    alice = house.accounts["alice"]
    for kind, text in (("like", None), ("unlike", None), ("stats", None), ("comment", TEXT)):
        assert (await house.act(kind, house.post(2), text))["action"]["state"] == "confirmed"
    settings.put("cap_like_hour", 2)
    assert (await house.act("like", house.post(1)))["action"]["code"] == "cap_hour"
    settings.put("cap_like_hour", 20)
    house.site.control("rate_limit", user="alice")
    assert (await house.act("like", house.post(3)))["action"]["state"] == "held"
    await house.do(commands.EditAccount(alice, {"password": "wrong one"}))
    house.site.control("clear")
    with pytest.raises(StewardError):
        await house.do(commands.SignIn(alice, with_vault=True))
    await house.do(commands.Block("opt_out", "practice", "mira_baker"))
    assert (await house.act("follow", f"{house.site.url}/@mira_baker"))["action"]["code"] == "opted_out"
    await house.do(commands.SetSetting("cap_like_hour", "20"))
    await house.do(commands.ExportAudit(str(folder / "record.jsonl"), "jsonl"))


def told_of_every_event(found: list[AuditEntry]) -> None:
    """Every kind of event has its entry, in its run, with how it went, and without content."""
    kinds = [e.kind for e in found]
    assert {"session_start", "signed_in", "account_stopped", "sign_in_failed"} <= set(kinds)
    assert {event_of(kind) for kind in kinds} >= {
        *("session", "navigate", "extract", "attempt", "verification", "error", "rate_limit", "policy", "approval"),
        *("sign_in", "undo", "configuration", "export", "opt_out"),
    }
    [refused] = [e for e in found if e.kind == "decision" and e.body["code"] == "opted_out"]
    assert (outcome_of(refused.kind, refused.body), event_of(refused.kind)) == ("skipped", "policy")
    assert {run_of(e.body) for e in found if e.action_id is not None} == {ids.public("runs", 1)}
    whole = json.dumps([e.body for e in found])
    for content in (TEXT, "127.0.0.1", "wrong one"):
        assert content not in whole

"""What an act leaves in the rows around it: on the account, the tries, the looks and the runs."""

from __future__ import annotations

from pathlib import Path

from automation import commands
from automation.practice.server import PracticeServer
from automation.runtime import Runtime
from models import clock, ids
from models.audit import entries
from models.database import sql
from tests.e2e.corridor import Corridor, corridor, state_of


async def test_an_account_tells_when_it_acted_last_and_what_it_met_since(house: Corridor) -> None:
    told = "SELECT last_acted_by, last_acted_at BETWEEN ? AND ?, last_error, last_error_at > 0, retries FROM accounts"
    began = clock.now()
    for tries in (1, 2):
        assert state_of(await house.act("like", house.post(998 + tries))) == ("failed", "not_found")
        assert sql(told, (began, clock.now())) == [(None, None, "not_found", 1, tries)]
    await house.do(commands.Block("opt_out", "practice", "mira_baker"))
    assert state_of(await house.act("like", house.post(1))) == ("refused", "opted_out")
    assert sql(told, (began, clock.now()))[0][-1] == 2, "what a person forbids is no trouble of the account"
    assert state_of(await house.act("like", house.post(2))) == ("confirmed", None)
    assert sql(told, (began, clock.now())) == [("steward", 1, None, None, 0)]
    house.site.control("challenge", user="alice")
    assert (await house.act("like", house.post(3)))["action"]["state"] == "held"
    assert sql(told, (began, clock.now())) == [("steward", 1, "challenged", 1, 1)]


async def test_every_look_is_kept_with_its_time_and_what_was_seen(house: Corridor) -> None:
    liked = await house.act("like", house.post(2))
    [attempt], [look] = liked["attempts"], liked["looks"]
    assert liked["verdict"] == look
    assert (look["answer"], look["method"], look["seen"]) == ("confirmed", "reload_verify", {"toggle": "on"})
    assert attempt["started_at"] <= look["looked_at"] <= liked["action"]["done_at"]
    assert look["duration_ms"] > 0
    recorded = {e.kind: e.body for e in entries(kind="verification") + entries(kind="attempt")}
    assert recorded["verification"]["ms"] == look["duration_ms"]
    assert recorded["attempt"]["ms"] == attempt["duration_ms"] > 0
    [read] = (await house.act("stats", house.post(1)))["looks"]
    assert (read["method"], read["seen"]["counts"]["comments"]) == ("read", 2)
    assert read["duration_ms"] > 0


async def test_what_a_person_saw_is_a_look_too(house: Corridor) -> None:
    house.site.control("lie", user="alice", verb="like", times=1)
    lied = await house.act("like", house.post(1))
    assert (lied["verdict"]["answer"], lied["verdict"]["seen"]) == ("absent", {"toggle": "off"})
    number = ids.number("actions", lied["action"]["id"])
    await house.do(commands.Settle(number, "happened"))
    first, last = (await house.receipt(number))["looks"]
    assert first == lied["verdict"]
    assert (last["answer"], last["method"], last["confidence"]) == ("confirmed", "manual", 1.0)


async def test_a_try_keeps_what_came_back_and_what_went_wrong(house: Corridor) -> None:
    [done] = (await house.act("dm", f"{house.site.url}/@carol", "Hello"))["attempts"]
    assert list(done["result"]) == ["landed"], "where the message stands"
    assert done["result"]["landed"].startswith(house.site.url)
    assert done["fault"] is None
    house.site.control("refuse", user="alice", verb="comment", times=1, text="You post too quickly")
    [refused] = (await house.act("comment", house.post(1), "Hello"))["attempts"]
    assert refused["fault"] == {"code": "site_refused", "details": {"said": "You post too quickly"}}
    house.site.control("absent", user="alice")
    [lost] = (await house.act("like", house.post(3)))["attempts"]
    assert lost["fault"] == {"code": lost["error"], "details": {"kind": "like"}}


async def test_a_refusal_that_quotes_a_text_keeps_none_of_it(house: Corridor) -> None:
    text = "Dear Carol, nobody else is to know of this"
    house.site.control("refuse", user="alice", verb="message", times=1, text=f"“{text}” was not sent")
    [refused] = (await house.act("dm", f"{house.site.url}/@carol", text))["attempts"]
    assert refused["fault"]["details"] == {"said": '"…" was not sent'}
    kept = [path for path in house.runtime.profile.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in kept if b"nobody else" in path.read_bytes()]


async def test_what_one_engine_does_is_one_run(tmp_path: Path, network: PracticeServer) -> None:
    network.control("reset", dialect="plain")
    told = "SELECT kind, status, ended_at >= started_at, fetched FROM runs ORDER BY id"
    async with corridor(tmp_path, network, "alice") as house:
        assert sql(told) == [("engine", "running", None, 0)]
        for kind in ("like", "stats"):
            await house.act(kind, house.post(1))
        assert sql("SELECT run_id FROM actions") == [(1,)] * 2
        assert sql("SELECT run_id FROM snapshots") == [(1,)]
        [first, _] = entries(kind="attempt")
        assert first.body["run"] == ids.public("runs", 1)
        sql("INSERT INTO runs (id, kind, status, started_at) VALUES (7, 'engine', 'running', 5)")
    runtime = Runtime(house.runtime.profile)
    await runtime.start()
    try:
        assert sql(told)[0] == ("engine", "completed", 1, 1)
        await runtime.work()
        assert [status for _, status, _, _ in sql(told)] == ["completed", "running", "interrupted"]
    finally:
        await runtime.stop()

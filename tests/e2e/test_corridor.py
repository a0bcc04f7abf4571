"""The corridor on the practice network, in a real browser: what the site holds is compared with what is claimed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from automation import commands
from automation.engine.sign_in import session_place
from automation.practice.server import PracticeServer
from automation.queue import lanes
from automation.values import Intent
from models import clock
from models.account import account
from models.action import action
from models.database import sql
from models.enums import ActionKind, Health, State, Trigger
from models.errors import BadInput, SiteError
from models.post import post_by_external
from models.review import open_reviews
from models.session import keep_session, session_envelope
from models.snapshot import snapshots_of
from tests.e2e.corridor import Corridor, corridor, state_of

NASTY = "“Grüße”, it's <b>me</b> & you\nمرحبا 👋🏽 — \\o/ 100 %"  # noqa: RUF001 - right-to-left on purpose
BUSY_S = 10.0  # what a busy machine may add to a moment


async def test_every_act_and_its_undo_are_confirmed_and_stored_once(house: Corridor) -> None:
    carol = f"{house.site.url}/@carol"
    for kind, url, text in [
        ("like", house.post(2), None),
        ("unlike", house.post(2), None),
        ("like", house.post(2), None),
        ("comment", house.post(2), NASTY),
        ("delete-comment", house.post(2), NASTY),
        ("follow", carol, None),
        ("unfollow", carol, None),
        ("dm", carol, NASTY),
    ]:
        receipt = await house.act(kind, url, text)
        assert state_of(receipt) == ("confirmed", None), (kind, receipt)
        assert receipt["attempts"][-1]["outcome"] == "performed"
    facts = house.site.facts()
    assert facts["likes"]["alice"] == [2]
    assert "carol" not in facts["follows"].get("alice", [])
    assert [m["text"] for m in facts["messages"]].count(NASTY) == 1
    assert [r["text"] for r in facts["requests"] if r["verb"] == "comment"] == [NASTY]
    assert len(house.arrived("like")) == 2


async def test_figures_are_read_and_kept(house: Corridor) -> None:
    receipt = await house.act("stats", house.post(1))
    assert state_of(receipt) == ("confirmed", None)
    kept = post_by_external("practice", account(house.accounts["alice"]).instance, "1")
    assert kept is not None
    assert kept.author == "mira_baker"
    [snapshot] = snapshots_of(kept.id)
    assert snapshot.counts["comments"] == 2
    assert not house.arrived("like")


async def test_who_is_followed_is_read_as_their_page_stood(house: Corridor) -> None:
    assert state_of(await house.act("follow", f"{house.site.url}/@carol")) == ("confirmed", None)
    [(followers, posts)] = sql("SELECT followers, posts FROM snapshots WHERE person_id IS NOT NULL")
    assert (followers >= 5210, posts >= 2) == (True, True)


async def test_a_sponsored_post_is_left_alone_until_a_person_asks(house: Corridor) -> None:
    wish = Intent(house.accounts["alice"], ActionKind.LIKE, house.post(8), trigger=Trigger.FEED)
    found = house.runtime.house.submit_and_consider(wish).action
    await house.do(commands.Answer([found.id], True, "operator"))
    assert state_of(await house.receipt(found.id)) == ("refused", "sponsored")
    kept = post_by_external("practice", account(house.accounts["alice"]).instance, "8")
    assert kept is not None
    assert kept.is_sponsored
    again = house.runtime.house.submit_and_consider(wish).action
    assert (action(again.id).state, action(again.id).code) == (State.REFUSED, "sponsored")
    assert not house.arrived("like")
    assert state_of(await house.act("like", house.post(8))) == ("confirmed", None)


async def test_a_like_that_is_there_already_is_left_alone(house: Corridor) -> None:
    await house.act("like", house.post(3))
    again = await house.act("like", house.post(3))
    assert not (await house.submit("like", house.post(3)))["new"]
    assert state_of(again) == ("confirmed", None)
    await house.act("unlike", house.post(3))
    await house.act("like", house.post(3))
    assert len(house.arrived("like")) == 2


async def test_rehearsing_stops_before_the_last_click(house: Corridor) -> None:
    for kind, text in (("like", None), ("comment", NASTY)):
        receipt = await house.act(kind, house.post(1), text, rehearse=True)
        assert state_of(receipt) == ("skipped", "rehearsed")
        assert receipt["evidence"]["after"]
        _, _, width, height = receipt["evidence"]["region"]
        assert width > 200
        assert height > 50
    assert house.arrived("like") == house.arrived("comment") == []


async def test_a_lie_is_found_out_and_never_clicked_again(house: Corridor) -> None:
    house.site.control("lie", user="alice", verb="like", times=1)
    receipt = await house.act("like", house.post(1))
    assert state_of(receipt) == ("needs_review", "not_flipped")
    assert receipt["verdict"]["answer"] == "absent"
    assert len(house.arrived("like")) == 1
    [review] = open_reviews()
    assert review.action_id is not None


async def test_a_comment_that_is_not_there_afterwards_is_unconfirmed(house: Corridor) -> None:
    house.site.control("lie", user="alice", verb="comment", times=1)
    receipt = await house.act("comment", house.post(1), "Hello")
    assert state_of(receipt) == ("unconfirmed", "not_found_afterwards")
    assert len(house.arrived("comment")) == 1
    assert not (await house.submit("comment", house.post(1), "Hello"))["new"]


async def test_a_visible_refusal_is_known_not_done_and_tried_later(house: Corridor) -> None:
    house.site.control("refuse", user="alice", verb="comment", times=1, text="You post too quickly")
    receipt = await house.act("comment", house.post(1), "Hello")
    assert state_of(receipt) == ("queued", "site_refused")
    [tried] = receipt["attempts"]
    ended = clock.from_iso(tried["started_at"]) + tried["duration_ms"]
    assert clock.from_iso(receipt["action"]["due_at"]) > ended + 10_000


@pytest.mark.parametrize(
    ("fault", "health"),
    [("challenge", Health.CHALLENGED), ("rate_limit", Health.RATE_LIMITED), ("suspend", Health.SUSPENDED)],
)
async def test_what_belongs_to_a_person_stops_the_lane_until_they_say_so(
    house: Corridor, fault: str, health: Health
) -> None:
    house.site.control(fault, user="alice")
    first, second = await house.submit("like", house.post(1)), await house.submit("like", house.post(2))
    for queued in (first, second):
        receipt = await house.receipt(queued["action"])
        assert receipt["action"]["state"] == "held"
    assert account(house.accounts["alice"]).health is health
    assert house.arrived("like") == []
    assert len(open_reviews(house.accounts["alice"])) == 1
    house.site.control("clear", kind=fault)
    await house.do(commands.Pause(house.accounts["alice"], on=False))
    for queued in (first, second):
        assert state_of(await house.receipt(queued["action"])) == ("confirmed", None)
    assert open_reviews() == []
    assert len(house.arrived("like")) == 2


async def test_a_session_that_ended_holds_the_account_until_it_is_signed_in_again(house: Corridor) -> None:
    house.site.control("sign_out", user="alice")
    receipt = await house.act("like", house.post(1))
    assert receipt["action"]["state"] == "held"
    assert account(house.accounts["alice"]).health is Health.SIGNED_OUT
    await house.do(commands.SignIn(house.accounts["alice"], with_vault=True))
    assert state_of(await house.receipt((await house.submit("like", house.post(1)))["action"])) == ("confirmed", None)
    assert len(house.arrived("like")) == 1


async def test_a_wrong_password_is_said_and_no_session_is_kept(house: Corridor) -> None:
    add = commands.AddAccount("practice", "bob", house.site.url, "not his password")
    bob = (await house.do(add))["account"]
    with pytest.raises(SiteError, match="wrong_password"):
        await house.do(commands.SignIn(bob, with_vault=True))
    assert "bob" not in house.site.facts()["sessions"]


async def test_someone_elses_session_is_never_used(house: Corridor) -> None:
    add = commands.AddAccount("practice", "bob", house.site.url, "practice-bob")
    house.accounts["bob"] = (await house.do(add))["account"]
    await house.do(commands.Authorise(house.accounts["bob"], "own"))
    await house.do(commands.EditAccount(house.accounts["bob"], {"enabled": True}))
    vault = house.runtime.house.vault
    theirs = vault.unseal(session_envelope(house.accounts["alice"]) or b"", session_place(house.accounts["alice"]))
    keep_session(house.accounts["bob"], vault.seal(theirs, session_place(house.accounts["bob"])))
    receipt = await house.act("like", house.post(1), who="bob")
    assert receipt["action"]["state"] == "held"
    assert account(house.accounts["bob"]).health_code == "identity_differs"
    assert house.arrived("like") == house.arrived("like", "bob") == []


@pytest.mark.parametrize(("number", "code"), [(999, "not_found"), (14, "private")])
async def test_a_post_that_cannot_be_reached_fails_once_and_for_all(house: Corridor, number: int, code: str) -> None:
    receipt = await house.act("like", house.post(number))
    assert state_of(receipt) == ("failed", code)
    assert len(receipt["attempts"]) == 1


@pytest.mark.parametrize(
    ("fault", "number", "code"),
    [("double", 1, "ambiguous"), ("absent", 1, "toggle_unknown"), ("wrong_page", 999, "not_found")],
)
async def test_a_page_that_is_not_as_the_pack_says_is_not_clicked(
    house: Corridor, fault: str, number: int, code: str
) -> None:
    house.site.control(fault, user="alice")
    receipt = await house.act("like", house.post(number))
    assert receipt["action"]["code"] == code
    assert receipt["action"]["state"] in {"queued", "failed"}
    assert house.arrived("like") == []


async def test_markup_under_other_names_is_named_and_not_guessed(house: Corridor) -> None:
    house.site.control("dialect", name="renamed")
    receipt = await house.act("like", house.post(1))
    assert receipt["action"]["state"] in {"queued", "held"}
    assert receipt["attempts"][-1]["error"] in {"page_unready", "locator_missing", "signed_out"}
    assert house.arrived("like") == []


async def test_a_click_that_the_page_ignored_is_made_once_more_and_only_once(house: Corridor) -> None:
    house.site.control("lose", user="alice", verb="like", clicks=1, times=1)
    receipt = await house.act("like", house.post(1))
    assert state_of(receipt) == ("confirmed", None)
    assert len(house.arrived("like")) == 1


async def test_bad_input_is_refused_before_anything_is_queued(house: Corridor) -> None:
    alice = house.accounts["alice"]
    for command, code in [
        (commands.Submit(alice, "like", "https://elsewhere.example/posts/1"), "url_other_platform"),
        (commands.Submit(alice, "like", f"{house.site.url}/about"), "url_not_understood"),
        (commands.Submit(alice, "poke", house.post(1)), "unknown_kind"),
        (commands.Submit(alice, "comment", house.post(1), "  "), "text_missing"),
        (commands.Submit(alice, "like", house.post(1), "text"), "text_unwanted"),
        (commands.Submit(4711, "like", house.post(1)), "unknown_account"),
    ]:
        with pytest.raises(BadInput, match=code):
            await house.do(command)
    assert (await house.do(commands.Status()))["states"] == {}


async def test_the_kill_switch_stops_within_two_seconds_and_holds(tmp_path: Path) -> None:
    with PracticeServer() as site:  # of its own, because it ends with a request in hand
        async with corridor(tmp_path, site, "alice") as house:
            site.control("slow", user="alice", verb="like", before_ms=60_000)
            queued = await house.submit("like", house.post(1))
            while not house.arrived("like"):
                await asyncio.sleep(0.02)
            began = asyncio.get_running_loop().time()
            stopped = await house.do(commands.Lanes(on=False))
            # Two seconds by the lanes' own limit; a busy machine adds to it, but nobody waited for the site.
            assert asyncio.get_running_loop().time() - began < 2.0 + BUSY_S
            assert lanes.STOP_S < 2.0
            assert stopped["in_flight"] == [queued["action"]]
            waiting = await house.submit("like", house.post(2))
            assert waiting["state"] == "queued"
            assert house.arrived("like") == ["post:1"]


async def test_an_opt_out_removes_queued_work_and_is_for_ever(house: Corridor) -> None:
    await house.do(commands.Lanes(on=False))
    queued = await house.submit("follow", f"{house.site.url}/@carol")
    reply = await house.do(commands.Block("opt_out", "*", "carol"))
    assert reply["removed"] == 1
    assert state_of(await house.receipt(queued["action"]))[0] == "cancelled"
    again = await house.submit("follow", f"{house.site.url}/@carol")
    assert again["state"] == "refused"
    with pytest.raises(BadInput, match="opt_out_stays"):
        await house.do(commands.Remove("blocklist", reply["entry"]))


async def test_a_post_by_somebody_who_opted_out_is_refused_when_the_page_says_whose_it_is(house: Corridor) -> None:
    await house.do(commands.Block("opt_out", "practice", "kofi_lens"))
    receipt = await house.act("like", house.post(2))
    assert state_of(receipt) == ("refused", "opted_out")
    assert house.arrived("like") == []


async def test_a_locked_vault_takes_nothing_in_half(house: Corridor) -> None:
    await house.do(commands.VaultLock())
    with pytest.raises(Exception, match="vault_locked"):
        await house.submit("comment", house.post(1), "Hello")
    assert (await house.do(commands.Status()))["states"] == {}


async def test_an_account_with_a_history_is_switched_off_and_one_without_is_gone(house: Corridor) -> None:
    await house.act("like", house.post(1))
    await house.join("bob")
    for name in ("alice", "bob"):
        await house.do(commands.RemoveAccount(house.accounts[name]))
        assert session_envelope(house.accounts[name]) is None
    assert not account(house.accounts["alice"]).enabled
    with pytest.raises(BadInput, match="unknown_account"):
        account(house.accounts["bob"])

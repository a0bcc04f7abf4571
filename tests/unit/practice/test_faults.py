"""Every bad day of the practice network: what it does to the page, to the database, and how often."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from automation.practice import acts as practice_acts
from automation.practice.faults import KINDS, Fault
from automation.practice.server import PracticeServer

from .conftest import Visitor

Come = Callable[[str | None], Visitor]
HOUR_MS = 3_600_000


def acts(network: PracticeServer) -> list[tuple[str, int, int]]:
    return [(r["verb"], r["stored"], r["status"]) for r in network.facts()["requests"] if r["verb"] != "sign_in"]


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def test_fail_answers_500_and_stores_nothing(network: PracticeServer, alice: Visitor) -> None:
    network.control("fail", user="alice", verb="like", times=1)
    answer = alice.press("/posts/3/like")
    assert answer.status_code == 500
    assert answer.json()["changes"] == []
    assert not alice.pressed("/posts/3", "like")
    assert alice.press("/posts/3/like").status_code == 200
    assert acts(network) == [("like", 0, 500), ("like", 1, 200)]


def test_fail_can_store_all_the_same(network: PracticeServer, alice: Visitor) -> None:
    network.control("fail", verb="comment", stored=True, times=1)
    assert alice.press("/posts/3/comments", text="kept").status_code == 500
    assert acts(network) == [("comment", 1, 500)]
    assert "kept" in alice.page("/posts/3")


@pytest.mark.parametrize(
    ("verb", "path", "fields", "mark"),
    [
        ("like", "/posts/3/like", {}, 'data-testid="like" aria-pressed="true"'),
        ("follow", "/people/carol/follow", {}, 'data-testid="follow" data-id="carol" aria-pressed="true"'),
        ("comment", "/posts/3/comments", {"text": "a lie"}, "a lie"),
        ("message", "/messages/with/bob/send", {"text": "a lie"}, "a lie"),
    ],
)
def test_a_lie_shows_what_is_not_stored(
    network: PracticeServer, alice: Visitor, verb: str, path: str, fields: dict[str, str], mark: str
) -> None:
    before = network.facts()
    network.control("lie", user="alice", verb=verb)
    answer = alice.press(path, **fields)
    assert answer.status_code == 200
    assert any(mark in change["html"] for change in answer.json()["changes"])
    after = network.facts()
    assert [after[kind] for kind in ("likes", "follows", "comments", "messages")] == [
        before[kind] for kind in ("likes", "follows", "comments", "messages")
    ]
    assert acts(network) == [(verb, 0, 200)]


def test_a_lie_about_a_deleted_comment(network: PracticeServer, alice: Visitor) -> None:
    alice.press("/posts/3/comments", text="stays")
    number = network.facts()["comments"][-1]["id"]
    network.control("lie", verb="delete_comment", times=1)
    assert alice.press(f"/comments/{number}/delete").json()["changes"][0]["how"] == "remove"
    assert "stays" in alice.page("/posts/3")


def test_slow_before_storing_stores_late_even_if_the_browser_is_gone(
    network: PracticeServer, alice: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    async def slowly(fault: Fault | None, moment: str) -> None:
        while fault and fault.details.get(moment) and not over.is_set():
            await asyncio.sleep(0.01)

    monkeypatch.setattr(practice_acts, "slowly", slowly)
    network.control("slow", user="alice", verb="like", before_ms=HOUR_MS, times=1)
    with pytest.raises(httpx.ReadTimeout):
        alice.http.post(
            "/posts/3/like",
            headers={"accept": "application/json", "x-csrf-token": alice.csrf},
            timeout=0.1,
        )
    alice.http.close()
    wait_for(lambda: acts(network) == [("like", 0, None)])
    assert "alice" not in network.facts()["likes"], "it is still under way"
    over.set()
    wait_for(lambda: network.facts()["likes"].get("alice") == [3])
    assert [(verb, stored) for verb, stored, _ in acts(network)] == [("like", 1)]


def test_slow_after_storing_keeps_the_answer_back(network: PracticeServer, alice: Visitor) -> None:
    network.control("slow", user="alice", verb="like", after_ms=HOUR_MS)
    with pytest.raises(httpx.ReadTimeout):
        alice.http.post("/posts/3/like", headers={"x-csrf-token": alice.csrf}, timeout=0.2)
    wait_for(lambda: network.facts()["likes"].get("alice") == [3])
    assert acts(network)[0][:2] == ("like", 1)


def test_slow_pages_are_asked_for_by_name(network: PracticeServer, alice: Visitor) -> None:
    network.control("slow", user="alice", before_ms=HOUR_MS)
    assert alice.http.get("/posts/3").status_code == 200
    network.control("slow", user="alice", verb="page", before_ms=HOUR_MS)
    with pytest.raises(httpx.ReadTimeout):
        alice.http.get("/posts/3", timeout=0.2)


def test_signing_somebody_out_ends_all_their_sessions(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    bob = visitor("bob")
    network.control("sign_out", user="alice")
    assert alice.press("/posts/3/like").json()["go"] == "/sign-in?next=/"
    assert alice.http.get("/messages").headers["location"] == "/sign-in?next=/messages"
    assert bob.press("/posts/3/like").status_code == 200
    assert [(r["user"], r["stored"]) for r in network.facts()["requests"] if r["verb"] == "like"] == [
        (None, 0),
        ("bob", 1),
    ]


def test_a_rate_limit_stops_pages_and_acts(network: PracticeServer, alice: Visitor) -> None:
    network.control("rate_limit", user="alice")
    page = alice.http.get("/posts/3")
    assert (page.status_code, page.headers["retry-after"]) == (429, "60")
    assert "<h1>You are going too fast</h1>" in page.text
    answer = alice.press("/posts/3/like")
    assert answer.status_code == 429
    assert 'role="dialog"' in answer.json()["changes"][0]["html"]
    assert network.control("clear", kind="rate_limit") == {"lifted": 1}
    assert alice.press("/posts/3/like").status_code == 200


def test_a_rate_limit_of_one_verb_leaves_the_rest(network: PracticeServer, alice: Visitor) -> None:
    network.control("rate_limit", verb="comment", times=1)
    assert alice.press("/posts/3/like").status_code == 200
    assert alice.press("/posts/3/comments", text="too much").status_code == 429
    assert alice.press("/posts/3/comments", text="now").status_code == 200


def test_a_challenge_waits_for_a_person(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    network.control("challenge", user="alice")
    assert alice.http.get("/posts/3").headers["location"] == "/checkpoint?next=/posts/3"
    page = alice.page("/posts/3")
    assert "<h1>Confirm it is you</h1>" in page
    assert alice.press("/posts/3/like").json()["go"] == "/checkpoint?next=/"
    assert visitor("bob").http.get("/posts/3").status_code == 200
    answer = alice.http.post("/checkpoint", data={"csrf": alice.csrf, "next": "/posts/3"})
    assert answer.headers["location"] == "/posts/3"
    assert alice.http.get("/posts/3").status_code == 200
    assert network.facts()["faults"] == []


def test_a_challenge_may_come_with_an_act(network: PracticeServer, alice: Visitor) -> None:
    network.control("challenge", user="alice", verb="like", times=1)
    assert alice.http.get("/posts/3").status_code == 200
    assert alice.press("/posts/3/like").json()["go"].startswith("/checkpoint")
    assert alice.http.get("/posts/3").headers["location"].startswith("/checkpoint")
    assert "alice" not in network.facts()["likes"]


def test_a_challenge_may_come_at_sign_in(network: PracticeServer, visitor: Come) -> None:
    network.control("challenge", user="alice", verb="sign_in", times=1)
    assert "<h1>Confirm it is you</h1>" in visitor("alice").page("/")


def test_a_second_factor_asks_for_the_code(network: PracticeServer, visitor: Come) -> None:
    network.control("second_factor", user="alice", times=1)
    stranger = visitor(None)
    assert stranger.sign_in("alice").headers["location"] == "/sign-in/code"
    assert network.facts()["sessions"] == []
    csrf = stranger.http.cookies["practice_visitor"]
    assert stranger.http.post("/sign-in/code", data={"csrf": csrf, "code": "000000"}).status_code == 401
    stranger.http.post("/sign-in/code", data={"csrf": csrf, "code": "246810"})
    assert network.facts()["sessions"] == ["alice"]


def test_a_pending_sign_in_cannot_be_made_up(network: PracticeServer, visitor: Come) -> None:
    stranger = visitor(None)
    stranger.http.get("/sign-in")
    csrf = stranger.http.cookies["practice_visitor"]
    stranger.http.cookies.set("practice_pending", "alice:0000", domain="127.0.0.1")
    assert stranger.http.post("/sign-in/code", data={"csrf": csrf, "code": "246810"}).status_code == 401
    assert network.facts()["sessions"] == []


def test_a_suspended_account_is_told_so(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    network.control("suspend", user="alice")
    assert alice.http.get("/").headers["location"] == "/suspended"
    assert "<h1>Your account is suspended</h1>" in alice.page("/")
    assert alice.press("/posts/3/like").json()["go"] == "/suspended"
    assert visitor("bob").http.get("/").status_code == 200


@pytest.mark.parametrize(
    ("verb", "path", "mark"),
    [
        ("comment", "/posts/3/comments", "comment-refused"),
        ("message", "/messages/with/bob/send", "message-refused"),
        ("like", "/posts/3/like", "act-refused"),
    ],
)
def test_a_refusal_is_visible_and_nothing_is_stored(
    network: PracticeServer, alice: Visitor, verb: str, path: str, mark: str
) -> None:
    network.control("refuse", verb=verb, text="You post too quickly", times=1)
    answer = alice.press(path, text="hello")
    assert answer.status_code == 422
    (change,) = answer.json()["changes"]
    assert f'role="alert" data-testid="{mark}">You post too quickly<' in change["html"]
    assert acts(network) == [(verb, 0, 422)]


def test_a_page_is_told_to_lose_clicks(network: PracticeServer, alice: Visitor) -> None:
    network.control("lose", user="alice", verb="like", clicks=2, times=1)
    assert 'data-lose="{"^/posts/[^/]+/like$": 2}"' in alice.page("/posts/3")
    assert 'data-lose="{}"' in alice.page("/posts/3")


@pytest.mark.parametrize(("verb", "part"), [("like", "like"), ("follow", "follow"), ("comment", "comment-box")])
def test_a_button_can_be_twice_or_not_there(network: PracticeServer, alice: Visitor, verb: str, part: str) -> None:
    mark = f'data-testid="{part}"'
    network.control("double", verb=verb, times=1)
    assert [alice.page("/posts/3").count(mark) for _ in range(2)] == [2, 1]
    network.control("absent", verb=verb, times=1)
    assert [alice.page("/posts/3").count(mark) for _ in range(2)] == [0, 1]


def test_a_late_part_waits_in_a_template(network: PracticeServer, alice: Visitor) -> None:
    network.control("late", ms=700, times=1)
    page = alice.page("/posts/3")
    assert 'data-late="700"' in page
    assert "<template data-late-part>" in page


def test_a_wrong_page_shows_home_at_the_posts_address(network: PracticeServer, alice: Visitor) -> None:
    network.control("wrong_page", times=1)
    answer = alice.http.get("/posts/3")
    assert answer.status_code == 200
    assert 'data-testid="stream"' in answer.text
    assert 'data-testid="comment-box"' not in answer.text


def test_a_redesign_renames_parts_classes_and_words(network: PracticeServer, alice: Visitor) -> None:
    network.control("dialect", name="renamed")
    page = alice.page("/posts/3")
    assert "data-testid" not in page
    assert 'data-qa="applause" aria-pressed="false" aria-label="Applaud"' in page
    assert 'class="bar"' not in page
    sheet = alice.http.get("/assets/renamed/site.css").text
    assert ".bar" not in sheet
    shown = alice.press("/posts/3/like").json()["changes"][0]
    assert f'id="{shown["where"]}"' in shown["html"]
    assert f'id="{shown["where"]}"' in page


def test_a_fault_for_one_leaves_the_other(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    network.control("fail", user="bob", times=1)
    assert alice.press("/posts/3/like").status_code == 200
    assert visitor("bob").press("/posts/3/like").status_code == 500


def test_two_at_once_are_served_side_by_side(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    network.control("slow", user="alice", verb="like", before_ms=HOUR_MS)
    held = threading.Thread(target=_hold, args=(alice,))
    held.start()
    wait_for(lambda: [r["user"] for r in network.facts()["requests"] if r["verb"] == "like"] == ["alice"])
    assert visitor("bob").press("/posts/3/like").status_code == 200
    held.join()


def _hold(alice: Visitor) -> None:
    with pytest.raises(httpx.ReadTimeout):
        alice.http.post("/posts/3/like", headers={"x-csrf-token": alice.csrf}, timeout=2)


def test_all_kinds_can_be_asked_for_by_name(network: PracticeServer) -> None:
    for kind in sorted(KINDS):
        network.control(kind, user="dave")
    assert {row["kind"] for row in network.facts()["faults"]} == KINDS

"""The practice network as its visitors see it: signing in, acting, reading, messages, search."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from automation.practice.server import PracticeServer

from .conftest import PATIENCE_S, Visitor

Come = Callable[[str | None], Visitor]


def test_signing_in_shows_whose_session_it_is(alice: Visitor) -> None:
    assert re.search(r'href="/@alice" data-testid="me" data-id="alice"', alice.page("/"))
    assert alice.http.get("/session.json").json() == {"user": "alice"}


def test_a_wrong_password_is_refused_in_words(network: PracticeServer, visitor: Come) -> None:
    answer = visitor(None).sign_in("alice", "wrong")
    assert answer.status_code == 401
    assert 'data-testid="sign-in-refused"' in answer.text
    assert network.facts()["sessions"] == []


def test_a_form_of_another_visitor_is_refused(network: PracticeServer, visitor: Come) -> None:
    stranger = visitor(None)
    fields = {"csrf": "guessed", "user": "alice", "password": "practice-alice"}
    assert stranger.http.post("/sign-in", data=fields).status_code == 403
    assert network.facts()["sessions"] == []


def test_no_password_is_kept_in_the_log(network: PracticeServer, alice: Visitor) -> None:
    assert "practice-alice" not in str(network.facts())


def test_signing_out_ends_the_session(network: PracticeServer, alice: Visitor) -> None:
    alice.http.post("/sign-out", data={"csrf": alice.csrf})
    assert 'data-testid="me"' not in alice.page("/posts/1")
    assert network.facts()["sessions"] == []


@pytest.mark.parametrize(
    ("mark", "on", "off", "page", "kind", "target"),
    [
        ("like", "/posts/3/like", "/posts/3/unlike", "/posts/3", "likes", 3),
        ("save", "/posts/3/save", "/posts/3/unsave", "/posts/3", "saves", 3),
        ("follow", "/people/carol/follow", "/people/carol/unfollow", "/@carol", "follows", "carol"),
    ],
)
def test_a_toggle_goes_on_once_and_off_again(
    network: PracticeServer, alice: Visitor, mark: str, on: str, off: str, page: str, kind: str, target: object
) -> None:
    before = network.facts()[kind].get("alice", [])
    assert not alice.pressed(page, mark)
    assert alice.press(on).status_code == 200
    assert alice.press(on).status_code == 200
    assert alice.pressed(page, mark)
    assert network.facts()[kind]["alice"] == [*before, target]
    alice.press(off)
    assert not alice.pressed(page, mark)
    assert network.facts()[kind].get("alice", []) == before


def test_a_like_is_counted_for_everyone(alice: Visitor, visitor: Come) -> None:
    alice.press("/posts/3/like")
    assert 'title="643 likes">643<' in visitor("bob").page("/posts/3")


def test_the_answer_to_a_click_is_the_new_bar(alice: Visitor) -> None:
    (change,) = alice.press("/posts/3/like").json()["changes"]
    assert change["where"] == "bar-3"
    assert 'data-testid="like" aria-pressed="true" aria-label="Unlike"' in change["html"]


@pytest.mark.parametrize(
    "text",
    [
        "Well said",
        "מזל טוב 🎉",
        "<b>bold</b> & \"quoted\" 'too'",
        "first line\nsecond line",
        "{{ 7 * 7 }} {post}",
        "x" * 1500,
    ],
)
def test_a_comment_stays_as_it_was_written(network: PracticeServer, alice: Visitor, visitor: Come, text: str) -> None:
    assert alice.press("/posts/3/comments", text=text).status_code == 200
    stored = [c for c in network.facts()["comments"] if c["user"] == "alice"]
    assert [(c["post"], c["text"]) for c in stored] == [(3, text)]
    seen = visitor("bob").page("/posts/3")
    assert text in seen
    assert seen.index(text) < seen.index("negotiating with the snails"), "newest first"


def test_an_empty_comment_is_nothing(network: PracticeServer, alice: Visitor) -> None:
    assert alice.press("/posts/3/comments", text=" \n ").status_code == 404
    assert [c for c in network.facts()["comments"] if c["user"] == "alice"] == []


def test_only_ones_own_comment_can_be_deleted(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    alice.press("/posts/3/comments", text="mine")
    number = network.facts()["comments"][-1]["id"]
    bob = visitor("bob")
    assert bob.press(f"/comments/{number}/delete").status_code == 404
    assert f"/comments/{number}/delete" not in bob.page("/posts/3")
    assert f"/comments/{number}/delete" in alice.page("/posts/3")
    assert alice.press(f"/comments/{number}/delete").status_code == 200
    assert [c for c in network.facts()["comments"] if c["user"] == "alice"] == []


def test_the_heart_of_a_comment_is_not_the_posts(network: PracticeServer, alice: Visitor) -> None:
    first = network.facts()["comments"][0]
    alice.press(f"/comments/{first['id']}/like")
    facts = network.facts()
    assert facts["comment_likes"] == {"alice": [first["id"]]}
    assert "alice" not in facts["likes"]


def test_a_message_reaches_the_other_one_unread(network: PracticeServer, alice: Visitor, visitor: Come) -> None:
    thread = alice.http.get("/messages/with/bob").headers["location"]
    assert alice.press("/messages/with/bob/send", text="See you at nine 🚲").status_code == 200
    bob = visitor("bob")
    inbox = bob.page("/messages")
    assert 'data-testid="thread-unread">1<' in inbox
    assert "See you at nine 🚲" in bob.page(thread)
    assert 'data-direction="in"' in bob.page(thread)
    assert 'data-testid="thread-unread"' not in bob.page("/messages")
    assert network.facts()["messages"][-1] | {"id": 0, "at": "", "thread": 0} == {
        "id": 0,
        "at": "",
        "thread": 0,
        "user": "alice",
        "recipient": "bob",
        "text": "See you at nine 🚲",
        "read": 1,
    }


def test_opening_a_thread_sends_nothing(network: PracticeServer, alice: Visitor) -> None:
    before = network.facts()["messages"]
    alice.page("/messages/with/bob")
    assert network.facts()["messages"] == before
    assert "@bob" not in alice.page("/messages")


def test_a_thread_of_others_is_not_here(alice: Visitor, visitor: Come) -> None:
    number = alice.http.get("/messages/with/carol").headers["location"]
    assert visitor("bob").http.get(number).status_code == 404


def test_a_recipient_is_found_by_name(alice: Visitor) -> None:
    assert 'data-testid="recipient-choice" data-id="carol"' in alice.page("/messages/people?q=nystr")
    assert 'data-testid="recipient-choice"' not in alice.page("/messages/people?q=alice")


def test_search_finds_people_posts_and_tags(alice: Visitor) -> None:
    assert 'data-testid="person-row" data-id="kofi_lens"' in alice.page("/search?kind=people&q=lens")
    assert 'data-testid="post-row" data-id="3"' in alice.page("/search?kind=posts&q=foxgloves")
    assert 'data-testid="tag-row" data-id="lenses"' in alice.page("/search?kind=tags&q=%23lens")
    assert 'data-testid="no-results"' in alice.page("/search?q=zeppelin")
    assert 'data-testid="post-row" data-id="4"' in alice.page("/tags/كتابة")


def test_a_profile_tells_its_figures(alice: Visitor) -> None:
    alice.press("/people/kofi_lens/unfollow")
    page = alice.page("/@kofi_lens")
    assert 'data-testid="followers" title="28,900">28,900<' in page
    assert 'data-testid="person-verified"' in page


def test_buttons_are_there_for_everybody_and_lead_to_sign_in(network: PracticeServer, visitor: Come) -> None:
    stranger = visitor(None)
    assert 'data-testid="like"' in stranger.page("/posts/3")
    assert stranger.press("/posts/3/like").json()["go"].startswith("/sign-in")
    assert "likes" in network.facts()
    assert network.facts()["likes"].keys() == {"bob", "carol"}


def test_what_is_not_there_says_so(alice: Visitor) -> None:
    for path in ("/posts/999", "/@nobody_here", "/nowhere", "/messages/999"):
        answer = alice.http.get(path)
        assert answer.status_code == 404
        assert "<h1>This page is not here</h1>" in answer.text


def test_a_private_person_is_closed_to_strangers_only(alice: Visitor, visitor: Come) -> None:
    assert "<h1>This account is private</h1>" in alice.page("/@nora_quiet")
    assert "<h1>This account is private</h1>" in alice.page("/posts/14")
    assert "Only for the five of you." not in alice.page("/search?q=five")
    assert "Only for the five of you." in visitor("dave").page("/posts/14")


def test_text_that_looks_like_markup_stays_text(alice: Visitor) -> None:
    raw = alice.http.get("/posts/7").text
    assert "&lt;script&gt;document.title" in raw
    assert "<script>document" not in raw
    assert "{{ 7 * 7 }}" in raw
    assert "default-src 'self'" in alice.http.get("/posts/7").headers["content-security-policy"]


def test_without_its_script_a_form_still_works(network: PracticeServer, alice: Visitor) -> None:
    headers = {"referer": f"{network.url}/posts/3"}
    answer = alice.http.post("/posts/3/like", data={"csrf": alice.csrf}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/posts/3")
    assert network.facts()["likes"]["alice"] == [3]


def test_an_act_without_the_pages_token_does_nothing(network: PracticeServer, alice: Visitor) -> None:
    assert alice.http.post("/posts/3/like", data={"csrf": "guessed"}).status_code == 403
    assert "alice" not in network.facts()["likes"]


def test_every_act_is_written_down_once(network: PracticeServer, alice: Visitor) -> None:
    alice.press("/posts/3/like")
    alice.press("/posts/3/comments", text="hello")
    seen = [
        (r["method"], r["user"], r["verb"], r["target"], r["text"], r["stored"], r["status"])
        for r in network.facts()["requests"]
        if r["verb"] != "sign_in"
    ]
    assert seen == [
        ("POST", "alice", "like", "post:3", None, 1, 200),
        ("POST", "alice", "comment", "post:3", "hello", 1, 200),
    ]


def test_pictures_are_drawn_the_same_each_time(network: PracticeServer) -> None:
    with httpx.Client(base_url=network.url, trust_env=False, timeout=PATIENCE_S) as http:
        first, again = http.get("/pictures/hills-2.svg"), http.get("/pictures/hills-2.svg")
        assert first.headers["content-type"].startswith("image/svg+xml")
        assert first.text == again.text
        assert http.get("/pictures/hills-3.svg").text != first.text
        for name in ("hills", "nothing-1", "hills-x"):
            assert http.get(f"/pictures/{name}.svg").status_code == 404

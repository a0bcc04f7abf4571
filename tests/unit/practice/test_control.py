"""The control address: shut without its token, clear about mistakes, and able to start over."""

from __future__ import annotations

import httpx
import pytest

from automation.practice.server import PracticeServer

from .conftest import PATIENCE_S, Visitor


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}])
def test_without_the_token_nothing_is_told(network: PracticeServer, headers: dict[str, str]) -> None:
    with httpx.Client(base_url=network.url, trust_env=False, headers=headers, timeout=PATIENCE_S) as http:
        assert http.get("/_control/facts").status_code == 403
        assert http.post("/_control/reset").status_code == 403


def test_no_page_names_the_control_address(network: PracticeServer, alice: Visitor) -> None:
    for path in ("/", "/posts/3", "/@carol", "/messages", "/sign-in"):
        page = alice.page(path)
        assert "_control" not in page
        assert network.control_token not in page


@pytest.mark.parametrize(
    ("verb", "values", "words"),
    [
        ("dance", {}, "unknown verb"),
        ("fail", {"user": "nobody_here"}, "nobody here is called"),
        ("fail", {"times": 0}, "times must be 1 or more"),
        ("dialect", {"name": "klingon"}, "known: plain, renamed"),
        ("publish", {"user": "bob", "text": "  "}, "a post needs a text"),
        ("publish", {"user": "bob", "text": "x", "picture": "cat-1"}, "no picture is called"),
    ],
)
def test_a_mistake_is_named(network: PracticeServer, verb: str, values: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        network.control(verb, **values)


def test_a_new_post_is_there_for_everybody(network: PracticeServer, alice: Visitor) -> None:
    made = network.control("publish", user="mira_baker", text="Warm rye at nine #bakery", picture="bread-30")
    assert "Warm rye at nine" in alice.page(made["path"])
    assert "Warm rye at nine" in alice.page("/")
    network.control("remove_post", post=made["post"])
    assert alice.http.get(made["path"]).status_code == 404


def test_reset_goes_back_to_the_seed(network: PracticeServer, alice: Visitor) -> None:
    seed = {**network.facts(), "requests": [], "sessions": []}
    alice.press("/posts/3/like")
    alice.press("/posts/3/comments", text="gone soon")
    alice.press("/people/carol/follow")
    alice.press("/messages/with/bob/send", text="gone soon")
    network.control("publish", user="bob", text="gone soon")
    network.control("fail")
    network.control("reset")
    again = network.facts()
    assert alice.http.get("/session.json").json() == {"user": None}
    for facts in (seed, again):
        for row in (*facts["comments"], *facts["messages"]):
            row.pop("at")
    assert again == seed
    assert network.control("publish", user="bob", text="first again")["post"] == 15

"""People as they are met: by name, by a site's own id, and when names change hands."""

from __future__ import annotations

import pytest

from models import ids
from models.database import one, sql
from models.errors import BadInput
from models.person import find_person, names_of, person, see_person
from models.post import post, see_post

pytestmark = pytest.mark.usefixtures("store")


def see(name: str, number: str | None = None, **known: object) -> int:
    return see_person("practice", "site.test", name, platform_user_id=number, **known)


def test_a_person_met_twice_is_one() -> None:
    first = see("Bob", followers=3)
    assert see("@bob", bio="Gardens") == first
    found = person(first)
    assert (found.username, found.username_norm, found.followers, found.bio) == ("bob", "bob", 3, "Gardens")
    assert one("SELECT count(*) FROM people") == (1,)
    assert see_person("practice", "", "bob") != first, "another instance is another site"


def test_a_new_name_of_a_known_id_keeps_the_old_in_the_history() -> None:
    robert = see("robert", "42")
    assert see("bob", "42") == robert
    assert person(robert).username == "bob"
    assert {name.username for name in names_of(robert)} == {"robert", "bob"}


def test_an_id_joins_a_name_that_was_known_alone() -> None:
    bob = see("bob")
    assert see("bob", "42") == bob
    assert person(bob).platform_user_id == "42"


def test_two_that_turn_out_to_be_one_are_brought_together() -> None:
    robert = see("robert", "42")
    bob = see("bob")
    picture = see_post("practice", "site.test", "1", "https://site.test/1", "bob", "Tulips", bob)
    sql("UPDATE people SET is_tracked = 1, notes = 'kind' WHERE id = ?", (bob,))
    assert see("bob", "42") == robert
    assert post(picture).author_id == robert
    found = person(robert)
    assert (found.username, found.is_tracked, found.notes) == ("bob", True, "kind")
    with pytest.raises(BadInput, match="unknown_person"):
        person(bob)


def test_a_name_that_went_to_somebody_else_leaves_the_first_with_what_was_theirs() -> None:
    first = see("bob", "1", bio="the first")
    second = see("bob", "2")
    assert first != second
    assert find_person("practice:bob").id == second
    assert person(first).bio == "the first"
    assert see("rob", "1") == first
    assert person(first).username == "rob"


def test_a_person_is_meant_by_id_handle_or_name() -> None:
    bob = see("Bob")
    name = ids.public("people", bob)
    for text in (name, name[:9], "practice:BOB", "@bob", "bob"):
        assert find_person(text).id == bob
    see_person("other", "", "bob")
    assert find_person("other:bob").id != bob
    with pytest.raises(BadInput, match="ambiguous_id"):
        find_person("@bob")
    for unknown in ("@nobody", "practice:nobody", "prf-00000000"):
        with pytest.raises(BadInput, match="unknown_person"):
            find_person(unknown)


def test_what_is_seen_of_a_post_never_forgets_what_was_known() -> None:
    bob = see("bob")
    first = see_post("practice", "", "1", "https://site.test/1", "bob", "Tulips", bob)
    assert see_post("practice", "", "1", "https://site.test/1", None, None) == first
    found = post(first)
    assert (found.author, found.author_id, found.text) == ("bob", bob, "Tulips")

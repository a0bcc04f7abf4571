from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ids
from models.base import meant
from models.database import sql
from models.errors import BadInput

NUMBERS = st.integers(0, 2**32 - 1)


@given(NUMBERS)
def test_every_number_comes_back(number: int) -> None:
    assert ids.gather(ids.scatter(number)) == number
    assert ids.number("actions", ids.public("actions", number)) == number


@given(st.lists(NUMBERS, unique=True, max_size=50))
def test_no_two_numbers_share_an_id(numbers: list[int]) -> None:
    assert len({ids.public("posts", n) for n in numbers}) == len(numbers)


def test_prefixes_are_unique() -> None:
    assert len(ids.TABLES) == len(ids.PREFIXES)


def test_an_id_of_another_table_is_not_ours() -> None:
    assert ids.number("actions", ids.public("accounts", 7)) is None


def test_a_published_id_never_changes() -> None:
    assert [ids.public("actions", n) for n in (1, 2, 3)] == ["act-640f8102", "act-fdb40204", "act-9cca9aa7"]


@pytest.mark.parametrize("text", ["act-1234", "acc-12345", "act-xyz12", "act-", "", "12345678", "act-123456789"])
def test_what_is_no_prefix_is_unknown(text: str) -> None:
    with pytest.raises(BadInput, match="unknown_id"):
        ids.candidates("actions", text)


@given(NUMBERS, st.integers(5, 8))
def test_a_prefix_of_an_id_may_mean_its_row(number: int, digits: int) -> None:
    prefix = ids.public("posts", number)[: len("p-") + digits]
    found = ids.candidates("posts", prefix)
    assert number in found
    assert len(found) == 16 ** (8 - digits)
    assert all(ids.public("posts", each).startswith(prefix) for each in found[:16])


def keep(name: str, number: int) -> None:
    sql("INSERT INTO tags (id, name, name_norm, created_at) VALUES (?, ?, ?, 0)", (number, name, name))


@pytest.mark.usefixtures("store")
def test_a_prefix_of_five_digits_is_enough_and_must_be_unique() -> None:
    one = ids.public("tags", 1)
    twin = next(n for n in ids.candidates("tags", one[:9]) if n != 1)
    keep("one", 1)
    keep("two", 2)
    assert meant("tags", one[:9]) == meant("tags", one) == 1
    keep("twin", twin)
    with pytest.raises(BadInput, match="ambiguous_id"):
        meant("tags", one[:9])
    assert meant("tags", one) == 1, "the whole id is never ambiguous"
    with pytest.raises(BadInput, match="unknown_id"):
        meant("tags", ids.public("tags", 3))

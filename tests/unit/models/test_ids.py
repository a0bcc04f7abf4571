from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ids
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


@pytest.mark.parametrize("text", ["act-1234", "acc-12345", "act-xyz12", "act-", "", "12345678"])
def test_what_is_no_prefix_is_unknown(text: str) -> None:
    with pytest.raises(BadInput, match="unknown_id"):
        ids.typed("actions", text, [1, 2])


def test_a_prefix_of_five_digits_is_enough_and_must_be_unique() -> None:
    one = ids.public("actions", 1)
    assert ids.typed("actions", one[:9], [1, 2, 3]) == 1
    twin = next(n for n in range(2, 5_000_000) if ids.public("actions", n)[:9] == one[:9])
    with pytest.raises(BadInput, match="ambiguous_id"):
        ids.typed("actions", one[:9], [1, twin])

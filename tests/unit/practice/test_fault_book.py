"""The book in which the practice network's faults stand until they are used up."""

from __future__ import annotations

import pytest

from automation.practice.faults import Fault, FaultBook


def test_the_book_counts_down_and_forgets() -> None:
    book = FaultBook()
    book.add(Fault("fail", times=2))
    assert [bool(book.take("fail", "alice", "like")) for _ in range(3)] == [True, True, False]


def test_a_fault_about_anything_is_not_about_pages() -> None:
    book = FaultBook()
    book.add(Fault("fail"))
    assert book.take("fail", "alice", "page", exact=True) is None


@pytest.mark.parametrize("fault", [Fault("gremlin"), Fault("fail", times=0)])
def test_nonsense_is_not_written_down(fault: Fault) -> None:
    with pytest.raises(ValueError, match=r"unknown fault|times must be"):
        FaultBook().add(fault)

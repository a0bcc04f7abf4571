"""What every keychain back-end promises: it answers, it tells the truth about what it keeps, it never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

import pytest

from automation.vault.keychain import Keychain, NullKeychain, best
from automation.vault.system_keychain import SystemKeychain, find_keychain
from tests.fakes.keychains import ForgetfulRing, MemoryKeychain, PlainTextRing, RefusingRing, SilentRing, WorkingRing

PATIENCE = 0.1


def _no_ring() -> WorkingRing:
    raise RuntimeError("no message bus")


def _over(ring: Callable[[], WorkingRing]) -> Callable[[], Keychain]:
    def make() -> Keychain:
        kept = ring()
        return SystemKeychain(lambda: kept, 5, 5)

    return make


BACKENDS: dict[str, Callable[[], Keychain]] = {
    "memory": MemoryKeychain,
    "null": NullKeychain,
    "system as found here": SystemKeychain,
    "best of this machine": find_keychain,
    "system in good order": _over(WorkingRing),
    "system without a bus": lambda: SystemKeychain(_no_ring, 5, 5),
    "system that refuses": _over(RefusingRing),
    "system that forgets": _over(ForgetfulRing),
    "system in plain text": _over(PlainTextRing),
}


@pytest.fixture(params=BACKENDS)
def keychain(request: pytest.FixtureRequest) -> Keychain:
    return BACKENDS[request.param]()


@pytest.fixture
def silent() -> Iterator[SilentRing]:
    ring = SilentRing()
    yield ring
    ring.let_go.set()


def test_ranks_itself_the_same_each_time(keychain: Keychain) -> None:
    assert keychain.rank() == keychain.rank() >= 0


def test_put_says_whether_get_will_give_it_back(keychain: Keychain) -> None:
    kept = keychain.put("vault one", "secret of one")
    assert keychain.get("vault one") == ("secret of one" if kept else None)


def test_one_that_ranks_zero_keeps_nothing(keychain: Keychain) -> None:
    if keychain.rank() == 0:
        assert not keychain.put("vault one", "secret")
        assert keychain.get("vault one") is None


def test_entries_are_apart_and_can_be_replaced(keychain: Keychain) -> None:
    kept = [keychain.put("vault one", "a"), keychain.put("vault two", "b"), keychain.put("vault one", "c")]
    assert len(set(kept)) == 1
    assert [keychain.get("vault one"), keychain.get("vault two")] == (["c", "b"] if kept[0] else [None, None])


def test_forgetting_is_complete_and_may_be_repeated(keychain: Keychain) -> None:
    keychain.put("vault one", "a")
    keychain.forget("vault one")
    keychain.forget("vault one")
    assert keychain.get("vault one") is None


@pytest.mark.parametrize("entry", ["", "ключ|🔑", "a" * 300])
def test_odd_names_never_raise(keychain: Keychain, entry: str) -> None:
    kept = keychain.put(entry, "ß🔑")
    assert keychain.get(entry) == ("ß🔑" if kept else None)


def test_these_serve_and_those_do_not() -> None:
    serving = {name for name, make in BACKENDS.items() if make().put("vault one", "secret")}
    assert serving >= {"memory", "system in good order"}
    assert not serving & {"null", "system without a bus", "system that refuses", "system that forgets"}
    assert "system in plain text" not in serving


def test_the_best_is_the_one_that_ranks_highest() -> None:
    strong = SystemKeychain(WorkingRing)
    assert best([NullKeychain(), MemoryKeychain(), strong]) is strong
    assert isinstance(best([NullKeychain(), SystemKeychain(_no_ring)]), NullKeychain)
    assert isinstance(best([]), NullKeychain)


def test_a_silent_bus_is_not_waited_for(silent: SilentRing) -> None:
    keychain = SystemKeychain(lambda: silent, PATIENCE, PATIENCE)
    started = monotonic()
    assert keychain.get("vault one") is None
    assert not keychain.put("vault one", "secret")
    keychain.forget("vault one")
    assert keychain.rank() == 0  # nobody is asked while somebody still waits
    assert monotonic() - started < 20


def test_a_bus_that_wakes_up_is_asked_again(silent: SilentRing) -> None:
    keychain = SystemKeychain(lambda: silent, 60, 60)
    impatient = SystemKeychain(lambda: silent, PATIENCE, 0)
    assert impatient.get("vault one") is None
    silent.let_go.set()
    assert keychain.put("vault one", "secret")
    assert keychain.get("vault one") == "secret"

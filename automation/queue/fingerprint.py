"""The fingerprint of a text: keyed marks that near-identical texts share and that nobody reads without the key."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from hashlib import blake2b

MARKS = 32
_SLOTS, _BLOCKS, _SHINGLE = 2 * MARKS, 4, 3
# A longer text is known well enough by its beginning, and must not hold up the queue.
_LETTERS = 20_000
_REMEMBERED = 4096


def fingerprint(text: str, key: bytes) -> tuple[int, ...]:
    """32 marks of 63 bits; the share that two texts have in common is about the square of their likeness.

    Case, accents, punctuation, spacing and the order of sentences hardly matter. The key is 1 to 64 secret bytes; marks
    made with different keys never meet. Raises ValueError for a key of another length.
    """
    if not 1 <= len(key) <= 64:
        raise ValueError("a key of 1 to 64 bytes")
    return _marks(text, key, partial(_draws, key=key))


def fingerprints(key: bytes) -> Callable[[str], tuple[int, ...]]:
    """The same of many texts under one key, a few times as fast, for most of their runs of letters come again."""
    draws = lru_cache(_REMEMBERED)(partial(_draws, key=key))
    return lambda text: _marks(text, key, draws)


def _marks(text: str, key: bytes, draws: Callable[[str], tuple[int, ...]]) -> tuple[int, ...]:
    smallest = [min(column) for column in zip(*map(draws, _shingles(text)), strict=True)]
    return tuple(_mark(n, smallest[2 * n], smallest[2 * n + 1], key) for n in range(MARKS))


def _draws(part: str, key: bytes) -> tuple[int, ...]:
    raw = part.encode("utf-8", "surrogatepass")
    blocks = (blake2b(raw, key=key, salt=bytes([n])).digest() for n in range(_BLOCKS))
    return struct.unpack(f"<{_SLOTS}I", b"".join(blocks))


def _mark(place: int, first: int, second: int, key: bytes) -> int:
    raw = struct.pack("<BII", place, first, second)
    return int.from_bytes(blake2b(raw, key=key, digest_size=8, person=b"mark").digest()) >> 1


def _shingles(text: str) -> set[str]:
    """What of a text is compared: runs of three letters within words, or its signs where it has no letters."""
    plain = unicodedata.normalize("NFKD", text).casefold()[:_LETTERS]
    words = "".join(_kept(plain)).split()
    if not words:
        return set("".join(plain.split())) or {""}
    return {f" {word} "[n : n + _SHINGLE] for word in words for n in range(len(word))}


def _kept(plain: str) -> Iterator[str]:
    for sign in plain:
        category = unicodedata.category(sign)[0]
        if category in "LN":
            yield sign
        elif category != "M":
            yield " "

"""Payloads: what an older system kept whole of a post or a reading, compressed."""

from __future__ import annotations

import json
import zlib
from typing import Any

from models.database import one

TABLES = ("posts", "snapshots")


def payload_of(table: str, number: int) -> Any:
    """What was kept whole of a row, as the document or else the text that it is; None where nothing was."""
    found = one(f"SELECT payload FROM {table} WHERE id = ?", (number,))
    return None if found is None or found[0] is None else document_of(found[0])


def document_of(payload: bytes) -> Any:
    """A payload as the document or else the text that it is."""
    text = text_of(payload)
    try:
        return json.loads(text)
    except ValueError:
        return text


def text_of(payload: bytes) -> str:
    """A payload as text; one that was never compressed, or is damaged, as far as it is text."""
    try:
        return zlib.decompress(payload).decode("utf-8", "replace")
    except zlib.error:
        return bytes(payload).decode("utf-8", "replace")

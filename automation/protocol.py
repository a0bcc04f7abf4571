"""The messages of the private socket: commands down, replies, events and live frames up.

A frame is two big-endian 32-bit lengths, a JSON header of the first length and binary of the second.
"""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import asdict
from typing import Any

from automation import events
from automation.commands import COMMANDS
from models import errors
from models.errors import BadInput, StewardError

LENGTHS = struct.Struct(">II")
MAX_HEADER, MAX_BINARY = 4 << 20, 16 << 20


EVENTS = {cls.__name__: cls for cls in events.EVENTS}


def encode(header: dict[str, Any], binary: bytes = b"") -> bytes:
    """One whole frame."""
    # Plain ASCII: a file's name may hold what no UTF-8 can say.
    text = json.dumps(header, separators=(",", ":")).encode()
    return LENGTHS.pack(len(text), len(binary)) + text + binary


async def read(reader: asyncio.StreamReader) -> tuple[dict[str, Any], bytes]:
    """The next whole frame; IncompleteReadError when the other end is gone, BadInput bad_message."""
    header, binary = lengths(await reader.readexactly(LENGTHS.size))
    try:
        shape = json.loads(await reader.readexactly(header))
    except (ValueError, RecursionError) as error:
        raise BadInput("bad_message") from error
    if not isinstance(shape, dict):
        raise BadInput("bad_message")
    return shape, await reader.readexactly(binary)


def request(number: int, command: object) -> dict[str, Any]:
    """The header that asks for a command."""
    return {"request": number, "command": type(command).__name__, "args": asdict(command)}  # type: ignore[call-overload]


def command(header: dict[str, Any]) -> Any:
    """The command in a request; BadInput bad_message."""
    cls = COMMANDS.get(str(header.get("command")))
    if cls is None:
        raise BadInput("bad_message", header.get("command", ""))
    try:
        return cls(**header.get("args", {}))
    except TypeError as error:
        raise BadInput("bad_message", cls.__name__) from error


def announcement(event: object) -> dict[str, Any]:
    """The header that carries an event."""
    return {"event": type(event).__name__, "data": asdict(event)}  # type: ignore[call-overload]


def event(header: dict[str, Any]) -> events.Event:
    """The event in an announcement."""
    found: events.Event = EVENTS[header["event"]](**header["data"])
    return found


def failure(number: int, error: StewardError) -> dict[str, Any]:
    """The header that answers a request with an error."""
    facts = {key: value for key, value in error.facts.items() if isinstance(value, str | int | float | bool | None)}
    shape = {"class": type(error).__name__, "code": error.code, "subject": error.subject, "facts": facts}
    return {"reply": number, "error": shape}


def raised(shape: dict[str, Any]) -> StewardError:
    """The error in a failed reply, of its own class again."""
    cls = getattr(errors, shape["class"], StewardError)
    found: StewardError = cls(shape["code"], shape["subject"], **shape["facts"])
    return found


def lengths(prefix: bytes) -> tuple[int, int]:
    """Header and binary length of a frame; BadInput frame_too_large."""
    header, binary = LENGTHS.unpack(prefix)
    if header > MAX_HEADER or binary > MAX_BINARY:
        raise BadInput("frame_too_large", header + binary)
    return header, binary

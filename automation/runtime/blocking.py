"""Commands about who and what is never touched, and which handles are one person."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from automation import commands
from automation.events import ConfigurationChanged
from automation.policy import facts
from automation.queue import backlog
from automation.runtime.house import House
from models import blocklist, person
from models.action import in_states
from models.errors import BadInput

_OF_ENTRY = frozenset(f.name for f in fields(commands.Block))


async def block(house: House, command: commands.Block) -> dict[str, Any]:
    """Block, or opt out for ever; queued work towards who or what is listed is removed."""
    with house.together():
        entry = _add(house, command)
        removed = _withdraw(house, command.kind)
    house.announce(ConfigurationChanged("blocklist"))
    return {"entry": entry, "removed": removed}


async def block_many(house: House, command: commands.Blocks) -> dict[str, Any]:
    """Add many entries in one transaction."""
    written, refused, kinds = set(), [], set()
    with house.together():
        known = {entry.id for entry in blocklist.blocklist()}
        for line, values in enumerate(command.entries, start=1):
            try:
                wanted = commands.Block(**{name: value for name, value in values.items() if name in _OF_ENTRY})
                written.add(_add(house, wanted))
                kinds.add(wanted.kind)
            except (BadInput, TypeError) as error:
                refused.append({"line": line, "reason": getattr(error, "code", "bad_entry")})
        removed = sum(_withdraw(house, kind) for kind in sorted(kinds))
    house.announce(ConfigurationChanged("blocklist"))
    return {"written": len(written - known), "known": len(written & known), "removed": removed, "refused": refused}


def _add(house: House, wanted: commands.Block) -> int:
    more = {"what": wanted.what, "match": wanted.match, "expires_at": wanted.expires_at}
    entry = blocklist.block(wanted.kind, wanted.platform, wanted.subject, wanted.reason, **more)
    house.journal.note(wanted.kind, entry=entry)
    if wanted.kind == "opt_out":
        _cover_every_handle(wanted)
    return entry


def _cover_every_handle(wanted: commands.Block) -> None:
    """An opt-out is bound to who each known handle of that name is, so that a handle found later is covered."""
    platform = None if wanted.platform == blocklist.EVERYWHERE else wanted.platform
    for found in person.people_named(wanted.subject, platform):
        bound = {"identity_id": person.identity(found.id), "what": wanted.what}
        blocklist.block("opt_out", found.platform, found.username, wanted.reason, added_by="opt_out", **bound)


def _withdraw(house: House, kind: str) -> int:
    """Cancel what waits and is listed now; returns how many."""
    waiting = in_states(sorted(backlog.WITHDRAWABLE))
    listed = [found for found in waiting if facts.is_listed(kind, found)]
    for found in listed:
        house.journal.note_action(kind, backlog.cancel(found.id, kind))
    return len(listed)


async def edit(house: House, command: commands.EditBlock) -> dict[str, Any]:
    """Change an entry."""
    with house.together():
        blocklist.change_entry(command.entry, **command.changes)
        house.journal.note("block_changed", entry=command.entry, fields=sorted(command.changes))
        removed = _withdraw(house, blocklist.entry(command.entry).kind)
    house.announce(ConfigurationChanged("blocklist"))
    return {"removed": removed}


async def link(house: House, command: commands.LinkPeople) -> dict[str, Any]:
    """Say that two handles are one person."""
    for number in (command.one, command.other):
        person.person(number)
    with house.together():
        identity = person.link_people(command.one, command.other)
        house.journal.note("people_linked", people=[command.one, command.other])
        removed = _withdraw(house, "opt_out")
    house.announce(ConfigurationChanged("people"))
    return {"identity": identity, "removed": removed}


HANDLERS = {
    commands.Block: block,
    commands.Blocks: block_many,
    commands.EditBlock: edit,
    commands.LinkPeople: link,
}

"""Commands about the data on a person: show all of it, hand it over, erase it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from automation import commands
from automation.audit import dossier, erasure, history
from automation.audit.handing_out import fresh_file
from automation.events import ConfigurationChanged
from automation.queue import backlog
from automation.runtime import scratch
from automation.runtime.house import House
from automation.runtime.long_work import Course, aside
from models import traces
from models.action import action
from models.errors import BadInput, StewardError
from models.person import find_person


async def show(house: House, command: commands.Dossier) -> dict[str, Any]:
    """Everything on a person."""
    found = traces.traces_of(find_person(command.person).id)
    if command.unsealed:
        house.require_vault()
        house.journal.note("dossier_unsealed", people=found.ids)
    return await aside(lambda: _dossier(house, found, command.unsealed))


def _dossier(house: House, found: traces.Traces, unsealed: bool) -> dict[str, Any]:
    archive = history.folder_of(house.profile.folder)
    return dossier.dossier(found, archive, house.vault.unseal if unsealed else None)


async def export(house: House, command: commands.ExportPerson) -> dict[str, Any]:
    """Write a person's dossier to a new file that nobody else can read."""
    target = Path(command.to)
    if not target.is_absolute():
        raise BadInput("bad_usage", command.to)
    house.require_vault()
    found = traces.traces_of(find_person(command.person).id)
    content = dossier.text_of(await aside(lambda: _dossier(house, found, True)))
    with fresh_file(target) as file:
        file.write(content)
    house.journal.note("person_exported", people=found.ids)
    return {"file": str(target), "bytes": target.stat().st_size}


async def erase(house: House, command: commands.ErasePerson) -> dict[str, Any]:
    """Erase a person: what waits towards them is withdrawn first, and the audit chain keeps hashes alone."""
    found = traces.traces_of(find_person(command.person).id)
    erasure.check(found)
    with house.together():
        for number in traces.actions_on(found):
            if action(number).state in backlog.WITHDRAWABLE:
                house.journal.note_action("erased", backlog.cancel(number, "erased"))

    def work(course: Course) -> erasure.Erased:
        scratch.clear(house.profile.folder)
        return erasure.erase(house.profile, found.handles[0].id, course.tell)

    done = await house.work.run("erasure", work)
    house.journal.note("person_erased", None, **done.sums)
    house.announce(ConfigurationChanged("people"))
    return {**done.sums, "receipt": done.receipt}


async def settle(house: House) -> None:
    """Erase anew whoever came back with a restore, or was half erased when Steward ended; no left copy keeps them."""
    scratch.clear(house.profile.folder)
    try:
        again = await aside(partial(erasure.replay, house.profile)) if erasure.is_behind(house.profile) else []
    except StewardError as error:
        house.journal.note("erasure_not_replayed", code=error.code)
        return
    note_again(house, again)


def note_again(house: House, people: list[erasure.Erased]) -> None:
    """Put on record that people who had come back were erased once more."""
    for done in people:
        house.journal.note("person_erased", None, again=True, **done.sums)


HANDLERS = {
    commands.Dossier: show,
    commands.ExportPerson: export,
    commands.ErasePerson: erase,
}

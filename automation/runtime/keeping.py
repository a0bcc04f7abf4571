"""Commands about what is kept, what is found, and what may go."""

from __future__ import annotations

from time import monotonic
from typing import Any

from automation import commands
from automation.audit import retention
from automation.events import ConfigurationChanged
from automation.runtime.house import House
from automation.runtime.long_work import Course, aside
from automation.upkeep import compaction, folding
from models import clock, erasing, owed, room, search
from models.audit import LONGEST_SILENCE_MS, silence
from models.errors import BadInput, StewardError
from models.paths import profiles_folder
from models.profiles import empty_trash


async def fold_search(house: House, command: commands.FoldSearch) -> dict[str, Any]:
    """Bring what changed into the search index."""
    end = monotonic() + command.at_most_s
    folded = await aside(lambda: folding.fold_all(lambda: monotonic() > end))
    return {"folded": folded, "waiting": search.waiting()}


async def preview_retention(house: House, command: commands.PreviewRetention) -> dict[str, Any]:
    """What would go now, and what keeps the rest."""
    return retention.document(await aside(lambda: retention.preview(house.profile.evidence)))


async def run_retention(house: House, command: commands.RunRetention) -> dict[str, Any]:
    """Let go what is old, and put on record how much of it."""
    if not command.clock_is_right:
        retention.check_clock()

    def work(course: Course) -> dict[str, int]:
        if house.profile.folder.parent == profiles_folder():
            empty_trash()
        return retention.run(house.profile, course.tell, course.stopped)

    gone = await house.work.run("retention", work)
    gone["audit"], code = _cut(house)
    # Where nothing else is put on record, this is: it says that the clock went on by itself.
    if any(gone.values()) or silence(clock.now(), LONGEST_SILENCE_MS // 2):
        house.journal.note("retention", gone={name: count for name, count in gone.items() if count})
        house.announce(ConfigurationChanged("retention"))
    return {"gone": gone, "audit_kept": code}


def _cut(house: House) -> tuple[int, str | None]:
    """Cut the audit chain, which needs the key that signs its horizon."""
    try:
        return house.journal.cut(retention.audit_share().due), None
    except StewardError as error:
        return 0, error.code


async def nightly_retention(house: House) -> str:
    """What the due list calls."""
    reply = await run_retention(house, commands.RunRetention())
    return ", ".join(f"{count} {name}" for name, count in reply["gone"].items() if count) or "nothing was old"


async def compact_store(house: House, command: commands.CompactStore) -> dict[str, Any]:
    """Give back the room that what was deleted took."""
    return await _compact(house, "compaction")


async def _compact(house: House, job: str) -> dict[str, Any]:
    """Write the store anew; other long work would wait for the store, or it for that."""
    _check_no_work(house)
    async with house.stillness.alone({job}):
        _check_no_work(house)
        store = house.profile.store

        def work(course: Course) -> tuple[room.Room, room.Room]:
            course.tell(0, 0, "")  # SQLite does not say how far it is
            return compaction.compact(store, course.stopped)

        before, after = await house.work.run("compaction", work)
    return {"before": before.whole, "after": after.whole, "freed": before.whole - after.whole}


def _check_no_work(house: House) -> None:
    if house.work.names:
        raise BadInput("work_under_way", house.work.names[0])


async def nightly_compaction(house: House) -> str:
    """What the due list calls."""
    if not compaction.is_worthwhile(room.room()):
        return "little room to give back"
    return f"{(await compact_store(house, commands.CompactStore()))['freed']} bytes given back"


async def regular_emptying(house: House) -> str:
    """What the due list calls: what who read the store kept in its log, or a page kept of the erased, goes now."""
    folder, done = house.profile.folder, []
    if owed.is_owed(folder, owed.LOG) and await aside(erasing.settle_file):
        owed.settle(folder, owed.LOG)
        done.append("log emptied")
    if owed.is_owed(folder, owed.PAGES) and not house.work.names:
        await _compact(house, "leftovers")
        done.append("store written anew")
    return ", ".join(done) or "nothing to do"


async def regular_folding() -> str:
    """What the due list calls."""
    return f"{await aside(folding.fold_all)} rows"


HANDLERS = {
    commands.PreviewRetention: preview_retention,
    commands.RunRetention: run_retention,
    commands.CompactStore: compact_store,
    commands.FoldSearch: fold_search,
}

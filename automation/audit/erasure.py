"""Erasing a person: out of every table, file and index, with a receipt that names nobody; again after every restore."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any

from automation.audit import evidence, history, leftovers
from automation.vault.whole_file import write_whole
from models import clock, erasing, erasure, legacy, owed, search
from models.account import is_operated, normalised
from models.database import writing
from models.errors import BadInput
from models.evidence import inside
from models.paths import Profile
from models.person import see_person
from models.traces import MENTIONS, Traces, actions_on, hide, messages_by, own_rows, payloads, stands_within, traces_of

Tell = Callable[[int, int, str], None]
BATCH = 500
_STEPS = 9
# How long an erasure waits for who reads the store, such as a backup; others write meanwhile.
PATIENCE_S = 15.0
# Everybody is looked through once for whom to erase anew, and once more for whom that brought to light.
_ROUNDS = 2
# Two at once would write the same files anew, each without what the other took out.
_ALONE = Lock()


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure came to: its mark, and a receipt without a name."""

    mark: str
    receipt: dict[str, Any]

    @property
    def sums(self) -> dict[str, str]:
        """What the audit chain keeps: hashes alone."""
        text = json.dumps(self.receipt, sort_keys=True, separators=(",", ":"))
        return {"mark": sha256(self.mark.encode()).hexdigest(), "receipt": sha256(text.encode()).hexdigest()}


def check(traces: Traces) -> None:
    """Refuse an own account, and a person with whom an action is busy; BadInput own_account, person_at_work."""
    for handle in traces.handles:
        if is_operated(handle.platform, handle.instance, handle.username):
            raise BadInput("own_account", handle.handle)
    numbers = actions_on(traces)
    if any(erasing.is_at_work(numbers[start : start + BATCH]) for start in range(0, len(numbers), BATCH)):
        raise BadInput("person_at_work", traces.handles[0].handle)


def erase(profile: Profile, person_id: int, tell: Tell = lambda *_: None) -> Erased:
    """Erase a person; what was cut off in the middle is ended by `replay`.

    Raises BadInput unknown_person, own_account, person_at_work; StoreUnusable.
    """
    with _ALONE:
        return _erase(profile, person_id, tell)


def _erase(profile: Profile, person_id: int, tell: Tell) -> Erased:
    traces = traces_of(person_id)
    check(traces)
    salt = erasure.fresh_salt()
    found = {erasure.mark(_place(h.platform, h.instance, name), salt) for h in traces.handles for name in traces.names}
    mark = erasure.mark(
        _place(traces.handles[0].platform, traces.handles[0].instance, traces.handles[0].username), salt
    )
    owes = owed.owe(profile.folder, "erasure")
    _remember(profile.erasures, mark, sorted(found))
    done = _Erasing(profile, traces, mark, salt, tell).go()
    if owes:  # a flag that lay there is another erasure's, which was cut off
        owed.settle(profile.folder, "erasure")
    return done


def _place(platform: str, instance: str, name: str) -> str:
    return f"{platform}|{instance}|{normalised(name)}"


class _Erasing:
    """One erasure on its way; each step can be done again."""

    def __init__(self, profile: Profile, traces: Traces, mark: str, salt: str, tell: Tell) -> None:
        self._profile, self._traces, self._mark, self._salt, self._tell = profile, traces, mark, salt, tell
        self._stand_in = f"erased-{token_hex(4)}"
        self._deleted: Counter[str] = Counter()
        self._hidden: Counter[str] = Counter()
        self._unlinked = self._done = 0

    def go(self) -> Erased:
        """Walk from what proves to what names; the rows of people go last, because the names are read from them."""
        traces = self._traces
        self._empty_actions()
        for table in ("comments", "threads", "posts"):
            self._delete(table, own_rows(traces, table))
        self._delete("messages", messages_by(traces))
        self._hide()
        with writing():
            opted_out = erasing.mark_blocks(traces, self._salt)
            erasing.drop_names(traces, self._stand_in, self._salt if opted_out else None)
            erasing.drop_identities(traces)
            legacy.leave_out_fields()
        archived = history.rewrite(history.folder_of(self._profile.folder), self._without_name)
        changed = leftovers.overwrite(self._profile.folder, traces.bytes)
        self._delete("people", traces.ids)
        looked, owes = self._settle()
        receipt = {
            "handles": len(traces.handles),
            "deleted": dict(sorted(self._deleted.items())),
            "hidden": dict(sorted((table, count) for table, count in self._hidden.items() if count)),
            "files": {"deleted": self._unlinked, "overwritten": changed, "archived_actions": archived},
            "looked_through": {"files": looked.files, "bytes": looked.bytes, "still_named_in": list(looked.found)},
            "rewriting_owed": owes,
            "opted_out": opted_out,
            "erased_at": clock.to_iso(clock.now()),
        }
        with writing():
            erasure.keep_erasure(self._mark, receipt)
        return Erased(self._mark, receipt)

    def _step(self, text: str) -> None:
        self._done += 1
        self._tell(min(self._done, _STEPS), _STEPS, text)

    def _empty_actions(self) -> None:
        self._step("actions")
        for some in _parts(actions_on(self._traces)):
            with writing():
                pictures = erasing.pictures_of(some)
                self._unlink([name for _, path in pictures if path for name in evidence.names_of(path)])
                erasing.delete("evidence", [number for number, _ in pictures])
                erasing.empty_actions(some, self._stand_in)
            self._deleted["evidence"] += len(pictures)
            self._hidden["actions"] += len(some)

    def _delete(self, table: str, numbers: list[int]) -> None:
        self._step(table)
        for some in _parts(numbers):
            with writing():
                if table == "posts":
                    self._unlink(erasing.files_of_posts(some))
                erasing.delete(table, some)
            self._deleted[table] += len(some)

    def _hide(self) -> None:
        self._step("mentions")
        for table in MENTIONS:
            with writing():
                own = self._traces.ids if table == "people" else ()
                self._hidden[table] += hide(self._traces, table, self._stand_in, own)
        for table, numbers in payloads(self._traces):
            for some in _parts(numbers):
                with writing():
                    erasing.drop_payloads(table, some)
            self._hidden[table] += len(numbers)
        with writing():
            erasing.disarm(self._stand_in)

    def _unlink(self, paths: list[str]) -> None:
        """Within the transaction that deletes the rows: whoever seals a picture anew asks for its row afterwards."""
        for path in paths:
            whole = inside(self._profile.evidence, path)
            if whole is not None and whole.exists():
                whole.unlink(missing_ok=True)
                self._unlinked += 1

    def _without_name(self, record: history.Record) -> history.Record:
        fresh = {
            key: self._traces.pattern.sub(self._stand_in, value) if isinstance(value, str) else value
            for key, value in record.items()
        }
        return {**fresh, "target_id": self._stand_in} if history.is_about(record, self._traces) else fresh

    def _settle(self) -> tuple[leftovers.Looked, bool]:
        """Rewrite index and log, and look whether a byte was left; a store that kept one is flagged to be rewritten."""
        self._step("index")
        _settle_store(self._profile)
        self._step("look")
        looked = leftovers.look(self._profile.folder, self._traces.bytes)
        in_store = any(name.startswith(self._profile.store.name) for name in looked.found)
        if owes := in_store and not stands_within(self._traces):
            # Beside the lanes it cannot be written anew: their writes would wait, and fail.
            owed.owe(self._profile.folder, owed.PAGES)
        return looked, owes


def _settle_store(profile: Profile) -> None:
    """Leave neither the index nor the log what was deleted."""
    while search.fold():
        pass
    erasing.settle_search()
    erasing.empty_log(profile.folder, PATIENCE_S)


def _parts(numbers: Sequence[int]) -> list[list[int]]:
    return [list(numbers[start : start + BATCH]) for start in range(0, len(numbers), BATCH)]


def _remember(path: Path, mark: str, marks: list[str]) -> None:
    """Write down beside the store who is erased, before it begins."""
    entries = erasure.listed(path)
    # Who is erased a second time may be known by fewer names by then.
    before = {name for entry in entries if entry["mark"] == mark for name in entry["marks"]}
    entries = [entry for entry in entries if entry["mark"] != mark]
    entries.append({"mark": mark, "marks": sorted(before.union(marks)), "at": clock.now()})
    write_whole(path, json.dumps({"erased": entries}, indent=1).encode())


def replay(profile: Profile, tell: Tell = lambda *_: None, why: str = "*") -> list[Erased]:
    """Erase anew whoever was erased and is in the store again; what some work, or all of it, owed is settled then."""
    with _ALONE:
        done = _replay(profile, tell)
    owed.settle(profile.folder, why)
    return done


def _replay(profile: Profile, tell: Tell) -> list[Erased]:
    entries = erasure.listed(profile.erasures)
    if not entries:
        return []
    owners = {mark: entry["mark"] for entry in entries for mark in entry["marks"]}
    salts = sorted({str(mark)[1:].partition(".")[0] for mark in owners})
    done: list[Erased] = []
    for _ in range(_ROUNDS):
        archived = history.names(history.folder_of(profile.folder))
        there: dict[str, list[tuple[str, str, str]]] = {}
        for handle, its in sorted(erasing.names_of_marks(set(owners), salts, archived).items()):
            if not is_operated(*handle):
                there.setdefault(owners[its], []).append(handle)
        for mark, handles in there.items():
            with writing():
                traces = traces_of(*(see_person(*handle) for handle in handles))
            done.append(_Erasing(profile, traces, mark, mark[1:].partition(".")[0], tell).go())
    if not done:
        _settle_store(profile)  # where the rows were gone already, the index and the log may not have been
    with writing():
        legacy.leave_out_fields()
        for entry in entries:
            erasure.keep_erasure(entry["mark"], {"erased_at": clock.to_iso(entry.get("at")), "replayed": True})
    return done


def is_behind(profile: Profile) -> bool:
    """Whether erased people may be in the store: it is so flagged, or it does not know of them all."""
    marks = [entry["mark"] for entry in erasure.listed(profile.erasures)]
    return owed.is_owed(profile.folder) or not all(erasure.is_kept(mark) for mark in marks)

"""Writes batches of drafts: known rows are found again, new ones inserted together, what one lacks is filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from automation.imports.acts import DONE, Acts, questions
from automation.imports.blocks import Blocks
from automation.imports.completing import complete, insert
from automation.imports.disarmed import disarmed
from automation.imports.hands import Hands
from automation.imports.links import Links
from automation.imports.meeting import meet
from automation.imports.merging import OTHER, merge
from automation.imports.parts import Fate, Part, Taken, as_stored
from automation.imports.pictures import Filing
from automation.imports.plan import Context, Ref
from automation.imports.recent import count_tries, hold_targets
from models import bulk, legacy
from models.database import writing
from models.fingerprint import write_many_marks
from models.ledger import write_keys
from models.secret import keep_new_secrets


class Writer:
    """Writes the parts of one import, each batch in a transaction of its own; `landed` counts what is new."""

    def __init__(self, origin: str, import_id: int, context: Context, hands: Hands) -> None:
        self._origin, self._import, self._context, self._hands = origin, import_id, context, hands
        self._links, self._filing = Links(origin), Filing(hands, import_id, context)
        self._acts = Acts(hands)
        self._blocks = Blocks(origin, import_id, context.now, self._links)
        self._later: list[tuple[Part, str, Ref]] = []
        self._secrets: list[tuple[str, bytes]] = []
        self._undecided: list[tuple[Part, str, Ref]] = []
        self.landed: dict[str, int] = defaultdict(int)

    def write_block(self, source: str, rows: Sequence[Taken]) -> bool:
        """Write rows by columns, all or none; returns whether they are written."""
        noun = self._blocks.write(source, rows)
        if noun:
            self.landed[noun] += len(rows)
        return noun is not None

    def write(self, parts: Sequence[Part]) -> None:
        """Write a batch; afterwards each part says what became of it."""
        self._recognise(parts)
        self._links.begin(parts)
        self._filing.file(parts)
        by_noun: dict[str, list[Part]] = defaultdict(list)
        for part in parts:
            by_noun[part.draft.noun].append(part)
        with writing():
            for noun in bulk.tables_in_order():
                if noun in by_noun:
                    self._write_noun(noun, by_noun[noun])
            asked = questions(by_noun["actions"], self._context.now)
            self._write_noun("reviews", asked)
            self._remember([*parts, *asked])
            self._point()
            keep_new_secrets(self._secrets)
        self._filing.drop()
        self._secrets.clear()
        self._acts.forget()

    def finish(self) -> None:
        """Set what referred to rows that came later in the same table."""
        if self._undecided:
            self._later, self._undecided = self._undecided, []
            self._links.begin(())
            self._links.look_up(ref for _, _, ref in self._later)
            with writing():
                self._point()
            for part, column, ref in self._undecided:
                self._context.note(f"{part.source}.{column}: refers to {ref.source} that are not here; left empty.")
            self._undecided.clear()

    def _recognise(self, parts: Sequence[Part]) -> None:
        keys: dict[str, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
        for part in parts:
            keys[part.source][part.key].append(part)
        for source, by_key in keys.items():
            for key, old in legacy.known(self._origin, source, by_key).items():
                for part in by_key[key]:
                    if part.draft.noun == old.noun:
                        part.number = old.row_id
                        # What a row only mentions may mean another by now; its own key never does.
                        part.fate = Fate.OPEN if part.draft.natural and not part.own else Fate.KNOWN

    def _write_noun(self, noun: str, parts: list[Part]) -> None:
        for part in parts:
            if part.special:
                self._resolve(noun, part)
        taken = [part for part in parts if part.fate is not Fate.REFUSED]
        if noun == "audit_entries":
            self._journal(taken)
            return
        if "id" not in bulk.columns_of(noun):
            self._insert_keyless(noun, taken)
            return
        self._insert(noun, meet(noun, taken))
        here = merge(noun, [part for part in taken if part.fate in {Fate.KNOWN, Fate.MET}])
        for part in taken:
            # Numbers are given anew in every store. A key that is none is nobody else's: its row has a new name.
            if part.reason is OTHER and part.key.isdigit():
                self._links.set_apart(part)
        for part in here:
            # What a known row had to hide was sealed when it came; if it is gone, it was taken out since.
            if part.draft.secrets and (part.fate is Fate.MET or part.draft.clear):
                self._seal_beside(noun, part)

    def _resolve(self, noun: str, part: Part) -> None:
        """Put ids in the place of references; one that leads nowhere is left out where the store allows it."""
        values, columns = part.values, bulk.columns_of(noun)
        for name in part.special:
            value = values[name]
            if isinstance(value, Ref):
                if self._links.means_other(value):
                    part.refuse(name, f"refers to {value.source} {value.key}: {OTHER}")
                    self._links.set_apart(part)
                    return
                column = columns[name]
                if column.references == noun:
                    self._later.append((part, name, value))
                    del values[name]
                    continue
                found = self._links.id_of(value)
                if found is None and (column.required or value.needed):
                    part.refuse(name, f"refers to {value.source} {value.key}, which is not here")
                    return
                if found is None:
                    self._context.note(f"{part.source}.{name}: refers to {value.source} that are not here; left empty.")
                values[name] = found
            elif noun != "audit_entries":
                values[name] = as_stored(value)

    def _insert(self, noun: str, fresh: list[Part]) -> None:
        for part in fresh:
            part.values["id"] = part.number
            part.values = disarmed(noun, part.values)
        ready = complete(noun, fresh, self._context.now)
        if noun == "actions":
            for part in ready:
                self._key(part)
        for part in ready:
            if part.draft.secrets:
                self._seal_within(noun, part)
        kept = insert(noun, ready)
        self.landed[noun] += len(kept)
        for part in kept:
            if part.draft.secrets:
                self._seal_beside(noun, part)
        if noun == "actions":
            self._enter_ledger(kept)
            self._mark_texts(kept)
            hold_targets((part.values for part in kept), self._context.now)
        elif noun == "attempts":
            count_tries((part.values for part in kept), self._context.now)

    def _key(self, part: Part) -> None:
        text = part.draft.secrets.get("text")
        part.values.setdefault("due_at", self._context.now)
        part.values.update(self._acts.keyed(part.values, None if text is None else text.decode()))

    def _enter_ledger(self, acts: Sequence[Part]) -> None:
        done = [part.values for part in acts if part.values["state"] in DONE]
        write_keys(
            [(row["idempotency_key"], row["account_id"], row.get("done_at") or self._context.now) for row in done]
        )
        for part in acts:
            self.landed[str(part.values["state"])] += 1

    def _mark_texts(self, acts: Sequence[Part]) -> None:
        """Keep the fingerprints of what acts say, so that nobody repeats it in nearly the same words."""
        said = [(part.values["account_id"], part.number, part.draft.secrets.get("text")) for part in acts]
        write_many_marks(
            [
                (mark, account_id, number)
                for account_id, number, text in said
                if text is not None
                for mark in self._hands.marks(text.decode())
            ]
        )

    def _seal_within(self, noun: str, part: Part) -> None:
        """Seal what a new row has to hide in columns of its own."""
        for name in part.draft.secrets:
            if f"sealed_{name}" in bulk.columns_of(noun):
                part.values[f"sealed_{name}"] = self._sealed(noun, part, name)

    def _seal_beside(self, noun: str, part: Part) -> None:
        """Seal what a row that is there has to hide: among the secrets, or in a column of its own that holds nothing.

        A new row has been given its columns already; what is refused never comes here, so nothing of it stays.
        """
        for name in part.draft.secrets:
            if f"sealed_{name}" not in bulk.columns_of(noun):
                self._secrets.append((_place(noun, part, name), self._sealed(noun, part, name)))
            elif part.fate is not Fate.NEW and noun != "actions":
                bulk.fill(noun, f"sealed_{name}", [(self._sealed(noun, part, name), part.number)])

    def _sealed(self, noun: str, part: Part, name: str) -> bytes:
        return self._hands.seal(part.draft.secrets[name], _place(noun, part, name))

    def _journal(self, parts: list[Part]) -> None:
        """Append to the audit chain, in order; what stands there already is not said twice."""
        fresh = list({part.key: part for part in parts if part.fate is Fate.OPEN}.values())
        if not fresh:
            return
        lines = [
            (values["kind"], values.get("account_id"), None, values["body"])
            for values in (part.values for part in fresh)
        ]
        first = self._hands.journal(lines) - len(lines) + 1
        for place, part in enumerate(fresh):
            part.fate, part.number = Fate.NEW, first + place
        self.landed["audit_entries"] += len(fresh)

    def _insert_keyless(self, noun: str, parts: list[Part]) -> None:
        schema = bulk.columns_of(noun)
        key = [name for name, column in schema.items() if column.is_key]
        fresh: dict[tuple[Any, ...], Part] = {}
        for part in parts:
            mark = tuple(map(part.values.get, key))
            part.fate = Fate.KNOWN if mark in fresh else Fate.NEW
            fresh.setdefault(mark, part)
        for mark in bulk.present(noun, key, fresh):
            fresh.pop(mark).fate = Fate.KNOWN
        self.landed[noun] += len(insert(noun, complete(noun, [*fresh.values()], self._context.now)))

    def _remember(self, parts: Sequence[Part]) -> None:
        legacy.keep_refs(
            [
                (self._origin, part.source, part.key, part.draft.noun, part.number, self._import, part.fate is Fate.MET)
                for part in parts
                if part.number and part.fate in {Fate.NEW, Fate.MET}
            ]
        )

    def _point(self) -> None:
        """Set references within one noun, now that the rows are there."""
        filled: dict[tuple[str, str], list[tuple[Any, int]]] = defaultdict(list)
        for part, column, ref in self._later:
            if part.fate not in {Fate.REFUSED, Fate.GONE}:
                found = self._links.id_of(ref)
                if found is None:
                    self._undecided.append((part, column, ref))
                else:
                    filled[part.draft.noun, column].append((found, part.number))
        self._later.clear()
        for (noun, column), rows in filled.items():
            bulk.fill(noun, column, rows)


def _place(noun: str, part: Part, name: str) -> str:
    return f"{noun}|{part.number}|{name}"

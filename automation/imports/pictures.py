"""Files out of old stores become files of the evidence folder, each named by its sum."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from automation.imports import beside
from automation.imports.hands import Hands
from automation.imports.parts import Part
from automation.imports.plan import Beside, Context
from models import bulk, ids
from models.errors import StoreUnusable
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER
from models.retention import in_use

_IMPORTED, _MEDIA = "imported", "media"
# A file on its way here; what begins with a dot is in no backup, and the next one takes its place.
_COMING = ".coming"
_TAKEN = "Files of pictures and films were copied into the profile."
_WOULD = "Files of pictures and films would be copied into the profile."


class Filing:
    """The files of one import: they come before their rows, and go again where the store did not take the row."""

    def __init__(self, hands: Hands, import_id: int, context: Context) -> None:
        self._hands, self._context, self._name = hands, context, ids.public("imports", import_id)
        self._filed: list[str] = []

    def file(self, parts: Sequence[Part]) -> None:
        """Make files of what new rows hold or name; a trial only says where they would be."""
        for part in parts:
            if part.draft.picture is not None and not part.number:
                self._hold(part, part.draft.picture.content, part.draft.picture.suffix)
        named = [part for part in parts if part.draft.file is not None]
        there = bulk.read("media", ("path",), {part.number for part in named if part.number})
        for part in named:
            [path] = there.get(part.number, (None,))
            part.values["path"] = path
            if path is None and part.draft.file is not None and not self._hands.stopped():
                self._copy(part, part.draft.file)

    def drop(self) -> None:
        """A file whose row the store did not take is no file either."""
        if self._filed:
            drop_unused(self._hands.pictures, self._filed)
            self._filed.clear()

    def _hold(self, part: Part, content: bytes, suffix: str) -> None:
        key, total = f"{part.source}|{part.key}", sha256(content).hexdigest()
        place = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        path = f"{_IMPORTED}/{self._name}/{place}-{total[:16]}{suffix}"
        if not self._hands.trial:
            self._write(path, (content,))
        part.values.update(path=path, sha256=total)

    def _copy(self, part: Part, file: Beside) -> None:
        """Copy a file that is named by a row, read once; its sum is its name, so that two rows may share it."""
        try:
            with beside.opened(file.path) as source:
                total = self._write(_COMING, beside.blocks(source)) if not self._hands.trial else ""
        except beside.Left as left:
            beside.tell(self._context, left)
            return
        path = f"{_MEDIA}/{total[:2]}/{total}{file.suffix}"
        if not self._hands.trial:
            self._settle(path)
        part.values.update(path=path, sha256=total)
        self._context.note(_WOULD if self._hands.trial else _TAKEN)

    def _settle(self, path: str) -> None:
        whole = self._hands.pictures / path
        try:
            whole.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            (self._hands.pictures / _COMING).replace(whole)
        except OSError as error:
            raise self._trouble(error) from error
        self._filed.append(path)

    def _write(self, path: str, content: Iterable[bytes]) -> str:
        """Write a file durably and return its sum; StoreUnusable store_full, profile_unwritable."""
        try:
            total = _write(self._hands.pictures / path, content)
        except OSError as error:
            raise self._trouble(error) from error
        if path != _COMING:
            self._filed.append(path)
        return total

    def _trouble(self, error: OSError) -> StoreUnusable:
        code = "store_full" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else "profile_unwritable"
        return StoreUnusable(code, self._hands.pictures, reason=error.strerror)


def _write(whole: Path, content: Iterable[bytes]) -> str:
    total = sha256()
    whole.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        for block in content:
            total.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return total.hexdigest()


def drop_unused(folder: Path, paths: Iterable[str]) -> None:
    """Delete those of some files that no row names any more, and the folders that this leaves empty."""
    asked = sorted(set(paths))
    used = in_use(asked) if asked else set()
    for path in (path for path in asked if path not in used):
        whole = (folder / path).resolve()
        if whole.is_relative_to(folder.resolve()):
            whole.unlink(missing_ok=True)
            if whole.parent != folder.resolve() and not any(whole.parent.iterdir()):
                whole.parent.rmdir()

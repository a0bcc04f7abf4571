"""Asks where a file that leaves the profile goes."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_ENDS = re.compile(r"\*(\.\w+)")


def new_file(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """The path of a new file, ending as the kind that was chosen; empty where nobody chose one."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # The engine writes over nothing, so the dialog does not ask whether it may.
    may = QFileDialog.Option.DontConfirmOverwrite
    path, kind = QFileDialog.getSaveFileName(parent, title, str(Path(documents) / name), kinds, "", may)
    return ending(path, name, kinds, kind) if path else ""


def ending(path: str, name: str, kinds: str, kind: str) -> str:
    """The path with the end that belongs to the kind, unless somebody typed the end of another one."""
    given, typed = Path(name).suffix, Path(path).suffix.lower()
    offered, wanted = _ENDS.findall(kinds), next(iter(_ENDS.findall(kind)), given)
    if typed not in offered:
        return path + wanted
    return path if typed != given else path[: -len(typed)] + wanted

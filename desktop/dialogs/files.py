"""Asks where a file that leaves the profile goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def new_file(parent: QWidget, title: str, name: str, kinds: str) -> tuple[str, str]:
    """The path of a new file and the kind that was chosen; both empty where nobody chose one."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # The engine writes over nothing, so the dialog does not ask whether it may.
    may = QFileDialog.Option.DontConfirmOverwrite
    path, kind = QFileDialog.getSaveFileName(parent, title, str(Path(documents) / name), kinds, "", may)
    return (str(Path(path).with_suffix(Path(name).suffix)) if path and not Path(path).suffix else path), kind

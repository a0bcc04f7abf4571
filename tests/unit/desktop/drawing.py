"""Draws a table as text, so that a test can show what it expects."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView


def draw(table: QTableView, columns: tuple[int, ...] = (0, 1, 2), limit: int = 12) -> str:
    """The first rows, ">" before the current and "*" before the other selected ones."""
    model, current = table.model(), table.currentIndex().row()
    chosen = {index.row() for index in table.selectionModel().selectedRows()}
    lines = []
    for row in range(min(model.rowCount(), limit)):
        mark = ">" if row == current else "*" if row in chosen else " "
        cells = [str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole)) for column in columns]
        lines.append(f"{mark} {' | '.join(cells)}".rstrip())
    return "\n".join(lines)


def drawing(text: str) -> str:
    """A drawing written between quotes, without its margin."""
    lines = text.strip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[margin:].rstrip() for line in lines if line.strip())

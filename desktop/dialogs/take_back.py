"""Takes an import back, after a yes."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from automation.commands import UndoImport
from desktop.dialogs.base import Dialog
from desktop.wording import counted
from desktop.workbench import Workbench


class TakingBack(Dialog):
    """Says what goes and what stays, and asks."""

    def __init__(self, parent: QWidget | None, bench: Workbench, number: int, origin: str) -> None:
        words = (
            f"What was brought along from {origin} is removed for good, as far as nothing newer leans on it. What it"
            " says was done on a site stays known as done. To have it back, bring the same store along again."
        )
        super().__init__(parent, bench, "Take this import back", "Take it back", words)
        self._number = number

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, number: int, origin: str) -> TakingBack:
        """Open the dialog."""
        found = cls(parent, bench, number, origin)
        found.show()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.send(UndoImport(self._number), self._undone)

    def _undone(self, reply: dict[str, Any]) -> None:
        self._bench.say(taken_back(reply))
        self.accept()


def taken_back(reply: dict[str, Any]) -> str:
    """What an import's undo left, as a sentence."""
    removed = counted(sum(reply["removed"].values()), "row")
    if reply["cancelled"]:
        return f"Broken off after {removed}. Take it back again to go on."
    kept = {noun: sum(reasons.values()) for noun, reasons in reply["left"].items()}
    done, left = kept.pop("ledger", 0), sum(kept.values())
    stays = f" {counted(left, 'row stays', 'rows stay')}, because something else leans on them." if left else ""
    known = (
        f" {counted(done, 'act stays known as done', 'acts stay known as done')}, and none is repeated." if done else ""
    )
    return f"Taken back: {removed}.{stays}{known}"

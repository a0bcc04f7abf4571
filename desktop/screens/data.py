"""Data: backups and the way back, what was brought along, and what will be removed in time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from automation.commands import BackUp, RehearseRestore
from desktop.inspectors.kept_inspectors import BackupInspector, ImportInspector
from desktop.screens.base import Screen
from desktop.screens.nouns import NounList, TabbedScreen
from desktop.screens.retention import RetentionPage
from desktop.tables.nouns_kept import BACKUPS, IMPORTS
from desktop.theme.tokens import S16
from desktop.widgets.icon_label import Button
from desktop.widgets.running import Running
from desktop.workbench import Workbench
from models.errors import StewardError

RETENTION = "Retention"


class BackupList(NounList):
    """Copies of the whole profile."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, BACKUPS, "backups", BackupInspector, self._make, "Back up now")
        self.prove = Button("Prove the newest", "", "badge-check", pressed=self._prove)
        self.prove.setToolTip("Restores the newest backup into a scratch folder and checks everything in it.")
        self.make = Button("Back up now", "primary", "shield-check", pressed=self._make)
        self.head.addWidget(self.prove)
        self.head.addWidget(self.make)
        assert isinstance(self.inspector, BackupInspector)
        self.empty.offer_too("Restore from a file…", self.inspector.restore_file)
        for task in ("restore", "rehearsal", "backup"):
            self.body.insertWidget(0, Running(bench, task, inset=S16))

    def _make(self) -> None:
        self._send(self.make, BackUp(), lambda _reply: self._ended("A backup was made."))

    def _prove(self) -> None:
        self._send(self.prove, RehearseRestore(), self._proven)

    def _send(self, button: Button, command: object, then: Callable[[dict[str, Any]], None]) -> None:
        """Each button waits for its own work, and for no other's."""
        button.setEnabled(False)

        def answered(reply: dict[str, Any]) -> None:
            button.setEnabled(True)
            then(reply)

        def failed(error: StewardError) -> None:
            button.setEnabled(True)
            self.bench.complain(error)

        self.bench.link.call(command, answered, failed)

    def _proven(self, reply: dict[str, Any]) -> None:
        wrong = [check["detail"] for check in reply["checks"] if not check["ok"]]
        words = "The newest backup restores, and everything in it is sound."
        self._ended(words if reply["ok"] else f"The newest backup does not hold. {' '.join(wrong)}")

    def _ended(self, words: str) -> None:
        self.bench.say(words)
        self.refresh_soon()


class ImportList(NounList):
    """What was brought along from older systems."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, IMPORTS, "imports", ImportInspector)
        self.head.addWidget(Button("Bring data along", "primary", "download", pressed=self.bring))
        self.body.insertWidget(0, Running(bench, "import", inset=S16))


class DataScreen(TabbedScreen):
    """Three pages about what is kept."""

    NAME, TITLE = "data", "Data"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, (BACKUPS, "backups"), (IMPORTS, "imports"), more=(RETENTION,))

    def make(self, title: str) -> Screen:
        """Each page is its own kind."""
        if title == RETENTION:
            return RetentionPage(self.bench)
        return BackupList(self.bench) if title == BACKUPS.title else ImportList(self.bench)

"""Blocklist and opt-outs: who and what no account will ever touch."""

from __future__ import annotations

from desktop.inspectors.kept_inspectors import BlockInspector
from desktop.screens.nouns import NounList
from desktop.tables.nouns_kept import LEFT_ALONE
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench


class BlocklistScreen(NounList):
    """Every entry, newest first."""

    NAME = "blocklist"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, LEFT_ALONE, "blocklist", BlockInspector, self.add, "Add an entry")
        self.head.addWidget(Button("Add an entry", "primary", "plus", pressed=self.add))

    def add(self) -> None:
        """Ask whom or what to leave alone."""
        from desktop.dialogs.block import BlockDialog

        BlockDialog.ask(self.window(), self.bench)

"""Blocklist and opt-outs: who and what no account will ever touch."""

from __future__ import annotations

import json

from desktop.inspectors.kept_inspectors import BlockInspector
from desktop.screens.removable import RemovableList
from desktop.tables.nouns_kept import LEFT_ALONE
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench
from models.database import sql


class BlocklistScreen(RemovableList):
    """Every entry, newest first; a block can be taken off, an opt-out cannot."""

    NAME = "blocklist"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, LEFT_ALONE, "blocklist", BlockInspector, self.add, "Add an entry")
        self.head.addWidget(Button("Add an entry", "primary", "plus", pressed=self.add))
        inspector = self.inspector
        assert isinstance(inspector, BlockInspector)
        inspector.remove_asked.connect(self.remove_named)

    def add(self) -> None:
        """Ask whom or what to leave alone."""
        from desktop.dialogs.block import BlockDialog

        BlockDialog.ask(self.window(), self.bench)

    def let_go(self, chosen: list[int]) -> None:
        """Take these off the list, but for opt-outs."""
        self.bench.reading.run(lambda: _blocks(chosen), lambda found: self._let_go(chosen, found), owner=self)

    def _let_go(self, chosen: list[int], blocks: list[int]) -> None:
        super().let_go(blocks)
        if chosen and not blocks:
            self.bench.say("Who has opted out is left alone for ever; nothing was removed.")


def _blocks(chosen: list[int]) -> list[int]:
    """Those of the entries that may leave."""
    wanted = json.dumps(chosen)
    found = sql("SELECT id FROM blocklist WHERE kind = 'block' AND id IN (SELECT value FROM json_each(?))", (wanted,))
    return [row_id for (row_id,) in found]

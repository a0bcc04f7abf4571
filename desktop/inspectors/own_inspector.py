"""What stands beside the lists that people add to themselves: the facts, and a way to change or remove them."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.inspectors.noun_inspector import NounInspector
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Button


class OwnInspector(NounInspector):
    """A row of one's own."""

    change_asked = Signal()
    remove_asked = Signal()

    def build(self) -> None:
        """Two buttons; the screen knows what they mean."""
        self.change = Button("Change…", "", "pencil", pressed=self.change_asked.emit)
        self.remove = Button("Remove", "danger", "trash-2", pressed=self.remove_asked.emit)
        self.column.addWidget(Flow(self.change, self.remove))

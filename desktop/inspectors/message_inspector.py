"""A message, and its words for whoever asks to read them: the engine unseals them, and nothing keeps them."""

from __future__ import annotations

from typing import Any

from automation.commands import RevealWords
from desktop.inspectors.noun_inspector import NounInspector
from desktop.tables.nouns import NounRow
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Button
from desktop.widgets.quote import Quote
from models.errors import StewardError

ON_RECORD = "That they were read goes on record, and not what they say"
DAMAGED = "The envelope of this message was altered; its words cannot be read."
NONE = "This message has no words that Steward can read."


class MessageInspector(NounInspector):
    """A message of the list."""

    def build(self) -> None:
        """A button, and a place for the words."""
        self.reveal = Button("Show the words", "", "eye", hint=ON_RECORD, pressed=self._ask)
        self.column.addWidget(Flow(self.reveal))
        self.words = Quote("Words")
        self.words.hide()
        self.column.addWidget(self.words)
        self._bench.link.vault_changed.connect(lambda event: event.locked and self._forget())

    def take(self, row: NounRow | None) -> None:
        """Another message, other words."""
        if row is None or self.row is None or row.id != self.row.id:
            self._forget()
        super().take(row)

    def _forget(self) -> None:
        self.words.hide()
        self.words.take("")
        self.reveal.setVisible(True)

    def _ask(self) -> None:
        if self.row is not None:
            wanted = self.row.id
            self.reveal.setEnabled(False)
            command = RevealWords("messages", [wanted])
            self._bench.link.call(command, lambda reply: self._answered(wanted, reply), self._failed)

    def _answered(self, row_id: int, reply: dict[str, Any]) -> None:
        self.reveal.setEnabled(True)
        if self.row is None or self.row.id != row_id:
            return
        damaged = str(row_id) in reply["damaged"]
        self.words.take(DAMAGED if damaged else reply["texts"][str(row_id)] or NONE)
        self.words.show()
        self.reveal.hide()

    def _failed(self, error: StewardError) -> None:
        self.reveal.setEnabled(True)
        self._bench.complain(error)

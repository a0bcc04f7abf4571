"""A proxy, and a way to try it: a page is opened through it as an account's would be, with nobody's session."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit

from automation.commands import TryProxy
from desktop import messages
from desktop.inspectors.own_inspector import OwnInspector
from desktop.tables.nouns import NounRow
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Label
from models.errors import StewardError

TRYING = "A page is being opened through it."


class ProxyInspector(OwnInspector):
    """What came of a test is said beneath it; one may run for a while, and others beside it."""

    def build(self) -> None:
        """What can be changed, and what can be tried."""
        super().build()
        self._said: dict[int, str] = {}
        self.address = QLineEdit()
        self.address.setPlaceholderText("Its account’s site")
        self.address.setToolTip("Without an address: the site of an account that goes through it.")
        self.address.setAccessibleName("Page to open")
        self.address.returnPressed.connect(self.try_it)
        self.test = Button("Test", "", "unplug", pressed=self.try_it)
        self.answer = Label(role="secondary", wrap=True, selectable=True)
        self.section("Test it", Row(self.address, self.test, stretch=0), self.answer)

    def take(self, row: NounRow | None) -> None:
        """Another proxy has another answer."""
        if row is not None and (self.row is None or self.row.id != row.id):
            self.address.clear()
        super().take(row)
        self._tell()

    def try_it(self) -> None:
        """Open a page through it."""
        if self.row is None or self._said.get(self.row.id) == TRYING:
            return
        number, address = self.row.id, self.address.text().strip() or None

        def answered(reply: dict[str, Any]) -> None:
            status = f", which answered {reply['status']}" if reply["status"] else ""
            self._say(number, f"It works: it led to {reply['url']}{status}, in {reply['ms']:,} ms.")

        def failed(error: StewardError) -> None:
            self._say(number, messages.of_error(error).text)

        self._say(number, TRYING)
        self._bench.link.call(TryProxy(number, address), answered, failed)

    def _say(self, number: int, words: str) -> None:
        self._said[number] = words
        self._tell()

    def _tell(self) -> None:
        words = "" if self.row is None else self._said.get(self.row.id, "")
        self.answer.say(words)
        self.test.setEnabled(words != TRYING)

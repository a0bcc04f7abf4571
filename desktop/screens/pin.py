"""The PIN of the window: it keeps passers-by from looking, and it does not open the vault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from automation.commands import CheckPin
from desktop import messages
from desktop.theme.tokens import S8, S16, S24
from desktop.widgets.empty_state import centred
from desktop.widgets.icon_label import Button, IconLabel, Row
from desktop.widgets.plain import Label, panel
from desktop.widgets.secret_field import SecretField
from desktop.workbench import Workbench
from models.errors import StewardError

WIDTH = 420
WORDS = "Work goes on behind it. The PIN guards this window only; the vault has a lock of its own."


class PinPage(QWidget):
    """Shown until the PIN is given."""

    def __init__(self, bench: Workbench, known: Callable[[], None]) -> None:
        super().__init__()
        self._bench, self._known = bench, known
        self.secret = SecretField("PIN")
        self.secret.returnPressed.connect(self.check)
        self.trouble = Label(role="problem", wrap=True)
        self.trouble.hide()
        self.do = Button("Show the window", "primary", "lock-open", pressed=self.check)
        box = panel()
        box.setFixedWidth(WIDTH)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(S24, S24, S24, S16)
        inside.setSpacing(S8)
        inside.addWidget(Row(IconLabel("lock", "accent", 20), Label("This window is locked", "section"), None))
        inside.addWidget(Label(WORDS, wrap=True))
        inside.addSpacing(S8)
        for part in (self.secret, self.trouble, self.do):
            inside.addWidget(part)
        centred(self, box)

    def arrive(self) -> None:
        """Stand at the field."""
        self.secret.setFocus()

    def check(self) -> None:
        """Ask whether this is it; each wrong one counts, so nothing is asked twice."""
        if not self.do.isEnabled() or not self.secret.text():
            return
        self.do.setEnabled(False)
        self.trouble.hide()
        self._bench.link.call(CheckPin(self.secret.take_text()), self._answered, self._failed, self)

    def _answered(self, reply: dict[str, Any]) -> None:
        self.do.setEnabled(True)
        if reply["ok"]:
            self._known()
            return
        wait = round(reply["wait_s"])
        self.trouble.say(f"That is not the PIN. Try again in {wait:,} s." if wait else "That is not the PIN.")
        self.secret.setFocus()

    def _failed(self, error: StewardError) -> None:
        self.do.setEnabled(True)
        self.trouble.say(messages.of_error(error).text)
        self.secret.setFocus()

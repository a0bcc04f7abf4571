"""Sets the PIN of the window, or takes it off."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from automation.commands import SetPin
from desktop.dialogs.base import Dialog
from desktop.widgets.icon_label import Button
from desktop.widgets.secret_field import SecretField
from desktop.workbench import Workbench


class PinDialog(Dialog):
    """Asks twice, because nobody sees what is typed."""

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = (
            "The PIN is asked for when the window opens and when you lock it. It guards this window only: work goes on,"
            " and the vault has a lock of its own."
        )
        super().__init__(parent, "PIN of this window", "Set the PIN", words)
        self._bench = bench
        self.first, self.again = SecretField("At least 4 signs"), SecretField("Once more")
        self.form.add("PIN", self.first)
        self.again_field = self.form.add("Once more", self.again)
        self.off = Button("Take it off", "", "lock-open", pressed=self._take_off)
        self.foot.line.insertWidget(0, self.off)
        self.first.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> PinDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.open()
        return found

    def submit(self) -> None:
        """Hand it to the engine, if both are the same."""
        first, again = self.first.text(), self.again.text()
        self.again_field.problem("" if first == again else "These are not the same.")
        if first and first == again:
            self._send(SetPin(first), "The window has a PIN now. Lock it with Ctrl+Shift+L.")

    def _take_off(self) -> None:
        self._send(SetPin(None), "The window has no PIN any more.")

    def _send(self, command: SetPin, said: str) -> None:
        self.busy(True)
        self.trouble.hide()
        self._bench.link.call(command, lambda _value: self._sent(said), self.failed)

    def _sent(self, said: str) -> None:
        self._bench.say(said)
        self.accept()

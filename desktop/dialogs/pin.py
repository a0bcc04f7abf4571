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
        super().__init__(parent, bench, "PIN of this window", "Set the PIN", words)
        self.first, self.again = SecretField("At least 4 characters"), SecretField("Once more")
        self.first_field = self.form.add("PIN", self.first)
        self.again_field = self.form.add("Once more", self.again)
        self.off = Button("Take it off", "", "lock-open", pressed=self._take_off)
        self.foot.line.insertWidget(0, self.off)
        self.first.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> PinDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.show()
        return found

    def submit(self) -> None:
        """Hand it to the engine, if both are the same."""
        first, again = self.first.text(), self.again.text()
        self.again_field.problem("" if first == again else "These are not the same.")
        self.first_field.problem("" if first else "Type a PIN first.")
        if first and first == again:
            self._set(SetPin(first), "The window has a PIN now. Lock it with Ctrl+Shift+L.")

    def _take_off(self) -> None:
        self._set(SetPin(None), "The window has no PIN any more.")

    def _set(self, command: SetPin, said: str) -> None:
        self.send(command, lambda _value: self._sent(said))

    def busy(self, on: bool) -> None:
        """While it is set it is not taken off."""
        super().busy(on)
        self.off.setEnabled(not on)

    def _sent(self, said: str) -> None:
        self._bench.say(said)
        self.accept()

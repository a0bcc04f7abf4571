"""The locked door: a passphrase, the system's keychain or the recovery key opens the vault."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from automation.commands import VaultUnlock
from desktop import messages
from desktop.theme.tokens import S8, S16, S24
from desktop.widgets.empty_state import centred
from desktop.widgets.icon_label import Button, IconLabel, Row
from desktop.widgets.plain import Label, panel
from desktop.widgets.secret_field import SecretField
from desktop.workbench import Workbench
from models.errors import StewardError

WIDTH = 420
WORDS = "It holds passwords, sessions and the texts of messages. Nothing is clicked while it is locked."
AGAIN = (
    "The engine was started anew; the vault’s key lives in its memory alone and went with it."
    " Nothing is clicked until you unlock the vault again."
)


class UnlockPage(QWidget):
    """Shown until the vault is open; one may look around without it."""

    def __init__(
        self, bench: Workbench, look_around: Callable[[], None], *, keychain: bool = False, again: bool = False
    ) -> None:
        super().__init__()
        self._words = AGAIN if again else WORDS
        self._bench, self._with_recovery = bench, False
        self._asks_keychain = keychain
        self.secret = SecretField("Passphrase")
        self.secret.returnPressed.connect(self.unlock)
        self.trouble = Label(role="problem", wrap=True)
        self.trouble.hide()
        self.do = Button("Unlock", "primary", "lock-open", pressed=self.unlock)
        self.other = Button("Use the recovery key", "quiet", pressed=self._turn)
        self.look = Button("Look around without unlocking", "quiet", pressed=look_around)
        self._lay_out()

    def arrive(self) -> None:
        """Stand at the field; the keychain is asked once where the key lies there and nobody locked the vault."""
        self.secret.setFocus()
        if self._asks_keychain:
            self._asks_keychain = False
            self._send(VaultUnlock())

    def unlock(self) -> None:
        """Send what was typed, unless an answer is waited for."""
        if not self.do.isEnabled():
            return
        typed = self.secret.take_text()
        self._send(VaultUnlock(recovery_key=typed) if self._with_recovery else VaultUnlock(passphrase=typed or None))

    def _send(self, command: VaultUnlock) -> None:
        self.do.setEnabled(False)
        self.trouble.hide()
        self._bench.link.call(command, lambda _value: self.do.setEnabled(True), self._failed, self)

    def _failed(self, error: StewardError) -> None:
        self.do.setEnabled(True)
        self.trouble.say(messages.of_error(error).text)
        self.secret.setFocus()

    def _turn(self) -> None:
        self._with_recovery = not self._with_recovery
        self.secret.setPlaceholderText("Recovery key" if self._with_recovery else "Passphrase")
        self.other.setText("Use the passphrase" if self._with_recovery else "Use the recovery key")
        self.secret.setFocus()

    def _lay_out(self) -> None:
        box = panel()
        box.setFixedWidth(WIDTH)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(S24, S24, S24, S16)
        inside.setSpacing(S8)
        inside.addWidget(Row(IconLabel("lock", "accent", 20), Label("The vault is locked", "section"), None))
        inside.addWidget(Label(self._words, wrap=True))
        inside.addSpacing(S8)
        for part in (self.secret, self.trouble, self.do, self.other, self.look):
            inside.addWidget(part)
        centred(self, box)

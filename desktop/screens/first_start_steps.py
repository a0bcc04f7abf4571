"""The pages of the first start: make the vault, find a browser, begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QFileDialog, QProgressBar, QVBoxLayout, QWidget

from automation.commands import FetchBrowser, FindBrowser, SetSetting, VaultInit
from desktop import messages
from desktop.practice import PracticeNetwork
from desktop.theme.tokens import S8, S12
from desktop.widgets.form import Form
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Elided, Label
from desktop.widgets.secret_field import SecretField
from desktop.widgets.steps import Steps
from desktop.workbench import Workbench
from models.errors import StewardError

SHORTEST = 8


class Step(QWidget):
    """One page: a title, a sentence, its parts, and what went wrong."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S12)
        self.column.addWidget(Label(title, "title"))
        self.sentence = Label(sentence, wrap=True)
        self.column.addWidget(self.sentence)
        self.trouble = Label(role="problem", wrap=True, selectable=True)
        self.trouble.hide()

    def finish(self, *parts: QWidget) -> None:
        """Add the parts, and beneath them the place for trouble."""
        for part in parts:
            self.column.addWidget(part)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)

    def failed(self, error: StewardError) -> None:
        """Say what went wrong."""
        self.trouble.say(messages.of_error(error).text)


class VaultStep(Step):
    """A passphrase for the vault, or the system's keychain."""

    def __init__(self, bench: Workbench, made: Callable[[str], None]) -> None:
        words = (
            "Passwords, sessions and texts of messages are sealed in a vault on this computer. Choose what opens it."
            " Nothing is sent anywhere, and there is nothing to sign up for."
        )
        super().__init__("Make your vault", words)
        self._bench, self._made = bench, made
        self.form = Form()
        self.first, self.again = SecretField("Passphrase"), SecretField("The same again")
        self.first_field = self.form.add("Passphrase", self.first, f"At least {SHORTEST} characters; best a sentence.")
        self.again_field = self.form.add("The same again", self.again)
        self.keychain = QCheckBox("Keep the key in this computer’s own keychain instead")
        self.keychain.setToolTip("Then Steward opens with your sign-in to this computer, without a passphrase.")
        self.keychain.toggled.connect(self.form.setDisabled)
        self.do = Button("Make the vault", "primary", "key-round", pressed=self.submit)
        self.again.returnPressed.connect(self.submit)
        self.first.returnPressed.connect(self.again.setFocus)
        self.finish(self.form, self.keychain, Row(None, self.do))

    def submit(self) -> None:
        """Make it."""
        by_keychain, passphrase = self.keychain.isChecked(), self.first.text()
        short = not by_keychain and len(passphrase) < SHORTEST
        differs = not by_keychain and passphrase != self.again.text()
        self.first_field.problem(f"That is shorter than {SHORTEST} characters." if short else "")
        self.again_field.problem("The two are not the same." if differs and not short else "")
        if short or differs:
            return
        self.do.setEnabled(False)
        self.trouble.hide()
        command = VaultInit(None if by_keychain else passphrase, use_keychain=by_keychain)
        self._bench.link.call(command, self._done, self.failed)

    def failed(self, error: StewardError) -> None:
        """Let the person try again."""
        self.do.setEnabled(True)
        super().failed(error)

    def _done(self, value: dict[str, Any]) -> None:
        self.first.clear()
        self.again.clear()
        self._made(str(value["recovery_key"]))


class BrowserStep(Step):
    """The browser that Steward works with: found, fetched or shown."""

    def __init__(self, bench: Workbench, found: Callable[[], None]) -> None:
        super().__init__("Find a browser", "Steward works with a browser on this computer, in windows of its own.")
        self._bench, self._found = bench, found
        self.where = Elided("Looking for one…", "secondary")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.line = Elided(role="secondary")
        self.fetch = Button("Download one", "primary", "download", pressed=self._fetch)
        self.choose = Button("Choose one…", "", pressed=self._choose)
        self.go_on = Button("Continue", "primary", pressed=found)
        self.finish(self.where, self.bar, self.line, Row(None, self.choose, self.fetch, self.go_on, spacing=S8))
        bench.link.progress.connect(self._progress)
        for button in (self.fetch, self.choose, self.go_on):
            button.hide()

    def arrive(self) -> None:
        """Look for one."""
        self._bench.link.call(FindBrowser(), self._take, self._missing, self)

    def _take(self, value: dict[str, Any]) -> None:
        self.trouble.hide()
        self.bar.hide()
        self.where.setText(f"Found: {value['path']}")
        self.fetch.hide()
        self.choose.hide()
        self.line.hide()
        self.go_on.show()
        self.go_on.setFocus()

    def _missing(self, error: StewardError) -> None:
        self.where.setText("")
        self.bar.hide()
        self.failed(error)
        self.fetch.setEnabled(True)
        for button in (self.fetch, self.choose):
            button.show()

    def _fetch(self) -> None:
        self.fetch.setEnabled(False)
        self.trouble.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self._bench.link.call(FetchBrowser(), self._take, self._missing, self)

    def _progress(self, event: Any) -> None:
        if event.task == "browser" and not event.ended:
            self.bar.setRange(0, event.total)
            self.bar.setValue(event.done)
            self.line.setText(event.text)

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a browser")
        if path:
            self._bench.link.call(SetSetting("browser_path", path), lambda _v: self.arrive(), self.failed, self)


class BeginStep(Step):
    """What to do first."""

    def __init__(self, bench: Workbench, practice: PracticeNetwork, over: Callable[[str, bool], None]) -> None:
        words = (
            "Every account asks you before it clicks anything, until you decide otherwise. If you only want to see how"
            " it works, open the practice network: a small social site on this computer, with nobody real on it."
        )
        super().__init__("Everything is ready", words)
        self._practice, self._over = practice, over
        self.steps = Steps()
        self.account = Button("Add an account", "primary", "plus", pressed=lambda: over("accounts", True))
        self.practice = Button("Open the practice network", "", "globe", pressed=self._open)
        self.look = Button("Look around first", "quiet", pressed=lambda: over("overview", False))
        practice.step.connect(self.steps.take)
        practice.failed.connect(self._failed)
        practice.opened.connect(self._opened)  # a method, for it ends with the page
        self.finish(Row(self.account, self.practice, None, self.look, spacing=S8), self.steps)

    def arrive(self) -> None:
        """The keyboard stands on the first thing to do."""
        self.account.setFocus()

    def _open(self) -> None:
        self.trouble.hide()
        self.steps.clear()
        for button in (self.account, self.practice):
            button.setEnabled(False)
        self._practice.open()

    def _opened(self, _url: str) -> None:
        self._over("accounts", False)

    def _failed(self, error: StewardError) -> None:
        for button in (self.account, self.practice):
            button.setEnabled(True)
        self.failed(error)

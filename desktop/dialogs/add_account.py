"""Adds an account: which site, who, by what right, and how it signs in."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from automation.commands import AddAccount, SignIn
from desktop.dialogs.authority_part import AuthorityPart
from desktop.dialogs.base import Dialog
from desktop.questions.platforms import Platform, platforms
from desktop.widgets.icon_label import Row
from desktop.widgets.secret_field import SecretField
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench
from models.errors import StewardError

MYSELF, VAULT, NOT_NOW = "Myself, in the live view", "With the password", "Not now"


class AddAccountDialog(Dialog):
    """One dialog, up to three commands: add, authorise, sign in."""

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = "An account that you have already. Steward creates none."
        super().__init__(parent, bench, "Add an account", "Add it", words)
        self._platforms: list[Platform] = []
        self._account = 0
        self.platform, self.address, self.name = QComboBox(), QLineEdit(), QLineEdit()
        self.password = SecretField()
        self.form.add("Site", self.platform)
        self.form.add("Address", self.address, "Only for a site that many people run themselves, each at an address.")
        self.name_field = self.form.add("User name", self.name)
        self.authority = AuthorityPart(self.form, later=True)
        self.form.add(
            "Password, if it should be kept", self.password, "Sealed in the vault; leave it empty to type it yourself."
        )
        self.sign_in = Segments((MYSELF, VAULT, NOT_NOW), lambda _name: None)
        self.form.add("Sign in", Row(self.sign_in, None))
        self.platform.currentIndexChanged.connect(self._site_changed)
        self.password.textChanged.connect(self._password_changed)
        self._password_changed("")
        overlays = bench.profile.overlays
        bench.reading.run(lambda: platforms(overlays), self._take_platforms, self.failed, self)
        self.name.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> AddAccountDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.show()
        return found

    def _take_platforms(self, found: list[Platform]) -> None:
        self._platforms = found
        for one in found:
            self.platform.addItem(one.title, one.slug)

    def _site_changed(self, number: int) -> None:
        if 0 <= number < len(self._platforms):
            self.address.setPlaceholderText(self._platforms[number].base_url)

    def _password_changed(self, text: str) -> None:
        self.sign_in.buttons[VAULT].setEnabled(bool(text))
        if text and self.sign_in.chosen == MYSELF:
            self.sign_in.choose(VAULT)
        elif not text and self.sign_in.chosen == VAULT:
            self.sign_in.choose(MYSELF)

    def submit(self) -> None:
        """Add it; what was done already is not done again after a problem."""
        name = self.name.text().strip()
        self.name_field.problem("" if name else "Type the name that the account has on the site.")
        if not name or not self.authority.is_complete():
            return
        if self._account:
            self._authorise()
            return
        address, password = self.address.text().strip() or None, self.password.text() or None
        command = AddAccount(str(self.platform.currentData()), name, address, password)
        self.send(command, self._added)

    def _added(self, value: dict[str, Any]) -> None:
        self._account = int(value["account"])
        for field in (self.platform, self.address, self.name):
            field.setEnabled(False)
        self._authorise()

    def _authorise(self) -> None:
        command = self.authority.command(self._account)
        if command is None:
            self._sign_in()
        else:
            self.send(command, lambda _value: self._sign_in())

    def _sign_in(self) -> None:
        how = self.sign_in.chosen
        if how == NOT_NOW:
            self._done()
            return
        self.do.setText("Signing in…")
        self.send(SignIn(self._account, how == VAULT), lambda _value: self._done(), self._sign_in_failed)

    def _sign_in_failed(self, error: StewardError) -> None:
        """The account is there all the same: what went wrong is said beside it."""
        self._bench.go("accounts", self._account)
        self._bench.complain(error)
        self.accept()

    def _done(self) -> None:
        screen, account = "live" if self.sign_in.chosen == MYSELF else "accounts", self._account
        if self.left:
            self._bench.say("The account is added.", "Show", lambda: self._bench.go(screen, account))
        else:
            self._bench.go(screen, account)
            self._bench.say("The account is added.")
        self.accept()

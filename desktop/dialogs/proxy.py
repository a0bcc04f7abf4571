"""Adds a proxy, or changes one; its password goes to the vault and is never read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit

from desktop.dialogs.keep import KeepDialog, fill, needed
from desktop.questions.choices import brand_choices
from desktop.tables.nouns_operated import STANDINGS
from desktop.theme.tokens import S8
from desktop.widgets.form import Field, Number
from desktop.widgets.icon_label import Row
from desktop.widgets.row_choice import RowChoice
from desktop.widgets.secret_field import SecretField
from desktop.widgets.segments import Segments
from models.money import MICROS
from models.pages import listing
from models.proxy import ProxyTable

SCHEMES = {"HTTP": "http", "HTTPS": "https", "SOCKS5": "socks5"}
STATES = {STANDINGS[status].word: status for status in ("active", "inactive", "error")}
NEW = list(STATES)[:2]
HOST = re.compile(r"[^\s:@/?#\[\]]+|\[?[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\]?")
LAST_PORT, MOST_ACCOUNTS, MOST_COST, BY_SETTING = 65535, 1000, 1_000_000, -1


class ProxyDialog(KeepDialog):
    """Where it is, how it lets us in, and what it may carry."""

    OF, ONE = listing(ProxyTable), "proxy"
    SENTENCE = "A proxy is a network setting of an account, nothing more."

    def make(self) -> None:
        """The address first, then what is known of it."""
        self.scheme = Segments(list(SCHEMES), lambda _name: None)
        self.host, self.port = QLineEdit(), Number(1, LAST_PORT)
        self.host.setPlaceholderText("proxy.example.com")
        self.port.setValue(8080)
        self.user, self.secret = QLineEdit(), SecretField()
        self.host_field = Field("Host", self.host)
        no_name = "With SOCKS5 the browser can give no name and no password."
        self.form.add("Kind", Row(self.scheme, None), no_name)
        self.form.beside(self.host_field, Field("Port", self.port), shares=(3, 1))
        kept = "Sealed in the vault." if self._row is None else "Empty leaves the one that is kept."
        self.form.beside(Field("User name", self.user), Field("Password", self.secret, kept))
        self._make_more()
        self.places = {"proxy_exists": self.host_field}
        self.host.setFocus()

    def _make_more(self) -> None:
        self.brand, self.capacity = (
            RowChoice(self._bench, brand_choices, "Any brand"),
            Number(BY_SETTING, MOST_ACCOUNTS),
        )
        self.capacity.setSpecialValueText("As in the settings")
        self.capacity.setValue(BY_SETTING)
        self.provider, self.location = QLineEdit(), QLineEdit()
        self.cost, self.currency = Cost(), QLineEdit("USD")
        self.currency.setInputMask(">AAA")
        self.state = Segments(NEW if self._row is None else list(STATES), lambda _name: None)
        self.form.beside(Field("Brand", self.brand), Field("Accounts it may carry", self.capacity))
        self.form.beside(Field("Provider", self.provider), Field("Where it is", self.location))
        self.form.beside(Field("Cost in a month", self.cost), Field("Currency", self.currency))
        self.form.add("State", Row(self.state, None))

    def show_row(self, row: Mapping[str, Any]) -> None:
        """What is kept of it; a password never comes back."""
        self.scheme.choose(next(word for word, scheme in SCHEMES.items() if scheme == row["scheme"]))
        fill(self.host, row["host"])
        self.port.setValue(row["port"])
        fill(self.user, row["username"])
        self.brand.choose(row["brand_id"])
        self.capacity.setValue(BY_SETTING if row["capacity"] is None else row["capacity"])
        fill(self.provider, row["provider"])
        fill(self.location, row["location"])
        self.cost.setValue(row["monthly_cost_micros"] / MICROS)
        fill(self.currency, row["currency"])
        self.state.choose(STANDINGS[row["status"]].word)

    def values(self) -> dict[str, Any]:
        """Its columns."""
        capacity = self.capacity.value()
        return {
            "scheme": SCHEMES[self.scheme.chosen],
            "host": self.host.text().strip().strip("[]"),
            "port": self.port.value(),
            "username": self.user.text().strip(),
            "brand_id": self.brand.row,
            "capacity": None if capacity == BY_SETTING else capacity,
            "provider": self.provider.text().strip(),
            "location": self.location.text().strip(),
            "monthly_cost_micros": round(self.cost.value() * MICROS),
            "currency": self.currency.text(),
            "status": STATES[self.state.chosen],
        }

    def is_complete(self) -> bool:
        """A proxy has a host."""
        return needed(self.host_field, HOST.fullmatch(self.host.text().strip()) is None, "proxy_address")

    def password(self) -> str | None:
        """Only one that was typed."""
        return self.secret.text() or None


class Cost(QDoubleSpinBox):
    """An amount of money."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, MOST_COST)
        self.setDecimals(2)
        self.lineEdit().setTextMargins(S8 + 2, 0, 0, 0)

"""The brand that an account belongs to, and the proxy that it goes through: a part of what stands beside the list."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from automation.commands import AssignProxy, EditAccount
from automation.events import ConfigurationChanged
from desktop.questions.choices import brand_choices, proxy_choices
from desktop.theme.tokens import S8, S12
from desktop.widgets.plain import Label
from desktop.widgets.row_choice import RowChoice
from desktop.workbench import Workbench
from models.errors import StewardError


class BelongingPart(QWidget):
    """Two choices; each is sent as it is made."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._account = bench, 0
        self._kept: dict[RowChoice, int | None] = {}
        self.brand = RowChoice(bench, brand_choices, "None")
        self.proxy = RowChoice(bench, proxy_choices, "None")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S12)
        grid.setVerticalSpacing(S8)
        grid.setColumnStretch(1, 1)
        for line, (name, choice) in enumerate((("Brand", self.brand), ("Proxy", self.proxy))):
            choice.setAccessibleName(name)
            grid.addWidget(Label(name, "secondary"), line, 0)
            grid.addWidget(choice, line, 1)
        brand, proxy = self.brand, self.proxy
        brand.activated.connect(lambda: self._send(brand, EditAccount(self._account, {"brand_id": brand.row})))
        proxy.activated.connect(lambda: self._send(proxy, AssignProxy(self._account, proxy.row)))
        bench.link.configuration_changed.connect(self._changed)

    def take(self, account: int, brand: int | None, proxy: int | None) -> None:
        """Show those of an account."""
        self._account = account
        self._kept = {self.brand: brand, self.proxy: proxy}
        for choice, row in self._kept.items():
            choice.choose(row)

    def _changed(self, event: ConfigurationChanged) -> None:
        choice = {"brands": self.brand, "proxies": self.proxy}.get(event.what)
        if choice is not None:
            choice.refresh()

    def _send(self, choice: RowChoice, command: EditAccount | AssignProxy) -> None:
        account, before = self._account, self._kept[choice]
        self._kept[choice] = choice.row

        def failed(error: StewardError) -> None:
            if self._account == account:
                self._kept[choice] = before
                choice.choose(before)
            self._bench.complain(error)

        self._bench.link.call(command, None, failed)

"""Accounts: the social accounts that are run here, how each stands, and by what right."""

from __future__ import annotations

from desktop import wording
from desktop.inspectors.account_inspector import AccountInspector
from desktop.questions.account_rows import account_rows
from desktop.screens.base import ListScreen
from desktop.tables.accounts import AccountModel
from desktop.tables.query import holding
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench

FOUND_IN = "acc.platform || ' ' || acc.instance || ' ' || acc.username"


class AccountsScreen(ListScreen):
    """Every account in one list."""

    NAME, TITLE = "accounts", "Accounts"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._text = ""
        self.add_filter("Filter", self._narrow)
        self.head.addWidget(Button("Add an account", "primary", "plus", pressed=self._add))
        inspector = AccountInspector(bench)
        empty = EmptyState(
            "users",
            "No account yet",
            "Add a social account that you own or run for a client. Nothing is clicked with it until you say so.",
            "Add an account",
            self._add,
            "Open the practice network",
            lambda: bench.go("practice"),
        )
        self.set_list(AccountModel(bench.reading), empty, inspector)
        self.table.chosen.connect(inspector.take)
        self.concerns(bench.link.account_changed, bench.link.action_changed, bench.link.review_changed)

    def refresh(self) -> None:
        """Read the list again, with the last 24 hours as of now."""
        query = account_rows()
        for word in self._text.split():
            query = query.narrowed(f"{FOUND_IN} LIKE ? ESCAPE '\\'", holding(word))
        if self.model.known and self.model.query is not None:
            self.model.query = query.sorted(self.model.query.order, self.model.query.descending)
            self.model.refresh()
        else:
            self.model.look(query)

    def is_filtered(self) -> bool:
        """Whether words narrow the list."""
        return bool(self._text)

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, "account") if number else ""

    def _narrow(self, text: str) -> None:
        self._text = text
        self.refresh()

    def _add(self) -> None:
        from desktop.dialogs.add_account import AddAccountDialog

        AddAccountDialog.ask(self.window(), self.bench)

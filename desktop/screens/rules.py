"""Rules: what should follow a new post in a feed."""

from __future__ import annotations

from desktop import wording
from desktop.inspectors.rule_inspector import RuleInspector
from desktop.screens.base import ListScreen, Screen
from desktop.screens.leaving_rows import Leaving
from desktop.screens.nouns import TabbedScreen
from desktop.tables.feeds import RuleModel, rule_rows
from desktop.tables.nouns_watched import OLD_TRIGGERS
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench

RULES = "Rules"


class RuleList(ListScreen):
    """Every rule in one list."""

    TITLE = RULES

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.head.addWidget(Button("Add a rule", "primary", "plus", pressed=self._add))
        self._beside = RuleInspector(bench)
        empty = EmptyState(
            "workflow",
            "No rule yet",
            "A rule says what should follow a new post in a feed, such as a like. Each waits for your approval.",
            "Add a rule",
            self._add,
        )
        self.set_list(RuleModel(bench.reading), empty, self._beside)
        self.leaving = Leaving(bench, "rules", self.model)
        self.table.chosen.connect(self._beside.take)
        self._beside.remove_asked.connect(self._remove)
        self.concerns(bench.link.feed_polled, bench.link.configuration_changed)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(rule_rows())

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, "rule") if number else ""

    def _remove(self) -> None:
        if self._beside.row is not None:
            self.leaving.remove([self._beside.row.id], "The rule is removed.")

    def _add(self) -> None:
        from desktop.dialogs.add_feed import AddRuleDialog

        AddRuleDialog.ask(self.window(), self.bench)


class RulesScreen(TabbedScreen):
    """Rules, and behind them what started work in older systems."""

    NAME, TITLE = "rules", RULES

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, (OLD_TRIGGERS, "old_triggers"), first=(RULES,))

    def make(self, title: str) -> Screen:
        """The rules are a list of their own."""
        return RuleList(self.bench) if title == RULES else super().make(title)

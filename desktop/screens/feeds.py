"""Feeds: what is watched for new posts, what was seen in it, and when it was read."""

from __future__ import annotations

from desktop import wording
from desktop.inspectors.feed_inspector import FeedInspector
from desktop.screens.base import ListScreen, Screen
from desktop.screens.leaving_rows import Leaving
from desktop.screens.nouns import TabbedScreen
from desktop.tables.feeds import FeedModel, feed_rows
from desktop.tables.nouns_watched import ENTRIES, READINGS
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button
from desktop.workbench import Workbench

FEEDS = "Feeds"


class FeedList(ListScreen):
    """Every feed, also those that are switched off or belong to no account."""

    TITLE = FEEDS

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.head.addWidget(Button("Add a feed", "primary", "plus", pressed=self._add))
        self._beside = FeedInspector(bench)
        empty = EmptyState(
            "rss",
            "No feed is watched",
            "Give the address of an RSS or Atom feed; a rule then says what should follow a new post.",
            "Add a feed",
            self._add,
            "Open the practice network",
            lambda: bench.go("practice"),
        )
        self.set_list(FeedModel(bench.reading), empty, self._beside)
        self.leaving = Leaving(bench, "feeds", self.model)
        self.table.chosen.connect(self._beside.take)
        self._beside.remove_asked.connect(self._remove)
        self.concerns(bench.link.feed_polled, bench.link.configuration_changed)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(feed_rows())

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, "feed") if number else ""

    def _remove(self) -> None:
        if self._beside.row is not None:
            self.leaving.remove([self._beside.row.id], "The feed is removed, and the rules that name it.")

    def _add(self) -> None:
        from desktop.dialogs.add_feed import AddFeedDialog

        AddFeedDialog.ask(self.window(), self.bench)


class FeedsScreen(TabbedScreen):
    """Feeds, and behind them all their entries and readings."""

    NAME, TITLE = "feeds", FEEDS

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, (ENTRIES, "feed_entries"), (READINGS, "feed_polls"), first=(FEEDS,))

    def make(self, title: str) -> Screen:
        """The feeds are a list of their own."""
        if title == FEEDS:
            return FeedList(self.bench)
        found = super().make(title)
        found.concerns(self.bench.link.feed_polled)
        return found

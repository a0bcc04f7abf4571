"""The plain screens: a list of a noun, or several behind one another, each with everything about the chosen row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget

from automation.events import Progress
from desktop import wording
from desktop.inspectors.message_inspector import MessageInspector
from desktop.inspectors.noun_inspector import NounInspector
from desktop.inspectors.order_inspector import OrderInspector
from desktop.inspectors.post_inspector import PostInspector
from desktop.screens.base import ListScreen, Screen
from desktop.screens.listed import BY_NAME
from desktop.tables import nouns_collected as collected
from desktop.tables import nouns_figures as figures
from desktop.tables import nouns_operated as operated
from desktop.tables import nouns_said, nouns_watched
from desktop.tables.nouns import Noun, NounModel
from desktop.tables.query import Query
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench

Beside = Callable[[Workbench, Noun, str], NounInspector]


class NounList(ListScreen):
    """One noun; `table` is where its ids come from."""

    def __init__(
        self,
        bench: Workbench,
        noun: Noun,
        table: str,
        beside: Beside = NounInspector,
        begin: Callable[[], object] | None = None,
        begun: str = "Bring data along",
    ) -> None:
        self.TITLE = noun.title
        super().__init__(bench)
        self._noun, self._text = noun, ""
        if noun.filtered:
            self.add_filter("Filter", self._narrow)
        empty = EmptyState(
            noun.icon,
            f"No {noun.one} yet",
            noun.empty,
            begun,
            begin or self.bring,
        )
        inspector = beside(bench, noun, table)
        self.set_list(NounModel(noun, bench.reading), empty, inspector)
        self.table.chosen.connect(inspector.take)
        link = bench.link
        self.concerns(link.configuration_changed, link.account_changed)
        link.progress.connect(self._worked)

    def bring(self) -> None:
        """Ask what is to be brought along, and from where."""
        from desktop.dialogs.import_store import ImportDialog

        ImportDialog.ask(self.window(), self.bench)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(self.query())

    def query(self) -> Query:
        """What is listed."""
        return self._noun.query(self._text)

    def _worked(self, event: Progress) -> None:
        if event.ended:
            self.refresh_soon()

    def is_filtered(self) -> bool:
        """Whether words narrow the list."""
        return bool(self._text)

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, self._noun.one, self._noun.many or None) if number else ""

    def _narrow(self, text: str) -> None:
        self._text = text
        self.model.look(self.query())


class TabbedScreen(Screen):
    """Several lists of which one is shown; each has the tabs at its top."""

    HEADED = False

    def __init__(
        self,
        bench: Workbench,
        *tabs: tuple[Noun, str],
        first: tuple[str, ...] = (),
        more: tuple[str, ...] = (),
        title: str = "",
    ) -> None:
        self.TITLE = title or self.TITLE
        super().__init__(bench)
        self._pages = {noun.title: (noun, table) for noun, table in tabs}
        self.titles = (*first, *self._pages, *more)
        self._made: dict[str, tuple[Screen, Segments]] = {}
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack, 1)
        self.open_tab(self.titles[0])

    @property
    def shown(self) -> Screen:
        """The page that is shown."""
        found = self._stack.currentWidget()
        assert isinstance(found, Screen)
        return found

    def refresh(self) -> None:
        """Each list reads itself when it is looked at."""

    def arrive(self) -> None:
        """The keyboard stands on the list."""
        self.shown.arrive()

    def go_to(self, row_id: int) -> None:
        """Show a row of the first list."""
        self.open_tab(self.titles[0])
        self.shown.go_to(row_id)

    def find(self) -> None:
        """Narrow the list that is shown."""
        self.shown.find()

    def escape(self) -> bool:
        """One step back in the list that is shown."""
        return self.shown.escape()

    def open_tab(self, title: str) -> None:
        """Show a tab."""
        if title not in self._made:
            made, tabs = self.make(title), Segments(self.titles, self.open_tab)
            made.title.setText(self.TITLE)
            made.head.insertWidget(2, tabs)
            self._stack.addWidget(made)
            self._made[title] = made, tabs
        page, tabs = self._made[title]
        tabs.choose(title)
        self._stack.setCurrentWidget(page)
        page.arrive()

    def make(self, title: str) -> Screen:
        """The page of a tab."""
        noun, table = self._pages[title]
        return NounList(self.bench, noun, table, _BESIDE.get(table, NounInspector))


_BESIDE: dict[str, Beside] = {"messages": MessageInspector, "orders": OrderInspector, "posts": PostInspector}
_TABS: dict[str, Sequence[tuple[Noun, str]]] = {
    "warmup": [(operated.WARMUP, "warmup_steps"), (operated.MOVES, "account_states")],
    "reader": [
        (collected.POSTS, "posts"),
        (collected.MEDIA, "media"),
        (collected.HASHTAGS, "hashtags"),
        (collected.GATHERINGS, "runs"),
    ],
    "comments": [(nouns_said.COMMENTS, "comments")],
    "inbox": [(nouns_said.THREADS, "threads"), (nouns_said.MESSAGES, "messages")],
    "checks": [(collected.CHECKS, "check_plans")],
    "insights": [(figures.DAYS, "daily_metrics"), (figures.FIGURES, "snapshots"), (figures.GROWTH, "snapshots")],
    "orders": [(operated.ORDERS, "orders"), (operated.PROVIDERS, "providers"), (nouns_watched.USAGE, "")],
}


def screen_of(name: str, bench: Workbench) -> Screen:
    """The plain screen of that name."""
    tabs = _TABS[name]
    if len(tabs) > 1:
        return TabbedScreen(bench, *tabs, title=BY_NAME[name].title)
    return NounList(bench, *tabs[0])

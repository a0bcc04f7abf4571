"""Review: what waits for a person, and nothing else can settle."""

from __future__ import annotations

from desktop import wording
from desktop.inspectors.review_inspector import ReviewInspector
from desktop.screens.base import ListScreen
from desktop.tables.reviews import ReviewModel, open_questions
from desktop.widgets.empty_state import EmptyState
from desktop.workbench import Workbench


class ReviewScreen(ListScreen):
    """Open questions."""

    NAME, TITLE = "review", "Review"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        inspector = ReviewInspector(bench)
        empty = EmptyState(
            "circle-question-mark",
            "No question is open",
            "When a site asks to confirm who you are, or when nobody but you can say what happened, it waits here.",
            "See what ended",
            lambda: bench.go("history"),
        )
        self.set_list(ReviewModel(bench.reading), empty, inspector)
        self.table.chosen.connect(inspector.take)
        self.concerns(bench.link.review_changed, bench.link.account_changed, bench.link.action_changed)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(open_questions())

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, "question") if number else ""

"""A post, and what your accounts did with it."""

from __future__ import annotations

from desktop import times, wording
from desktop.inspectors.noun_inspector import NounInspector
from desktop.inspectors.tags_part import TagsPart
from desktop.tables.base import Cell
from desktop.tables.nouns import NounRow
from desktop.widgets.facts import Facts
from models import clock
from models.account import account
from models.enums import State
from models.post import Engaged, engagement

Done = list[tuple[str, Cell]]


class PostInspector(NounInspector):
    """A post of the list."""

    def build(self) -> None:
        """Tags and what was done come after the facts."""
        self.tags = TagsPart(self._bench, "posts")
        self.section("Tags", self.tags)
        self.done = Facts()
        self._section = self.section("What your accounts did", self.done)
        self._section.hide()

    def take(self, row: NounRow | None) -> None:
        """Show a post with what was done."""
        super().take(row)
        if row is not None:
            post = row.id
            self.tags.take(post)
            self._bench.reading.run(lambda: (post, _done(engagement(post))), self._take_done, owner=self)

    def _take_done(self, read: tuple[int, Done]) -> None:
        post, found = read
        if self.row is not None and self.row.id == post:
            self._section.setVisible(self.done.take(found))


def _done(found: list[Engaged]) -> Done:
    return [(f"@{account(each.account_id).username}", _cell(each)) for each in found]


def _cell(each: Engaged) -> Cell:
    sign, state = wording.sign(wording.KINDS, each.kind), wording.sign(wording.STATES, each.state).word.lower()
    said = times.relative(each.done_at, clock.now()) if each.state == State.CONFIRMED else state
    return Cell(f"{sign.word}, {said}" if said else sign.word, sign.icon, sign.token)

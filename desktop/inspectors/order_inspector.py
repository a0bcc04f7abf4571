"""An order of an older system, with the pictures that were taken before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.inspectors.action_parts import Proof
from desktop.inspectors.noun_inspector import NounInspector
from desktop.questions.action_detail import Pictures, pictures
from desktop.tables.nouns import NounRow
from desktop.widgets.plain import Label
from models.database import sql
from models.evidence import pictures_of_order


@dataclass(frozen=True, slots=True)
class Shown:
    """The pictures of an order, and what is said of those that there are not."""

    order: int
    pictures: Pictures
    missing: str


class OrderInspector(NounInspector):
    """An order of the list."""

    def build(self) -> None:
        """The pictures come after the facts."""
        self.proof, self.missing = Proof(), Label(role="secondary", wrap=True)
        self._section = self.section("Before and after", self.proof, self.missing)
        self._section.hide()

    def take(self, row: NounRow | None) -> None:
        """Show an order with its pictures."""
        if row is None or self.row is None or row.id != self.row.id:
            self._section.hide()
        super().take(row)
        if row is not None:
            order, folder = row.id, self._bench.profile.evidence
            self._bench.reading.run(lambda: _shown(order, folder), self._take_pictures, owner=self)

    def _take_pictures(self, found: Shown) -> None:
        if self.row is None or self.row.id != found.order:
            return
        before, after = found.pictures.before_image, found.pictures.after_image
        there = before is not None or after is not None
        self.proof.setVisible(there)
        if there:
            self.proof.take(found.pictures, before, after)
        self.missing.say(found.missing)
        self._section.setVisible(there or bool(found.missing))


def _shown(order: int, folder: Path) -> Shown:
    found = pictures(pictures_of_order(order), folder)
    lines = [
        f"The picture {phase} was not taken{f': {error}' if error else '.'}"
        for phase, error in sql("SELECT phase, error FROM evidence WHERE order_id = ? AND path IS NULL", (order,))
    ]
    for row, image in ((found.before, found.before_image), (found.after, found.after_image)):
        if row is not None and image is None:
            lines.append(f"The picture {row.phase} cannot be shown: its file is missing or sealed.")
    return Shown(order, found, "\n".join(lines))

"""Adds a brand, or changes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLineEdit

from desktop.dialogs.keep import KeepDialog, fill, needed
from desktop.tables.nouns_operated import STANDINGS
from desktop.widgets.form import Number
from desktop.widgets.icon_label import Row
from desktop.widgets.segments import Segments
from models.brand import FOLLOWS_A_DAY, UNFOLLOW_PERCENT, BrandTable
from models.pages import listing

STATES = {STANDINGS[status].word: status for status in ("active", "paused", "inactive")}
MOST_FOLLOWS = 1000


class BrandDialog(KeepDialog):
    """A name, and the limits of its accounts."""

    OF, ONE = listing(BrandTable), "brand"
    SENTENCE = "A brand is a group of accounts with its own content and limits."

    def make(self) -> None:
        """Name, words, limits, state."""
        self.name, self.description = QLineEdit(), QLineEdit()
        self.follows = Number(1, MOST_FOLLOWS)
        self.follows.setValue(FOLLOWS_A_DAY)
        self.unfollows = Number(0, 100)
        self.unfollows.setSuffix(" %")
        self.unfollows.setValue(UNFOLLOW_PERCENT)
        self.state = Segments(list(STATES), lambda _name: None)
        self.name_field = self.form.add("Name", self.name)
        self.form.add("What it is", self.description)
        self.form.add("Follows a day", Row(self.follows, None), "At most, for each of its accounts.")
        self.form.add("Unfollows of those", Row(self.unfollows, None), "So much of them may be used to unfollow.")
        self.form.add("State", Row(self.state, None), "Its accounts rest unless it is active.")
        self.places = {"name_missing": self.name_field, "name_taken": self.name_field}
        self.name.setFocus()

    def show_row(self, row: Mapping[str, Any]) -> None:
        """What is kept of it."""
        fill(self.name, row["name"])
        fill(self.description, row["description"])
        self.follows.setValue(row["daily_follow_limit"])
        self.unfollows.setValue(row["unfollow_ratio"])
        self.state.choose(STANDINGS[row["status"]].word)

    def values(self) -> dict[str, Any]:
        """Its columns."""
        return {
            "name": self.name.text().strip(),
            "description": self.description.text().strip(),
            "daily_follow_limit": self.follows.value(),
            "unfollow_ratio": self.unfollows.value(),
            "status": STATES[self.state.chosen],
        }

    def is_complete(self) -> bool:
        """A brand has a name."""
        return needed(self.name_field, not self.name.text().strip(), "name_missing")

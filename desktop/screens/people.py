"""People: everyone who is not operated here, and what they asked of you."""

from __future__ import annotations

from desktop.inspectors.person_inspector import PersonInspector
from desktop.screens.base import Screen
from desktop.screens.nouns import NounList, TabbedScreen
from desktop.screens.own import OwnList
from desktop.tables.nouns_collected import PEOPLE, TAGS
from desktop.workbench import Workbench


class PeopleScreen(TabbedScreen):
    """People, and the tags that sort them."""

    NAME, TITLE = "people", "People"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, (PEOPLE, "people"), (TAGS, "tags"))

    def make(self, title: str) -> Screen:
        """People have an inspector of their own, and tags are added here."""
        if title == TAGS.title:
            return OwnList(self.bench, "tags")
        return NounList(self.bench, PEOPLE, "people", PersonInspector)

"""Adds somebody or something to the blocklist."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from automation.commands import Block
from desktop.dialogs.base import Dialog
from desktop.questions.platforms import platforms
from desktop.widgets.icon_label import Row
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench

EVERYWHERE = "*"
WHAT = {"Person": "person", "Post": "post", "Words": "keyword", "Site": "domain"}
MATCHES = {"Exactly": "exact", "Contains": "contains", "Pattern": "regex"}
FOR_EVER = "Opt-out, for ever"
WAYS = {"Block": "block", FOR_EVER: "opt_out"}
HINTS = {"person": "@name", "post": "Its address", "keyword": "giveaway", "domain": "example.com"}


class BlockDialog(Dialog):
    """Whom or what, where, and why."""

    def __init__(self, parent: QWidget | None, bench: Workbench, person: str) -> None:
        words = "No account will act on it. Queued work towards a person who opted out is removed."
        super().__init__(parent, bench, "Leave alone", "Add it", words)
        self.what = Segments(list(WHAT), self._chosen)
        self.match = Segments(list(MATCHES), lambda _name: None)
        self.way = Segments(list(WAYS), self._way_chosen)
        self.subject, self.reason, self.where = QLineEdit(), QLineEdit(), QComboBox()
        self.form.add("What", Row(self.what, None))
        self.subject_field = self.form.add("Who or what", self.subject)
        self.match_field = self.form.add("Matches", Row(self.match, None))
        self.where.addItem("Everywhere", EVERYWHERE)
        for one in platforms(bench.profile.overlays):
            self.where.addItem(one.title, one.slug)
        self.form.add("Where", self.where)
        self.reason.setPlaceholderText("For yourself")
        self.form.add("Why", self.reason)
        self.way_field = self.form.add("For how long", Row(self.way, None))
        if person:
            self.subject.setText(person)
            self.way.choose(FOR_EVER)
        self._chosen("Person")
        self.subject.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, person: str = "") -> BlockDialog:
        """Open the dialog, or with a person the opt-out of that person."""
        found = cls(parent, bench, person)
        found.show()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        opted_out, subject = self._opted_out(), self.subject.text().strip()
        self.subject_field.problem("" if subject else "Say who or what it is.")
        if not subject:
            return
        command = Block(
            "opt_out" if opted_out else "block",
            str(self.where.currentData()),
            subject,
            self.reason.text().strip(),
            "person" if opted_out else WHAT[self.what.chosen],
            "exact" if opted_out else MATCHES[self.match.chosen],
        )
        self.send(command, lambda _value: self._added(subject))

    def _opted_out(self) -> bool:
        return WHAT[self.what.chosen] == "person" and WAYS[self.way.chosen] == "opt_out"

    def _added(self, subject: str) -> None:
        self._bench.say(f"{subject} is left alone from now on.")
        self.accept()

    def _chosen(self, name: str) -> None:
        self.subject.setPlaceholderText(HINTS[WHAT[name]])
        self.way_field.setVisible(name == "Person")
        self._way_chosen(self.way.chosen)

    def _way_chosen(self, _name: str) -> None:
        self.match_field.setVisible(not self._opted_out())

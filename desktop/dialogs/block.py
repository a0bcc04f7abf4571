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
WAYS = {"Block": "block", "Opt-out, for ever": "opt_out"}
HINTS = {"person": "@name", "post": "Its address", "keyword": "giveaway", "domain": "example.com"}


class BlockDialog(Dialog):
    """Whom or what, where, and why."""

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = "No account will act on it. Queued work towards a person who opted out is removed."
        super().__init__(parent, "Leave alone", "Add it", words)
        self._bench = bench
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
        self._chosen("Person")
        self.subject.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, subject: str = "") -> BlockDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.subject.setText(subject)
        found.open()
        return found

    def submit(self) -> None:
        """Hand it to the engine."""
        self.busy(True)
        self.trouble.hide()
        opted_out = self._opted_out()
        command = Block(
            "opt_out" if opted_out else "block",
            str(self.where.currentData()),
            self.subject.text().strip(),
            self.reason.text().strip(),
            "person" if opted_out else WHAT[self.what.chosen],
            "exact" if opted_out else MATCHES[self.match.chosen],
        )
        self._bench.link.call(command, lambda _value: self._added(), self.failed)

    def _opted_out(self) -> bool:
        return WHAT[self.what.chosen] == "person" and WAYS[self.way.chosen] == "opt_out"

    def _added(self) -> None:
        self._bench.say(f"{self.subject.text().strip()} is left alone from now on.")
        self.accept()

    def _chosen(self, name: str) -> None:
        self.subject.setPlaceholderText(HINTS[WHAT[name]])
        self.way_field.setVisible(name == "Person")
        self._way_chosen(self.way.chosen)

    def _way_chosen(self, _name: str) -> None:
        self.match_field.setVisible(not self._opted_out())

"""By what right an account is run: the same question in two dialogs."""

from __future__ import annotations

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLineEdit

from automation.commands import Authorise
from desktop.widgets.form import Field, Form
from desktop.widgets.icon_label import Row
from desktop.widgets.segments import Segments

OWN, CLIENT, LATER = "It is my own", "I run it for a client", "Later"


class AuthorityPart:
    """Own or client, with a note and an end date: fields that it adds to a form."""

    def __init__(self, form: Form, *, later: bool = False) -> None:
        self.kind = Segments((OWN, CLIENT, LATER) if later else (OWN, CLIENT), self._changed)
        form.add("By what right do you run it?", Row(self.kind, None), "Recorded, and asked before every act.")
        self.note = QLineEdit()
        self.note_field: Field = form.add("Note", self.note, "For instance the contract, or who agreed and when.")
        self.ends, self.until = QCheckBox("It ends on"), QDateEdit(QDate.currentDate().addYears(1))
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("d MMM yyyy")
        self.until.setMinimumDate(QDate.currentDate().addDays(1))
        self.until.setAccessibleName("End of the authority")
        self.ends.toggled.connect(self.until.setEnabled)
        self.until.setEnabled(False)
        self._end = Row(self.ends, self.until, None)
        form.part(self._end)
        self._changed(OWN)

    def take(self, kind: str | None, note: str | None, until: int | None) -> None:
        """Show what is recorded."""
        self.kind.choose(CLIENT if kind == "client" else OWN)
        self.note.setText(note or "")
        self.ends.setChecked(until is not None)
        if until is not None:
            end = QDateTime.fromMSecsSinceEpoch(until).date()
            self.until.setMinimumDate(min(end, self.until.minimumDate()))  # else it would be shown longer than it is
            self.until.setDate(end)

    def is_complete(self) -> bool:
        """Whether nothing is missing; says what is."""
        missing = self.kind.chosen == CLIENT and not self.note.text().strip()
        self.note_field.problem("Say for whom, or by which document." if missing else "")
        return not missing

    def command(self, account: int) -> Authorise | None:
        """The command that records it; None for later."""
        if self.kind.chosen == LATER:
            return None
        until = None
        if self.ends.isChecked():
            until = int(QDateTime(self.until.date(), QTime(23, 59, 59)).toMSecsSinceEpoch())
        kind = "client" if self.kind.chosen == CLIENT else "own"
        return Authorise(account, kind, self.note.text().strip(), until)

    def _changed(self, chosen: str) -> None:
        self.note_field.setVisible(chosen != LATER)
        self._end.setVisible(chosen != LATER)

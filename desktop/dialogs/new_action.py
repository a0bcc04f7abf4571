"""A new action: who, where, what, when; approved now or later."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QWidget,
)

from automation.commands import Submit
from desktop import wording
from desktop.dialogs.base import Dialog
from desktop.dialogs.words_part import WordsPart
from desktop.questions.account_rows import Usable, fitting, usable_accounts
from desktop.widgets.icon_label import Row
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench
from models.enums import PERFORMED, TEXT_KINDS, ActionKind

LATER_S = 3600
_VERBS = {wording.KINDS[kind].word: kind for kind in PERFORMED}
_FIRST = ("Like", "Comment", "Follow", "Message")


class NewAction(Dialog):
    """Asks, and hands the wish to the engine; what the engine refuses is said beneath the form."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int | None, url: str) -> None:
        super().__init__(parent, bench, "New action", "Queue it")
        self._wanted = account
        self._accounts: list[Usable] = []
        self._make_fields()
        self._make_when()
        self.link.setText(url)
        self._verb_changed()
        overlays = bench.profile.overlays
        bench.reading.run(lambda: usable_accounts(overlays), self._take_accounts, self.failed, self)
        (self.verb.buttons[_FIRST[0]] if url else self.link).setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int | None = None, url: str = "") -> NewAction:
        """Open the dialog."""
        found = cls(parent, bench, account, url)
        found.show()
        return found

    # ── its fields ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _make_fields(self) -> None:
        self.link = QLineEdit()
        self.link.setPlaceholderText("https://…")
        self.link.textChanged.connect(self._link_changed)
        self.link_field = self.form.add("Link", self.link, "Paste the address of the post, or of the person’s page.")
        self.account = QComboBox()
        self.account_field = self.form.add("Account", self.account)
        self.verb = Segments(_FIRST, self._verb_chosen)
        self.other = QComboBox()
        self.other.addItems(["More…", *(word for word in _VERBS if word not in _FIRST)])
        self.other.activated.connect(self._other_chosen)
        self.form.add("What", Row(self.verb, self.other, None))
        self.words = WordsPart(self.form, "Text", 96)

    def _make_when(self) -> None:
        self.when = Segments(("Now", "At a time"), lambda name: self.at.setVisible(name != "Now"))
        self.at = QDateTimeEdit(QDateTime.currentDateTime().addSecs(LATER_S))
        self.at.setCalendarPopup(True)
        self.at.setDisplayFormat("d MMM yyyy HH:mm")
        self.at.setMinimumDateTime(QDateTime.currentDateTime())
        self.at.setAccessibleName("Time")
        self.at.hide()
        self.form.add("When", Row(self.when, self.at, None))
        self.approve = QCheckBox("Approve now")
        self.approve.setToolTip("Without it the action waits in Approvals until somebody says yes.")
        self.rehearse = QCheckBox("Rehearse: stop before the last click")
        self.form.part(Row(self.approve, 24, self.rehearse, None))

    # ── what is chosen ───────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def kind(self) -> ActionKind:
        """The chosen verb."""
        other = self.other.currentText()
        return _VERBS[other if self.other.currentIndex() > 0 else self.verb.chosen or _FIRST[0]]

    def choose_kind(self, kind: ActionKind) -> None:
        """Choose a verb."""
        word = wording.KINDS[kind].word
        if word in _FIRST:
            self.other.setCurrentIndex(0)
            self.verb.choose(word)
        else:
            self.other.setCurrentText(word)
        self._verb_changed()

    def _verb_chosen(self, _word: str) -> None:
        self.other.setCurrentIndex(0)
        self._verb_changed()

    def _other_chosen(self, number: int) -> None:
        if not number:
            self.verb.choose(_FIRST[0])
        self._verb_changed()

    def _verb_changed(self) -> None:
        has_text = self.kind in TEXT_KINDS
        self.words.setVisible(has_text)
        names = {ActionKind.DM: "Message", ActionKind.DELETE_COMMENT: "The comment’s text"}
        self.words.field.label.setText(names.get(self.kind, "Text"))
        if self.other.currentIndex() > 0:
            self.verb.clear()
        self.adjustSize()

    def _take_accounts(self, found: list[Usable]) -> None:
        self._accounts = found
        for one in found:
            self.account.addItem(f"@{one.account.username} on {one.account.platform}", one.account.id)
        if not found:
            self.account_field.problem("There is no account yet. Add one first.")
            self.ready(False)
        if self._wanted is not None:
            self.account.setCurrentIndex(self.account.findData(self._wanted))
        else:
            self._link_changed(self.link.text())

    def _link_changed(self, link: str) -> None:
        self.link_field.problem("")
        fits = fitting(self._accounts, link.strip())
        current = [one for one in self._accounts if one.account.id == self.account.currentData()]
        if fits is not None and fitting(current, link.strip()) is None:
            self.account.setCurrentIndex(self.account.findData(fits.account.id))

    # ── and sent ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def submit(self) -> None:
        """Hand it to the engine."""
        link, text = self.link.text().strip(), self.words.text.toPlainText()
        needs_text = self.kind in TEXT_KINDS
        self.link_field.problem("" if link else "Paste a link first.")
        self.words.field.problem("Write the text first." if needs_text and not text.strip() else "")
        if not link or (needs_text and not text.strip()) or self.account.currentIndex() < 0:
            return
        at = int(self.at.dateTime().toMSecsSinceEpoch()) if self.when.chosen != "Now" else None
        command = Submit(
            int(self.account.currentData()),
            str(self.kind),
            link,
            text=text if needs_text else None,
            due_at=at,
            rehearse=self.rehearse.isChecked(),
            approve=self.approve.isChecked(),
        )
        self.send(command, self._queued)

    def _queued(self, value: dict[str, Any]) -> None:
        state = wording.sign(wording.STATES, value["state"]).word.lower()
        word = wording.KINDS[self.kind].word
        said = f"{word}: {state}." if value["new"] else f"This was asked for before: {word.lower()}, {state}."
        screen = {"awaiting_approval": "approvals", "queued": "queue", "held": "queue"}.get(value["state"], "history")
        self._bench.say(said, "Show", lambda: self._bench.go(screen, int(value["action"])))
        self.accept()

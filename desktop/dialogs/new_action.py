"""A new action: who, where, what, when; approved now or later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from automation.commands import Submit
from desktop import wording
from desktop.dialogs.base import Dialog
from desktop.questions.account_rows import Usable, fitting, usable_accounts
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench
from models.enums import PERFORMED, TEXT_KINDS, ActionKind

LARGEST_FILE = 64 << 10
LATER_S = 3600
_VERBS = {wording.KINDS[kind].word: kind for kind in PERFORMED}
_FIRST = ("Like", "Comment", "Follow", "Message")


class NewAction(Dialog):
    """Asks, and hands the wish to the engine; what the engine refuses is said beneath the form."""

    def __init__(self, parent: QWidget | None, bench: Workbench, account: int | None, url: str) -> None:
        super().__init__(parent, "New action", "Queue it")
        self._bench, self._wanted = bench, account
        self._accounts: list[Usable] = []
        self._make_fields()
        self._make_when()
        self.link.setText(url)
        self._verb_changed()
        overlays = bench.profile.overlays
        bench.reading.run(lambda: usable_accounts(overlays), self._take_accounts, self.failed, self)
        (self.text if url else self.link).setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, account: int | None = None, url: str = "") -> NewAction:
        """Open the dialog."""
        found = cls(parent, bench, account, url)
        found.open()
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
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(96)
        self.file = Button("From a file…", "quiet", "file-text", pressed=self._read_file)
        self.text_field = self.form.add("Text", self.text)
        self.form.part(self.file)

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
        self.text_field.setVisible(has_text)
        self.file.setVisible(has_text)
        names = {ActionKind.DM: "Message", ActionKind.DELETE_COMMENT: "The comment’s text"}
        self.text_field.label.setText(names.get(self.kind, "Text"))
        if self.other.currentIndex() > 0:
            self.verb.clear()
        self.adjustSize()

    def _take_accounts(self, found: list[Usable]) -> None:
        self._accounts = found
        for one in found:
            self.account.addItem(f"@{one.account.username} on {one.account.platform}", one.account.id)
        if not found:
            self.account_field.problem("There is no account yet. Add one first.")
            self.do.setEnabled(False)
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

    def _read_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a text file")
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Take the text of a file."""
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise ValueError
            self.text.setPlainText(path.read_text(encoding="utf-8"))
            self.text_field.problem("")
        except (OSError, ValueError):
            self.text_field.problem(f"{path.name} is not a text file of at most 64 kB.")

    # ── and sent ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def submit(self) -> None:
        """Hand it to the engine."""
        link, text = self.link.text().strip(), self.text.toPlainText()
        needs_text = self.kind in TEXT_KINDS
        self.link_field.problem("" if link else "Paste a link first.")
        self.text_field.problem("Write the text first." if needs_text and not text.strip() else "")
        if not link or (needs_text and not text.strip()) or self.account.currentIndex() < 0:
            return
        self.busy(True)
        self.trouble.hide()
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
        self._bench.link.call(command, self._queued, self.failed)

    def _queued(self, value: dict[str, Any]) -> None:
        state = wording.sign(wording.STATES, value["state"]).word.lower()
        word = wording.KINDS[self.kind].word
        said = f"{word}: {state}." if value["new"] else f"This was asked for before: {word.lower()}, {state}."
        screen = {"awaiting_approval": "approvals", "queued": "queue", "held": "queue"}.get(value["state"], "history")
        self._bench.say(said, "Show", lambda: self._bench.go(screen, int(value["action"])))
        self.accept()

    def keyPressEvent(self, event: Any) -> None:
        """Ctrl+Enter queues it from anywhere in the form."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
        else:
            super().keyPressEvent(event)

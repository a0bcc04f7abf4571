"""Everything about one action: post beside draft, why, before and after, what happened; and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from automation.commands import Answer, Cancel, OpenPage, Retry, RevealPicture, SaveReceipt, Settle
from desktop.dialogs.files import new_file
from desktop.inspectors.action_parts import Head, Proof, moments
from desktop.inspectors.base import Inspector
from desktop.questions.action_detail import Detail, action_detail
from desktop.tables.action_rows import ActionRow, decided, why
from desktop.tables.nouns import told
from desktop.widgets.facts import Facts
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Label, line
from desktop.widgets.quote import Pair, Quote
from desktop.widgets.timeline import Timeline
from desktop.widgets.why_list import WhyList
from desktop.workbench import Workbench
from models import clock, ids

_CANCELLABLE = {"queued", "held", "awaiting_approval"}
_RETRIABLE = {"held": "Ask again", "failed": "Try again", "needs_review": "Look again", "unconfirmed": "Look again"}


class ActionInspector(Inspector):
    """Shows the action it is given; it reads by itself, and writes only by commands."""

    def __init__(self, bench: Workbench, on_answer: Callable[[list[int], bool], object] | None = None) -> None:
        super().__init__("Choose a row to see all about it.")
        self._bench = bench
        self._on_answer = on_answer or self._send_answer
        self.row: ActionRow | None = None
        self._coming: int | None = None
        self.detail: Detail | None = None
        self._images: dict[str, QImage] = {}
        self.head = Head()
        self.column.addWidget(self.head)
        self.why = Label(wrap=True)
        self.column.addWidget(self.why)
        self._buttons()
        self.post, self.draft = Quote("The post"), Quote("The draft")
        self.pair = Pair(self.post, self.draft)
        self.column.addWidget(self.pair)
        self.proof, self.rules, self.timeline, self.beside = Proof(), WhyList(), Timeline(), Facts()
        self._proof = self.section("Before and after", self.proof)
        self._rules = self.section("Why: every rule that was asked", self.rules)
        self.section("What happened", self.timeline)
        self._beside = self.section("Kept beside it", self.beside)
        self.column.addStretch(1)
        bench.drafts.arrived.connect(self._draft_arrived)

    def _buttons(self) -> None:
        self.approve = Button("Approve", "primary", "check", pressed=lambda: self._answer(True), once=True)
        self.decline = Button("Decline", "", "x", pressed=lambda: self._answer(False), once=True)
        self.happened = Button("It happened", "", "check", pressed=lambda: self._settle("happened"), once=True)
        self.did_not = Button("It did not", "", "x", pressed=lambda: self._settle("did not"), once=True)
        self.retry = Button("Ask again", "", "refresh-cw", pressed=lambda: self._send(Retry), once=True)
        self.cancel = Button("Cancel", "", "circle-slash", pressed=lambda: self._send_many(Cancel), once=True)
        self.open_page = Button("Open page", "quiet", "monitor-play", pressed=self._open)
        self.save = Button("Save receipt…", "", "download", pressed=self._save)
        self.save.setToolTip("One page with the pictures, what differs, and a signature that anybody can check.")
        questions = (self.approve, self.decline, self.happened, self.did_not, self.retry, self.cancel)
        self.buttons = Flow(*questions, self.save, self.open_page)
        self.column.addWidget(self.buttons)
        self.column.addWidget(line())

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────
    def take(self, found: ActionRow | None) -> None:
        """Show an action, or nothing."""
        another = found is None or self.row is None or found.id != self.row.id
        self.row, self._coming = found, None
        if found is None:
            self.detail = None
            self.show_nothing()
            return
        if another:
            self.detail = None
            self._images.clear()
        self.show_row(top=another)
        self._show_row(found)
        self._read(found.id)

    def take_id(self, action_id: int) -> None:
        """Show the action with that id, unless another is chosen before it is read."""
        if self.row is None or self.row.id != action_id:
            self._images.clear()
        self._coming = action_id
        self._read(action_id)

    def _read(self, action_id: int) -> None:
        evidence = self._bench.profile.evidence
        self._bench.reading.run(lambda: action_detail(action_id, evidence), self._take_detail, owner=self)

    def _show_row(self, found: ActionRow) -> None:
        self.head.take(found)
        self._show_why(found)
        self._show_buttons(found)
        self._show_texts(found)
        if self.detail is None:
            for part in (self._proof, self._rules, self._beside):
                part.hide()

    def _take_detail(self, detail: Detail) -> None:
        if detail.row.id != self._coming and (self.row is None or detail.row.id != self.row.id):
            return
        self.row, self.detail = detail.row, detail
        self.show_row()
        self._show_row(detail.row)
        rules = detail.decision.get("rules", [])
        self.rules.take(rules, clock.now())
        self._rules.setVisible(bool(rules))
        self.timeline.take(moments(detail), clock.now())
        self._beside.setVisible(self.beside.take(told(detail.beside)))
        self._show_pictures(detail)

    def _show_why(self, found: ActionRow) -> None:
        decision = self.detail.decision if self.detail is not None else decided(found.decision)
        shown = bool(found.why) and found.code is not None
        self.why.say(why(str(found.code), decision, f"@{found.username}").text if shown else "")

    def _show_buttons(self, found: ActionRow) -> None:
        waiting, unclear = found.state == "awaiting_approval", found.state in {"needs_review", "unconfirmed"}
        for button, shown in (
            (self.approve, waiting),
            (self.decline, waiting),
            (self.happened, unclear),
            (self.did_not, unclear),
            (self.retry, found.state in _RETRIABLE),
            (self.cancel, found.state in _CANCELLABLE and not waiting),
            (self.save, found.done_at is not None),
        ):
            button.setVisible(shown)
        self.retry.setText(_RETRIABLE.get(found.state, ""))

    def _show_texts(self, found: ActionRow) -> None:
        unread = "Its words were not read yet. Open the page to see it."
        about = f"The post by @{found.author}" if found.author else "The post"
        has_post = found.target_kind != "person" and bool(found.post_text or found.done_at is None)
        self.post.setVisible(has_post)
        self.post.take(found.post_text or unread, about)
        self.draft.setVisible(found.sealed)
        if found.sealed:
            heading = "The message" if found.kind == "dm" else "The draft"
            text = self._bench.drafts.text(found.id)
            locked = "Sealed. Unlock the vault to read it."
            self.draft.take((locked if self._bench.drafts.locked else "…") if text is None else text, heading)
        self.pair.setVisible(has_post or found.sealed)

    def _draft_arrived(self, action_id: int) -> None:
        if self.row is not None and self.row.id == action_id:
            self._show_texts(self.row)

    def _show_pictures(self, detail: Detail) -> None:
        found = detail.pictures
        self._proof.setVisible(found.before is not None or found.after is not None)
        before, after = found.before_image or self._images.get("before"), found.after_image or self._images.get("after")
        self.proof.take(found, before, after)
        if not found.sealed or self._images or self._bench.drafts.locked:
            return
        for name, evidence in (("before", found.before), ("after", found.after)):
            if evidence is not None and evidence.sealed:
                self._bench.link.call(
                    RevealPicture(evidence.id),
                    partial(self._take_picture, detail.row.id, name),
                    lambda _error: None,
                )

    def _take_picture(self, action_id: int, name: str, content: Any) -> None:
        if self.detail is None or self.detail.row.id != action_id or not isinstance(content, bytes):
            return
        self._images[name] = QImage.fromData(content)
        found = self.detail.pictures
        self.proof.take(found, self._images.get("before"), self._images.get("after"))

    # ── what can be done ─────────────────────────────────────────────────────────────────────────────────────────────
    def show_rules(self) -> None:
        """Bring the rules into view."""
        self.bring_into_view(self._rules)

    def _answer(self, approve: bool) -> None:
        if self.row is not None:
            self._on_answer([self.row.id], approve)

    def _send_answer(self, chosen: list[int], approve: bool) -> None:
        self._bench.link.call(Answer(chosen, approve), None, self._bench.complain)

    def _send(self, command: type) -> None:
        if self.row is not None:
            self._bench.link.call(command(self.row.id), None, self._bench.complain)

    def _send_many(self, command: type) -> None:
        if self.row is not None:
            self._bench.link.call(command([self.row.id]), None, self._bench.complain)

    def _settle(self, answer: str) -> None:
        if self.row is not None:
            self._bench.link.call(Settle(self.row.id, answer), None, self._bench.complain)

    def _open(self) -> None:
        if self.row is None:
            return
        bench, row, account, name = self._bench, self.row.id, self.row.account_id, self.row.username
        command = OpenPage(account, self.row.target_url)
        bench.link.call(command, lambda _v: self.show_page(bench, row, account, name), bench.complain)

    def _save(self) -> None:
        if self.row is None:
            return
        name = f"{ids.public('actions', self.row.id)}.html"
        path = new_file(self, "Save the receipt", name, "Page (*.html)")
        if path:
            self._bench.link.call(SaveReceipt(self.row.id, path), self._saved, self._bench.complain)

    def _saved(self, reply: dict[str, Any]) -> None:
        said = [f"The receipt is in {Path(reply['file']).name}."]
        if reply["hidden"]:
            said.append("Its pictures are left out, because they are sealed and the vault is locked.")
        if not reply["signed"]:
            why = ", because the vault is locked" if self._bench.drafts.locked else ""
            said.append(f"It carries no signature{why}.")
        self._bench.say(" ".join(said))

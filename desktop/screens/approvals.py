"""Approvals: post beside draft, answered by keyboard, one by one or all at once."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from automation.commands import Answer
from desktop import wording
from desktop.inspectors.action_inspector import ActionInspector
from desktop.screens.base import ListScreen
from desktop.tables import action_rows
from desktop.tables.actions import ApprovalModel
from desktop.tables.query import Query
from desktop.tables.view import MOVED
from desktop.theme.tokens import S8, S16
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Label, line, panel
from desktop.workbench import Workbench
from models.errors import StewardError


class ApprovalsScreen(ListScreen):
    """What waits for a person's yes or no."""

    NAME, TITLE = "approvals", "Approvals"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._answered: list[int] = []
        self._text = ""
        self.add_filter("Filter", self._narrow)
        self.select_all = Button("Select all", "quiet", pressed=lambda: self.table.selectAll())
        self.head.addWidget(self.select_all)
        self.action = ActionInspector(bench, on_answer=self._send)
        empty = EmptyState(
            "hand",
            "Nothing waits for you",
            "Likes, comments, follows and messages wait here for your yes before anything is clicked.",
            "New action",
            lambda: bench.act(),
            "Open the practice network",
            lambda: bench.go("practice"),
        )
        self.set_list(ApprovalModel(bench.reading, bench.drafts), empty, self.action)
        self.split.setSizes([584, 500])
        self.body.addWidget(self._foot())
        self.table.chosen.connect(self.action.take)
        self.table.picked.connect(self._picked)
        self.model.counted.connect(self._name_select_all)
        bench.drafts.arrived.connect(lambda _id: self.table.viewport().update())
        self.concerns(bench.link.action_changed, bench.link.vault_changed)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(self._query())

    def is_filtered(self) -> bool:
        """Whether words narrow the list."""
        return bool(self._text)

    def counted_words(self, number: int) -> str:
        """How many wait."""
        return f"{number:,} waiting" if number else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """a approves, x declines, w shows why; a key that is held answers once."""
        if event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_A:
            self.answer(True)
        elif event.key() == Qt.Key.Key_X:
            self.answer(False)
        elif event.key() == Qt.Key.Key_W:
            self.action.show_rules()
        else:
            super().keyPressEvent(event)

    def answer(self, approve: bool) -> None:
        """Say yes or no to all that is selected, unless it came there by itself a moment ago."""
        if self.table.settled:
            self.table.with_selected(lambda chosen: self._send(chosen, approve), lambda: self.bench.say(MOVED))

    def _send(self, chosen: list[int], approve: bool) -> None:
        fresh = sorted(set(chosen) - set(self._answered))
        if not fresh:
            return
        self._answered = [*self._answered, *fresh]  # what has its answer waits for none
        self.model.look(self._query())
        said = wording.counted(len(fresh), "action")
        if approve:
            self.bench.link.call(
                Answer(fresh, True), lambda _v: self._approved(fresh, said), partial(self._failed, fresh)
            )
        else:
            self.bench.offer_undo(f"{said} declined.", lambda: self._decline(fresh), lambda: self._ask_again(fresh))

    def _approved(self, chosen: list[int], said: str) -> None:
        self._ask_again(chosen)
        self.bench.say(f"{said} approved.")

    def _decline(self, chosen: list[int]) -> None:
        self.bench.link.call(Answer(chosen, False), lambda _v: self._ask_again(chosen), partial(self._failed, chosen))

    def _failed(self, chosen: list[int], error: StewardError) -> None:
        self._ask_again(chosen)
        self.bench.complain(error)

    def _ask_again(self, chosen: list[int]) -> None:
        gone = set(chosen)
        self._answered = [action for action in self._answered if action not in gone]
        self.model.look(self._query())

    def _query(self) -> Query:
        query = action_rows.containing(action_rows.approvals(), self._text)
        if not self._answered:
            return query
        return query.narrowed("a.id NOT IN (SELECT value FROM json_each(?))", json.dumps(self._answered))

    def _narrow(self, text: str) -> None:
        self._text = text
        self.model.look(self._query())

    def _picked(self, number: int) -> None:
        self.selected_words.setText(f"{number:,} selected" if number > 1 else "")

    def _name_select_all(self, number: int) -> None:
        self.select_all.setText(f"Select all {number:,}")
        self.select_all.setVisible(number > 1)

    def _foot(self) -> QWidget:
        foot = panel("plain")
        self.selected_words = Label(role="strong")
        self.approve = Button("Approve", "primary", "check", hint="Approve (A)", pressed=lambda: self.answer(True))
        self.decline = Button("Decline", "", "x", hint="Decline (X)", pressed=lambda: self.answer(False))
        keys = Label("A approve   X decline   J K move   W why", "secondary")
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line())
        inside = Row(self.approve, self.decline, self.selected_words, None, keys, spacing=S8)
        inside.setContentsMargins(S16, S8, S16, S8)
        layout.addWidget(inside)
        self.foot = foot
        return foot

    def _loaded(self) -> None:
        super()._loaded()
        self.foot.setVisible(self.model.rowCount() > 0)

"""Audit: the permanent record, whether it holds, and a copy to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox

from automation.commands import ExportAudit, VerifyAudit
from desktop.dialogs.files import new_file
from desktop.screens.nouns import NounList
from desktop.tables.nouns_kept import HOW_IT_WENT, OUTCOMES, RECORD, RUN, TARGET
from desktop.tables.query import Query
from desktop.theme.tokens import S16
from desktop.widgets.icon_label import Button
from desktop.widgets.running import Running
from desktop.workbench import Workbench


class AuditScreen(NounList):
    """Every entry, newest first."""

    NAME = "audit"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, RECORD, "audit_entries", begun="")
        assert self.filter is not None
        self.filter.setToolTip("Words of what and who; also a run, such as run-1a2b3c4d, or the address of a target")
        self.outcomes = QComboBox()
        self.outcomes.setAccessibleName("Outcome")
        self.outcomes.addItem("Any outcome", "")
        for outcome, sign in OUTCOMES.items():
            self.outcomes.addItem(sign.word, outcome)
        self.outcomes.currentIndexChanged.connect(lambda _index: self.model.look(self.query()))
        self.head.addWidget(self.outcomes)
        self.verify = Button("Verify all of it", "primary", "shield-check", pressed=self._verify)
        self.export = Button("Export…", "", "external-link", pressed=self._export)
        self.head.addWidget(self.export)
        self.head.addWidget(self.verify)
        self.body.insertWidget(0, Running(bench, "audit", inset=S16))
        self.concerns(bench.link.action_changed, bench.link.review_changed, bench.link.vault_changed)

    def query(self) -> Query:
        """What is listed: entries that went as chosen, by their run and target where words name one."""
        outcome, words = self.outcomes.currentData(), self._text.split()
        named = [word for word in words if word.startswith("run-") or "/" in word]
        found = RECORD.query(" ".join(word for word in words if word not in named))
        for word in named:  # asked for apart, so that no other word has every entry opened
            found = found.narrowed(f"instr({TARGET if '/' in word else RUN}, ?)", word)
        return found.narrowed(f"{HOW_IT_WENT} = ?", outcome) if outcome else found

    def is_filtered(self) -> bool:
        """Whether words or an outcome narrow the list."""
        return bool(self.outcomes.currentData()) or super().is_filtered()

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self.bench.link.call(VerifyAudit(), self._verified, self._failed)

    def _verified(self, reply: dict[str, Any]) -> None:
        self.verify.setEnabled(True)
        entries = f"{reply['entries']:,} entries"
        sound = f"All {entries} are unbroken."
        broken = f"The record is broken at entry {reply['first_bad']}. What stands before it still holds."
        self.bench.say(sound if reply["ok"] else broken)

    def _failed(self, error: Any) -> None:
        self.verify.setEnabled(True)
        self.bench.complain(error)

    def _export(self) -> None:
        path, kind = new_file(self, "Export the record", "audit.csv", "Table (*.csv);;JSON lines (*.jsonl)")
        if path:
            form = "jsonl" if path.endswith(".jsonl") or "jsonl" in kind else "csv"
            done = f"The record is in {Path(path).name}."
            self.bench.link.call(ExportAudit(path, form), lambda _v: self.bench.say(done), self.bench.complain)

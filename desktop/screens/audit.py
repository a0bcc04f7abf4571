"""Audit: the permanent record, whether it holds, and a copy to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox

from automation.commands import ExportAudit, VerifyAudit
from desktop import messages
from desktop.dialogs.files import new_file
from desktop.screens.nouns import NounList
from desktop.tables.nouns_kept import HOW_IT_WENT, OUTCOMES, RECORD, RUN, TARGET
from desktop.tables.query import Query
from desktop.theme.tokens import S16
from desktop.widgets.banner import Banner
from desktop.widgets.icon_label import Button
from desktop.widgets.running import Running
from desktop.wording import plain
from desktop.workbench import Workbench
from models.errors import StewardError

HOLDS = "What stands before it still holds."
BROKEN = {
    "removed": f"Entry {{entry}} is missing. {HOLDS}",
    "altered": f"Entry {{entry}} does not say what it said when it was written. {HOLDS}",
    "rewritten": "Entry {entry} is not the one that was signed and sealed; those before it may be rewritten too.",
    "cut_off": f"The end was cut off, from entry {{entry}} on. {HOLDS}",
    "head_forged": "Its sealed end is not Steward’s own, so what came after entry {entry} may be cut off.",
    "head_missing": "Its sealed end is gone, so what came after entry {entry} may be cut off.",
    "key_forged": "The key that its signatures are checked with was exchanged, so no signature proves anything.",
    "key_missing": "The key that its signatures are checked with is gone. Unlock the vault, and verify it again.",
    "checkpoint_forged": "The signature under entry {entry} is not by the key of this profile.",
}


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
        self.broken = Banner()
        self.body.insertWidget(0, self.broken)
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
        self.broken.setHidden(reply["ok"])
        if reply["ok"]:
            number = int(reply["entries"])
            self.bench.say(f"All {number:,} entries are unbroken." if number != 1 else "The one entry is unbroken.")
        else:
            self.broken.show_text(broken_words(str(reply["reason"]), reply["first_bad"]), icon="circle-x", token="bad")

    def _failed(self, error: StewardError) -> None:
        self.verify.setEnabled(True)
        self.broken.show_text(messages.of_error(error).text, icon="triangle-alert", token="warn")

    def _export(self) -> None:
        path = new_file(self, "Export the record", "audit.csv", "Table (*.csv);;JSON lines (*.jsonl)")
        if path:
            form = Path(path).suffix.lower().removeprefix(".")
            done = f"The record is in {Path(path).name}."
            self.bench.link.call(ExportAudit(path, form), lambda _v: self.bench.say(done), self.bench.complain)


def broken_words(reason: str, entry: object) -> str:
    """Where the record does not hold, and what that means."""
    why = BROKEN.get(reason, f"It is broken at entry {{entry}} ({plain(reason)}).")
    return f"The record does not hold. {why.format(entry=entry)}"

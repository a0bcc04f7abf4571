"""Brings along what an older system kept: a trial first, which writes nothing, and then the import itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from automation.commands import ImportStore
from desktop.dialogs.base import Dialog
from desktop.import_report import lines
from desktop.questions.account_rows import Usable, usable_accounts
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.running import Running
from desktop.workbench import Workbench

# What each is called, and whether a file or a folder holds it.
KINDS = {
    "Panel dashboard (SQLite file)": "panel-dashboard",
    "TikTok tracker (folder, or PostgreSQL address)": "tiktok-tracker",
    "LinkedIn post store (SQLite or JSON file)": "linkedin-store",
    "Engagement store (SQLite file)": "engagement-store",
    "Instagram platform (PostgreSQL address, or folder of CSV)": "instagram-platform",
}


class ImportDialog(Dialog):
    """What, from where, and for whom."""

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = (
            "Nothing of it is switched on: accounts come off and without authority, rules off, queued work waits for"
            " your approval. The same import can be run again; it brings nothing twice."
        )
        super().__init__(parent, bench, "Bring data along", "Import", words)
        self.kind, self.account = QComboBox(), QComboBox()
        self.kind.addItems(list(KINDS))
        self.path, self.key = QLineEdit(), QLineEdit()
        self.path.setPlaceholderText("A file, a folder, or postgresql://…")
        self.key.setPlaceholderText("A file with 32 bytes in hex, if messages are sealed")
        self.form.add("Older system", self.kind)
        files = Row(self.path, Button("File…", pressed=self._file), Button("Folder…", pressed=self._folder), stretch=0)
        self.path_field = self.form.add("Where it is", files)
        self.account.addItem("Nobody", None)
        self.form.add("Owner of what the old store gives to nobody", self.account)
        self.form.add("Old key", Row(self.key, Button("File…", pressed=self._key_file), stretch=0))
        self._add_media()
        self.form.part(Running(bench, "import"))
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setMinimumHeight(170)
        self.report.hide()
        self.form.part(self.report)
        self.trial = Button("Try it first", "", "eye", pressed=lambda: self._send(dry_run=True))
        self.trial.setToolTip("Reads everything and says what would be written; nothing is.")
        self.foot.line.insertWidget(0, self.trial)
        self.kind.setFocus()
        overlays = bench.profile.overlays
        bench.reading.run(lambda: usable_accounts(overlays), self._take_accounts, self.failed, self)

    def _add_media(self) -> None:
        """Only rows of a LinkedIn store name files of their own."""
        self.media = QLineEdit()
        self.media.setPlaceholderText("The folder of the store itself")
        row = Row(self.media, Button("Folder…", pressed=self._media_folder), stretch=0)
        field = self.form.add("Where its pictures and films lie", row)

        def show(kind: str) -> None:
            field.setVisible(KINDS[kind] == "linkedin-store")

        self.kind.currentTextChanged.connect(show)
        show(self.kind.currentText())

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> ImportDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.show()
        return found

    def submit(self) -> None:
        """Import it."""
        self._send(dry_run=False)

    def _take_accounts(self, found: list[Usable]) -> None:
        for one in found:
            self.account.addItem(f"@{one.account.username} on {one.account.platform}", one.account.id)

    def _file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "The older system's file")
        if path:
            self.path.setText(path)

    def _folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "The older system's folder")
        if path:
            self.path.setText(path)

    def _media_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "The folder of its pictures and films")
        if path:
            self.media.setText(path)

    def _key_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "The file with the old key")
        if path:
            self.key.setText(path)

    def _send(self, *, dry_run: bool) -> None:
        path, key = self.path.text().strip(), self._old_key()
        self.path_field.problem("" if path else "Say where it is.")
        if not path or key is False:
            return
        kind = KINDS[self.kind.currentText()]
        media = self.media.text().strip() if kind == "linkedin-store" else ""
        command = ImportStore(
            kind, [path], dry_run, self.account.currentData(), str(key) if key else None, media=media or None
        )
        self.send(command, self._ended)

    def _old_key(self) -> str | bool | None:
        """The key's text, None for none, False where the file cannot be read."""
        path = self.key.text().strip()
        if not path:
            return None
        try:
            with open(path, encoding="ascii") as file:
                return file.read(1000).strip()
        except (OSError, ValueError):
            self.trouble.say("The file with the old key cannot be read.")
            return False

    def busy(self, on: bool) -> None:
        """While it is read, nothing is sent twice."""
        super().busy(on)
        self.trial.setEnabled(not on)

    def _ended(self, report: dict[str, Any]) -> None:
        self.report.setPlainText("\n".join(lines(report)))
        self.report.show()
        if report["dry_run"]:
            if self.left:
                self._bench.say("The trial of the import is over; nothing was written.")
            return
        self.cancel.setText("Close")
        over = "The import is done. Everything it brought stands under its own screen."
        broken = "The import was broken off. What it brought stays; the same import goes on from there."
        self._bench.say(broken if report["cancelled"] else over)

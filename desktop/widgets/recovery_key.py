"""The recovery key, shown once: read it, copy it, print it, and say that it is kept."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QCheckBox, QVBoxLayout, QWidget

from desktop.theme.tokens import S12
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Label
from desktop.widgets.quote import Quote

CLIPBOARD_MS = 60_000
WORDS = (
    "This key opens the vault on any computer if the passphrase is lost. It is shown now and never again, and nobody"
    " can make another for you. Keep it on paper or in a password manager, away from this computer."
)


class RecoveryKey(QWidget):
    """Continues only when the person says the key is kept."""

    def __init__(self, kept: Callable[[], object]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S12)
        layout.addWidget(Label(WORDS, wrap=True))
        self.quote = Quote("Recovery key")
        self.quote.body.setProperty("role", "mono")
        layout.addWidget(self.quote)
        self.copy = Button("Copy", "", "copy", hint="Copy; the clipboard forgets it after a minute", pressed=self._copy)
        self.print = Button("Print…", "", "printer", pressed=self._print)
        layout.addWidget(Row(self.copy, self.print, None))
        self.print.setHidden(importlib.util.find_spec("PySide6.QtPrintSupport") is None)
        self.kept = QCheckBox("I kept it in a safe place")
        layout.addWidget(self.kept)
        self.go_on = Button("Continue", "primary", pressed=kept)
        self.go_on.setEnabled(False)
        self.kept.toggled.connect(self.go_on.setEnabled)
        layout.addWidget(Row(None, self.go_on))

    def take(self, key: str) -> None:
        """Show the key."""
        self.quote.take(key)

    def forget(self) -> None:
        """Show it no more."""
        self.quote.take("")

    def _copy(self) -> None:
        key, clipboard = self.quote.body.text(), QApplication.clipboard()
        clipboard.setText(key)
        self.copy.setText("Copied")
        QTimer.singleShot(CLIPBOARD_MS, clipboard, lambda: _forget(key))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # not in every build, and rarely needed

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            page = QTextDocument()
            page.setPlainText(f"Steward recovery key\n\n{self.quote.body.text()}\n\n{WORDS}")
            page.print_(printer)


def _forget(key: str) -> None:
    if QApplication.clipboard().text() == key:
        QApplication.clipboard().clear()

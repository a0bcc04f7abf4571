"""The first start: a vault, a browser, and then the first account or the practice network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.practice import PracticeNetwork
from desktop.screens.first_start_steps import BeginStep, BrowserStep, Step, VaultStep
from desktop.theme.tokens import S8, S24, S32
from desktop.widgets.empty_state import centred
from desktop.widgets.icon_label import IconLabel
from desktop.widgets.plain import Label, panel
from desktop.widgets.recovery_key import RecoveryKey
from desktop.workbench import Workbench

WIDTH, HEIGHT = 640, 400
NAMES = ("Vault", "Browser", "Begin")


class FirstStart(QWidget):
    """Three steps on one panel; what is done already is passed over."""

    def __init__(self, bench: Workbench, over: Callable[[str, bool], None], practice: PracticeNetwork) -> None:
        super().__init__()
        self._keeping = False
        self.vault = VaultStep(bench, self._show_key)
        self.key_page = Step("Keep your recovery key", "")
        self.key_page.sentence.hide()
        self.key = RecoveryKey(self._kept)
        self.key_page.finish(self.key)
        self.browser = BrowserStep(bench, self._begin)
        self.begin = BeginStep(bench, practice, over)
        self.pages = QStackedWidget()
        for page in (self.vault, self.key_page, self.browser, self.begin):
            self.pages.addWidget(page)
        self._lay_out()
        self._at(-1)

    def take(self, vault: dict[str, Any], accounts: int) -> None:
        """Go on from where things stand: a vault that is there need not be made."""
        if self._keeping or self._step >= 0:
            return
        if vault["exists"]:
            self._find_browser()
        else:
            self._at(0)
            self.pages.setCurrentWidget(self.vault)
            self.vault.first.setFocus()

    def _show_key(self, key: str) -> None:
        self._keeping = True
        self.key.take(key)
        self.pages.setCurrentWidget(self.key_page)
        self.key.copy.setFocus()

    def _kept(self) -> None:
        self._keeping = False
        self.key.forget()
        self._find_browser()

    def _find_browser(self) -> None:
        self._at(1)
        self.pages.setCurrentWidget(self.browser)
        self.browser.arrive()

    def _begin(self) -> None:
        self._at(2)
        self.pages.setCurrentWidget(self.begin)
        self.begin.arrive()

    def _at(self, step: int) -> None:
        self._step = step
        for number, (icon, label) in enumerate(self._marks):
            done, now = number < step, number == step
            icon.take("circle-check" if done else "circle-dashed", "good" if done else "accent" if now else "muted")
            label.setProperty("role", "strong" if now else "secondary")
            label.style().polish(label)

    def _lay_out(self) -> None:
        box = panel()
        box.setFixedWidth(WIDTH)
        box.setMinimumHeight(HEIGHT)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(S32, S24, S32, S24)
        inside.setSpacing(S24)
        marks = QHBoxLayout()
        marks.setSpacing(S8)
        self._marks = [(IconLabel("circle-dashed"), Label(name)) for name in NAMES]
        for icon, label in self._marks:
            marks.addWidget(icon)
            marks.addWidget(label)
            marks.addSpacing(S24)
        marks.addStretch(1)
        inside.addLayout(marks)
        inside.addWidget(self.pages, 1)
        centred(self, box)

"""Opens the practice network and says how far it is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.dialogs.base import Dialog
from desktop.practice import PracticeNetwork
from desktop.widgets.steps import Steps
from desktop.workbench import Workbench

SENTENCE = (
    "A social site of your own, on this computer only. Its people are made up and it forgets everything when Steward"
    " closes: the place to try anything."
)


class OpenPractice(Dialog):
    """Starts it, adds three of its people as your accounts, signs them in."""

    def __init__(self, parent: QWidget | None, bench: Workbench, practice: PracticeNetwork) -> None:
        super().__init__(parent, "The practice network", "Open it", SENTENCE)
        self._bench, self._practice = bench, practice
        self.steps = Steps()
        self.form.part(self.steps)
        practice.step.connect(self.steps.take)
        practice.failed.connect(self.failed)
        practice.opened.connect(self._opened)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, practice: PracticeNetwork) -> OpenPractice:
        """Open the dialog."""
        found = cls(parent, bench, practice)
        found.open()
        return found

    def submit(self) -> None:
        """Begin."""
        self.busy(True)
        self.trouble.hide()
        self.steps.clear()
        self._practice.open()

    def _opened(self, url: str) -> None:
        self._bench.say(f"The practice network is open at {url}.")
        self._bench.go("accounts")
        self.accept()

"""Opens the practice network and says how far it is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.dialogs.base import Dialog
from desktop.practice import PracticeNetwork
from desktop.widgets.steps import Steps
from desktop.workbench import Workbench
from models.errors import StewardError

SENTENCE = (
    "A social site of your own, on this computer only. Its people are made up and it forgets everything when Steward"
    " closes: the place to try anything."
)


class OpenPractice(Dialog):
    """Starts it, adds three of its people as your accounts, signs them in."""

    def __init__(self, parent: QWidget | None, bench: Workbench, practice: PracticeNetwork) -> None:
        super().__init__(parent, bench, "The practice network", "Open it", SENTENCE)
        self._practice = practice
        self.steps = Steps()
        self.form.part(self.steps)
        practice.step.connect(self.steps.take)
        practice.failed.connect(self._refused)
        practice.opened.connect(self._answered)

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench, practice: PracticeNetwork) -> OpenPractice:
        """Open the dialog."""
        found = cls(parent, bench, practice)
        found.show()
        return found

    def submit(self) -> None:
        """Begin."""
        self.busy(True)
        self.trouble.hide()
        self.steps.clear()
        self._practice.open()

    def _refused(self, error: StewardError) -> None:
        self.hear(self.failed, error)

    def _answered(self, url: str) -> None:
        self.hear(self._opened, url)

    def _opened(self, url: str) -> None:
        self._bench.say(f"The practice network is open at {url}.")
        if not self.left:
            self._bench.go("accounts")
        self.accept()

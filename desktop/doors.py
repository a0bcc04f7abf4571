"""What stands before the screens while they may not be seen: first start, vault, PIN, an engine that did not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from desktop import messages
from desktop.practice import PracticeNetwork
from desktop.screens.first_start import FirstStart
from desktop.screens.pin import PinPage
from desktop.screens.unlock import UnlockPage
from desktop.shell import Shell
from desktop.widgets.empty_state import EmptyState
from desktop.workbench import Workbench
from models.errors import StewardError


class Doors:
    """Shows the door that is shut, if one is; `enter` is called where somebody goes through one."""

    def __init__(
        self, shell: Shell, bench: Workbench, practice: PracticeNetwork, enter: Callable[[str, bool], None]
    ) -> None:
        self._shell, self._bench, self._practice, self._enter = shell, bench, practice, enter
        self.first_start: FirstStart | None = None
        self.unlock: UnlockPage | None = None
        self.pin: PinPage | None = None
        self.looking = False
        """Somebody looks around while the vault is locked."""
        self.restarted = False
        """The engine had to start again, so it has forgotten the passphrase."""
        self._known = False
        self._stood: list[QWidget] = []

    def is_shut(self, status: dict[str, Any], accounts: int, *, entered: bool) -> bool:
        """Show the door that stands before everything else, if there is one."""
        vault = status["vault"]
        if not status["pin"]:
            self._let_in()
        if not vault["locked"]:
            self.restarted = False  # it forgot nothing: only the link to it broke
        if not self._known:
            self._ask_pin()
        elif not vault["exists"] or self.first_start is not None:
            self._begin(vault, accounts)
        elif vault["locked"] and not self.looking:
            self._ask_to_unlock(keychain=vault["kind"] == "keychain" and (self.restarted or not entered))
        elif not entered and not accounts:
            self._begin(vault, accounts)
        else:
            return False
        return True

    def opened(self) -> None:
        """The screens are shown; the doors before them are let go."""
        self.unlock = self.pin = None
        for page in self._stood:
            page.deleteLater()
        self._stood.clear()
        self._shell.notice.hold(False)

    def shut(self) -> None:
        """Ask for the PIN again before anything is shown; the engine need not be asked for that."""
        self._known = False
        self._ask_pin()

    def engine_stopped(self) -> None:
        """Say why no engine runs, and let a person start it again."""
        link = self._bench.link
        said = messages.of_error(link.why_stopped or StewardError("engine_would_not_start"))
        words = " ".join(filter(None, (said.means, said.do)))
        self._show(EmptyState("unplug", said.what, words, "Start again", link.start))

    def _begin(self, vault: dict[str, Any], accounts: int) -> None:
        if self.first_start is None:
            self.first_start = FirstStart(self._bench, self._first_start_over, self._practice)
        if self._show(self.first_start):
            self._shell.notice.hold(False)
        self.first_start.take(vault, accounts)

    def _first_start_over(self, screen: str, add: bool) -> None:
        self.first_start = None
        self._enter(screen, add)

    def _ask_to_unlock(self, *, keychain: bool) -> None:
        if self.unlock is None:
            self.unlock = UnlockPage(self._bench, self._look_around, keychain=keychain, again=self.restarted)
            self.restarted = False
        if self._show(self.unlock):
            self._shell.notice.hold(True)
            self.unlock.arrive()

    def _look_around(self) -> None:
        self.looking = True
        self._enter("", False)

    def _ask_pin(self) -> None:
        if self.pin is None:
            self.pin = PinPage(self._bench, self._pin_known)
        if self._show(self.pin):
            self._shell.notice.hold(True)
            self._shell.profile.hide()
            for dialog in self._shell.window().findChildren(QDialog):
                if dialog.isVisible():
                    dialog.reject()
            self.pin.arrive()

    def _pin_known(self) -> None:
        self._let_in()
        self._enter("", False)

    def _let_in(self) -> None:
        self._known, self.pin = True, None
        self._shell.profile.show()

    def _show(self, page: QWidget) -> bool:
        """Whether it was not shown yet: what happens meanwhile does not take the keyboard from where it stands."""
        if self._shell.screens.currentWidget() is page and not self._shell.framed:
            return False
        self._shell.show_frame(False)
        self._shell.show_page(page)
        if page not in self._stood:
            self._stood.append(page)
        return True

"""What every dialog is: a title, a form, a place for what went wrong, and one thing to do next."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop import messages
from desktop.engine_link import Failed, Then
from desktop.theme.tokens import S8, S16, S24
from desktop.widgets.form import Form
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Label
from desktop.workbench import Workbench
from models.errors import StewardError

WIDTH, LONG_WORD, PIECE = 520, 25, 12


class Dialog(QDialog):
    """A question over the window; it stays until the engine took the answer, out of sight where a person closed it."""

    def __init__(self, parent: QWidget | None, bench: Workbench, title: str, do: str, sentence: str = "") -> None:
        super().__init__(parent)
        self._bench = bench
        self._ready, self._busy = True, False
        self.left = False
        """Whether nobody waits in it any more."""
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(S24, S24, S24, S16)
        whole.setSpacing(S16)
        head = Label(foldable(title), "title", wrap=True)
        policy = head.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # a long title takes lines, not width
        head.setSizePolicy(policy)
        whole.addWidget(head)
        if sentence:
            whole.addWidget(Label(foldable(sentence), wrap=True))
        self.form = Form()
        whole.addWidget(self.form)
        self.trouble = Label(role="problem", wrap=True, selectable=True)
        self.trouble.hide()
        whole.addWidget(self.trouble)
        whole.addStretch(1)
        self.do = Button(do, "primary", pressed=self.submit)
        self.do.setDefault(True)
        self.cancel = Button("Cancel", pressed=self.reject)
        self.foot = Row(None, self.cancel, self.do, spacing=S8)
        whole.addWidget(self.foot)

    def submit(self) -> None:
        """Do what the primary button says."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter does it from anywhere in the form, also from where Enter begins a line."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.do.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Grow where a part that came to be shown needs the room."""
        shown = event.type() == QEvent.Type.Show
        done = super().event(event)
        layout = self.layout() if shown or event.type() == QEvent.Type.LayoutRequest else None
        if layout is not None:
            least = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), least if shown else max(self.height(), least))
        if shown:
            self.activateWindow()  # not every system gives the keyboard to what is no modal dialog
        return done

    def done(self, result: int) -> None:
        """Go out of sight; while the engine works the dialog stays there, for its answer must still be told."""
        self.left = True
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not self._busy)
        super().done(result)

    def ready(self, on: bool) -> None:
        """Whether what the fields say may be sent."""
        self._ready = on
        self.do.setEnabled(on and not self._busy)

    def busy(self, on: bool) -> None:
        """While the engine works, nothing is sent twice, and to close the dialog breaks nothing off."""
        self._busy = on
        self.ready(self._ready)
        self.cancel.setText("Close" if on else "Cancel")

    def send(self, command: object, then: Then, failed: Failed | None = None) -> None:
        """Hand a command to the engine, and hear its answer."""
        self.trouble.hide()
        self.busy(True)
        link, refused = self._bench.link, failed or self.failed
        link.call(command, lambda value: self.hear(then, value), lambda error: self.hear(refused, error))

    def hear(self, then: Then, told: Any) -> None:
        """Take an answer; an error that nobody waits for here is said by the window."""
        if not isValid(self):
            return  # the window went before it
        self.busy(False)
        unseen = self.left and isinstance(told, StewardError)
        (self._bench.complain if unseen else then)(told)
        if self.left and not self._busy:
            self.deleteLater()

    def failed(self, error: StewardError) -> None:
        """Show why it did not work, and let the person mend it."""
        self.trouble.say(messages.of_error(error).text)


def foldable(text: str) -> str:
    """The text with places inside its long words where a line may end."""
    return re.sub(rf"\S{{{LONG_WORD},}}", lambda word: re.sub(rf"\S{{{PIECE}}}", "\\g<0>\u200b", word[0]), text)

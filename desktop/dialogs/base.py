"""What every dialog is: a title, a form, a place for what went wrong, and one thing to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop import messages
from desktop.theme.tokens import S8, S16, S24
from desktop.widgets.form import Form
from desktop.widgets.icon_label import Button, Row
from desktop.widgets.plain import Label
from models.errors import StewardError

WIDTH = 520


class Dialog(QDialog):
    """A question over the window; it stays open until the engine took the answer."""

    def __init__(self, parent: QWidget | None, title: str, do: str, sentence: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(S24, S24, S24, S16)
        whole.setSpacing(S16)
        whole.addWidget(Label(title, "title"))
        if sentence:
            whole.addWidget(Label(sentence, wrap=True))
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
        return done

    def busy(self, on: bool) -> None:
        """While the engine works, nothing is sent twice."""
        self.do.setEnabled(not on)

    def failed(self, error: StewardError) -> None:
        """Show why it did not work, and let the person mend it."""
        self.busy(False)
        self.trouble.say(messages.of_error(error).text)

"""Settings: drawn from what is declared; a new setting appears here by itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from automation.commands import SetSetting
from desktop import messages, wording
from desktop.screens.base import Screen
from desktop.theme.tokens import S12, S16, S24
from desktop.widgets.form import Field, Number
from desktop.widgets.icon_label import Row
from desktop.widgets.plain import Label, line, panel, tip
from desktop.workbench import Workbench
from models import settings
from models.errors import StewardError
from models.settings import DECLARED, Setting

WIDTH, CONTROL, MOST = 720, 200, 2_000_000_000
# The kill switch has its own button, on every screen.
ELSEWHERE = frozenset({"stopped"})
GROUPS = (
    ("Window", ("theme", "auto_lock")),
    ("Browser", ("browser_",)),
    ("Limits", ("cap_", "spend", "collision", "skip_", "quiet", "zone", "proxy_")),
    ("Kept", ("retention_", "backup_")),
)
REST = "Work"


def group_of(key: str) -> str:
    """The heading that a setting stands under."""
    return next((name for name, starts in GROUPS if key.startswith(starts)), REST)


class SettingsScreen(Screen):
    """One control per declared setting, by its type."""

    NAME, TITLE = "settings", "Settings"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.fields: dict[str, Field] = {}
        self._unkept: set[str] = set()
        self._filling = False
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(S16, 0, S16, S24)
        column.setSpacing(S16)
        for name in (*(group for group, _ in GROUPS), REST):
            shown = [s for s in DECLARED if group_of(s.key) == name and s.key not in ELSEWHERE]
            if shown:
                column.addWidget(self._group(name, shown))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self.body.addWidget(scroll, 1)
        self.concerns(bench.link.configuration_changed)

    def refresh(self) -> None:
        """Read all values."""
        keys = tuple(self.fields)
        self.bench.reading.run(lambda: {key: settings.get(key) for key in keys}, self._take, self.unread, self)

    def _group(self, name: str, shown: list[Setting]) -> QWidget:
        box = panel()
        box.setMaximumWidth(WIDTH)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(S16, S12, S16, S16)
        layout.setSpacing(S12 - 2)
        layout.addWidget(Label(name, "section"))
        for number, setting in enumerate(shown):
            if number:
                layout.addWidget(line())
            layout.addWidget(self._row(setting))
        return box

    def _row(self, setting: Setting) -> QWidget:
        found = Field("", self._control(setting), "")
        found.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        found.field.installEventFilter(self)
        found.setFixedWidth(CONTROL)
        self.fields[setting.key] = found
        said = Label(setting.sentence, wrap=True)
        said.setToolTip(tip(setting.key))
        found.field.setAccessibleName(setting.sentence)
        return Row(said, found, spacing=S24, stretch=0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the page, and changes only what is being edited."""
        if event.type() != QEvent.Type.Wheel or (isinstance(watched, QWidget) and watched.hasFocus()):
            return False
        event.ignore()
        return True

    def _control(self, setting: Setting) -> QWidget:
        key = setting.key
        if isinstance(setting.default, bool):
            box = QCheckBox("On")
            box.toggled.connect(lambda on: self._keep(key, "on" if on else "off"))
            return box
        if isinstance(setting.default, int):
            number = Number(setting.low or 0, MOST if setting.high is None else setting.high)
            number.valueChanged.connect(lambda value: self._keep(key, str(value)))
            return number
        if setting.choices:
            choice = QComboBox()
            choice.addItems([wording.plain(word) for word in setting.choices])
            choice.activated.connect(lambda at: self._keep(key, setting.choices[at]))
            return choice
        text = QLineEdit()
        text.editingFinished.connect(lambda: self._keep_text(key, text))
        return text

    def _take(self, values: dict[str, Any]) -> None:
        self._filling = True
        self.trouble.hide()
        for setting in DECLARED:
            if setting.key not in self.fields or setting.key in self._unkept:
                continue  # what was typed stands there until it is kept, with the reason if it is refused
            if not self.fields[setting.key].field.hasFocus():
                _show(self.fields[setting.key].field, setting, values[setting.key])
        self._filling = False

    def _keep(self, key: str, value: str) -> None:
        if not self._filling:
            self._unkept.add(key)
            self.bench.link.call(
                SetSetting(key, value), lambda _value: self._kept(key), lambda error: self._failed(key, error)
            )

    def _keep_text(self, key: str, field: QLineEdit) -> None:
        if field.isModified():
            self._keep(key, field.text().strip())

    def _kept(self, key: str) -> None:
        self._unkept.discard(key)
        self.fields[key].problem("")
        field = self.fields[key].field
        if isinstance(field, QLineEdit):
            field.setModified(False)

    def _failed(self, key: str, error: StewardError) -> None:
        if not isinstance(self.fields[key].field, QLineEdit | QSpinBox):
            self._unkept.discard(key)
            self.refresh_soon()  # a box or a choice goes back: nothing that was typed is lost
        self.fields[key].problem(messages.of_error(error).text)


def _show(field: QWidget, setting: Setting, value: Any) -> None:
    if isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QSpinBox):
        field.setValue(int(value))
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(setting.choices.index(value))
    elif isinstance(field, QLineEdit):
        field.setText(str(value))

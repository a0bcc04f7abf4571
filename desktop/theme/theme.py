"""Tokens → palette and style sheet; follows the system's colours unless the user chose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop.theme.stylesheet import stylesheet
from desktop.theme.tokens import BODY, DARK, LIGHT, Tokens

_current = LIGHT
_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
# Parts that Qt draws from a file only: written in the theme's colours when it is applied.
_PARTS = {"check": "on_accent", "chevron-down": "muted", "chevron-up": "muted"}


def current() -> Tokens:
    """The colours in force."""
    return _current


class Theme(QObject):
    """Keeps the application in one theme: the system's, or the one that was chosen."""

    changed = Signal()
    chosen = Signal(str)

    def __init__(self, app: QApplication, wish: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._parts = QTemporaryDir()  # removed with this object
        self._applied: str | None = None
        self._wish = ""
        app.setStyle("Fusion")
        app.setFont(body_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(wish)

    def choose(self, wish: str) -> None:
        """Take "system", "light" or "dark"."""
        if wish == self._wish:
            return
        self._wish = wish
        self._app.styleHints().setColorScheme(_SCHEMES.get(wish, Qt.ColorScheme.Unknown))
        self._follow()
        self.chosen.emit(wish)

    def _follow(self) -> None:
        told = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self._apply(DARK if self._wish == "dark" or (self._wish == "system" and told) else LIGHT)

    def _apply(self, tokens: Tokens) -> None:
        global _current
        if self._applied == tokens.name:
            return
        _current, self._applied = tokens, tokens.name
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(stylesheet(tokens, self._write_parts(tokens)))
        self.changed.emit()

    def _write_parts(self, tokens: Tokens) -> str:
        from desktop.theme.icons import coloured  # the icons read the theme in force

        folder = Path(self._parts.path())
        for name, token in _PARTS.items():
            (folder / f"{name}-{tokens.name}.svg").write_text(coloured(name, getattr(tokens, token)), encoding="utf-8")
        return folder.as_posix()


def body_font(font: QFont) -> QFont:
    """The system's own face at body size, with figures of one width."""
    found = QFont(font)
    found.setPixelSize(BODY)
    found.setFeature(QFont.Tag("tnum"), 1)
    return found


def palette(tokens: Tokens) -> QPalette:
    """What Qt's own drawing takes its colours from."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.info,
        role.LinkVisited: tokens.info,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Accent: tokens.accent,
        role.Mid: tokens.border,
        role.Light: tokens.raised,
        role.Dark: tokens.border,
        role.Shadow: tokens.border,
    }
    found = QPalette()
    for name, colour in colours.items():
        found.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return found

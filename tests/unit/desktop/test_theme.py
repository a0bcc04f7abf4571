"""Tokens and theme: contrast, icons in colour, the system's scheme and the user's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.theme import theme as theme_module
from desktop.theme.icons import pixmap
from desktop.theme.theme import Theme
from desktop.theme.tokens import DARK, LIGHT, Tokens, contrast
from desktop.widgets.secret_field import SecretField

READABLE = 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "info", "good", "warn", "bad"])
@pytest.mark.parametrize("ground", ["window", "surface", "raised", "selected"])
def test_every_ink_is_readable_on_every_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= READABLE


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_the_primary_button_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= READABLE


def test_a_choice_beats_the_system_and_is_told(theme: Theme, qtbot: object) -> None:
    told: list[str] = []
    theme.chosen.connect(told.append)
    theme.choose("dark")
    palette = QApplication.palette()
    assert theme_module.current() is DARK
    assert palette.color(QPalette.ColorRole.Window).name().upper() == DARK.window
    theme.choose("light")
    assert theme_module.current() is LIGHT
    assert told == ["dark", "light"]


def test_an_icon_takes_the_colour_of_its_token(theme: Theme) -> None:
    image = pixmap("heart", "#FF0000", 16).toImage()
    inks = {
        image.pixelColor(x, y).name() for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {"#ff0000"}
    assert pixmap("heart", "#FF0000", 16, 2.0).width() == 32


def test_the_eye_of_a_secret_field_follows_the_theme(theme: Theme, qtbot: QtBot) -> None:
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    for tokens in (DARK, LIGHT):
        theme.choose(tokens.name)
        image = field.actions()[0].icon().pixmap(16).toImage()
        colours = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        assert {colour.name().upper() for colour in colours if colour.alpha() == 255} == {tokens.muted}


def test_both_themes_reach_every_corner_of_the_window(theme: Theme, opened: Callable[..., App], busy: object) -> None:
    app = opened()
    app.go("overview")
    for tokens in (DARK, LIGHT):
        theme.choose(tokens.name)
        image = app.window.grab().toImage()
        corners = {image.pixelColor(x, y).name().upper() for x, y in ((4, 4), (210, 70), (4, image.height() - 4))}
        assert corners == {tokens.window}

"""A window over a store, with the fake engine behind it; whatever it complains of unasked fails the test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.main_window import MainWindow
from desktop.theme.theme import Theme
from models import database
from models.errors import StewardError
from models.paths import Profile
from tests.fakes.busy_week import fill
from tests.fakes.engine import command_line
from tests.fakes.filled_store import FilledStore

PASSPHRASE = "correct horse"
Opened = Callable[..., App]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The one theme of the test run's application."""
    return Theme(qapp, "light")


@pytest.fixture
def profile() -> Iterator[Profile]:
    """A profile in a short folder, because a socket's path may not be long."""
    folder = Path(mkdtemp(prefix="stw-"))
    yield Profile(folder).prepare()
    database.close()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(Profile(folder).runtime, ignore_errors=True)


@pytest.fixture
def open_vault(profile: Profile) -> Callable[..., None]:
    """Make the fake engine's vault, open or locked."""

    def make(*, locked: bool = False) -> None:
        vault = {"exists": True, "locked": locked, "kind": "passphrase", "passphrase": PASSPHRASE}
        (profile.folder / "fake-vault.json").write_text(json.dumps(vault))

    return make


@pytest.fixture
def busy(profile: Profile, open_vault: Callable[..., None]) -> FilledStore:
    """A busy week, and an open vault."""
    store = fill(profile)
    database.close()
    open_vault()
    return store


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme, profile: Profile) -> Iterator[Opened]:
    """Opens the window; `lies` are what the fake engine says instead of the truth."""
    windows: list[MainWindow] = []
    complaints: list[StewardError] = []

    def open_window(lies: dict[str, str] | None = None, *, until_screens: bool = True) -> App:
        window = MainWindow(profile.folder.name)
        windows.append(window)
        app = App(window, theme, profile, command_line(profile, lies))
        app.reading.troubled.connect(complaints.append)
        window.show()
        app.open()
        if until_screens:
            qtbot.waitUntil(lambda: bool(app.screens), timeout=15_000)
        return app

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()
    assert not complaints

"""A window over a store, with the fake engine behind it; whatever it complains of unasked fails the test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.main_window import MainWindow
from desktop.theme.theme import Theme
from desktop.widgets import banner
from models import clock, database, search
from models.errors import StewardError
from models.paths import Profile
from tests.fakes.busy_week import fill
from tests.fakes.collected_rows import fill_collected
from tests.fakes.engine import command_line
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import overheard

PASSPHRASE = "correct horse"
Opened = Callable[..., App]
FLEETING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
PATIENCE_MS = 60_000


class PatientBot(QtBot):
    """Waits for as long as a slow and busy machine may take; what comes sooner is not waited for."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """Wait until it is true."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Wait until it is emitted."""
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        """Wait until the window has the keyboard."""
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The hands of a test, with more patience than pytest-qt's."""
    return PatientBot(request)


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

    def make(*, locked: bool = False, kind: str = "passphrase") -> None:
        vault = {"exists": True, "locked": locked, "kind": kind, "passphrase": PASSPHRASE}
        (profile.folder / "fake-vault.json").write_text(json.dumps(vault))

    return make


@pytest.fixture
def still() -> Iterator[None]:
    """The clock stands, so that an age is shown as it was when the rows were made."""
    now = clock.now()
    before = clock.use(lambda: now)
    yield
    clock.use(before)


@pytest.fixture
def busy(profile: Profile, open_vault: Callable[..., None]) -> FilledStore:
    """A busy week, and an open vault."""
    store = fill(profile)
    database.close()
    open_vault()
    return store


class Strays(QObject):
    """Notes every top-level window that flashes up although nobody asked for one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            wanted = isinstance(watched, QMainWindow | QDialog) or watched.windowType() in FLEETING
            self.seen += [] if wanted else [f"{type(watched).__name__} {getattr(watched, 'text', str)()}"]
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[Strays]:
    """Fails a test in which a part was shown before it had its place."""
    found = Strays()
    qapp.installEventFilter(found)
    yield found
    qapp.removeEventFilter(found)
    assert found.seen == []


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notice goes because the machine took long; a test says itself when its time is over."""
    for name in ("SHOWN_MS", "READ_MS", "UNDO_MS"):
        monkeypatch.setattr(banner, name, 100 * getattr(banner, name))


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme, profile: Profile, strays: Strays, unhurried: None) -> Iterator[Opened]:
    """Opens the window; `lies` are what the fake engine says instead of the truth."""
    windows: list[MainWindow] = []
    complaints: list[StewardError] = []

    def open_window(lies: dict[str, str] | None = None, *, until_screens: bool = True) -> App:
        window = MainWindow(profile.folder.name)
        windows.append(window)
        app = App(window, theme, profile, command_line(profile, lies))
        app.reading.troubled.connect(complaints.append)
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        app.open()
        if until_screens:
            qtbot.waitUntil(lambda: bool(app.screens))
        return app

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()
    assert not complaints


@pytest.fixture
def collected(busy: FilledStore, profile: Profile) -> FilledStore:
    """A busy week, and some of every noun; the search index knows them."""
    database.connect(profile.store)
    fill_collected(profile.evidence)
    while search.fold(1000):
        pass
    database.close()
    return busy


@pytest.fixture
def app(collected: FilledStore, opened: Opened) -> App:
    """A window over all of that."""
    return opened()


@pytest.fixture
def sent(app: App, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that the window sends."""
    return overheard(app, monkeypatch)

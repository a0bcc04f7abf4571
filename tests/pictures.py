"""Pictures of every screen: `python -m tests.pictures --to DIR` fills a store and grabs the window, light and dark.

Each scale needs a process of its own, because Qt reads it once; so does each look, because one window is all it has.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from automation.commands import Keep, SetPin
from desktop.app import App
from desktop.dialogs.keep import KeepDialog
from desktop.main_window import MainWindow
from desktop.screens.listed import LISTED
from desktop.screens.nouns import TabbedScreen
from desktop.screens.own import OWN
from desktop.theme.theme import Theme
from models import database
from models.paths import Profile
from tests.fakes.busy_week import fill
from tests.fakes.collected_rows import fill_collected
from tests.fakes.engine import command_line

COLOURS = ("light", "dark")
LONG = "The corner bakery on the long road behind the old harbour"
SCALES, SIZE, LEAST, PATIENCE_MS, SETTLE_MS = ("1", "2"), (1280, 800), (920, 520), 15_000, 250


def main() -> None:
    """Take them all, or those of the stages that are named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--scale", choices=SCALES)
    parser.add_argument("--colours", choices=COLOURS)
    parser.add_argument("--stage", choices=tuple(STAGES), help=argparse.SUPPRESS)
    said = parser.parse_args()
    said.to.mkdir(parents=True, exist_ok=True)
    if said.stage is not None:
        with TemporaryDirectory() as folder:
            _take(Path(folder), said.to, said.scale, said.colours, said.stage)
        return
    scales, colours = (said.scale,) if said.scale else SCALES, (said.colours,) if said.colours else COLOURS
    looks = product(scales, colours, (name for name in STAGES if said.only in name))
    if cut_short := [look for look in looks if not _is_taken(said.to, *look)]:
        sys.exit(f"Cut short: {cut_short}")


def _is_taken(to: Path, scale: str, colours: str, stage: str) -> bool:
    options = ["--to", str(to), "--scale", scale, "--colours", colours, "--stage", stage]
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.pictures", *options]
    return subprocess.run(command, env=environment, check=False).returncode == 0


def _take(folder: Path, to: Path, scale: str, colours: str, stage: str) -> None:
    app = QApplication([])
    theme = Theme(app)
    window = MainWindow("agency")
    window.resize(*(LEAST if stage == "least" else SIZE))
    for shot, widget in STAGES[stage](window, theme, Profile(folder / stage)):
        theme.choose(colours)
        settle()
        widget.grab().save(str(to / f"{shot}-{colours}-{scale}00.png"))
    window.close()
    settle()


def wait_for(true: Callable[[], object]) -> None:
    """Let Qt work until something is so; TimeoutError if it never is."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not true():
        if deadline.hasExpired():
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def settle() -> None:
    """Let Qt work for a moment, so that everything that was asked for is drawn."""
    deadline = QDeadlineTimer(SETTLE_MS)
    while not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


Shots = Iterator[tuple[str, QWidget]]


def _opened(window: MainWindow, theme: Theme, profile: Profile) -> App:
    app = App(window, theme, profile, command_line(profile))
    window.show()
    app.open()
    return app


def busy(window: MainWindow, theme: Theme, profile: Profile) -> Shots:
    """Every screen on a full store, and the dialogs over it."""
    if not profile.store.exists():
        fill(profile)
        fill_collected(profile.evidence)
        database.close()
        vault = '{"exists": true, "locked": false, "kind": "passphrase", "passphrase": "a"}'
        (profile.folder / "fake-vault.json").write_text(vault)
    app = _opened(window, theme, profile)
    wait_for(lambda: app.screens)
    for entry in LISTED:
        app.go(entry.name)
        settle()
        yield entry.name, window
        yield from _tabs(app, entry.name)
    yield from _dialogs(app)
    yield from _own(app)
    yield from _questions(app)


def least(window: MainWindow, theme: Theme, profile: Profile) -> Shots:
    """Every screen on a full store at the least size that the window takes."""
    for shot, widget in busy(window, theme, profile):
        if widget is window:
            yield f"least-{shot}", widget


def _tabs(app: App, name: str) -> Shots:
    screen = app.screens[name]
    for title in screen.titles[1:] if isinstance(screen, TabbedScreen) else ():
        screen.open_tab(title)
        settle()
        yield f"{name}-{title.lower().replace(' ', '-')}", app.window


def _dialogs(app: App) -> Shots:
    from desktop.command_list import open_palette, open_sheet
    from desktop.dialogs.add_account import AddAccountDialog
    from desktop.dialogs.new_action import NewAction

    app.go("approvals")
    app.turn_drawer()
    settle()
    yield "drawer", app.window
    app.turn_drawer()
    new = NewAction.ask(app.window, app.bench, None, "http://127.0.0.1:8377/posts/3")
    yield "new-action", new
    new.close()
    account = AddAccountDialog.ask(app.window, app.bench)
    yield "add-account", account
    account.close()
    palette = open_palette(app)
    yield "palette", palette
    palette.close()
    sheet = open_sheet(app)
    yield "keys", sheet
    sheet.close()


def _own(app: App) -> Shots:
    """The dialogs of what people add themselves: empty, with what is missing, and on a row with long names."""
    app.link.call(Keep("brands", {"name": LONG, "description": LONG}))
    long = {"scheme": "socks5", "host": f"{LONG.replace(' ', '-')}.example.com", "port": 1080, "brand_id": 1}
    app.link.call(Keep("proxies", long | {"provider": LONG, "location": LONG}))
    app.link.call(Keep("content", {"brand_id": 2, "kind": "pfp", "path": f"/home/ann/{LONG}/{LONG}.jpg"}))
    app.link.call(Keep("texts", {"kind": "comment", "text": f"{LONG}. " * 8, "name": LONG, "brand_id": 2}))
    app.link.call(Keep("tags", {"name": LONG, "description": LONG, "color": "#C2410C"}))
    for name in OWN:
        app.go("people" if name == "tags" else name)
        screen: Any = app.screens["people" if name == "tags" else name]
        if isinstance(screen, TabbedScreen):
            screen.open_tab("Tags")
            screen = screen.shown
        wait_for(lambda s=screen: s.model.rowCount() == 2 and s.inspector.row is not None)
        screen.table.choose(0)
        settle()
        yield f"own-{name}", app.window
        for shot, ask in (("add", screen.add), ("change", screen.change)):
            ask()
            dialog = app.window.findChildren(KeepDialog)[-1]
            settle()
            yield f"{shot}-{name}", dialog
            dialog.submit() if shot == "add" else None
            settle()
            if shot == "add":
                yield f"add-{name}-missing", dialog
            dialog.close()


def _questions(app: App) -> Shots:
    from desktop.dialogs.block import BlockDialog
    from desktop.dialogs.erase import EraseDialog
    from desktop.dialogs.import_store import ImportDialog
    from desktop.dialogs.pin import PinDialog
    from desktop.dialogs.profiles import ProfilesDialog
    from desktop.dialogs.restore import RestoreDialog

    imported = ImportDialog.ask(app.window, app.bench)
    yield "import", imported
    imported.kind.setCurrentIndex(2)
    imported.path.setText("/home/ann/old/posts.db")
    imported.trial.click()
    wait_for(imported.report.isVisible)
    yield "import-report", imported
    imported.close()
    for shot, dialog in (
        ("restore", RestoreDialog.ask(app.window, app.bench, app.profile.backups / "20261120-030000-hourly")),
        ("block", BlockDialog.ask(app.window, app.bench)),
        ("erase", EraseDialog.ask(app.window, app.bench, "prf-1", "maria.bakes")),
        ("pin", PinDialog.ask(app.window, app.bench)),
        ("profiles", ProfilesDialog.ask(app.window, app.bench)),
    ):
        yield shot, dialog
        dialog.close()
    app.link.call(SetPin("4711"))
    wait_for(lambda: (app.profile.folder / "fake-pin").exists())
    app.hide_window()
    wait_for(lambda: app.doors.pin)
    yield "pin-page", app.window


def empty(window: MainWindow, theme: Theme, profile: Profile) -> Shots:
    """The first start, and the empty screens after it."""
    (profile.folder / "fake-vault.json").unlink(missing_ok=True)
    app = _opened(window, theme, profile)
    wait_for(lambda: app.doors.first_start)
    first = app.doors.first_start
    assert first is not None
    settle()
    yield "first-1-vault", window
    first.vault.first.setText("correct horse battery")
    first.vault.again.setText("correct horse battery")
    first.vault.submit()
    wait_for(lambda: first.pages.currentIndex() == 1)
    yield "first-2-key", window
    first.key.kept.setChecked(True)
    first.key.go_on.click()
    wait_for(lambda: first.browser.go_on.isVisible())
    yield "first-3-browser", window
    first.browser.go_on.click()
    yield "first-4-begin", window
    first.begin.look.click()
    for entry in LISTED:
        app.go(entry.name)
        settle()
        yield f"empty-{entry.name}", window
    app.lock()
    wait_for(lambda: app.doors.unlock)
    yield "locked", window


STAGES = {"busy": busy, "least": least, "empty": empty}

if __name__ == "__main__":
    main()

"""`steward-desktop`: shows the window at once, and opens the profile behind it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from models.errors import StewardError
from models.paths import PORTABLE, Profile
from models.profiles import chosen_profile

BEAT_MS = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window of a profile; returns the exit code."""
    said = _parser().parse_args(arguments)
    if said.portable:
        os.environ[PORTABLE] = "1"  # for this process and for those it starts
    try:
        place = chosen_profile(said.profile)
    except StewardError as error:
        return _refused(error)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Steward")
    app.setDesktopFileName("steward")
    return _run(app, place)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="steward-desktop", description="The window of Steward.")
    parser.add_argument("--profile", metavar="NAME|DIR", help="the data folder; by default the per-user one")
    parser.add_argument("--portable", action="store_true", help="keep data beside the program, to carry both about")
    return parser


def _refused(error: StewardError) -> int:
    from desktop.messages import of_error  # only what goes wrong needs words

    print(of_error(error).text, file=sys.stderr)
    return int(error.exit)


def _run(app: QApplication, place: Profile) -> int:
    remembered = QSettings(str(place.folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(place.folder.name, remembered)
    window.painted.connect(lambda: _furnish(app, window, place, remembered))
    window.show()
    # Python sees a signal only when it runs: let it run now and then.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    signal.signal(signal.SIGTERM, lambda *_: window.close())
    beat = QTimer(app, interval=BEAT_MS)
    beat.timeout.connect(lambda: None)
    beat.start()
    return app.exec()


def _furnish(app: QApplication, window: MainWindow, place: Profile, remembered: QSettings) -> None:
    from desktop.single_instance import SingleInstance  # everything heavy comes after the first paint

    first = SingleInstance(place, window)
    if not first.is_first():
        window.close()
        return
    from desktop.app import App
    from desktop.theme.theme import Theme

    first.asked_to_show.connect(lambda: _to_front(window))
    window.closing.connect(first.close)
    theme = Theme(app, str(remembered.value("window/theme", "system")))
    theme.chosen.connect(lambda wish: remembered.setValue("window/theme", wish))
    App(window, theme, place).open()


def _to_front(window: MainWindow) -> None:
    window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


if __name__ == "__main__":
    sys.exit(main())

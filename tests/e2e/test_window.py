"""The window on the real engine, a real browser and the practice network, as a newcomer meets them."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from automation.commands import OpenPage
from desktop import engine_process
from desktop.app import App
from desktop.dialogs.new_action import NewAction
from desktop.main_window import MainWindow
from desktop.theme.theme import Theme
from models.enums import ActionKind
from models.errors import StewardError
from models.paths import Profile

PASSPHRASE, PATIENCE = "correct horse battery", 60_000


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def newcomer(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """A window on a profile that does not exist yet; no engine is killed because the machine took long to end it."""
    monkeypatch.setattr(engine_process, "END_MS", PATIENCE)
    folder, complaints = Path(mkdtemp(prefix="stw-")), []
    profile = Profile(folder / "profile")
    window = MainWindow("profile")
    app = App(window, theme, profile.prepare())
    app.reading.troubled.connect(complaints.append)
    window.show()
    app.open()
    yield app
    window.close()
    window.deleteLater()
    shutil.rmtree(folder)
    shutil.rmtree(profile.runtime, ignore_errors=True)
    assert complaints == list[StewardError]()


@pytest.fixture
def settled(qtbot: QtBot, newcomer: App) -> App:
    """The same window after the first start, with the practice network open."""
    until(qtbot, lambda: newcomer.doors.first_start is not None and newcomer.doors.first_start.vault.do.isVisible())
    first: Any = newcomer.doors.first_start
    qtbot.keyClicks(first.vault.first, PASSPHRASE)
    qtbot.keyClicks(first.vault.again, PASSPHRASE)
    first.vault.do.click()
    until(qtbot, lambda: first.pages.currentWidget() is first.key_page)
    assert len(first.key.quote.body.text()) > 20
    first.key.kept.click()
    first.key.go_on.click()
    until(qtbot, first.browser.go_on.isVisible)
    first.browser.go_on.click()
    first.begin.practice.click()
    until(qtbot, lambda: "accounts" in newcomer.screens)
    return newcomer


def until(qtbot: QtBot, true: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE)


def ask(qtbot: QtBot, app: App, kind: ActionKind, link: str, text: str = "", *, approve: bool = False) -> None:
    """Fill in the dialog as a person would."""
    dialog = NewAction.ask(app.window, app.bench, None, link)
    until(qtbot, lambda: dialog.account.count() > 0)
    dialog.choose_kind(kind)
    dialog.words.text.setPlainText(text)
    dialog.approve.setChecked(approve)
    done: list[int] = []
    dialog.finished.connect(done.append)
    dialog.submit()
    until(qtbot, lambda: done)


def test_a_newcomer_sees_a_like_and_a_comment_proven(qtbot: QtBot, settled: App) -> None:
    accounts: Any = settled.screens["accounts"]
    until(qtbot, lambda: accounts.model.rowCount() == 3)
    assert all(accounts.model.row(n).session_at and accounts.model.row(n).authority_kind == "own" for n in range(3))
    post, text = f"{settled.practice.url}/posts/3", "Lovely light 🌿\n“שלום”"
    ask(qtbot, settled, ActionKind.LIKE, post, approve=True)
    ask(qtbot, settled, ActionKind.COMMENT, post, text)
    settled.go("approvals")
    approvals: Any = settled.screens["approvals"]
    until(qtbot, lambda: approvals.model.rowCount() == 1 and approvals.action.draft.body.text() == text)
    qtbot.keyClick(approvals.table, Qt.Key.Key_A)
    settled.go("history")
    history: Any = settled.screens["history"]
    until(qtbot, lambda: history.model.rowCount() == 2)
    assert {(history.model.row(n).kind, history.model.row(n).state) for n in range(2)} == {
        ("like", "confirmed"),
        ("comment", "confirmed"),
    }
    for number in range(2):
        history.table.choose(number)
        until(qtbot, lambda n=number: _shown(history) == history.model.row(n).id)
        until(qtbot, history.action.proof.pictures.isVisible)
        assert history.action.proof.pictures.has_region
        until(qtbot, lambda: history.action.proof.pictures._after is not None)


def test_a_page_is_taken_over_typed_into_and_given_back(qtbot: QtBot, settled: App) -> None:
    account = _first_account(qtbot, settled)
    settled.link.call(OpenPage(account, f"{settled.practice.url}/messages/new"))
    settled.go("live", account)
    live: Any = settled.screens["live"]
    until(qtbot, lambda: live.large.held and live.large.has_frame)
    before = live.large._jpeg
    # The field for the recipient, in the page's own pixels; the site focuses it itself when it is clicked.
    place = live.large._target()
    scale = place.width() / 1280
    spot = QPoint(round(place.left() + 820 * scale), round(place.top() + 175 * scale))
    qtbot.mouseClick(live.large, Qt.MouseButton.LeftButton, pos=spot)
    for letter in "carol":
        qtbot.keyClick(live.large, getattr(Qt.Key, f"Key_{letter.upper()}"))
    until(qtbot, lambda: live.large._jpeg != before)
    live.give_back.click()
    until(qtbot, lambda: live.shown is None and account not in live.open)


def test_a_killed_engine_comes_back_and_a_closed_window_leaves_nothing_running(qtbot: QtBot, settled: App) -> None:
    first = settled.link.process.pid
    os.kill(first, signal.SIGKILL)
    until(qtbot, settled.shell.standing.isVisible)
    until(qtbot, lambda: not settled.shell.standing.isVisible())
    second = settled.link.process.pid
    assert second not in {0, first}
    # The new engine has no key yet: the door is shown until the passphrase is given again.
    until(qtbot, lambda: settled.doors.unlock is not None)
    unlock: Any = settled.doors.unlock
    qtbot.keyClicks(unlock.secret, PASSPHRASE)
    unlock.do.click()
    until(qtbot, settled.shell.sidebar.isVisible)
    settled.window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def _first_account(qtbot: QtBot, app: App) -> int:
    accounts: Any = app.screens["accounts"]
    until(qtbot, lambda: accounts.model.row(0) is not None)
    return int(accounts.model.row(0).id)


def _shown(history: Any) -> int | None:
    detail = history.action.detail
    return None if detail is None else int(detail.row.id)

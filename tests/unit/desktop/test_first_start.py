"""The first start, unlocking, and what is shown when the engine cannot start."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QProcess, Qt
from pytestqt.qtbot import QtBot

from desktop import practice
from desktop.app import App
from desktop.screens.first_start import FirstStart
from desktop.screens.unlock import UnlockPage
from desktop.widgets.plain import Elided
from models.paths import Profile
from tests.fakes.engine_work import RECOVERY
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.conftest import PASSPHRASE

Opened = Callable[..., App]


def newcomer(qtbot: QtBot, opened: Opened, lies: dict[str, str] | None = None) -> tuple[App, FirstStart]:
    app = opened(lies, until_screens=False)
    qtbot.waitUntil(lambda: app.doors.first_start is not None)
    assert app.doors.first_start is not None
    return app, app.doors.first_start


def make_vault(qtbot: QtBot, first: FirstStart) -> None:
    qtbot.keyClicks(first.vault.first, PASSPHRASE)
    qtbot.keyClicks(first.vault.again, PASSPHRASE)
    first.vault.do.click()
    qtbot.waitUntil(lambda: first.pages.currentWidget() is first.key_page)


def test_a_newcomer_makes_a_vault_and_keeps_the_key(qtbot: QtBot, opened: Opened) -> None:
    app, first = newcomer(qtbot, opened)
    assert not app.shell.sidebar.isVisible()
    make_vault(qtbot, first)
    assert first.key.quote.body.text() == RECOVERY
    assert not first.key.go_on.isEnabled()
    first.key.kept.click()
    first.key.go_on.click()
    assert first.key.quote.body.text() == ""
    qtbot.waitUntil(first.browser.go_on.isVisible)
    assert first.browser.where.text() == "Found: /usr/bin/a-browser"
    first.browser.go_on.click()
    first.begin.look.click()
    assert app.shell.sidebar.isVisible()
    page = app.screens["overview"]
    assert app.shell.screens.currentWidget() is page
    qtbot.waitUntil(
        lambda: any(part.text().startswith("There is no account yet") for part in page.findChildren(Elided))
    )


def test_a_practice_network_that_is_being_opened_is_not_started_again(
    qtbot: QtBot, busy: FilledStore, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened()
    monkeypatch.setattr(practice, "program", lambda: [sys.executable, "-c", "import sys; sys.stdin.read()"])
    app.practice.open()
    app.practice.open()  # as by a second dialog, when the first was closed
    assert len(app.practice.findChildren(QProcess)) == 1


def test_two_passphrases_that_differ_make_nothing(qtbot: QtBot, opened: Opened) -> None:
    _, first = newcomer(qtbot, opened)
    qtbot.keyClicks(first.vault.first, "short")
    first.vault.do.click()
    assert "8 characters" in first.vault.first_field.said.text()
    qtbot.keyClicks(first.vault.first, " but longer")
    qtbot.keyClicks(first.vault.again, "something else")
    first.vault.do.click()
    assert "not the same" in first.vault.again_field.said.text()
    assert first.vault.do.isEnabled()
    assert first.pages.currentWidget() is first.vault


def test_the_key_is_copied_and_the_passphrase_is_not_kept_in_the_fields(qtbot: QtBot, opened: Opened) -> None:
    from PySide6.QtWidgets import QApplication

    _, first = newcomer(qtbot, opened)
    make_vault(qtbot, first)
    first.key.copy.click()
    assert QApplication.clipboard().text() == RECOVERY
    assert first.vault.first.text() == first.vault.again.text() == ""


def walk_to_the_end(qtbot: QtBot, first: FirstStart) -> None:
    """Up to the last step, which asks how to begin."""
    make_vault(qtbot, first)
    first.key.kept.click()
    first.key.go_on.click()
    qtbot.waitUntil(first.browser.go_on.isVisible)
    first.browser.go_on.click()


def test_a_missing_browser_is_said_and_fetched(qtbot: QtBot, opened: Opened) -> None:
    _, first = newcomer(qtbot, opened, {"FindBrowser": "browser_missing"})
    make_vault(qtbot, first)
    first.key.kept.click()
    first.key.go_on.click()
    qtbot.waitUntil(first.browser.fetch.isVisible)
    assert "No browser was found" in first.browser.trouble.text()
    first.browser.fetch.click()
    qtbot.waitUntil(first.browser.go_on.isVisible)
    assert first.browser.bar.value() == 40


def test_the_first_account_can_be_added_at_once(qtbot: QtBot, opened: Opened) -> None:
    from desktop.dialogs.add_account import AddAccountDialog

    app, first = newcomer(qtbot, opened)
    walk_to_the_end(qtbot, first)
    first.begin.account.click()
    qtbot.waitUntil(lambda: bool(app.window.findChildren(AddAccountDialog)))
    assert app.shell.screens.currentWidget() is app.screens["accounts"]
    app.window.findChildren(AddAccountDialog)[0].reject()


def locked(qtbot: QtBot, opened: Opened, open_vault: Callable[..., None]) -> tuple[App, UnlockPage]:
    open_vault(locked=True)
    app = opened(until_screens=False)
    qtbot.waitUntil(lambda: app.doors.unlock is not None)
    assert app.doors.unlock is not None
    return app, app.doors.unlock


def test_a_passphrase_opens_the_vault(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None]
) -> None:
    app, page = locked(qtbot, opened, open_vault)
    qtbot.keyClicks(page.secret, "wrong")
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.secret.text() == ""
    qtbot.keyClicks(page.secret, PASSPHRASE)
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(app.screens))
    qtbot.waitUntil(lambda: app.shell.vault.text() == "vault unlocked")


def test_the_recovery_key_opens_it_too(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None]
) -> None:
    app, page = locked(qtbot, opened, open_vault)
    page.other.click()
    qtbot.keyClicks(page.secret, RECOVERY)
    page.do.click()
    qtbot.waitUntil(lambda: bool(app.screens))


def test_one_may_look_around_while_it_is_locked(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None]
) -> None:
    app, page = locked(qtbot, opened, open_vault)
    page.look.click()
    assert app.shell.resting.isVisible()
    assert "locked" in app.shell.resting.label.text()
    app.shell.resting.button.click()
    qtbot.waitUntil(lambda: isinstance(app.shell.screens.currentWidget(), UnlockPage))


def test_locking_brings_the_door_back(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    app.lock()
    qtbot.waitUntil(lambda: isinstance(app.shell.screens.currentWidget(), UnlockPage))
    assert not app.shell.sidebar.isVisible()
    assert app.doors.unlock is not None
    qtbot.keyClicks(app.doors.unlock.secret, PASSPHRASE)
    app.doors.unlock.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)


def test_a_crashed_engine_is_said_calmly_and_comes_back(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    first = app.link.process.pid
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(app.shell.standing.isVisible)
    assert "starting again" in app.shell.standing.label.text()
    assert app.shell.sidebar.isVisible()
    qtbot.waitUntil(lambda: not app.shell.standing.isVisible())
    app.go("queue")
    qtbot.waitUntil(lambda: app.screens["queue"].model.rowCount() == 15)  # type: ignore[attr-defined]


def test_an_engine_that_cannot_start_says_why_and_can_be_tried_again(
    qtbot: QtBot, theme: object, profile: Profile, opened: Opened, monkeypatch: object
) -> None:
    import sys

    words = '{"error": {"code": "store_newer", "message": "The store is newer.", "hint": "Use the newer Steward."}}'
    import tests.unit.desktop.conftest as conftest

    script = f"print('''{words}'''); raise SystemExit(5)"
    monkeypatch.setattr(conftest, "command_line", lambda *_: [sys.executable, "-c", script])  # type: ignore[attr-defined]
    app = opened(until_screens=False)
    qtbot.waitUntil(lambda: app.link.standing == "stopped")
    page = app.shell.screens.currentWidget()
    assert page.title.text() == "The store is newer."  # type: ignore[attr-defined]
    page.button.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: app.link.standing == "stopped")

"""What stands beside an account is so, also after the engine refused what was chosen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from automation.commands import EditAccount
from desktop.app import App
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import beside, of, overheard, page_of, said

Opened = Callable[..., App]


def inspector_of(qtbot: QtBot, app: App, at: int = 0) -> Any:
    found = beside(qtbot, page_of(qtbot, app, "accounts"), at)
    qtbot.waitUntil(found.belonging.isEnabled)
    return found


def test_what_is_refused_is_not_shown_as_chosen(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened({"EditAccount": "vault_locked"})
    inspector = inspector_of(qtbot, app)
    box = inspector.auto["comment"]
    before = box.isChecked()
    box.click()
    qtbot.waitUntil(lambda: said(app).startswith("The vault is locked."))
    qtbot.waitUntil(lambda: box.isChecked() is before)
    inspector.quiet.setFocus()
    qtbot.keyClicks(inspector.quiet, "around noon")
    qtbot.keyClick(inspector.quiet, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: inspector.quiet.text() == "")


def test_a_password_is_gone_from_its_field_only_when_it_is_kept(
    qtbot: QtBot, busy: FilledStore, opened: Opened
) -> None:
    app = opened({"EditAccount": "vault_locked"})
    inspector = inspector_of(qtbot, app)
    qtbot.keyClicks(inspector.password, "s3cret")
    inspector.keep.click()
    assert not inspector.keep.isEnabled()
    qtbot.waitUntil(inspector.keep.isEnabled)
    assert inspector.password.text() == "s3cret"
    assert said(app).startswith("The vault is locked.")


def test_what_one_account_may_do_is_not_given_to_the_next(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page, inspector = page_of(qtbot, app, "accounts"), inspector_of(qtbot, app)
    read = threading.Event()
    app.reading.run(lambda: read.wait(5))
    page.table.choose(1)  # it is named, and nothing more is known of it yet
    inspector.auto["comment"].click()
    inspector.enabled.click()
    read.set()
    qtbot.waitUntil(inspector.auto["comment"].isEnabled)
    assert of(sent, EditAccount) == []
    inspector.auto["comment"].click()
    assert [edit.account for edit in of(sent, EditAccount)] == [page.model.row(1).id]


def test_another_account_signs_in_while_one_does(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened({"SignIn": "silence"})
    inspector = inspector_of(qtbot, app)
    inspector.with_vault.click()
    assert not inspector.with_vault.isEnabled()
    inspector_of(qtbot, app, 1)
    assert inspector.with_vault.isEnabled()
    inspector_of(qtbot, app, 0)
    assert not inspector.with_vault.isEnabled()


def test_a_kept_password_leaves_its_field(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    inspector = inspector_of(qtbot, app)
    qtbot.keyClicks(inspector.password, "s3cret")
    inspector.keep.click()
    qtbot.waitUntil(lambda: said(app) == "The password is in the vault.")
    assert inspector.password.text() == ""
    assert of(sent, EditAccount) == [EditAccount(inspector.row.id, {"password": "s3cret"})]


def test_what_is_typed_for_one_account_is_never_sent_for_another(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, app, "accounts")
    inspector = inspector_of(qtbot, app)
    sent = overheard(app, monkeypatch)
    inspector.quiet.setFocus()
    qtbot.keyClicks(inspector.quiet, "22:00-07:00")
    inspector.take(page.model.row(1))  # as when the first is removed
    page.table.setFocus()
    qtbot.waitUntil(lambda: not app.reading.busy)
    assert not of(sent, EditAccount)
    assert inspector.quiet.text() == ""

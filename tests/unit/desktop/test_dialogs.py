"""Dialogs: an answer is told also where its dialog was closed, nothing goes out twice, and what is missing is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QDateTime, QEvent, QProcess, Qt, QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from automation import commands
from desktop.app import App
from desktop.dialogs import profiles
from desktop.dialogs.add_account import NOT_NOW, AddAccountDialog
from desktop.dialogs.authorise import Authorising
from desktop.dialogs.authority_part import AuthorityPart
from desktop.dialogs.base import Dialog
from desktop.dialogs.block import BlockDialog
from desktop.dialogs.content import ContentDialog
from desktop.dialogs.erase import EraseDialog
from desktop.dialogs.import_store import ImportDialog
from desktop.dialogs.pin import PinDialog
from desktop.dialogs.remove_account import RemoveAccountDialog
from desktop.dialogs.restore import RestoreDialog
from desktop.dialogs.tag import TagDialog
from desktop.widgets.form import Form
from desktop.widgets.plain import Label
from models.errors import StewardError
from models.profiles import Known
from tests.unit.desktop.pages import of, page_of, said

LONG = "maria" * 40
Held = list[tuple[object, Callable[[Any], None], Callable[[StewardError], None]]]


@pytest.fixture
def held(app: App, monkeypatch: pytest.MonkeyPatch) -> Held:
    """What a slow engine has not answered yet."""
    found: Held = []
    unseal = commands.Reveal  # what the lists behind the dialogs ask for
    monkeypatch.setattr(app.link, "call", lambda *call: None if isinstance(call[0], unseal) else found.append(call))
    return found


def closed(dialog: Dialog) -> None:
    """Closed by a person while the engine works."""
    assert (dialog.do.isEnabled(), dialog.cancel.text()) == (False, "Close")
    dialog.cancel.click()
    swept()
    assert not dialog.isVisible()


def swept() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


# ── closed while the engine works ────────────────────────────────────────────────────────────────────────────────────
def _erase(app: App) -> Dialog:
    dialog = EraseDialog.ask(app.window, app.bench, "p_1", "ines")
    dialog.name.setText("ines")
    return dialog


def _import(app: App) -> Dialog:
    dialog = ImportDialog.ask(app.window, app.bench)
    dialog.path.setText("/old/store.db")
    return dialog


def _remove(app: App) -> Dialog:
    dialog = RemoveAccountDialog.ask(app.window, app.bench, 4, "studio_weber")
    dialog.name.setText("studio_weber")
    return dialog


def _tag(app: App) -> Dialog:
    dialog = TagDialog.ask(app.window, app.bench)
    dialog.name.setText("bread")
    return dialog


IMPORTED = {"dry_run": False, "cancelled": False, "tables": {}}
CLOSED = [
    (_erase, {}, "The person is erased; the receipt is kept."),
    (_import, IMPORTED, "The import is done. Everything it brought stands under its own screen."),
    (_remove, {}, "@studio_weber is removed, or switched off if it has acted."),
    (_tag, {"row": 1}, "The tag is kept."),
]


@pytest.mark.parametrize(("ask", "reply", "words"), CLOSED, ids=["erase", "import", "remove", "keep"])
def test_what_became_of_it_is_told_where_its_dialog_was_closed(
    app: App, held: Held, ask: Callable[[App], Dialog], reply: dict[str, Any], words: str
) -> None:
    for refused in (False, True):
        dialog = ask(app)
        dialog.do.click()
        _, then, failed = held.pop()
        closed(dialog)
        failed(StewardError("vault_locked")) if refused else then(dict(reply))
        assert ("vault is locked" in said(app)) if refused else (said(app) == words)
        swept()
        assert not isValid(dialog)


def test_an_account_whose_dialog_was_closed_gets_its_authority_all_the_same(qtbot: QtBot, app: App, held: Held) -> None:
    dialog = AddAccountDialog.ask(app.window, app.bench)
    qtbot.waitUntil(lambda: dialog.platform.count() > 0)
    dialog.name.setText("new_one")
    dialog.sign_in.choose(NOT_NOW)
    dialog.do.click()
    _, then, _ = held.pop()
    closed(dialog)
    then({"account": 9})
    command, then, _ = held.pop()
    assert command == commands.Authorise(9, "own", "", None)
    then({})
    assert said(app) == "The account is added."
    assert "accounts" not in app.screens


def test_an_answer_that_comes_after_its_dialog_went_raises_nothing(app: App, held: Held) -> None:
    dialog = _erase(app)
    dialog.do.click()
    dialog.deleteLater()
    swept()
    _, then, failed = held.pop()
    then({})
    failed(StewardError("engine_gone"))


# ── nothing twice ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_typed_while_the_engine_works_sends_nothing_twice(app: App, held: Held) -> None:
    restore = RestoreDialog.ask(app.window, app.bench, Path("/backups/one"))
    restore.word.setText("restore")
    for dialog, field in ((_erase(app), "name"), (_remove(app), "name"), (restore, "word")):
        dialog.do.click()
        text = getattr(dialog, field)
        typed = text.text()
        text.clear()
        text.setText(typed)
        dialog.do.click()
        [(_, _, failed)] = held
        held.clear()
        failed(StewardError("vault_locked"))
        assert (dialog.do.isEnabled(), dialog.cancel.text()) == (True, "Cancel")
        dialog.reject()


# ── each on its own ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_enter_in_the_name_of_a_new_profile_opens_that_one(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Known("default", Path("/nowhere/default"), None)
    started: list[str] = []

    def start(_program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append(arguments[-1])
        return True, 1

    monkeypatch.setattr(profiles, "known_profiles", lambda: [known])
    monkeypatch.setattr(profiles, "create_profile", lambda name: Known(name, Path("/nowhere") / name, None))
    monkeypatch.setattr(QProcess, "startDetached", start)
    dialog = profiles.ProfilesDialog.ask(app.window, app.bench)
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    qtbot.keyClicks(dialog.name, "agency2")
    assert dialog.do.text() == "Make and open it"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert started == ["agency2"]


@pytest.mark.parametrize("path", ["~nobodyhere/a.png", "x" * 300, "a\0.png"])
def test_a_path_that_leads_nowhere_is_said_beneath_it(qtbot: QtBot, app: App, path: str) -> None:
    dialog = ContentDialog.ask(app.window, app.bench)
    qtbot.waitUntil(lambda: dialog.brand.count() > 0)
    dialog.path.setText(path)
    dialog.do.click()
    assert "cannot be read: there is no such file" in dialog.path_field.said.text()


def test_to_leave_a_person_alone_asks_for_nothing_that_is_not_heeded(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "people")
    page.inspector.alone.click()
    dialog = app.window.findChildren(BlockDialog)[-1]
    assert not dialog.match_field.isVisible()
    dialog.subject.setText(" ")
    dialog.do.click()
    assert dialog.subject_field.said.text() == "Say who or what it is."
    assert not of(sent, commands.Block)


def test_a_long_name_can_be_read_before_it_is_erased(qtbot: QtBot, app: App) -> None:
    dialog = EraseDialog.ask(app.window, app.bench, "p_1", LONG)
    told = [label for label in dialog.findChildren(Label) if "maria" in label.text()]
    assert [label.text().replace("\u200b", "") for label in told] == [f"Erase @{LONG}", f"Type {LONG} to erase"]
    qtbot.waitUntil(lambda: all(label.width() >= label.minimumSizeHint().width() for label in told))
    assert dialog.width() < 600
    for label in told:
        room = label.fontMetrics().boundingRect(label.rect(), Qt.TextFlag.TextWordWrap, label.text())
        assert label.rect().contains(room)
    dialog.name.setText(LONG)
    assert dialog.do.isEnabled()


def test_a_pin_that_was_not_typed_is_asked_for(app: App, sent: list[Any]) -> None:
    dialog = PinDialog.ask(app.window, app.bench)
    dialog.do.click()
    assert dialog.first_field.said.text() == "Type a PIN first."
    assert not of(sent, commands.SetPin)


def test_the_authority_opens_as_it_is_recorded(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    first = Authorising.ask(app.window, app.bench, 4, "studio_weber")
    qtbot.waitUntil(first.do.isEnabled)
    first.authority.kind.choose("I run it for a client")
    first.authority.note.setText("Contract 12")
    first.authority.ends.setChecked(True)
    until = first.authority.until.date()
    first.do.click()
    qtbot.waitUntil(lambda: said(app) == "The authority to run @studio_weber is recorded.")
    again = Authorising.ask(app.window, app.bench, 4, "studio_weber")
    qtbot.waitUntil(again.do.isEnabled)
    shown = again.authority
    assert (shown.kind.chosen, shown.note.text()) == ("I run it for a client", "Contract 12")
    assert (shown.ends.isChecked(), shown.until.isEnabled(), shown.until.date()) == (True, True, until)
    again.do.click()
    qtbot.waitUntil(lambda: len(of(sent, commands.Authorise)) == 2)
    once, twice = of(sent, commands.Authorise)
    assert once == twice


@pytest.mark.parametrize("days", [-30, 0])
def test_an_authority_that_is_over_or_ends_today_is_not_made_longer(qtbot: QtBot, theme: object, days: int) -> None:
    form = Form()
    qtbot.addWidget(form)
    part, end = AuthorityPart(form), QDateTime(QDate.currentDate().addDays(days), QTime(23, 59, 59))
    part.take("own", "", int(end.toMSecsSinceEpoch()))
    assert part.until.date() == end.date()
    command = part.command(1)
    assert command is not None
    assert command.until == end.toMSecsSinceEpoch()

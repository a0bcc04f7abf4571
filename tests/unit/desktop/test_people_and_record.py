"""The record, who is left alone, people and their messages: what each button sends, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from automation import commands
from desktop.app import App
from desktop.dialogs.block import BlockDialog
from desktop.dialogs.erase import EraseDialog
from models import ids
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import of, page_of, said
from tests.unit.desktop.test_known import facts

Opened = Callable[..., App]


def test_the_record_is_verified_and_exported(
    qtbot: QtBot, app: App, sent: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, app, "audit")
    page.verify.setFocus()
    page.verify.click()
    assert QApplication.focusWidget() is None  # it is at work, and nothing else has the keyboard
    qtbot.waitUntil(lambda: "are unbroken" in said(app))
    assert page.verify.hasFocus()
    wanted = str(tmp_path / "record.jsonl")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (wanted, ""))
    page.export.click()
    qtbot.waitUntil(lambda: said(app) == "The record is in record.jsonl.")
    assert of(sent, commands.ExportAudit) == [commands.ExportAudit(wanted, "jsonl")]


def test_the_record_is_narrowed_by_how_it_went_by_run_and_by_target(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "audit")
    number = page.model.rowCount()
    assert page.model.cell(page.model.row(0), 3).text == "Success"
    qtbot.waitUntil(lambda: "Outcome" in facts(page.inspector.facts))
    told = facts(page.inspector.facts)
    run = ids.public("runs", 1)
    assert (told["Outcome"], told["Run"]) == ("Success", run)
    for outcome, rows in (("Failure", 0), ("Success", number)):
        page.outcomes.setCurrentText(outcome)
        qtbot.waitUntil(lambda n=rows: page.model.known and page.model.rowCount() == n)
    for words, rows in ((told["Target"], 2), (run, number), (f"{run}0", 0)):
        page.filter.setText(words)
        qtbot.waitUntil(lambda n=rows: page.model.known and page.model.rowCount() == n)


def test_words_are_blocked_as_they_were_meant_and_only_an_opt_out_stays(
    qtbot: QtBot, app: App, sent: list[Any]
) -> None:
    page = page_of(qtbot, app, "blocklist")
    page.add()
    dialog = app.window.findChildren(BlockDialog)[-1]
    dialog.way.choose("Opt-out, for ever")
    dialog.what.buttons["Words"].click()
    dialog.match.choose("Contains")
    dialog.subject.setText(" giveaway ")
    dialog.do.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert of(sent, commands.Block) == [commands.Block("block", "*", "giveaway", "", "keyword", "contains")]
    opted_out = next(row for row in range(3) if page.model.row(row).values[1] == "opt_out")
    page.table.choose(opted_out)
    qtbot.waitUntil(page.inspector.stays.isVisible)
    assert not page.inspector.off.isVisible()
    page.table.choose(opted_out + 1)
    qtbot.waitUntil(page.inspector.off.isVisible)
    page.inspector.off.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_person_is_looked_up_and_erased_only_by_the_name(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "people")
    page.inspector.ask.click()
    qtbot.waitUntil(lambda: page.inspector.dossier.text().startswith("Known as @ines"))
    told = page.inspector.dossier.text().splitlines()
    assert told[1:] == [
        "Person names: 1",
        "Posts: 2",
        "Named in comments: 4",
        "2 texts are sealed; the export opens them.",
    ]
    page.table.choose(1)
    assert page.inspector.dossier.text() == "Not looked up yet."
    page.table.choose(0)
    qtbot.waitUntil(lambda: page.inspector.name.text() == "@ines")
    page.inspector.forget.click()
    dialog = app.window.findChildren(EraseDialog)[-1]
    dialog.name.setText("somebody")
    assert not dialog.do.isEnabled()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert not of(sent, commands.ErasePerson)
    dialog.name.setText("@ines")
    dialog.do.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_to_leave_a_person_alone_is_for_ever(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "people")
    page.inspector.alone.click()
    dialog = app.window.findChildren(BlockDialog)[-1]
    dialog.do.click()
    qtbot.waitUntil(lambda: bool(of(sent, commands.Block)))
    assert of(sent, commands.Block)[0] == commands.Block("opt_out", "*", "ines", "", "person", "exact")


def test_a_message_is_read_only_when_it_is_asked_for(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "inbox", "Messages")
    assert not of(sent, commands.RevealWords)
    page.inspector.reveal.click()
    qtbot.waitUntil(page.inspector.words.isVisible)
    assert page.inspector.words.body.text() == "Is the rye loaf back?"
    page.table.choose(1)
    assert not page.inspector.words.isVisible()
    assert page.inspector.words.body.text() == ""


def test_everything_is_looked_up_once_and_seen_to_be(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "people")
    inspector = page.inspector
    inspector.ask.click()
    inspector.ask.click()
    assert inspector.dossier.text() == "Looking everything up…"
    assert not inspector.ask.isEnabled()
    qtbot.waitUntil(lambda: inspector.dossier.text().startswith("Known as"))
    assert inspector.ask.isEnabled()
    assert len(of(sent, commands.Dossier)) == 1


def test_what_cannot_be_looked_up_can_be_asked_again(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"Dossier": "vault_locked"})
    inspector = page_of(qtbot, app, "people").inspector
    inspector.ask.click()
    qtbot.waitUntil(lambda: said(app).startswith("The vault is locked."))
    assert inspector.ask.isEnabled()
    assert inspector.dossier.text() == "Not looked up yet."

"""Health, data, audit, blocklist, people: each button sends what it says, and problems are shown where they belong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from automation import commands
from automation.events import Progress
from desktop.app import App
from desktop.dialogs.block import BlockDialog
from desktop.dialogs.erase import EraseDialog
from desktop.dialogs.import_store import ImportDialog
from desktop.dialogs.profiles import ProfilesDialog
from desktop.dialogs.restore import PARTS, RestoreDialog
from desktop.inspectors.kept_inspectors import taken_back
from desktop.widgets.plain import Label
from desktop.widgets.running import Running
from models import database
from models.paths import Profile
from models.profiles import Known
from tests.fakes.collected_rows import fill_collected
from tests.fakes.filled_store import FilledStore

Opened = Callable[..., App]


@pytest.fixture
def collected(busy: FilledStore, profile: Profile) -> FilledStore:
    """A busy week, and some of every noun."""
    database.connect(profile.store)
    fill_collected()
    database.close()
    return busy


@pytest.fixture
def app(collected: FilledStore, opened: Opened) -> App:
    return opened()


@pytest.fixture
def sent(app: App, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that the window sends."""
    found: list[Any] = []
    call = app.link.call

    def listen(command: object, *more: Any) -> None:
        found.append(command)
        call(command, *more)

    monkeypatch.setattr(app.link, "call", listen)
    return found


def of(sent: list[Any], kind: type) -> list[Any]:
    return [command for command in sent if isinstance(command, kind)]


def page_of(qtbot: QtBot, app: App, screen: str, tab: str = "") -> Any:
    """A list of a screen, read."""
    app.go(screen)
    found: Any = app.screens[screen]
    if tab:
        found.open_tab(tab)
    page = getattr(found, "shown", found)
    if hasattr(page, "model"):
        qtbot.waitUntil(lambda: page.model.known and page.model.rowCount() > 0)
        qtbot.waitUntil(lambda: page.inspector.row is not None)
    return page


def said(app: App) -> str:
    return app.shell.notice.label.text()


# ── health ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_health_shows_what_is_wrong_first(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "health")
    qtbot.waitUntil(lambda: page.figure.text() == "2 checks need a look")
    wrong = [label.text() for label in page._wrong.findChildren(Label)]
    assert wrong.index("Feeds") < wrong.index("Orders")
    assert "Ask the provider what became of it." in wrong
    assert "Browser" in [label.text() for label in page._well.findChildren(Label)]
    assert app.shell.sidebar.buttons["health"].count.text() == "2"


@pytest.mark.parametrize(("button", "answer"), [(0, "run"), (1, "spread"), (2, "skip")])
def test_missed_work_is_answered(qtbot: QtBot, app: App, sent: list[Any], button: int, answer: str) -> None:
    page = page_of(qtbot, app, "health", "Missed work")
    page.table.selectAll()
    page.answers[button].click()
    command = of(sent, commands.AnswerMissed)[0]
    assert (len(command.ids), command.answer) == (2, answer)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert not any(button.isEnabled() for button in page.answers)


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_backup_is_made_and_proven(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "data")
    page.make.click()
    assert not page.make.isEnabled()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    page.prove.click()
    qtbot.waitUntil(lambda: said(app).startswith("The newest backup restores"))
    qtbot.waitUntil(lambda: "last backup proven" in app.shell.summary.text())


def test_only_parts_of_a_backup_come_back(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data")
    page.inspector.back.click()
    dialog = app.window.findChildren(RestoreDialog)[-1]
    dialog.word.setText("restore")
    assert dialog.do.isEnabled()
    dialog.much.buttons[PARTS].click()
    assert not dialog.do.isEnabled()
    name, box = next(iter(dialog.parts.items()))
    box.click()
    dialog.do.click()
    command = of(sent, commands.Restore)[0]
    assert command.sections == [name]
    assert Path(command.folder).name == "20261122-030000-before"
    qtbot.waitUntil(lambda: said(app).startswith("1 part of the backup is back"))


def test_another_store_is_read_anew(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data")
    asked = len(of(sent, commands.Status))
    resets: list[None] = []
    page.model.counted.connect(lambda _n: resets.append(None))
    app.link.call(commands.Restore(str(app.profile.backups / "x"), []))
    qtbot.waitUntil(lambda: len(of(sent, commands.Status)) > asked and bool(resets))


def test_an_import_is_tried_first(qtbot: QtBot, app: App, sent: list[Any], tmp_path: Path) -> None:
    page_of(qtbot, app, "data", "Imports").bring()
    dialog = app.window.findChildren(ImportDialog)[-1]
    dialog.trial.click()
    assert dialog.path_field.said.text() == "Say where it is."
    dialog.path.setText("/old/panel.db")
    dialog.key.setText(str(tmp_path / "no-key"))
    dialog.trial.click()
    assert "cannot be read" in dialog.trouble.text()
    assert not of(sent, commands.ImportStore)
    (tmp_path / "key").write_text("ab" * 32 + "\n")
    dialog.key.setText(str(tmp_path / "key"))
    dialog.trial.click()
    qtbot.waitUntil(dialog.report.isVisible)
    assert "4 would be written" in dialog.report.toPlainText()
    dialog.do.click()
    qtbot.waitUntil(lambda: dialog.cancel.text() == "Close")
    dry, real = of(sent, commands.ImportStore)
    assert (dry.dry_run, real.dry_run) == (True, False)
    assert (real.kind, real.paths, real.old_key) == ("panel-dashboard", ["/old/panel.db"], "ab" * 32)
    assert "ab" * 32 not in repr(real)
    dialog.close()


def test_a_refused_import_says_why_in_the_dialog(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"ImportStore": "vault_locked"})
    dialog = ImportDialog.ask(app.window, app.bench)
    dialog.path.setText("/old/panel.db")
    dialog.do.click()
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert dialog.do.isEnabled()
    assert dialog.trial.isEnabled()
    dialog.close()


def test_an_import_is_taken_back(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "data", "Imports")
    qtbot.waitUntil(lambda: "accounts: 5 read" in page.inspector.report.text())
    page.inspector.undo.click()
    qtbot.waitUntil(lambda: said(app).startswith("Taken back: 15 rows. 1 row stays"))


def test_an_undo_that_was_broken_off_says_how_to_go_on() -> None:
    assert "go on" in taken_back({"removed": {"posts": 1}, "left": {}, "cancelled": True})


def test_retention_is_previewed_and_run(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data", "Retention")
    qtbot.waitUntil(lambda: page.figure.text() == "226 rows are over their time")
    assert "12 stay: engaged\n3 stay: marked" in [label.text() for label in page.findChildren(Label)]
    assert not of(sent, commands.RunRetention)
    page.run.click()
    qtbot.waitUntil(lambda: said(app) == "226 rows were removed.")


# ── long work ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_long_work_is_told_in_the_drawer_and_can_be_broken_off(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    app.turn_drawer()
    assert app.drawer is not None
    height = app.drawer.height()
    app.link.progress.emit(Progress("import", 2000, 9214, "processed_posts"))
    work = app.drawer.findChildren(Running)[0]
    assert work.said.text() == "Bringing data along · processed posts · 2,000 of 9,214"
    assert app.drawer.height() > height
    work.off.click()
    assert of(sent, commands.CancelWork) == [commands.CancelWork("import")]
    app.link.progress.emit(Progress("import", 0, 0, ended=True))
    assert work.isHidden()
    assert app.drawer.height() == height


def test_what_must_go_on_to_its_end_has_no_way_to_break_it_off(app: App) -> None:
    assert Running(app.bench, "erasure").off.isHidden()


# ── the record and who is left alone ─────────────────────────────────────────────────────────────────────────────────
def test_the_record_is_verified_and_exported(
    qtbot: QtBot, app: App, sent: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, app, "audit")
    page.verify.click()
    qtbot.waitUntil(lambda: "are unbroken" in said(app))
    wanted = str(tmp_path / "record.jsonl")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (wanted, ""))
    page.export.click()
    qtbot.waitUntil(lambda: said(app) == "The record is in record.jsonl.")
    assert of(sent, commands.ExportAudit) == [commands.ExportAudit(wanted, "jsonl")]


def test_words_are_blocked_as_they_were_meant(qtbot: QtBot, app: App, sent: list[Any]) -> None:
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


def test_an_opt_out_stays_and_a_block_can_go(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "blocklist")
    qtbot.waitUntil(page.inspector.stays.isVisible)
    assert not page.inspector.off.isVisible()
    page.table.choose(1)
    qtbot.waitUntil(page.inspector.off.isVisible)
    page.inspector.off.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_person_is_looked_up_in_words(qtbot: QtBot, app: App) -> None:
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


def test_a_person_is_erased_only_by_the_name(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "people")
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


# ── profiles ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_new_profile_opens_in_a_window_of_its_own(
    qtbot: QtBot, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import desktop.dialogs.profiles as profiles

    opened: list[str] = []
    monkeypatch.setattr(profiles, "create_profile", lambda name: Known(name, tmp_path / name, None))
    monkeypatch.setattr(profiles.QProcess, "startDetached", lambda _p, args: (opened.append(args[-1]) or True, 1))
    dialog = ProfilesDialog.ask(app.window, app.bench)
    dialog.name.setText("night shift")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened == ["night shift"])


def test_no_dialog_is_cut_when_a_part_comes_to_be_shown(qtbot: QtBot, app: App) -> None:
    for dialog in (BlockDialog.ask(app.window, app.bench), ImportDialog.ask(app.window, app.bench)):
        if isinstance(dialog, ImportDialog):
            dialog.report.show()
        qtbot.waitUntil(lambda d=dialog: _fits(d))
        dialog.close()


def _fits(dialog: QDialog) -> bool:
    layout = dialog.layout()
    return layout is not None and dialog.height() >= layout.totalHeightForWidth(dialog.width())


def test_the_fake_engine_says_what_the_real_one_says(app: App, qtbot: QtBot) -> None:
    """The words that the window reads are those of the commands' own descriptions."""
    replies: list[Any] = []
    app.link.call(commands.Health(), replies.append)
    qtbot.waitUntil(lambda: bool(replies))
    assert set(replies[0]["checks"][0]) == {"id", "name", "ok", "severity", "detail", "fix", "help", "rows"}
    json.dumps(replies)

"""Health, data, audit, blocklist, people: each button sends what it says, and problems are shown where they belong."""

from __future__ import annotations

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
from desktop.dialogs.import_store import ImportDialog
from desktop.dialogs.profiles import ProfilesDialog
from desktop.dialogs.restore import PARTS, RestoreDialog
from desktop.dialogs.take_back import TakingBack, taken_back
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Label
from desktop.widgets.running import Running
from models.errors import StewardError
from models.profiles import Known
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import of, overheard, page_of, said

Opened = Callable[..., App]


# ── health ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_health_shows_what_is_wrong_first_and_missed_work_is_answered(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "health")
    qtbot.waitUntil(lambda: page.figure.text() == "3 checks need a look")
    wrong = [label.text() for label in page._wrong.findChildren(Label)]
    assert wrong.index("Feeds") < wrong.index("Clock")
    assert any(text.startswith("Set the date and time of this computer") for text in wrong)
    assert not any("steward " in text or "2026-11-29T" in text for text in wrong)
    assert any("29 Nov 2026" in text for text in wrong)
    assert "Browser" in [label.text() for label in page._well.findChildren(Label)]
    assert app.shell.sidebar.buttons["health"].count.text() == "3"
    ways = {button.text(): button for button in page._wrong.findChildren(Button)}
    assert list(ways) == ["Open Feeds", "Open Missed work"]
    ways["Open Missed work"].click()
    assert app.screens["health"].shown is not page
    page = page_of(qtbot, app, "health", "Missed work")
    for left, answer in ((1, "Spread over hours"), (0, "Skip")):
        qtbot.waitUntil(lambda: page.table.settled)
        next(button for button in page.answers if button.text() == answer).click()
        qtbot.waitUntil(lambda n=left: page.model.rowCount() == n)
    assert [command.answer for command in of(sent, commands.AnswerMissed)] == ["spread", "skip"]
    assert not any(button.isEnabled() for button in page.answers)


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_backup_is_made_and_proven_and_parts_of_one_come_back(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data")
    page.make.click()
    assert not page.make.isEnabled()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    page.prove.click()
    qtbot.waitUntil(lambda: said(app).startswith("The newest backup restores"))
    qtbot.waitUntil(lambda: "last backup proven" in app.shell.summary.text())
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


def test_a_backup_in_one_file_comes_back_after_the_same_question(
    qtbot: QtBot, app: App, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, app, "data")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/stick/agency.zip", ""))
    page.inspector.file.click()
    dialog = app.window.findChildren(RestoreDialog)[-1]
    assert not dialog.do.isEnabled()
    assert any("agency.zip" in label.text() for label in dialog.findChildren(Label))
    dialog.word.setText("restore")
    dialog.do.click()
    qtbot.waitUntil(lambda: said(app).startswith("The backup is restored"))
    assert of(sent, commands.Restore) == [commands.Restore("/stick/agency.zip", [])]


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
    assert "Refused: accounts.username: is missing (1×)" in dialog.report.toPlainText()
    dialog.do.click()
    qtbot.waitUntil(dialog.do.isEnabled)
    dry, real = of(sent, commands.ImportStore)
    assert (dry.dry_run, real.dry_run) == (True, False)
    assert (real.kind, real.paths, real.old_key) == ("panel-dashboard", ["/old/panel.db"], "ab" * 32)
    assert "ab" * 32 not in repr(real)
    dialog.close()


def test_only_a_store_whose_rows_name_files_is_asked_for_their_folder(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    dialog = ImportDialog.ask(app.window, app.bench)
    dialog.media.setText("/old/cache")
    for kind, folder in {
        "Panel dashboard (SQLite file)": None,
        "LinkedIn post store (SQLite or JSON file)": "/old/cache",
    }.items():
        dialog.kind.setCurrentText(kind)
        assert dialog.media.isVisible() == (folder is not None)
        dialog.path.setText("/old/store.db")
        dialog.trial.click()
        qtbot.waitUntil(dialog.trial.isEnabled)
        assert of(sent, commands.ImportStore)[-1].media == folder
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


def test_an_import_is_taken_back_once_and_after_a_yes(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data", "Imports")
    qtbot.waitUntil(lambda: "accounts: 5 read" in page.inspector.report.text())
    page.inspector.undo.click()
    assert not of(sent, commands.UndoImport)
    app.window.findChildren(TakingBack)[-1].do.click()
    qtbot.waitUntil(lambda: said(app).startswith("Taken back: 15 rows. 1 row stays"))
    qtbot.waitUntil(page.inspector.undo.isHidden)


def test_an_undo_that_was_broken_off_says_how_to_go_on() -> None:
    assert "go on" in taken_back({"removed": {"posts": 1}, "left": {}, "cancelled": True})


def test_an_undo_says_what_is_not_repeated() -> None:
    left = {"ledger": {"what was done on a site is not done again": 2}}
    told = taken_back({"removed": {"actions": 2}, "left": left, "cancelled": False})
    assert told == "Taken back: 2 rows. 2 acts stay known as done, and none is repeated."


def test_retention_is_previewed_and_run(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data", "Retention")
    qtbot.waitUntil(lambda: page.figure.text() == "226 rows are over their time")
    assert "12 stay: engaged\n3 stay: marked" in [label.text() for label in page.findChildren(Label)]
    assert not of(sent, commands.RunRetention)
    page.run.click()
    qtbot.waitUntil(lambda: said(app) == "226 rows were removed.")


def test_a_person_says_that_the_clock_is_right(
    qtbot: QtBot, collected: FilledStore, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened({"RunRetention": "clock_ahead"})
    sent = overheard(app, monkeypatch)
    page = page_of(qtbot, app, "data", "Retention")
    qtbot.waitUntil(page.run.isEnabled)
    assert page.sure.isHidden()
    page.run.click()
    qtbot.waitUntil(page.sure.isVisible)
    page.sure.click()
    assert of(sent, commands.RunRetention) == [commands.RunRetention(), commands.RunRetention(clock_is_right=True)]


def test_room_is_given_back_from_the_window(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "data", "Retention")
    page.compact.click()
    assert not page.compact.isEnabled()
    qtbot.waitUntil(lambda: said(app) == "3.0 MB were given back to the disk.")
    assert (len(of(sent, commands.CompactStore)), page.compact.isEnabled()) == (1, True)


def test_no_room_is_said_in_words(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"CompactStore": "no_room_to_compact"})
    page = page_of(qtbot, app, "data", "Retention")
    page.compact.click()
    qtbot.waitUntil(page.compact.isEnabled)
    assert "Data, Retention" in said(app)


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
    assert Running(app.bench, "erasure").off.isHidden()  # it goes on to its end
    assert not Running(app.bench, "compaction").off.isHidden()


def test_a_copy_of_many_gigabytes_is_told_in_megabytes(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "data")
    work = next(found for found in page.findChildren(Running) if found.bar.accessibleName() == "Restoring a backup")
    app.link.progress.emit(Progress("restore", 3 << 30, 6 << 30, ""))
    assert work.said.text() == "Restoring a backup · 3,072 of 6,144 MB"
    assert work.bar.value() * 2 == work.bar.maximum()
    dialog = RestoreDialog.ask(app.window, app.bench, Path("/stick/agency.zip"))
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    app.link.standing_changed.emit("restarting")  # nothing that is gone may hear of it
    assert work.isHidden()
    app.link.standing_changed.emit("ready")


def test_a_long_complaint_is_read_whole(qtbot: QtBot, app: App) -> None:
    notice, path = app.shell.notice, "/home/ann/Documents/a very long folder/another folder/receipt-of-an-act.html"
    app.window.resize(920, 520)
    notice.say("Kept.")
    bar = notice.last
    low, short = bar.height(), bar.clock.interval()
    app.complain(StewardError("file_unwritable", path, reason="No space left on device"))
    assert bar.height() > low
    assert bar.label.height() >= bar.label.heightForWidth(bar.label.width())
    assert bar.x() > 0
    assert bar.geometry().right() < app.shell.width()
    assert bar.clock.interval() > short


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

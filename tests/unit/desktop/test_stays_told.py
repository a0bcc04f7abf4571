"""What stays told until it is over: a broken record, a list that could not be read, an engine that was away."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from automation import commands
from automation.events import ConfigurationChanged
from desktop.app import App
from desktop.dialogs.files import ending
from desktop.screens.audit import BROKEN, broken_words
from desktop.tables import query
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Label
from models.errors import StewardError
from tests.fakes.filled_store import FilledStore
from tests.test_house_rules import ROOT
from tests.unit.desktop.pages import of, page_of, said

Opened = Callable[..., App]


def after_the_notice(app: App) -> None:
    app.shell.notice.finish()


def test_a_broken_record_stays_told_with_its_reason(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "audit")
    page._verified({"ok": False, "entries": 3, "first_bad": 0, "reason": "key_forged"})
    after_the_notice(app)
    assert page.broken.isVisible()
    assert "was exchanged" in page.broken.label.text()
    assert "before it" not in page.broken.label.text()
    page.verify.click()
    qtbot.waitUntil(lambda: "are unbroken" in said(app))
    assert page.broken.isHidden()
    page._verified({"ok": True, "entries": 1, "first_bad": None, "reason": ""})
    assert said(app) == "The one entry is unbroken."


def test_every_reason_that_a_walk_gives_is_said() -> None:
    source = (ROOT / "automation" / "audit" / "chain.py").read_text(encoding="utf-8")
    assert all(f'"{reason}"' in source for reason in BROKEN)
    assert "Entry 7 is missing." in broken_words("removed", 7)


def test_a_list_that_could_not_be_read_says_so_until_it_is(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> Any:
        raise StewardError("store_busy")

    asked = query.sql
    monkeypatch.setattr(query, "sql", busy)
    app.go("people")
    page: Any = app.screens["people"]
    page = page.shown
    qtbot.waitUntil(page.trouble.isVisible)
    after_the_notice(app)
    assert page.trouble.isVisible()
    monkeypatch.setattr(query, "sql", asked)
    page.trouble.button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    assert page.trouble.isHidden()


def test_what_was_opened_while_the_engine_was_away_asks_again(qtbot: QtBot, app: App) -> None:
    os.kill(int(app.link.process.pid), signal.SIGKILL)
    qtbot.waitUntil(lambda: app.link.standing != "ready")
    app.go("health")
    page: Any = app.screens["health"]
    page = page.shown
    qtbot.waitUntil(lambda: app.link.standing == "ready")
    qtbot.waitUntil(page._wrong.isVisible)
    assert page.trouble.isHidden()


def test_a_preview_that_failed_stays_told(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"PreviewRetention": "vault_locked", "Health": "vault_locked"})
    for screen, tab in (("data", "Retention"), ("health", "Checks")):
        page = page_of(qtbot, app, screen, tab)
        qtbot.waitUntil(page.trouble.isVisible)
        assert page.trouble.label.text()


# ── ways out, and work that is sent once ─────────────────────────────────────────────────────────────────────────────
def test_the_way_out_of_a_silent_record_opens_retention(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "health")
    page._take({"checks": [{"name": "silence", "ok": False, "severity": "error", "detail": "", "fix": "", "help": ""}]})
    next(button for button in page._wrong.findChildren(Button) if button.text() == "Open Retention").click()
    data: Any = app.screens["data"]
    assert (data.isVisible(), data.shown.TITLE) == (True, "Retention")


def test_what_is_over_its_time_is_removed_once(qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(qtbot, app, "data", "Retention")
    qtbot.waitUntil(page.run.isEnabled)
    call, held = app.link.call, []

    def slow(command: object, *then: Any) -> None:
        held.append(command) if isinstance(command, commands.RunRetention) else call(command, *then)

    monkeypatch.setattr(app.link, "call", slow)
    page.run.click()
    app.link.configuration_changed.emit(ConfigurationChanged("settings"))
    with qtbot.waitSignal(page._soon.timeout):
        pass
    call(commands.PreviewRetention(), lambda reply: held.append("previewed"))
    qtbot.waitUntil(lambda: "previewed" in held)
    assert not page.run.isEnabled()
    page._ran({"gone": {}})
    qtbot.waitUntil(page.run.isEnabled)


def test_each_work_on_backups_holds_its_own_button(
    qtbot: QtBot, app: App, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, app, "data")
    call = app.link.call
    monkeypatch.setattr(
        app.link, "call", lambda one, *then: None if isinstance(one, commands.RehearseRestore) else call(one, *then)
    )
    page.prove.click()
    page.make.click()
    qtbot.waitUntil(lambda: said(app) == "A backup was made.")
    assert page.make.isEnabled()
    assert not page.prove.isEnabled()


def test_days_and_rows_are_counted_in_their_own_words(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "data", "Retention")
    qtbot.waitUntil(page.run.isEnabled)
    page._take({"classes": [{"class": "posts", "days": 1, "due": 1, "kept": {"marked": 1}}]})
    texts = {label.text() for label in page.findChildren(Label)}
    assert {"kept 1 day", "1 stays: marked"} <= texts


# ── files and settings ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("path", "kind", "whole"),
    [
        ("/x/record", "JSON lines (*.jsonl)", "/x/record.jsonl"),
        ("/x/audit.csv", "JSON lines (*.jsonl)", "/x/audit.jsonl"),
        ("/x/mine.jsonl", "Table (*.csv)", "/x/mine.jsonl"),
        ("/x/a.b", "Table (*.csv)", "/x/a.b.csv"),
        ("/x/record", "", "/x/record.csv"),
    ],
)
def test_a_file_ends_as_its_kind(path: str, kind: str, whole: str) -> None:
    assert ending(path, "audit.csv", "Table (*.csv);;JSON lines (*.jsonl)", kind) == whole


def test_the_record_is_exported_as_the_kind_says(
    qtbot: QtBot, app: App, sent: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, app, "audit")
    chosen = (str(tmp_path / "record"), "JSON lines (*.jsonl)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    page.export.click()
    assert of(sent, commands.ExportAudit) == [commands.ExportAudit(str(tmp_path / "record.jsonl"), "jsonl")]


def test_refused_words_stay_with_the_reason(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"SetSetting": "bad_setting"})
    app.go("settings")
    page: Any = app.screens["settings"]
    field = page.fields["zone"]
    qtbot.waitUntil(lambda: not app.reading.busy)
    field.field.setFocus()
    field.field.setText("")
    qtbot.keyClicks(field.field, "Mars/Olympus")
    page.setFocus()
    qtbot.waitUntil(field.said.isVisible)
    with qtbot.waitSignal(page._soon.timeout):
        app.link.configuration_changed.emit(ConfigurationChanged("settings"))
    qtbot.waitUntil(lambda: not app.reading.busy)
    assert (field.field.text(), field.said.isVisible()) == ("Mars/Olympus", True)

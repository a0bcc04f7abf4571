"""What is kept, in the real window on the real engine: imports, backups, retention, people, the record. No browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from automation.commands import Block, ImportStore, PreviewRetention
from desktop import engine_process
from desktop.app import App
from desktop.dialogs.brand import BrandDialog
from desktop.dialogs.erase import EraseDialog
from desktop.dialogs.import_store import ImportDialog
from desktop.dialogs.pin import PinDialog
from desktop.dialogs.proxy import ProxyDialog
from desktop.dialogs.restore import RestoreDialog
from desktop.dialogs.take_back import TakingBack
from desktop.main_window import MainWindow
from desktop.screens.pin import PinPage
from desktop.theme.theme import Theme
from models.database import sql
from models.errors import StewardError
from models.paths import Profile
from tests.fakes.old_linkedin import new_store
from tests.fakes.old_panel_files import ordinary

PASSPHRASE, PATIENCE = "correct horse battery", 60_000


def until(qtbot: QtBot, true: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def app(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """A window on a new profile whose vault was just made; its engine has all the time of a busy machine to end."""
    monkeypatch.setattr(engine_process, "END_MS", PATIENCE)
    folder, complaints = Path(mkdtemp(prefix="stw-")), list[StewardError]()
    profile = Profile(folder / "profile").prepare()
    window = MainWindow("profile")
    app = App(window, theme, profile)
    app.reading.troubled.connect(complaints.append)
    window.show()
    app.open()
    until(qtbot, lambda: app.doors.first_start is not None and app.doors.first_start.vault.do.isVisible())
    first: Any = app.doors.first_start
    first.vault.first.setText(PASSPHRASE)
    first.vault.again.setText(PASSPHRASE)
    first.vault.submit()
    until(qtbot, lambda: first.pages.currentWidget() is first.key_page)
    first.key.kept.click()
    first.key.go_on.click()
    first.begin.look.click()
    until(qtbot, app.shell.sidebar.isVisible)
    yield app
    window.close()
    window.deleteLater()
    shutil.rmtree(folder)
    shutil.rmtree(profile.runtime, ignore_errors=True)
    assert complaints == list[StewardError]()


def shown(qtbot: QtBot, app: App, screen: str, tab: str = "") -> Any:
    """A screen at one of its tabs."""
    app.go(screen)
    found: Any = app.screens[screen]
    if tab:
        found.open_tab(tab)
    return getattr(found, "shown", found)


def listed(qtbot: QtBot, page: Any, number: int | None = None) -> None:
    """Wait until a list holds so many rows, or some."""
    until(qtbot, lambda: page.model.known and (page.model.rowCount() == number if number else page.model.rowCount()))


def ask(qtbot: QtBot, app: App, question: str) -> list[Any]:
    """What the window's own reader finds in the store."""
    found: list[Any] = []
    app.reading.run(lambda: sql(question), found.append)
    until(qtbot, lambda: found)
    return list(found[0])


def called(qtbot: QtBot, app: App, command: object) -> Any:
    """The engine's reply."""
    replies: list[Any] = []
    app.link.call(command, replies.append, app.complain)
    until(qtbot, lambda: replies)
    return replies[0]


def bring_along(qtbot: QtBot, app: App, path: Path) -> ImportDialog:
    """Import a panel's file through the dialog: a trial first, and then the import."""
    page = shown(qtbot, app, "data", "Imports")
    page.bring()
    dialog = app.window.findChildren(ImportDialog)[-1]
    dialog.path.setText(str(path))
    dialog.trial.click()
    until(qtbot, lambda: "would be written" in dialog.report.toPlainText())
    assert ask(qtbot, app, "SELECT count(*) FROM imports") == [(0,)]
    dialog.do.click()
    until(qtbot, dialog.do.isEnabled)
    return dialog


def test_an_old_panel_comes_along_is_seen_and_taken_back(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    dialog = bring_along(qtbot, app, ordinary(tmp_path / "panel.db"))
    assert "accounts: 4 read, 4 written" in dialog.report.toPlainText()
    dialog.close()
    listed(qtbot, shown(qtbot, app, "accounts"), 4)
    listed(qtbot, shown(qtbot, app, "orders"))
    imports = shown(qtbot, app, "data", "Imports")
    listed(qtbot, imports, 1)
    until(qtbot, lambda: "accounts: 4 read" in imports.inspector.report.text())
    imports.inspector.undo.click()
    app.window.findChildren(TakingBack)[-1].do.click()
    until(qtbot, lambda: app.shell.notice.label.text().startswith("Taken back: "))
    until(qtbot, lambda: ask(qtbot, app, "SELECT count(*) FROM accounts") == [(0,)])


def test_everything_is_looked_over(qtbot: QtBot, app: App) -> None:
    retention = shown(qtbot, app, "data", "Retention")
    until(qtbot, lambda: "over" in retention.figure.text())
    assert retention._grid.count() == 4 * len(called(qtbot, app, PreviewRetention())["classes"])
    record = shown(qtbot, app, "audit")
    listed(qtbot, record)
    record.verify.click()
    until(qtbot, lambda: "unbroken" in app.shell.notice.label.text())
    checks = shown(qtbot, app, "health")
    until(qtbot, lambda: checks.again.isEnabled() and checks.figure.text() not in {"", "Looking…"})
    page = shown(qtbot, app, "data", "Backups")
    page.make.click()
    listed(qtbot, page, 1)
    page.prove.click()
    until(qtbot, lambda: "restores" in app.shell.notice.label.text())
    until(qtbot, lambda: "last backup proven" in app.shell.summary.text())


def test_a_backup_is_restored_and_every_screen_reads_it(qtbot: QtBot, app: App) -> None:
    page = shown(qtbot, app, "data")
    page.make.click()
    listed(qtbot, page, 1)
    called(qtbot, app, Block("block", "*", "after the backup"))
    listed(qtbot, shown(qtbot, app, "blocklist"), 1)
    page = shown(qtbot, app, "data")
    page.table.choose(page.model.rowCount() - 1)
    until(qtbot, lambda: page.inspector.row is not None)
    page.inspector.back.click()
    dialog = app.window.findChildren(RestoreDialog)[-1]
    assert not dialog.do.isEnabled()
    dialog.word.setText("restore")
    dialog.do.click()
    until(qtbot, lambda: "is restored" in app.shell.notice.label.text())
    until(qtbot, lambda: ask(qtbot, app, "SELECT count(*) FROM blocklist") == [(0,)])
    blocklist = shown(qtbot, app, "blocklist")
    until(qtbot, lambda: blocklist.model.rowCount() == 0)
    until(qtbot, app.shell.resting.isVisible)


def test_a_person_is_looked_up_left_alone_and_erased(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    store = tmp_path / "posts.db"
    new_store(store)
    called(qtbot, app, ImportStore("linkedin-store", [str(store)]))
    people = shown(qtbot, app, "people")
    listed(qtbot, people)
    number, name = people.model.rowCount(), people.model.row(0).values[0]
    people.table.choose(0)
    until(qtbot, lambda: people.inspector.row is not None)
    people.inspector.ask.click()
    until(qtbot, lambda: people.inspector.dossier.text().startswith("Known as "))
    people.inspector.forget.click()
    dialog = app.window.findChildren(EraseDialog)[-1]
    dialog.name.setText(name)
    dialog.do.click()
    until(qtbot, lambda: people.model.rowCount() == number - 1)
    until(qtbot, lambda: "receipt" in app.shell.notice.label.text())


def test_a_pin_guards_the_window_at_once(qtbot: QtBot, app: App) -> None:
    app.hide_window()
    until(qtbot, lambda: app.window.findChildren(PinDialog))
    dialog = app.window.findChildren(PinDialog)[-1]
    dialog.first.setText("4711")
    dialog.again.setText("4711")
    dialog.do.click()
    until(qtbot, lambda: app.status["pin"])
    assert app.shell.sidebar.isVisible()
    app.hide_window()
    page = app.shell.screens.currentWidget()
    assert isinstance(page, PinPage)
    page.secret.setText("4712")
    page.do.click()
    until(qtbot, page.trouble.isVisible)
    page.secret.setText("4711")
    page.do.click()
    until(qtbot, app.shell.sidebar.isVisible)


def test_what_people_keep_themselves_is_added_changed_and_removed(qtbot: QtBot, app: App) -> None:
    brands = shown(qtbot, app, "brands")
    until(qtbot, brands.empty.isVisible)
    brands.add()
    brand: Any = app.window.findChildren(BrandDialog)[-1]
    brand.name.setText("Corner bakery")
    brand.unfollows.setValue(80)
    brand.do.click()
    listed(qtbot, brands, 1)
    assert ask(qtbot, app, "SELECT daily_follow_limit, unfollow_ratio FROM brands") == [(50, 80)]
    proxies = shown(qtbot, app, "proxies")
    proxies.add()
    proxy: Any = app.window.findChildren(ProxyDialog)[-1]
    until(qtbot, lambda: proxy.brand.count() == 2)
    proxy.brand.setCurrentText("Corner bakery")
    proxy.host.setText("::1")
    proxy.cost.setValue(4.5)
    proxy.secret.setText("s3cret")
    proxy.do.click()
    listed(qtbot, proxies, 1)
    columns = "scheme, host, port, monthly_cost_micros, currency, brand_id, capacity"
    assert ask(qtbot, app, f"SELECT {columns} FROM proxies") == [("http", "::1", 8080, 4_500_000, "USD", 1, None)]
    assert ask(qtbot, app, "SELECT place FROM secrets WHERE place LIKE 'proxies|%'") == [("proxies|1|password",)]
    proxies.change()
    again: Any = app.window.findChildren(ProxyDialog)[-1]
    until(qtbot, again.do.isEnabled)
    again.state.buttons["Inactive"].click()
    again.do.click()
    until(qtbot, lambda: ask(qtbot, app, "SELECT status FROM proxies") == [("inactive",)])
    proxies.remove()
    app.shell.notice.finish()
    until(qtbot, lambda: ask(qtbot, app, "SELECT count(*) FROM proxies") == [(0,)])
    assert ask(qtbot, app, "SELECT count(*) FROM secrets WHERE place LIKE 'proxies|%'") == [(0,)]
    fields = ask(qtbot, app, "SELECT body FROM audit_entries WHERE kind = 'edited'")
    assert '"fields":["status"]' in str(fields).replace(" ", "")

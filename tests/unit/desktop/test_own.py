"""Brands, proxies, content, texts and tags are added, changed and removed in the window, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from automation import commands
from desktop.app import App
from desktop.screens.own import OWN
from models import database
from models.brand import add_brand
from models.paths import Profile
from models.proxy import add_proxy
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.drawing import draw
from tests.unit.desktop.pages import asked, keys, of, own_list, page_of, said

Opened = Callable[..., App]
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return


def begin(qtbot: QtBot, app: App, name: str) -> Any:
    """Open an empty list, and press what the keyboard stands on."""
    app.go(name)
    screen: Any = app.screens[name]
    qtbot.waitUntil(screen.empty.button.hasFocus)
    assert screen.empty.button.text() == f"Add a {OWN[name].noun.one}"
    keys(qtbot, ENTER)
    return asked(qtbot, app)


def kept(qtbot: QtBot, app: App, name: str, columns: tuple[int, ...]) -> str:
    """The list, once it has a row and the keyboard goes back to it."""
    screen: Any = app.screens[name]
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1 and app.window.focusWidget() is screen.table)
    return draw(screen.table, columns)


@pytest.fixture
def bare(busy: FilledStore, profile: Profile, opened: Opened) -> App:
    """A window over a store that has one brand, and nothing else that people keep."""
    database.connect(profile.store)
    add_brand("Corner bakery")
    database.close()
    return opened()


# ── added ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_brand_is_added_by_keyboard(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    begin(qtbot, app, "brands")
    keys(qtbot, "  Corner bakery ", TAB, "Bread and cake", ENTER)
    assert kept(qtbot, app, "brands", (0, 1, 2, 4)) == "> Corner bakery | Bread and cake | Active | 50"
    qtbot.waitUntil(lambda: said(app) == "The brand is kept.")


def test_a_proxy_is_added_by_keyboard_and_its_password_is_sent_apart(
    qtbot: QtBot, bare: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    call = bare.link.call
    monkeypatch.setattr(bare.link, "call", lambda command, *more: (sent.append(command), call(command, *more)))
    begin(qtbot, bare, "proxies")
    keys(qtbot, "10.0.0.9", TAB, "3128", TAB, "ann", TAB, "s3cret", ENTER)
    assert kept(qtbot, bare, "proxies", (0, 1, 2)) == "> http://10.0.0.9:3128 | ann | Active"
    [command] = of(sent, commands.Keep)
    assert command.password == "s3cret"
    assert "s3cret" not in str(command.values)
    assert command.values["capacity"] is None


def test_a_piece_of_content_is_added_by_keyboard(qtbot: QtBot, bare: App, tmp_path: Path) -> None:
    picture = tmp_path / "loaf.jpg"
    picture.write_bytes(b"picture")
    begin(qtbot, bare, "content")
    keys(qtbot, str(picture), ENTER)
    assert kept(qtbot, bare, "content", (0, 1, 2)) == f"> Profile picture | {picture} | Corner bakery"


def test_a_text_is_added_by_keyboard(qtbot: QtBot, bare: App) -> None:
    dialog = begin(qtbot, bare, "texts")
    keys(qtbot, "Bread, every day", ENTER, "but Monday.")
    qtbot.keyClick(dialog.words.text, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert kept(qtbot, bare, "texts", (0, 1)) == "> Bio | Bread, every day\nbut Monday."


def test_a_picture_is_chosen_from_the_disk(
    qtbot: QtBot, bare: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "gone.jpg"), ""))
    dialog = begin(qtbot, bare, "content")
    dialog.choose.click()
    dialog.do.click()
    assert "gone.jpg cannot be read: there is no such file" in dialog.path_field.said.text()
    assert dialog.path.hasFocus()


# ── what is wrong is said in its place ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [
        ("brands", "name_field", "Give it a name of at least one letter."),
        ("proxies", "host_field", "Write the host alone, such as proxy.example.com or 10.0.0.9; the rest has fields"),
        ("content", "text_field", "Choose a picture, give its address, or write its words."),
        ("texts", "field", "Write the text, or take it from a file."),
        ("tags", "name_field", "Give it a name of at least one letter."),
    ],
)
def test_what_is_missing_is_said_beneath_its_field(
    qtbot: QtBot, app: App, sent: list[Any], name: str, field: str, sentence: str
) -> None:
    own_list(qtbot, app, name).add()
    dialog = asked(qtbot, app)
    qtbot.waitUntil(lambda: not app.reading.busy)
    dialog.do.click()
    place = getattr(dialog.words if name == "texts" else dialog, field)
    assert place.said.text().startswith(sentence)
    assert place.field.hasFocus()
    assert not of(sent, commands.Keep)
    assert dialog.isVisible()


def test_a_name_that_is_taken_is_said_beneath_it_and_mended(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app, "brands")
    page.add()
    dialog = asked(qtbot, app)
    keys(qtbot, "corner BAKERY", ENTER)
    qtbot.waitUntil(lambda: "The name “corner BAKERY” is taken." in dialog.name_field.said.text())
    assert dialog.name.hasFocus()
    assert not dialog.trouble.isVisible()
    keys(qtbot, " two", ENTER)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_a_host_with_more_than_a_host_is_not_sent(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page_of(qtbot, app, "proxies").add()
    dialog = asked(qtbot, app)
    for wrong in ("ann:pw@10.0.0.9", "http://10.0.0.9", "10.0.0.9:8080", "two hosts", "proxy/path"):
        dialog.host.setText(wrong)
        dialog.do.click()
        assert dialog.host_field.said.text(), wrong
    for right in ("10.0.0.9", "proxy.example.com", "::1", "[2001:db8::7]"):
        dialog.host.setText(right)
        assert dialog.is_complete(), right
    assert not of(sent, commands.Keep)


def test_a_locked_vault_is_said_in_the_dialog(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"Keep": "vault_locked"})
    page_of(qtbot, app, "proxies").add()
    dialog = asked(qtbot, app)
    dialog.host.setText("10.0.0.10")
    dialog.secret.setText("s3cret")
    dialog.do.click()
    qtbot.waitUntil(lambda: dialog.trouble.text().startswith("The vault is locked."))
    assert "steward" not in dialog.trouble.text()
    assert dialog.do.isEnabled()


def test_content_without_any_brand_says_what_comes_first(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    dialog = begin(qtbot, opened(), "content")
    qtbot.waitUntil(lambda: dialog.brand_field.said.text() == "There is no brand yet. Add one first.")
    assert not dialog.do.isEnabled()


@pytest.mark.parametrize("name", OWN)
def test_no_list_sends_people_to_the_command_line(name: str) -> None:
    assert "steward" not in OWN[name].noun.empty.casefold()
    assert "command line" not in OWN[name].noun.empty


# ── changed ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_only_what_was_altered_is_sent(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "brands")
    qtbot.keyClick(page.table, ENTER)
    dialog = asked(qtbot, app)
    qtbot.waitUntil(dialog.do.isEnabled)
    assert dialog.name.text() == "Corner bakery"
    dialog.state.buttons["Paused"].click()
    dialog.do.click()
    qtbot.waitUntil(lambda: draw(page.table, (0, 2)) == "> Corner bakery | Paused")
    assert of(sent, commands.Keep) == [commands.Keep("brands", {"status": "paused"}, 1)]
    qtbot.waitUntil(lambda: said(app) == "The brand is changed.")


@pytest.mark.parametrize("name", OWN)
def test_nothing_altered_sends_nothing(qtbot: QtBot, app: App, sent: list[Any], name: str) -> None:
    own_list(qtbot, app, name).inspector.change.click()
    dialog = asked(qtbot, app)
    qtbot.waitUntil(dialog.do.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        dialog.do.click()
    assert not of(sent, commands.Keep)


# ── removed ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_removed_can_be_taken_back_until_it_is_done(qtbot: QtBot, app: App, sent: list[Any]) -> None:
    page = page_of(qtbot, app, "brands")
    page.inspector.remove.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert said(app) == "1 brand removed. Content and texts go too; accounts stay."
    app.shell.notice.button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert not of(sent, commands.Remove)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    app.shell.notice.finish()
    qtbot.waitUntil(lambda: of(sent, commands.Remove) == [commands.Remove("brands", 1)])
    qtbot.waitUntil(page.empty.isVisible)
    app.go("content")
    content: Any = app.screens["content"]
    qtbot.waitUntil(content.empty.isVisible)


def test_what_cannot_be_removed_comes_back(qtbot: QtBot, collected: FilledStore, opened: Opened) -> None:
    app = opened({"Remove": "unknown_id"})
    page = page_of(qtbot, app, "texts")
    page.remove()
    app.shell.notice.finish()
    qtbot.waitUntil(lambda: said(app).startswith("Nothing here has the id"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


# ── given to accounts ────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_account_is_given_a_brand_and_a_proxy(
    qtbot: QtBot, collected: FilledStore, profile: Profile, opened: Opened
) -> None:
    database.connect(profile.store)
    add_proxy("http", "10.0.0.11", 8080, status="inactive")
    database.close()
    app = opened()
    page = page_of(qtbot, app, "accounts")
    part = page.inspector.belonging
    qtbot.waitUntil(lambda: part.brand.count() == 2 and part.proxy.count() == 3 and part.isEnabled())
    for choice, name in ((part.brand, "Corner bakery"), (part.proxy, "http://ann@10.0.0.9:8080")):
        choice.setCurrentText(name)
        choice.activated.emit(choice.currentIndex())
    brands = page_of(qtbot, app, "brands")
    qtbot.waitUntil(lambda: draw(brands.table, (0, 3)) == "> Corner bakery | 1")
    proxies = page_of(qtbot, app, "proxies")
    qtbot.waitUntil(lambda: "http://10.0.0.9:8080 | 1" in draw(proxies.table, (0, 3)))
    part.proxy.setCurrentText("http://10.0.0.11:8080")
    part.proxy.activated.emit(part.proxy.currentIndex())
    qtbot.waitUntil(lambda: "is switched off" in said(app))
    assert part.proxy.currentText() == "http://ann@10.0.0.9:8080"

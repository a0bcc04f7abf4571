"""Many rows that leave a list at once: the list is read again once, not for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from automation.commands import Remove
from desktop.app import App
from models import clock, database
from models.database import sql
from models.paths import Profile
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import page_of

Opened = Callable[..., App]
MANY = 120


def test_many_that_are_removed_have_the_list_read_again_once(
    qtbot: QtBot, collected: FilledStore, profile: Profile, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.connect(profile.store)
    for number in range(MANY):
        sql(
            "INSERT INTO blocklist (id, kind, what, platform, subject, match, created_at)"
            " VALUES (?, 'block', 'keyword', '*', ?, 'exact', ?)",
            (1000 + number, f"word {number}", clock.now()),
        )
    database.close()
    app = opened()
    page = page_of(qtbot, app, "blocklist")
    looks: list[object] = []
    look, call, answers = page.model.look, app.link.call, list[Callable[[Any], None]]()
    monkeypatch.setattr(page.model, "look", lambda query: (looks.append(query), look(query)))
    page.let_go([1000 + number for number in range(MANY)])
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    looks.clear()
    monkeypatch.setattr(
        app.link, "call", lambda one, *then: answers.append(then[0]) if isinstance(one, Remove) else call(one, *then)
    )
    app.shell.notice.finish()
    assert len(answers) == MANY
    for answer in answers:  # together, which an engine on a busy machine does not do
        answer({})
    assert not page.leaving.ids
    qtbot.waitUntil(lambda: not any("NOT IN" in condition for condition in page.model.query.where))
    assert len(looks) == 1

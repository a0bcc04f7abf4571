"""Texts of actions, unsealed by the engine one by one for the person who must judge them, forgotten when it locks."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, Signal

from automation.commands import Reveal
from desktop.engine_link import EngineLink
from models.errors import StewardError

KEPT, AT_ONCE = 500, 6


class Drafts(QObject):
    """What was unsealed for this window; nothing of it is written anywhere."""

    arrived = Signal(int)

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._asked: set[int] = set()
        self.locked = False
        link.vault_changed.connect(lambda event: self.lock(event.locked))

    def text(self, action_id: int) -> str | None:
        """The text of an action if it is here; else it is asked for, and `arrived` tells when it came."""
        if action_id in self._texts:
            return self._texts[action_id]
        if not self.locked and action_id not in self._asked:
            self._wanted[action_id] = None
            self._ask()
        return None

    def lock(self, locked: bool) -> None:
        """Forget every text when the vault is locked."""
        self.locked = locked
        self._texts.clear()
        self._wanted.clear()
        self._asked.clear()

    def _ask(self) -> None:
        while self._wanted and len(self._asked) < AT_ONCE:
            action_id, _ = self._wanted.popitem()  # the newest is the one that is looked at
            self._asked.add(action_id)
            self._link.call(
                Reveal(action_id),
                partial(self._take, action_id),
                partial(self._not_opened, action_id),
            )

    def _not_opened(self, action_id: int, _error: StewardError) -> None:
        self._asked.discard(action_id)

    def _take(self, action_id: int, value: dict[str, str | None]) -> None:
        if action_id not in self._asked:
            return  # locked in between
        self._asked.discard(action_id)
        self._texts[action_id] = value.get("text") or ""
        while len(self._texts) > KEPT:
            self._texts.popitem(last=False)
        self.arrived.emit(action_id)
        self._ask()

"""How long nobody has been here: after a while without a person's input the vault locks itself."""

from __future__ import annotations

from typing import Any

from automation import commands
from models import clock, settings

# What programs ask by themselves says nothing about a person.
_NO_PERSON = (commands.Status, commands.Watch, commands.Receipt, commands.FindBrowser, commands.RunDue)


class Idle:
    """Watches the commands that come in; the engine's own work is no command."""

    def __init__(self) -> None:
        self._since = clock.now()

    def heard(self, command: Any) -> None:
        """A command came in."""
        if not isinstance(command, _NO_PERSON):
            self._since = clock.now()

    def is_over(self) -> bool:
        """Whether the setting's time without anybody has passed; a clock that was put back begins anew."""
        now, minutes = clock.now(), int(settings.get("auto_lock_minutes"))
        self._since = min(self._since, now)
        return minutes > 0 and now - self._since >= minutes * 60_000

"""What every screen is handed: the link, the reader, the place, and a way to say something or to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.background import Background
from desktop.drafts import Drafts
from desktop.engine_link import EngineLink
from models.errors import StewardError
from models.paths import Profile


@dataclass(slots=True)
class Workbench:
    """The tools of the window; made once by app.py and handed on by hand."""

    profile: Profile
    link: EngineLink
    reading: Background
    say: Callable[..., None]
    """Show a sentence at the foot of the window for a while: `say(text, button, pressed)`."""
    offer_undo: Callable[[str, Callable[[], object], Callable[[], object]], None]
    """Say what will be done in ten seconds, and how it is done, unless it is taken back."""
    complain: Callable[[StewardError], None]
    """Show an error that has no better place."""
    go: Callable[..., None]
    """Open a screen by name, optionally at a row: `go("queue", 7)`."""
    act: Callable[..., None]
    """Ask for a new action: `act(account, url)`."""
    drafts: Drafts
    """Texts that the engine unsealed for this window."""

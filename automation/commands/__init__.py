"""The closed list of commands that an engine takes; each names its reply. Ids are the store's integers.

A package, as the runtime that carries them out: each file holds the commands of one noun, and all are named from here.
"""

from __future__ import annotations

from automation.commands.accounts import *  # noqa: F403
from automation.commands.backups import *  # noqa: F403
from automation.commands.imports import *  # noqa: F403
from automation.commands.keeping import *  # noqa: F403
from automation.commands.nouns import *  # noqa: F403
from automation.commands.pages import *  # noqa: F403
from automation.commands.people import *  # noqa: F403
from automation.commands.records import *  # noqa: F403
from automation.commands.setup import *  # noqa: F403
from automation.commands.upkeep import *  # noqa: F403
from automation.commands.vault import *  # noqa: F403
from automation.commands.work import *  # noqa: F403

COMMANDS: dict[str, type] = {
    cls.__name__: cls
    for cls in list(globals().values())
    if isinstance(cls, type) and cls.__module__.startswith(f"{__name__}.") and hasattr(cls, "__dataclass_fields__")
}

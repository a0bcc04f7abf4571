"""Commands about what is kept, what is found, and what may go."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from automation import commands
from automation.runtime.house import House
from automation.upkeep import folding
from models import search


async def fold_search(house: House, command: commands.FoldSearch) -> dict[str, Any]:
    """Bring what changed into the search index."""
    end = monotonic() + command.at_most_s
    folded = await asyncio.to_thread(folding.fold_all, lambda: monotonic() > end)
    return {"folded": folded, "waiting": search.waiting()}


HANDLERS = {
    commands.FoldSearch: fold_search,
}

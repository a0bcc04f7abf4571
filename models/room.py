"""Room in the store's file: what is deleted leaves empty pages, which only a rewriting gives back to the disk."""

from __future__ import annotations

from dataclasses import dataclass

from models.database import sql


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes the store's pages take, and how many of them stand empty."""

    whole: int
    empty: int

    @property
    def used(self) -> int:
        """What the file comes to once it is written anew."""
        return self.whole - self.empty


def room() -> Room:
    """The room of the open store."""
    [(page, pages, empty)] = sql("SELECT * FROM pragma_page_size, pragma_page_count, pragma_freelist_count")
    return Room(page * pages, page * empty)

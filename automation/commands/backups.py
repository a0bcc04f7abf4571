"""Commands about copies of the whole profile: make, bring back, rehearse, begin anew."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BackUp:
    """Copy the profile; Progress events named "backup" tell how far it is. Reply: path, kind, made_at, bytes, files.

    `to` is the whole path of a folder or of one file (.zip) to make; without it the copy joins the profile's backups.
    """

    to: str | None = None


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring a backup back, whole or in sections; work comes back paused. Progress events are named "restore".

    `folder` is the whole path of a backup folder or file. Reply: backup, made_at, before, sections, rows, carried.
    """

    folder: str
    sections: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RehearseRestore:
    """Restore the newest backup into a scratch folder and check it. Reply: ok, backup, checks, proven_at."""


@dataclass(frozen=True, slots=True)
class ResetStore:
    """Begin with an empty store after a backup; `name` must be the profile's, as a person typed it.

    Reply: before, carried.
    """

    name: str

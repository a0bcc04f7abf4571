"""Two-state buttons: which state is there, and the way to the other."""

from __future__ import annotations

from automation.platforms.sections import Toggle as ToggleSection
from automation.platforms.sight import Sample, Sight
from models.enums import ActionKind, Toggle
from models.errors import SiteError

SECTION = {
    ActionKind.LIKE: "like",
    ActionKind.UNLIKE: "like",
    ActionKind.FOLLOW: "follow",
    ActionKind.UNFOLLOW: "follow",
}
WANTED = {
    ActionKind.LIKE: Toggle.ON,
    ActionKind.UNLIKE: Toggle.OFF,
    ActionKind.FOLLOW: Toggle.ON,
    ActionKind.UNFOLLOW: Toggle.OFF,
}
_PATIENCE_MS = 3_000


def names(section: str) -> list[str]:
    """The names whose samples tell the state."""
    return [f"{section}.off", f"{section}.on"]


def state(sample: Sample, section: str) -> Toggle:
    """What a sample shows: exactly one of the two states, or unknown. Raises SiteError `ambiguous`."""
    off, on = (sample.found[name] for name in names(section))
    for name, found in zip(names(section), (off, on), strict=True):
        if found.many:
            raise SiteError("ambiguous", locator=name, count=len(found.places))
    if off.one == on.one:
        return Toggle.UNKNOWN
    return Toggle.ON if on.one else Toggle.OFF


async def observe(sight: Sight, section: str, early: Sample | None = None) -> tuple[Toggle, Sample]:
    """The state in two equal samples; unknown where the page never settles on one. Raises SiteError `ambiguous`."""

    def enough(sample: Sample) -> bool:
        off, on = (sample.found[name] for name in names(section))
        return off.many or on.many or off.one != on.one

    try:
        gap_s = sight.pack.ready.steady_ms / 1000
        sample = await sight.settled(names(section), enough, _PATIENCE_MS, early, gap_s)
    except SiteError as error:
        if error.code != "unsettled":
            raise
        sample = await sight.sample(names(section))
        return Toggle.UNKNOWN, sample
    return state(sample, section), sample


def last_name(section: ToggleSection, name: str, wanted: Toggle) -> str:
    """The dotted name of what the last click is made on."""
    confirm = "confirm_on" if wanted is Toggle.ON else "confirm"
    return f"{name}.{confirm}" if getattr(section, confirm) else first_name(section, name, wanted)


def first_name(section: ToggleSection, name: str, wanted: Toggle) -> str:
    """The dotted name of the button that changes the state, with or without a question after it."""
    return f"{name}.button" if section.button else f"{name}.{'off' if wanted is Toggle.ON else 'on'}"

"""Named colours, spaces and sizes; text keeps 4.5 : 1 on every surface of both themes."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """The colours of one theme, as #RRGGBB."""

    name: str
    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    info: str
    good: str
    warn: str
    bad: str

    @property
    def selected(self) -> str:
        """The ground of a selected row."""
        return mix(self.accent, self.surface, 0.12 if self.name == "light" else 0.17)

    @property
    def control_border(self) -> str:
        """The edge of something that can be typed into or pressed."""
        return mix(self.text, self.surface, 0.28)


LIGHT = Tokens(
    name="light",
    window="#F6F6F3",
    surface="#FFFFFF",
    raised="#EFEFEB",
    border="#D9D8D2",
    text="#1E1D1A",
    muted="#5D5C56",
    accent="#1F6B57",
    on_accent="#FFFFFF",
    info="#2156A5",
    good="#1B7342",
    warn="#8A5500",
    bad="#B3261E",
)
DARK = Tokens(
    name="dark",
    window="#151614",
    surface="#1D1E1C",
    raised="#272926",
    border="#3A3C38",
    text="#ECEBE6",
    muted="#A9A8A1",
    accent="#6FC7AB",
    on_accent="#0E1915",
    info="#8AB4F8",
    good="#7CCB97",
    warn="#E9B65C",
    bad="#F28B82",
)

S4, S8, S12, S16, S24, S32 = 4, 8, 12, 16, 24, 32
RADIUS, PANEL_RADIUS = 6, 10
ROW, COMPACT_ROW = 36, 28
BODY, SECONDARY, SECTION, TITLE = 13, 12, 15, 20


def mix(over: str, under: str, share: float) -> str:
    """The colour of `over` laid upon `under` with that share of opacity."""
    pairs = [(int(over[i : i + 2], 16), int(under[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

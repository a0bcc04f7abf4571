"""The few SVG shapes that the practice network's pictures are drawn with; all measures in picture units."""

from __future__ import annotations

SIZE = 800
SOFT = 'filter="url(#soft)"'
BLUR = (
    '<defs><filter id="soft" x="-30%" y="-30%" width="160%" height="160%">'
    '<feGaussianBlur stdDeviation="18"/></filter></defs>'
)
Stop = tuple[float, str] | tuple[float, str, float]


def circle(x: float, y: float, radius: float, fill: str, opacity: float = 1, more: str = "") -> str:
    """Return a disc."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" opacity="{opacity:.2f}" {more}/>'


def rect(
    x: float, y: float, wide: float, high: float, fill: str, opacity: float = 1, round_: float = 0, more: str = ""
) -> str:
    """Return a box."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="{round_}"'
    return f'<rect {place} fill="{fill}" opacity="{opacity:.2f}" {more}/>'


def ground(fill: str) -> str:
    """Return a box over the whole picture."""
    return rect(0, 0, SIZE, SIZE, fill)


def shape(path: str, fill: str, opacity: float = 1, more: str = "") -> str:
    """Return a filled outline."""
    return f'<path d="{path}" fill="{fill}" opacity="{opacity:.2f}" {more}/>'


def line(path: str, stroke: str, wide: float, opacity: float = 1, more: str = "") -> str:
    """Return a stroke with round ends."""
    look = f'stroke="{stroke}" stroke-width="{wide:.1f}" stroke-linecap="round" opacity="{opacity:.2f}"'
    return f'<path d="{path}" fill="none" {look} {more}/>'


def fade(name: str, *stops: Stop, slant: bool = False) -> str:
    """Return a gradient from top to bottom, or corner to corner, to be used as `url(#name)`."""
    return f'<defs><linearGradient id="{name}" x2="{int(slant)}" y2="1">{_stops(stops)}</linearGradient></defs>'


def gleam(name: str, *stops: Stop, x: float = 0.5, y: float = 0.5, reach: float = 0.5) -> str:
    """Return a gradient from a point outwards, to be used as `url(#name)`."""
    return f'<defs><radialGradient id="{name}" cx="{x}" cy="{y}" r="{reach}">{_stops(stops)}</radialGradient></defs>'


def placed(inside: str, x: float, y: float, turn: float = 0, size: float = 1) -> str:
    """Return shapes drawn around 0,0 at another place."""
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f}) scale({size:.2f})">{inside}</g>'


def blend(one: str, two: str, share: float) -> str:
    """Return the colour that lies `share` of the way from one to two."""
    pairs = ((int(one[i : i + 2], 16), int(two[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _stops(stops: tuple[Stop, ...]) -> str:
    return "".join(
        f'<stop offset="{stop[0]:.2f}" stop-color="{stop[1]}" stop-opacity="{stop[2] if len(stop) == 3 else 1}"/>'
        for stop in stops
    )

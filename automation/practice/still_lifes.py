"""Drawn things for the practice network's posts: bread, a cup, flowers, fruit, glass."""

from __future__ import annotations

import math
import random

from automation.practice.shapes import (
    BLUR,
    SIZE,
    SOFT,
    blend,
    circle,
    fade,
    gleam,
    ground,
    line,
    placed,
    rect,
    shape,
)

_MIDDLE = SIZE / 2
_SCORED = "#fbe9c8"


def bread(rng: random.Random) -> str:
    """Draw a scored loaf on a striped cloth, flour around it."""
    parts = [BLUR, _table(rng, "#8a6a4c"), _cloth(rng)]
    x, y, radius = _MIDDLE + rng.uniform(-50, 50), 410 + rng.uniform(-20, 30), rng.uniform(225, 250)
    crust = (0, "#f0c584"), (0.45, "#c9833d"), (0.8, "#8d4b1c"), (1, "#56290d")
    parts.append(gleam("crust", *crust, x=0.38, y=0.32, reach=0.8))
    parts += [circle(x + 14, y + 30, radius, "#1d0f06", 0.55, SOFT), circle(x, y, radius, "url(#crust)")]
    parts.append(placed(_leaf(radius * 0.8), x, y, rng.uniform(-6, 6)))
    for _ in range(260):
        angle, far = rng.uniform(0, 6.3), radius * math.sqrt(rng.random()) * 1.35
        speck = x + far * math.cos(angle), y + far * math.sin(angle), rng.uniform(0.8, 3)
        parts.append(circle(*speck, "#fff6e6", rng.uniform(0.15, 0.6)))
    return "".join(parts)


def cup(rng: random.Random) -> str:
    """Draw a cup of tea from above."""
    x, y = _MIDDLE + rng.uniform(-40, 40), _MIDDLE + rng.uniform(-20, 30)
    parts = [BLUR, _table(rng, "#b79a78")]
    parts += [circle(x + 22, y + 22, 300, "#2a1a0c", 0.45, SOFT), circle(x, y, 290, "#eef0ea")]
    parts += [circle(x, y, 272, "#e1e5dc"), circle(x + 14, y + 14, 196, "#2a1a0c", 0.3, SOFT)]
    parts.append(line(f"M{x + 180:.0f},{y - 30:.0f} q92,-14 92,42 q0,54 -98,36", "#fbfbf7", 26))
    parts += [circle(x, y, 190, "#fbfbf7"), circle(x, y, 170, "#d9ddd2")]
    parts.append(gleam("tea", (0, "#d4dc7c"), (0.7, "#9aab3f"), (1, "#66782a"), x=0.4, y=0.35, reach=0.75))
    parts.append(circle(x, y, 162, "url(#tea)"))
    parts.append(line(f"M{x - 110:.0f},{y - 40:.0f} a120,120 0 0 1 70,-70", "#ffffff", 9, 0.5))
    for _ in range(7):
        edge = rng.choice((rng.uniform(20, 120), rng.uniform(690, 780)))
        parts.append(placed(_petal("#6f8a3c"), rng.uniform(20, 780), edge, rng.uniform(0, 360), 34))
    return "".join(parts)


def flowers(rng: random.Random) -> str:
    """Draw tall foxgloves before a soft green."""
    green = rng.choice(("#7fa37a", "#93a98b", "#6f9a8e"))
    lit, dark = blend(green, "#fffbe6", 0.7), blend(green, "#16301f", 0.5)
    parts = [BLUR, fade("leafy", (0, lit), (1, dark), slant=True), ground("url(#leafy)")]
    for _ in range(26):
        colour = rng.choice(("#fff8dd", "#d9ecc8", "#2f5a3c", "#f6c9d6"))
        spot = rng.uniform(0, SIZE), rng.uniform(0, SIZE), rng.uniform(24, 80)
        parts.append(circle(*spot, colour, rng.uniform(0.08, 0.22), SOFT))
    blossoms = rng.choice((("#d9609a", "#b93f7f", "#fbd3e6"), ("#7a78d8", "#5a55bb", "#eceaff")))
    for number in range(6):
        parts.append(_foxglove(rng, 20 + number * 150 + rng.uniform(-30, 30), rng.uniform(260, 420), 0.72, blossoms))
    parts.append(rect(0, 0, SIZE, SIZE, lit, 0.3))
    for number in range(5):
        parts.append(_foxglove(rng, 90 + number * 160 + rng.uniform(-34, 34), rng.uniform(70, 250), 1.15, blossoms))
    return "".join(parts)


def citrus(rng: random.Random) -> str:
    """Draw slices of orange and lemon on linen."""
    weave = "".join(f"M0,{at} h{SIZE} M{at},0 v{SIZE} " for at in range(0, SIZE, 8))
    parts = [BLUR, ground("#ece6da"), line(weave, "#d8cfbe", 1.2, 0.5)]
    spots = ((250, 260, 165), (575, 215, 130), (520, 545, 185), (190, 620, 125), (770, 720, 120), (30, 60, 110))
    for x, y, radius in spots:
        parts.append(_slice(rng, x + rng.uniform(-16, 16), y + rng.uniform(-16, 16), radius))
    for _ in range(5):
        where = rng.uniform(40, 760), rng.uniform(40, 760)
        parts.append(placed(_petal("#5d8a4a"), *where, rng.uniform(0, 360), 46))
    return "".join(parts)


def lens(rng: random.Random) -> str:
    """Draw rings of glass lit from the side, lights out of focus behind them."""
    parts = [BLUR, ground("#15151c")]
    for _ in range(34):
        colour = rng.choice(("#ffb35c", "#ff7d6b", "#6fb6ff", "#ffe0a0", "#8d7bff"))
        light = rng.uniform(0, SIZE), rng.uniform(0, SIZE), rng.uniform(20, 66)
        parts.append(circle(*light, colour, rng.uniform(0.12, 0.42)))
    rings = {300: "#0b0b10", 288: "#2b2c36", 262: "#101118", 244: "#3a3c48", 236: "#08090e", 206: "#191c2e"}
    for radius, colour in {**rings, 150: "#10142a", 86: "#05060c"}.items():
        parts.append(circle(_MIDDLE, _MIDDLE, radius, colour))
    for size, turn, colour in (
        (196, 20, "#5b8cff"),
        (170, 200, "#c05bd8"),
        (128, 60, "#3fd0c0"),
        (100, 240, "#ffb35c"),
    ):
        arc = line(f"M{size},0 A{size},{size} 0 0 1 0,{size}", colour, 16, 0.45, SOFT)
        parts.append(placed(arc, _MIDDLE, _MIDDLE, turn + rng.uniform(-20, 20)))
    parts.append(placed('<ellipse rx="62" ry="36" fill="#fff" opacity=".75"/>', 320, 300, -35))
    return "".join(parts)


def _table(rng: random.Random, colour: str) -> str:
    parts = [ground(colour)]
    grain = blend(colour, "#2a1608", 0.5)
    for plank in range(5):
        shade = blend(colour, rng.choice(("#000000", "#ffffff")), rng.uniform(0.03, 0.12))
        parts.append(rect(0, plank * 160, SIZE, 158, shade))
        for _ in range(9):
            y, bend, end = plank * 160 + rng.uniform(6, 150), rng.uniform(-12, 12), rng.uniform(-6, 6)
            parts.append(line(f"M0,{y:.0f} q200,{bend:.0f} 400,0 t400,{end:.0f}", grain, rng.uniform(0.6, 2), 0.28))
    return "".join(parts)


def _cloth(rng: random.Random) -> str:
    stripes = "".join(rect(-340 + n * 60, -560, 12, 1120, "#5b7896", 0.55) for n in range(9))
    return placed(rect(-380, -560, 620, 1120, "#efe9dd") + stripes, 400, 400, rng.uniform(-18, 18))


def _leaf(reach: float) -> str:
    parts = [line(f"M0,{reach:.0f} Q14,0 0,-{reach:.0f}", _SCORED, 11)]
    for step in range(6):
        top, wide = reach * (0.72 - step * 0.27), reach * (0.62 - abs(step - 2.2) * 0.11)
        for side in (-1, 1):
            out, over = side * wide, side * wide / 2
            parts.append(
                line(f"M6,{top:.0f} q{over:.0f},{-reach * 0.02:.0f} {out:.0f},{-reach * 0.27:.0f}", _SCORED, 8, 0.92)
            )
    return "".join(parts)


def _petal(colour: str) -> str:
    return shape("M0,-1 q.62,.8 0,2 q-.62,-1.2 0,-2z", colour)


def _bell(colour: str, inside: str) -> str:
    """A blossom that hangs from 0,0, one unit long."""
    body = shape("M-.12,0 Q-.42,.35 -.4,.86 Q-.6,1.06 -.2,1.04 L.2,1.04 Q.6,1.06 .4,.86 Q.42,.35 .12,0z", colour)
    return body + f'<ellipse cx="0" cy=".98" rx=".33" ry=".12" fill="{inside}"/>'


def _foxglove(rng: random.Random, x: float, top: float, size: float, colours: tuple[str, str, str]) -> str:
    lean = rng.uniform(-26, 26)
    parts = [line(f"M{x:.0f},830 Q{x:.0f},{top + 300:.0f} {x + lean:.0f},{top:.0f}", "#3c6b40", 7 * size)]
    for side in (-1, 0.5, 1):
        parts.append(placed(_petal("#3f7046"), x + side * 34 * size, 770, side * rng.uniform(28, 58), 74 * size))
    for step in range(15):
        share = step / 14
        y = top + (8 + share * 330) * size
        at = x + lean * (1 - share * 0.85)
        long = (14 + 46 * share**0.7) * size
        for side in (-1, 1):
            colour = blend(rng.choice(colours[:2]), colours[2], 0.35 * (1 - share))
            turn = -side * (64 - share * 26) + rng.uniform(-6, 6)
            parts.append(placed(_bell(colour, colours[2]), at + side * 3, y + side * 5 * size, turn, long))
    return "".join(parts)


def _slice(rng: random.Random, x: float, y: float, radius: float) -> str:
    ripe = (("#f08a1d", "#f9a83e", "#ffd494"), ("#f2cf2a", "#f8e173", "#fff6c0"), ("#e0603a", "#f0825a", "#ffc4a4"))
    peel, flesh, light = rng.choice(ripe)
    wide, out, over = radius * 0.3, radius * 0.72, radius * 0.92
    wedge = shape(
        f"M0,-8 L{wide:.0f},-{out:.0f} Q0,-{over:.0f} -{wide:.0f},-{out:.0f}z",
        flesh,
        more=f'stroke="{light}" stroke-width="3" stroke-linejoin="round"',
    )
    wedges = "".join(placed(wedge, 0, 0, n * 40) for n in range(9))
    fruit = circle(0, 0, radius, peel) + circle(0, 0, radius * 0.91, "#fff6e2") + wedges
    shadow = circle(x + 12, y + 16, radius, "#4a3a20", 0.35, SOFT)
    return shadow + placed(fruit, x, y, rng.uniform(0, 360))

"""Drawn landscapes for the practice network's posts: hills, sea, city, forest."""

from __future__ import annotations

import math
import random

from automation.practice.shapes import SIZE, blend, circle, fade, gleam, ground, line, placed, rect, shape

_DUSKS = (
    ("#2b2a5c", "#b0508a", "#ff9c6b", "#ffe0b0"),
    ("#1f4068", "#5b7fb4", "#f2b79f", "#ffe9d0"),
    ("#3a2152", "#a34a6c", "#f28a5d", "#ffd59a"),
    ("#17324d", "#3f7c9a", "#9ccfc4", "#fbe7b7"),
)


def hills(rng: random.Random) -> str:
    """Draw ranges of hills that darken towards the eye."""
    near, far = rng.choice((("#16233a", "#d79a8c"), ("#1d2b25", "#b9c4b0"), ("#2a1a38", "#c98fa6")))
    parts = [_sky(rng), _sun(rng.uniform(220, 580), rng.uniform(330, 400), 34)]
    for step in range(7):
        share = step / 6
        parts.append(_ridge(rng, 430 + share * 300, 62 - share * 18, blend(far, near, share**0.8)))
    for _ in range(5):
        bird = "M-1,0 q.5,-.7 1,0 q.5,-.7 1,0"
        where = rng.uniform(120, 680), rng.uniform(110, 260)
        parts.append(placed(line(bird, "#2a2438", 0.25, 0.7), *where, size=rng.uniform(7, 13)))
    return "".join(parts)


def sea(rng: random.Random) -> str:
    """Draw an evening sea with the sun's path on it and a boat."""
    x, horizon = rng.uniform(260, 560), 440
    water = fade("sea", (0, "#8fa6b8"), (0.35, "#3f6480"), (1, "#12283c"))
    parts = [_sky(rng, 0.56), _sun(x, horizon - 46, 38), water]
    parts.append(rect(0, horizon, SIZE, SIZE - horizon, "url(#sea)"))
    for step in range(130):
        depth = (step / 130) ** 1.6
        wide, left = 12 + depth * 150, x + rng.gauss(0, 14 + depth * 90)
        glint = rng.uniform(0.15, 0.6)
        parts.append(rect(left - wide / 2, horizon + 4 + depth * 350, wide, 1.5 + depth * 5, "#ffe3b4", glint, 3))
    for step in range(90):
        depth = (step / 90) ** 1.5
        left, colour = rng.uniform(-80, SIZE), rng.choice(("#0c2032", "#b9d0da"))
        wave = rng.uniform(0.06, 0.22)
        parts.append(rect(left, horizon + 6 + depth * 350, 30 + depth * 190, 1 + depth * 5, colour, wave, 3))
    return "".join(parts) + placed(_BOAT, rng.choice((150, 600)) + rng.uniform(-40, 60), horizon + 34)


def city(rng: random.Random) -> str:
    """Draw houses along a quay at night, their windows in the water."""
    parts = [fade("night", (0, "#0f1735"), (1, "#51447a")), ground("url(#night)")]
    parts.append(circle(rng.uniform(120, 680), 130, 42, "#f7efd8"))
    for _ in range(70):
        star = rng.uniform(0, SIZE), rng.uniform(0, 330), rng.uniform(0.6, 1.8)
        parts.append(circle(*star, "#ffffff", rng.uniform(0.3, 0.9)))
    x = -10.0
    while x < SIZE:
        wide, high = rng.uniform(70, 120), rng.uniform(170, 330)
        parts.append(_house(rng, x, 560 - high, wide, high))
        x += wide + 2
    parts += [rect(0, 560, SIZE, 12, "#171226"), rect(0, 572, SIZE, 228, "#141a36")]
    for _ in range(120):
        colour = rng.choice(("#ffcf7a", "#ffb45e", "#7d86c8"))
        where = rng.uniform(-20, SIZE), rng.uniform(580, 795), rng.uniform(14, 70)
        parts.append(rect(*where, 3, colour, rng.uniform(0.1, 0.5), 2))
    return "".join(parts)


def forest(rng: random.Random) -> str:
    """Draw rows of firs standing in mist."""
    near, far = rng.choice((("#10261f", "#d5dfd6"), ("#152430", "#d3dde2"), ("#221f2c", "#ddd3d6")))
    parts = [ground(blend(far, "#ffffff", 0.45)), _sun(rng.uniform(200, 600), 210, 30)]
    parts.append(fade("mist", (0, "#ffffff", 0), (0.6, "#ffffff", 0.34), (1, "#ffffff", 0)))
    for row in range(6):
        share = row / 5
        colour, base = blend(far, near, 0.12 + share * 0.88), 420 + share * 400
        parts.append(_ridge(rng, base - 30, 26, colour))
        x = rng.uniform(-60, 0)
        while x < SIZE + 40:
            high = rng.uniform(0.7, 1.2) * (130 + share * 260)
            parts.append(_fir(rng, x, base + 20, high, colour))
            x += high * rng.uniform(0.22, 0.5)
        if row < 5:
            parts.append(rect(0, base - 90, SIZE, 190, "url(#mist)"))
    return "".join(parts)


def _sky(rng: random.Random, low: float = 0.75) -> str:
    """An evening sky over the whole picture, lightest at `low` of its height."""
    colours = rng.choice(_DUSKS)
    return fade("sky", *zip((0.0, low * 0.5, low * 0.8, low), colours, strict=True)) + ground("url(#sky)")


def _sun(x: float, y: float, radius: float) -> str:
    glow = gleam("glow", (0, "#fff6dc", 0.95), (0.22, "#ffe6b0", 0.55), (1, "#ffd08a", 0))
    return glow + circle(x, y, radius * 5, "url(#glow)") + circle(x, y, radius, "#fff7e2")


def _ridge(rng: random.Random, base: float, height: float, colour: str) -> str:
    waves = [(height / n, rng.uniform(0.6, 1.5) * n, rng.uniform(0, 6.3)) for n in (1, 2.3, 5.1, 11.7)]
    points = [
        f"{x},{base - sum(a * math.sin(x / SIZE * 3.15 * f + p) for a, f, p in waves):.1f}"
        for x in range(-10, SIZE + 20, 10)
    ]
    return shape(f"M-10,{SIZE} L{' L'.join(points)} L{SIZE + 10},{SIZE}z", colour)


_BOAT = (
    shape("M-34,0 h70 l-14,18 h-42z", "#2a1d22")
    + shape("M-2,-4 v-92 q34,40 36,92z", "#fdf6e8")
    + shape("M-6,-6 v-70 q-22,36 -24,70z", "#e9d9c2")
    + shape("M-30,24 h60 l-20,40 h-26z", "#0c1826", 0.3)
)


def _house(rng: random.Random, x: float, y: float, wide: float, high: float) -> str:
    wall = rng.choice(("#2a2342", "#33294a", "#241f3d", "#3b2c48", "#2b2c4e"))
    half, rise = wide / 2 + 3, wide * 0.45
    parts = [shape(f"M{x - 3:.0f},{y:.0f} l{half:.0f},-{rise:.0f} l{half:.0f},{rise:.0f}z", "#1b1630")]
    parts.append(rect(x, y, wide, high, wall))
    columns = max(2, int(wide // 28))
    for row in range(int(high // 48)):
        for column in range(columns):
            pane = rng.choice(("#ffd98c", "#ffc46b", "#fff0c4")) if rng.random() < 0.55 else "#171430"
            parts.append(rect(x + wide / columns * (column + 0.5) - 8, y + 16 + row * 48, 16, 24, pane, 1, 2))
    return "".join(parts)


def _fir(rng: random.Random, x: float, base: float, high: float, colour: str) -> str:
    left, right = [], []
    for step in range(1, 9):
        y, reach = base - high + high * step / 9, high * 0.028 * step * rng.uniform(0.85, 1.15)
        notch = y - high * 0.012
        left.append(f"L{x - reach:.0f},{y:.0f} L{x - reach * 0.45:.0f},{notch:.0f}")
        right.append(f"L{x + reach * 0.45:.0f},{notch:.0f} L{x + reach:.0f},{y:.0f}")
    down, up = " ".join(left), " ".join(reversed(right))
    return shape(f"M{x:.0f},{base - high:.0f} {down} L{x:.0f},{base:.0f} {up}z", colour)

"""The pictures of the practice network: drawn from their name, the same every time, no file needed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import lru_cache

from automation.practice import scenes, shapes, still_lifes

DRAWN: Mapping[str, Callable[[random.Random], str]] = {
    "hills": scenes.hills,
    "sea": scenes.sea,
    "city": scenes.city,
    "forest": scenes.forest,
    "bread": still_lifes.bread,
    "cup": still_lifes.cup,
    "flowers": still_lifes.flowers,
    "citrus": still_lifes.citrus,
    "lens": still_lifes.lens,
}


@lru_cache(maxsize=64)
def picture(name: str) -> str | None:
    """Return the drawing of a name such as `hills-2` as SVG, or None for a name that says nothing."""
    scene, _, number = name.rpartition("-")
    draw = DRAWN.get(scene)
    if draw is None or not number.isdigit():
        return None
    size = f'viewBox="0 0 {shapes.SIZE} {shapes.SIZE}" width="{shapes.SIZE}" height="{shapes.SIZE}"'
    drawn = draw(random.Random(name))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} preserveAspectRatio="xMidYMid slice">{drawn}</svg>'


def face(handle: str, hue: int) -> str:
    """Return a round portrait as SVG: shoulders and head in the person's own colour."""
    rng = random.Random(handle)
    skin = rng.choice(("#f3d2b8", "#e0ac84", "#b97a50", "#8a5636", "#f0c6a0"))
    hair = rng.choice(("#2b201b", "#5a3a24", "#8f5a2c", "#c9a25e", "#3a3a44", "#a9a39a"))
    locks = rng.choice(
        (
            '<path d="M28,46 Q26,20 50,20 Q74,20 72,46 Q66,32 50,32 Q34,32 28,46z"/>',
            '<path d="M27,70 Q20,20 50,19 Q80,20 73,70 L66,70 Q70,36 50,34 Q30,36 34,70z"/>',
            '<circle cx="50" cy="22" r="10"/><path d="M29,44 Q29,22 50,22 Q71,22 71,44 Q62,32 50,32 Q38,32 29,44z"/>',
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100"><defs>'
        f'<linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl({hue} 62% 82%)"/>'
        f'<stop offset="1" stop-color="hsl({(hue + 40) % 360} 48% 58%)"/></linearGradient></defs>'
        '<rect width="100" height="100" fill="url(#b)"/>'
        f'<path d="M14,104 Q16,70 50,70 Q84,70 86,104z" fill="hsl({hue} 42% 36%)"/>'
        f'<path d="M42,60 h16 v12 q-8,8 -16,0z" fill="{skin}"/><ellipse cx="50" cy="47" rx="19" ry="22" fill="{skin}"/>'
        f'<g fill="{hair}">{locks}</g></svg>'
    )

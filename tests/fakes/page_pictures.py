"""A picture of a post as a small social site would show it, drawn without a browser."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE, CARD = (1280, 800), (340, 120, 940, 560)
_FACE = "DejaVuSans.ttf"


def post_page(liked: bool = False, comment: str | None = None) -> tuple[bytes, list[int]]:
    """JPEG bytes, and the region of the post as [x, y, width, height]."""
    page = Image.new("RGB", SIZE, "#f4f5f7")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, SIZE[0], 56), fill="#ffffff")
    draw.text((40, 16), "practice", font=_font(22), fill="#1f6b57")
    draw.rounded_rectangle(CARD, 14, fill="#ffffff", outline="#dddddd")
    _post(draw)
    colour = "#d6336c" if liked else "#888888"
    draw.text((372, 484), "♥ 13" if liked else "♡ 12", font=_font(22), fill=colour)
    draw.text((470, 484), "Reply", font=_font(18), fill="#888888")
    if comment:
        draw.rounded_rectangle((340, 580, 940, 650), 14, fill="#ffffff", outline="#dddddd")
        draw.text((372, 600), f"you  {comment[:60]}", font=_font(16), fill="#222222")
    out = BytesIO()
    page.save(out, "JPEG", quality=70)
    x, y, right, bottom = CARD
    return out.getvalue(), [x, y, right - x, bottom - y]


def _post(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((364, 146, 412, 194), fill="#c98a4b")
    draw.text((428, 150), "Maria", font=_font(20), fill="#222222")
    draw.text((428, 176), "@maria · 2 h", font=_font(14), fill="#888888")
    for line, text in enumerate(("First loaves out of the new oven.", "The crumb is finally what I wanted it to be.")):
        draw.text((372, 216 + 28 * line), text, font=_font(19), fill="#222222")
    draw.rounded_rectangle((372, 290, 908, 466), 10, fill="#e8d8c3")
    draw.ellipse((520, 320, 760, 440), fill="#a8662f")
    draw.arc((560, 330, 720, 420), 200, 340, fill="#e8c9a0", width=6)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(_FACE, size)
    except OSError:
        return ImageFont.load_default(size)

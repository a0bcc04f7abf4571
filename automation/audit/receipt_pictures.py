"""The pictures of a receipt: what is around the marked region before and after, and what differs there."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, UnidentifiedImageError

from automation.audit.evidence import NOISE

MARGIN, NEAR, QUALITY = 48, 24, 82
SMALL = 0.3  # of the picture: what moved is shown once more from nearer
# A picture that claims more pixels than any page has is not opened.
MOST_PIXELS = 60_000_000
_MARK, _CHANGED = (37, 99, 235), (217, 70, 239)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it stands in the page, with its size."""

    source: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """The crops around the region (the whole page without one), their difference, a closer look, the whole pages."""

    before: Shown | None
    after: Shown | None
    difference: Shown | None
    close_before: Shown | None
    close_after: Shown | None
    whole_before: Shown | None
    whole_after: Shown | None


def drawn(before: bytes | None, after: bytes | None, region: list[int] | None) -> Pictures:
    """All pictures of a receipt; what cannot be read as a picture is left out."""
    one, two = _opened(before), _opened(after)
    box = None if region is None else _box(region, one or two)
    crops = [None if image is None else _crop(image, box) for image in (one, two)]
    differs: Image.Image | None = None
    closer: list[Image.Image | None] = [None, None]
    if crops[0] is not None and crops[1] is not None and crops[0].size == crops[1].size:
        moved = _moved(crops[0], crops[1])
        differs, closer = _difference(crops[1], moved), _closer(crops[0], crops[1], moved)
    marked = [None if crop is None else _marked(crop, region, box) for crop in crops]
    shown = [*marked, differs, *closer, *((one, two) if region is not None else (None, None))]
    return Pictures(*(None if image is None else _data(image) for image in shown))


def _opened(jpeg: bytes | None) -> Image.Image | None:
    if jpeg is None:
        return None
    try:
        image = Image.open(BytesIO(jpeg), formats=("JPEG", "PNG"))
        return image.convert("RGB") if image.width * image.height <= MOST_PIXELS else None
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def _box(region: list[int], image: Image.Image | None) -> tuple[int, int, int, int] | None:
    if image is None:
        return None
    x, y, width, height = region
    left, top = max(0, min(x - MARGIN, image.width - 1)), max(0, min(y - MARGIN, image.height - 1))
    right, bottom = min(image.width, x + width + MARGIN), min(image.height, y + height + MARGIN)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _crop(image: Image.Image, box: tuple[int, int, int, int] | None) -> Image.Image:
    return image if box is None else image.crop(box)


def _marked(crop: Image.Image, region: list[int] | None, box: tuple[int, int, int, int] | None) -> Image.Image:
    if region is None or box is None:
        return crop
    x, y, width, height = region
    marked = crop.copy()
    corner = (x - box[0] - 2, y - box[1] - 2)
    ImageDraw.Draw(marked).rectangle((corner, (corner[0] + width + 3, corner[1] + height + 3)), outline=_MARK, width=2)
    return marked


def _moved(before: Image.Image, after: Image.Image) -> Image.Image:
    return ImageChops.difference(before, after).convert("L").point(lambda value: 255 if value > NOISE else 0)


def _difference(after: Image.Image, moved: Image.Image) -> Image.Image:
    """What is after, faded, with every pixel that moved in one strong colour."""
    faded = Image.blend(after.convert("L").convert("RGB"), Image.new("RGB", after.size, "white"), 0.65)
    faded.paste(_CHANGED, mask=moved)
    return faded


def _closer(before: Image.Image, after: Image.Image, moved: Image.Image) -> list[Image.Image | None]:
    """The part that moved, twice its size, where it is a small part of what is shown."""
    box = moved.getbbox()
    if box is None:
        return [None, None]
    box = (
        max(0, box[0] - NEAR),
        max(0, box[1] - NEAR),
        min(after.width, box[2] + NEAR),
        min(after.height, box[3] + NEAR),
    )
    width, height = box[2] - box[0], box[3] - box[1]
    if width * height > SMALL * after.width * after.height:
        return [None, None]
    return [image.crop(box).resize((2 * width, 2 * height), Image.Resampling.LANCZOS) for image in (before, after)]


def _data(image: Image.Image) -> Shown:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Shown(f"data:image/jpeg;base64,{b64encode(out.getvalue()).decode()}", image.width, image.height)

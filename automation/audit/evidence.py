"""Evidence: pictures become files beside the store, sealed where they show a message, with their sums in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from automation.audit import chain
from automation.values import Action, Attempt, Picture, Region
from automation.vault.vault import Vault
from automation.vault.whole_file import write_whole
from models import ids
from models.database import writing
from models.enums import ActionKind, Phase
from models.evidence import EvidenceRow, inside, keep_picture, move_picture

Seal = Callable[[bytes, str], bytes]
# A pixel counts as changed when a channel moved by more than this of 255: JPEG noise stays below.
NOISE = 24
SEALED, ANEW = ".sealed", ".anew.sealed"


@dataclass(frozen=True, slots=True)
class Filed:
    """A picture that is on disk already and wants its row."""

    phase: Phase
    path: str
    sum: str
    region: Region | None
    changed: float | None
    sealed: bool


def is_private(action: Action) -> bool:
    """Whether the pictures of an action show message text and must be sealed."""
    return action.kind is ActionKind.DM


def file_pictures(folder: Path, action: Action, attempt: Attempt, seal: Seal) -> list[Filed]:
    """Write an attempt's pictures durably, before the transaction that refers to them; StoreUnusable store_full."""
    share = changed_share(attempt.before, attempt.after)
    taken = ((Phase.BEFORE, attempt.before, None), (Phase.AFTER, attempt.after, share))
    return [_file(folder, action, attempt, phase, shot, changed, seal) for phase, shot, changed in taken if shot]


def _file(
    folder: Path, action: Action, attempt: Attempt, phase: Phase, picture: Picture, changed: float | None, seal: Seal
) -> Filed:
    private = is_private(action)
    name = f"{ids.public('actions', action.id)}/{ids.public('attempts', attempt.id)}-{phase}.jpg"
    path = f"{name}{SEALED}" if private else name
    content = seal(picture.jpeg, picture_place(path)) if private else picture.jpeg
    write_whole(folder / path, content)
    return Filed(phase, path, sha256(content).hexdigest(), picture.region, changed, private)


def picture_place(path: str) -> str:
    """Where the vault says a sealed picture belongs."""
    return f"evidence|{path}|jpeg"


def reseal(folder: Path, row: EvidenceRow, vault: Vault) -> bool:
    """Bring a sealed picture under the active key; whether there was anything to do.

    The file under the new key has a name of its own, and the row goes over to it in one step: a death at any moment
    leaves a row whose file is whole, and beside it at most a file that nothing names, which the next walk removes.
    Raises VaultLocked, StoreUnusable vault_damaged.
    """
    other = _other_name(row.path)
    if inside(folder, other) is None:
        return False  # whoever made a backup may have made its rows as well
    (folder / other).unlink(missing_ok=True)
    try:
        content = (folder / row.path).read_bytes()
    except FileNotFoundError:
        return False  # `store check` says so; there is nothing left to seal
    if not vault.needs_resealing(content, picture_place(row.path)):
        return False
    content = vault.seal(vault.unseal(content, picture_place(row.path)), picture_place(other))
    write_whole(folder / other, content)
    with writing():
        is_kept = _put_on_record(row, other, sha256(content).hexdigest())
    (folder / (row.path if is_kept else other)).unlink(missing_ok=True)
    return is_kept


def names_of(path: str) -> list[str]:
    """The names under which a picture may lie: a sealed one that was left half way lies under both."""
    return [path, _other_name(path)] if path.endswith(SEALED) else [path]


def _other_name(path: str) -> str:
    """The other of the two names that a sealed picture has by turns."""
    return path.removesuffix(ANEW) + SEALED if path.endswith(ANEW) else path.removesuffix(SEALED) + ANEW


def _put_on_record(row: EvidenceRow, path: str, total: str) -> bool:
    """Whether the picture is still kept: it may have been erased while it was sealed."""
    if not move_picture(row.id, row.path, path, total):
        return False
    body = {"evidence": ids.public("evidence", row.id), "before": row.sha256, "after": total}
    chain.add_entry("picture_resealed", None, row.action_id, body)
    return True


def keep(action_id: int, attempt_id: int, filed: list[Filed]) -> dict[str, str]:
    """Write the rows of filed pictures; returns phase → sum for the entry."""
    for picture in filed:
        area = picture.region
        keep_picture(
            action_id=action_id,
            attempt_id=attempt_id,
            phase=picture.phase,
            path=picture.path,
            sha256=picture.sum,
            region=None if area is None else [area.x, area.y, area.width, area.height],
            changed=picture.changed,
            sealed=picture.sealed,
        )
    return {str(p.phase): p.sum for p in filed}


def changed_share(before: Picture | None, after: Picture | None) -> float | None:
    """The share of the marked region (else of the whole picture) whose pixels differ; None without both."""
    if before is None or after is None:
        return None
    (one, scale), (two, _) = (_half(p.jpeg) for p in (before, after))
    if one.size != two.size:
        return 1.0
    if before.region is not None:
        box = _box(before.region, one.size, scale)
        one, two = one.crop(box), two.crop(box)
    moved = ImageChops.difference(one, two).convert("L").point(lambda value: 255 if value > NOISE else 0)
    pixels = one.size[0] * one.size[1]
    return round(moved.histogram()[255] / pixels, 6) if pixels else 0.0


def _half(jpeg: bytes) -> tuple[Image.Image, float]:
    """A picture at half its size, which takes a third of the time to read, and by how much it is smaller."""
    image = Image.open(BytesIO(jpeg))
    width = image.width
    image.draft("RGB", (width // 2, image.height // 2))
    return image.convert("RGB"), image.width / width


def _box(region: Region, size: tuple[int, int], scale: float) -> tuple[int, int, int, int]:
    left = max(0, min(int(region.x * scale), size[0] - 1))
    top = max(0, min(int(region.y * scale), size[1] - 1))
    right = max(left + 1, min(round((region.x + region.width) * scale), size[0]))
    return left, top, right, max(top + 1, min(round((region.y + region.height) * scale), size[1]))

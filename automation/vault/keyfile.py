"""vault.json: the wrapped keys and what is needed to unwrap them, written whole or not at all."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from automation.vault.keys import Cost
from automation.vault.whole_file import write_whole
from models.errors import StoreUnusable, VaultLocked

NAME, FORMAT, VERSION = "vault.json", "steward vault", 1
LAST_MOMENT = 253_402_300_799_999  # the end of the year 9999, where datetimes end

Kind = Literal["keychain", "passphrase"]
SlotKind = Literal["keychain", "passphrase", "recovery"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: an id (32 hex, also the salt), and for a passphrase its cost."""

    id: str
    kind: SlotKind
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """One data key of the ring, wrapped for both ways in; `created_at` in milliseconds UTC."""

    id: str
    serial: int
    created_at: int
    by_primary: bytes
    by_recovery: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The whole file; `created_at` in milliseconds UTC. It holds no secret in the clear."""

    vault_id: str
    created_at: int
    primary: Slot
    recovery: Slot
    keys: tuple[WrappedKey, ...]

    @property
    def active(self) -> WrappedKey:
        """The youngest key: the one that seals."""
        return max(self.keys, key=lambda key: key.serial)

    @property
    def kind(self) -> Kind:
        """What the primary wrap hangs on."""
        return "keychain" if self.primary.kind == "keychain" else "passphrase"

    def has_all_of(self, other: KeyFile) -> bool:
        """Whether it has every key of another, so that its vault opens all that the other's has sealed."""
        return {key.id for key in other.keys} <= {key.id for key in self.keys}


def read(path: Path, strict: bool = True) -> KeyFile:
    """The file; strict also demands its checksum.

    Raises VaultLocked `vault_missing`, StoreUnusable `vault_damaged` or `vault_newer`.
    """
    try:
        document = json.loads(path.read_bytes())
        version = document["version"]
    except FileNotFoundError:
        raise VaultLocked("vault_missing", path) from None
    except OSError as error:
        raise StoreUnusable("vault_unreadable", path, reason=error.strerror) from None
    except (ValueError, KeyError, TypeError):
        raise StoreUnusable("vault_damaged", path, reason="not readable as a key file") from None
    checksum_holds = document.pop("checksum", None) == _checksum(document)
    if isinstance(version, int) and version > VERSION and checksum_holds:
        raise StoreUnusable("vault_newer", path, version=version)
    if strict and not checksum_holds:
        raise StoreUnusable("vault_damaged", path, reason="checksum")
    try:
        return _parsed(document)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise StoreUnusable("vault_damaged", path, reason="a value is missing or wrong") from None


def write(path: Path, file: KeyFile) -> None:
    """Replace the file, whole or not at all; StoreUnusable when it cannot be written."""
    document = _document(file)
    document["checksum"] = _checksum(document)
    write_whole(path, json.dumps(document, indent=2).encode() + b"\n")


def _checksum(document: dict[str, Any]) -> str:
    return sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _document(file: KeyFile) -> dict[str, Any]:
    cost = file.primary.cost
    return {
        "format": FORMAT,
        "version": VERSION,
        "vault": file.vault_id,
        "created_at": file.created_at,
        "primary": {
            "id": file.primary.id,
            "kind": file.primary.kind,
            "argon2id": None
            if cost is None
            else {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes},
        },
        "recovery": {"id": file.recovery.id},
        "keys": [
            {
                "id": key.id,
                "serial": key.serial,
                "created_at": key.created_at,
                "by_primary": b64encode(key.by_primary).decode(),
                "by_recovery": b64encode(key.by_recovery).decode(),
            }
            for key in file.keys
        ],
    }


def _parsed(document: dict[str, Any]) -> KeyFile:
    keys = tuple(_parsed_key(key) for key in document["keys"])
    if document["format"] != FORMAT or document["version"] != VERSION or not keys:
        raise ValueError("not a key file")
    if len({key.id for key in keys} | {key.serial for key in keys}) != 2 * len(keys):
        raise ValueError("a key appears twice")
    return KeyFile(
        vault_id=_hex(document["vault"], 16),
        created_at=_moment(document["created_at"]),
        primary=_parsed_primary(document["primary"]),
        recovery=Slot(_hex(document["recovery"]["id"], 16), "recovery"),
        keys=keys,
    )


def _parsed_primary(slot: dict[str, Any]) -> Slot:
    slot_id = _hex(slot["id"], 16)
    if slot["kind"] == "keychain":
        return Slot(slot_id, "keychain")
    cost = Cost(**{name: int(figure) for name, figure in slot["argon2id"].items()})
    if slot["kind"] != "passphrase" or not cost.is_sane():
        raise ValueError("no such way in")
    return Slot(slot_id, "passphrase", cost)


def _parsed_key(key: dict[str, Any]) -> WrappedKey:
    return WrappedKey(
        id=_hex(key["id"], 4),
        serial=int(key["serial"]),
        created_at=_moment(key["created_at"]),
        by_primary=b64decode(key["by_primary"], validate=True),
        by_recovery=b64decode(key["by_recovery"], validate=True),
    )


def _moment(ms: object) -> int:
    if not isinstance(ms, int) or not 0 <= ms <= LAST_MOMENT:
        raise ValueError("no such time")
    return ms


def _hex(text: str, size: int) -> str:
    if len(bytes.fromhex(text)) != size:
        raise ValueError("wrong length")
    return text.lower()

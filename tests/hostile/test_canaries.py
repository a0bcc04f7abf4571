"""Canaries: secrets that come in by the front doors are found in no file, however it is written, and in no message."""

from __future__ import annotations

import base64
import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from automation import commands, logs, protocol
from automation.engine import sign_in
from automation.practice.server import PracticeServer
from models import ids
from models.database import sql
from models.errors import StewardError
from tests.e2e.corridor import Corridor, corridor
from tests.fakes.old_panel_files import ordinary

PASSWORD, OLD_PASSWORD = "Canary-password-81f3", "Canary-first-password-0d1e"
PROXY, QUEUED, MESSAGE = "Canary-proxy-55aa", "Canary comment 77c1, never sent", "Canary message 19ee, for carol"
RULE, LATER, PIN = "Canary of a rule 3b3b", "Canary of a schedule 4c4c", "Canary-pin-90"
OF_THE_PANEL = ("jap-key-0123456789", "rss-key-abcdef", "llm-key-xyz")


def written_ways(secret: str) -> Iterator[bytes]:
    """A secret as it may stand in a file: as it is, in two widths, in hex, as base64 at any offset, in an address."""
    plain = secret.encode()
    yield from {plain, secret.encode("utf-16-le"), quote(secret).encode(), json.dumps(secret)[1:-1].encode()}
    yield from (plain.hex().encode(), plain.hex().upper().encode())
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + plain)
        yield whole[4 if offset else 0 : -4]


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """What a file holds, and what is packed in it."""
    content = path.read_bytes()
    yield str(path), content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            yield from ((f"{path}!{name}", packed.read(name)) for name in packed.namelist())


def leaks(folder: Path, secrets: dict[str, str]) -> list[str]:
    """Every secret that stands in any file below a folder, and where."""
    return [
        f"{name} in {where}"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
        for where, content in contents(file)
        for name, secret in secrets.items()
        if any(way in content for way in written_ways(secret))
    ]


@pytest.fixture(scope="module")
def network() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """Everything there is to say goes to the profile's logs."""
    root, handlers, level = logging.getLogger(), list(logging.getLogger().handlers), logging.getLogger().level
    folder.mkdir(parents=True, exist_ok=True)
    logs.start(folder, verbosity=2)
    try:
        yield
    finally:
        for handler in set(root.handlers) - set(handlers):
            handler.close()
        root.handlers, root.level = handlers, level


async def troubled(house: Corridor, command: Any) -> str:
    """All that is said of a command that fails."""
    try:
        await house.do(command)
    except StewardError as error:
        return f"{error!r} {error} {error.facts} {protocol.failure(1, error)}"
    raise AssertionError(command)


async def plant(house: Corridor, tmp_path: Path) -> dict[str, str]:
    """Bring every kind of secret in by its own door; returns them by name."""
    do, alice, carol = house.do, house.accounts["alice"], f"{house.site.url}/@carol"
    for password in (OLD_PASSWORD, PASSWORD):
        await do(commands.EditAccount(alice, {"password": password}))
    proxy = {"scheme": "http", "host": "127.0.0.1", "port": 9}
    await do(commands.Keep("proxies", proxy, password=PROXY))
    await do(commands.ImportStore("panel-dashboard", [str(ordinary(tmp_path / "old.db"))]))
    await do(commands.SetPin(PIN))
    queued = await do(commands.Submit(alice, "comment", house.post(1), QUEUED))
    assert queued["state"] == "awaiting_approval"
    feed = (await do(commands.AddFeed(alice, f"{house.site.url}/feeds/posts.xml")))["feed"]
    await do(commands.AddRule("canary", alice, "comment", feed, {}, RULE))
    await do(commands.AddSchedule(alice, "comment", house.post(2), 4_000_000_000_000, None, LATER))
    assert (await house.act("dm", carol, MESSAGE))["action"]["state"] == "confirmed"
    state = sign_in.recall(alice, house.runtime.house.vault.unseal)
    cookies = {f"cookie {c['name']}": c["value"] for c in state["cookies"] if len(c["value"]) > 7}
    assert cookies
    planted = {"password": PASSWORD, "first password": OLD_PASSWORD, "proxy": PROXY, "queued": QUEUED, "dm": MESSAGE}
    planted |= {"rule": RULE, "schedule": LATER, "pin": PIN, **{key: key for key in OF_THE_PANEL}}
    return {**planted, "real password": "practice-alice", "passphrase": "four unrelated quiet words", **cookies}


async def hand_out(house: Corridor, folder: Path) -> None:
    """Write every kind of file that leaves the profile or is kept beside it."""
    folder.mkdir()
    acts = [number for (number,) in sql("SELECT id FROM actions ORDER BY id")]
    for form in ("csv", "jsonl"):
        await house.do(commands.ExportAudit(str(folder / f"audit.{form}"), form))
    for number in acts:
        await house.do(commands.SaveReceipt(number, str(folder / f"{ids.public('actions', number)}.html")))
        receipt = await house.do(commands.Receipt(number))
        (folder / f"{number}.json").write_text(json.dumps(receipt))
    await house.do(commands.BackUp())
    await house.do(commands.BackUp(str(folder / "all.zip")))


async def test_no_secret_stands_in_any_file_or_message(
    tmp_path: Path, network: PracticeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    network.control("reset", dialect="plain")
    out, said = tmp_path / "out", ""
    with logged(tmp_path / "profile" / "logs"):
        async with corridor(tmp_path, network, "alice") as house:
            secrets = await plant(house, tmp_path)
            alice = house.accounts["alice"]
            said += await troubled(house, commands.SignIn(alice, with_vault=True))  # with a password that is wrong
            said += await troubled(house, commands.VaultUnlock(PASSWORD))
            said += await troubled(house, commands.AddSchedule(alice, "like", house.post(1), 1, 1, QUEUED))
            said += await troubled(house, commands.Keep("proxies", {"host": "a b"}, password=PROXY))
            said += await troubled(house, commands.VaultRekey("short"))
            log = structlog.get_logger(__name__)
            log.warning("canary", password=PASSWORD, text=QUEUED, api_key="jap-key-0123456789", session_cookie=said)
            recovery = (await house.do(commands.VaultRekey()))["recovery_key"]
            secrets["recovery key"] = recovery
            await house.do(commands.Reseal())
            await hand_out(house, out)
            assert leaks(tmp_path / "profile", secrets) == []
            # What is forgotten leaves nothing behind either, though nobody tidies the file up.
            for (number,) in sql("SELECT id FROM actions WHERE state = 'awaiting_approval'"):
                await house.do(commands.Cancel([number]))
            await house.do(commands.RemoveAccount(alice))
            await house.do(commands.VaultLock())
            assert leaks(tmp_path / "profile", secrets) == []
    printed = capsys.readouterr()
    (out / "said.txt").write_text(said + printed.out + printed.err)
    assert leaks(tmp_path / "profile", secrets) == []
    assert leaks(out, secrets) == []
    assert b"[left out]" in (tmp_path / "profile" / "logs" / "engine.log").read_bytes()


def test_a_canary_that_is_there_is_found_however_it_is_written(tmp_path: Path) -> None:
    secrets = {"it": "Canary/älter 100%"}
    ways = list(written_ways(secrets["it"]))
    for number, way in enumerate(ways):
        (tmp_path / str(number)).write_bytes(b"\0before" + way + b"after")
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside", secrets["it"] * 3)
    assert len(leaks(tmp_path, secrets)) == len(ways) + 1
    assert leaks(tmp_path, {"it": "something else entirely"}) == []

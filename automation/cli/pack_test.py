"""`steward platforms test`: the contract suite of one pack against a live address, through the whole pipeline."""

from __future__ import annotations

import ipaddress
import secrets
import shutil
import tempfile
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from automation import commands, logs
from automation.cli.output import Said
from automation.cli.practice import told_by_us
from automation.platforms.adapter import Adapter
from automation.platforms.contract import Case, Done, Login, Report, Result, run
from automation.platforms.contract_checks import Suite
from automation.policy.known import SPANS
from automation.runtime import Runtime
from models import settings
from models.account import account
from models.enums import ActionKind, CapClass
from models.errors import BadInput
from models.paths import Profile
from models.session import session_saved_at
from models.snapshot import newest_snapshot

WAIT_S = 120.0
_TEXTS = ("post", "person", "recipient", "query")


def case_of(file: Path) -> Case:
    """What the `--as` file says; BadInput as_file_broken."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        me, target = _login(document["me"]), document["target"]
        other = _login(document["other"]) if "other" in document else None
        given = {name: str(target[name]) for name in _TEXTS if name in target}
        return Case(me=me, other=other, **given)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise BadInput("as_file_broken", file, reason=str(error)) from error


def _login(table: dict[str, Any]) -> Login:
    return Login(str(table["user"]), str(table["password"]))


def check_address(base_url: str, confirmed: bool) -> None:
    """Refuse to act on a site that is not on this machine unless that is confirmed; BadInput not_loopback."""
    host = urlsplit(base_url).hostname or ""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    if host != "localhost" and not confirmed:
        raise BadInput("not_loopback", base_url)


async def judge(said: Said, slug: str, base_url: str, case: Case, pack_file: Path | None) -> Report:
    """Run the suite in a throw-away profile with a recorded authority and approvals."""
    with tempfile.TemporaryDirectory(prefix="steward-test-") as folder:
        profile = Profile(Path(folder) / "profile").prepare()
        if pack_file is not None:
            shutil.copyfile(pack_file, profile.overlays / f"{slug}.toml")
        logs.start(profile.logs, said.verbosity)
        runtime = Runtime(profile)
        await runtime.start()
        try:
            await runtime.do(commands.VaultInit(secrets.token_urlsafe(24)))
            await _loosen(runtime)
            await runtime.work()
            hands = Hands(said, runtime, slug, base_url)
            pack = runtime.house.packs.get(slug, base_url)
            return await run(pack, Suite(pack, case, hands), lambda result: _tell(said, result))
        finally:
            await runtime.stop()


async def _loosen(runtime: Runtime) -> None:
    """The suite's own account acts on its own behalf: only the pack's ceilings hold it."""
    most = {f"cap_{cap}_{span}": settings.declared(f"cap_{cap}_{span}").high for cap in CapClass for span in SPANS}
    for key, value in {"collision_days": 0, **most}.items():
        await runtime.do(commands.SetSetting(key, str(value)))


def _tell(said: Said, result: Result) -> None:
    if not said.as_json:
        click.echo(f"{'✓' if result.ok else '✗'} {result.capability:<24} {result.detail}  ({result.ms} ms)")


class Hands:
    """The suite's operator: whatever it does goes through queue, policy, engine, verification and audit."""

    def __init__(self, said: Said, runtime: Runtime, slug: str, base_url: str) -> None:
        self._said, self._runtime, self._slug, self._base_url = said, runtime, slug, base_url
        self._accounts: dict[str, int] = {}

    async def sign_in(self, who: Login) -> None:
        """Sign an account in and keep its session."""
        await self._runtime.do(commands.SignIn(await self._account(who), with_vault=True))

    async def act(self, who: Login, kind: ActionKind, url: str, text: str | None = None) -> Done:
        """Do one approved act and verify it."""
        await self._signed_in(who)
        submit = commands.Submit(await self._account(who), kind, url, text, approve=True)
        queued = await self._value(submit)
        receipt = await self._value(commands.Receipt(queued["action"], WAIT_S))
        stands = receipt["action"]
        read = newest_snapshot(await self._account(who)) if kind is ActionKind.STATS else None
        return Done(stands["state"], stands["code"], read.counts if read else {})

    @asynccontextmanager
    async def page(self, who: Login, signed_in: bool = True) -> AsyncIterator[Adapter]:
        """The account's adapter on a page; without a session where `signed_in` is False."""
        house, owner = self._runtime.house, account(await self._account(who))
        if signed_in:
            await self._signed_in(who)
            async with house.desk.adapter(owner) as adapter:
                yield adapter
            return
        pack = house.packs.of(owner)
        async with house.pool.page("nobody", None, pack.platform.locale) as page:
            yield Adapter(pack, page, who.user)
        await house.pool.forget("nobody")

    async def show(self, what: str, who: Login) -> bool:
        """Only a practice network of our own can be told to show something."""
        return told_by_us(self._said, self._base_url, {"rate_limited": "rate_limit"}.get(what, what), who.user)

    async def clear(self) -> None:
        """End what was shown."""
        told_by_us(self._said, self._base_url, "clear", None)

    async def _account(self, who: Login) -> int:
        if who.user not in self._accounts:
            add = commands.AddAccount(self._slug, who.user, self._base_url, who.password)
            self._accounts[who.user] = (await self._value(add))["account"]
            await self._runtime.do(commands.Authorise(self._accounts[who.user], "own", "contract suite"))
        return self._accounts[who.user]

    async def _signed_in(self, who: Login) -> None:
        if session_saved_at(await self._account(who)) is None:
            await self.sign_in(who)

    async def _value(self, command: Any) -> dict[str, Any]:
        reply = await self._runtime.do(command)
        assert isinstance(reply, dict)
        return reply


def document(report: Report) -> dict[str, Any]:
    """The report as cli.md shapes it."""
    return {
        "pack": report.pack,
        "ok": report.ok,
        "results": [asdict(result) for result in report.results],
        "absent": list(report.absent),
    }

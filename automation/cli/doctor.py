"""`steward doctor`: what Steward needs of this computer, and a cure for what is missing."""

from __future__ import annotations

from dataclasses import asdict

import click

from automation.cli.door import reading
from automation.cli.output import Said, message
from automation.upkeep import diagnostics
from automation.upkeep import doctor as checks
from automation.upkeep.checks import Check
from models.errors import Exit, StoreUnusable

_END = {(True, True): "All is well.", (True, False): "Nothing is broken; see what is marked.", (False, False): ""}


@click.command()
@click.pass_obj
def doctor(said: Said) -> int:
    """Check browser, store, clock, keychain, packs, disk, evidence folder, and how the work goes on."""
    profile = said.profile.prepare()
    found = [*_of_store(said), *checks.of_profile(profile)]
    ok = all(check.sound for check in found)
    document = {"ok": ok, "checks": [asdict(check) for check in found], "system": checks.system()}
    said.show(document, "\n".join([*map(lines, found), "", _END[ok, all(check.ok for check in found)]]).strip())
    return Exit.DONE if ok else Exit.FAILED


def _of_store(said: Said) -> list[Check]:
    try:
        reading(said)
        return [*checks.of_store(said.profile), *diagnostics.everything()]
    except StoreUnusable as error:
        words = message(error.code, error.subject)
        others = [checks.browser(None), checks.clock_is_sane(None)]
        return [*others, Check("store", False, words, "See what it says: steward store check")]


def lines(check: Check) -> str:
    """A check as a line, and its cure as another."""
    line = f"{'ok ' if check.ok else 'BAD' if not check.sound else 'see'}  {check.name:<16} {check.detail}"
    return line + (f"\n     {'':<16} → {check.fix}" if check.fix else "")

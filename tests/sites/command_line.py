"""An operator at the command line, with a profile of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sites.site import Site

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Operator:
    """One profile folder, and one signed-in account in it."""

    profile: Path
    account: str

    def ask(self, *words: str, told: str = "") -> tuple[int, dict[str, Any]]:
        """Run one command with --json; its exit code and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "automation", "--profile", str(self.profile), *words, "--json"],
            cwd=ROOT,
            env={**os.environ, "STEWARD_PASSPHRASE": "a long enough passphrase"},
            input=told,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.stdout, done.stderr[-4000:]
        return done.returncode, json.loads(done.stdout)

    def do(self, *words: str, told: str = "") -> dict[str, Any]:
        """Run one command that must end well."""
        code, printed = self.ask(*words, told=told)
        assert code == 0, printed
        return printed

    def act(self, kind: str, url: str, *more: str) -> dict[str, Any]:
        """Queue one act, approve it, wait for it: the receipt."""
        return self.do("act", kind, "--account", self.account, "--url", url, *more, "--approve", "--wait")


def operator_of(site: Site, handle: str, folder: Path) -> Operator:
    """Make a profile, keep the account's password in it and sign the account in."""
    operator = Operator(folder / "profile", f"{site.slug}:{handle}")
    operator.do("vault", "init")
    address = ("--base-url", site.base_url, "--password-stdin")
    operator.do("accounts", "add", site.slug, handle, *address, told=f"{site.users[handle]}\n")
    operator.do("accounts", "authorise", operator.account, "--own")
    operator.do("accounts", "sign-in", operator.account, "--with-vault")
    return operator

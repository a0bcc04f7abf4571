"""Runs `steward platforms test` as a person would, and reads what it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sites.site import Site

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the contract suite said about one pack at one address."""

    exit_code: int
    report: dict[str, Any]

    @property
    def passed(self) -> set[str]:
        """Capabilities that were there and worked."""
        return {result["capability"] for result in self.report["results"] if result["ok"]}

    @property
    def failed(self) -> dict[str, str]:
        """Capabilities that did not work, and why."""
        return {result["capability"]: result["detail"] for result in self.report["results"] if not result["ok"]}


def judge(site: Site, folder: Path) -> Judgement:
    """Let the whole pipeline prove the site's pack on the running site; alice acts, bob reads what she wrote."""
    words = ["platforms", "test", site.slug, "--base-url", site.base_url, "--as", str(site.as_file(folder)), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "automation", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.stdout, done.stderr[-4000:]
    return Judgement(done.returncode, json.loads(done.stdout))

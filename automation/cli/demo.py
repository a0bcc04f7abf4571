"""`steward demo`: the whole of Steward on its own practice network, shown and checked step by step."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import click

from automation.cli.demo_report import write_report
from automation.cli.demo_stage import Stage
from automation.cli.demo_steps import Play
from automation.cli.door import wait
from automation.cli.output import Said, plain_sentence
from models.database import close, connect
from models.errors import Exit, StewardError


@click.command()
@click.option("--headless", is_flag=True, help="Without the window.")
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path), help="Where profile, pictures and report stay.")
@click.pass_obj
def demo(said: Said, headless: bool, keep: Path | None) -> int:
    """Sign in, act, verify, refuse, meet a challenge and a crash; exit 0 only if all of it was seen to hold."""
    folder = (keep or Path(tempfile.mkdtemp(prefix="steward-demo-"))).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "profile").exists():
        shutil.rmtree(folder / "profile")
    document = wait(_show(said, folder, with_window=not headless))
    if said.as_json:
        said.show(document)
    else:
        click.echo(f"\nReport and pictures: {document['report']}")
    return Exit.DONE if document["ok"] else Exit.FAILED


async def _show(said: Said, folder: Path, with_window: bool) -> dict[str, Any]:
    stage = Stage(folder, with_window)
    play = Play(stage)
    steps: list[dict[str, Any]] = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(stage.close)
        await stage.open()
        connect(stage.profile.store, read_only=True)
        stack.callback(close)
        for name, scene in play.scenes():
            steps.append(await _one(said, name, scene))
            if not steps[-1]["ok"]:
                break
    whole = len(steps) == len(play.scenes()) and all(step["ok"] for step in steps)
    report = write_report(folder, steps, play.receipts, whole)
    pictures = [r["evidence"][phase] for r in play.receipts for phase in ("before", "after") if r["evidence"][phase]]
    return {"ok": whole, "steps": steps, "report": str(report), "pictures": pictures}


async def _one(said: Said, name: str, scene: Any) -> dict[str, Any]:
    began = time.monotonic()
    try:
        detail, ok = await scene(), True
    except StewardError as error:
        detail, ok = plain_sentence(error), False
    step = {"name": name, "ok": ok, "detail": detail, "ms": int((time.monotonic() - began) * 1000)}
    if not said.as_json:
        click.echo(f"{'✓' if ok else '✗'} {name:<16} {detail}  ({step['ms']} ms)")
    return step

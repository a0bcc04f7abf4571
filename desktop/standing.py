"""How everything stands, written into the window's bar, sidebar and foot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop import times, wording
from desktop.questions.counts import Counts
from desktop.shell import Shell
from models import clock

RESTING = "All lanes are resting. Nothing is clicked until you start them again."
LOCKED = "The vault is locked. You can look at everything, and nothing is clicked until you unlock it."


def show(shell: Shell, status: dict[str, Any], found: Counts) -> None:
    """Write the figures."""
    buttons = shell.sidebar.buttons
    buttons["approvals"].take_count(found.of("awaiting_approval"))
    buttons["review"].take_count(found.reviews)
    buttons["live"].take_count(len(status["pages"]))
    running = [lane for lane in status["lanes"] if lane["action"] is not None]
    shell.lanes.setText(f"{wording.counted(len(running), 'lane')} running" if running else "At rest")
    shell.lanes_icon.take("play" if running else "circle-pause", "info" if running else "muted")
    proven = status["restore_proven_at"]
    said = times.clock_time(clock.from_iso(proven), clock.now()) if proven else ""
    shell.summary.setText(summary(found) + (f"  ·  last backup proven {said}" if said else ""))
    buttons["health"].take_count(len(status["findings"]))
    locked = status["vault"]["locked"]
    shell.vault.setText("vault locked" if locked else "vault unlocked")
    shell.vault_icon.take("lock" if locked else "lock-open", "warn" if locked else "muted")
    paused = all_paused(found)
    shell.pause.setText("Resume all" if paused else "Pause all")
    shell.pause.take_icon("play" if paused else "pause")
    shell.stop.setEnabled(not found.stopped)


def summary(found: Counts) -> str:
    """What the foot says."""
    said = [f"{found.of('running'):,} running", f"{found.of('queued', 'held', 'awaiting_approval'):,} waiting"]
    trouble = found.ended.get("failed", 0) + found.of("needs_review")
    return ", ".join([*said, f"{wording.counted(trouble, 'needs', 'need')} a look"] if trouble else said)


def all_paused(found: Counts) -> bool:
    """Whether every account rests on a person's word."""
    return found.accounts > 0 and found.resting == found.accounts


def show_rest(
    shell: Shell, *, stopped: bool, locked: bool, start: Callable[[], object], unlock: Callable[[], object]
) -> None:
    """Say across the window why nothing is clicked, if nothing is."""
    if not shell.framed:  # behind a shut door nothing is offered
        shell.resting.hide()
    elif stopped:
        shell.resting.show_text(RESTING, "Start again", start, icon="circle-stop", token="warn")
    elif locked:
        shell.resting.show_text(LOCKED, "Unlock", unlock, icon="lock", token="warn")
    else:
        shell.resting.hide()

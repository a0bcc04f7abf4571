"""How everything stands, written into the window's bar, sidebar and foot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop import wording
from desktop.main_window import MainWindow
from desktop.questions.counts import Counts

RESTING = "All lanes are resting. Nothing is clicked until you start them again."
LOCKED = "The vault is locked. You can look at everything, and nothing is clicked until you unlock it."


def show(window: MainWindow, status: dict[str, Any], found: Counts) -> None:
    """Write the figures."""
    buttons = window.sidebar.buttons
    buttons["approvals"].take_count(found.of("awaiting_approval"))
    buttons["review"].take_count(found.reviews)
    buttons["live"].take_count(len(status["pages"]))
    running = [lane for lane in status["lanes"] if lane["action"] is not None]
    window.lanes.setText(f"{wording.counted(len(running), 'lane')} running" if running else "At rest")
    window.lanes_icon.take("play" if running else "circle-pause", "info" if running else "muted")
    window.summary.setText(summary(found))
    locked = status["vault"]["locked"]
    window.vault.setText("vault locked" if locked else "vault unlocked")
    window.vault_icon.take("lock" if locked else "lock-open", "warn" if locked else "muted")
    paused = all_paused(found)
    window.pause.setText("Resume all" if paused else "Pause all")
    window.pause.take_icon("play" if paused else "pause")
    window.stop.setEnabled(not found.stopped)


def summary(found: Counts) -> str:
    """What the foot says."""
    said = [f"{found.of('running'):,} running", f"{found.of('queued', 'held', 'awaiting_approval'):,} waiting"]
    trouble = found.ended.get("failed", 0) + found.of("needs_review")
    return ", ".join([*said, f"{wording.counted(trouble, 'needs', 'need')} a look"] if trouble else said)


def all_paused(found: Counts) -> bool:
    """Whether every account rests on a person's word."""
    return found.accounts > 0 and found.resting == found.accounts


def show_rest(
    window: MainWindow, *, stopped: bool, locked: bool, start: Callable[[], object], unlock: Callable[[], object]
) -> None:
    """Say across the window why nothing is clicked, if nothing is."""
    if stopped:
        window.resting.show_text(RESTING, "Start again", start, icon="circle-stop", token="warn")
    elif locked:
        window.resting.show_text(LOCKED, "Unlock", unlock, icon="lock", token="warn")
    else:
        window.resting.hide()

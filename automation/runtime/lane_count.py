"""How many lanes this computer carries side by side."""

from __future__ import annotations

import os
from pathlib import Path

from models import settings


def lanes_at_once() -> int:
    """How many lanes run side by side: the setting, else by cores and by 300 MB of free memory each."""
    wanted = int(settings.get("lanes_at_once"))
    if wanted:
        return wanted
    cores = os.cpu_count() or 1
    return max(1, min(2 * cores, free_memory_mb() // 300, 8))


def free_memory_mb() -> int:
    """Megabytes that programs could take now; 2048 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 2048
    found = next((line for line in lines if line.startswith("MemAvailable")), "MemAvailable: 2097152 kB")
    return int(found.split()[1]) // 1024

"""The program that is killed: it waits for parts to play, and plays each in a process forked for it alone.

All is imported before the first fork, so that a kill costs no start of Python. One line of JSON in is one part; one
line out names its process, and one more says how that ended.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image

from tests.crash.boundaries import Boundaries

# Not named by any part, and else imported anew by each.
WARM = ("keyring.backends.fail", "automation.imports.panel_dashboard", "apscheduler.executors.asyncio")
PLAYS = ("tests.crash.engine_parts", "tests.crash.storm_parts", "tests.crash.store_parts")


def main() -> None:
    """Serve until the input ends."""
    parts = {name: part for module in PLAYS for name, part in import_module(module).PARTS.items()}
    for name in WARM:
        import_module(name)
    Image.preinit()
    gc.freeze()  # what all share need not be walked through in each
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        spec = json.loads(line)
        pid = os.fork()
        if pid == 0:
            play(parts[spec["part"]], spec)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


def play(part: Any, spec: dict[str, Any]) -> None:
    """Play one part and leave; what it prints goes beside its log."""
    log = Path(spec["log"])
    out = os.open(log.with_suffix(".out"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, out), (2, out)):
        os.dup2(source, target)
    code = 0
    try:
        boundaries = Boundaries(log, spec.get("die_at"))
        report = asyncio.run(part(spec, boundaries))
        log.with_suffix(".json").write_text(json.dumps(report))
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()

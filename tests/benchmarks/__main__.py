"""Runs all benchmarks, or those named, and prints each figure beside its floor."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("command_line", "engine", "window", "store", "tables", "audit", "imports", "search")


def main(names: list[str]) -> int:
    """Measure and print; the exit code is 0 also where a goal is missed: a figure is no verdict."""
    figures = []
    for name in names or NAMES:
        for figure in import_module(f"tests.benchmarks.{name}").run():
            figures.append(figure)
            print(figure.line(), flush=True)
    missed = [figure.name for figure in figures if not figure.met]
    print(
        f"\n{len(figures) - len(missed)} of {len(figures)} goals met"
        + (f"; missed: {', '.join(missed)}" if missed else "")
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Thin verbs over the runtime, one file per command group, each loaded when it is used."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from automation.cli.root import run  # the groups and their imports stay out of whoever only imports the package

    run()

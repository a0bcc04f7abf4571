"""The report of an import, in lines for people."""

from __future__ import annotations

from typing import Any


def lines(report: dict[str, Any]) -> list[str]:
    """What became of each old table, what was not known, the notes, why rows were refused, and where they stand."""
    dry = report.get("dry_run", False)
    found = [_table(name, counts, dry) for name, counts in report.get("tables", {}).items()]
    for name, columns in report.get("unknown_columns", {}).items():
        found.append(f"Not known in {name}: {', '.join(columns)}")
    if report.get("unknown_tables"):
        found.append(f"Not known at all: {', '.join(report['unknown_tables'])}")
    found += report.get("notes", [])
    found += [f"Refused: {reason} ({times:,}×)" for reason, times in report.get("refusals", {}).items()]
    if report.get("rejects"):
        found.append(f"What was refused, with reasons: {report['rejects']}")
    return found


def _table(name: str, counts: dict[str, int], dry: bool) -> str:
    verbs = {"written": "would be written" if dry else "written", "merged": "merged", "refused": "refused"}
    told = [f"{counts['read']:,} read", *(f"{counts[key]:,} {verb}" for key, verb in verbs.items() if counts[key])]
    if rest := counts["read"] - sum(counts[key] for key in verbs):
        told.append(f"nothing new in {rest:,}")
    return f"{name}: {', '.join(told)}"

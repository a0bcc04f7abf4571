"""The demo's report: one HTML file with every step and the pictures before and after."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from jinja2 import Environment

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Steward: what the demo saw</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #1e1d1a; background: #f6f6f3; max-width: 72rem; margin: 2rem auto;
       padding: 0 1rem }
table { border-collapse: collapse; width: 100%; background: #fff }
td, th { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid #d9d8d2; vertical-align: top }
.good { color: #1b7342 } .bad { color: #b3261e } .muted { color: #5d5c56 }
figure { margin: 0 } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .5rem 0 2rem }
.shot { position: relative } .shot img { width: 100%; display: block; border: 1px solid #d9d8d2 }
.mark { position: absolute; border: 3px solid #1f6b57; border-radius: 6px }
</style></head><body>
<h1>What the demo saw</h1>
<p class="{{ 'good' if ok else 'bad' }}">{{ 'Everything was verified.' if ok else 'Not everything held.' }}</p>
<table><tr><th>Step</th><th>Seen</th><th>Time</th></tr>
{% for step in steps %}<tr><td class="{{ 'good' if step.ok else 'bad' }}">{{ '✓' if step.ok else '✗' }} {{ step.name }}
</td><td>{{ step.detail }}</td><td class="muted">{{ step.ms }} ms</td></tr>{% endfor %}
</table>
<h2>Before and after</h2>
{% for card in cards %}
<h3>{{ card.kind }} by {{ card.handle }} → {{ card.state }}</h3><p class="muted">{{ card.url }} · {{ card.verdict }}</p>
<div class="pair">{% for shot in card.shots %}<figure><figcaption class="muted">{{ shot.phase }}</figcaption>
<div class="shot"><img alt="" src="data:image/jpeg;base64,{{ shot.data }}">
{% if shot.mark %}<div class="mark" style="{{ shot.mark }}"></div>{% endif %}</div></figure>{% endfor %}</div>
{% endfor %}
</body></html>
"""
# Pictures are taken of a viewport of this size (CSS pixels).
_WIDTH, _HEIGHT = 1280, 800


def write_report(folder: Path, steps: list[dict[str, Any]], receipts: list[dict[str, Any]], ok: bool) -> Path:
    """Write report.html into a folder and return its path; sealed pictures are left out."""
    cards = [_card(receipt) for receipt in receipts if not receipt["evidence"]["sealed"]]
    page = Environment(autoescape=True).from_string(_PAGE).render(ok=ok, steps=steps, cards=cards)
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def _card(receipt: dict[str, Any]) -> dict[str, Any]:
    action, evidence = receipt["action"], receipt["evidence"]
    shots = [
        {"phase": phase, "data": base64.b64encode(Path(evidence[phase]).read_bytes()).decode(), "mark": _mark(evidence)}
        for phase in ("before", "after")
        if evidence[phase]
    ]
    verdict = receipt["verdict"]
    return {
        "kind": action["kind"],
        "handle": action["handle"],
        "state": action["state"],
        "url": action["target"]["url"],
        "verdict": verdict["detail"] if verdict else "",
        "shots": shots,
    }


def _mark(evidence: dict[str, Any]) -> str:
    if evidence["region"] is None:
        return ""
    x, y, width, height = evidence["region"]
    across, down = 100 / _WIDTH, 100 / _HEIGHT
    return f"left:{x * across:.2f}%;top:{y * down:.2f}%;width:{width * across:.2f}%;height:{height * down:.2f}%"

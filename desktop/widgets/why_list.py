"""Why: every rule that was asked, with its answer, the figure it saw, the limit it holds and when it frees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop import messages, times, wording
from desktop.theme.tokens import S4, S8
from desktop.widgets.icon_label import Badge, emptied
from desktop.widgets.plain import Elided, Label, tip

COUNTING = frozenset({"rate_limits", "spend", "duplicates"})


class WhyList(QWidget):
    """One line per rule; those that object stand first."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S8)
        self._grid.setVerticalSpacing(S4 + 2)
        self._grid.setColumnStretch(2, 1)

    def take(self, rules: Sequence[dict[str, Any]], now: int) -> None:
        """Show the answers of a decision."""
        emptied(self._grid)
        order = list(wording.ANSWERS)[::-1]  # what objects most stands first
        for line, rule in enumerate(
            sorted(rules, key=lambda r: order.index(r["answer"]) if r["answer"] in order else 0)
        ):
            self._line(line, rule, now)

    def _line(self, line: int, rule: dict[str, Any], now: int) -> None:
        badge = Badge(wording.sign(wording.ANSWERS, rule["answer"]), role="")
        name = Label(wording.RULES.get(rule["rule"], wording.plain(rule["rule"])))
        figures = Elided(figure_words(rule), "secondary")
        frees = Label(times.relative(rule.get("frees_at"), now), "secondary")
        frees.setToolTip(tip(times.exact(rule.get("frees_at"))))
        said = messages.message(
            str(rule.get("code")),
            name.text(),
            figure=rule.get("figure"),
            limit=rule.get("limit"),
            frees_at=times.exact(rule.get("frees_at")) or "when a person says so",
        )
        reason = tip(said.text if rule["answer"] != "allow" else "Nothing against it.")
        badge.setToolTip(reason)
        name.setToolTip(reason)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(badge, line, 0, middle)
        self._grid.addWidget(name, line, 1, middle)
        self._grid.addWidget(figures, line, 2, 1, 1 if frees.text() else 2, middle)
        self._grid.addWidget(frees, line, 3, middle)


def figure_words(rule: dict[str, Any]) -> str:
    """The figure a rule saw and the limit it holds, in its own units: "3 of 20", "92 % of 80 %"."""
    figure, limit = rule.get("figure"), rule.get("limit")
    if rule["rule"] == "collisions" and limit is not None:
        return f"{figure or 'none'} in {limit:,} days" if isinstance(limit, int) else f"{figure}"
    if figure == limit:
        return "none" if str(figure) == "0" else str(figure or "")
    parts = [f"{part:,}" if isinstance(part, int) else str(part) for part in (figure, limit) if part is not None]
    return " of ".join(parts) if rule["rule"] in COUNTING else " · ".join(parts)

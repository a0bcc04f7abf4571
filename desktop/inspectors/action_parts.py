"""The parts of an action's inspector that only show: its head, its moments, its pictures."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import times, wording
from desktop.questions.action_detail import Detail, Pictures
from desktop.tables.action_rows import ActionRow
from desktop.theme.tokens import S4, S8
from desktop.widgets.before_after import BeforeAfter
from desktop.widgets.icon_label import Badge, Button, IconLabel, Row
from desktop.widgets.plain import Elided, Label, tip
from desktop.widgets.timeline import Moment
from models import clock, ids

TRIGGERS = {"manual": "Asked for by hand", "schedule": "Asked for by a schedule", "feed": "Asked for by a feed"}


class Head(QWidget):
    """State, what, who, where."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S4)
        self.state, self.number = Badge(), Label(role="secondary", selectable=True)
        layout.addWidget(Row(self.state, None, self.number))
        self.kind, self.title = IconLabel("heart", "text", 20), Elided(role="section")
        what = Row(self.kind, self.title, stretch=1)
        layout.addWidget(what)
        self.who, self.link = Elided(role="secondary"), Elided(role="secondary")
        layout.addWidget(self.who)
        layout.addWidget(self.link)

    def take(self, found: ActionRow) -> None:
        """Show an action."""
        kind = wording.sign(wording.KINDS, found.kind)
        self.state.take(wording.sign(wording.STATES, found.state))
        self.number.setText(ids.public("actions", found.id))
        self.kind.take(kind.icon, kind.token)
        self.title.setText(f"{kind.word} · {found.target}")
        self.who.setText(f"as @{found.username} on {found.platform} · {when_words(found)}")
        self.who.setToolTip(tip(times.exact(found.done_at or found.due_at)))
        self.link.setText(found.target_url)


def when_words(found: ActionRow) -> str:
    """When it was or will be."""
    now = clock.now()
    if found.done_at is not None:
        return f"ended {times.relative(found.done_at, now)}"
    return f"due {times.relative(max(found.due_at, now), now)}"


class Proof(QWidget):
    """The pictures, with how much of the region changed."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S8)
        self.pictures, self.said = BeforeAfter(), Label(role="secondary", wrap=True)
        self.nearer = Button("Whole page", "quiet", "zoom-in", pressed=self._turn)
        self.pictures.whole_changed.connect(self._name)
        layout.addWidget(Row(Label("Before", "secondary"), None, Label("After", "secondary")))
        layout.addWidget(self.pictures)
        foot = Row(self.said, self.nearer, stretch=0)
        layout.addWidget(foot)

    def take(self, found: Pictures, before: QImage | None, after: QImage | None) -> None:
        """Show two pictures."""
        self.pictures.take(before, after, found.region)
        self.nearer.setVisible(self.pictures.has_region)
        self._name(self.pictures.whole)
        newest = found.after or found.before
        changed = found.after.changed if found.after else None
        share = f"{share_words(changed)} of the outlined region changed. " if changed is not None else ""
        self.said.setText(f"{share}Taken {times.clock_time(newest.taken_at if newest else None, clock.now())}.")

    def _turn(self) -> None:
        self.pictures.set_whole(not self.pictures.whole)

    def _name(self, whole: bool) -> None:
        self.nearer.setText("Look closer" if whole else "Whole page")


def share_words(share: float) -> str:
    """A share as percent, which is never called nothing unless it is."""
    return "Less than 0.1 %" if 0 < share < 0.001 else f"{share:.1%}"


def moments(detail: Detail) -> list[Moment]:
    """What happened to an action, in order."""
    found = detail.row
    said = [Moment(found.created_at, "plus", "muted", TRIGGERS.get(found.trigger, found.trigger))]
    if detail.approval is not None:
        yes = detail.approval.approved
        word = f"{'Approved' if yes else 'Declined'} by {detail.approval.by}"
        said.append(Moment(detail.approval.at, "check" if yes else "x", "good" if yes else "muted", word))
    for attempt in detail.attempts:
        text = f"{wording.OUTCOMES.get(attempt.outcome, attempt.outcome)} · {times.duration(attempt.duration_ms)}"
        failed = attempt.outcome in {"failed", "abandoned"}
        said.append(Moment(attempt.started_at, "mouse-pointer-click", "warn" if failed else "info", text))
    for look in detail.looks:
        text = f"{wording.TRUTHS.get(look.answer, look.answer)} {wording.METHODS.get(look.method, '')}".strip()
        said.append(Moment(look.looked_at, "eye", "good" if look.answer == "confirmed" else "warn", text))
    if found.done_at is not None:
        sign = wording.sign(wording.STATES, found.state)
        said.append(Moment(found.done_at, sign.icon, sign.token, f"{sign.word}; entered in the audit"))
    return sorted(said, key=lambda moment: moment.at)

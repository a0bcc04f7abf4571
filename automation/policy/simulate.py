"""The week ahead, by the same rules: time is stepped through planned actions, and nothing is touched."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from heapq import heappop, heappush
from itertools import count

from automation.policy.decide import decide
from automation.policy.known import DAY_MS, Facts, Taken, Word, window
from automation.policy.local_time import wall
from automation.values import Action, Decision
from models.enums import CAP_CLASS, READING, ActionKind, Answer, CapClass

# How long an act keeps its lane, about what one takes with its look and pictures.
ACT_MS = 20_000


@dataclass(frozen=True, slots=True)
class Planned:
    """An action that waits or will come, and what is known of it now."""

    action: Action
    facts: Facts


@dataclass(frozen=True, slots=True)
class Lane:
    """One account's plans, and when its attempts of the last day were counted (ms UTC, ascending)."""

    account_id: int
    handle: str
    planned: tuple[Planned, ...]
    counted: Mapping[CapClass, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What would become of one action: when it would act, or first be stopped (ms UTC), and the rule's code."""

    account_id: int
    action_id: int
    kind: ActionKind
    due_at: int
    at: int
    answer: Answer
    code: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of one account from `starts_at` (ms UTC, full by its own clocks): acts by kind, stops by code."""

    account_id: int
    starts_at: int
    acts: Mapping[str, int]
    stops: Mapping[str, int]


def simulate(
    lanes: Iterable[Lane], now: int, *, days: int = 7, act_ms: int = ACT_MS, approve_all: bool = False
) -> tuple[Step, ...]:
    """What the plans would come to until so many days from now, in the order of time.

    `approve_all` supposes a person's yes to whatever waits for one. What is still delayed at the end keeps its answer.
    """
    return _Walk(tuple(lanes), now, now + days * DAY_MS, act_ms, approve_all).steps()


def by_hour(steps: Iterable[Step], zones: Mapping[int, tzinfo]) -> tuple[Hour, ...]:
    """The steps per account and hour; zones by account, because an hour starts elsewhere in Kathmandu."""
    acts: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    stops: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for step in steps:
        key = (step.account_id, _hour_of(step.at, zones[step.account_id]))
        if step.answer is Answer.ALLOW:
            acts[key][step.kind.value] += 1
        else:
            stops[key][step.code] += 1
    return tuple(Hour(*key, dict(acts[key]), dict(stops[key])) for key in sorted({*acts, *stops}))


def _hour_of(at: int, zone: tzinfo) -> int:
    shown = wall(at, zone)
    return at - ((shown.minute * 60 + shown.second) * 1000 + shown.microsecond // 1000)


# The plans of one account and kind wait for the same quiet hours and caps: only the first of them need be asked.
_Line = tuple[int, ActionKind]
_Turn = tuple[int, int, int]
_FALLS_DUE, _MOVES = 0, 1


class _Walk:
    """Events in the order of time: an action falls due, or a line may move again."""

    def __init__(self, lanes: tuple[Lane, ...], now: int, end: int, act_ms: int, approve_all: bool) -> None:
        self._now, self._end, self._act_ms, self._approve_all = now, end, act_ms, approve_all
        self._handles = {lane.account_id: lane.handle for lane in lanes}
        self._counted = {(lane.account_id, cap): sorted(times) for lane in lanes for cap, times in lane.counted.items()}
        self._lines: dict[_Line, list[tuple[_Turn, int, Planned]]] = defaultdict(list)
        self._delays: dict[_Line, Decision] = {}
        self._wakes: dict[_Line, int] = {}
        self._free_at: dict[int, int] = defaultdict(int)
        self._holders: dict[str, tuple[int, int]] = {}
        self._acted: set[str] = set()
        self._order = count()
        self._events: list[tuple[int, int, _Turn, int, Planned | _Line]] = []
        self._steps: list[Step] = []
        for plan in (plan for lane in lanes for plan in lane.planned):
            self._push(max(now, plan.action.due_at), _FALLS_DUE, _turn(plan), plan)

    def steps(self) -> tuple[Step, ...]:
        """Walk to the end."""
        while self._events and self._events[0][0] < self._end:
            at, _, _, _, what = heappop(self._events)
            if isinstance(what, Planned):
                self._fall_due(at, what)
            elif self._wakes.get(what) == at:
                del self._wakes[what]
                self._move(at, what)
        for line, waiting in self._lines.items():
            for _, _, plan in waiting:
                self._leave(plan, self._delays.get(line))
        return tuple(sorted(self._steps, key=lambda step: (step.at, step.account_id)))

    def _push(self, at: int, rank: int, turn: _Turn, what: Planned | _Line) -> None:
        heappush(self._events, (at, rank, turn, next(self._order), what))

    def _wake(self, at: int, line: _Line) -> None:
        if self._lines[line] and at < self._wakes.get(line, self._end):
            self._wakes[line] = at
            self._push(at, _MOVES, self._lines[line][0][0], line)

    def _fall_due(self, at: int, plan: Planned) -> None:
        decision = self._ask(plan, at)
        if decision is None or decision.answer not in {Answer.ALLOW, Answer.DELAY}:
            self._note(plan, at, decision)
            return
        line = (plan.action.account_id, plan.action.kind)
        heappush(self._lines[line], (_turn(plan), next(self._order), plan))
        self._wait_or_go(at, line, decision)

    def _move(self, at: int, line: _Line) -> None:
        if self._free_at[line[0]] > at:
            self._wake(self._free_at[line[0]], line)
            return
        plan = self._lines[line][0][2]
        decision = self._ask(plan, at)
        if decision is not None and decision.answer is Answer.DELAY:
            self._wait_or_go(at, line, decision)
            return
        heappop(self._lines[line])
        self._note(plan, at, decision)
        if decision is not None and decision.answer is Answer.ALLOW:
            self._act(at, plan, line)
        self._wake(max(at, self._free_at[line[0]]), line)

    def _wait_or_go(self, at: int, line: _Line, decision: Decision) -> None:
        if decision.until is None:
            self._delays.pop(line, None)
            self._wake(at, line)
        else:
            self._delays[line] = decision
            self._wake(decision.until, line)

    def _act(self, at: int, plan: Planned, line: _Line) -> None:
        self._free_at[line[0]] = at + self._act_ms
        self._delays.pop(line, None)
        insort(self._counted.setdefault((line[0], CAP_CLASS[line[1]]), []), at)
        if plan.action.kind not in READING:
            self._acted.add(plan.action.idempotency_key)
            self._holders[plan.facts.target_key] = (line[0], at + plan.facts.collision_days * DAY_MS)

    def _ask(self, plan: Planned, at: int) -> Decision | None:
        """What policy would say; None for an action whose end date has passed."""
        if plan.action.expires_at is not None and plan.action.expires_at <= at:
            return None
        return decide(plan.action, self._known(plan, at))

    def _note(self, plan: Planned, at: int, decision: Decision | None) -> None:
        if decision is None:
            self._step(plan, at, Answer.REFUSE, "expired")
        else:
            self._step(plan, at, decision.answer, decision.code, decision.until)

    def _leave(self, plan: Planned, delay: Decision | None) -> None:
        """What still waits at the end: for what delays its line, or for those before it."""
        due = max(self._now, plan.action.due_at)
        if delay is None:
            self._step(plan, due, Answer.DELAY, "lane_busy")
        else:
            self._step(plan, due, Answer.DELAY, delay.code, delay.until)

    def _step(self, plan: Planned, at: int, answer: Answer, code: str, until: int | None = None) -> None:
        action = plan.action
        self._steps.append(Step(action.account_id, action.id, action.kind, action.due_at, at, answer, code, until))

    def _known(self, plan: Planned, at: int) -> Facts:
        """The plan's facts as they would be at a time, after what was simulated so far."""
        facts, action = plan.facts, plan.action
        times = self._counted.get((action.account_id, CAP_CLASS[action.kind]), ())
        return replace(
            facts,
            now=at,
            windows=tuple(window(known.span, known.limit, times, at) for known in facts.windows),
            taken=self._taken(plan, at),
            done=facts.done or action.idempotency_key in self._acted,
            approval=Word(True, "supposed", action.content_hash) if self._supposed(plan) else facts.approval,
        )

    def _supposed(self, plan: Planned) -> bool:
        word = plan.facts.approval
        return self._approve_all and (word is None or word.approved or word.content_hash != plan.action.content_hash)

    def _taken(self, plan: Planned, at: int) -> Taken | None:
        holder, until = self._holders.get(plan.facts.target_key, (plan.action.account_id, 0))
        if holder != plan.action.account_id and until > at:
            return Taken(self._handles[holder], until)
        known = plan.facts.taken
        return known if known is not None and known.until > at else None


def _turn(plan: Planned) -> _Turn:
    return (-plan.action.priority, plan.action.due_at, plan.action.id)

"""The fold: what a case is now, computed from its events. Total: whatever the events are, there is a state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from samsyn.processes.cast import CAPACITY, DUTY_NAMES, NURSING, SIDE_NAMES, Duty, Side, UnitKind
from samsyn.processes.events import TARGET, Event, Read, as_read
from samsyn.processes.process import Act, Leads, Process, Stage

APPOINT: Final = "utse_agerande"
ACKNOWLEDGE: Final = "kvittera"
RECALL: Final = "aterkalla"
DUTY: Final = "uppgift"
APPOINTED: Final = "enhet"


@dataclass(frozen=True)
class Bearer:
    """The unit that carries a duty until further notice, since when, and the event that made it so."""

    unit: str
    since: datetime
    version: int
    is_appointed: bool = False


@dataclass(frozen=True)
class Message:
    """An event sent to units: who has acknowledged it (the event that says so), and whether it was recalled."""

    event: Event
    receipts: Mapping[str, Event]
    recalled: Event | None = None

    @property
    def unread(self) -> tuple[str, ...]:
        """The units that have not acknowledged it; none when it was recalled."""
        return () if self.recalled else tuple(unit for unit in self.event.addressed if unit not in self.receipts)


@dataclass(frozen=True)
class Occurred:
    """Something in the vocabulary's words has happened, by which event."""

    name: str
    at: datetime
    version: int


@dataclass(frozen=True)
class Alarm:
    """What must be seen by both parties at the top of their lists: a duty nobody carries, or two that were appointed."""

    duty: Duty
    text: str


@dataclass(frozen=True)
class CaseState:
    """A case as it stands.

    `last` is for each act the latest event that counts; `units` those that take part, in the order they came, with
    their kinds, `sides` the parties of those that have acted; `waiting` who takes a duty over when those who have it let go; `misplaced` the events whose act the
    stage did not allow when, in the order things happened, their turn came; `undone` those that a later act took back.
    """

    process: Process
    stage: Stage | None = None
    reads: tuple[Read, ...] = ()
    last: Mapping[str, Event] = field(default_factory=dict)
    each: Mapping[str, Mapping[str, Event]] = field(default_factory=dict)
    units: Mapping[str, UnitKind] = field(default_factory=dict)
    sides: Mapping[str, Side] = field(default_factory=dict)
    bearers: Mapping[Duty, Bearer] = field(default_factory=dict)
    waiting: Mapping[Duty, Bearer] = field(default_factory=dict)
    appointed: Mapping[Duty, Mapping[Side, Bearer]] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    occurred: tuple[Occurred, ...] = ()
    misplaced: frozenset[int] = frozenset()
    undone: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.stage is not None and self.stage.is_open

    @property
    def version(self) -> int:
        """How many events it has."""
        return max((read.event.version for read in self.reads), default=0)

    @property
    def stage_id(self) -> str:
        """The stage's name in the tables; empty before the case is opened."""
        return self.stage.id if self.stage else ""

    def counted(self) -> tuple[Event, ...]:
        """The events that count, in the order they happened: neither struck nor destroyed, misplaced or undone."""
        out = self.misplaced | self.undone
        return tuple(
            read.event
            for read in self.reads
            if read.struck_by is None and not read.event.is_destroyed and read.event.version not in out
        )

    def said(self, act: str, name: str) -> str | None:
        """What the latest event of an act says in one of its fields, as text."""
        event = self.last.get(act)
        value = event.data.get(name) if event else None
        return None if value is None else str(value)


def fold(process: Process, events: Sequence[Event], kinds: Mapping[str, UnitKind] | None = None) -> CaseState:
    """The state that events come to. `kinds` says what the addressed units are; the acting ones say so themselves."""
    known = dict(kinds or {}) | {event.unit: event.unit_kind for event in events}
    reads = as_read(events)
    folding = _Folding(process, known)
    for read in reads:
        if read.struck_by is None and not read.event.is_destroyed:
            folding.take(read.event)
        elif read.event.is_destroyed:
            folding.take_destroyed(read.event)
    return folding.done(reads)


class _Folding:
    """A state being made, event by event in the order things happened."""

    def __init__(self, process: Process, kinds: Mapping[str, UnitKind]) -> None:
        self.process = process
        self.kinds = kinds
        self.stage = ""
        self.last: dict[str, Event] = {}
        self.each: dict[str, dict[str, Event]] = {}
        self.units: dict[str, UnitKind] = {}
        self.sides: dict[str, Side] = {}
        self.bearers: dict[Duty, Bearer] = {}
        self.waiting: dict[Duty, Bearer] = {}
        self.appointed: dict[Duty, dict[Side, Bearer]] = {}
        self.messages: dict[int, tuple[Event, dict[str, Event], Event | None]] = {}
        self.occurred: list[Occurred] = []
        self.misplaced: set[int] = set()
        self.undone: set[int] = set()

    def take(self, event: Event) -> None:
        act = self.process.acts.get(event.kind)
        if act is None:
            self.misplaced.add(event.version)
            return
        step = self.process.step(self.stage, event.kind)
        if not isinstance(step, Leads):
            self.misplaced.add(event.version)
            return
        self.stage = step.to
        for undone in act.undoes:
            self._undo(undone)
        self.last[event.kind] = event
        self.each.setdefault(event.kind, {})[event.unit] = event
        self._join(event)
        self.occurred += [
            Occurred(one.name, event.happened, event.version)
            for one in act.occurs
            if one.holds(event.data, event.unit_kind)
        ]
        if act.wants_receipt:
            self.messages[event.version] = (event, {}, None)
        self._correspond(event)
        self._carry(event)

    def take_destroyed(self, event: Event) -> None:
        """A destroyed event has no content left; that it moved the case on stays true."""
        act = self.process.acts.get(event.kind)
        step = self.process.step(self.stage, event.kind) if act else None
        if act is not None and isinstance(step, Leads):
            self.stage = step.to
            self._join(event)
            if act.wants_receipt:
                self.messages[event.version] = (event, {}, None)
            self._correspond(event)
            self._carry(event)

    def _join(self, event: Event) -> None:
        self.units.setdefault(event.unit, event.unit_kind)
        self.sides.setdefault(event.unit, event.side)
        for unit in event.addressed:
            if unit in self.kinds:
                self.units.setdefault(unit, self.kinds[unit])

    def _undo(self, kind: str) -> None:
        event = self.last.pop(kind, None)
        self.each.pop(kind, None)
        if event is not None:
            self.occurred = [one for one in self.occurred if one.version != event.version]
            self.undone.add(event.version)

    def _correspond(self, event: Event) -> None:
        target = event.data.get(TARGET)
        if not isinstance(target, int) or target not in self.messages:
            return
        sent, receipts, recalled = self.messages[target]
        if event.kind == ACKNOWLEDGE:
            receipts.setdefault(event.unit, event)
        elif event.kind == RECALL and recalled is None:
            self.messages[target] = (sent, receipts, event)
            acted = {unit for of_unit in self.each.values() for unit in of_unit if of_unit[unit].kind != ACKNOWLEDGE}
            for unit in sent.addressed:
                if unit not in acted and unit != event.unit:
                    self.units.pop(unit, None)

    def _carry(self, event: Event) -> None:
        act = self.process.acts[event.kind]
        here = self.process.stages[self.stage]
        if event.kind == APPOINT:
            self._appoint(event)
            return
        for duty in act.releases:
            self.bearers.pop(duty, None)
            if duty in self.waiting:
                self.bearers[duty] = self.waiting.pop(duty)
        for duty in act.carries & CAPACITY[event.unit_kind]:
            bearer = Bearer(event.unit, event.happened, event.version)
            if here.keeps and duty in self.bearers and self.bearers[duty].unit != event.unit:
                self.waiting[duty] = bearer
            else:
                self.bearers[duty] = bearer
                self.appointed.pop(duty, None)

    def _appoint(self, event: Event) -> None:
        said, unit = str(event.data.get(DUTY)), str(event.data.get(APPOINTED))
        if said not in {duty.value for duty in Duty}:
            return
        duty = Duty(said)
        chosen = Bearer(unit, event.happened, event.version, is_appointed=True)
        self.appointed.setdefault(duty, {})[event.side] = chosen
        if len({one.unit for one in self.appointed[duty].values()}) == 1:
            self.bearers[duty] = chosen
        if unit in self.kinds:
            self.units.setdefault(unit, self.kinds[unit])

    def done(self, reads: tuple[Read, ...]) -> CaseState:
        return CaseState(
            self.process,
            self.process.stages[self.stage] if self.stage else None,
            reads,
            self.last,
            self.each,
            self.units,
            self.sides,
            self.bearers,
            self.waiting,
            self.appointed,
            tuple(Message(*one) for one in self.messages.values()),
            tuple(self.occurred),
            frozenset(self.misplaced),
            frozenset(self.undone),
        )


def required_duties(state: CaseState) -> tuple[Duty, ...]:
    """The duties that somebody must carry, of those the stage needs: the nursing only when a municipal unit takes part."""
    if not state.is_open:
        return ()
    assert state.stage is not None
    if state.process.duties_said is not None:
        act, name = state.process.duties_said
        said = state.last[act].data.get(name) if act in state.last else None
        return tuple(duty for duty in Duty if isinstance(said, list) and duty.value in said)
    has_nursing = state.stage.keeps or any(kind in NURSING for kind in state.units.values())
    duties = (Duty.DOCTOR, Duty.NURSING) if has_nursing else (Duty.DOCTOR,)
    return tuple(duty for duty in duties if duty in state.stage.needs)


def alarms(state: CaseState) -> tuple[Alarm, ...]:
    """Every duty of an open case that nobody carries, or for which the parties have appointed different units."""
    found = []
    for duty in required_duties(state):
        chosen = state.appointed.get(duty, {})
        if len({one.unit for one in chosen.values()}) > 1:
            sides = " och ".join(SIDE_NAMES[side] for side in Side if side in chosen)
            found.append(Alarm(duty, f"{sides.capitalize()} har utsett olika enheter för {DUTY_NAMES[duty]}. Enas nu."))
        elif duty not in state.bearers:
            found.append(Alarm(duty, f"Ingen har tagit {DUTY_NAMES[duty]}. Utse vem som agerar tills vidare."))
    return tuple(found)


@dataclass(frozen=True)
class Task:
    """An act that should come next, and the units that can do it; none means that no unit that could takes part."""

    act: str
    units: tuple[str, ...]


def tasks(state: CaseState) -> tuple[Task, ...]:
    """What the stage expects and nobody has done, in its order; and every message that waits for a receipt."""
    if not state.is_open:
        return ()
    assert state.stage is not None
    found = []
    for message in state.messages:
        if message.unread:
            found.append(Task(ACKNOWLEDGE, message.unread))
    for act_id in state.stage.expects:
        act = state.process.acts[act_id]
        question = unanswered(state, act)
        if act.unless & state.last.keys() or (act.replies_to and question is None):
            continue
        able = tuple(unit for unit, kind in state.units.items() if kind in act.units)
        if question is not None:
            able = tuple(unit for unit in able if unit in question.addressed)
        if act.by_each:
            able = tuple(unit for unit in able if unit not in state.each.get(act_id, {}))
            if able:
                found.append(Task(act_id, able))
        elif act.replies_to or act_id not in state.last:
            found.append(Task(act_id, able))
    return tuple(found)


def unanswered(state: CaseState, act: Act) -> Event | None:
    """What an act would reply to: the latest of those it answers, unless something has replied to that already."""
    asked = [state.last[one] for one in act.replies_to if one in state.last]
    replies = [
        state.last[one.id]
        for one in state.process.acts.values()
        if one.replies_to & act.replies_to and one.id in state.last
    ]
    latest = max(asked, key=lambda one: (one.happened, one.version), default=None)
    if latest is None or any((one.happened, one.version) > (latest.happened, latest.version) for one in replies):
        return None
    return latest

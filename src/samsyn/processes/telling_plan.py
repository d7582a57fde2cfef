"""What a SIP's events say: as facts, as the plan that holds, and as what is followed up of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from samsyn.clocks.span import midnight_after
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.processes import plan as p
from samsyn.processes.deadlines import Clock, Running
from samsyn.processes.events import Event
from samsyn.processes.state import CaseState
from samsyn.processes.telling import said_facts

_SETS_DAY: Final = frozenset({p.ADOPT, p.FOLLOW_UP, p.NOT_FOLLOWED})


def plan_facts(state: CaseState, vocabulary: Vocabulary) -> dict[str, Value]:
    """Whether a plan is judged needed and consented to, and what else its fields say."""
    facts = said_facts(state, vocabulary)
    if p.NO_NEED in state.last:
        facts["sip_bedoms_behovas"] = "nej"
    elif p.NEED in state.last:
        facts["sip_bedoms_behovas"] = "ja"
    if p.CONSENT in state.last:
        facts["samtycker_till_sip"] = "ja"
    elif p.NO_CONSENT in state.last or p.WITHDRAW in state.last:
        facts["samtycker_till_sip"] = "nej"
    return facts


def consent_time(running: Sequence[Clock], now: datetime) -> dict[str, Value]:
    """That nobody consents any longer, once the last day of a consent is over."""
    clock = next((one for one in running if one.name == p.CONSENT_CLOCK), None)
    is_over = clock is not None and clock.standing(now) is Running.OVERDUE
    return {"samtycker_till_sip": "nej"} if is_over else {}


@dataclass(frozen=True)
class Attendance:
    """A meeting or a following-up: when, who really came, and by whose call.

    `needed_doctor` says whether a doctor was needed, None for a following-up: there nobody asks.
    """

    at: datetime
    came: tuple[str, ...]
    unit: str
    needed_doctor: bool | None = None

    @property
    def is_meeting(self) -> bool:
        """Whether it was a planning meeting."""
        return self.needed_doctor is not None

    @property
    def person_came(self) -> bool:
        """Whether the person whose plan it is took part."""
        return p.IN_PERSON in self.came

    @property
    def doctor_came(self) -> bool:
        """Whether a doctor took part, there or at a distance."""
        return p.DOCTOR_CAME in self.came


def attendances(state: CaseState) -> tuple[Attendance, ...]:
    """Who came, each time that people met."""
    return tuple(_attendance(event, call) for event, call in _after_calls(state, p.MEETING, p.FOLLOW_UP))


def missed_meetings(state: CaseState) -> tuple[tuple[datetime, str], ...]:
    """When a meeting did not come about, and the unit that had called to it."""
    return tuple((event.happened, (call or event).unit) for event, call in _after_calls(state, p.MISSED))


def _after_calls(state: CaseState, *kinds: str) -> Iterator[tuple[Event, Event | None]]:
    """The events of some kinds, each with the call that came before it."""
    call = None
    for event in state.counted():
        if event.kind == p.CALL:
            call = event
        elif event.kind in kinds:
            yield event, call


def _attendance(event: Event, call: Event | None) -> Attendance:
    came = event.data.get("kom", [])
    who = tuple(came) if isinstance(came, list) else ()
    if event.kind != p.MEETING:
        return Attendance(event.happened, who, event.unit)
    needed = call is not None and call.data.get("lakarkompetens_behovs_i_sip") == "ja"
    return Attendance(event.happened, who, (call or event).unit, needed)


@dataclass(frozen=True)
class FollowedUp:
    """A day by which a plan was to be followed up, the unit that set it, and the moment it was; None when not, or not yet."""

    by: date
    at: datetime | None
    unit: str

    @property
    def is_kept(self) -> bool:
        """Whether it was followed up by the end of that day."""
        return self.at is not None and self.at < midnight_after(self.by)


def followed_up(state: CaseState) -> tuple[FollowedUp, ...]:
    """Every day that was set for following up, in the order they were set, and how it went.

    A day that is put off is told as not kept only when it had passed: until then it is the same promise, moved. A day that
    had not passed when the case ended is none: nobody was to follow up what was closed.
    """
    ended = None if state.is_open else max((event.happened for event in state.counted()), default=None)
    events = [event for event in state.counted() if event.kind in _SETS_DAY]
    setting = [event for event in events if "foljs_upp" in event.data]
    found = []
    for event, after in [*pairwise(setting), *((event, None) for event in setting[-1:])]:
        by = date.fromisoformat(str(event.data["foljs_upp"]))
        met = next((one for one in events if one.kind == p.FOLLOW_UP and _later(one, event)), None)
        if met is not None and (after is None or met is after or _later(after, met)):
            found.append(FollowedUp(by, met.happened, event.unit))
        elif (after.happened if after is not None else ended or midnight_after(by)) >= midnight_after(by):
            found.append(FollowedUp(by, None, event.unit))
    return tuple(found)


def _later(one: Event, other: Event) -> bool:
    return (one.happened, one.version) > (other.happened, other.version)


@dataclass(frozen=True)
class Action:
    """One thing that shall be done: what, who is responsible (`RESPONSIBLE`), who does it, when."""

    what: str
    responsible: str
    who: str
    when: str


@dataclass(frozen=True)
class WrittenPlan:
    """The plan as it stands: the law's four things, the goals in the person's own words, and whom to call."""

    adopted: Event
    goals: tuple[str, ...]
    actions: tuple[Action, ...]
    overall: str
    contact: str
    call_by_day: str
    call_otherwise: str
    follow_up_by: date | None

    def of(self, responsible: str) -> tuple[Action, ...]:
        """What one of them is responsible for."""
        return tuple(action for action in self.actions if action.responsible == responsible)


def parts_of_plan(state: CaseState) -> tuple[Event, ...]:
    """The events that a plan is made of."""
    kinds = {p.GOAL, p.ACTION, p.ADOPT, p.FOLLOW_UP, p.NOT_FOLLOWED}
    return tuple(event for event in state.counted() if event.kind in kinds)


def written_plan(state: CaseState) -> WrittenPlan | None:
    """The plan that holds; None until it has been made. What was written after it was made last is in it too."""
    adopted = state.last.get(p.ADOPT)
    if adopted is None:
        return None
    counted = parts_of_plan(state)
    days = [str(event.data["foljs_upp"]) for event in counted if event.kind in _SETS_DAY and "foljs_upp" in event.data]
    return WrittenPlan(
        adopted,
        tuple(str(event.data["mal"]) for event in counted if event.kind == p.GOAL),
        tuple(
            Action(*(str(event.data[name]) for name in ("insats", "ansvar", "vem", "nar")))
            for event in counted
            if event.kind == p.ACTION
        ),
        str(adopted.data["overgripande"]),
        str(adopted.data["kontakt"]),
        str(adopted.data["ring_dagtid"]),
        str(adopted.data["ring_ovrig_tid"]),
        date.fromisoformat(days[-1]) if days else None,
    )

"""Every kind of case there is, by its name; and a case looked at from all sides at one moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.processes.care_home import CARE_HOME
from samsyn.processes.cast import MUNICIPAL, OPEN_CARE, PRIMARY_CARE, SPECIALISED, Side, UnitKind
from samsyn.processes.deadlines import Clock, Find, Running, clocks, next_moment
from samsyn.processes.deviation import DEVIATION
from samsyn.processes.disagreement import DISAGREEMENT
from samsyn.processes.discharge import DISCHARGE
from samsyn.processes.doctor_support import DOCTOR_SUPPORT
from samsyn.processes.enrolment import ENROLMENT
from samsyn.processes.events import Event
from samsyn.processes.plan import PLAN
from samsyn.processes.process import Process
from samsyn.processes.residence import RESIDENCE
from samsyn.processes.state import Alarm, CaseState, Task, alarms, fold, tasks
from samsyn.processes.telling import discharge_facts, said_facts, support_facts, support_time
from samsyn.processes.telling_enrolment import enrolment_facts, specialist_time
from samsyn.processes.telling_plan import consent_time, plan_facts
from samsyn.processes.telling_residence import owed_facts, residence_facts
from samsyn.processes.undertakings import Elsewhere, Undertaking, clocks_of, tasks_of, undertakings, version_said

PROCESSES: Final[Mapping[str, Process]] = MappingProxyType(
    {
        process.id: process
        for process in (
            DISCHARGE,
            DOCTOR_SUPPORT,
            ENROLMENT,
            PLAN,
            RESIDENCE,
            DEVIATION,
            DISAGREEMENT,
            CARE_HOME,
        )
    }
)

PARTY_UNITS: Final[Mapping[str, frozenset[UnitKind]]] = MappingProxyType(
    {
        "region": OPEN_CARE | {UnitKind.WARD},
        "slutenvården": frozenset({UnitKind.WARD}),
        "fasta vårdkontakten": PRIMARY_CARE,
        "öppenvården": OPEN_CARE,
        "kommun": MUNICIPAL,
        "Läkarmedverkan": frozenset({UnitKind.LM}),
        "vårdcentralen": PRIMARY_CARE,
        "specialiserad vård": SPECIALISED | {UnitKind.WARD},
    }
)
"""The kinds of unit that the agreements' parties are, as far as they own clocks in cases; a process may say otherwise of some."""

PARTY_SIDES: Final[Mapping[str, Side]] = MappingProxyType({"region": Side.REGION, "kommun": Side.MUNICIPALITY})
"""Whose management it is that owns what these parties own: both sides have one."""

WITHOUT_AGREEMENT: Final[Mapping[str, Value]] = MappingProxyType({"egen_overenskommelse_om_betalningsansvar": "nej"})
"""What the law says of its own days holds where the parties have agreed on nothing else. Halland has a model of its own,
which is not known; the law's days are told as the law's, never as Halland's."""


def _nothing(_running: Sequence[Clock], _now: datetime) -> dict[str, Value]:
    return {}


@dataclass(frozen=True)
class Tells:
    """What a kind of case says as facts: by its events, then by its clocks; and what its clocks are asked with besides."""

    events: Callable[[CaseState, Vocabulary], dict[str, Value]] = said_facts
    clocks: Callable[[Sequence[Clock], datetime], dict[str, Value]] = _nothing
    besides: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


TELLS: Final[Mapping[str, Tells]] = MappingProxyType(
    {
        DISCHARGE.id: Tells(discharge_facts, besides=WITHOUT_AGREEMENT),
        DOCTOR_SUPPORT.id: Tells(support_facts, support_time),
        ENROLMENT.id: Tells(enrolment_facts, specialist_time),
        PLAN.id: Tells(plan_facts, consent_time),
        RESIDENCE.id: Tells(residence_facts),
    }
)
"""A kind of case that is not here says what its fields say (`said_facts`)."""


@dataclass(frozen=True)
class Seen:
    """A case at a moment: its state, clocks, alarms and tasks, the facts its events say, and when that next changes.

    `undertakings` are the duties of its agreement that are kept in it.
    """

    state: CaseState
    clocks: tuple[Clock, ...]
    alarms: tuple[Alarm, ...]
    tasks: tuple[Task, ...]
    facts: Mapping[str, Value]
    next_moment: datetime | None
    undertakings: tuple[Undertaking, ...] = ()

    def running(self) -> tuple[Clock, ...]:
        """The clocks that somebody must still see to; none in an ended case."""
        return tuple(clock for clock in self.clocks if clock.is_running()) if self.state.is_open else ()

    def owners(self, clock: Clock) -> tuple[str, ...]:
        """The units that must see to a clock: those that the case names, or those of the party that the agreement names.

        Where they name none, or none of them takes part, those who carry a duty; without them, every unit of the case.
        """
        named = self.state.process.parties.get(clock.owner, PARTY_UNITS.get(clock.owner, frozenset()))
        side = PARTY_SIDES.get(clock.owner)
        units = tuple(unit for unit in clock.units if unit in self.state.units) or tuple(
            unit
            for unit, kind in self.state.units.items()
            if kind in named and (kind is not UnitKind.MANAGEMENT or self.state.sides.get(unit) is side)
        )
        bearers = dict.fromkeys(bearer.unit for bearer in self.state.bearers.values())
        return units or tuple(bearers) or tuple(self.state.units)

    def overdue(self, now: datetime) -> tuple[Clock, ...]:
        """The clocks that have run out."""
        return tuple(clock for clock in self.running() if clock.standing(now) is Running.OVERDUE)


def look(
    process: Process,
    events: Sequence[Event],
    now: datetime,
    find: Find,
    vocabulary: Vocabulary,
    units: Mapping[str, UnitKind] | None = None,
    about: Mapping[str, Value] | None = None,
    elsewhere: Elsewhere = (),
) -> Seen:
    """A case at a moment. `about` are facts that are known of the person besides what the events say.

    `elsewhere` are the events that count of other cases about the same person, of the kinds that the process watches.
    """
    state = fold(process, events, units)
    tells = TELLS.get(process.id, Tells())
    known = {**(about or {}), **tells.events(state, vocabulary)}
    duties = undertakings(state, find, known, elsewhere)
    if duties:
        known = {**known, **owed_facts(duties)}
    versions = {process.undertakes.agreement: version_said(state)} if process.undertakes else {}
    running = (*clocks(state, find, {**known, **tells.besides}, versions), *clocks_of(duties))
    open_clocks = running if state.is_open else ()
    facts = {**known, **tells.clocks(running, now)}
    to_do = (*tasks(state), *(tasks_of(state, duties) if state.is_open else ()))
    return Seen(state, running, alarms(state), to_do, facts, next_moment(open_clocks, now), duties)

"""A year of cases in the made-up Halland: to whom, when, and how each went, as events and nothing else.

How many, how often and how long is assumed; only the day of the decision on doctor support is a fact. The same seed, day and
number give the same year; `now` only says how much of it has happened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from random import Random
from types import MappingProxyType
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.deviation import DEVIATION
from samsyn.processes.disagreement import DISAGREEMENT
from samsyn.processes.discharge import DISCHARGE, LEAVE, READY
from samsyn.processes.doctor_support import DOCTOR_SUPPORT, READMITTED
from samsyn.processes.enrolment import ENROLMENT
from samsyn.processes.events import Event
from samsyn.processes.everywhere import CANCEL, DEATH, MOVED
from samsyn.processes.fields import Said
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.plan import PLAN
from samsyn.synthetic import Halland
from samsyn.synthetic.around import Around, Neighbourhoods
from samsyn.synthetic.deeds import Deed, Staff, Story, Telling, one_of
from samsyn.synthetic.deviations import deviation
from samsyn.synthetic.disagreements import disagreement
from samsyn.synthetic.discharges import discharge
from samsyn.synthetic.enrolments import enrolment
from samsyn.synthetic.persons import AT_HOME, SHELTERED, Person
from samsyn.synthetic.plans import plan
from samsyn.synthetic.supports import doctor_support

DAYS: Final = 365
SUPPORT_FROM: Final = date(2026, 3, 3)
"""The day of the decision on doctor support; when it began no source says."""


@dataclass(frozen=True)
class Shares:
    """How large a share of cases, or of those it can happen to, something happens in. Assumed."""

    dies: float = 0.03
    cancelled: float = 0.02
    moves: float = 0.012
    readmitted: float = 0.1
    supported: float = 0.5
    high_risk: float = 0.8
    deviates: float = 0.06
    disputed: float = 0.045
    enrolled_before: float = 0.14
    enrolled_from_hospital: float = 0.06
    planned: float = 0.14
    of_others: float = 1.54
    """How many cases come of one admission, together with readmissions and supports: to come near the number asked for."""


SHARES: Final = Shares()
ADMITTED_BETWEEN: Final = (7.0, 23.5)


ENDINGS: Final[Mapping[str, Mapping[str, Said]]] = MappingProxyType(
    {
        DEATH: {},
        CANCEL: {"skal": "Öppnat på fel person."},
        MOVED: {"till": "Göteborg, flyttar till sin dotter"},
    }
)
CARE_ENDS: Final[Mapping[str, float]] = MappingProxyType(
    {DEATH: SHARES.dies, CANCEL: SHARES.cancelled, MOVED: SHARES.moves, "": 1.0}
)
HOME_ENDS: Final[Mapping[str, float]] = MappingProxyType({DEATH: 0.05, CANCEL: 0.03, MOVED: 0.06, "": 1.0})
_ALWAYS, _NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a process's id, whom it is about (`Person.id`), and its events; a username is `by`, an HSA-id `unit`.

    `about_unit` is the HSA-id of the unit that it is about, when it is about no person.
    """

    id: str
    process: str
    person: str
    events: tuple[Event, ...]
    is_open: bool
    about_unit: str = ""


@dataclass(frozen=True, order=True)
class _Admission:
    start: datetime
    place: int
    person: str = ""


def year_of_cases(made: Halland, number: int, now: datetime, days: int = DAYS) -> Iterator[Case]:
    """About so many cases, opened in the year (or so many days) before `now`, in no order that means anything."""
    random = Random(f"{made.seed} admissions")
    admissions = [
        _Admission(_moment(random, made.today, days), place) for place in range(round(number / SHARES.of_others))
    ]
    year = _Year(made, now)
    heapify(admissions)
    place = len(admissions)
    while admissions and made.persons:
        admission = heappop(admissions)
        if admission.start >= now:
            break
        for case, again in year.admit(admission):
            yield case
            if again is not None:
                heappush(admissions, _Admission(again, place, case.person))
                place += 1


def _moment(random: Random, today: date, days: int) -> datetime:
    day = today - timedelta(days=random.randrange(days))
    hour = timedelta(minutes=int(random.triangular(*ADMITTED_BETWEEN, 14.0) * 60))
    return datetime.combine(day, time(), STOCKHOLM) + hour


class _Year:
    """The year being told: who is in which case now."""

    def __init__(self, made: Halland, now: datetime) -> None:
        self.made = made
        self.now = now
        self.staff = Staff(made.parties, made.units, made.staff)
        self.neighbourhoods = Neighbourhoods(made.units)
        self.persons = {person.id: person for person in made.persons}
        self.busy: dict[tuple[str, str], datetime] = {}
        self.gone: set[str] = set()

    def admit(self, admission: _Admission) -> Iterator[tuple[Case, datetime | None]]:
        """The cases that come of somebody being taken into hospital, each with when that person comes again, if so."""
        random = Random(f"{self.made.seed} case {admission.place}")
        person = self._person(random, admission)
        if person is None:
            return
        around = self.neighbourhoods.around(random, person)
        name = f"C{admission.place:06d}"
        start = admission.start.astimezone(UTC)
        stay = self._tell(random, name, DISCHARGE.id, person, around, start, discharge(random, around))
        if stay is None:
            return
        left = next((event.happened for event in stay.events if event.kind == LEAVE), None)
        comes_again = left is not None and random.random() < SHARES.readmitted
        yield stay, left + timedelta(days=random.uniform(2, 28)) if left and comes_again else None
        for case in self._between_parties(admission.place, person, around, stay):
            yield case, None
        for case in self._at_home(admission.place, person, around, stay):
            yield case, None
        ready = next((event.happened for event in stay.events if event.kind == READY), None)
        if ready is None or person.bor_i != AT_HOME or random.random() >= SHARES.supported or person.id in self.gone:
            return
        start = ready - timedelta(hours=random.uniform(1, 30))
        if start.date() < SUPPORT_FROM or not self._is_free(person, DOCTOR_SUPPORT.id, start):
            return
        story = doctor_support(random, around, is_high_risk=random.random() < SHARES.high_risk)
        support = self._tell(random, f"{name}L", DOCTOR_SUPPORT.id, person, around, start, story)
        if support is not None:
            yield support, next((event.happened for event in support.events if event.kind == READMITTED), None)

    def _between_parties(self, place: int, person: Person, around: Around, stay: Case) -> Iterator[Case]:
        """What the parties have with each other because of a stay: a deviation, a disagreement."""
        random = Random(f"{self.made.seed} between {place}")
        home = next((event.happened for event in stay.events if event.kind == LEAVE), None)
        ready = next((event.happened for event in stay.events if event.kind == READY), None)
        for process, share, since, tell in (
            (DEVIATION.id, SHARES.deviates, home, deviation),
            (DISAGREEMENT.id, SHARES.disputed, ready, disagreement),
        ):
            chance, hours = random.random(), random.uniform(2, 60)
            if since is None or chance >= share:
                continue
            start = since + timedelta(hours=hours)
            if start < self.now and self._is_free(person, process, start):
                name = f"C{place:06d}{PROCESSES[process].number_prefix}"
                told = self._tell(random, name, process, person, around, start, tell(random, around), {"": 1.0})
                if told is not None:
                    yield told

    def _at_home(self, place: int, person: Person, around: Around, stay: Case) -> Iterator[Case]:
        """What care at home somebody came to have: months before the stay, or as it ended; and the plan for all of it."""
        random = Random(f"{self.made.seed} at home {place}")
        drawn, before, hours, later = random.random(), random.uniform(10, 250), random.uniform(2, 70), random.random()
        if person.bor_i not in {AT_HOME, SHELTERED}:
            return
        first = stay.events[0].happened
        ready = next((event.happened for event in stay.events if event.kind == READY), None)
        start = None
        if drawn < SHARES.enrolled_before:
            start = first - timedelta(days=before)
        elif drawn < SHARES.enrolled_before + SHARES.enrolled_from_hospital and ready is not None:
            start = ready - timedelta(hours=hours)
        if start is not None and self._is_free(person, ENROLMENT.id, start):
            story = enrolment(random, around, is_in_hospital=drawn >= SHARES.enrolled_before)
            told = self._tell(random, f"C{place:06d}I", ENROLMENT.id, person, around, start, story, HOME_ENDS)
            if told is not None:
                yield told
        home = next((event.happened for event in stay.events if event.kind == LEAVE), None)
        start = None if home is None else home + timedelta(hours=hours)
        if later < SHARES.planned and start is not None and start < self.now and self._is_free(person, PLAN.id, start):
            told = self._tell(random, f"C{place:06d}S", PLAN.id, person, around, start, plan(random, around), HOME_ENDS)
            if told is not None:
                yield told

    def _person(self, random: Random, admission: _Admission) -> Person | None:
        if admission.person:
            person = self.persons[admission.person]
            return person if self._is_free(person, DISCHARGE.id, admission.start) else None
        for _ in range(30):
            person = random.choice(self.made.persons)
            if self._is_free(person, DISCHARGE.id, admission.start) and self._is_free(
                person, DOCTOR_SUPPORT.id, admission.start
            ):
                return person
        return None

    def _is_free(self, person: Person, process: str, at: datetime) -> bool:
        return person.id not in self.gone and self.busy.get((person.id, process), _ALWAYS) <= at

    def _tell(
        self,
        random: Random,
        name: str,
        process: str,
        person: Person,
        around: Around,
        start: datetime,
        story: Story,
        ends: Mapping[str, float] = CARE_ENDS,
    ) -> Case | None:
        telling = Telling(random, PROCESSES[process], self.staff, start, self.now)
        ending = one_of(random, ends)
        telling.tell(story, random.randint(2, 3) if ending == CANCEL else random.randint(3, 16) if ending else None)
        if ending and telling.is_open and not telling.is_over:
            unit = around.ward if around.ward.hsa_id in telling.units else around.nurses
            telling.do(Deed(ending, unit, ENDINGS[ending], (1, 20)))
        telling.finish()
        if not telling.events:
            return None
        is_open = telling.is_open
        self.busy[person.id, process] = _NEVER if is_open else telling.events[-1].recorded
        if any(event.kind in {DEATH, MOVED} for event in telling.events):
            self.gone.add(person.id)
        return Case(name, process, person.id, tuple(telling.events), is_open)

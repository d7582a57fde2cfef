"""What may be counted of persons' data by somebody who may see no person? Visits at home and stays in hospital, without names.

Whoever counts is a controller or a strategist. A person is an opaque key here, and a case has a number only where the
worker's own unit takes part in it. That something was counted, and what, is left on the trail: one row a request.

Everything is as it counts now (struck and corrected events as `samsyn.processes.events` reads them), by when it happened; who was
enrolled is what the enrolments had come to that day, and where somebody was listed or registered what had been noted by its end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Min, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import discharge, everywhere, home_visits
from samsyn.processes.cast import DOCTORS, Role, UnitKind
from samsyn.processes.enrolment import ENROLMENT
from samsyn.processes.events import CORRECT, HAPPENED, STRIKE, Event, standing
from samsyn.processes.hospital_stay import HospitalStay, hospital_stay
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.settled import History, history, values_of_day
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import Visit
from samsyn_web.directory.models import Unit
from samsyn_web.journal import models
from samsyn_web.journal.models import Case, Participation, Person, PersonChange
from samsyn_web.journal.projecting import SETTLED
from samsyn_web.journal.streams import as_event
from samsyn_web.journal.texts import texts
from samsyn_web.trail.models import What

RowT = TypeVar("RowT")

MAY_COUNT: Final = (Role.CONTROLLER, Role.STRATEGIST)
AT_ONCE: Final = 500
"""Cases in memory at a time."""
ENROLLED: Final = "inskriven"
NOTED: Final[Mapping[str, str]] = {
    "listed": "listad på",
    "registered": "folkbokförd i",
    "stays": "vistas i",
    "lives": "bor i",
    "enrolled": SETTLED[ENROLLED][1],
}
"""What is asked of a person's past, and what a change of it is noted as."""


class HomeVisit(NamedTuple):
    """One doctor's visit at home. `case` is its number where the worker's unit takes part, else empty.

    `unit` is the vårdcentral also when its filial came; `listed_at` is empty for who was listed nowhere, or where the name
    noted then is no unit's or several units'.
    """

    key: str
    person: str
    day: date
    unit: str
    unit_kind: UnitKind
    by_doctor: bool
    listed_at: str
    enrolled: bool | None
    case: str


@dataclass(frozen=True, slots=True)
class CountedStay:
    """One stay, with where the person was registered, stayed and lived when it was told (names; empty: not known)."""

    key: str
    case: str
    stay: HospitalStay
    registered_in: str
    stays_in: str
    lives_in: str


def home_visits_of(visit: Visit, first: date, last: date) -> Iterator[HomeVisit]:
    """The doctors' visits at home on the days from first to last, a few hundred cases at a time. Raises Refused."""
    _counts(visit, f"räknade läkarbesök i hemmet {first}–{last}; ingen person visades")
    units = {unit.pk: unit for unit in Unit.objects.select_related("party")}
    acts = frozenset().union(*home_visits.ACTS.values())
    cases = _cases_with(acts, home_visits.ACTS, first, last)
    for some in _some_at_a_time(cases.order_by("pk").values_list("pk", "number", "process", "person_id").iterator()):
        yield from _visits_in(visit, some, acts, units, first, last)


def stays_of(visit: Visit, first: date, last: date) -> Iterator[CountedStay]:
    """The stays that ended on the days from first to last, when the patient left or died. Raises Refused."""
    _counts(visit, f"räknade vårdtillfällen utskrivna {first}–{last}; ingen person visades")
    acts = frozenset({discharge.LEAVE, everywhere.DEATH})
    cases = _cases_with(acts, {discharge.DISCHARGE.id: acts}, first, last)
    for stay in _stays(visit, cases):
        if stay.stay.left is not None and first <= _day(stay.stay.left) <= last:
            yield stay


def stays_going_on(visit: Visit) -> Iterator[CountedStay]:
    """The stays of those who are utskrivningsklara and still in hospital. Raises Refused."""
    _counts(visit, "räknade utskrivningsklara på sjukhus; ingen person visades")
    yield from _stays(visit, Case.objects.filter(process=discharge.DISCHARGE.id, stage=discharge.IS_READY))


def first_day(visit: Visit) -> date:
    """The day the first case was opened; today when there is none. Raises Refused."""
    needs_role(visit, *MAY_COUNT)
    first = Case.objects.aggregate(first=Min("opened"))["first"]
    return _day(first or visit.now)


def _counts(visit: Visit, what: str) -> None:
    needs_role(visit, *MAY_COUNT)
    visit.tracks.touch(What.LISTED, why="; ".join(filter(None, (visit.tracks.why, what))))


# ---- which cases


def _cases_with(acts: frozenset[str], processes: Iterable[str], first: date, last: date) -> QuerySet[Case]:
    """The cases in which one of the acts happened in the days, as recorded or as corrected; not those cancelled as mistakes."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    of_kind = models.Event.objects.filter(case__process__in=list(processes), destroyed=None)
    as_recorded = of_kind.filter(kind__in=acts, happened__gte=start, happened__lt=end)
    # A corrected moment is text in UTC: a day more on each side, and what is read is asked again.
    since, until = (moment.astimezone(UTC).date().isoformat() for moment in (start, end + timedelta(days=1)))
    as_corrected = (
        of_kind.filter(kind=CORRECT)
        .annotate(moved=Cast(KT(f"data__{HAPPENED}"), TextField()))
        .filter(moved__gte=since, moved__lt=until)
    )
    return Case.objects.filter(
        Q(pk__in=as_recorded.values("case")) | Q(pk__in=as_corrected.values("case")), process__in=list(processes)
    ).exclude(stage=everywhere.CANCELLED)


def _some_at_a_time(rows: Iterator[RowT]) -> Iterator[list[RowT]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _own_cases(visit: Visit, cases: Iterable[UUID]) -> frozenset[UUID]:
    """Those in which the worker's unit takes part."""
    own = Participation.objects.filter(unit=visit.worker.unit, case__in=list(cases))
    return frozenset(own.values_list("case_id", flat=True))


def _events(
    cases: Iterable[UUID], units: Mapping[str, Unit], kinds: Iterable[str] | None = None
) -> dict[UUID, list[Event]]:
    """The events of cases, all or of some kinds, in the order they were recorded."""
    rows = models.Event.objects.filter(case__in=list(cases))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    found: dict[UUID, list[Event]] = {}
    for row in rows.order_by("case_id", "version").defer("closures", "key").iterator():
        row.unit = units[row.unit_id]
        found.setdefault(row.case_id, []).append(_as_event(row))
    return found


def _as_event(row: models.Event) -> Event:
    row.closures = {}
    return as_event(row)


# ---- visits


def _visits_in(
    visit: Visit,
    cases: Sequence[tuple[UUID, str, str, UUID]],
    acts: frozenset[str],
    units: Mapping[str, Unit],
    first: date,
    last: date,
) -> Iterator[HomeVisit]:
    events = _events((pk for pk, *_ in cases), units, (*acts, CORRECT, STRIKE))
    own = _own_cases(visit, (pk for pk, *_ in cases))
    past = _Past.of((person for *_, person in cases), units)
    for pk, number, process, person in cases:
        for event in standing(events.get(pk, [])):
            day = _day(event.happened)
            is_visit = not event.is_destroyed and home_visits.is_home_visit(PROCESSES[process], event)
            if not is_visit or not first <= day <= last:
                continue
            yield HomeVisit(
                f"{pk}/{event.version}",
                str(person),
                day,
                _paid_unit(event.unit, units),
                event.unit_kind,
                event.role in DOCTORS,
                past.listed_at(person, day),
                past.was_enrolled(person, day),
                number if pk in own else "",
            )


def _paid_unit(unit: str, units: Mapping[str, Unit]) -> str:
    """The vårdcentral that a filial is part of; any other unit itself."""
    found = units.get(unit)
    if found is not None and found.unit_kind is UnitKind.BRANCH and found.parent_id:
        return found.parent_id
    return unit


# ---- stays


def _stays(visit: Visit, cases: QuerySet[Case]) -> Iterator[CountedStay]:
    units = {unit.pk: unit for unit in Unit.objects.select_related("party")}
    kinds = {name: unit.unit_kind for name, unit in units.items()}
    vocabulary = texts().library.vocabulary
    for some in _some_at_a_time(cases.order_by("pk").values_list("pk", "number", "person_id").iterator()):
        events = _events((pk for pk, *_ in some), units)
        own = _own_cases(visit, (pk for pk, *_ in some))
        past = _Past.of((person for *_, person in some), units)
        for pk, number, person in some:
            stay = hospital_stay(events.get(pk, []), kinds, vocabulary)
            if stay is None:
                continue
            day = _day(stay.notice or stay.ready)
            yield CountedStay(
                str(pk),
                number if pk in own else "",
                stay,
                past.noted(person, "registered", day),
                past.noted(person, "stays", day),
                past.noted(person, "lives", day),
            )


# ---- what was known of persons on a day


@dataclass
class _Past:
    """What some persons' data were: what they are now, and every change that has been noted."""

    units: Mapping[str, Unit]
    now: Mapping[UUID, Mapping[str, str]]
    changes: Mapping[tuple[UUID, str], Sequence[tuple[date, str]]]
    enrolments: Mapping[UUID, Sequence[History]]
    by_name: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, persons: Iterable[UUID], units: Mapping[str, Unit]) -> "_Past":
        """Those of some persons, in a few queries."""
        some = list(dict.fromkeys(persons))
        now = {
            row["pk"]: {
                "listed": row["listed_at_id"] or "",
                "registered": row["registered_in"],
                "stays": row["stays_in"],
                "lives": row["lives_in"],
                "enrolled": {True: "ja", False: "nej", None: ""}[row["is_enrolled"]],
            }
            for row in Person.objects.filter(pk__in=some).values(
                "pk", "listed_at_id", "registered_in", "stays_in", "lives_in", "is_enrolled"
            )
        }
        changes: dict[tuple[UUID, str], list[tuple[date, str]]] = {}
        noted = {told: name for name, told in NOTED.items()}
        for person, told, at, before in (
            PersonChange.objects.filter(person__in=some, field__in=noted)
            .order_by("at", "pk")
            .values_list("person_id", "field", "at", "before")
        ):
            changes.setdefault((person, noted[told]), []).append((_day(at), before))
        names: dict[str, str] = {}
        for unit in units.values():
            names[unit.name] = "" if unit.name in names else unit.pk
        return cls(units, now, changes, _enrolments(some, units), names)

    def noted(self, person: UUID, name: str, day: date) -> str:
        """What had been noted by the end of a day."""
        later = (before for at, before in self.changes.get((person, name), ()) if at > day)
        return next(later, self.now[person][name])

    def listed_at(self, person: UUID, day: date) -> str:
        """The vårdcentral, as an HSA-id."""
        noted = self.noted(person, "listed", day)
        return _paid_unit(noted if noted in self.units else self.by_name.get(noted, ""), self.units)

    def was_enrolled(self, person: UUID, day: date) -> bool | None:
        """Whether the person was enrolled at some time of a day; None when nobody knows."""
        first = next((before for _, before in self.changes.get((person, "enrolled"), ())), None)
        before = self.now[person]["enrolled"] if first is None else first
        held = values_of_day(day, before or None, self.enrolments.get(person, ()))
        return True if "ja" in held else None if None in held else False


def _enrolments(persons: Sequence[UUID], units: Mapping[str, Unit]) -> dict[UUID, list[History]]:
    """What the persons' enrolments have settled."""
    whose = dict(Case.objects.filter(process=ENROLMENT.id, person__in=persons).values_list("pk", "person_id"))
    found: dict[UUID, list[History]] = {}
    for pk, events in _events(whose, units).items():
        found.setdefault(whose[pk], []).append(history(ENROLMENT, events, ENROLLED))
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)

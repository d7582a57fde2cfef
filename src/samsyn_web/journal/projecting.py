"""What lists and worklists need of a case, computed from its events and stored; and all of it made anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from samsyn.processes.cast import UnitKind
from samsyn.processes.deadlines import Running
from samsyn.processes.disagreement import DISAGREEMENT, settlement
from samsyn.processes.events import Event
from samsyn.processes.kinds import PROCESSES, Seen
from samsyn.processes.state import CaseState
from samsyn.processes.undertakings import Elsewhere
from samsyn_web.journal.keeping_duties import stored_duties
from samsyn_web.journal.models import Case, Delivery, Duty, Participation, Person, PersonChange, Precedent
from samsyn_web.journal.streams import as_event, rows_of, seen


@dataclass(frozen=True)
class Projection:
    """All that is stored of a case besides its events, as plain values: what two projections are compared by."""

    case: dict[str, Any]
    participations: frozenset[tuple[str, tuple[str, ...], datetime]]
    deliveries: frozenset[tuple[int, str, str, datetime, datetime | None, datetime | None]]
    duties: frozenset[tuple[str | None, str, str, datetime | None, datetime | None]]
    precedents: frozenset[tuple[str, str, str, str, str, int, datetime]] = frozenset()


OF_THE_CASE: Final = (
    "version",
    "stage",
    "is_open",
    "opened",
    "changed",
    "has_alarm",
    "due",
    "due_name",
    "next_moment",
    "closures",
    "clocks",
    "undertakings",
)
"""The columns of a case's own row that are computed from its events."""


def projected(
    case: Case,
    events: list[Event],
    now: datetime,
    kinds: Mapping[str, UnitKind] | None = None,
    elsewhere: Elsewhere | None = None,
) -> tuple[Projection, Seen]:
    """What a case's events come to at a moment.

    `kinds` are those of all units, and `elsewhere` the events of other cases that count, where somebody has them at hand.
    """
    look = seen(case, events, now, kinds, elsewhere=elsewhere)
    state = look.state
    running = look.running()
    dated = [clock for clock in running if clock.ends is not None]
    first = min(dated, key=lambda clock: clock.ends.earliest if clock.ends else now, default=None)
    since: dict[str, datetime] = {}
    for event in events:
        for unit in (event.unit, *event.addressed, *([str(event.data["enhet"])] if "enhet" in event.data else [])):
            since.setdefault(unit, event.recorded)
    duties: set[tuple[str | None, str, str, datetime | None, datetime | None]] = set()
    for task in look.tasks:
        duties |= {(unit, task.act, "", None, None) for unit in task.units or (None,)}
    for clock in running:
        if clock.standing(now) is Running.ENDLESS:
            continue
        for unit in look.owners(clock):
            duties.add((unit, "", clock.name, clock.warns, clock.ends.earliest if clock.ends else None))
    opened = min((event.happened for event in events), default=None)
    return (
        Projection(
            {
                "version": len(events),
                "stage": state.stage_id,
                "is_open": state.is_open,
                "opened": opened,
                "changed": max((event.recorded for event in events), default=None),
                "has_alarm": bool(look.alarms),
                "due": first.ends.earliest if first and first.ends else None,
                "due_name": first.name if first else "",
                "next_moment": look.next_moment,
                "closures": sorted({one for event in events for one in (event.closures or {}).values()}),
                "clocks": sorted({clock.name for clock in look.clocks}),
                "undertakings": stored_duties(look.undertakings),
            },
            frozenset(
                (
                    unit,
                    tuple(sorted(duty.value for duty, one in state.bearers.items() if one.unit == unit)),
                    since.get(unit, now),
                )
                for unit in state.units
            ),
            frozenset(
                (
                    message.event.version,
                    message.event.unit,
                    unit,
                    message.event.recorded,
                    message.receipts[unit].recorded if unit in message.receipts else None,
                    message.recalled.recorded if message.recalled else None,
                )
                for message in state.messages
                for unit in message.event.addressed
            ),
            frozenset(duties),
            _precedents(state),
        ),
        look,
    )


def _precedents(state: CaseState) -> frozenset[tuple[str, str, str, str, str, int, datetime]]:
    found = settlement(state)
    if found is None:
        return frozenset()
    return frozenset(
        (one.agreement, one.decision, one.row, found.text, found.party, found.level, found.at) for one in found.rows
    )


def store(case: Case, projection: Projection) -> None:
    """Put a projection in place of the old one. In a transaction that holds the case."""
    settle(case, str(projection.case["stage"]))
    for name, value in projection.case.items():
        setattr(case, name, value)
    case.save(update_fields=list(projection.case))
    participations, deliveries, duties = rows_about(case, projection)
    case.participations.all().delete()
    Participation.objects.bulk_create(participations)
    case.deliveries.all().delete()
    Delivery.objects.bulk_create(deliveries)
    case.duties.all().delete()
    Duty.objects.bulk_create(duties)
    if case.process == DISAGREEMENT.id:
        case.precedents.all().delete()
        Precedent.objects.bulk_create(precedents_about(case, projection))


SETTLED: Final[Mapping[str, tuple[str, str]]] = {"inskriven": ("is_enrolled", "inskriven i hemsjukvården")}
"""The facts that a case can settle of its person: the field each is kept in, and what its change is told as."""
_WORDS: Final[Mapping[bool | None, str]] = {True: "ja", False: "nej", None: ""}
_VALUES: Final = {word: value for value, word in _WORDS.items()}


def settled(process: str, stage: str) -> dict[str, bool | None]:
    """What a stage settles of the person, by the field it is kept in."""
    said = PROCESSES[process].settles.get(stage, {})
    return {SETTLED[fact][0]: _VALUES[value] for fact, value in said.items()}


def settle(case: Case, stage: str) -> None:
    """Let what a case's new stage settles be known of its person, noted as a change by whoever brought the case there.

    A correction can take a case back to a stage that settles nothing: then it is again as it was before.
    """
    new, old = settled(case.process, stage), settled(case.process, case.stage)
    last = case.events.order_by("-version").first() if new != old else None
    if last is None:
        return
    for field, label in SETTLED.values():
        if new.get(field) == old.get(field) or case.person is None:
            continue
        person = Person.objects.select_for_update().get(pk=case.person.pk)
        value = new.get(field)
        if value is None:
            noted = person.changes.filter(field=label).first()
            value = _VALUES.get(noted.before) if noted else None
        before = getattr(person, field)
        if value == before:
            continue
        setattr(person, field, value)
        person.save(update_fields=[field])
        setattr(case.person, field, value)
        PersonChange.objects.create(
            person=person,
            at=last.recorded,
            by_id=last.by_id,
            unit_id=last.unit_id,
            field=label,
            before=_WORDS[before],
            after=_WORDS[value],
        )


def precedents_about(case: Case, projection: Projection) -> list[Precedent]:
    """The rows by which others see what a case was settled as; none unless both parties said that they may."""
    return [
        Precedent(
            case=case,
            agreement=agreement,
            decision=decision,
            row=row,
            text=text,
            party=party,
            level=level,
            settled=settled,
        )
        for agreement, decision, row, text, party, level, settled in sorted(projection.precedents)
    ]


def rows_about(case: Case, projection: Projection) -> tuple[list[Participation], list[Delivery], list[Duty]]:
    """The rows that a projection is stored as, besides the case's own."""
    return (
        [
            Participation(case=case, unit_id=unit, carries=list(carries), since=since)
            for unit, carries, since in sorted(projection.participations)
        ],
        [
            Delivery(
                case=case,
                version=version,
                sender_id=sender,
                receiver_id=receiver,
                sent=sent,
                acknowledged=acknowledged,
                recalled=recalled,
            )
            for version, sender, receiver, sent, acknowledged, recalled in sorted(projection.deliveries, key=str)
        ],
        [
            Duty(case=case, unit_id=unit, act=act, clock=clock, warns=warns, due=due)
            for unit, act, clock, warns, due in sorted(projection.duties, key=str)
        ],
    )


def stored(case: Case) -> Projection:
    """The projection that is in place."""
    return Projection(
        {name: getattr(case, name) for name in OF_THE_CASE},
        frozenset((one.unit_id, tuple(one.carries), one.since) for one in case.participations.all()),
        frozenset(
            (one.version, one.sender_id, one.receiver_id, one.sent, one.acknowledged, one.recalled)
            for one in case.deliveries.all()
        ),
        frozenset((one.unit_id, one.act, one.clock, one.warns, one.due) for one in case.duties.all()),
        frozenset(
            (one.agreement, one.decision, one.row, one.text, one.party, one.level, one.settled)
            for one in case.precedents.all()
        ),
    )


def held(pk: UUID) -> Case:
    """A case that nobody else changes meanwhile, with whom it is about. In a transaction. Raises DoesNotExist."""
    return with_subject(Case.objects.select_for_update(of=("self",))).get(pk=pk)


def with_subject(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with the person or the unit that they are about, as far as facts are known of them."""
    return cases.select_related("person__care_home", "about_unit")


def follow(case: Case, now: datetime) -> None:
    """Bring the person's other open cases up to date in which what happens in this one counts. In a transaction that holds it."""
    watching = [process.id for process in PROCESSES.values() if case.process in process.watches]
    if not watching or case.person_id is None:
        return
    others = Case.objects.filter(person=case.person_id, process__in=watching, is_open=True).order_by("pk")
    for pk in others.values_list("pk", flat=True):
        other = held(pk)
        new, _ = projected(other, [as_event(row) for row in rows_of(other)], now)
        store(other, new)


def rebuild(now: datetime, *, change: bool = True) -> Iterator[tuple[Case, bool]]:
    """Compute every case's projection anew; each case, and whether what was stored differed. `change` stores it."""
    for pk in Case.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            case = held(pk)
            new, _ = projected(case, [as_event(row) for row in rows_of(case)], now)
            differs = stored(case) != new
            if change and differs:
                store(case, new)
        yield case, differs


def tick(now: datetime) -> int:
    """Bring the cases up to date whose clocks time alone has changed. Safe to run at any time, and twice."""
    passed = Case.objects.filter(next_moment__lte=now).order_by("pk").values_list("pk", flat=True)
    count = 0
    for pk in list(passed):
        with transaction.atomic():
            case = held(pk)
            if case.next_moment is not None and case.next_moment <= now:
                new, _ = projected(case, [as_event(row) for row in rows_of(case)], now)
                store(case, new)
                count += 1
    return count

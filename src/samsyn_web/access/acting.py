"""All writing about a person: `act` records one event, in one transaction with its trail and all that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from samsyn.processes.deadlines import barred
from samsyn.processes.fields import Kind, Said, read_fields, telling, with_values
from samsyn.processes.judging import judge, permits
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Act, Process
from samsyn.processes.regions import HOME, region_of
from samsyn.processes.state import CaseState
from samsyn_web.access.refusals import Faulty, NotThere, Overtaken, Refused
from samsyn_web.access.relations import enter_case, must_be_confirmed
from samsyn_web.access.visit import Visit
from samsyn_web.directory.models import Unit
from samsyn_web.directory.validity import staff_with
from samsyn_web.journal.fingerprints import fingerprint
from samsyn_web.journal.models import Case, Event, Person
from samsyn_web.journal.numbering import new_number
from samsyn_web.journal.projecting import follow, projected, store, with_subject
from samsyn_web.journal.streams import as_event, rows_of, seen, versions_followed
from samsyn_web.journal.texts import closures_of, fact_values
from samsyn_web.trail.models import What

AHEAD: Final = timedelta(minutes=5)
"""How far into the future something may be said to have happened: clocks differ a little."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to record: the act, what was typed, when it happened, and what they had seen.

    `expected` is the case's version on the page; `key` is made with the form, so that sending it twice records it once.
    """

    act: str
    raw: Mapping[str, str | Sequence[str]]
    happened: datetime
    expected: int
    key: UUID


@dataclass(frozen=True)
class Done:
    """What was recorded; `again` when the same form had recorded it before."""

    case: Case
    event: Event
    again: bool = False


def act(visit: Visit, case_id: UUID, wish: Wish) -> Done:
    """Record an act in a case. Whole or not at all.

    Raises NotThere, Refused, NeedsConfirmation, Faulty, Overtaken; nothing has then changed but the trail.
    """
    with transaction.atomic():
        case = with_subject(Case.objects.select_for_update(of=("self",))).filter(pk=case_id).first()
        if case is None:
            raise NotThere
        repeated = Event.objects.filter(key=wish.key).select_related("case").first()
        if repeated is not None:
            return _again(visit, repeated, wish)
        enter_case(visit, case)
        return _record(visit, case, PROCESSES[case.process], wish)


def open_case(visit: Visit, process_id: str, about: Person | Unit, wish: Wish) -> Done:
    """Open a case about a person or a unit. The opening unit has the person in its care: that is its relation.

    Raises as `act`.
    """
    process = PROCESSES.get(process_id)
    if process is None or wish.act not in process.opens or not _can_be_about(process, about):
        raise NotThere
    refusal = permits(process.acts[wish.act], visit.worker.as_actor())
    if refusal is not None:
        visit.tracks.touch(What.REFUSED, (about.pk,) if isinstance(about, Person) else (), (), refusal.why)
        raise Refused(refusal.why, refusal.who)
    if isinstance(about, Person):
        must_be_confirmed(visit, about)
    try:
        with transaction.atomic():
            repeated = Event.objects.filter(key=wish.key).select_related("case").first()
            if repeated is not None:
                return _again(visit, repeated, wish)
            # The row is held, so that two wards cannot open the same thing at once.
            type(about)._default_manager.select_for_update().get(pk=about.pk)  # noqa: SLF001 (public in all but name)
            subject = {"person": about} if isinstance(about, Person) else {"about_unit": about}
            running = Case.objects.filter(**subject, process=process.id, is_open=True).first()
            if running is not None and process.one_at_a_time:
                whose = "Personen" if isinstance(about, Person) else "Enheten"
                raise Faulty({"": f"{whose} har redan ett öppet fall av samma slag, {running.number}."})
            case = Case.objects.create(process=process.id, number=new_number(process.number_prefix), **subject)
            return _record(visit, case, process, wish)
    except IntegrityError:
        repeated = Event.objects.filter(key=wish.key).select_related("case").first()
        if repeated is None:
            raise
        return _again(visit, repeated, wish)


def _can_be_about(process: Process, about: Person | Unit) -> bool:
    return about.unit_kind in process.about_units if isinstance(about, Unit) else not process.about_units


def _again(visit: Visit, event: Event, wish: Wish) -> Done:
    if event.by_id != visit.worker.account.pk or event.kind != wish.act:
        raise Faulty({"": "Formuläret är redan använt. Öppna det på nytt."})
    visit.tracks.touch(What.READ, event.case.persons, (event.case_id,))
    return Done(event.case, event, again=True)


def _record(visit: Visit, case: Case, process: Process, wish: Wish) -> Done:
    """In a transaction that holds the case."""
    actor = visit.worker.as_actor()
    chosen = process.acts.get(wish.act)
    if chosen is None:
        raise NotThere
    rows = rows_of(case)
    events = [as_event(row) for row in rows]
    if case.version != wish.expected:
        raise Overtaken([event for event in events if event.version > wish.expected])
    looked = seen(case, events, visit.now)
    state = looked.state
    data, faults = read_fields(with_values(chosen.fields, fact_values), wish.raw)
    recorded = max([visit.now, *(row.recorded for row in rows[-1:])])  # a clock set back never reorders the record
    if not faults:
        faults = _faults(visit, state, chosen, data, wish.happened, recorded) | _named(case.person, state, chosen, data)
    refusal = judge(state, chosen, actor, data)
    if refusal is not None:
        visit.tracks.touch(What.REFUSED, case.persons, (case.pk,), refusal.why)
        raise Refused(refusal.why, refusal.who)
    if faults:
        raise Faulty(faults)
    event = Event.objects.create(
        case=case,
        version=case.version + 1,
        kind=chosen.id,
        schema=chosen.schema,
        happened=min(wish.happened, recorded),
        recorded=recorded,
        by=visit.worker.account,
        role=visit.worker.role.value,
        unit=visit.worker.unit,
        controller=visit.worker.party,
        addressed=_addressed(state, chosen, data, actor.unit, case.about_unit_id),
        data=data,
        closures=closures_of(process, wish.happened, region_of(looked.facts) or HOME, versions_followed(case, data)),
        key=wish.key,
    )
    projection, _ = projected(case, [*events, as_event(event)], visit.now)
    store(case, projection)
    follow(case, visit.now)
    visit.tracks.touch(What.ACTED, case.persons, (case.pk,))
    visit.tracks.content = fingerprint(event)
    visit.write()
    return Done(case, event)


def _faults(
    visit: Visit, state: CaseState, chosen: Act, data: Mapping[str, Said], happened: datetime, recorded: datetime
) -> dict[str, str]:
    """What no single field can see: moments against each other, units against the directory."""
    faults: dict[str, str] = {}
    if happened > recorded + AHEAD:
        faults["intraffade_nar"] = "Tidpunkten ligger i framtiden. Ange när det hände, eller vänta tills det har hänt."
    first = min((read.event.happened for read in state.reads), default=None)
    if first is not None and happened < first:
        faults["intraffade_nar"] = "Tidpunkten är före det att fallet öppnades. Kontrollera dag och klockslag."
    over = barred(state, chosen.id, happened)
    if over:
        faults["intraffade_nar"] = over
    named = {
        one.id: data.get(one.id) for one in chosen.fields if one.kind in {Kind.UNIT, Kind.UNITS} and one.id in data
    }
    wanted = {unit for value in named.values() for unit in (value if isinstance(value, list) else [str(value)])}
    kinds = {unit.hsa_id: unit for unit in Unit.objects.filter(hsa_id__in=wanted)} if wanted else {}
    for one in chosen.fields:
        value = named.get(one.id)
        for unit in [] if value is None else value if isinstance(value, list) else [str(value)]:
            if unit not in kinds:
                faults[one.id] = "Enheten finns inte i katalogen. Välj en i listan."
            elif kinds[unit].unit_kind not in one.units:
                faults[one.id] = f"{kinds[unit].name} är en enhet av ett annat slag än de som kan väljas här."
            elif one.id == "till" and unit == visit.worker.unit.hsa_id:
                faults[one.id] = "Det är er egen enhet. Välj den som ska få det."
    faults |= _not_on_the_staff(visit, chosen, data)
    if "slutar" in data and str(data["slutar"]) <= visit.now.date().isoformat():
        faults["slutar"] = "Sista dagen ska ligga framåt i tiden."
    return faults


def _not_on_the_staff(visit: Visit, chosen: Act, data: Mapping[str, Said]) -> dict[str, str]:
    """Named staff who do not work at the unit of the one who acts, or in another role."""
    return {
        one.id: "Välj någon som arbetar hos er i rätt roll."
        for one in chosen.fields
        if one.roles and one.id in data and str(data[one.id]) not in staff_with(visit.worker.unit, one.roles, visit.now)
    }


def _named(person: Person | None, state: CaseState, chosen: Act, data: Mapping[str, Said]) -> dict[str, str]:
    """Texts that others than the case's own will read, and that tell who they are about."""
    texts = [one.id for one in chosen.fields if one.nameless and one.id in data]
    if not texts:
        return {}
    units = Unit.objects.filter(hsa_id__in=state.units).values_list("name", "municipality")
    own = [*person.given_name.split(), *person.family_name.split()] if person else []
    names = [*own, *(name for unit in units for name in unit)]
    found = {one: telling(str(data[one]), names) for one in texts}
    return {
        one: f"”{said}” kan visa vem det gäller. Texten läses av andra: skriv den utan namn, ort, enhet och långa nummer."
        for one, said in found.items()
        if said
    }


def _addressed(state: CaseState, chosen: Act, data: Mapping[str, Said], own: str, about: str | None) -> list[str]:
    """The units an event is sent to: those named, or every other unit of the case; the unit it is about takes part from the first."""
    if chosen.sends_to:
        said = data.get(chosen.sends_to, [])
        units = said if isinstance(said, list) else [str(said)]
    else:
        units = list(state.units)
    if about is not None and not state.reads:
        units = [about, *units]
    return [unit for unit in dict.fromkeys(units) if unit != own]

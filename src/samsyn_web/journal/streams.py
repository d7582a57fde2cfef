"""A case's events as the pure processes know them, and a case looked at from its events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from samsyn.facts.values import Value
from samsyn.processes import care_home
from samsyn.processes.cast import Role, Side, UnitKind
from samsyn.processes.events import Event
from samsyn.processes.everywhere import CANCELLED
from samsyn.processes.kinds import PROCESSES, Seen, look
from samsyn.processes.residence import RESIDENCE
from samsyn.processes.state import fold
from samsyn.processes.undertakings import Elsewhere
from samsyn_web.directory.models import Unit
from samsyn_web.journal import models
from samsyn_web.journal.texts import finder, texts


def as_event(row: models.Event) -> Event:
    """A stored event as the processes know it. `unit` and its party must be fetched with it."""
    return Event(
        row.version,
        row.kind,
        row.happened,
        row.recorded,
        str(row.by_id),
        Role(row.role),
        row.unit_id,
        UnitKind(row.unit.kind),
        Side(row.unit.party.side),
        row.data,
        tuple(row.addressed),
        row.closures,
        row.schema,
        row.destroyed is not None,
    )


def rows_of(case: models.Case) -> list[models.Event]:
    """A case's events in the order they were recorded, with all that is told of them."""
    return list(case.events.select_related("unit__party", "by", "controller").order_by("version"))


NAMING: Final = ("enhet", "ansvarig")
"""The fields of events that name a unit, besides those an event is addressed to."""


def units_of(events: Iterable[Event]) -> dict[str, Unit]:
    """The units that a case's events are by, are addressed to or name, by identifier."""
    named = {unit for event in events for unit in (event.unit, *event.addressed)}
    named |= {str(event.data[name]) for event in events for name in NAMING if name in event.data}
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=named)}


def kinds_of(units: Mapping[str, Unit]) -> dict[str, UnitKind]:
    """What units are, as the processes know it."""
    return {name: unit.unit_kind for name, unit in units.items()}


def seen(
    case: models.Case,
    events: Sequence[Event],
    now: datetime,
    kinds: Mapping[str, UnitKind] | None = None,
    about: Mapping[str, Value] = MappingProxyType({}),
    elsewhere: Elsewhere | None = None,
) -> Seen:
    """A case at a moment, with what is known of its person, and what `about` says besides.

    `elsewhere` are the events of the person's other cases that count in it, where somebody has them at hand.
    """
    process = PROCESSES[case.process]
    return look(
        process,
        events,
        now,
        finder(events),
        texts().library.vocabulary,
        kinds_of(units_of(events)) if kinds is None else kinds,
        {**about, **(facts_of(case.person, now) if case.person is not None else {}), **_of_the_home(case)},
        elsewhere_of(case) if elsewhere is None else elsewhere,
    )


def elsewhere_of(case: models.Case) -> Elsewhere:
    """The events that count of the person's other cases, of the kinds that the case's process watches."""
    watches = PROCESSES[case.process].watches
    if not watches or case.person_id is None:
        return ()
    streams: dict[tuple[UUID, str], list[Event]] = {}
    rows = models.Event.objects.filter(case__person=case.person_id, case__process__in=watches)
    for row in rows.select_related("case", "unit__party").order_by("case", "version"):
        streams.setdefault((row.case_id, row.case.process), []).append(as_event(row))
    return counting((process, events) for (_, process), events in streams.items())


def counting(streams: Iterable[tuple[str, Sequence[Event]]]) -> Elsewhere:
    """Of some cases' events those that count, each with its kind of case."""
    return tuple(
        (process, event) for process, events in streams for event in fold(PROCESSES[process], events).counted()
    )


def _of_the_home(case: models.Case) -> dict[str, Value]:
    """Where somebody who lives at a care home is listed, as seen from there. It is asked only of a case about living there."""
    person = case.person
    if case.process != RESIDENCE.id or person is None or person.care_home is None:
        return {}
    if person.listed_at_id is None or person.care_home.served_by_id is None:
        return {}
    is_listed = person.listed_at_id == person.care_home.served_by_id
    return {"listad_vid_boendets_vardcentral": "ja" if is_listed else "nej"}


def versions_followed(case: models.Case, said: Mapping[str, object] = MappingProxyType({})) -> dict[str, str]:
    """The versions of agreements that a case follows whatever the day: what its home's agreement says.

    `said` is what an event that is about to be recorded says.
    """
    process = PROCESSES[case.process]
    if process.undertakes is None:
        return {}
    acts, name = process.undertakes.version_said
    if name in said:
        return {process.undertakes.agreement: str(said[name])}
    if process.about_units:
        events = models.Event.objects.filter(case=case, kind__in=acts)
    elif case.person is not None and case.person.care_home_id is not None:
        acts, name = care_home.FOLLOWS
        events = models.Event.objects.filter(
            case__about_unit=case.person.care_home_id, case__process=care_home.CARE_HOME.id, kind__in=acts
        ).exclude(case__stage=CANCELLED)
    else:
        return {}
    latest = events.order_by("-happened", "-version").values_list("data", flat=True).first()
    version = str((latest or {}).get(name, ""))
    return {process.undertakes.agreement: version} if version else {}


def facts_of(person: models.Person, now: datetime) -> dict[str, Value]:
    """What is known of a person as facts of the vocabulary."""
    vocabulary = texts().library.vocabulary
    facts: dict[str, Value] = {}
    if person.born is not None:
        facts["alder"] = age(person.born, now.date())
    said = {"bor_i": person.lives_in, "vistelsekommun": person.stays_in}
    facts |= {
        name: value
        for name, value in said.items()
        if value and value in getattr(vocabulary.facts[name].domain, "values", ())
    }
    if person.is_enrolled is not None:
        facts["inskriven"] = "ja" if person.is_enrolled else "nej"
    if person.listed_at_id is not None:
        facts["listad"] = "i länet"
    if person.registered_in and person.stays_in:
        facts["folkbokford"] = "i kommunen" if person.registered_in == person.stays_in else _registered(person)
    return facts


HALLAND = ("Halmstad", "Kungsbacka", "Varberg", "Falkenberg", "Laholm", "Hylte")


def _registered(person: models.Person) -> str:
    return "i annan kommun i länet" if person.registered_in in HALLAND else "i annat län"


def age(born: date, today: date) -> int:
    """Whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

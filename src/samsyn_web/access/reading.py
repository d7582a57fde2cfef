"""All reading of a person's data. What is fetched here is on the trail, or it is not fetched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from samsyn.processes import doctor_support
from samsyn.processes.events import Event as PureEvent
from samsyn.processes.everywhere import CANCELLED
from samsyn.processes.kinds import Seen
from samsyn.processes.recurrence import Record
from samsyn.processes.residence import RESIDENCE
from samsyn_web.access.models import LastSeen
from samsyn_web.access.refusals import NotThere
from samsyn_web.access.relations import Hidden, Relation, enter, enter_case, may_list, may_search
from samsyn_web.access.visit import Visit
from samsyn_web.directory.models import Unit
from samsyn_web.journal.keeping_duties import duties_of
from samsyn_web.journal.models import Case, Delivery, Duty, Event, IdentityNumber, Participation, Person
from samsyn_web.journal.streams import as_event, kinds_of, rows_of, seen, units_of
from samsyn_web.trail.models import What

SUPPORTED: Final = (doctor_support.ONGOING, doctor_support.PROPOSED)
"""The stages in which a doctor support goes on."""


@dataclass(frozen=True)
class OpenCase:
    """A case as one worker may see it. `hidden` says for some events' versions why their content is not shown."""

    case: Case
    person: Person | None
    """Whom it is about; None when it is about a unit (`case.about_unit`)."""
    number: str
    """The person's identity number that holds now; empty when there is none."""
    rows: Sequence[Event]
    events: Sequence[PureEvent]
    seen: Seen
    relation: Relation
    hidden: dict[int, Hidden]
    last_seen: int
    dispute: UUID | None
    """An open disagreement on the responsibility for the person."""
    units: Mapping[str, Unit]
    """Every unit that the events are by, are addressed to or name."""


def current_number(person: Person) -> str:
    """The identity number that holds now; empty when there is none. Prefetched with lists."""
    return next((one.number for one in person.numbers.all() if one.is_current), "")


def is_secret(person: Person) -> bool:
    """Whether name and address are hidden in lists."""
    return bool(person.protection)


def shown_name(person: Person) -> str:
    """The name as lists show it."""
    return "Skyddade personuppgifter" if is_secret(person) else person.name


def shown_subject(case: Case) -> str:
    """Whom or what a case is about, as lists show it."""
    return shown_name(case.person) if case.person is not None else str(case.about_unit)


def case(visit: Visit, case_id: UUID) -> OpenCase:
    """A case, as far as the worker may see it. Raises NotThere, Refused, NeedsConfirmation."""
    current = IdentityNumber.objects.filter(person=OuterRef("person"), is_current=True).values("number")[:1]
    support = Case.objects.filter(person=OuterRef("person"), process="lakarstod", stage__in=SUPPORTED).exclude(
        pk=case_id
    )
    looked = LastSeen.objects.filter(account=visit.worker.account, case=OuterRef("pk")).values("version")[:1]
    disputes = (
        Case.objects.filter(person=OuterRef("person"), process="oenighet", is_open=True)
        .exclude(pk=case_id)
        .values("pk")[:1]
    )
    found = (
        Case.objects.select_related(
            "person__listed_at", "person__care_home", "about_unit__party", "about_unit__served_by"
        )
        .annotate(
            person_number=Subquery(current),
            has_support=Exists(support),
            dispute=Subquery(disputes),
            looked=Subquery(looked),
        )
        .filter(pk=case_id)
        .first()
    )
    if found is None:
        raise NotThere
    related = enter_case(visit, found)
    visit.tracks.touch(What.READ, found.persons, (found.pk,))
    rows = rows_of(found)
    events = [as_event(row) for row in rows]
    hidden = {row.version: why for row in rows if (why := related.hides(row, visit)) is not None}
    units = units_of(events)
    about = {"lakarstod_pagar": "ja" if found.has_support else "nej"}
    now_seen = seen(found, events, visit.now, kinds_of(units), about)
    return OpenCase(
        found,
        found.person,
        found.person_number or "",
        rows,
        events,
        now_seen,
        related,
        hidden,
        _look(visit, found, found.looked),
        found.dispute,
        units,
    )


def exported(visit: Visit, opened: OpenCase, why: str) -> None:
    """Put on the trail that something of a case was taken out, and what."""
    visit.tracks.touch(What.EXPORTED, opened.case.persons, (opened.case.pk,), why)


def _look(visit: Visit, found: Case, before: int | None) -> int:
    """The version that the worker saw last; from now on it is the one there is."""
    account = visit.worker.account
    if before != found.version:
        seen_now = LastSeen(case=found, account=account, version=found.version)
        visit.afterwards.append(partial(_remember, seen_now))
    return before or 0


def _remember(seen_now: LastSeen) -> None:
    LastSeen.objects.bulk_create(
        [seen_now], update_conflicts=True, unique_fields=["case", "account"], update_fields=["version"]
    )


@dataclass(frozen=True)
class OpenPerson:
    """A person as one worker may see them, with the cases their unit may know of."""

    person: Person
    cases: QuerySet[Case]
    """Fetched when they are looked at."""
    relation: Relation


def person(visit: Visit, person_id: UUID) -> OpenPerson:
    """A person and their cases. Raises NotThere, Refused, NeedsConfirmation."""
    found = (
        Person.objects.select_related("listed_at", "care_home").prefetch_related("numbers").filter(pk=person_id).first()
    )
    if found is None:
        raise NotThere
    related = enter(visit, found, ())
    visit.tracks.touch(What.READ, (found.pk,))
    return OpenPerson(found, found.cases.order_by("-opened"), related)


# ---- care homes


def case_about(visit: Visit, unit: Unit, process: str) -> UUID | None:
    """The case of a kind about a unit: the one that is open, or the one opened last; none there is, or it was opened by mistake.

    Raises Refused for a role that can have no cases.
    """
    may_list(visit)
    found = Case.objects.filter(about_unit=unit, process=process).exclude(stage=CANCELLED)
    return found.order_by("-is_open", "-opened").values_list("pk", flat=True).first()


def cases_at(home: str) -> QuerySet[Case]:
    """The cases of those who live, or lived, at a care home: to be asked of, never shown."""
    return Case.objects.filter(process=RESIDENCE.id, participations__unit=home)


def residents_duties(visit: Visit, homes: Iterable[str]) -> dict[str, list[tuple[Record, ...]]]:
    """What is recorded of the duties to each one who lives at some homes, without who they are: to be counted.

    Only for homes whose own case the worker's unit takes part in.
    """
    may_list(visit)
    mine = Case.objects.filter(participations__unit=visit.worker.unit, about_unit__in=list(homes))
    found: dict[str, list[tuple[Record, ...]]] = {}
    rows = Participation.objects.filter(case__process=RESIDENCE.id, unit__in=mine.values("about_unit")).exclude(
        case__stage=CANCELLED
    )
    for unit, undertakings in rows.order_by("case").values_list("unit_id", "case__undertakings"):
        found.setdefault(unit, []).append(duties_of(undertakings))
    return found


# ---- lists: what a unit needs to find its own cases


def _own(visit: Visit, at: str = "") -> Q:
    """The cases that the worker's role can have: who has no part in care has none about a person. `at` leads to the case.

    Raises Refused for a role that can have none.
    """
    may_list(visit)
    return Q() if visit.worker.is_clinical else Q(**{f"{at}about_unit__isnull": False})


def unit_cases(visit: Visit) -> QuerySet[Case]:
    """The cases the worker's unit takes part in. What is shown of them must be told to `listed`."""
    return (
        Case.objects.filter(_own(visit), participations__unit=visit.worker.unit)
        .select_related("person", "about_unit")
        .prefetch_related(Prefetch("person__numbers", queryset=IdentityNumber.objects.filter(is_current=True)))
    )


def listed(visit: Visit, cases: Iterable[Case]) -> None:
    """Put on the trail that cases were shown in a list."""
    shown = list(cases)
    persons = (person for one in shown for person in one.persons)
    visit.tracks.touch(What.LISTED, persons, (one.pk for one in shown))


def duties(visit: Visit) -> QuerySet[Duty]:
    """What the worker's unit is to do, soonest first; and what nobody in the case can."""
    return (
        Duty.objects.filter(_own(visit, "case__"), unit=visit.worker.unit, case__is_open=True)
        .select_related("case__person", "case__about_unit")
        .order_by(F("due").asc(nulls_last=True), "case__opened", "pk")
    )


def alarms(visit: Visit) -> QuerySet[Case]:
    """The open cases of the worker's unit in which a duty has nobody who carries it."""
    mine = Case.objects.filter(_own(visit), participations__unit=visit.worker.unit, has_alarm=True, is_open=True)
    return mine.select_related("person", "about_unit").order_by("opened")


def unread(visit: Visit) -> QuerySet[Delivery]:
    """Messages to the worker's unit that wait for a receipt."""
    return (
        Delivery.objects.filter(_own(visit, "case__"), receiver=visit.worker.unit, acknowledged=None, recalled=None)
        .select_related("case__person", "case__about_unit", "sender")
        .order_by("sent")
    )


def unread_by_others(visit: Visit, before: object) -> QuerySet[Delivery]:
    """Messages from the worker's unit that others have not acknowledged since a moment."""
    return (
        Delivery.objects.filter(
            _own(visit, "case__"),
            sender=visit.worker.unit,
            acknowledged=None,
            recalled=None,
            sent__lte=before,
            case__is_open=True,
        )
        .select_related("case__person", "case__about_unit", "receiver")
        .order_by("sent")
    )


NEWS_FROM: Final = 40
"""The cases last changed, among which news are looked for."""


def not_looked_at(visit: Visit) -> QuerySet[Any]:
    """The unit's open cases in which something was recorded that the worker has not looked at; `looked` is what they saw last."""
    looked = LastSeen.objects.filter(account=visit.worker.account, case=OuterRef("pk")).values("version")[:1]
    return (
        Case.objects.filter(_own(visit), participations__unit=visit.worker.unit, is_open=True)
        .annotate(looked=Coalesce(Subquery(looked), 0))
        .filter(version__gt=F("looked"))
        .select_related("person", "about_unit")
    )


def news(visit: Visit, most: int) -> list[Event]:
    """What others have recorded in the unit's open cases and the worker has not looked at, newest first."""
    changed = list(not_looked_at(visit).order_by("-changed")[:NEWS_FROM])
    unseen = Q()
    for case in changed:
        unseen |= Q(case=case.pk, version__gt=case.looked)
    if not changed:
        return []
    events = Event.objects.filter(unseen).exclude(unit=visit.worker.unit).select_related("unit").order_by("-recorded")
    cases = {case.pk: case for case in changed}
    found = list(events[:most])
    for event in found:
        event.case = cases[event.case_id]
    return found


MOST_FOUND: Final = 50
"""Persons that a search shows."""


def search(visit: Visit, words: str) -> list[Person]:
    """Persons with a number or a name, among those the worker's unit has a case with, living or listed there.

    Somebody outside these is found only by their whole identity number: then to open a case or break the glass.
    """
    may_search(visit)
    digits = "".join(sign for sign in words if sign.isalnum()).upper()
    if len(digits) in {10, 12} and any(sign.isdecimal() for sign in digits):
        wanted = Person.objects.filter(pk__in=IdentityNumber.objects.filter(number=digits).values("person"))
    elif digits.isdecimal() or not digits:
        wanted = Person.objects.none()
    else:
        here = Participation.objects.filter(unit=visit.worker.unit).values("case__person")
        mine = Q(pk__in=here) | Q(care_home=visit.worker.unit) | Q(listed_at=visit.worker.unit)
        wanted = Person.objects.filter(mine, protection="")
        for word in words.split():
            wanted = wanted.filter(Q(family_name__istartswith=word) | Q(given_name__istartswith=word))
    found = list(wanted.prefetch_related("numbers").order_by("family_name", "given_name")[:MOST_FOUND])
    visit.tracks.touch(What.SEARCHED, (one.pk for one in found))
    return found


def is_known(visit: Visit, found: Person) -> bool:
    """Whether the worker's unit has any case with a person."""
    return Participation.objects.filter(case__person=found, unit=visit.worker.unit).exists()

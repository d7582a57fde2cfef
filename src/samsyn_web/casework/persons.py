"""How what is known of a person is written: registered, changed, given another number, dead. Each whole, with what it was.

Whoever may register is told by role; to change anything the worker's unit must take part in the person's care.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenPerson
from samsyn_web.access.refusals import Faulty, Refused
from samsyn_web.access.visit import Visit
from samsyn_web.casework.identity_numbers import IdentityRead
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Case, IdentityNumber, NumberKind, Person, PersonChange
from samsyn_web.journal.projecting import projected, store
from samsyn_web.journal.streams import as_event, rows_of
from samsyn_web.trail.models import What

REGISTRARS: Final = (
    Role.HOSPITAL_DOCTOR,
    Role.DISCHARGE_COORDINATOR,
    Role.NURSE,
    Role.CARE_CONTACT,
    Role.GP,
    Role.CARE_MANAGER,
)

FIELDS: Final[Mapping[str, str]] = {
    "given_name": "förnamn",
    "family_name": "efternamn",
    "address": "adress",
    "registered_in": "folkbokförd i",
    "stays_in": "vistas i",
    "lives_in": "bor i",
    "care_home": "boende",
    "listed_at": "listad på",
    "protection": "skyddade uppgifter",
}
"""What can be changed of a person, and what it is called."""

REGISTERED, NUMBER, BORN, DIED = "registrering", "nummer", "född", "avliden"

RANK: Final = {NumberKind.RESERVE: 0, NumberKind.COORDINATION: 1, NumberKind.PERSONAL: 2}
"""A number gives way to one of the same kind, or of a kind further up."""


class Known(Exception):
    """The number is somebody's already, or was."""


class Stale(Exception):
    """What is known of the person has been changed since it was shown."""


@dataclass(frozen=True)
class About:
    """What is known of a person, as it is to be."""

    given_name: str
    family_name: str
    address: str
    registered_in: str
    stays_in: str
    lives_in: str
    care_home: Unit | None
    listed_at: Unit | None
    protection: str


def may_register(visit: Visit) -> None:
    """Raises Refused unless the worker's role registers persons."""
    if visit.worker.role not in REGISTRARS:
        names = ", ".join(ROLE_NAMES[role] for role in REGISTRARS[:-1]) + f" eller {ROLE_NAMES[REGISTRARS[-1]]}"
        raise Refused(
            f"Som {visit.worker.role_name} registrerar du inte personer.",
            f"Det gör {names} på enheten som möter personen.",
        )


def changeable(visit: Visit, person_id: UUID) -> OpenPerson:
    """A person whose data the worker may change. Raises NotThere, Refused, NeedsConfirmation."""
    opened = reading.person(visit, person_id)
    if not opened.relation.units:
        why = "Personens uppgifter ändras av en enhet som deltar i vården. En nödöppning räcker inte."
        visit.tracks.touch(What.REFUSED, (person_id,), (), why)
        raise Refused(why, "En enhet som deltar i ett fall om personen kan göra det.")
    return opened


def stamp(person: Person) -> int:
    """What tells whether a person's data have changed since they were shown."""
    return person.changes.values_list("pk", flat=True).first() or 0


def register(*, visit: Visit, number: IdentityRead, born: date | None, about: About) -> Person:
    """Register a person. `born` is used where the number does not say it. Raises Refused, Known."""
    may_register(visit)
    day = number.born or born
    try:
        with transaction.atomic():
            _must_be_unknown(visit, number.number)
            person = Person.objects.create(born=day, **_values(about))
            IdentityNumber.objects.create(person=person, kind=number.kind, number=number.number)
            _note(visit, person, {REGISTERED: ("", number.kind.label)})
            visit.tracks.touch(What.CHANGED, (person.pk,), (), "registrerade personen")
            visit.write()
    except IntegrityError:  # somebody registered the same number at the same moment
        raise Known from None
    return person


def change(*, visit: Visit, person_id: UUID, about: About, seen: int) -> list[str]:
    """Let what is known of a person be otherwise; the names of what differed. Raises as `changeable`, and Stale."""
    with transaction.atomic():
        person = _held(visit, person_id, seen)
        values = _values(about)
        differing = {name: value for name, value in values.items() if getattr(person, name) != value}
        told = {FIELDS[name]: (_words(person, name), _said(value)) for name, value in differing.items()}
        for name, value in differing.items():
            setattr(person, name, value)
        if differing:
            person.save(update_fields=list(differing))
            _finish(visit, person, told)
    return list(told)


def change_number(*, visit: Visit, person_id: UUID, number: IdentityRead, seen: int, is_born_corrected: bool) -> Person:
    """Give a person another number; the old one is kept. The day of birth becomes that of the number.

    Raises as `changeable`, and Stale, Known, Faulty (by the form's fields).
    """
    try:
        with transaction.atomic():
            person = _held(visit, person_id, seen)
            current = person.numbers.filter(is_current=True).first()
            if current is not None and current.number == number.number:
                raise Faulty({"nummer": "Det är numret som personen redan har."})
            back = person.numbers.filter(number=number.number, is_current=False).first()
            _may_follow(current, number)
            if back is None:
                _must_be_unknown(visit, number.number)
            told = {NUMBER: (current.number if current else "", number.number)}
            if number.born is not None and number.born != person.born:
                if person.born is not None and not is_born_corrected:
                    raise Faulty(
                        {
                            "ratta_fodelsedag": f"Numret säger att personen är född {number.born}, men här står {person.born}. "
                            "Kontrollera att det är rätt person. Är numret rätt, kryssa här."
                        }
                    )
                told[BORN] = (_said(person.born), _said(number.born))
                person.born = number.born
                person.save(update_fields=["born"])
            person.numbers.filter(is_current=True).update(is_current=False)
            if back is not None:
                IdentityNumber.objects.filter(pk=back.pk).update(is_current=True)
            else:
                IdentityNumber.objects.create(person=person, kind=number.kind, number=number.number)
            _finish(visit, person, told)
    except IntegrityError:
        raise Known from None
    return person


def record_death(*, visit: Visit, person_id: UUID, died: date | None, seen: int) -> list[Case]:
    """Record the day somebody died, or that it was a mistake (None); the cases still open, which end one by one.

    Raises as `changeable`, and Stale, Faulty.
    """
    today = visit.now.astimezone(STOCKHOLM).date()
    with transaction.atomic():
        person = _held(visit, person_id, seen)
        if died is not None and died > today:
            raise Faulty({"avliden": "Dagen har inte varit än. Kontrollera datumet."})
        if died is not None and person.born is not None and died < person.born:
            raise Faulty({"avliden": f"Dagen är före födelsedagen, {person.born}. Kontrollera datumet."})
        if died != person.died:
            told = {DIED: (_said(person.died), _said(died))}
            person.died = died
            person.save(update_fields=["died"])
            _finish(visit, person, told)
    return list(person.cases.filter(is_open=True).order_by("number"))


def _may_follow(current: IdentityNumber | None, number: IdentityRead) -> None:
    if current is None or RANK[number.kind] >= RANK[NumberKind(current.kind)]:
        return
    raise Faulty(
        {
            "nummer": f"Personen har ett {current.get_kind_display()}, och det byts inte mot ett {number.kind.label}. "
            "Är numret någon annans: avbryt fallet och öppna det på rätt person."
        }
    )


def _must_be_unknown(visit: Visit, number: str) -> None:
    """Raises Known. That somebody asked for a number that exists is told on the trail, as a search for it would be."""
    known = IdentityNumber.objects.filter(number=number).first()
    if known is not None:
        visit.tracks.touch(What.SEARCHED, (known.person_id,))
        raise Known


def _held(visit: Visit, person_id: UUID, seen: int) -> Person:
    """The person, whom nobody else changes meanwhile, and who is as was shown."""
    changeable(visit, person_id)
    person = Person.objects.select_for_update(of=("self",)).select_related("listed_at", "care_home").get(pk=person_id)
    if stamp(person) != seen:
        raise Stale
    return person


def _finish(visit: Visit, person: Person, told: Mapping[str, tuple[str, str]]) -> None:
    """What a change leaves: what it was, what it means for the open cases, and a track."""
    _note(visit, person, told)
    for case in Case.objects.select_for_update(of=("self",)).filter(person=person, is_open=True).order_by("pk"):
        case.person = person
        projection, _ = projected(case, [as_event(row) for row in rows_of(case)], visit.now)
        store(case, projection)
    visit.tracks.touch(What.CHANGED, (person.pk,), (), f"ändrade {', '.join(told)}")
    visit.write()


def _note(visit: Visit, person: Person, told: Mapping[str, tuple[str, str]]) -> None:
    PersonChange.objects.bulk_create(
        PersonChange(
            person=person,
            at=visit.now,
            by=visit.worker.account,
            unit=visit.worker.unit,
            field=field,
            before=before,
            after=after,
        )
        for field, (before, after) in told.items()
    )


def _values(about: About) -> dict[str, Any]:
    return {name: getattr(about, name) for name in FIELDS}


def _words(person: Person, name: str) -> str:
    return _said(getattr(person, name))


def _said(value: object) -> str:
    return "" if value is None else str(value)


def known_about(person: Person) -> About:
    """A person's data as they are."""
    return About(**{name: getattr(person, name) for name in FIELDS})

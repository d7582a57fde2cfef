"""A made-up Halland put into an empty database: the directory, those enrolled, and a year of cases.

Nothing here is how the application writes: there are no acts, and no trail of them but what the log review needs to show. Only a
database without parties is filled.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final, TypeAlias
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS
from samsyn.processes.cast import UnitKind
from samsyn.synthetic import Halland
from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.care_homes import year_of_homes
from samsyn.synthetic.cases import Case, year_of_cases
from samsyn.synthetic.contacts import PATIENT
from samsyn.synthetic.organisation import DEMO_HSA_PREFIX, MADE_UP
from samsyn.synthetic.persons import OTHER_COUNTY
from samsyn.synthetic.persons import Person as MadeUpPerson
from samsyn.synthetic.places import ELSEWHERE, PLACES_COUNTED, SABO_PLACES
from samsyn_web.access.signing_in import DEMO_PASSWORD as DEMO_PASSWORD  # noqa: PLC0414 (told here)
from samsyn_web.demo.accounts import DemoAccount as DemoAccount  # noqa: PLC0414 (told here)
from samsyn_web.demo.accounts import chosen_staff, chosen_units
from samsyn_web.demo.accounts import demo_accounts as demo_accounts  # noqa: PLC0414 (told here)
from samsyn_web.directory.models import Account, ContactWay, Holding, OnCall, Party, PublishedPlaces, Unit
from samsyn_web.journal.models import IdentityNumber, Person, Protection

RECENT_DAYS, CASES_FOR_ONE_OPEN, EVENTS_IN_A_CASE = 30, 2, 26
"""For benchmarks: how far back open cases began, how many must begin for one to be open still, and how long they get."""
UNITS_SINCE, ROLES_SINCE = timedelta(days=5 * 365), timedelta(days=2 * 365)

NOWHERE: Final = "exempel.invalid"
"""Where the made-up people get their mail: no such place can be (RFC 2606)."""

Tell: TypeAlias = Callable[[str, int, int], None]
"""How far it has come: what is being done, how many of it are done, and of how many."""


class NotEmpty(Exception):
    """The database holds something already."""


@dataclass
class Loaded:
    """What has been put in so far, and what later parts look up. Everything is found by what the made-up Halland calls it."""

    made: Halland
    now: datetime
    renamed: Mapping[str, str]
    accounts: dict[str, Account] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)

    @property
    def unit_kinds(self) -> dict[str, UnitKind]:
        return {hsa_id: unit.unit_kind for hsa_id, unit in self.units.items()}

    def chance(self, what: str) -> Random:
        """A chance of its own for each part, so that one that grows does not change the others."""
        return Random(f"{self.made.seed} loading {what}")


def load_demo(made: Halland, cases: int, now: datetime, tell: Tell) -> None:
    """Fill the database with the demo, whole or not at all. Raises NotEmpty."""
    from samsyn_web.demo.loading_cases import load_cases
    from samsyn_web.demo.loading_money import load_money
    from samsyn_web.demo.loading_settlements import load_settlements
    from samsyn_web.demo.loading_trust import load_trust

    must_be_empty()
    year = []
    for case in year_of_cases(made, cases, now):
        year.append(case)
        tell("Hittar på fall", len(year), max(cases, len(year) + 1))
    tell("Hittar på fall", len(year), len(year))
    homes = list(year_of_homes(made, year, now))
    tell("Hittar på boenden", len(homes), len(homes))
    with transaction.atomic():
        loaded = load_directory(made, now, chosen_staff(made, chosen_units(made, year)), tell)
        load_cases(loaded, year, len(year), tell)
        load_cases(loaded, homes, len(homes), tell, others=year)
        load_money(loaded)
        load_trust(loaded, year, homes, tell)
        load_settlements(loaded, tell)
    _count()


def must_be_empty() -> None:
    """Raises NotEmpty when the database has parties."""
    if Party.objects.exists():
        raise NotEmpty


def load_directory(made: Halland, now: datetime, renamed: Mapping[str, str], tell: Tell) -> Loaded:
    """Parties, units, how they are reached, who works there, and everybody enrolled."""
    loaded = Loaded(made, now, renamed)
    _parties(made)
    _units(loaded)
    _accounts(loaded)
    _places(loaded)
    _reaching(loaded)
    _persons(loaded, tell)
    return loaded


def _parties(made: Halland) -> None:
    Party.objects.bulk_create(
        Party(
            id=party.id,
            name=party.name,
            side="kommun" if party.kind == kinds.KOMMUN else "region",
            hsa_id=f"{DEMO_HSA_PREFIX}V{number:03}",
        )
        for number, party in enumerate(made.parties, 1)
    )


def _units(loaded: Loaded) -> None:
    names = {each.code: each.name for each in loaded.made.municipalities}
    for unit in loaded.made.units:
        loaded.units[unit.hsa_id] = Unit(
            hsa_id=unit.hsa_id,
            name=unit.name,
            kind=unit.kind,
            party_id=unit.party,
            parent_id=unit.parent,
            municipality=names[unit.municipality] if len(unit.serves) == 1 else "",
            served_by_id=unit.served_by,
            valid_from=loaded.made.today - UNITS_SINCE,
        )
    Unit.objects.bulk_create(loaded.units.values())


def _places(loaded: Loaded) -> None:
    """Each home's share of the places that the region told of in 2023."""
    PublishedPlaces.objects.bulk_create(
        PublishedPlaces(
            unit_id=unit.hsa_id,
            places=unit.places,
            valid_from=PLACES_COUNTED,
            source=f"Boendets del av länets {SABO_PLACES} platser {MADE_UP}",
            recorded_at=_noon(PLACES_COUNTED),
        )
        for unit in loaded.made.units
        if unit.kind == kinds.SABO_UNIT
    )


def _accounts(loaded: Loaded) -> None:
    """Everybody on the staff; those who play a part in the demo first, and only they with a password."""
    demo, none = make_password(DEMO_PASSWORD), make_password(None)  # hashed once: a good hash is slow on purpose
    order = {username: place for place, username in enumerate(loaded.renamed.values())}
    staff = sorted(loaded.made.staff, key=lambda each: order.get(loaded.renamed.get(each.username, ""), len(order)))
    numbers = count(1)
    for member in staff:
        username = loaded.renamed.get(member.username, member.username)
        loaded.accounts[member.username] = Account(
            username=username,
            password=demo if username in order else none,
            name=f"{member.given_name} {member.family_name}",
            family_name=member.family_name,
            hsa_id=f"{DEMO_HSA_PREFIX}P{next(numbers):05}",
            email=f"{username}@{NOWHERE}",
        )
    Account.objects.bulk_create(loaded.accounts.values())
    Holding.objects.bulk_create(
        Holding(
            account=loaded.accounts[member.username],
            role=role,
            unit_id=member.unit,
            valid_from=loaded.made.today - ROLES_SINCE,
        )
        for member in staff
        for role in member.roles
    )


def _reaching(loaded: Loaded) -> None:
    """Numbers, one row for each span of hours; and who is on call."""
    places: dict[str, int] = {}
    ways = []
    for way in loaded.made.contact_ways:
        places[way.unit] = places.get(way.unit, 0) + 1
        for hours in way.hours:
            ways.append(
                ContactWay(
                    unit_id=way.unit,
                    number=way.number,
                    purpose=f"{_purpose(way.callers)} {MADE_UP}",
                    days="".join(str(WEEKDAYS.index(day)) for day in hours.days),
                    opens=hours.opens,
                    closes=hours.closes,
                    callers=list(way.callers),
                    place_in_chain=places[way.unit],
                    confirmed_by=loaded.accounts[way.confirmed_by],
                    confirmed_at=_noon(way.confirmed_on),
                    valid_from=way.confirmed_on,
                )
            )
    ContactWay.objects.bulk_create(ways)
    OnCall.objects.bulk_create(
        OnCall(
            unit_id=row.unit,
            starts=row.start.replace(tzinfo=STOCKHOLM),
            ends=row.end.replace(tzinfo=STOCKHOLM),
            who=loaded.accounts[row.username].name,
        )
        for row in loaded.made.rota
    )


def _purpose(callers: Iterable[str]) -> str:
    who = set(callers)
    if who == {PATIENT}:
        return "Patienter och närstående"
    return "Alla" if PATIENT in who else "Vårdpersonal"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), STOCKHOLM)


def _persons(loaded: Loaded, tell: Tell) -> None:
    chance = loaded.chance("persons")
    names = {each.code: each.name for each in loaded.made.municipalities}
    for made_up in loaded.made.persons:
        loaded.persons[made_up.id] = Person(
            id=UUID(int=chance.getrandbits(128), version=4),
            given_name=made_up.given_name,
            family_name=made_up.family_name,
            born=made_up.born,
            address=f"{made_up.street}, {made_up.town}",
            registered_in=ELSEWHERE
            if made_up.folkbokford == OTHER_COUNTY
            else names.get(made_up.registered_in or "", ""),
            stays_in=made_up.vistelsekommun,
            lives_in=made_up.bor_i,
            care_home=loaded.units.get(made_up.stays_at or ""),
            listed_at_id=made_up.listed_at,
            is_enrolled=True,
            protection=_protection(made_up),
        )
    Person.objects.bulk_create(loaded.persons.values())
    tell("Personer", len(loaded.persons), len(loaded.persons))
    IdentityNumber.objects.bulk_create(
        IdentityNumber(person=loaded.persons[each.id], kind=each.identity_kind, number=each.identity_number)
        for each in loaded.made.persons
    )


def _protection(person: MadeUpPerson) -> str:
    """Most who are protected have a mark; one of four is registered elsewhere than where they live."""
    if not person.protected:
        return Protection.NONE
    return Protection.PROTECTED if person.born.day % 4 == 0 else Protection.MARKED


def load_scale(made: Halland, open_cases: int, events: int, now: datetime, tell: Tell) -> None:
    """Fill the database for benchmarks: about so many open cases and events. Raises NotEmpty.

    The open ones all came within the last weeks, so that there are many at once; the rest are ended cases of the year before.
    """
    from samsyn_web.demo.loading_cases import load_cases

    must_be_empty()
    with transaction.atomic():
        loaded = load_directory(made, now, {}, tell)
        load_cases(loaded, _many(made, open_cases, events, now), events // EVENTS_IN_A_CASE, tell)
    _count()


def _count() -> None:
    """Let the database count what it has been given, so that it plans its first queries as well as later ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _many(made: Halland, open_cases: int, events: int, now: datetime) -> Iterator[Case]:
    told = 0
    found_open = 0
    half = len(made.persons) // 2
    recent = replace(made, persons=made.persons[:half])
    for case in year_of_cases(recent, open_cases * CASES_FOR_ONE_OPEN, now, days=RECENT_DAYS):
        if case.is_open and found_open == open_cases:
            continue
        found_open += case.is_open
        told += len(case.events)
        yield case
    earlier = replace(made, seed=made.seed + 1, persons=made.persons[half:])
    for case in year_of_cases(earlier, max(events - told, 0), now):
        if told >= events:
            return
        if not case.is_open:
            told += len(case.events)
            yield case

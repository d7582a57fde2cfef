"""Who is enrolled in municipal health care in the made-up Halland.

How many live where follows the region's presentation of 2023; ages, sexes and every share below are assumed, after what
home care usually looks like. Facts about a person are in the words of the vocabulary (`agreements/begrepp.md`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random

from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.identity import MAN, WOMAN, Identity, give_coordination_number, give_identity
from samsyn.synthetic.organisation import Unit
from samsyn.synthetic.places import (
    ENROLLED_AT_HOME,
    ENROLLED_IN_SPECIAL_HOUSING,
    MUNICIPALITIES,
    by_the_aged,
    shared_out,
)
from samsyn.synthetic.words import family_name, given_name, street_address

AT_HOME, SHELTERED, SABO = "ordinärt boende", "biståndsbedömt trygghetsboende", "särskilt boende för äldre"
SOL_HOUSING, PRIVATE_HOME = "bostad med särskild service enligt SoL", "enskilt särskilt boende"
LSS_ADULTS, LSS_CHILDREN = "bostad med särskild service för vuxna", "bostad med särskild service för barn"
IN_THE_HOME, IN_KORTTIDS, IN_LODGINGS = "hemmet", "korttidsboende", "tillfällig bostad"
HERE, ELSEWHERE_IN_COUNTY, OTHER_COUNTY = "i kommunen", "i annan kommun i länet", "i annat län"
LISTED, LISTED_ELSEWHERE, UNLISTED = "i länet", "utom länet", "inte listad"
PLACED_BY_NOBODY, PLACED_HERE = "ingen placering", "vistelsekommunen"
PLACED_IN_COUNTY, PLACED_BY_OTHER_COUNTY = "annan kommun i länet", "kommun i annat län"

Ages = tuple[tuple[int, int, int], ...]
"""Age from, to (both included), and how many of a thousand."""
AGES_AT_HOME: Ages = (
    *((3, 17, 5), (18, 44, 35), (45, 64, 80), (65, 74, 160), (75, 79, 150), (80, 84, 210), (85, 89, 200)),
    *((90, 94, 120), (95, 102, 40)),
)
AGES_IN_SABO: Ages = ((65, 74, 60), (75, 79, 120), (80, 84, 220), (85, 89, 290), (90, 94, 220), (95, 104, 90))
AGES_WITH_LSS: Ages = ((18, 39, 400), (40, 59, 400), (60, 75, 200))
AGES_OF_CHILDREN: Ages = ((6, 17, 1000),)

OUTSIDE_SABO = ((LSS_ADULTS, 14), (SOL_HOUSING, 8), (PRIVATE_HOME, 7), (LSS_CHILDREN, 1))
"""Of a thousand in special housing, those who live in another form than särskilt boende för äldre."""
SHELTERED_OF_THOUSAND = 12
KORTTIDS_FILLED = 0.85
WOMEN_AT_HOME, WOMEN_IN_SABO = 0.60, 0.66
LISTED_AT_THE_HOMES = 0.85
"""Most who live in a särskilt boende are listed where the home has its doctors (the presentation says "de flesta")."""
REGISTERED_IN_COUNTY, REGISTERED_OUTSIDE = 0.012, 0.008
COORDINATED = 0.003
UNLISTED_SHARE = 0.004
PROTECTED = 0.006
AGED = 65


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up who is enrolled in municipal health care.

    `identity_number` is twelve signs without hyphen; `identity_kind` is `personnummer`, `samordningsnummer` or
    `reservnummer` (see `identity`); `sex` is `kvinna` or `man`. `folkbokford`, `kommun_som_beslutat_om_placeringen`,
    `bor_i`, `vardas_just_nu_i`, `vistelsekommun` and `listad` are values of those facts; `folkbokford` is None for who is
    registered nowhere. `municipality` is the code of where the person is, `registered_in` of where they are registered (None:
    outside Halland, or nowhere). `home` is the unit they live in and `stays_at` the one they stay at now, `team` the municipal
    team and `listed_at` the vårdcentral: HSA-ids. `protected`: the identity is protected; name and address must not be shown.
    """

    id: str
    identity_number: str
    identity_kind: str
    born: date
    sex: str
    given_name: str
    family_name: str
    street: str
    town: str
    protected: bool
    municipality: str
    registered_in: str | None
    folkbokford: str | None
    vistelsekommun: str
    kommun_som_beslutat_om_placeringen: str
    bor_i: str
    vardas_just_nu_i: str
    home: str | None
    stays_at: str | None
    team: str
    listad: str
    listed_at: str | None


@dataclass(frozen=True, slots=True)
class _Dwelling:
    """Where somebody lives, before it is known who."""

    bor_i: str
    municipality: str
    ages: Ages
    women: float
    home: Unit | None = None
    korttids: Unit | None = None


@dataclass(frozen=True, slots=True)
class _Registration:
    folkbokford: str | None
    registered_in: str | None
    placed_by: str
    in_lodgings: bool


def age_on(day: date, born: date) -> int:
    """Whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def enrolled(random: Random, units: Sequence[Unit], number: int, today: date) -> tuple[Person, ...]:
    """So many persons, in ordinary and special housing as 4 100 to 3 000, in an order of chance.

    Homes take in no more than they have places for while the number is about that of Halland; a benchmark may ask for more.
    """
    at_home, in_special = shared_out(number, (ENROLLED_AT_HOME, ENROLLED_IN_SPECIAL_HOUSING))
    dwellings = [*_at_home(units, at_home), *_in_special_housing(random, units, in_special)]
    random.shuffle(dwellings)
    vardcentraler, teams = _by_municipality(units, kinds.VARDCENTRAL), _day_teams(units)
    taken: set[str] = set()
    return tuple(
        _person(random, f"P{place:05d}", dwelling, taken, vardcentraler, teams, today)
        for place, dwelling in enumerate(dwellings, 1)
    )


def _at_home(units: Sequence[Unit], number: int) -> Iterator[_Dwelling]:
    korttids = [each for each in units if each.kind == kinds.KORTTIDS_UNIT]
    of_halland = min(number / ENROLLED_AT_HOME, 1)
    for municipality, there in zip(MUNICIPALITIES, by_the_aged(number), strict=True):
        sheltered = there * SHELTERED_OF_THOUSAND // 1000
        filled = [
            each
            for each in korttids
            if each.municipality == municipality.code
            for _ in range(int(each.places * KORTTIDS_FILLED * of_halland))
        ]
        for place in range(there):
            if place < sheltered:
                yield _Dwelling(SHELTERED, municipality.code, AGES_IN_SABO, WOMEN_AT_HOME)
            else:
                unit = filled[place - sheltered] if place - sheltered < len(filled) else None
                ages = AGES_IN_SABO if unit else AGES_AT_HOME
                yield _Dwelling(AT_HOME, municipality.code, ages, WOMEN_AT_HOME, korttids=unit)


def _in_special_housing(random: Random, units: Sequence[Unit], number: int) -> Iterator[_Dwelling]:
    outside = [(form, number * share // 1000) for form, share in OUTSIDE_SABO]
    for form, there in outside:
        ages, women = {
            LSS_ADULTS: (AGES_WITH_LSS, 0.45),
            SOL_HOUSING: (AGES_WITH_LSS, 0.45),
            PRIVATE_HOME: (AGES_IN_SABO, WOMEN_IN_SABO),
            LSS_CHILDREN: (AGES_OF_CHILDREN, 0.45),
        }[form]
        for municipality, some in zip(MUNICIPALITIES, by_the_aged(there), strict=True):
            yield from [_Dwelling(form, municipality.code, ages, women)] * some
    places = [each for each in units if each.kind == kinds.SABO_UNIT for _ in range(each.places)]
    random.shuffle(places)
    homes = cycle(places)
    for _ in range(number - sum(there for _, there in outside)):
        home = next(homes)
        yield _Dwelling(SABO, home.municipality, AGES_IN_SABO, WOMEN_IN_SABO, home=home)


def _person(
    random: Random,
    identifier: str,
    dwelling: _Dwelling,
    taken: set[str],
    vardcentraler: dict[str, list[Unit]],
    teams: dict[str, list[Unit]],
    today: date,
) -> Person:
    identity, coordinated = _identity(random, dwelling, taken, today)
    registration = _registration(random, dwelling, coordinated=coordinated)
    listad, listed_at = _listing(random, dwelling, registration, vardcentraler)
    town = next(each.name for each in MUNICIPALITIES if each.code == dwelling.municipality)
    stays_at = dwelling.korttids or dwelling.home
    staying = IN_KORTTIDS if dwelling.korttids else IN_LODGINGS if registration.in_lodgings else IN_THE_HOME
    return Person(
        id=identifier,
        identity_number=identity.number,
        identity_kind=identity.kind,
        born=identity.born,
        sex=identity.sex,
        given_name=given_name(random, woman=identity.sex == WOMAN, born_year=identity.born.year),
        family_name=family_name(random),
        street=dwelling.home.street if dwelling.home else street_address(random),
        town=town,
        protected=random.random() < PROTECTED,
        municipality=dwelling.municipality,
        registered_in=registration.registered_in,
        folkbokford=registration.folkbokford,
        vistelsekommun=town,
        kommun_som_beslutat_om_placeringen=registration.placed_by,
        bor_i=dwelling.bor_i,
        vardas_just_nu_i=staying,
        home=dwelling.home.hsa_id if dwelling.home else None,
        stays_at=stays_at.hsa_id if stays_at else None,
        team=random.choice(teams[dwelling.municipality]).hsa_id,
        listad=listad,
        listed_at=listed_at,
    )


def _identity(random: Random, dwelling: _Dwelling, taken: set[str], today: date) -> tuple[Identity, bool]:
    """A number, and whether it is a samordningsnummer; the last of the published make somebody a little older or younger."""
    born = _born(random, dwelling.ages, today)
    sex = WOMAN if random.random() < dwelling.women else MAN
    if age_on(today, born) >= AGED and dwelling.bor_i == AT_HOME and random.random() < COORDINATED:
        identity = give_coordination_number(taken, born)
        if identity:
            return identity, True
    return give_identity(taken, random, born, sex), False


def _born(random: Random, ages: Ages, today: date) -> date:
    drawn = random.randrange(sum(share for _, _, share in ages))
    for low, high, share in ages:
        if drawn < share:
            days = random.randrange(low * 36525 // 100 + 1, (high + 1) * 36525 // 100)
            return today - timedelta(days=days)
        drawn -= share
    raise AssertionError(ages)


def _registration(random: Random, dwelling: _Dwelling, *, coordinated: bool) -> _Registration:
    """Where the person is registered and who placed them; nobody is placed in a home of their own."""
    drawn = random.random()
    placed = dwelling.bor_i not in (AT_HOME, SHELTERED)
    sheltered = dwelling.bor_i == SHELTERED
    here = PLACED_HERE if placed or sheltered else PLACED_BY_NOBODY
    if coordinated:
        return _Registration(None, None, here, in_lodgings=False)
    visiting = not placed and not sheltered and not dwelling.korttids
    if drawn < REGISTERED_IN_COUNTY:
        others = [each.code for each in MUNICIPALITIES if each.code != dwelling.municipality]
        by = PLACED_IN_COUNTY if placed else here
        return _Registration(ELSEWHERE_IN_COUNTY, random.choice(others), by, in_lodgings=visiting)
    if drawn < REGISTERED_IN_COUNTY + REGISTERED_OUTSIDE:
        by = PLACED_BY_OTHER_COUNTY if placed else here
        return _Registration(OTHER_COUNTY, None, by, in_lodgings=visiting)
    return _Registration(HERE, dwelling.municipality, here, in_lodgings=False)


def _listing(
    random: Random, dwelling: _Dwelling, registration: _Registration, vardcentraler: dict[str, list[Unit]]
) -> tuple[str, str | None]:
    if registration.folkbokford == OTHER_COUNTY and dwelling.home is None:
        return LISTED_ELSEWHERE, None
    if registration.folkbokford is None or random.random() < UNLISTED_SHARE:
        return UNLISTED, None
    if dwelling.home and random.random() < LISTED_AT_THE_HOMES:
        return LISTED, dwelling.home.served_by
    where = registration.registered_in or dwelling.municipality
    return LISTED, random.choice(vardcentraler[where]).hsa_id


def _by_municipality(units: Sequence[Unit], kind: str) -> dict[str, list[Unit]]:
    return {
        each.code: [unit for unit in units if unit.kind == kind and unit.municipality == each.code]
        for each in MUNICIPALITIES
    }


def _day_teams(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    teams = _by_municipality(units, kinds.KOMMUNAL_HALSO_OCH_SJUKVARD)
    return {code: [each for each in some if not each.at_night] for code, some in teams.items()}

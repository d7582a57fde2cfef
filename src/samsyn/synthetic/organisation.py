"""Who gives care in the made-up Halland: the parties of the agreements, and their units.

The region and the six municipalities are real bodies, because the agreements are theirs. Every unit, every company and every
HSA-id is made up; a unit's name says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from samsyn.synthetic.places import (
    HOSPITAL_SITES,
    KORTTIDS,
    KORTTIDS_PLACES,
    MUNICIPALITIES,
    REGION_NAME,
    SABO,
    SABO_PLACES,
    Municipality,
    by_the_aged,
    shared_out,
)
from samsyn.synthetic.words import street_address, unit_names

MADE_UP = "(påhittad)"
DEMO_HSA_PREFIX = "SE2321000115-D"
"""An HSA-id is a country code, an organisation number, a hyphen and the organisation's own part. This is Region Halland's
prefix with a D, as in *demo*, where the region's known ids have another letter; all demo units have it, whoever runs them."""

REGION, KOMMUN, PRIVATE = "region", "kommun", "privat"

SJUKHUSAVDELNING = "sjukhusavdelning"
VARDCENTRAL = "vardcentral"
FILIAL = "filial"
LAKARMEDVERKAN = "lakarmedverkan"
BEREDSKAPSJOUR = "beredskapsjour"
SPECIALISTJOUR = "specialistjour"
KOMMUNAL_HALSO_OCH_SJUKVARD = "kommunal_halso_och_sjukvard"
BISTAND = "bistand"
SABO_UNIT = "sabo"
KORTTIDS_UNIT = "korttids"
PSYKIATRISK_OPPENVARD = "psykiatrisk_oppenvard"
BARNMOTTAGNING = "barnmottagning"
PALLIATIVT_TEAM = "palliativt_team"
LEDNING = "ledning"
KINDS = (
    *(SJUKHUSAVDELNING, VARDCENTRAL, FILIAL, LAKARMEDVERKAN, BEREDSKAPSJOUR, SPECIALISTJOUR),
    *(KOMMUNAL_HALSO_OCH_SJUKVARD, BISTAND, SABO_UNIT, KORTTIDS_UNIT, PSYKIATRISK_OPPENVARD, BARNMOTTAGNING),
    *(PALLIATIVT_TEAM, LEDNING),
)

WARDS = (
    ("Halmstad", ("medicin", "kirurgi", "ortopedi", "stroke", "psykiatri", "barn")),
    ("Varberg", ("medicin", "kirurgi", "ortopedi", "geriatrik", "psykiatri")),
    ("Kungsbacka", ("medicin", "rehabilitering")),
)
"""Wards of each hospital site, by what they treat. Assumed."""
BEDS = (12, 28)
"""Beds in a ward, at least and at most. Assumed."""
ON_CALL_SPECIALITIES = ("medicin", "kirurgi", "psykiatri")
TEAMS = {"1384": 5, "1383": 5, "1382": 4, "1380": 6, "1381": 3, "1315": 2}
"""Day teams of municipal nurses, by municipality. Assumed."""
PRIVATE_NAMES = ("Havsbris Vård AB", "Ljungheds Läkargrupp AB", "Vassvikens Hälsa AB", "Doktor Påhitt AB")
PRIVATE_OF_TEN = 4
"""Of ten vårdcentraler, how many are run by a private company. Assumed."""
ALL = tuple(each.code for each in MUNICIPALITIES)


@dataclass(frozen=True, slots=True)
class Party:
    """A body that runs care (vårdgivare). `kind` is `region`, `kommun` or `privat`; `municipality` a code, or none."""

    id: str
    name: str
    kind: str
    municipality: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """Somewhere care is given or led from.

    `kind` is one of `KINDS`; `party` a `Party.id`; `parent` and `served_by` HSA-ids (`served_by`: the vårdcentral with the
    doctors' duty at a särskilt boende). `municipality` is the code of where it lies, `serves` those it is there for. `places`
    are beds, or dwellings, and 0 where nobody stays the night. `street` is a made-up address. `at_night` marks a team that works only then.
    """

    hsa_id: str
    name: str
    kind: str
    party: str
    parent: str | None
    municipality: str
    serves: tuple[str, ...]
    site: str = ""
    speciality: str = ""
    places: int = 0
    served_by: str | None = None
    at_night: bool = False
    street: str = ""


def parties() -> tuple[Party, ...]:
    """The region, the six municipalities and a few made-up companies."""
    return (
        Party(REGION, REGION_NAME, REGION, None),
        *(Party(party_of(each.code), _kommun_name(each), KOMMUN, each.code) for each in MUNICIPALITIES),
        *(Party(f"privat-{n}", f"{name} (påhittat)", PRIVATE, None) for n, name in enumerate(PRIVATE_NAMES, 1)),
    )


def party_of(municipality: str) -> str:
    """The `Party.id` of a municipality's code."""
    return f"kommun-{municipality}"


def units(random: Random) -> tuple[Unit, ...]:
    """All units, leadership first, so that every parent stands before its children."""
    ids = (f"{DEMO_HSA_PREFIX}{number:04d}" for number in count(1))
    names = iter(unit_names(random))
    leading = tuple(_leading(ids))
    leader = {each.party: each.hsa_id for each in leading}
    vardcentraler = tuple(_vardcentraler(ids, names, random, leader))
    everywhere = (
        *leading,
        *_wards(ids, random, leader[REGION]),
        *vardcentraler,
        *_filialer(ids, names, random, vardcentraler),
        *_county_wide(ids, leader[REGION]),
        *_municipal(ids, leader),
        *_homes(ids, names, random, leader, vardcentraler),
    )
    return tuple(replace(each, street=street_address(random)) for each in everywhere)


def _kommun_name(municipality: Municipality) -> str:
    genitive = "s" if municipality.name in {"Varberg", "Falkenberg", "Halmstad", "Laholm"} else ""
    return f"{municipality.name}{genitive} kommun"


def _leading(ids: Iterator[str]) -> Iterator[Unit]:
    yield Unit(next(ids), f"Regionkontoret {MADE_UP}", LEDNING, REGION, None, "1380", ALL)
    for each in MUNICIPALITIES:
        name = f"Vård och omsorg, ledning, {each.name} {MADE_UP}"
        yield Unit(next(ids), name, LEDNING, party_of(each.code), None, each.code, (each.code,))


def _wards(ids: Iterator[str], random: Random, leader: str) -> Iterator[Unit]:
    where = {site.name: site.municipality for site in HOSPITAL_SITES}
    for site, specialities in WARDS:
        for number, speciality in enumerate(specialities, 1):
            name = f"Avdelning {number}, {speciality}, {site} {MADE_UP}"
            beds = random.randint(*BEDS)
            yield Unit(
                next(ids), name, SJUKHUSAVDELNING, REGION, leader, where[site], ALL, site, speciality, places=beds
            )


def _vardcentraler(ids: Iterator[str], names: Iterator[str], random: Random, leader: dict[str, str]) -> Iterator[Unit]:
    for each in MUNICIPALITIES:
        for _ in range(each.vardcentraler):
            private = random.randrange(10) < PRIVATE_OF_TEN
            party = f"privat-{random.randint(1, len(PRIVATE_NAMES))}" if private else REGION
            name = f"Vårdcentralen {next(names)} {MADE_UP}"
            yield Unit(next(ids), name, VARDCENTRAL, party, leader.get(party), each.code, (each.code,))


def _filialer(
    ids: Iterator[str], names: Iterator[str], random: Random, vardcentraler: Sequence[Unit]
) -> Iterator[Unit]:
    for each in MUNICIPALITIES:
        for _ in range(each.filialer):
            parent = random.choice([unit for unit in vardcentraler if unit.municipality == each.code])
            name = f"Filialen {next(names)} {MADE_UP}"
            yield Unit(next(ids), name, FILIAL, parent.party, parent.hsa_id, each.code, (each.code,))


def _county_wide(ids: Iterator[str], leader: str) -> Iterator[Unit]:
    for each in MUNICIPALITIES:
        for kind, name in (
            (LAKARMEDVERKAN, "Läkarmedverkan i hemsjukvården"),
            (PSYKIATRISK_OPPENVARD, "Psykiatriska öppenvården"),
            (BARNMOTTAGNING, "Barnmottagningen"),
            (PALLIATIVT_TEAM, "Palliativa konsultteamet"),
        ):
            yield Unit(next(ids), f"{name}, {each.name} {MADE_UP}", kind, REGION, leader, each.code, (each.code,))
    name = f"Allmänmedicinska beredskapsjouren {MADE_UP}"
    yield Unit(next(ids), name, BEREDSKAPSJOUR, REGION, leader, "1380", ALL)
    for speciality in ON_CALL_SPECIALITIES:
        name = f"Specialist i jourberedskap, {speciality} {MADE_UP}"
        yield Unit(next(ids), name, SPECIALISTJOUR, REGION, leader, "1380", ALL, speciality=speciality)


def _municipal(ids: Iterator[str], leader: dict[str, str]) -> Iterator[Unit]:
    for each in MUNICIPALITIES:
        party, serves = party_of(each.code), (each.code,)
        above = leader[party]
        for number in range(1, TEAMS[each.code] + 1):
            name = f"Hemsjukvården, team {number}, {each.name} {MADE_UP}"
            yield Unit(next(ids), name, KOMMUNAL_HALSO_OCH_SJUKVARD, party, above, each.code, serves)
        name = f"Hemsjukvården, natt, {each.name} {MADE_UP}"
        yield Unit(next(ids), name, KOMMUNAL_HALSO_OCH_SJUKVARD, party, above, each.code, serves, at_night=True)
        name = f"Biståndsenheten, {each.name} {MADE_UP}"
        yield Unit(next(ids), name, BISTAND, party, above, each.code, serves)


def _homes(
    ids: Iterator[str], names: Iterator[str], random: Random, leader: dict[str, str], vardcentraler: Sequence[Unit]
) -> Iterator[Unit]:
    for kind, title, homes, places in (
        (SABO_UNIT, "Särskilt boende", SABO, SABO_PLACES),
        (KORTTIDS_UNIT, "Korttidsboendet", KORTTIDS, KORTTIDS_PLACES),
    ):
        where = [each for each, number in zip(MUNICIPALITIES, by_the_aged(homes), strict=True) for _ in range(number)]
        sizes = shared_out(places, [random.randint(20, 40) for _ in where])
        for each, size in zip(where, sizes, strict=True):
            party = party_of(each.code)
            doctors = random.choice([unit for unit in vardcentraler if unit.municipality == each.code])
            served_by = doctors.hsa_id if kind == SABO_UNIT else None
            yield Unit(
                next(ids),
                f"{title} {next(names)} {MADE_UP}",
                kind,
                party,
                leader[party],
                each.code,
                (each.code,),
                places=size,
                served_by=served_by,
            )

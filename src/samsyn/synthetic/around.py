"""Who is around a person when something happens to them: the units that a case about them can have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Final

from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.organisation import Unit, party_of
from samsyn.synthetic.persons import LSS_CHILDREN, PLACED_BY_OTHER_COUNTY, PLACED_IN_COUNTY, Person
from samsyn.synthetic.places import ELSEWHERE, MUNICIPALITIES

SITES: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "1384": {"Varberg": 0.55, "Kungsbacka": 0.4, "Halmstad": 0.05},
        "1383": {"Varberg": 0.9, "Halmstad": 0.1},
        "1382": {"Varberg": 0.6, "Halmstad": 0.4},
        "1380": {"Halmstad": 0.95, "Varberg": 0.05},
        "1381": {"Halmstad": 0.97, "Varberg": 0.03},
        "1315": {"Halmstad": 1.0},
    }
)
"""Which hospital site those of a municipality come to. Assumed."""
SPECIALITIES: Final[Mapping[str, float]] = MappingProxyType(
    {"medicin": 8, "geriatrik": 4, "ortopedi": 4, "kirurgi": 3, "stroke": 3, "rehabilitering": 2, "psykiatri": 0.6}
)
"""How often people come to a ward of each kind, where the site has one. Assumed."""


@dataclass(frozen=True, slots=True)
class Around:
    """The units around one person, and who decided where they live.

    `nurses` are those of the home they live in, or the municipality's team. `placed` is a value of the fact `kommun_som_beslutat_om_placeringen`, `placed_by` the name of that municipality
    when it is another than where they live.

    `centre` is the vårdcentral where they are listed, or when they are listed nowhere one in the municipality;
    `other_centre` one that has nothing to do with them.
    """

    ward: Unit
    centre: Unit
    other_centre: Unit
    lm: Unit
    nurses: Unit
    night: Unit
    bistand: Unit
    management: Unit
    psychiatry: Unit
    jour: Unit
    is_listed: bool
    lives_in: str
    placed: str
    placed_by: str


def _deciding(person: Person) -> str:
    """The municipality that placed somebody from elsewhere: where they are registered."""
    if person.kommun_som_beslutat_om_placeringen == PLACED_IN_COUNTY:
        return next(each.name for each in MUNICIPALITIES if each.code == person.registered_in)
    return ELSEWHERE if person.kommun_som_beslutat_om_placeringen == PLACED_BY_OTHER_COUNTY else ""


class Neighbourhoods:
    """The units of a made-up Halland, found by where they are."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """From all units."""
        self._units = {unit.hsa_id: unit for unit in units}
        self._of: dict[tuple[str, str], list[Unit]] = {}
        for unit in units:
            self._of.setdefault((unit.kind, unit.municipality), []).append(unit)
        self._wards: dict[str, list[Unit]] = {}
        for unit in units:
            if unit.kind == kinds.SJUKHUSAVDELNING:
                self._wards.setdefault(unit.site, []).append(unit)
        self._leaders = {unit.party: unit for unit in units if unit.kind == kinds.LEDNING}
        self._jour = next(unit for unit in units if unit.kind == kinds.BEREDSKAPSJOUR)

    def around(self, random: Random, person: Person, ward: Unit | None = None) -> Around:
        """Who is around a person; on a ward that is given, or one that people like them come to."""
        here = person.municipality
        centre = self._units.get(person.listed_at or "") or random.choice(self._of[kinds.VARDCENTRAL, here])
        others = [unit for unit in self._of[kinds.VARDCENTRAL, "1380"] if unit != centre]
        home = self._units.get(person.home or "")
        return Around(
            ward or self._ward(random, person),
            centre,
            random.choice(others),
            self._only(kinds.LAKARMEDVERKAN, here),
            home or self._units[person.team],
            next(unit for unit in self._of[kinds.KOMMUNAL_HALSO_OCH_SJUKVARD, here] if unit.at_night),
            self._only(kinds.BISTAND, here),
            self._leaders[party_of(here)],
            self._only(kinds.PSYKIATRISK_OPPENVARD, here),
            self._jour,
            person.listed_at is not None,
            person.bor_i,
            person.kommun_som_beslutat_om_placeringen,
            _deciding(person),
        )

    def _only(self, kind: str, municipality: str) -> Unit:
        return self._of[kind, municipality][0]

    def _ward(self, random: Random, person: Person) -> Unit:
        if person.bor_i == LSS_CHILDREN:
            return next(ward for ward in self._wards["Halmstad"] if ward.speciality == "barn")
        sites = SITES[person.municipality]
        wards = self._wards[random.choices(list(sites), list(sites.values()))[0]]
        fit = [ward for ward in wards if ward.speciality in SPECIALITIES]
        return random.choices(fit, [SPECIALITIES[ward.speciality] for ward in fit])[0]

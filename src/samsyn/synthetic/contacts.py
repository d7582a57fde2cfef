"""How the made-up units are reached: which number, when somebody answers, and for whom.

The numbers are PTS's for books and films (`telephones`). Who may call says the fact `vem_som_ringer` of the vocabulary, in
its own words. Hours follow what the agreements say of each kind of unit where they say it; the rest are assumed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from types import MappingProxyType

from samsyn.clocks.almanac import WEEKDAYS
from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.organisation import Unit
from samsyn.synthetic.staff import ADMINISTRATOR, StaffMember
from samsyn.synthetic.telephones import LANDLINE, MOBILE

NURSE, OTHER_MUNICIPAL, DOCTOR_IN_CHARGE = "kommunens sjuksköterska", "annan i kommunen", "ansvarig läkare"
HOSPITAL, PALLIATIVE, PSYCHIATRY = "sjukhuset", "palliativ enhet", "psykiatrin"
POLICE, PATIENT = "polisen", "patient eller närstående"
PROFESSIONALS = (NURSE, OTHER_MUNICIPAL, DOCTOR_IN_CHARGE, HOSPITAL, PALLIATIVE, PSYCHIATRY)
CALLERS_OF_THE_JOUR = (NURSE, OTHER_MUNICIPAL, HOSPITAL, PALLIATIVE, PSYCHIATRY, POLICE)
"""The group `jourens uppringare` of the vocabulary."""

WORKDAYS, WEEKEND = WEEKDAYS[:5], WEEKDAYS[5:]
MIDNIGHT, EIGHT, FIVE, NINE_AT_NIGHT, SEVEN = time(0), time(8), time(17), time(21), time(7)
CONFIRMED_WITHIN_DAYS = 400
"""Some ways were confirmed more than a year ago, so that a demo has something to remind of."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody answers: weekdays in the almanac's words, from and to.

    `closes` not after `opens` means the next day; both midnight means day and night. `on_holidays`: also when the day is a
    holiday by law.
    """

    days: tuple[str, ...]
    opens: time
    closes: time
    on_holidays: bool


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A number to a unit, when it answers, who may call it, and who last confirmed that this is so.

    `unit` is an HSA-id, `callers` are values of the fact `vem_som_ringer`, `confirmed_by` is a username.
    """

    unit: str
    number: str
    hours: tuple[Hours, ...]
    callers: tuple[str, ...]
    confirmed_by: str
    confirmed_on: date


DAYTIME = (Hours(WORKDAYS, EIGHT, FIVE, on_holidays=False),)
EVERY_DAY = (Hours(WEEKDAYS, SEVEN, NINE_AT_NIGHT, on_holidays=True),)
AT_NIGHT = (Hours(WEEKDAYS, NINE_AT_NIGHT, SEVEN, on_holidays=True),)
ALWAYS = (Hours(WEEKDAYS, MIDNIGHT, MIDNIGHT, on_holidays=True),)
OUT_OF_HOURS = (
    Hours(WORKDAYS, FIVE, EIGHT, on_holidays=True),
    Hours(WEEKEND, MIDNIGHT, MIDNIGHT, on_holidays=True),
)
"""17–08 Monday to Friday and all of Saturday and Sunday: the hours of the general practitioners' on-call (`begrepp.md`, NSV25).

The source says nothing of holidays, so by day on a holiday that is no Saturday or Sunday nobody answers here either.
"""

WAYS: Mapping[str, tuple[tuple[tuple[Hours, ...], tuple[str, ...]], ...]] = MappingProxyType(
    {
        kinds.SJUKHUSAVDELNING: ((ALWAYS, (NURSE, OTHER_MUNICIPAL, DOCTOR_IN_CHARGE, PATIENT)),),
        kinds.VARDCENTRAL: ((DAYTIME, (PATIENT,)), (DAYTIME, PROFESSIONALS)),
        kinds.FILIAL: ((DAYTIME, (PATIENT,)),),
        kinds.LAKARMEDVERKAN: ((DAYTIME, (NURSE, HOSPITAL)),),
        kinds.BEREDSKAPSJOUR: ((OUT_OF_HOURS, CALLERS_OF_THE_JOUR),),
        kinds.SPECIALISTJOUR: ((ALWAYS, (DOCTOR_IN_CHARGE,)),),
        kinds.KOMMUNAL_HALSO_OCH_SJUKVARD: ((EVERY_DAY, (*PROFESSIONALS, PATIENT)),),
        kinds.BISTAND: ((DAYTIME, (NURSE, OTHER_MUNICIPAL, HOSPITAL, PATIENT)),),
        kinds.SABO_UNIT: ((ALWAYS, (*PROFESSIONALS, PATIENT)),),
        kinds.KORTTIDS_UNIT: ((ALWAYS, (*PROFESSIONALS, PATIENT)),),
        kinds.PSYKIATRISK_OPPENVARD: ((DAYTIME, (NURSE, OTHER_MUNICIPAL, DOCTOR_IN_CHARGE, HOSPITAL, PATIENT)),),
        kinds.BARNMOTTAGNING: ((DAYTIME, (NURSE, OTHER_MUNICIPAL, DOCTOR_IN_CHARGE, HOSPITAL, PATIENT)),),
        kinds.PALLIATIVT_TEAM: ((DAYTIME, (NURSE, DOCTOR_IN_CHARGE, HOSPITAL)),),
        kinds.LEDNING: ((DAYTIME, (NURSE, OTHER_MUNICIPAL, HOSPITAL)),),
    }
)
"""The ways to each kind of unit. A night team answers at night instead."""
BY_MOBILE = frozenset(
    {kinds.LAKARMEDVERKAN, kinds.SPECIALISTJOUR, kinds.KOMMUNAL_HALSO_OCH_SJUKVARD, kinds.PALLIATIVT_TEAM}
)


def contact_ways(
    random: Random, units: Sequence[Unit], staff: Sequence[StaffMember], today: date
) -> tuple[ContactWay, ...]:
    """Every unit's ways, each with a number of its own; confirmed by the unit's administrator, or by the party's."""
    administrators = _administrators(units, staff)
    mobile, landline = _shuffled(random, MOBILE), _shuffled(random, LANDLINE)
    ways = []
    for unit in units:
        for hours, callers in WAYS[unit.kind]:
            number = next(mobile if unit.kind in BY_MOBILE else landline)
            by = administrators.get(unit.hsa_id) or administrators[unit.party]
            on = today - timedelta(days=random.randrange(CONFIRMED_WITHIN_DAYS))
            ways.append(ContactWay(unit.hsa_id, number, AT_NIGHT if unit.at_night else hours, callers, by, on))
    return tuple(ways)


def _administrators(units: Sequence[Unit], staff: Sequence[StaffMember]) -> dict[str, str]:
    """The first administrator of each unit, and of each party (whose leadership stands before its other units)."""
    party = {unit.hsa_id: unit.party for unit in units}
    administrators: dict[str, str] = {}
    for each in staff:
        if ADMINISTRATOR in each.roles:
            administrators.setdefault(each.unit, each.username)
            administrators.setdefault(party[each.unit], each.username)
    return administrators


def _shuffled(random: Random, numbers: Sequence[str]) -> Iterator[str]:
    mixed = list(numbers)
    random.shuffle(mixed)
    return iter(mixed)

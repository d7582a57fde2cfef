"""Who works in the made-up units, in which roles, and who is on call which week.

Names are drawn from word lists; no number of people here is a fact, only enough for a demo to be lifelike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from types import MappingProxyType

from samsyn.documents.identifiers import fold
from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.organisation import Unit
from samsyn.synthetic.words import family_name, given_name

SLUTENVARDSLAKARE = "slutenvardslakare"
UTSKRIVNINGSSAMORDNARE = "utskrivningssamordnare"
LM_LAKARE = "lm_lakare"
VARDCENTRALSLAKARE = "vardcentralslakare"
FAST_VARDKONTAKT = "fast_vardkontakt"
KOMMUNSJUKSKOTERSKA = "kommunsjukskoterska"
ARBETSTERAPEUT_FYSIOTERAPEUT = "arbetsterapeut_fysioterapeut"
MAS_MAR = "mas_mar"
BISTANDSHANDLAGGARE = "bistandshandlaggare"
SABO_CHEF = "sabo_chef"
STRATEG = "strateg"
CONTROLLER = "controller"
LOGGRANSKARE = "loggranskare"
ADMINISTRATOR = "administrator"
ROLES = (
    *(SLUTENVARDSLAKARE, UTSKRIVNINGSSAMORDNARE, LM_LAKARE, VARDCENTRALSLAKARE, FAST_VARDKONTAKT, KOMMUNSJUKSKOTERSKA),
    *(ARBETSTERAPEUT_FYSIOTERAPEUT, MAS_MAR, BISTANDSHANDLAGGARE, SABO_CHEF, STRATEG, CONTROLLER, LOGGRANSKARE),
    ADMINISTRATOR,
)

NURSES_IN_A_HOME = ((1, (SABO_CHEF,)), (2, (KOMMUNSJUKSKOTERSKA,)), (1, (ARBETSTERAPEUT_FYSIOTERAPEUT,)))
STAFFING: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]] = MappingProxyType(
    {
        kinds.SJUKHUSAVDELNING: ((6, (SLUTENVARDSLAKARE,)), (2, (UTSKRIVNINGSSAMORDNARE,))),
        kinds.VARDCENTRAL: (
            (5, (VARDCENTRALSLAKARE,)),
            (2, (FAST_VARDKONTAKT,)),
            (1, (FAST_VARDKONTAKT, ADMINISTRATOR)),
        ),
        kinds.FILIAL: ((1, (VARDCENTRALSLAKARE,)), (1, (FAST_VARDKONTAKT,))),
        kinds.LAKARMEDVERKAN: ((4, (LM_LAKARE,)), (2, (LM_LAKARE, VARDCENTRALSLAKARE))),
        kinds.BEREDSKAPSJOUR: ((10, (VARDCENTRALSLAKARE,)), (2, (VARDCENTRALSLAKARE, LM_LAKARE))),
        kinds.SPECIALISTJOUR: ((7, (SLUTENVARDSLAKARE,)),),
        kinds.KOMMUNAL_HALSO_OCH_SJUKVARD: ((8, (KOMMUNSJUKSKOTERSKA,)), (3, (ARBETSTERAPEUT_FYSIOTERAPEUT,))),
        kinds.BISTAND: ((6, (BISTANDSHANDLAGGARE,)),),
        kinds.SABO_UNIT: NURSES_IN_A_HOME,
        kinds.KORTTIDS_UNIT: NURSES_IN_A_HOME,
        kinds.PSYKIATRISK_OPPENVARD: ((4, (FAST_VARDKONTAKT,)),),
        kinds.BARNMOTTAGNING: ((3, (FAST_VARDKONTAKT,)),),
        kinds.PALLIATIVT_TEAM: ((3, (FAST_VARDKONTAKT,)),),
        kinds.LEDNING: (
            *((1, (STRATEG,)), (1, (CONTROLLER,)), (1, (LOGGRANSKARE,)), (1, (ADMINISTRATOR,))),
            (1, (CONTROLLER, ADMINISTRATOR)),
        ),
    }
)
"""How many with which roles in each kind of unit. The leadership of a municipality has its MAS and MAR as well."""
MAS_AND_MAR = ((1, (MAS_MAR,)), (1, (MAS_MAR, LOGGRANSKARE)))
NIGHT_STAFF = ((5, (KOMMUNSJUKSKOTERSKA,)),)
WORKING_AGE = (25, 66)

ON_CALL = (kinds.LAKARMEDVERKAN, kinds.BEREDSKAPSJOUR, kinds.SPECIALISTJOUR)
ROTA_WEEKS_BACK, ROTA_WEEKS_AHEAD = 52, 4
CHANGES_AT = time(8)
"""Rotas change on Mondays at this hour. Assumed."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody made up who works at a unit (an HSA-id), in one or two of `ROLES`."""

    username: str
    given_name: str
    family_name: str
    roles: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class RotaRow:
    """Who (a username) is on call for a unit (an HSA-id), from a moment and until another, in Swedish time without zone."""

    unit: str
    start: datetime
    end: datetime
    username: str


def staff_members(random: Random, units: Sequence[Unit], today: date) -> tuple[StaffMember, ...]:
    """The staff of every unit, in the units' order."""
    members = []
    used: dict[str, int] = {}
    for unit in units:
        for number, roles in _staffing(unit):
            for _ in range(number):
                woman = random.random() < 0.7
                given = given_name(random, woman=woman, born_year=today.year - random.randint(*WORKING_AGE))
                family = family_name(random)
                stem = fold(given)[:3] + fold(family)[:3]
                used[stem] = used.get(stem, 0) + 1
                members.append(StaffMember(f"demo.{stem}{used[stem]}", given, family, roles, unit.hsa_id))
    return tuple(members)


def rota(random: Random, units: Sequence[Unit], staff: Sequence[StaffMember], today: date) -> tuple[RotaRow, ...]:
    """Week after week for every unit on call, from a year before this week and a few weeks on; nobody has two in a row."""
    monday = today - timedelta(days=today.weekday())
    rows = []
    for unit in units:
        if unit.kind in ON_CALL:
            turn = [each.username for each in staff if each.unit == unit.hsa_id]
            random.shuffle(turn)
            for week in range(-ROTA_WEEKS_BACK, ROTA_WEEKS_AHEAD + 1):
                start = datetime.combine(monday + timedelta(weeks=week), CHANGES_AT)
                rows.append(RotaRow(unit.hsa_id, start, start + timedelta(weeks=1), turn[week % len(turn)]))
    return tuple(rows)


def _staffing(unit: Unit) -> tuple[tuple[int, tuple[str, ...]], ...]:
    if unit.at_night:
        return NIGHT_STAFF
    if unit.kind == kinds.LEDNING and unit.party != kinds.REGION:
        return (*STAFFING[unit.kind], *MAS_AND_MAR)
    return STAFFING[unit.kind]

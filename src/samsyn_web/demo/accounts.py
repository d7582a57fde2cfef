"""Whom one can be in the demo: one account for each role, at units where something interesting goes on."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn.synthetic import Halland
from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.cases import Case
from samsyn.synthetic.organisation import Unit
from samsyn_web.directory.models import Holding

MUNICIPALITY: Final = "1383"
"""Varberg: a hospital site of its own, and every kind of unit."""
WEIGHTS: Final = {"lakarstod": 3}
"""How much more interesting than another an open case of a process is."""


@dataclass(frozen=True)
class Part:
    """A part to play: the account's name, the role, the kind of unit and what to look at.

    `is_countys`: a unit of the region's; `holds_several`: somebody who has another role besides.
    """

    username: str
    role: Role
    kind: str
    look: str
    is_countys: bool = False
    holds_several: bool = False


PARTS: Final = (
    Part(
        "natt",
        Role.NURSE,
        kinds.SABO_UNIT,
        "Klockan är tre på natten och någon på boendet mår sämre: öppna ”Vem ringer jag?” och se vem som svarar nu.",
    ),
    Part(
        "avdelning",
        Role.HOSPITAL_DOCTOR,
        kinds.SJUKHUSAVDELNING,
        "Avdelningens utskrivningar: bedöm någon utskrivningsklar efter klockan 12, eller hög risk och initiera läkarstöd.",
    ),
    Part(
        "samordnare",
        Role.DISCHARGE_COORDINATOR,
        kinds.SJUKHUSAVDELNING,
        "Inskrivningsmeddelanden, ändrade dagar och meddelanden som ingen har kvitterat, på samma avdelning.",
    ),
    Part(
        "lm",
        Role.LM_DOCTOR,
        kinds.LAKARMEDVERKAN,
        "Läkarstöd som löper mot dag 14: förläng, eller föreslå överlämning till vårdcentralen.",
    ),
    Part(
        "vardcentral",
        Role.GP,
        kinds.VARDCENTRAL,
        "Överlämningar att ta emot, och patienter som är på väg hem utan att någon har tagit läkaransvaret.",
    ),
    Part(
        "vardkontakt",
        Role.CARE_CONTACT,
        kinds.VARDCENTRAL,
        "Fast vårdkontakt ska utses, och SIP kallas inom tre dagar: se vilka som brådskar. Är också administratör.",
        holds_several=True,
    ),
    Part(
        "kommun",
        Role.NURSE,
        kinds.KOMMUNAL_HALSO_OCH_SJUKVARD,
        "Teamets hemgångar: planeringsunderlag, de sju punkterna inför en komplex hemgång, och vem som tar omvårdnaden.",
    ),
    Part(
        "rehab",
        Role.THERAPIST,
        kinds.KOMMUNAL_HALSO_OCH_SJUKVARD,
        "Samma team, som arbetsterapeut: planera hemgången och uppdatera checklistan.",
    ),
    Part(
        "mas",
        Role.CHIEF_NURSE,
        kinds.LEDNING,
        "Komplexa hemgångar som ledningen har tagits med i: vilka av de sju punkterna är inte klara?",
    ),
    Part(
        "bistand",
        Role.CARE_MANAGER,
        kinds.BISTAND,
        "Inskrivna som behöver socialtjänst när de kommer hem: börja planera och kvittera.",
    ),
    Part("sabo", Role.HOME_MANAGER, kinds.SABO_UNIT, "De boende som är på sjukhus just nu, och boendets egna nummer."),
    Part(
        "strateg",
        Role.STRATEGIST,
        kinds.LEDNING,
        "Avtalen som text och tabeller: var de är tysta, och var parternas läsningar skiljer sig.",
        is_countys=True,
    ),
    Part(
        "controller",
        Role.CONTROLLER,
        kinds.LEDNING,
        "Vad avtalet betalar och varför, nästa månad att bokföra, och vad som händer om avtalet vore annorlunda; inga personer.",
        is_countys=True,
    ),
    Part(
        "logg",
        Role.LOG_REVIEWER,
        kinds.LEDNING,
        "Logggranskningen: en nödöppning, en anställd som läste om en släkting, och någon som läste om många på en timme.",
        is_countys=True,
    ),
    Part(
        "admin",
        Role.ADMINISTRATOR,
        kinds.LEDNING,
        "Enheter, kontaktvägar, jour och roller.",
        is_countys=True,
    ),
)


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo, in words."""

    username: str
    name: str
    role_name: str
    unit_name: str
    look: str


def demo_accounts() -> list[DemoAccount]:
    """Whom one can sign in as, in the order they are told; empty where no demo is loaded."""
    held: dict[str, Holding] = {}
    for one in Holding.objects.filter(account__username__in=[part.username for part in PARTS]).select_related(
        "account", "unit"
    ):
        held.setdefault(one.account.username, one)
    return [
        DemoAccount(
            part.username,
            held[part.username].account.name,
            ROLE_NAMES[part.role],
            held[part.username].unit.name,
            part.look,
        )
        for part in PARTS
        if part.username in held
    ]


def chosen_units(made: Halland, cases: Iterable[Case]) -> Mapping[str, str]:
    """For each part the HSA-id of the unit it is played at: of its kind, the one that most open cases meet at."""
    met: Counter[str] = Counter()
    for case in cases:
        if case.is_open:
            weight = WEIGHTS.get(case.process, 1)
            met.update(
                dict.fromkeys((unit for event in case.events for unit in (event.unit, *event.addressed)), weight)
            )
    return {part.username: _chosen(made, part, met).hsa_id for part in PARTS}


def _chosen(made: Halland, part: Part, met: Mapping[str, int]) -> Unit:
    fits: Callable[[Unit], bool] = (
        (lambda unit: unit.party == kinds.REGION)
        if part.is_countys
        else (lambda unit: unit.municipality == MUNICIPALITY and not unit.at_night)
    )
    return max(
        (unit for unit in made.units if unit.kind == part.kind and fits(unit)), key=lambda unit: met.get(unit.hsa_id, 0)
    )


def chosen_staff(made: Halland, units: Mapping[str, str]) -> Mapping[str, str]:
    """The staff members who play the parts: their made-up usernames, and the demo's for them."""
    renamed: dict[str, str] = {}
    for part in PARTS:
        able = [
            each
            for each in made.staff
            if each.unit == units[part.username] and part.role in each.roles and each.username not in renamed
        ]
        able.sort(key=lambda each: len(each.roles), reverse=part.holds_several)
        renamed[able[0].username] = part.username
    return renamed

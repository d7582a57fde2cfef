"""What one can be told of: every kind of notice, for whom it is, and how the digest says it.

A notice is computed from what is stored, never stored itself. `stands` tells two sorts apart: what waits until somebody has
dealt with it is in every digest until then; what has merely happened is in one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from samsyn.processes.cast import CLINICAL, Role
from samsyn_web.access.relations import ABOUT_UNITS
from samsyn_web.casework.calling import UNCONFIRMED_AFTER
from samsyn_web.casework.escalation import UNREAD_HOURS

TOLD_DAYS: Final = 30
"""How long something that has merely happened stands among the notices: our choice."""


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `one` and `many` are how the digest says how many there are: no person, case, unit or place.

    `in_app` and `in_digest` are what holds for somebody who has chosen nothing.
    """

    id: str
    name: str
    explanation: str
    roles: frozenset[Role]
    one: str
    many: str
    in_app: bool = True
    in_digest: bool = True
    stands: bool = True

    def told(self, count: int) -> str:
        """How many there are, in words."""
        return self.one if count == 1 else self.many.format(n=count)


LARM: Final = "larm"
MEDDELANDE: Final = "meddelande"
OKVITTERAT: Final = "okvitterat"
FRIST_GATT: Final = "frist_gatt"
FRIST_IDAG: Final = "frist_idag"
AVVIKELSE: Final = "avvikelse_svar"
LAKARSTOD: Final = "lakarstod_slutar"
OENIGHET: Final = "oenighet"
NYHET: Final = "nyhet"
NUMMER: Final = "nummer"
OENIGHETER: Final = "oenigheter"
AVGJORD: Final = "oenighet_avgjord"
AVTAL_FEL: Final = "avtal_fel"
AVTAL_NYTT: Final = "avtal_nytt"
NODOPPNING: Final = "nodoppning"
ATERKOPPLING: Final = "aterkoppling"
UTSKICK: Final = "utskick"

BOARD: Final = frozenset({Role.STRATEGIST, Role.CONTROLLER})
HAVE_CASES: Final = CLINICAL | ABOUT_UNITS
"""Who can have cases: those in care, and those who have cases about a unit."""

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        LARM,
        "Ingen är utsedd",
        "I ett av era fall bär ingen läkaransvaret eller omvårdnaden. Någon måste ta över, eller utse vem som agerar.",
        CLINICAL,
        "1 fall saknar någon som är utsedd att agera",
        "{n} fall saknar någon som är utsedd att agera",
    ),
    Kind(
        MEDDELANDE,
        "Meddelanden väntar på kvittens",
        "Någon har skickat ett meddelande till er enhet, och ingen hos er har kvitterat det.",
        HAVE_CASES,
        "1 meddelande väntar på kvittens",
        "{n} meddelanden väntar på kvittens",
    ),
    Kind(
        OKVITTERAT,
        "Era meddelanden är inte kvitterade",
        f"Er enhet har skickat ett meddelande som ingen har kvitterat på {UNREAD_HOURS} timmar. Ring mottagaren.",
        HAVE_CASES,
        "1 av era meddelanden är inte kvitterat av mottagaren",
        "{n} av era meddelanden är inte kvitterade av mottagaren",
    ),
    Kind(
        FRIST_GATT,
        "Tidsgränser har gått ut",
        "En tidsgräns som er enhet ska hålla har gått ut.",
        HAVE_CASES,
        "1 tidsgräns har gått ut",
        "{n} tidsgränser har gått ut",
    ),
    Kind(
        FRIST_IDAG,
        "Tidsgränser går ut i dag",
        "En tidsgräns som er enhet ska hålla går ut före midnatt.",
        HAVE_CASES,
        "1 tidsgräns går ut i dag",
        "{n} tidsgränser går ut i dag",
    ),
    Kind(
        AVVIKELSE,
        "Avvikelser väntar på ert svar",
        "En avvikelse har skickats till er enhet, och ni ska svara den som anmälde.",
        CLINICAL,
        "1 avvikelse väntar på ert svar",
        "{n} avvikelser väntar på ert svar",
    ),
    Kind(
        LAKARSTOD,
        "Läkarstöd tar snart slut",
        "Ett tillfälligt läkarstöd når snart sin sista dag. Avtalet säger hur lång tid i förväg det varnas.",
        CLINICAL,
        "1 läkarstöd tar snart slut",
        "{n} läkarstöd tar snart slut",
    ),
    Kind(
        OENIGHET,
        "Oenigheter har anmälts eller lyfts",
        "Någon annan har anmält att parterna är oense i ett av era fall, eller lyft frågan till nästa nivå, och du har inte "
        "öppnat fallet sedan dess.",
        CLINICAL,
        "1 oenighet har anmälts eller lyfts",
        "{n} oenigheter har anmälts eller lyfts",
        stands=False,
    ),
    Kind(
        NYHET,
        "Nytt i era fall",
        "En annan enhet har gjort något i ett av era fall sedan du senast öppnade det.",
        HAVE_CASES,
        "I 1 fall har en annan enhet gjort något",
        "I {n} fall har en annan enhet gjort något",
        in_digest=False,
        stands=False,
    ),
    Kind(
        NUMMER,
        "Nummer är inte bekräftade på länge",
        f"Ett av er enhets telefonnummer är inte bekräftat på {UNCONFIRMED_AFTER.days} dagar (vårt val) eller inte alls. "
        "Provring och bekräfta det.",
        CLINICAL | {Role.ADMINISTRATOR},
        "1 telefonnummer behöver bekräftas",
        "{n} telefonnummer behöver bekräftas",
        in_digest=False,
    ),
    Kind(
        OENIGHETER,
        "Oenigheter mellan parterna",
        "En oenighet om ansvaret har anmälts, eller lyfts till nästa nivå. Inget fall och ingen person visas.",
        BOARD,
        "1 oenighet mellan parterna har anmälts eller lyfts",
        "{n} oenigheter mellan parterna har anmälts eller lyfts",
        stands=False,
    ),
    Kind(
        AVGJORD,
        "Oenigheter är avgjorda",
        "Parterna har godtagit en lösning, och texten om det enskilda fallet får visas.",
        BOARD | {Role.CHIEF_NURSE},
        "1 oenighet har avgjorts",
        "{n} oenigheter har avgjorts",
        stands=False,
    ),
    Kind(
        AVTAL_FEL,
        "Avtalens filer kunde inte läsas",
        "Avtalens filer har fel, och de senast felfria gäller tills de är rättade.",
        BOARD | {Role.CHIEF_NURSE, Role.ADMINISTRATOR},
        "Avtalens filer kunde inte läsas",
        "Avtalens filer kunde inte läsas",
    ),
    Kind(
        AVTAL_NYTT,
        "Ny version av ett avtal gäller",
        f"En ny version av ett avtal har börjat gälla de senaste {TOLD_DAYS} dagarna (vårt val).",
        frozenset(Role),
        "1 avtal gäller i en ny version",
        "{n} avtal gäller i en ny version",
        stands=False,
    ),
    Kind(
        NODOPPNING,
        "Nödöppningar väntar på granskning",
        "Någon hos er vårdgivare har nödöppnat uppgifter, och ingen har granskat det.",
        frozenset({Role.LOG_REVIEWER}),
        "1 nödöppning väntar på granskning",
        "{n} nödöppningar väntar på granskning",
    ),
    Kind(
        ATERKOPPLING,
        "Återkoppling har kommit in",
        "Någon har berättat om ett hinder, genom formuläret i tillgänglighetsredogörelsen.",
        frozenset({Role.ADMINISTRATOR}),
        "1 återkoppling har kommit in",
        "{n} återkopplingar har kommit in",
        stands=False,
    ),
    Kind(
        UTSKICK,
        "Sammandrag kom inte fram",
        "Ett sammandrag till någon hos er vårdgivare kunde inte skickas, eller det är oklart om det kom fram.",
        frozenset({Role.ADMINISTRATOR}),
        "1 sammandrag kom inte fram",
        "{n} sammandrag kom inte fram",
        stands=False,
    ),
)
"""Every kind of notice, the most urgent first: the order of the page, of the choices and of the digest."""

BY_ID: Final[Mapping[str, Kind]] = MappingProxyType({kind.id: kind for kind in KINDS})


def kinds_for(roles: Iterable[Role]) -> tuple[Kind, ...]:
    """The kinds that are for somebody with any of some roles."""
    held = frozenset(roles)
    return tuple(kind for kind in KINDS if kind.roles & held)

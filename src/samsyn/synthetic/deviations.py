"""Stories of deviations between the parties in the made-up Halland: told, answered in time or late, mended, closed.

Every share and every number of hours here is assumed; none is a figure about Halland.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from samsyn.processes import deviation as v
from samsyn.processes import everywhere
from samsyn.processes.cast import Role
from samsyn.processes.events import TARGET
from samsyn.synthetic.around import Around
from samsyn.synthetic.deeds import Ahead, Deed, Saying, Story, hsa_ids
from samsyn.synthetic.organisation import Unit

DAYTIME = (8.0, 17.0)


@dataclass(frozen=True)
class Shares:
    """How large a share of deviations something happens in."""

    wrong_receiver: float = 0.2
    answered_late: float = 0.25
    not_enough: float = 0.2
    measures: float = 0.6
    two_measures: float = 0.4
    names_a_row: float = 0.3
    reminded: float = 0.15
    management: float = 0.3
    opened_twice: float = 0.06


SHARES: Final = Shares()


@dataclass(frozen=True)
class Happening:
    """Something that went wrong: where in the process, what is told of it, what the answer and the measure say."""

    place: str
    text: str
    answer: str
    measure: str
    row: str = ""


FROM_THE_HOSPITAL: Final = (
    Happening(
        "lakemedel",
        "Läkemedelslistan stämde inte med dosetten vid hemkomsten.",
        "En ändring gjordes på rondens sista dag och kom inte med.",
        "Listan skrivs ut på nytt samma dag som patienten åker.",
    ),
    Happening(
        "utskrivningsklar",
        "Dagen flyttades två gånger utan att vi fick veta.",
        "Meddelandet lades i fel kanal.",
        "Avdelningen ringer alltid när dagen ändras.",
        "nationell/utskrivning | betalningsansvar | något hindrar",
    ),
    Happening(
        "material",
        "Patienten kom hem utan sårmaterial inför helgen.",
        "Beställningen gjordes först dagen efter.",
        "Materialet packas med för tre dygn.",
    ),
    Happening(
        "utbildning",
        "Personalen hade inte fått utbildningen i pumpen när patienten kom hem.",
        "Utbildaren var sjuk och ersattes inte.",
        "Datum för hemgång sätts först när utbildningen är bokad.",
    ),
    Happening(
        "information",
        "Ingen information kom med patienten vid utskrivningen.",
        "Epikrisen var inte signerad.",
        "Signeringen kontrolleras innan patienten lämnar avdelningen.",
    ),
)
FROM_OPEN_CARE: Final = (
    Happening(
        "kontaktvag",
        "Vi nådde ingen läkare på två timmar.",
        "Numret var bytt och inte ändrat i katalogen.",
        "Numren bekräftas den första varje månad.",
        "halland/lakaransvar | lakaransvar | två läkare",
    ),
    Happening(
        "lakarinsats",
        "Det planerade hembesöket blev inte av.",
        "Besöket föll bort när läkaren byttes.",
        "Kalendern delas mellan läkarna.",
    ),
    Happening(
        "sip",
        "Ingen läkare kom till planeringsmötet.",
        "Kallelsen nådde oss samma dag.",
        "Kallelsen skickas minst två dagar före.",
    ),
    Happening(
        "meddelande",
        "Vårt meddelande lästes först efter fyra dagar.",
        "Inkorgen bevakades inte under semestern.",
        "En ersättare utses vid ledighet.",
    ),
)


def deviation(random: Random, a: Around) -> Story:
    """A deviation from when it is told until it is closed."""
    reporter = a.nurses
    receiver, role, found = (
        (a.ward, Role.DISCHARGE_COORDINATOR, random.choice(FROM_THE_HOSPITAL))
        if random.random() < 0.6
        else (a.centre, Role.GP, random.choice(FROM_OPEN_CARE))
    )
    is_wrong = random.random() < SHARES.wrong_receiver
    first = a.other_centre if is_wrong else receiver
    days = random.randint(5, 14)
    said: Saying = {
        "text": found.text,
        "plats": found.place,
        "till": hsa_ids(first),
        "roll": role.value,
        "senast": Ahead(days),
        "rader": [found.row] if found.row and random.random() < SHARES.names_a_row else [],
    }
    yield Deed(v.REPORT, reporter, said, (0, 0))
    if random.random() < SHARES.opened_twice:
        yield Deed(everywhere.CANCEL, reporter, {"skal": "Samma avvikelse är redan anmäld."}, (0.2, 20), DAYTIME)
        return
    if is_wrong:
        on: Saying = {"till": hsa_ids(receiver), "roll": role.value, "senast": Ahead(days), "skal": "Gällde inte oss."}
        yield Deed(v.FORWARD, a.other_centre, on, (20, 90), on_workdays=True)
    if random.random() < SHARES.management:
        with_us: Saying = {"till": hsa_ids(a.management), "text": "För kännedom."}
        yield Deed(everywhere.INVITE, reporter, with_us, (1, 20), DAYTIME)
    if random.random() < SHARES.reminded:
        asks: Saying = {"till": hsa_ids(receiver), "text": "Vi väntar på ert svar."}
        yield Deed(everywhere.MESSAGE, reporter, asks, (50, 90), DAYTIME)
    yield _answer(random, receiver, found, days)
    if random.random() < SHARES.not_enough:
        more: Saying = {
            "till": hsa_ids(receiver),
            "roll": role.value,
            "senast": Ahead(7),
            "skal": "Vi vill veta vad som ändras.",
        }
        yield Deed(v.MORE, reporter, more, (10, 60), DAYTIME)
        yield _answer(random, receiver, found, 7)
    yield from _mending(random, a, receiver, found)
    yield Deed(v.CLOSE, reporter, {"text": "Vi är nöjda med svaret."}, (20, 200), DAYTIME)


def _answer(random: Random, receiver: Unit, found: Happening, days: int) -> Deed:
    is_late = random.random() < SHARES.answered_late
    hours = (24.0 * days + 30, 24.0 * days + 160) if is_late else (8.0, 24.0 * days - 40)
    return Deed(v.ANSWER, receiver, {"text": found.answer}, hours, on_workdays=True)


def _mending(random: Random, a: Around, receiver: Unit, found: Happening) -> Story:
    if random.random() >= SHARES.measures:
        return
    owners = [receiver, a.nurses] if random.random() < SHARES.two_measures else [receiver]
    decided = []
    for owner in owners:
        said: Saying = {"text": found.measure, "ansvarig": owner.hsa_id, "senast": Ahead(random.randint(10, 30))}
        decided.append((owner, (yield Deed(v.MEASURE, a.nurses, said, (4, 60), DAYTIME))))
    for owner, version in decided:
        said = {TARGET: version, "text": "Klart."}
        yield Deed(v.MEASURE_DONE, owner, said, (60, 800), DAYTIME)

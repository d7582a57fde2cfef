"""Which figures and choices does the money need that no source gives? Each with what it is for and why nobody has published it.

What stands here is only that they exist. Their values are rows that a controller gives, dated and with a source
(`assumptions`); until one is given, what needs it is not computed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from samsyn.economics.average_model import Counted
from samsyn.economics.compensation import PUBLISHED_BASES
from samsyn.economics.indexation import Combination
from samsyn.economics.months import Month
from samsyn.economics.special_housing import PaidFor, StartedTen
from samsyn.economics.visits import Doubles, Listing
from samsyn.money.amount import Amount, MoneyError, decimals, in_kronor, kronor


@dataclass(frozen=True, slots=True)
class Reach:
    """From the lowest to the highest, as parts of one."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Months:
    """Calendar months in a row, both ends included."""

    first: Month
    last: Month

    @property
    def count(self) -> int:
        """How many."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


Value: TypeAlias = Amount | Reach | Months | Fraction | str


class Kind(Enum):
    """What kind of value a parameter has; the value is how it is typed."""

    AMOUNT = "kronor, med högst två decimaler: 1234,50"
    REACH = "procent, lägst och högst: 2,0..3,5, eller ett enda tal: 2,8"
    NUMBER = "ett tal: 3 eller 2,5"
    MONTHS = "första och sista månaden: 2026-04..2027-03"
    CHOICE = "ett av valen"


class Qualifier(StrEnum):
    """What a parameter is given for, each of which has a value of its own; the value is its Swedish name."""

    NONE = ""
    YEAR = "år"


@dataclass(frozen=True, slots=True)
class Known:
    """A parameter. `meaning` says what it is used for, `unsourced` why no source gives it.

    `choices` are the values of a CHOICE and their words. `least` and `most` bound numbers and amounts.
    """

    key: str
    group: str
    name: str
    kind: Kind
    meaning: str
    unsourced: str
    qualifier: Qualifier = Qualifier.NONE
    choices: Mapping[str, str] | None = None
    least: Fraction = Fraction(0)
    most: Fraction | None = None


def _words(choices: type[StrEnum]) -> dict[str, str]:
    return {each.value: each.value for each in choices}


HOME_CARE: Final = "Ersättningen för hemsjukvård"
VISITS: Final = "Läkares hembesök"
CARE_HOMES: Final = "Uppdraget på särskilt boende"
LIABILITY: Final = "Betalningsansvaret"
FRAME: Final = "Ramen för Läkarinsatser i hemmet"

YES, NO = "ja", "nej"

PARAMETERS: Final[Mapping[str, Known]] = {
    each.key: each
    for each in (
        Known(
            "opi",
            HOME_CARE,
            "Omsorgsprisindex",
            Kind.REACH,
            "Räknar upp ersättningen året efter. Spannet följer med till varje belopp som vilar på det.",
            "Sveriges Kommuner och Regioner har inte publicerat årets index, eller så finns det inte bland våra källor.",
            Qualifier.YEAR,
            least=Fraction(-20),
            most=Fraction(50),
        ),
        Known(
            "grundniva",
            HOME_CARE,
            "Grundnivån i 2019 års nivå",
            Kind.CHOICE,
            "Länets nivå som den nya modellen räknas från.",
            "Källorna säger två olika belopp, och vilket som gäller är inte avgjort.",
            choices={key: f"{key} miljoner kronor" for key in PUBLISHED_BASES},
        ),
        Known(
            "sammanlaggning",
            HOME_CARE,
            "Hur index och demografi läggs ihop",
            Kind.CHOICE,
            "Avgör om de båda ökningarna adderas eller multipliceras.",
            "Avtalet säger inte vilket.",
            choices={"multiplicerat": Combination.MULTIPLIED.value, "adderat": Combination.ADDED.value},
        ),
        Known(
            "besok-belopp",
            VISITS,
            "Ersättning per hemsjukvårdsbesök",
            Kind.AMOUNT,
            "Betalas en vårdcentral för varje hemsjukvårdsbesök av dess läkare.",
            "Beslutet 2026-03-03 säger att besöken ersätts, men beloppet är inte publicerat.",
        ),
        Known(
            "besok-listning",
            VISITS,
            "Vilken vårdcentrals besök som räknas",
            Kind.CHOICE,
            "Avgör om ett besök av en annan vårdcentral än den personen är listad på ersätts.",
            "Beslutet säger bara ”läkare på vårdcentral”.",
            choices=_words(Listing),
        ),
        Known(
            "besok-dubblett",
            VISITS,
            "När två besök är samma besök",
            Kind.CHOICE,
            "Av flera besök som är samma besök ersätts ett.",
            "Beslutet säger ”per hemsjukvårdsbesök” och inget mer.",
            choices=_words(Doubles),
        ),
        Known(
            "sabo-schablon",
            CARE_HOMES,
            "Schablon per 10 boende",
            Kind.AMOUNT,
            "Betalas en vårdcentral för uppdraget på ett särskilt boende.",
            "Förslaget till avtalstext har inget belopp.",
        ),
        Known(
            "sabo-tid",
            CARE_HOMES,
            "Vilken tid schablonen gäller",
            Kind.CHOICE,
            "Avgör om schablonen är för ett år eller en månad.",
            "Förslaget säger inte vilken tid.",
            choices=_words(PaidFor),
        ),
        Known(
            "sabo-tiotal",
            CARE_HOMES,
            "Hur ett påbörjat tiotal räknas",
            Kind.CHOICE,
            "Avgör hur platser som inte är jämna tiotal räknas.",
            "Förslaget säger ”per 10 boende” och inget om resten.",
            choices=_words(StartedTen),
        ),
        Known(
            "sabo-hojning",
            CARE_HOMES,
            "Höjningen med 50 procent",
            Kind.CHOICE,
            "Avgör om höjningen läggs på den angivna schablonen, från den dag som uppgiften gäller.",
            "Förslaget säger att ersättningen höjs med 50 procent, inte från vilken dag.",
            choices={"laggs-pa": "läggs på schablonen från den här dagen", "ingar": "ingår redan i schablonen"},
        ),
        Known(
            "vardygn-belopp",
            LIABILITY,
            "Belopp per vårddygn",
            Kind.AMOUNT,
            "Lagens belopp för ett dygn efter utskrivningsklar, för de år som inte finns bland våra källor.",
            "Socialstyrelsen fastställer beloppet varje år; årets föreskrift finns inte bland våra källor.",
            Qualifier.YEAR,
        ),
        Known(
            "vardygn-startdag",
            LIABILITY,
            "Underrättelsens dag räknas",
            Kind.CHOICE,
            "Avgör om dagen då underrättelsen skickades är en av de fria dagarna.",
            "Lagen säger det inte.",
            choices={YES: "ja, den är en av de fria dagarna", NO: "nej, räkningen börjar dagen efter"},
        ),
        Known(
            "vardygn-utskrivningsdag",
            LIABILITY,
            "Utskrivningsdagen betalas",
            Kind.CHOICE,
            "Avgör om dagen då patienten lämnar sjukhuset är ett betalt dygn.",
            "Lagen säger det inte.",
            choices={YES: "ja, den betalas", NO: "nej, den betalas inte"},
        ),
        Known(
            "genomsnitt-niva",
            LIABILITY,
            "Genomsnittsmodellens nivå i dagar",
            Kind.NUMBER,
            "Så många dagar i genomsnitt får en kommuns utskrivningsklara vänta innan kommunen betalar.",
            "Hallands modell är inte publicerad; andra regioner har egna nivåer.",
            most=Fraction(365),
        ),
        Known(
            "genomsnitt-forsta-dagen",
            LIABILITY,
            "Dagen då patienten blir utskrivningsklar räknas",
            Kind.CHOICE,
            "Avgör om den dagen är en dag i genomsnittet eller dag 0.",
            "Hallands modell är inte publicerad; andra regioner räknar olika.",
            choices={YES: "ja, den är en dag", NO: "nej, den är dag 0"},
        ),
        Known(
            "genomsnitt-vilka",
            LIABILITY,
            "Vilka patienter genomsnittet tas över",
            Kind.CHOICE,
            "Avgör om de som skrivs ut samma dag räknas med.",
            "Hallands modell är inte publicerad; andra regioner räknar olika.",
            choices=_words(Counted),
        ),
        Known(
            "ram-manader",
            FRAME,
            "Vilka månader ramen gäller",
            Kind.MONTHS,
            "Ramen på 28,5 miljoner kronor delas i lika delar på månaderna.",
            "Beslutet 2026-03-03 säger beloppet men inte för vilken tid.",
        ),
    )
}
"""Every parameter there is, in the order they are shown."""

GROUPS: Final = tuple(dict.fromkeys(each.group for each in PARAMETERS.values()))

FIRST_YEAR, LAST_YEAR = 2010, 2060


class Unreadable(MoneyError):
    """What was typed is no value of the parameter; the message says what it should look like."""


def read_value(known: Known, text: str) -> Value:
    """What was typed, as a value. Raises Unreadable."""
    return _READERS[known.kind](known, text.strip().replace("\u00a0", " "))


def read_number(text: str, places: int) -> Fraction | None:
    """A number with a decimal comma and at most so many decimals; None for what is none."""
    digits = text.replace(" ", "").replace("−", "-").removesuffix("kr")
    if not re.fullmatch(r"[+-]?[0-9]{1,12}" + (rf"(?:,[0-9]{{1,{places}}})?" if places else ""), digits):
        return None
    return Fraction(digits.replace(",", "."))


def canonical(value: Value) -> str:
    """The text that a value is kept as: reading it gives the value again."""
    if isinstance(value, Amount):
        return _plain(value.kronor, 2)
    if isinstance(value, Reach):
        low, high = _digits(value.low * 100), _digits(value.high * 100)
        return low if low == high else f"{low}..{high}"
    if isinstance(value, Months):
        return f"{value.first}..{value.last}"
    if isinstance(value, Fraction):
        return _digits(value)
    return value


def in_words(known: Known, value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, Amount):
        return in_kronor(value)
    if isinstance(value, Reach):
        low, high = _digits(value.low * 100), _digits(value.high * 100)
        return f"{low}\u00a0%" if low == high else f"{low}–{high}\u00a0%"
    if isinstance(value, Months):
        return f"{value.first} till {value.last}, {value.count} månader"
    if isinstance(value, Fraction):
        return _digits(value)
    return (known.choices or {}).get(value, value)


def read_qualifier(known: Known, text: str) -> str:
    """For what a value is given, as it is kept: a year, or nothing. Raises Unreadable."""
    typed = text.strip()
    if known.qualifier is Qualifier.NONE:
        return ""
    if not re.fullmatch(r"[0-9]{4}", typed) or not FIRST_YEAR <= int(typed) <= LAST_YEAR:
        raise Unreadable(
            f"”{typed}” är inget år som går att räkna med. Skriv fyra siffror, {FIRST_YEAR} till {LAST_YEAR}."
        )
    return typed


# ---- reading


def _amount(known: Known, text: str) -> Value:
    exact = read_number(text, 2)
    if exact is None:
        raise Unreadable(f"”{text}” är inget belopp. Skriv kronor med högst två decimaler, till exempel 1234,50.")
    if exact < known.least:
        raise Unreadable(f"Beloppet {text} är mindre än noll. Ett belopp som betalas är noll eller mer.")
    return kronor(exact)


def _reach(known: Known, text: str) -> Value:
    low_text, dots, high_text = text.replace("%", "").partition("..")
    low, high = read_number(low_text, 3), read_number(high_text if dots else low_text, 3)
    if low is None or high is None:
        raise Unreadable(f"”{text}” är inget spann i procent. Skriv det lägsta och det högsta, till exempel 2,0..3,5.")
    if low > high:
        raise Unreadable(f"{low_text.strip()} är mer än {high_text.strip()}. Skriv det lägsta först.")
    if low < known.least or (known.most is not None and high > known.most):
        raise Unreadable(f"”{text}” procent är orimligt. Kontrollera kommat; ett index är några få procent.")
    return Reach(low / 100, high / 100)


def _days(known: Known, text: str) -> Value:
    exact = read_number(text, 2)
    if exact is None or exact < known.least or (known.most is not None and exact > known.most):
        most = "" if known.most is None else f" till {decimals(known.most, 0)}"
        raise Unreadable(f"”{text}” går inte att använda. Skriv ett tal från {decimals(known.least, 0)}{most}.")
    return exact


def _months(known: Known, text: str) -> Value:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2}) ?(?:\.\.|–) ?([0-9]{4})-([0-9]{2})", text)
    found = [int(each) for each in match.groups()] if match else []
    if not found or not all(1 <= month <= 12 for month in found[1::2]):
        raise Unreadable(f"”{text}” är inga månader. Skriv den första och den sista, till exempel 2026-04..2027-03.")
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in found[::2]):
        raise Unreadable(f"”{text}” ligger utanför {FIRST_YEAR} till {LAST_YEAR}. Kontrollera årtalen.")
    months = Months(Month(found[0], found[1]), Month(found[2], found[3]))
    if months.count < 1:
        raise Unreadable(f"{months.last} ligger före {months.first}. Skriv den första månaden först.")
    return months


def _choice(known: Known, text: str) -> Value:
    if text not in (known.choices or {}):
        raise Unreadable("Välj ett av alternativen.")
    return text


_READERS: Final[Mapping[Kind, Callable[[Known, str], Value]]] = {
    Kind.AMOUNT: _amount,
    Kind.REACH: _reach,
    Kind.NUMBER: _days,
    Kind.MONTHS: _months,
    Kind.CHOICE: _choice,
}


def _digits(exact: Fraction) -> str:
    """With as many decimals as it has, at least one for what is no whole number."""
    places = next(each for each in range(4) if (exact * 10**each).denominator == 1)
    return _plain(exact, places)


def _plain(exact: Fraction, places: int) -> str:
    return decimals(exact, places).replace("\u00a0", "")

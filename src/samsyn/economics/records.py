"""What must stand in the files that visits, places, stays and spending are read from, and what is wrong with one?

CSV as a spreadsheet saves it, with the headings below in any order. Every fault is told with its line and what to do; a file
with a fault gives nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Final, Generic, TypeVar

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.documents.problems import Problem, in_reading_order
from samsyn.documents.sheets import Column, Row, one_of, read_day, read_sheet, words
from samsyn.economics.frame import Spending
from samsyn.economics.payment_liability import Stay, stay
from samsyn.economics.special_housing import Places
from samsyn.economics.visits import Visit
from samsyn.facts.values import NO, YES, Choice, Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.money.amount import Amount, MoneyError, kronor

RecordT = TypeVar("RecordT")

STAY_FACTS: Final = (
    "inskrivningsmeddelande_skickat",
    "kommunens_insatser_efter_utskrivning",
    "oppenvardens_insatser_efter_utskrivning",
    "oppenvardens_insatser_tillgangliga",
    "sip_bedoms_behovas",
    "samtycker_till_sip",
    "kallelse_till_sip",
    "tvangsvard",
    "vardas_just_nu_i",
    "bor_i",
)
"""The facts of the vocabulary that the law's tables on payment ask for, and that a file of stays can have columns of."""

_YES_NO: Final = one_of({YES: YES, NO: NO})
_NOBODY: Final = "ingen"
"""Written as who placed somebody whom no municipality has placed; an empty cell says that nobody knows."""


@dataclass(frozen=True)
class Records(Generic[RecordT]):
    """What a file holds; nothing when it has problems."""

    records: tuple[RecordT, ...]
    problems: tuple[Problem, ...]


def read_amount(cell: str) -> Amount:
    """Kronor with a decimal comma and at most two decimals. Raises ValueError."""
    digits = re.sub(r"[ \u00a0\u202f]", "", cell).replace("−", "-").removesuffix("kr")
    if not re.fullmatch(r"-?\d{1,12}(,\d{1,2})?", digits):
        raise ValueError("Skriv kronor med högst två decimaler, till exempel 1234,50.")
    return kronor(Fraction(digits.replace(",", ".")))


def _whole(cell: str) -> int:
    if not re.fullmatch(r"[-−]?\d{1,6}", cell):
        raise ValueError("Skriv ett heltal, till exempel 27.")
    return int(cell.replace("−", "-"))


def _moment(cell: str) -> datetime:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("Skriv dag och klockslag, till exempel 2026-05-03 11:40.") from None
    if len(cell) <= len("2026-05-03"):
        raise ValueError(
            "Klockslaget behövs: före eller efter 12.00 skiljer en dag. Skriv till exempel 2026-05-03 11:40."
        )
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=STOCKHOLM)


VISIT_COLUMNS: Final = (
    Column("nummer", words(80)),
    Column("person", words(80)),
    Column("dag", read_day),
    Column("enhet", words(120)),
    Column("slag", words(40)),
    Column("läkare", _YES_NO),
    Column("listad", words(120), required=False),
    Column("inskriven", _YES_NO, required=False, empty=None),
)
"""One visit a row. `person` is any key that is the same for the same person: no name or number is needed. `slag` is the kind of
unit (`vardcentral`, `filial`, `lakarmedverkan` …). Empty `inskriven`: nobody knows."""

PLACES_COLUMNS: Final = (
    Column("boende", words(120)),
    Column("vårdcentral", words(120)),
    Column("platser", _whole),
    Column("från", read_day),
    Column("till", read_day, required=False, empty=None),
    Column("källa", words(200)),
)
"""The places of a home from a day on; one more row for each change."""

SPENDING_COLUMNS: Final = (
    Column("dag", read_day),
    Column("del", words(120)),
    Column("belopp", read_amount),
    Column("källa", words(200)),
)
"""One posting a row: what was paid, for which part of the effort, and by which voucher."""


_STAY_ITSELF: Final = (
    Column("nummer", words(80)),
    Column("från", read_day, required=False, empty=None),
    Column("folkbokförd", words(10), required=False),
    Column("bor i kommun", words(10), required=False),
    Column("placerad av", words(10), required=False),
    Column("utskrivningsklar", read_day, required=False, empty=None),
    Column("underrättelse", _moment, required=False, empty=None),
    Column("utskriven", read_day, required=False, empty=None),
)
STAY_HEADINGS: Final = (*_STAY_ITSELF, *(Column(name, str, required=False) for name in STAY_FACTS))
"""One stay a row; what becomes known later in it stands in a row of its own, with the same number and the day in `från`.
Municipalities are given by their codes. `placerad av`: a code, or `ingen`; empty when nobody knows."""


def stay_columns(vocabulary: Vocabulary) -> tuple[Column, ...]:
    """The same, each fact with the values that the vocabulary gives it."""
    facts = []
    for name in STAY_FACTS:
        domain = vocabulary.facts[name].domain
        values = domain.values if isinstance(domain, Choice) else (YES, NO)
        facts.append(Column(name, one_of({value: value for value in values}), required=False, empty=None))
    return (*_STAY_ITSELF, *facts)


def read_visits(path: Path) -> Records[Visit]:
    """A file of visits."""
    return _read(path, VISIT_COLUMNS, _visit)


def _visit(row: Row) -> Visit:
    enrolled = None if row["inskriven"] is None else row["inskriven"] == YES
    return Visit(
        row["nummer"],
        row["person"],
        row["dag"],
        row["enhet"],
        row["slag"],
        row["läkare"] == YES,
        row["listad"],
        enrolled,
    )


def read_places(path: Path) -> Records[Places]:
    """A file of the places of homes."""
    return _read(path, PLACES_COLUMNS, _places)


def _places(row: Row) -> Places:
    if row["platser"] < 0:
        raise MoneyError(f"{row['boende']}: {row['platser']} platser är negativt")
    if row["till"] is not None and row["till"] < row["från"]:
        raise MoneyError(f"{row['boende']}: slutar {row['till']}, före {row['från']}")
    return Places(row["boende"], row["vårdcentral"], row["platser"], row["från"], row["till"], row["källa"])


def read_spending(path: Path) -> Records[Spending]:
    """A file of what has been paid out of the frame."""
    return _read(path, SPENDING_COLUMNS, lambda row: Spending(row["dag"], row["del"], row["belopp"], row["källa"]))


def _read(path: Path, columns: Sequence[Column], make: Callable[[Row], RecordT]) -> Records[RecordT]:
    rows, problems = read_sheet(path, columns)
    made = []
    for row in rows:
        try:
            made.append(make(row))
        except MoneyError as error:
            problems.append(row.problem(f"{error}.", "Rätta raden."))
    return _whole_or_nothing(made, problems)


def _whole_or_nothing(made: Sequence[RecordT], problems: Sequence[Problem]) -> Records[RecordT]:
    return Records(() if problems else tuple(made), in_reading_order(problems))


# ---- stays, which may have several rows


def read_stays(path: Path, vocabulary: Vocabulary, municipalities: Mapping[str, str]) -> Records[Stay]:
    """A file of stays; `municipalities` has the name of each code that exists."""
    rows, problems = read_sheet(path, stay_columns(vocabulary))
    first: dict[str, Row] = {}
    later: dict[str, list[Row]] = {}
    for row in rows:
        problems.extend(_of_a_stay(row, first, later))
    made = []
    for name, row in first.items():
        if any(not row[heading] for heading in NEEDED):
            continue
        try:
            made.append(_stay(row, later.get(name, []), municipalities))
        except MoneyError as error:
            problems.append(row.problem(f"{str(error).removesuffix('; ingenting är räknat')}.", "Rätta raden."))
    return _whole_or_nothing(made, problems)


NEEDED: Final = ("folkbokförd", "utskrivningsklar")
"""What a stay's first row must say; in the rows that follow it may be empty."""


def _of_a_stay(row: Row, first: dict[str, Row], later: dict[str, list[Row]]) -> Iterator[Problem]:
    """Put a row where it belongs, and say what it lacks."""
    name = row["nummer"]
    if row["från"] is not None:
        if name not in first:
            yield row.problem(f"Vårdtillfället ”{name}” har ingen första rad.", "Sätt raden utan dag i ”från” före.")
        elif any(row["från"] == other["från"] for other in later.get(name, ())):
            yield row.problem(f"”{name}” har två rader från {row['från']}.", "Slå ihop dem.")
        later.setdefault(name, []).append(row)
        return
    if name in first:
        yield row.problem(
            f"”{name}” står redan på rad {first[name].place.line}.", "Ge raden dagen i ”från”, eller ta bort den."
        )
        return
    first[name] = row
    for heading in NEEDED:
        if not row[heading]:
            yield row.problem(f"”{heading}” är tom.", "Fyll i den på vårdtillfällets första rad.")


def _stay(row: Row, later: Sequence[Row], municipalities: Mapping[str, str]) -> Stay:
    placed = row["placerad av"]
    return stay(
        id=row["nummer"],
        home=row["folkbokförd"],
        ready=row["utskrivningsklar"],
        notice=row["underrättelse"],
        left=row["utskriven"],
        known={date.min: _facts(row), **{other["från"]: _facts(other) for other in later}},
        municipalities=municipalities,
        lives_in=row["bor i kommun"],
        placed_by=("" if placed == _NOBODY else placed) if placed else None,
    )


def _facts(row: Row) -> dict[str, Value]:
    return {name: row[name] for name in STAY_FACTS if row[name] is not None}

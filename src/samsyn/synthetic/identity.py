"""Which identity numbers may be given to made-up persons: only such as no real person can have.

Skatteverket publishes test numbers that it never gives to anyone (open data "Testpersonnummer" and
"Testsamordningsnummer", CC0, www.dataportal.se; "får bara användas i testmiljön – aldrig i produktion"). As copies of the
lists for 1890–2024 have them (1909–1976 read through, the rest in samples) they are:

- born 1890–1910: one a day, birth number 980 or above. Nobody in care is that old, so they are not used here;
- born 1911–1975: a few scattered numbers a year. **There is no series.** Before 1990 a birth number told the county, 238
  and 239 lay among Östergötland's, and only where one happened to be free (some days of a year) is it a test number;
- born from 1976: every day birth number 238 (woman) and 239 (man);
- samordningsnummer: always 238 (woman) or 239 (man), but before the 2020s for scattered days only.

So nobody born before 1976 may be given a number made by rule: it could be a living person's. They get one of the published
numbers below while those last, and otherwise a reserve number, which care itself gives to whoever has no number that can be
used. The reserve numbers here are of a form of our own, `YYYYMMDDDnnk`: a D as in *demo* where every personnummer has a
figure, then a running number (even for women, odd for men) and the check figure of a personnummer, the D counted as 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random
from types import MappingProxyType

WOMAN, MAN = "kvinna", "man"
PERSONNUMMER, SAMORDNINGSNUMMER, RESERVNUMMER = "personnummer", "samordningsnummer", "reservnummer"
FIRST_YEAR_OF_SERIES = 1976
"""From this year of birth there are two test numbers for every day."""
BIRTH_NUMBERS: Mapping[str, str] = MappingProxyType({WOMAN: "238", MAN: "239"})
ADDED_TO_DAY = 60
"""What makes a samordningsnummer of the day of birth."""
RUNNING_NUMBERS = 100
"""Reserve numbers for one day of birth, half of them for women."""

PUBLISHED_PERSONNUMMER = (
    *("193002012387", "193512172382", "193802052393", "193812012395", "193812192395", "193911152381", "193912052390"),
    *("193912312380", "194001042383", "194002152397", "194012022382", "194101012393", "194208272395", "194303282398"),
    *("194304302385", "194401012390", "194401012382", "194401162385", "194401162393", "194412312391", "194501202388"),
    *("194502202395", "194504302383", "194509302396", "194511102388", "194512222391", "194602112395", "194701302392"),
    *("194710162381", "194805132380", "194809132386", "195002192382", "195303282387", "195308072395", "195309192382"),
    *("195404132382", "195506302388", "195509132386", "195607222394", "195609052385", "195610132382", "195808052384"),
    *("196301052392", "196302052383", "196303042391", "196408312384", "196411182394", "196612312386", "196612312394"),
    *("196810292398", "196810292380", "196811022380", "196811022398", "196904262398", "196904302384", "196906052391"),
    *("196906092389", "196906112393", "196909092394", "197101152390", "197104142398", "197105142397", "197207172391"),
    *("197211292383", "197408302391", "197409112393", "197510012383", "197510082386", "197510152387"),
)
"""Of Skatteverket's test numbers for people born 1930–1975, such as have birth number 238 or 239; there may be more."""

PUBLISHED_SAMORDNINGSNUMMER = (
    *("193001612385", "193102772385", "193205682390", "193306652383", "193402612380", "193505742399", "193604642391"),
    *("193703682397", "193802712384", "193902722390", "194002612382", "194103692382", "194205782396", "194303652384"),
    *("194405682396", "194504762396", "194602662399", "194703822397", "194803662396", "194903622399", "195004842398"),
)
"""One of Skatteverket's test numbers for each year of birth 1930–1950."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity number with what it says of the person: day of birth and sex."""

    number: str
    kind: str
    born: date
    sex: str


def check_digit(nine: str) -> str:
    """The last figure of a personnummer, from the nine before it (YYMMDDnnn): the Luhn algorithm, Skatteverket's SKV 704."""
    doubled = (int(figure) * (2 - place % 2) for place, figure in enumerate(nine))
    return str(-sum(each - 9 if each > 9 else each for each in doubled) % 10)


def identity_of(number: str) -> Identity:
    """Read a number of one of the three kinds; `ValueError` when it has not their form, or a wrong check figure."""
    reserve = number[8:9] == "D"
    figures = number[:8] + number[9:] if reserve else number
    if len(number) != 12 or not (figures.isascii() and figures.isdecimal()):
        raise ValueError(f"”{number}” har inte formen ÅÅÅÅMMDDNNNK.")
    if number[-1] != check_digit(number[2:8] + ("1" if reserve else number[8]) + number[9:11]):
        raise ValueError(f"”{number}” har fel kontrollsiffra.")
    day = int(number[6:8])
    coordination = day > ADDED_TO_DAY and not reserve
    born = date(int(number[:4]), int(number[4:6]), day - ADDED_TO_DAY if coordination else day)
    kind = RESERVNUMMER if reserve else SAMORDNINGSNUMMER if coordination else PERSONNUMMER
    return Identity(number, kind, born, MAN if int(number[10]) % 2 else WOMAN)


def is_test_number(number: str) -> bool:
    """Whether the number is one that no real person can have, as this module knows them."""
    try:
        identity = identity_of(number)
    except ValueError:
        return False
    if identity.kind == SAMORDNINGSNUMMER:
        return number in PUBLISHED_SAMORDNINGSNUMMER
    if identity.kind == PERSONNUMMER and identity.born.year < FIRST_YEAR_OF_SERIES:
        return number in PUBLISHED_PERSONNUMMER
    return identity.kind == RESERVNUMMER or number[8:11] in BIRTH_NUMBERS.values()


def give_identity(taken: set[str], random: Random, born: date, sex: str) -> Identity:
    """A number for somebody born about this day: a published one of the same year, one of the series, or a reserve number.

    `taken` are the numbers already given away, to which this one is added. A published number brings its own day of birth and sex; anyone else keeps both, except that a day whose reserve numbers
    are all given away is exchanged for the next.
    """
    if born.year < FIRST_YEAR_OF_SERIES:
        return _published(taken, _PERSONNUMMER_OF_YEAR, born.year) or _reserve(taken, random, born, sex)
    nine = f"{born:%y%m%d}{BIRTH_NUMBERS[sex]}"
    number = f"{born:%Y}{nine[2:]}{check_digit(nine)}"
    return _give(taken, number) if number not in taken else _reserve(taken, random, born, sex)


def give_coordination_number(taken: set[str], born: date) -> Identity | None:
    """A published samordningsnummer for somebody born the same year, if one is left."""
    return _published(taken, _SAMORDNINGSNUMMER_OF_YEAR, born.year)


def _of_year(numbers: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    return {year: tuple(some) for year, some in groupby(sorted(numbers), key=lambda each: int(each[:4]))}


_PERSONNUMMER_OF_YEAR = _of_year(PUBLISHED_PERSONNUMMER)
_SAMORDNINGSNUMMER_OF_YEAR = _of_year(PUBLISHED_SAMORDNINGSNUMMER)


def _published(taken: set[str], numbers: Mapping[int, tuple[str, ...]], year: int) -> Identity | None:
    number = next((each for each in numbers.get(year, ()) if each not in taken), None)
    return _give(taken, number) if number else None


def _reserve(taken: set[str], random: Random, born: date, sex: str) -> Identity:
    first = random.randrange(RUNNING_NUMBERS // 2)
    for step in range(RUNNING_NUMBERS // 2):
        running = 2 * ((first + step) % (RUNNING_NUMBERS // 2)) + (sex == MAN)
        number = f"{born:%Y%m%d}D{running:02d}{check_digit(f'{born:%y%m%d}1{running:02d}')}"
        if number not in taken:
            return _give(taken, number)
    return _reserve(taken, random, born + timedelta(days=1), sex)


def _give(taken: set[str], number: str) -> Identity:
    taken.add(number)
    return identity_of(number)

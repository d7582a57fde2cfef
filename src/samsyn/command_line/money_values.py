"""How numbers, years, ranges and counts are read from what was typed after `samsyn money`."""

import argparse
import re
from collections.abc import Iterable
from fractions import Fraction

from samsyn.command_line.sayings import NotPossibleError

_RANGE = re.compile(r"([+−-]?\d+(?:,\d+)?)(?:\.\.([+−-]?\d+(?:,\d+)?))?\s*%?")


def year(text: str) -> int:
    """A year of four digits, for argparse."""
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise argparse.ArgumentTypeError(f"”{text}” är inget årtal; skriv t.ex. 2026")
    return int(text)


def read_number(text: str, what: str) -> Fraction:
    """A number with a decimal comma: "60512345,50". Raises NotPossibleError."""
    digits = text.replace(" ", "").replace("\u00a0", "").replace("−", "-")
    if not re.fullmatch(r"-?\d{1,15}(,\d{1,9})?", digits):
        raise NotPossibleError(f"{what} ”{text}” är inget tal; skriv till exempel 1234,50")
    return Fraction(digits.replace(",", "."))


def read_percentages(given: Iterable[str], years: Iterable[int], option: str) -> dict[int, tuple[Fraction, Fraction]]:
    """`2025=2,0..3,5` → year and lowest and highest, as parts of one; `övriga=` for every year of `years` not named."""
    found: dict[int, tuple[Fraction, Fraction]] = {}
    others: tuple[Fraction, Fraction] | None = None
    for each in given:
        which, _, text = each.partition("=")
        match = _RANGE.fullmatch(text.strip())
        if match is None or not re.fullmatch(r"\d{4}|övriga", which):
            raise NotPossibleError(f"{option} ”{each}” går inte att förstå; skriv till exempel 2025=2,0..3,5")
        low, high = (read_number((part or match[1]).lstrip("+"), option) / 100 for part in (match[1], match[2]))
        if which == "övriga":
            others = low, high
        elif int(which) in found:
            raise NotPossibleError(f"{option} anger {which} två gånger")
        else:
            found[int(which)] = low, high
    if others is not None:
        found |= {each: others for each in years if each not in found}
    return found


def read_pair(text: str, sign: str, option: str) -> tuple[Fraction, Fraction]:
    """Two numbers with a sign between."""
    first, found, second = text.partition(sign)
    if not found:
        raise NotPossibleError(f"{option} ”{text}” går inte att förstå; skriv två tal med {sign} emellan")
    return read_number(first, option), read_number(second, option)


def read_years_before(text: str, option: str) -> tuple[int, int]:
    """Two whole numbers of years: "3,2"."""
    match = re.fullmatch(r"(\d{1,2}), ?(\d{1,2})", text)
    if match is None:
        raise NotPossibleError(f"{option} ”{text}” går inte att förstå; skriv två hela tal, till exempel 3,2")
    return int(match[1]), int(match[2])


def read_people(text: str, option: str) -> tuple[str, int, int]:
    """`Laholm=2024:27000` → municipality, year, count."""
    match = re.fullmatch(r"(\w+)=(\d{4}):(-?\d+)", text)
    if match is None:
        raise NotPossibleError(f"{option} ”{text}” går inte att förstå; skriv till exempel Laholm=2024:27000")
    return match[1], int(match[2]), int(match[3])

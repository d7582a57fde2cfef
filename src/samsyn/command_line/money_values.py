"""How numbers, years, ranges and counts are read from what was typed after `samsyn money`."""

import argparse
import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from samsyn.command_line.sayings import NotPossibleError
from samsyn.economics.months import Month
from samsyn.economics.records import read_amount
from samsyn.money.tariff import Price

_RANGE = re.compile(r"([+−-]?\d+(?:,\d+)?)(?:\.\.([+−-]?\d+(?:,\d+)?))?\s*%?")


def year(text: str) -> int:
    """A year of four digits, for argparse."""
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise argparse.ArgumentTypeError(f"”{text}” är inget årtal; skriv t.ex. 2026")
    return int(text)


def months(text: str) -> int:
    """A number of months, for argparse."""
    if not re.fullmatch(r"[1-9]\d{0,2}", text):
        raise argparse.ArgumentTypeError(f"”{text}” är inget antal månader; skriv t.ex. 12")
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


def read_prices(given: Iterable[str], option: str) -> tuple[Price, ...]:
    """`2026-03-03..2026-08-31=1500,00: beslut` → a price with its days and its source.

    The days are a year, or a day from which it goes on, or the first and the last. Raises NotPossibleError, also for a price
    without a source.
    """
    return tuple(_read_price(text, option) for text in given)


def _read_price(text: str, option: str) -> Price:
    span, is_given, rest = text.partition("=")
    amount, _, source = rest.partition(":")
    if not is_given:
        raise NotPossibleError(
            f"{option} ”{text}” går inte att förstå; skriv till exempel ”2026-03-03=1500,00: beslut 2026-05-02”"
        )
    if not source.strip():
        raise NotPossibleError(
            f"{option} ”{text}” har ingen källa, och ett belopp utan källa används inte; skriv den efter ett kolon"
        )
    first, _, last = span.strip().partition("..")
    try:
        kronor = read_amount(amount.strip())
        if re.fullmatch(r"\d{4}", span.strip()):
            return Price(kronor, date(int(span), 1, 1), date(int(span), 12, 31), source.strip())
        return Price(kronor, date.fromisoformat(first), date.fromisoformat(last) if last else None, source.strip())
    except ValueError as error:
        said = (
            f"”{span.strip()}” är varken ett år eller dagar"
            if "isoformat" in str(error) or "year" in str(error)
            else f"”{amount.strip()}”: {error}"
        )
        raise NotPossibleError(f"{option} ”{text}” går inte att förstå – {said.rstrip('.')}") from None


def needed(what: Mapping[str, object | None]) -> None:
    """Raises NotPossibleError naming every option that has no value and must have one."""
    missing = [option for option, value in what.items() if value in (None, "", [])]
    if missing:
        raise NotPossibleError(
            f"{', '.join(missing)} behövs: det säger inga avtal, och ingenting räknas utan att någon har bestämt det"
        )


def read_month(text: str, option: str) -> Month:
    """`2026-03`. Raises NotPossibleError."""
    match = re.fullmatch(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])", text)
    if match is None:
        raise NotPossibleError(f"{option} ”{text}” är ingen månad; skriv till exempel 2026-03")
    return Month(int(match[1]), int(match[2]))

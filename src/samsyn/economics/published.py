"""What has been paid, as printed; and do the printed figures agree with each other?

The amounts stand in the agreements' own rows (`Utbetalt per kommun`), each until the next version. Totals, growth and
means are computed again and held against what is printed; a difference is either what the rounding of the parts allows,
or something else.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from samsyn.economics.derivation import Derivation, MissingFigureError, Unit, computed, given, summed
from samsyn.economics.figures import (
    MUNICIPALITIES,
    Figures,
    known_municipality,
    last_digit,
    our_formula,
    published_figures,
)
from samsyn.economics.indexation import told
from samsyn.money.amount import KRONOR_PER_MILLION, MoneyError
from samsyn.rules.formulas import number_value
from samsyn.rules.versions import Agreement

COUNTY: Final = "hela länet"
PER_YEAR: Final = "per år"
_MILLIONS = re.compile(r"([\d \u00a0]+(?:,\d+)?) mnkr")
ROOT_DIGITS: Final = 10**9
"""A mean yearly growth is a root, which is no fraction: it is enclosed between two that differ by one part of this."""


@dataclass(frozen=True, slots=True)
class Published:
    """The printed amounts by party (a municipality or `COUNTY`) and year, and the printed growth."""

    amounts: Mapping[tuple[str, int], Derivation]
    growth: Figures

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a total."""
        return tuple(sorted(year for party, year in self.amounts if party == COUNTY))


def published(agreements: Iterable[Agreement], growth: Figures | None = None) -> Published:
    """The amounts of all versions of the agreement on home care. Raises MoneyError for two amounts of one party and year."""
    found: dict[tuple[str, int], Derivation] = {}
    for agreement in agreements:
        for row in agreement.provisions:
            amount = _MILLIONS.fullmatch(row.columns.get("Belopp", ""))
            party = row.name
            if row.kind != "Ersättning" or row.columns["Enhet"] != PER_YEAR or amount is None:
                continue
            if party not in (COUNTY, *MUNICIPALITIES):
                continue
            key = party, int(row.columns["Gäller från"][:4])
            if key in found:
                raise MoneyError(f"två belopp för {party} {key[1]}: ingenting är räknat")
            found[key] = given(
                f"{'länets' if party == COUNTY else party + 's'} ersättning {key[1]}, tryckt",
                number_value(amount[1]) * KRONOR_PER_MILLION,
                Unit.KRONOR,
                told(agreement, row),
                last_digit(amount[1]) * KRONOR_PER_MILLION / 2,
            )
    return Published(found, published_figures("ersattning") if growth is None else growth)


def printed_amount(table: Published, party: str, year: int) -> Derivation:
    """What is printed for a party and year. Raises MissingFigureError when nothing is."""
    if party != COUNTY:
        known_municipality(party)
    found = table.amounts.get((party, year))
    if not table.years:
        raise MissingFigureError("ersättningen är inte publicerad i avtalet. Ingenting är räknat")
    if found is None:
        first, last = table.years[0], table.years[-1]
        raise MissingFigureError(
            f"ersättningen till {party} {year} är inte publicerad; tabellen går från {first} till {last}. Ingenting är räknat"
        )
    return found


# ---- recomputing


class Verdict(StrEnum):
    """How a printed figure stands to the recomputed one."""

    SAME = "stämmer"
    ROUNDING = "ryms i avrundningen"
    OTHER = "mer än avrundning"


@dataclass(frozen=True, slots=True)
class Check:
    """A printed figure beside the same one recomputed from its parts."""

    name: str
    printed: Derivation
    recomputed: Derivation
    verdict: Verdict

    @property
    def difference(self) -> Fraction:
        """Printed less recomputed, in the unit of both; the recomputed one as many digits as are printed."""
        return self.printed.value - _as_printed(self.recomputed.value, self.printed)


def recompute(table: Published) -> tuple[Check, ...]:
    """Every total, yearly growth, the growth of the whole period and the mean growth, in that order."""
    return (*_totals(table), *_yearly(table), *_whole_period(table))


def _check(name: str, printed: Derivation, recomputed: Derivation) -> Check:
    if _as_printed(recomputed.value, printed) == printed.value:
        verdict = Verdict.SAME
    elif recomputed.low <= printed.high and printed.low <= recomputed.high:
        verdict = Verdict.ROUNDING
    else:
        verdict = Verdict.OTHER
    return Check(name, printed, recomputed, verdict)


def _as_printed(value: Fraction, printed: Derivation) -> Fraction:
    """A value rounded half up to the last printed digit."""
    step = 2 * (printed.high - printed.value)
    return (value / step + Fraction(1, 2)).__floor__() * step if step else value


def _totals(table: Published) -> Iterable[Check]:
    for year in table.years:
        parts = tuple(printed_amount(table, each, year) for each in MUNICIPALITIES)
        total = summed(f"kommunernas summa {year}", parts, Unit.KRONOR)
        yield _check(f"summa {year}", printed_amount(table, COUNTY, year), total)


def growth(table: Published, party: str, first: int, last: int) -> Derivation:
    """How much more a party was paid in the last year than in the first. Raises MissingFigureError, MoneyError."""
    if last <= first:
        raise MoneyError(f"{last} ligger inte efter {first}. Ingenting är räknat")
    name = f"ökning {first}–{last}, {party}"
    return _growth(name, printed_amount(table, party, first), printed_amount(table, party, last))


def _growth(name: str, before: Derivation, after: Derivation) -> Derivation:
    return computed(name, our_formula("= efter / före − 1"), {"efter": after, "före": before}, Unit.SHARE)


def _printed_growth(table: Published, row: str, about: str) -> Derivation:
    cell = table.growth.get(("Tryckt utveckling", row, "Värde"))
    if cell is None:
        raise MissingFigureError(f"den tryckta utvecklingen för {row} finns inte. Ingenting är jämfört")
    return given(f"{about}, tryckt", cell.value, Unit.SHARE, cell.source, cell.margin)


def _yearly(table: Published) -> Iterable[Check]:
    for year in table.years[1:]:
        grown = _growth(f"ökning {year}", printed_amount(table, COUNTY, year - 1), printed_amount(table, COUNTY, year))
        yield _check(f"ökning {year}", _printed_growth(table, str(year), f"ökning {year}"), grown)


def _whole_period(table: Published) -> Iterable[Check]:
    first, last = table.years[0], table.years[-1]
    name = f"ökning {first}–{last}"
    whole = _growth(name, printed_amount(table, COUNTY, first), printed_amount(table, COUNTY, last))
    yield _check(name, _printed_growth(table, "hela perioden", name), whole)
    printed = _printed_growth(table, "snitt per år", "ökning per år i snitt")
    yield _check("ökning per år i snitt, geometriskt", printed, yearly_mean(whole, last - first))
    rates = tuple(_printed_growth(table, str(year), f"ökning {year}") for year in table.years[1:])
    total = summed("de tryckta årens summa", rates, Unit.SHARE)
    count = given("antal år", len(rates), Unit.COUNT, "tabellen")
    mean = computed(
        "årstalens medelvärde", our_formula("= summan / antal år"), {"summan": total, "antal år": count}, Unit.SHARE
    )
    yield _check("ökning per år i snitt, årstalens medelvärde", printed, mean)


def yearly_mean(whole: Derivation, years: int) -> Derivation:
    """The growth that, the same each year, gives the growth of the whole period: a root, enclosed between fractions."""

    def root(grown: Fraction) -> int:
        """The greatest whole number of billionths whose power is not above the growth."""
        low, high = 0, ROOT_DIGITS * (1 + (1 + grown).__ceil__())
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if Fraction(middle, ROOT_DIGITS) ** years <= 1 + grown else (low, middle)
        return low

    return Derivation(
        "ökning per år i snitt",
        Fraction(root(whole.value), ROOT_DIGITS) - 1,
        Unit.SHARE,
        Fraction(root(whole.low), ROOT_DIGITS) - 1,
        Fraction(root(whole.high) + 1, ROOT_DIGITS) - 1,
        f"(1 + ökningen)^(1/{years}) − 1",
        (whole,),
        rounding="roten nedåt till en miljarddel",
    )

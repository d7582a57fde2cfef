"""What is a vårdcentral paid in a year for its assignment at särskilt boende, from the places that are published?

The proposal of 2026 (seed 000) pays a standard amount for each ten residents and raises it by half; from which day, what
amount and for how long a time it is paid no source says, nor how a started ten counts. All that is given with a source, or
nothing is computed. A change of places during the year counts from its day, by days.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Final

from samsyn.economics.clauses import clauses, formula, noted, published_prices, the_clause, with_given
from samsyn.economics.derivation import Derivation, Unit, computed, given, summed, to_whole_ore
from samsyn.economics.months import Month, month_of
from samsyn.money.amount import MoneyError, Rounding
from samsyn.money.tariff import Price, Tariff, price_on
from samsyn.rules.versions import Agreement

AGREEMENT: Final = "halland/sarskilt-boende"
CLAUSE: Final = "schablon"
RAISE_CLAUSE: Final = "höjning"
RESIDENTS_IN_A_UNIT: Final = 10
WHERE_ROUNDED: Final = "vid periodens belopp per boende"


class StartedTen(StrEnum):
    """How places that are no whole number of tens count: nobody has said."""

    WHOLE = "bara hela tiotal"
    STARTED = "varje påbörjat tiotal"
    EXACT = "exakt andel av ett tiotal"

    def tens(self, places: int) -> Fraction:
        """How many tens some places are: 27 are 2, 3 or 27/10."""
        if self is StartedTen.EXACT:
            return Fraction(places, RESIDENTS_IN_A_UNIT)
        return Fraction(
            (places if self is StartedTen.WHOLE else places + RESIDENTS_IN_A_UNIT - 1) // RESIDENTS_IN_A_UNIT
        )


class PaidFor(StrEnum):
    """What time the standard amount is for."""

    YEAR = "år"
    MONTH = "månad"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a home from a day until a day, both included, with the unit that has the assignment there.

    `until` None: until the next row of the same home, or on. `source` is where they are published.
    """

    home: str
    unit: str
    places: int
    since: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Raise:
    """An increase in per cent from a day on: 50 is half as much again. `source` says who raised it, and from when."""

    percent: Fraction
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class AssignmentRules:
    """What the proposal leaves open. `raised` None: the amounts given are what is paid, the raise in them if there is one."""

    tens: StartedTen
    paid_for: PaidFor
    raised: Raise | None
    rounding: Rounding
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise MoneyError("reglerna för uppdraget på särskilt boende har ingen källa: ange vem som har bestämt dem")


def standard_prices(agreement: Agreement, given_prices: Iterable[Price] = ()) -> Tariff:
    """The standard amount per ten residents: what the agreement publishes, if ever, and what is given with a source."""
    return with_given(published_prices(clauses(agreement, CLAUSE)), given_prices)


def proposed_raise(agreement: Agreement, since: date, source: str) -> Raise:
    """The raise as the agreement's row has it (+50 %), from a day that `source` gives: the row has none."""
    row = the_clause(agreement, RAISE_CLAUSE)
    if row.percent is None:
        raise MoneyError(f"{row.where} säger ingen procentsats. Ingenting är räknat")
    return Raise(row.percent, since, f"{row.told}; {row.where}; från {since} enligt {source}")


def year_of_assignments(year: int, published: Sequence[Places], prices: Tariff, rules: AssignmentRules) -> Derivation:
    """What is paid for a year: by unit with the assignment, by home, by span of days in which nothing changes.

    Each home's year is exact until it is rounded to whole öre, once (`WHERE_ROUNDED`); sums add what is rounded.
    Raises MoneyError, and computes nothing, for places that are negative, without source, two rows for one home and day, no
    places at all in the year, or a day without an amount.
    """
    return assignments(str(year), date(year, 1, 1), date(year, 12, 31), published, prices, rules)


def raise_of_month(month: Month, published: Sequence[Places], prices: Tariff, rules: AssignmentRules) -> Derivation:
    """What the raise alone comes to in a month: the assignment with it, less the assignment without. Raises MoneyError."""
    inputs = {
        name: assignments(str(month), month.first, month.last, published, prices, each)
        for name, each in (("med höjningen", rules), ("utan höjningen", replace(rules, raised=None)))
    }
    return computed(f"Höjningen av uppdraget på särskilt boende {month}", _RAISE, inputs, Unit.KRONOR)


def assignments(
    name: str, first: date, last: date, published: Sequence[Places], prices: Tariff, rules: AssignmentRules
) -> Derivation:
    """What is paid for some days, both included; `name` is what they are called. As `year_of_assignments`."""
    if not prices.prices:
        raise MoneyError(
            f"schablonen per {RESIDENTS_IN_A_UNIT} boende är inte publicerad och har inte angetts. "
            "Ange den med datum och källa; ingenting är räknat"
        )
    rows = [(row, span) for row in _ordered(published) if (span := _within(row, first, last)) is not None]
    if not rows:
        raise MoneyError(f"inga platser är angivna för {name}. Ange de publicerade platserna; ingenting är räknat")
    units: dict[str, dict[str, list[Derivation]]] = {}
    for row, (since, until) in rows:
        spans = units.setdefault(row.unit, {}).setdefault(row.home, [])
        spans.extend(_parts(row, since, until, prices, rules))
    sums = []
    for unit, homes in units.items():
        by_home = [
            to_whole_ore(summed(f"{home} {name}", tuple(parts), Unit.KRONOR), rules.rounding, WHERE_ROUNDED)
            for home, parts in homes.items()
        ]
        sums.append(summed(f"{unit} {name}", tuple(by_home), Unit.KRONOR))
    whole = summed(f"Uppdraget på särskilt boende {name}", tuple(sums), Unit.KRONOR)
    return noted(whole, f"{rules.tens.value}, schablonen är per {rules.paid_for.value} ({rules.source})")


def _ordered(published: Sequence[Places]) -> Iterator[Places]:
    """Each row with its last day; those of a home must not overlap."""
    homes: dict[str, list[Places]] = {}
    for row in published:
        if row.places < 0:
            raise MoneyError(
                f"{row.home}: {row.places} platser från {row.since} är negativt. Rätta antalet; ingenting är räknat"
            )
        if not row.source.strip():
            raise MoneyError(f"{row.home}: platserna från {row.since} har ingen källa; ingenting är räknat")
        if row.until is not None and row.until < row.since:
            raise MoneyError(f"{row.home}: platserna från {row.since} slutar redan {row.until}; ingenting är räknat")
        homes.setdefault(row.home, []).append(row)
    for rows in homes.values():
        rows.sort(key=lambda row: row.since)
        for earlier, later in pairwise(rows):
            if later.since == earlier.since or (earlier.until is not None and later.since <= earlier.until):
                raise MoneyError(f"{earlier.home}: två uppgifter om platser gäller {later.since}; ingenting är räknat")
            yield Places(
                earlier.home,
                earlier.unit,
                earlier.places,
                earlier.since,
                earlier.until or later.since - timedelta(days=1),
                earlier.source,
            )
        yield rows[-1]


def _within(row: Places, first: date, last: date) -> tuple[date, date] | None:
    since, until = max(row.since, first), min(row.until or date.max, last)
    return (since, until) if since <= until else None


_PART: Final = formula("tiotal × schablon × dagar / periodens dagar")
_RAISE: Final = formula("med höjningen − utan höjningen")
_RAISED_PART: Final = formula("tiotal × schablon × (1 + höjning) × dagar / periodens dagar")


def _parts(row: Places, first: date, last: date, prices: Tariff, rules: AssignmentRules) -> Iterator[Derivation]:
    """One part for each span with one price, raise and period."""
    tens = given(
        "tiotal", rules.tens.tens(row.places), Unit.COUNT, row.source, note=f"{row.places} platser; {rules.tens.value}"
    )
    day = first
    while day <= last:
        price = price_on(prices, day)
        period_first, period_last = _period(day, rules.paid_for)
        end = min(last, period_last, price.until or date.max)
        raised = rules.raised if rules.raised is not None and rules.raised.since <= day else None
        if rules.raised is not None and day < rules.raised.since <= end:
            end = rules.raised.since - timedelta(days=1)
        inputs = {
            "tiotal": tens,
            "schablon": given("schablon", price.amount.kronor, Unit.KRONOR, price.source),
            "dagar": given("dagar", _days(day, end), Unit.COUNT, f"{day}–{end}"),
            "periodens dagar": given(
                "periodens dagar", _days(period_first, period_last), Unit.COUNT, f"{period_first}–{period_last}"
            ),
        }
        if raised is not None:
            inputs["höjning"] = given("höjning", raised.percent / 100, Unit.SHARE, raised.source)
        yield computed(
            f"{row.home} {day}–{end}",
            _PART if raised is None else _RAISED_PART,
            inputs,
            Unit.KRONOR,
            sources=(rules.source,),
        )
        day = end + timedelta(days=1)


def _period(day: date, paid_for: PaidFor) -> tuple[date, date]:
    """The first and last day of the year or month that a day is in."""
    if paid_for is PaidFor.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    month = month_of(day)
    return month.first, month.last


def _days(first: date, last: date) -> int:
    return (last - first).days + 1

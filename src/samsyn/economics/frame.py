"""How much of the frame for Läkarinsatser i hemmet is planned, spent and likely to be spent, month by month?

The decision of 2026-03-03 redistributes 28.5 million kronor (seed 000). For which months it does not say: they are given with a
source. The plan is the frame in equal parts; the forecast is arithmetic that is stated with it, no model: each month to come costs
what the months so far cost on average, at least what the cheapest did, at most what the dearest did.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from samsyn.economics.clauses import formula, the_clause
from samsyn.economics.derivation import Derivation, Unit, computed, given, summed
from samsyn.economics.months import Month, month_of
from samsyn.money.amount import NOTHING, Amount, MoneyError
from samsyn.money.amount import total as total_of
from samsyn.money.shares import ROUNDING, equal_shares
from samsyn.rules.versions import Agreement

AGREEMENT: Final = "halland/lakarinsatser"
CLAUSE: Final = "satsningen"
FEWEST_MONTHS: Final = 2
"""Months that must be over before any are forecast: one alone has no range."""

HOW_FORECAST: Final = (
    "kommande månader kostar som de avslutade i genomsnitt; lägst som den billigaste, högst som den dyraste av dem"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """An amount for some months in a row. `months_source` says who has decided which months."""

    amount: Amount
    source: str
    months: tuple[Month, ...]
    months_source: str


@dataclass(frozen=True, slots=True)
class Spending:
    """Something paid out of the frame: on which day, for what (a part of the effort), how much, by which posting.

    `figure` is how the amount came about, where that is known; it is then the amount.
    """

    day: date
    part: str
    amount: Amount
    source: str
    figure: Derivation | None = None

    @property
    def derived(self) -> Derivation:
        """The amount as a figure: its own, with where it is booked, or given by its source."""
        name = f"{self.part} {self.day}"
        if self.figure is None:
            return given(name, self.amount.kronor, Unit.KRONOR, self.source)
        return replace(self.figure, name=name, sources=(self.source, *self.figure.sources))


@dataclass(frozen=True, slots=True)
class MonthOfFrame:
    """One month: its part of the frame, what is spent (None: not over yet) and what is forecast (None: over, or no ground)."""

    month: Month
    budget: Derivation
    spent: Derivation | None
    forecast: Derivation | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The frame by month, what is spent of it and what is left, and the forecast for all of it when there is ground for one."""

    months: tuple[MonthOfFrame, ...]
    spent: Derivation
    left: Derivation
    forecast: Derivation | None
    told: str


def the_frame(agreement: Agreement, first: Month, count: int, source: str) -> Frame:
    """The amount of the agreement's own row, for `count` months from `first`; which months, `source` says."""
    row = the_clause(agreement, CLAUSE)
    if row.amount is None:
        raise MoneyError(f"{row.where} har inget belopp. Ange ramen med källa; ingenting är räknat")
    return frame(row.amount, f"{row.told}; {row.where}", first, count, source)


def frame(amount: Amount, source: str, first: Month, count: int, months_source: str) -> Frame:
    """A frame for some months. Raises MoneyError without sources, months or an amount above nothing."""
    if not source.strip() or not months_source.strip():
        raise MoneyError("ramen eller dess månader har ingen källa; ingenting är räknat")
    if count < 1 or amount <= NOTHING:
        raise MoneyError(f"en ram på {amount} för {count} månader går inte att dela; ingenting är räknat")
    return Frame(amount, source, tuple(first.later(place) for place in range(count)), months_source)


_BUDGET: Final = formula("ramen / antal månader")
_LEFT: Final = formula("ramen − förbrukat")
_FORECAST: Final = formula("förbrukat + återstående månader × kostnad per månad")


def outlook(of: Frame, spending: Iterable[Spending], through: date) -> Outlook:
    """The frame as it stands when everything up to and with `through`, the last day of a month, is booked.

    A month that is over and has no spending cost 0 kronor: that nothing was spent is a figure, so `through` must be true.
    Raises MoneyError for another day, and for spending without source, outside the frame's months or after `through`.
    """
    if month_of(through).last != through:
        raise MoneyError(f"{through} är inte sista dagen i en månad. Räkna till ett månadsskifte; ingenting är räknat")
    spent = list(spending)
    for each in spent:
        _check(each, of, through)
    over = [month for month in of.months if month.last <= through]
    whole = given("ramen", of.amount.kronor, Unit.KRONOR, of.source, note=of.months_source)
    costs = {month: _spent_in(month, spent) for month in over}
    per_month = _cost_per_month(tuple(costs.values()))
    budgets = _budgets(of, whole)
    months = tuple(
        MonthOfFrame(
            month,
            budget,
            costs.get(month),
            None if month in over or per_month is None else _renamed(per_month, f"prognos {month}"),
        )
        for month, budget in zip(of.months, budgets, strict=True)
    )
    all_spent = summed("förbrukat", tuple(costs.values()), Unit.KRONOR)
    left = computed("kvar av ramen", _LEFT, {"ramen": whole, "förbrukat": all_spent}, Unit.KRONOR)
    forecast, told = None, f"färre än {FEWEST_MONTHS} månader är avslutade, så ingen prognos görs"
    if per_month is not None:
        inputs = {
            "förbrukat": all_spent,
            "återstående månader": given(
                "återstående månader", len(of.months) - len(over), Unit.COUNT, of.months_source
            ),
            "kostnad per månad": per_month,
        }
        forecast, told = (
            computed("prognos för hela ramen", _FORECAST, inputs, Unit.KRONOR, note=HOW_FORECAST),
            HOW_FORECAST,
        )
    if left.value < 0:
        told = f"ramen är överskriden; {told}"
    return Outlook(months, all_spent, left, forecast, told)


def _check(each: Spending, of: Frame, through: date) -> None:
    if each.figure is not None and each.figure.value != each.amount.kronor:
        raise ValueError(f"{each.amount} is not what its figure says, {each.figure.value}")
    if not each.source.strip():
        raise MoneyError(f"{each.amount} den {each.day} har ingen källa; ingenting är räknat")
    if month_of(each.day) not in of.months:
        span = f"{of.months[0]}–{of.months[-1]}"
        raise MoneyError(f"{each.amount} den {each.day} ligger utanför ramens månader, {span}; ingenting är räknat")
    if each.day > through:
        raise MoneyError(
            f"{each.amount} den {each.day} är senare än {through}, då allt sägs vara bokfört; ingenting är räknat"
        )


def _budgets(of: Frame, whole: Derivation) -> Sequence[Derivation]:
    """Equal parts that add up to the frame."""
    inputs = {"ramen": whole, "antal månader": given("antal månader", len(of.months), Unit.COUNT, of.months_source)}
    made = []
    for month, amount in zip(of.months, equal_shares(of.amount, len(of.months)), strict=True):
        exact = computed(
            f"budget {month}", _BUDGET, inputs, Unit.KRONOR, note="lika delar är vår fördelning, inte beslutets"
        )
        part = amount.kronor
        made.append(
            Derivation(
                exact.name,
                part,
                Unit.KRONOR,
                part,
                part,
                exact.formula,
                exact.inputs,
                rounding=ROUNDING,
                note=exact.note,
            )
        )
    return made


def _spent_in(month: Month, spending: Sequence[Spending]) -> Derivation:
    """What is booked in a month, by part of the effort, each posting with its source."""
    parts: dict[str, list[Spending]] = {}
    for each in spending:
        if month_of(each.day) == month:
            parts.setdefault(each.part, []).append(each)
    by_part = tuple(
        Derivation(
            f"{part} {month}",
            total_of(one.amount for one in postings).kronor,
            Unit.KRONOR,
            total_of(one.amount for one in postings).kronor,
            total_of(one.amount for one in postings).kronor,
            "summan av bokförda belopp",
            tuple(one.derived for one in postings),
        )
        for part, postings in parts.items()
    )
    return summed(f"förbrukat {month}", by_part, Unit.KRONOR)


def _cost_per_month(over: Sequence[Derivation]) -> Derivation | None:
    """The mean of the months that are over, between the cheapest and the dearest; None when they are too few."""
    if len(over) < FEWEST_MONTHS:
        return None
    values = [month.value for month in over]
    mean = sum(values, Fraction(0)) / len(values)
    return Derivation(
        "kostnad per månad",
        mean,
        Unit.KRONOR,
        min(values),
        max(values),
        "medelvärdet av de avslutade månaderna",
        tuple(over),
        note=HOW_FORECAST,
    )


def _renamed(figure: Derivation, name: str) -> Derivation:
    return Derivation(
        name, figure.value, figure.unit, figure.low, figure.high, "kostnad per månad", (figure,), note=HOW_FORECAST
    )

"""What would a municipality pay by an average model, and how does that stand beside the law on the same stays?

In an average model (DOMAIN 1.5) a municipality pays for nobody as long as its patients on average, over a calendar month of
discharges, leave within a set number of days; over it, it pays for the days above. How Stockholm, Skåne, Dalarna and Norrbotten
count is described second-hand; each choice is a parameter here. Neither column is Halland's model (`NOT_HALLAND`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from samsyn.economics.applying import Applying
from samsyn.economics.clauses import formula, noted
from samsyn.economics.derivation import Derivation, Unit, computed, given, summed, to_whole_ore
from samsyn.economics.months import Month, month_of
from samsyn.economics.payment_liability import (
    NOT_HALLAND,
    Assessed,
    DayRules,
    Stay,
    assess,
    owed,
    owed_by,
    payer_of,
)
from samsyn.money.amount import MoneyError, Rounding
from samsyn.money.tariff import Tariff, price_on
from samsyn.rules.library import NotFoundError

NO_AVERAGE: Final = "genomsnittsmodellens nivå och hur dagarna räknas är inte angivna"
WHERE_ROUNDED: Final = "vid månadens belopp per kommun"


class Counted(StrEnum):
    """Which discharged patients the mean is taken over."""

    ALL = "alla som skrivits ut, också samma dag"
    NOT_SAME_DAY = "de som inte skrevs ut samma dag som de blev utskrivningsklara"


@dataclass(frozen=True, slots=True)
class AverageRules:
    """An average model as somebody has set it: `threshold` in days, whether the day of utskrivningsklar is itself a day."""

    threshold: Fraction
    counts_ready_day: bool
    counted: Counted
    rounding: Rounding
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise MoneyError(
                "genomsnittsmodellen har ingen källa: ange vem som har bestämt nivån och hur dagarna räknas"
            )
        if self.threshold < 0:
            raise MoneyError(f"nivån {self.threshold} dagar är negativ; ingenting är räknat")

    @property
    def in_words(self) -> str:
        """As a derivation tells it."""
        first = "räknas som en dag" if self.counts_ready_day else "räknas som dag 0"
        return f"medel över {self.counted.value}; dagen då patienten blir utskrivningsklar {first} ({self.source})"


def days_waited(one: Stay, rules: AverageRules) -> int:
    """Calendar days from utskrivningsklar to discharge; 0 when both are the same day and that day is no day of its own."""
    assert one.left is not None
    return (one.left - one.ready).days + rules.counts_ready_day


_OWED: Final = formula("överskjutande dagar × belopp per vårddygn")
_MEAN: Final = formula("dagar sammanlagt / utskrivna patienter")
_EXCESS: Final = formula("dagar sammanlagt − utskrivna patienter × nivå i dagar")


def mean_days(stays: Sequence[Stay], month: Month, rules: AverageRules) -> Derivation | None:
    """The mean number of days, in exact parts of a day; None when nobody that counts was discharged."""
    inputs = _inputs(stays, month, rules)
    return None if inputs is None else computed(f"dagar i genomsnitt {month}", _MEAN, inputs, Unit.COUNT)


def average_owed(name: str, stays: Sequence[Stay], month: Month, prices: Tariff, rules: AverageRules) -> Derivation:
    """What a municipality would owe for the discharges of a month; `stays` are those it would pay for.

    Rounded to whole öre once, `WHERE_ROUNDED`. No discharges, or a mean at or under the level: 0 kronor. Raises MoneyError when
    the amount is needed and not known for the first day of the month.
    """
    inputs = _inputs(stays, month, rules)
    if inputs is None:
        return given(name, 0, Unit.KRONOR, f"inga utskrivna {month}", note=f"{rules.in_words}; {NOT_HALLAND}")
    excess = computed("överskjutande dagar", _EXCESS, inputs, Unit.COUNT, sources=(rules.source,))
    if excess.value <= 0:
        zero = Fraction(0)
        told = f"genomsnittet är inte över nivån; {NOT_HALLAND}"
        return Derivation(name, zero, Unit.KRONOR, zero, zero, "0 kr när inga dagar skjuter över", (excess,), note=told)
    price = price_on(prices, month.first)
    factors = {
        "överskjutande dagar": excess,
        "belopp per vårddygn": given("belopp per vårddygn", price.amount.kronor, Unit.KRONOR, price.source),
    }
    return to_whole_ore(
        computed(name, _OWED, factors, Unit.KRONOR, sources=(rules.source,), note=NOT_HALLAND),
        rules.rounding,
        WHERE_ROUNDED,
    )


def _inputs(stays: Sequence[Stay], month: Month, rules: AverageRules) -> dict[str, Derivation] | None:
    """What both formulas need; None when nobody counts."""
    counted = [one for one in stays if rules.counted is Counted.ALL or one.left != one.ready]
    if not counted:
        return None
    days = sum(days_waited(one, rules) for one in counted)
    source = f"{len(counted)} vårdtillfällen utskrivna {month}"
    return {
        "utskrivna patienter": given("utskrivna patienter", len(counted), Unit.COUNT, source),
        "dagar sammanlagt": given("dagar sammanlagt", days, Unit.COUNT, source, note=rules.in_words),
        "nivå i dagar": given("nivå i dagar", rules.threshold, Unit.COUNT, rules.source),
    }


# ---- side by side


@dataclass(frozen=True, slots=True)
class Beside:
    """One municipality and month of discharges: the same stays by the law and by the average model.

    `days_by_law` are the days of liability of the stays that can be told; `untold` are the others, each with why, and `blocked`
    the days after the free ones for which the law frees the municipality, by reason. `by_law_part` is the sum of the stays of
    which enough is known, when too little is known of some: no sum of all. `mean_days` is None when nobody counts.
    An amount is None when it cannot be told; its problem then says why, in Swedish.
    """

    payer: str
    month: Month
    assessed: tuple[Assessed, ...]
    days_by_law: int
    blocked: Mapping[str, int]
    by_law: Derivation | None
    by_law_problem: str
    by_law_part: Derivation | None
    mean_days: Derivation | None
    by_average: Derivation | None
    by_average_problem: str

    @property
    def stays(self) -> int:
        """How many."""
        return len(self.assessed)

    @property
    def untold(self) -> tuple[Assessed, ...]:
        """The stays of which too little is known for the law's model."""
        return tuple(each for each in self.assessed if each.problem)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All municipalities and months, and the stays that are in neither column: still there, or with no payer to be told."""

    rows: tuple[Beside, ...]
    not_left: tuple[Stay, ...]
    without_payer: tuple[tuple[Stay, str], ...]
    told: str = NOT_HALLAND


def side_by_side(
    stays: Iterable[Stay],
    law: Applying,
    prices: Tariff,
    day_rules: DayRules,
    rules: AverageRules | None,
    municipalities: Mapping[str, str],
) -> Comparison:
    """Both models on the stays that have ended, by payer and month of discharge: a stay is whole in one month in both columns.

    Without `rules` there is no average model, and its column says so.
    """
    groups: dict[tuple[Month, str], list[Assessed]] = {}
    not_left: list[Stay] = []
    without: list[tuple[Stay, str]] = []
    for one in stays:
        if one.left is None:
            not_left.append(one)
            continue
        try:
            payer, answered = payer_of(one, law)
            problem = f"{answered.question} {answered.problem}" if answered.problem else ""
        except NotFoundError as error:
            payer, problem = "", str(error)
        if problem:
            without.append((one, problem))
            continue
        groups.setdefault((month_of(one.left), payer), []).append(assess(one, law, prices, day_rules, one.left))
    rows = tuple(
        _beside(payer, municipalities.get(payer, payer), month, groups[month, payer], prices, rules)
        for month, payer in sorted(groups)
    )
    return Comparison(rows, tuple(not_left), tuple(without))


def _beside(
    payer: str, name: str, month: Month, assessments: Sequence[Assessed], prices: Tariff, rules: AverageRules | None
) -> Beside:
    by_law: Derivation | None = None
    by_average: Derivation | None = None
    law_problem, average_problem = "", "" if rules is not None else NO_AVERAGE
    try:
        by_law = owed_by(assessments, payer, f"{name} {month} enligt lagen")
    except MoneyError as error:
        law_problem = str(error)
    stays = [each.stay for each in assessments]
    mean = None if rules is None else mean_days(stays, month, rules)
    try:
        if rules is not None:
            by_average = average_owed(f"{name} {month} enligt en genomsnittsmodell", stays, month, prices, rules)
    except MoneyError as error:
        average_problem = str(error)
    blocked: Counter[str] = Counter()
    for span in (span for each in assessments if not each.problem for span in each.spans if not span.is_liable):
        blocked[span.why] += span.days
    return Beside(
        payer,
        month,
        tuple(assessments),
        sum(each.liable_days for each in assessments if not each.problem),
        dict(blocked),
        by_law,
        law_problem,
        _part(assessments, f"{name} {month} enligt lagen") if by_law is None else None,
        mean,
        by_average,
        average_problem,
    )


def _part(assessments: Sequence[Assessed], name: str) -> Derivation | None:
    """The sum of the stays that can be told, saying how many of all they are; None when none can.

    Nor is it told where an amount is missing: those left out would be just the ones that cost something.
    """
    told = [each for each in assessments if not each.amount_problem]
    if not told or any(each.amount_problem and not each.problem for each in assessments):
        return None
    some = f"{name}, {len(told)} av {len(assessments)} vårdtillfällen"
    return noted(
        summed(some, tuple(owed(each) for each in told), Unit.KRONOR), f"de andra går inte att räkna; {NOT_HALLAND}"
    )

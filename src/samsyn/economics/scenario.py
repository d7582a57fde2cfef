"""What if the agreement, or the world, were otherwise? Each party's change in kronor and per cent, year by year.

A scenario is a chain of named changes, each of one thing; what does not depend on it stays exactly as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from samsyn.economics.compensation import Base
from samsyn.economics.derivation import Derivation, Unit, computed, given, to_whole_ore
from samsyn.economics.figures import MUNICIPALITIES, our_formula, with_people
from samsyn.economics.forecast import Forecast, forecast
from samsyn.economics.indexation import WHERE, Circumstances, Combination, Lag, assumed_index, weighed
from samsyn.economics.published import COUNTY
from samsyn.money.amount import ORE_PER_KRONA, Amount, MoneyError, decimals, in_millions, in_percent
from samsyn.money.shares import ROUNDING, named_shares

TRIED: Final = "provat värde"


@dataclass(frozen=True, slots=True)
class World:
    """All that a forecast is computed from: the amounts it starts with, the circumstances, and how the total is divided.

    `key` None keeps each municipality's own amount; otherwise the county's total is divided anew by it.
    """

    start: Mapping[str, Derivation]
    facts: Circumstances
    key: Mapping[str, Derivation] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One named change of a world; `said` is Swedish."""

    said: str
    apply: Callable[[World], World]


@dataclass(frozen=True, slots=True)
class Change:
    """What a party gets in a year today, and in the changed world."""

    party: str
    year: int
    today: Derivation
    changed: Derivation

    @property
    def kronor(self) -> Fraction:
        """How much more, in kronor."""
        return self.changed.value - self.today.value

    @property
    def share(self) -> Fraction:
        """The same as a part of today's; nothing of nothing is nothing."""
        return self.kronor / self.today.value if self.today.value else Fraction(0)


def run(world: World, first: int, last: int) -> Forecast:
    """The years of a world."""
    found = forecast(world.start, first, last, world.facts)
    return found if world.key is None else _redistributed(found, world.key)


def what_if(today: World, steps: Sequence[Step], first: int, last: int) -> tuple[Change, ...]:
    """Today beside the world after all steps: every party and year, the county last of each year."""
    changed = today
    for step in steps:
        changed = step.apply(changed)
    before, after = run(today, first, last), run(changed, first, last)
    return tuple(
        Change(party, year, before.of(party, year), after.of(party, year))
        for year in range(first, last + 1)
        for party in (*MUNICIPALITIES, COUNTY)
    )


# ---- the steps


def with_index(year: int, low: Fraction, high: Fraction) -> Step:
    """Another index for one year, published or not."""

    def apply(world: World) -> World:
        index = {**world.facts.index, year: assumed_index(year, low, high)}
        return replace(world, facts=replace(world.facts, index=index))

    reach = in_percent(low) if low == high else f"{decimals(low * 100, 1)}–{in_percent(high)}"
    return Step(f"omsorgsprisindex {year} är {reach}", apply)


def with_weights(under: Fraction, oldest: Fraction) -> Step:
    """Other weights of the two changes in population, together one."""

    def apply(world: World) -> World:
        return replace(world, facts=replace(world.facts, clause=weighed(world.facts.clause, under, oldest)))

    return Step(f"vikterna är {in_percent(under, 0)} under 80 år och {in_percent(oldest, 0)} 80 år och äldre", apply)


def with_combination(combination: Combination) -> Step:
    """Index and demography added, or multiplied."""
    return Step(combination.value, lambda world: replace(world, facts=replace(world.facts, combination=combination)))


def with_lag(lag: Lag) -> Step:
    """Other year's ends compared."""
    said = f"befolkningen jämförs mellan {lag.before} och {lag.after} årsskiften tidigare"
    return Step(said, lambda world: replace(world, facts=replace(world.facts, lag=lag)))


def with_population(municipality: str, year: int, count: int, *, oldest: bool) -> Step:
    """Another count for one municipality at one year's end."""

    def apply(world: World) -> World:
        people = with_people(world.facts.population, municipality, year, count, oldest=oldest, source=TRIED)
        return replace(world, facts=replace(world.facts, population=people))

    who = "80 år och äldre" if oldest else "invånare"
    return Step(f"{municipality} har {decimals(count, 0)} {who} vid slutet av {year}", apply)


def with_base(today: Base, other: Base) -> Step:
    """Another level in 2019: every later amount of the new model is proportional to it."""
    if other.kronor <= 0:
        raise MoneyError("grundnivån måste vara större än noll. Ingenting är räknat")

    def apply(world: World) -> World:
        levels = {
            "den nya grundnivån": given("den provade grundnivån", other.kronor, Unit.KRONOR, other.evidence),
            "grundnivån": given("grundnivån", today.kronor, Unit.KRONOR, today.evidence),
        }
        formula = our_formula("= beloppet × den nya grundnivån / grundnivån")
        start = {
            name: to_whole_ore(
                computed(
                    f"{amount.name}, med en annan grundnivå",
                    formula,
                    {"beloppet": amount, **levels},
                    Unit.KRONOR,
                    note="i den nya modellen är varje belopp proportionellt mot grundnivån",
                ),
                world.facts.rounding,
                WHERE,
            )
            for name, amount in world.start.items()
        }
        return replace(world, start=start)

    return Step(f"grundnivån är {in_millions(other.kronor)} i stället för {in_millions(today.kronor)}", apply)


def with_key(key: Mapping[str, Derivation], said: str) -> Step:
    """The county's total of each year divided by a key: figures of any one unit, by municipality."""
    if set(key) != set(MUNICIPALITIES):
        raise MoneyError("nyckeln ska ha ett tal för varje kommun i Halland och inget annat. Ingenting är räknat")
    return Step(f"länets belopp fördelas efter {said}", lambda world: replace(world, key=key))


def _redistributed(found: Forecast, key: Mapping[str, Derivation]) -> Forecast:
    """The same totals, divided anew; öre by largest remainder, so that the parts add up."""
    figures: dict[tuple[str, int], Derivation] = {}
    weights = {name: figure.value for name, figure in key.items()}
    whole_key = sum(weights.values(), Fraction(0))
    for year in found.years:
        total = found.of(COUNTY, year)
        parts = named_shares(total.amount, weights)
        for name in MUNICIPALITIES:
            figures[name, year] = _by_key(f"{name}s ersättning {year}", parts[name], total, key[name], whole_key)
        figures[COUNTY, year] = total
    return Forecast(figures)


def _by_key(name: str, part: Amount, total: Derivation, weight: Derivation, whole_key: Fraction) -> Derivation:
    value = Fraction(part.ore, ORE_PER_KRONA)
    share = weight.value / whole_key
    return Derivation(
        name,
        value,
        Unit.KRONOR,
        min(value, total.low * share),
        max(value, total.high * share),
        "länets belopp × kommunens tal i nyckeln / nyckelns summa",
        (total, weight),
        rounding=ROUNDING,
    )

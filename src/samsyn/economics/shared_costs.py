"""Who pays what of a cost that the joint board shares? Half the region, half the municipalities by population.

The percentages the board has printed are whole and add up to 101. Three ways of reading them stand side by side: as
printed (which pays more than the cost), as parts of 101, and by the population itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from samsyn.economics.derivation import Derivation, Unit, given, summed
from samsyn.economics.figures import MUNICIPALITIES, Figures, Population, people, published_figures
from samsyn.money.amount import ORE_PER_KRONA, Amount, MoneyError, in_percent, total
from samsyn.money.shares import ROUNDING, shares

REGION: Final = "Region Halland"
TOGETHER: Final = "kommunerna tillsammans"


class Way(Enum):
    """How the municipalities' half is divided; the value is said to people."""

    PRINTED = "de tryckta procenten som delar av sin summa"
    EXACT = "befolkningen exakt"


@dataclass(frozen=True, slots=True)
class SharedCost:
    """A cost divided: each party's part with its derivation. The parts add up to the cost."""

    cost: Amount
    way: Way
    parts: Mapping[str, Derivation]

    @property
    def sum(self) -> Amount:
        """All parts together."""
        return total(part.amount for part in self.parts.values())


def printed_percentages(figures: Figures | None = None) -> Mapping[str, Derivation]:
    """The municipalities' percentages as the board printed them; together 101."""
    return _key("Kommunernas andelar", MUNICIPALITIES, figures)


def halves(figures: Figures | None = None) -> Mapping[str, Derivation]:
    """The region's half and the municipalities'."""
    return _key("Kostnadsnyckel", (REGION, TOGETHER), figures)


def _key(kind: str, names: tuple[str, ...], figures: Figures | None) -> Mapping[str, Derivation]:
    cells = published_figures("ersattning") if figures is None else figures
    return {
        name: given(
            f"{name}s andel" if name != TOGETHER else f"{name}, andel", cell.value, Unit.SHARE, cell.source, cell.margin
        )
        for name in names
        for cell in (cells[kind, name, "Andel"],)
    }


def population_key(base: Population, year: int) -> Mapping[str, Derivation]:
    """How many live in each municipality at the end of a year."""
    return {each: people(base, each, year) for each in MUNICIPALITIES}


def printed_excess(cost: Amount) -> Fraction:
    """What the municipalities would pay too much, in kronor, were each printed percentage taken of their half."""
    key = printed_percentages()
    half = cost.kronor * halves()[TOGETHER].value
    return half * (sum((each.value for each in key.values()), Fraction(0)) - 1)


def divide(cost: Amount, source: str, key: Mapping[str, Derivation], way: Way) -> SharedCost:
    """A cost by the board's key; `source` says what cost it is. The öre of each half go by largest remainder.

    Raises MoneyError for a cost below nothing: a refund is a cost of its own, with its own decision.
    """
    if cost.ore < 0:
        raise MoneyError(f"kostnaden {cost} är mindre än noll. Ingenting är fördelat")
    two = halves()
    whole = given("kostnaden", cost.kronor, Unit.KRONOR, source)
    region, municipal = shares(cost, [two[REGION].value, two[TOGETHER].value])
    half = _part("kommunernas del", municipal, "kostnaden × kommunernas andel", (whole, two[TOGETHER]))
    parts = shares(municipal, [each.value for each in key.values()])
    unit = next(iter(key.values())).unit
    weight = summed("nyckelns summa", tuple(key.values()), unit)
    return SharedCost(
        cost,
        way,
        {
            REGION: _part(f"{REGION}s del", region, "kostnaden × regionens andel", (whole, two[REGION])),
            **{
                name: _part(
                    f"{name}s del",
                    part,
                    "kommunernas del × kommunens tal i nyckeln / nyckelns summa",
                    (half, key[name], weight),
                    note=_about(weight, way),
                )
                for name, part in zip(key, parts, strict=True)
            },
        },
    )


def _about(weight: Derivation, way: Way) -> str:
    if weight.unit is Unit.SHARE and weight.value != 1:
        return f"{way.value}: de är tillsammans {in_percent(weight.value, 0)}"
    return way.value


def _part(name: str, amount: Amount, formula: str, inputs: tuple[Derivation, ...], note: str = "") -> Derivation:
    value = Fraction(amount.ore, ORE_PER_KRONA)
    return Derivation(name, value, Unit.KRONOR, value, value, formula, inputs, rounding=ROUNDING, note=note)

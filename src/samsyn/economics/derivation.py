"""How did a figure come about? A tree: the figure, the formula it was computed by, what was put in, and its sources.

Every figure is an exact fraction, and carries how far off it can be because its sources are rounded (or because an
assumption is a range): `low` and `high` are certain bounds, found by computing with intervals.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from samsyn.documents.identifiers import fold
from samsyn.money.amount import (
    KRONOR_PER_MILLION,
    ORE_PER_KRONA,
    Amount,
    MoneyError,
    Rounding,
    decimals,
    in_kronor,
    in_millions,
    in_percent,
)
from samsyn.rules.formulas import Expression, Name, Number, Operation


class Unit(StrEnum):
    """What a figure is counted in. A share is a part of one: 0.046 is 4.6 per cent."""

    KRONOR = "kr"
    SHARE = "andel"
    PEOPLE = "personer"
    COUNT = "antal"


class MissingFigureError(MoneyError):
    """A figure that the calculation needs and nobody has given; nothing is computed."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure and how it came about. `value` is exact, in `unit`; `low` and `high` hold whatever the sources meant.

    `formula` is in words or in the agreement's own, empty for what was given. `sources` say where the figure or its
    formula stands. `rounding` names how and where it was rounded, `note` what has been assumed.
    """

    name: str
    value: Fraction
    unit: Unit
    low: Fraction
    high: Fraction
    formula: str = ""
    inputs: tuple["Derivation", ...] = ()
    sources: tuple[str, ...] = ()
    rounding: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name}: {self.value} is not between {self.low} and {self.high}")

    @property
    def amount(self) -> Amount:
        """The figure as whole öre; it must be kronor, and rounded already."""
        ore = self.value * ORE_PER_KRONA
        if self.unit is not Unit.KRONOR or ore.denominator != 1:
            raise ValueError(f"{self.name} is no whole number of öre")
        return Amount(ore.numerator)

    @property
    def is_certain(self) -> bool:
        """Whether nothing but the value itself is possible."""
        return self.low == self.high


def given(
    name: str, value: Fraction | int, unit: Unit, source: str, margin: Fraction | int = 0, note: str = ""
) -> Derivation:
    """A figure that a source gives; `margin` is half of its last printed digit."""
    exact = Fraction(value)
    return Derivation(name, exact, unit, exact - margin, exact + margin, sources=(source,), note=note)


def assumed(name: str, low: Fraction, high: Fraction, unit: Unit, source: str) -> Derivation:
    """A range that somebody has stated; the value is its middle."""
    if low > high:
        raise MoneyError(
            f"{name}: {decimals(low * 100, 1)} är mer än {decimals(high * 100, 1)}; skriv det lägsta först"
        )
    return Derivation(name, (low + high) / 2, unit, low, high, sources=(source,), note="antagande")


def computed(
    name: str,
    expression: Expression,
    inputs: Mapping[str, Derivation],
    unit: Unit,
    *,
    sources: tuple[str, ...] = (),
    note: str = "",
) -> Derivation:
    """A figure by a formula; `inputs` by the names that the formula has. Raises MissingFigureError for one that is not there."""
    by_name = {fold(key): value for key, value in inputs.items()}
    used: dict[str, Derivation] = {}

    def find(input_name: str) -> Derivation:
        found = by_name.get(fold(input_name))
        if found is None:
            raise MissingFigureError(f"{name}: ”{input_name}” saknas. Ingenting är räknat")
        used.setdefault(fold(input_name), found)
        return found

    value, low, high = _evaluate(expression, find, name)
    return Derivation(name, value, unit, low, high, str(expression), tuple(used.values()), sources, note=note)


def summed(name: str, parts: tuple[Derivation, ...], unit: Unit, sources: tuple[str, ...] = ()) -> Derivation:
    """The sum of figures."""
    return Derivation(
        name,
        sum((part.value for part in parts), Fraction(0)),
        unit,
        sum((part.low for part in parts), Fraction(0)),
        sum((part.high for part in parts), Fraction(0)),
        "summan av delarna",
        parts,
        sources,
    )


def to_whole_ore(figure: Derivation, rounding: Rounding, where: str) -> Derivation:
    """The figure in whole öre; what was rounded, and its inputs, stay. `where` is Swedish: "vid årets belopp"."""

    def whole(exact: Fraction) -> Fraction:
        return Fraction(rounding.whole(exact * ORE_PER_KRONA), ORE_PER_KRONA)

    said = f"till hela ören, {rounding.value}, {where}"
    return replace(figure, value=whole(figure.value), low=whole(figure.low), high=whole(figure.high), rounding=said)


_Triple = tuple[Fraction, Fraction, Fraction]


def _evaluate(expression: Expression, find: Callable[[str], Derivation], about: str) -> _Triple:
    if isinstance(expression, Number):
        return expression.value, expression.value, expression.value
    if isinstance(expression, Name):
        figure = find(expression.name)
        return figure.value, figure.low, figure.high
    left, right = _evaluate(expression.left, find, about), _evaluate(expression.right, find, about)
    return _operate(expression, left, right, about)


def _operate(operation: Operation, left: _Triple, right: _Triple, about: str) -> _Triple:
    (value, low, high), (other, other_low, other_high) = left, right
    if operation.sign == "+":
        return value + other, low + other_low, high + other_high
    if operation.sign == "−":
        return value - other, low - other_high, high - other_low
    if operation.sign == "×":
        corners = [low * other_low, low * other_high, high * other_low, high * other_high]
        return value * other, min(corners), max(corners)
    if other_low <= 0 <= other_high:
        raise MoneyError(f"{about}: ”{operation.right}” kan vara noll och går inte att dela med. Ingenting är räknat")
    corners = [low / other_low, low / other_high, high / other_low, high / other_high]
    return value / other, min(corners), max(corners)


# ---- looking into a tree


def leaves(figure: Derivation) -> Iterator[Derivation]:
    """What was given, each once, in reading order."""
    seen: set[tuple[str, Fraction]] = set()
    for each in walk(figure):
        if not each.inputs and (each.name, each.value) not in seen:
            seen.add((each.name, each.value))
            yield each


def walk(figure: Derivation) -> Iterator[Derivation]:
    """The figure, then all it rests on, depth first."""
    yield figure
    for each in figure.inputs:
        yield from walk(each)


def written(figure: Derivation) -> str:
    """The value as a person reads it: kronor and öre, per cent, whole people."""
    return _write(figure.value, figure.unit)


def written_range(figure: Derivation) -> str:
    """Within what it lies, in the same way; empty when it is certain."""
    if figure.is_certain:
        return ""
    sign = "–" if figure.low >= 0 else " till "
    if figure.unit is Unit.KRONOR and abs(figure.high) >= KRONOR_PER_MILLION:
        return f"{decimals(figure.low / KRONOR_PER_MILLION, 2)}{sign}{in_millions(figure.high, 2)}"
    if figure.unit is Unit.SHARE:
        return f"{decimals(figure.low * 100, 2)}{sign}{in_percent(figure.high, 2)}"
    return f"{_write(figure.low, figure.unit)}{sign}{_write(figure.high, figure.unit)}"


def _write(value: Fraction, unit: Unit) -> str:
    if unit is Unit.KRONOR:
        ore = value * ORE_PER_KRONA
        if ore.denominator == 1:
            return in_kronor(Amount(ore.numerator))
        return f"ungefär {in_kronor(Amount(Rounding.HALF_UP.whole(ore)))}"
    if unit is Unit.SHARE:
        return in_percent(value, 2)
    return decimals(value, 0 if value.denominator == 1 else 1)


def in_lines(figure: Derivation, depth: int = 0) -> Iterator[tuple[int, str]]:
    """The tree as lines with their depth; what has been told once is only named the next time."""
    yield from _lines(figure, depth, set())


def _lines(figure: Derivation, depth: int, told: set[Derivation]) -> Iterator[tuple[int, str]]:
    reach = written_range(figure)
    yield depth, f"{figure.name}: {written(figure)}" + (f" (mellan {reach})" if reach else "")
    if figure in told and figure.inputs:
        yield depth + 1, "härledd ovan"
        return
    told.add(figure)
    for word, text in (
        ("=", figure.formula),
        ("avrundat", figure.rounding),
        ("obs:", figure.note),
        ("källa:", ", ".join(figure.sources)),
    ):
        if text:
            yield depth + 1, f"{word} {text}"
    for each in figure.inputs:
        yield from _lines(each, depth + 1, told)


def as_data(figure: Derivation) -> dict[str, object]:
    """The tree for `--json`: exact fractions as text ("523/10"), and the value as it is written."""
    return {
        "name": figure.name,
        "value": str(figure.value),
        "written": written(figure),
        "unit": figure.unit.value,
        "low": str(figure.low),
        "high": str(figure.high),
        "formula": figure.formula,
        "rounding": figure.rounding,
        "note": figure.note,
        "sources": list(figure.sources),
        "inputs": [as_data(each) for each in figure.inputs],
    }


def from_data(said: Mapping[str, Any]) -> Derivation:
    """The tree that `as_data` wrote: the same figure, to the last fraction."""
    return Derivation(
        said["name"],
        Fraction(said["value"]),
        Unit(said["unit"]),
        Fraction(said["low"]),
        Fraction(said["high"]),
        said["formula"],
        tuple(from_data(each) for each in said["inputs"]),
        tuple(said["sources"]),
        said["rounding"],
        said["note"],
    )

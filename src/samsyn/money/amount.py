"""What is an amount of money? Whole öre, never a binary fraction; and each rounding says how and where it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

ORE_PER_KRONA = 100
KRONOR_PER_MILLION = 1_000_000
NBSP = "\u00a0"
"""Stands within an amount and before its unit, so that no line breaks there."""


class MoneyError(Exception):
    """A sum that cannot be computed; the message is Swedish and says why and what is missing."""


class Rounding(StrEnum):
    """How an exact number becomes a whole one. The value is what a derivation says of it.

    HALF_UP: to the nearest, half away from zero (as Swedish invoices do it); HALF_EVEN: to the nearest, half to the
    even neighbour; DOWN: towards zero.
    """

    HALF_UP = "till närmaste, hälften uppåt"
    HALF_EVEN = "till närmaste, hälften till jämnt"
    DOWN = "nedåt"

    def whole(self, exact: Fraction) -> int:
        """The whole number that `exact` becomes; the sign is kept, so that a correction undoes what it corrects."""
        size = abs(exact)
        whole, left = divmod(size.numerator, size.denominator)
        half = 2 * left - size.denominator
        if self is Rounding.DOWN:
            goes_up = False
        else:
            goes_up = half > 0 or (half == 0 and (self is Rounding.HALF_UP or whole % 2 == 1))
        return (whole + goes_up) * (1 if exact >= 0 else -1)


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A number of whole öre; negative is owed the other way. Amounts add up; a factor needs a rounding (`times`)."""

    ore: int

    def __post_init__(self) -> None:
        if type(self.ore) is not int:
            raise TypeError(f"an amount is whole öre, not {self.ore!r}")

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.ore + other.ore)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.ore - other.ore)

    def __neg__(self) -> "Amount":
        return Amount(-self.ore)

    def __abs__(self) -> "Amount":
        return Amount(abs(self.ore))

    def __bool__(self) -> bool:
        return self.ore != 0

    def __str__(self) -> str:
        return in_kronor(self)

    @property
    def kronor(self) -> Fraction:
        """The same in kronor, exactly."""
        return Fraction(self.ore, ORE_PER_KRONA)


NOTHING = Amount(0)


@dataclass(frozen=True, slots=True)
class RoundedHere:
    """An amount together with the exact one it was rounded from, how, and where in the calculation.

    `where` is Swedish and names the step: "vid årets belopp per kommun". Nothing is rounded without one.
    """

    amount: Amount
    exact: Fraction
    rounding: Rounding
    where: str

    @property
    def left_out(self) -> Fraction:
        """What the rounding took away, in kronor: positive where the exact amount is the greater."""
        return self.exact - self.amount.kronor


def kronor(exact: Fraction | int) -> Amount:
    """An amount that is a whole number of öre already; raises ValueError when it is not: use `rounded`."""
    ore = Fraction(exact) * ORE_PER_KRONA
    if ore.denominator != 1:
        raise ValueError(f"{exact} kronor is not whole öre; name a rounding")
    return Amount(ore.numerator)


def millions(exact: Fraction | int) -> Amount:
    """An amount given in millions of kronor, which must come out in whole öre."""
    return kronor(Fraction(exact) * KRONOR_PER_MILLION)


def rounded(exact: Fraction | int, rounding: Rounding, where: str) -> RoundedHere:
    """An exact number of kronor in whole öre, remembering how and where (Swedish) it was rounded."""
    return RoundedHere(Amount(rounding.whole(Fraction(exact) * ORE_PER_KRONA)), Fraction(exact), rounding, where)


def times(amount: Amount, factor: Fraction | int, rounding: Rounding) -> Amount:
    """An amount multiplied and rounded to whole öre."""
    return Amount(rounding.whole(amount.ore * Fraction(factor)))


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum; nothing at all is 0 kronor."""
    return Amount(sum(each.ore for each in amounts))


# ---- how a Swede writes numbers


def decimals(exact: Fraction | int, places: int, rounding: Rounding = Rounding.HALF_UP) -> str:
    """A number with so many decimals: decimal comma, thousands apart, a true minus. Rounded for the eye only."""
    units = rounding.whole(Fraction(exact) * 10**places)
    whole, part = divmod(abs(units), 10**places)
    text = f"{whole:,}".replace(",", NBSP) + (f",{part:0{places}d}" if places else "")
    return f"−{text}" if units < 0 else text


def in_kronor(amount: Amount) -> str:
    """“1 234,50 kr”: always exact, always two decimals. The spaces are no-break spaces (`NBSP`)."""
    return f"{decimals(amount.kronor, 2)}{NBSP}kr"


def in_whole_kronor(amount: Amount) -> str:
    """“1 235 kr”, rounded half up for the eye."""
    return f"{decimals(amount.kronor, 0)}{NBSP}kr"


def in_millions(amount: Amount | Fraction, places: int = 1) -> str:
    """“179,0 mnkr”, rounded half up for the eye. A Fraction is a number of kronor."""
    exact = amount.kronor if isinstance(amount, Amount) else amount
    return f"{decimals(exact / KRONOR_PER_MILLION, places)}{NBSP}mnkr"


def in_percent(share: Fraction, places: int = 1) -> str:
    """“4,6 %” of 46/1000, rounded half up for the eye."""
    return f"{decimals(share * 100, places)}{NBSP}%"

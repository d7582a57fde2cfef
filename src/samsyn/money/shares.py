"""How is an amount divided so that the parts add up to the whole? By largest remainder, always the same way.

Each part is first rounded down to whole öre; the öre that are left go one each to the parts that lost most, and where
two lost the same, to the one that stands first. No part is then a whole öre from its exact share.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from samsyn.money.amount import Amount, MoneyError

ROUNDING = "nedåt till hela ören; resten ett öre var till dem som förlorade mest, den först nämnda vid lika"
"""What a derivation says of a part."""


def whole_shares(whole: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """`whole` units divided in proportion to the weights; the parts add up to it.

    Raises MoneyError for no weights, a negative one, or weights that are all zero: nobody is there to pay.
    """
    exact_weights = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact_weights):
        raise MoneyError("en andel kan inte vara negativ; ingenting är fördelat")
    all_weights = sum(exact_weights, Fraction(0))
    if all_weights == 0:
        raise MoneyError("andelarna är tillsammans noll, så det finns ingen att fördela på; ingenting är fördelat")
    size = abs(whole)
    exact = [size * weight / all_weights for weight in exact_weights]
    parts = [each.numerator // each.denominator for each in exact]
    by_loss = sorted(range(len(parts)), key=lambda position: (parts[position] - exact[position], position))
    for position in by_loss[: size - sum(parts)]:
        parts[position] += 1
    return tuple(part if whole >= 0 else -part for part in parts)


def shares(whole: Amount, weights: Sequence[Fraction | int]) -> tuple[Amount, ...]:
    """An amount divided in proportion to the weights, in their order."""
    return tuple(Amount(part) for part in whole_shares(whole.ore, weights))


def named_shares(whole: Amount, weights: Mapping[str, Fraction | int]) -> dict[str, Amount]:
    """The same with names, in the order they are given."""
    return dict(zip(weights, shares(whole, tuple(weights.values())), strict=True))


def equal_shares(whole: Amount, count: int) -> tuple[Amount, ...]:
    """An amount in `count` parts that differ by one öre at most, the greater ones first."""
    return shares(whole, (1,) * count)

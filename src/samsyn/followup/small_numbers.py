"""Which numbers may be shown: none so small that somebody could be recognised, and none it could be worked out from."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

SMALLEST: Final = 5
"""The smallest number of persons or events that is shown: our choice, no source here names one. Nought is always shown."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    number: int
    of: int

    @property
    def exact(self) -> Fraction | None:
        """The share itself; None of nothing."""
        return Fraction(self.number, self.of) if self.of else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.number + other.number, self.of + other.of)


def is_small(number: int, smallest: int = SMALLEST) -> bool:
    """Whether a number is too small to be shown."""
    return 0 < number < smallest


def protected(numbers: Sequence[int], smallest: int = SMALLEST) -> tuple[int | None, ...]:
    """Numbers that stand beside their sum, None in place of those that are not shown.

    Where only one is hidden the next smallest is too: else the sum would give it away.
    """
    hidden = _with_a_second({place for place, one in enumerate(numbers) if is_small(one, smallest)}, numbers)
    return tuple(None if place in hidden else one for place, one in enumerate(numbers))


def protected_shares(shares: Sequence[Share], smallest: int = SMALLEST) -> tuple[Share | None, ...]:
    """The same for shares: one is hidden when what it counts is few, or few of which it counts any.

    What a share leaves out may be few: that so many meetings lacked a doctor is told of the care, and of no person.
    """
    small = {place for place, one in enumerate(shares) if is_small(one.number, smallest) or is_small(one.of, smallest)}
    hidden = _with_a_second(small, [one.of for one in shares])
    return tuple(None if place in hidden else one for place, one in enumerate(shares))


def _with_a_second(hidden: set[int], numbers: Sequence[int]) -> set[int]:
    rest = sorted((number, place) for place, number in enumerate(numbers) if place not in hidden)
    if len(hidden) != 1 or not rest:
        return hidden
    return hidden | {next((place for number, place in rest if number), rest[0][1])}

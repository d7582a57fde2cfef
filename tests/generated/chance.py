"""Chance: what matters is drawn by Hypothesis, and how it is written by a seed of its own.

That keeps the number of draws small, and examples quick to make and to shrink: with the seed 0 everything is written in
its first form.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
SEEDS = st.integers(0, 2**16)


@cache
def _up_to(last: int) -> st.SearchStrategy[int]:
    return st.integers(0, last)


@dataclass(frozen=True)
class Chance:
    """How one example is drawn."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    style: random.Random | None

    @classmethod
    def of(cls, draw: Callable[[st.SearchStrategy[Any]], Any]) -> "Chance":
        seed = draw(SEEDS)
        return cls(draw, random.Random(seed) if seed else None)

    def whole(self, low: int, high: int) -> int:
        return low + int(self.draw(_up_to(high - low)))

    def one(self, options: Sequence[T]) -> T:
        """One of some; the first is the simplest."""
        return options[self.whole(0, len(options) - 1)]

    def seldom(self, times: int = 2) -> bool:
        """Yes once in so many times."""
        return self.whole(1, times) == times

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Different ones of some, in any order."""
        left = list(options)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(self.whole(least, min(most, len(left))))]

    def form(self, *forms: T) -> T:
        """One of the ways something can be written."""
        return forms[0] if self.style is None else self.style.choice(forms)

    def order(self, items: Sequence[T]) -> list[T]:
        """An order in which some things can be written."""
        return list(items) if self.style is None else self.style.sample(list(items), len(items))

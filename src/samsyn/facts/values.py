"""The values a fact or an answer can have, and the two things that are no value: unknown and silent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from samsyn.documents.identifiers import fold, same_word

Value: TypeAlias = str | int
"""A value: the words of a choice as the vocabulary writes them, or a whole number (minutes after midnight for a time of day)."""

YES: Final = "ja"
NO: Final = "nej"
SILENT: Final = "tyst"
MINUTES_A_DAY: Final = 24 * 60
LONGEST_WORD: Final = 400
"""Signs; a longer text is no value written in another way."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list of values, in the order told."""

    values: tuple[str, ...]

    def __contains__(self, value: object) -> bool:
        return value in self.values

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def read(self, text: str) -> Value | None:
        """The value a text stands for: its words, or its identifier."""
        if text in self.values:
            return text
        if len(text) > LONGEST_WORD or not fold(text):
            return None
        return next((value for value in self.values if same_word(text, value)), None)

    def write(self, value: Value) -> str:
        """The value as the tables write it."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`, both included, in `unit`."""

    low: int
    high: int
    unit: str = ""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and self.low <= value <= self.high

    def __iter__(self) -> Iterator[Value]:
        return iter(range(self.low, self.high + 1))

    def __len__(self) -> int:
        return self.high - self.low + 1

    def read(self, text: str) -> Value | None:
        """The number a text stands for, or None when it is none or out of range."""
        number = self.read_bound(text)
        return number if number is not None and number in self else None

    def read_bound(self, text: str) -> int | None:
        """A number that may lie just outside the range: the bound of an interval."""
        digits = text.strip().replace("\N{NO-BREAK SPACE}", "")
        if not digits.isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 9:
            return None
        return int(digits)

    def write(self, value: Value) -> str:
        """The number in digits."""
        return str(value)


@dataclass(frozen=True, slots=True)
class TimeOfDay(Whole):
    """A time of day in whole minutes after midnight, written 17:00."""

    low: int = 0
    high: int = MINUTES_A_DAY - 1
    unit: str = "klockslag"

    def read_bound(self, text: str) -> int | None:
        """Minutes after midnight; 24:00 is the end of the day."""
        hours, colon, minutes = text.strip().replace(".", ":").partition(":")
        if not (colon and hours.isascii() and minutes.isascii() and hours.isdigit() and minutes.isdigit()):
            return None
        if len(hours) > 2 or len(minutes) != 2 or int(minutes) > 59:
            return None
        total = int(hours) * 60 + int(minutes)
        return total if total <= MINUTES_A_DAY else None

    def write(self, value: Value) -> str:
        """The time as 17:00."""
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"


Domain: TypeAlias = Choice | Whole
YES_NO: Final = Choice((YES, NO))
CLOCK_STATES: Final = Choice(("inte startad", "pågår", "löpt ut"))


def as_list(words: Iterable[str], last: str = "eller") -> str:
    """Words as a Swedish enumeration: "a", "a eller b", "a, b eller c"."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""

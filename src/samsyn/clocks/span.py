"""How time is counted: from a start, so many hours, days, weekdays, months; to the moment it has run out.

Hours are counted as they pass, also on the nights when clocks are set forward or back. Days, weekdays, months and years
run out when the last day ends, at midnight in Sweden. Whether the starting day is itself the first day is for the
source to say; where it is silent both are kept.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from samsyn.clocks.almanac import STOCKHOLM, DayKind, kind_of_day


@dataclass(frozen=True, slots=True)
class RunsOut:
    """When something has run out: at the earliest and at the latest that the source can mean. In UTC."""

    earliest: datetime
    latest: datetime

    @property
    def is_certain(self) -> bool:
        """Whether the source leaves one moment only."""
        return self.earliest == self.latest


def runs_out(start: datetime, length: int, unit: str, *, counts_start: bool | None) -> RunsOut:
    """When a span from `start` (with time zone) has run out. `counts_start` is None where the source is silent.

    `unit` is one of timmar, dygn (of 24 hours), kalenderdagar, vardagar (Monday to Friday, no holidays), bankdagar (no eves
    either), månader, år. Raises ValueError for another.
    """
    if unit in {"timmar", "dygn"}:
        end = start.astimezone(UTC) + timedelta(hours=length if unit == "timmar" else 24 * length)
        return RunsOut(end, end)
    first = start.astimezone(STOCKHOLM).date()
    if unit in {"månader", "år"}:
        end = midnight_after(_months_later(first, length * (12 if unit == "år" else 1)))
        return RunsOut(end, end)
    counts = _COUNTS.get(unit)
    if counts is None:
        raise ValueError(unit)
    with_start = midnight_after(_last_day(first, length, counts, is_first=True))
    without = midnight_after(_last_day(first, length, counts, is_first=False))
    return RunsOut(
        without if counts_start is False else with_start,
        with_start if counts_start is True else without,
    )


def midnight_after(day: date) -> datetime:
    """The moment a Swedish day ends, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), STOCKHOLM).astimezone(UTC)


def is_weekday(day: date) -> bool:
    """Monday to Friday and no holiday. An eve is a weekday: no statute says otherwise."""
    return day.weekday() < 5 and kind_of_day(day) is not DayKind.HOLIDAY


def is_bank_day(day: date) -> bool:
    """A weekday that is no eve either: banks are closed on the eves of midsummer, Christmas and New Year."""
    return is_weekday(day) and kind_of_day(day) is not DayKind.EVE


_COUNTS: dict[str, Callable[[date], bool]] = {
    "kalenderdagar": lambda _day: True,
    "vardagar": is_weekday,
    "bankdagar": is_bank_day,
}


def _last_day(first: date, length: int, counts: Callable[[date], bool], *, is_first: bool) -> date:
    """The day on which the `length`th day that counts falls; with `is_first` the starting day may be one of them."""
    day = first if is_first else first + timedelta(days=1)
    left = length
    while True:
        if counts(day):
            left -= 1
        if left <= 0:
            return day
        day += timedelta(days=1)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

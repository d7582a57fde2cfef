"""What kind of day a Swedish date is: a holiday by law, an eve, or neither.

The calendar is the package `holidays`: its public category is the statutory holidays (lag 1989:253); its de facto
category adds the eves of midsummer, Christmas and New Year. An eve is a kind of its own, for no statute
makes it a holiday and the agreements do not say how it counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

import holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
CALENDAR_VERSION = f"holidays {version('holidays')}"
FIRST_YEAR, LAST_YEAR = 1992, 2099


class DayKind(StrEnum):
    """Whether a date is a statutory holiday. A Sunday is not counted as one here: the weekday says that."""

    HOLIDAY = "ja"
    ORDINARY = "nej"
    EVE = "afton"


@lru_cache(maxsize=128)
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    statutory = holidays.country_holidays("SE", years=year, include_sundays=False)
    with_eves = holidays.country_holidays("SE", years=year, include_sundays=False, categories=("public", "de_facto"))
    return frozenset(statutory), frozenset(with_eves) - frozenset(statutory)


def kind_of_day(day: date) -> DayKind:
    """Holiday, eve or ordinary."""
    statutory, eves = _year(day.year)
    if day in statutory:
        return DayKind.HOLIDAY
    return DayKind.EVE if day in eves else DayKind.ORDINARY


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as the agreements look at it: weekday, kind of day, kind of the day before, minutes after midnight."""

    weekday: str
    day: DayKind
    day_before: DayKind
    minutes: int


def moment(when: datetime) -> Moment:
    """Describe a moment. A moment with a time zone is first turned into Swedish time; one without is Swedish time."""
    local = when.astimezone(STOCKHOLM) if when.tzinfo is not None else when
    today = local.date()
    return Moment(
        WEEKDAYS[today.weekday()],
        kind_of_day(today),
        kind_of_day(today - timedelta(days=1)),
        local.hour * 60 + local.minute,
    )

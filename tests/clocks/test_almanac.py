"""What kind of day a Swedish date is, and how a moment is looked at."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from samsyn.clocks.almanac import FIRST_YEAR, STOCKHOLM, WEEKDAYS, DayKind, Moment, kind_of_day, moment

YEARS = range(FIRST_YEAR, 2031)

DAYS = """
    2025-12-23  nej    the day before Christmas Eve
    2025-12-24  afton  Christmas Eve
    2025-12-25  ja     Christmas Day
    2025-12-26  ja     Boxing Day
    2025-12-31  afton  New Year's Eve
    2026-01-01  ja     New Year's Day
    2026-01-05  nej    the day before Epiphany, short at many workplaces, is no eve here
    2026-01-06  ja     Epiphany
    2026-04-02  nej    Maundy Thursday
    2026-04-03  ja     Good Friday
    2026-04-04  nej    Easter Eve, a Saturday
    2026-04-05  ja     Easter Day, a Sunday
    2026-04-06  ja     Easter Monday
    2026-04-30  nej    Walpurgis Night
    2026-05-01  ja     the first of May
    2026-05-03  nej    a Sunday like others
    2026-05-14  ja     Ascension Day
    2026-05-15  nej    the day after it, that many take off
    2026-05-23  nej    Whitsun Eve, a Saturday
    2026-05-24  ja     Whit Sunday
    2026-05-25  nej    Whit Monday, a holiday until 2004
    2004-05-31  ja     Whit Monday, the last time
    2005-05-16  nej    Whit Monday, the first year it was not
    2004-06-06  nej    the national day, before it was a holiday
    2005-06-06  ja     the national day, since it is one
    2026-06-19  afton  Midsummer Eve
    2026-06-20  ja     Midsummer Day
    2026-10-30  nej    the day before All Saints' Day
    2026-10-31  ja     All Saints' Day
    1992-12-24  afton  Christmas Eve the first year of the calendar
    2099-12-25  ja     Christmas Day the last
"""


@pytest.mark.parametrize("line", [line.strip() for line in DAYS.strip().splitlines()])
def test_each_day_is_of_its_kind(line):
    day, kind, *_ = line.split()
    assert kind_of_day(date.fromisoformat(day)) == kind


def test_every_eve_is_followed_by_a_statutory_holiday():
    for year in YEARS:
        days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
        eves = [day for day in days if kind_of_day(day) is DayKind.EVE]
        assert len(eves) >= 2, year
        assert all(kind_of_day(day + timedelta(days=1)) is DayKind.HOLIDAY for day in eves), year


def test_every_year_has_the_three_eves_and_thirteen_holidays():
    for year in YEARS:
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        kinds = [kind_of_day(day) for day in days]
        assert kinds.count(DayKind.EVE) == 3, year
        assert kinds.count(DayKind.HOLIDAY) == (12 if year == 2008 else 13), (
            "in 2008 Ascension fell on the first of May"
        )


def test_sundays_are_not_holidays_by_themselves():
    for year in YEARS:
        sundays = [day for number in range(365) if (day := date(year, 1, 1) + timedelta(days=number)).weekday() == 6]
        holidays = [day for day in sundays if kind_of_day(day) is DayKind.HOLIDAY]
        assert len(holidays) < 10, year


def test_a_moment_is_a_weekday_two_kinds_of_days_and_minutes_after_midnight():
    assert moment(datetime(2026, 5, 3, 2, 30, tzinfo=STOCKHOLM)) == Moment(
        "söndag", DayKind.ORDINARY, DayKind.ORDINARY, 150
    )
    assert moment(datetime(2025, 12, 25, 0, 0, tzinfo=STOCKHOLM)) == Moment("torsdag", DayKind.HOLIDAY, DayKind.EVE, 0)
    assert moment(datetime(2025, 12, 27, 23, 59, tzinfo=STOCKHOLM)) == Moment(
        "lördag", DayKind.ORDINARY, DayKind.HOLIDAY, 1439
    )


def test_the_day_before_new_year_lies_in_another_year():
    assert moment(datetime(2026, 1, 1, 3, 0, tzinfo=STOCKHOLM)).day_before is DayKind.EVE


def test_a_moment_without_zone_is_swedish_time():
    naive = datetime(2026, 7, 6, 17, 0)
    assert (
        moment(naive)
        == moment(naive.replace(tzinfo=STOCKHOLM))
        == Moment("måndag", DayKind.ORDINARY, DayKind.ORDINARY, 1020)
    )


@pytest.mark.parametrize(
    ("when", "weekday", "clock"),
    [
        (datetime(2026, 7, 5, 22, 30, tzinfo=UTC), "måndag", "00:30"),  # summer: two hours ahead, so already Monday
        (datetime(2026, 1, 5, 22, 30, tzinfo=UTC), "måndag", "23:30"),  # winter: one hour ahead, so still Monday
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "söndag", "01:59"),  # the last minute of winter time
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "söndag", "03:00"),  # the clock went forward: there is no 02:30
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "söndag", "02:30"),  # the clock went back: 02:30 comes …
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "söndag", "02:30"),  # … twice
        (datetime(2026, 5, 3, 2, 30, tzinfo=timezone(timedelta(hours=-5))), "söndag", "09:30"),
        (datetime(2026, 5, 3, 2, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "lördag", "19:30"),
    ],
)
def test_a_moment_of_another_zone_is_turned_into_swedish_time(when, weekday, clock):
    told = moment(when)
    assert (told.weekday, f"{told.minutes // 60:02d}:{told.minutes % 60:02d}") == (weekday, clock)


def test_the_weekdays_are_in_the_order_of_python():
    assert [moment(datetime(2026, 5, 4 + index, tzinfo=STOCKHOLM)).weekday for index in range(7)] == list(WEEKDAYS)

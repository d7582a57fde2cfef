"""When a span has run out, worked out by hand; also across the nights when clocks are set."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.clocks.span import is_bank_day, is_weekday, runs_out

SWEDEN = ZoneInfo("Europe/Stockholm")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


@pytest.mark.parametrize(
    ("start", "length", "unit", "counts_start", "earliest", "latest"),
    [
        ("2026-05-04 09:00", 24, "timmar", None, "2026-05-05 09:00", "2026-05-05 09:00"),
        ("2026-03-28 12:00", 24, "timmar", None, "2026-03-29 13:00", "2026-03-29 13:00"),  # an hour was skipped
        ("2026-10-24 12:00", 24, "timmar", None, "2026-10-25 11:00", "2026-10-25 11:00"),  # an hour came twice
        ("2026-10-24 12:00", 1, "dygn", None, "2026-10-25 11:00", "2026-10-25 11:00"),
        ("2026-05-04 11:00", 3, "kalenderdagar", False, "2026-05-08 00:00", "2026-05-08 00:00"),
        ("2026-05-04 11:00", 3, "kalenderdagar", True, "2026-05-07 00:00", "2026-05-07 00:00"),
        ("2026-05-04 11:00", 3, "kalenderdagar", None, "2026-05-07 00:00", "2026-05-08 00:00"),
        ("2026-03-27 11:00", 3, "kalenderdagar", False, "2026-03-31 00:00", "2026-03-31 00:00"),  # over summer time
        ("2026-04-30 11:00", 1, "vardagar", False, "2026-05-05 00:00", "2026-05-05 00:00"),  # 1 May, a weekend
        ("2026-05-01 11:00", 1, "vardagar", True, "2026-05-05 00:00", "2026-05-05 00:00"),  # a holiday is no first day
        (
            "2026-12-23 11:00",
            1,
            "vardagar",
            False,
            "2026-12-25 00:00",
            "2026-12-25 00:00",
        ),  # Christmas Eve is a weekday
        ("2026-12-23 11:00", 1, "bankdagar", False, "2026-12-29 00:00", "2026-12-29 00:00"),
        ("2026-01-31 11:00", 1, "månader", None, "2026-03-01 00:00", "2026-03-01 00:00"),
        ("2024-02-29 11:00", 1, "år", None, "2025-03-01 00:00", "2025-03-01 00:00"),
    ],
)
def test_when_a_span_has_run_out(start, length, unit, counts_start, earliest, latest):
    found = runs_out(local(start), length, unit, counts_start=counts_start)
    assert (found.earliest, found.latest) == (local(earliest), local(latest))


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 60),
    st.sampled_from(["timmar", "dygn", "kalenderdagar", "vardagar", "bankdagar", "månader", "år"]),
)
def test_nothing_runs_out_before_it_starts_and_more_takes_no_less(start, length, unit):
    one = runs_out(start, length, unit, counts_start=None)
    more = runs_out(start, length + 1, unit, counts_start=None)
    assert start < one.earliest <= one.latest
    assert one.earliest < more.earliest


def test_a_unit_that_is_none_is_refused():
    with pytest.raises(ValueError, match="veckor"):
        runs_out(datetime(2026, 1, 1, tzinfo=UTC), 1, "veckor", counts_start=None)


def test_bank_days_are_weekdays():
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert {day for day in days if is_bank_day(day)} < {day for day in days if is_weekday(day)}

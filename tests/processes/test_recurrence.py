"""When a duty that comes back is due, was met and was missed: by tables, and for any duty there can be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.processes.recurrence import (
    Often,
    Proof,
    Record,
    Recurrence,
    Standing,
    last_day,
    periods,
    read_recurrence,
    status,
    waits,
)

TODAY = date(2026, 11, 20)


def at(day):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=12)


def record(often, *days, since="2024-01-01", asked=(), waived=(), **more):
    proofs = tuple(Proof(at(day), "vc", number) for number, day in enumerate(days, 1))
    return Record(
        "rad",
        often,
        date.fromisoformat(since),
        proofs=proofs,
        asked=tuple(map(at, asked)),
        waived=tuple(map(at, waived)),
        **more,
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("löpande", Recurrence(Often.ALWAYS)),
        ("vid behov", Recurrence(Often.WHEN_NEEDED)),
        ("tyst", Recurrence(Often.SILENT)),
        ("1 gång per år", Recurrence(Often.PERIODIC, 1, "år")),
        ("minst 2 gånger per månad", Recurrence(Often.PERIODIC, 2, "månad")),
        ("vid akut behov", Recurrence(Often.EACH_TIME, event="akut behov")),
    ],
)
def test_how_often_is_read_as_the_agreement_writes_it(text, read):
    assert read_recurrence(text) == read


def test_what_no_agreement_can_say_is_refused():
    with pytest.raises(ValueError, match="ofta"):
        read_recurrence("ofta")


YEARLY = [
    # what has been done                       2024              2025              2026
    ((),                                       Standing.MISSED,  Standing.MISSED,  Standing.DUE),
    (("2024-05-03",),                          Standing.MET,     Standing.MISSED,  Standing.DUE),
    (("2025-12-31", "2026-01-01"),             Standing.MISSED,  Standing.MET,     Standing.MET),
    (("2024-01-01", "2025-06-01", "2026-03-01"), Standing.MET,   Standing.MET,     Standing.MET),
    (("2025-02-01", "2025-11-01"),             Standing.MISSED,  Standing.MET,     Standing.DUE),
]  # fmt: skip


@pytest.mark.parametrize(("done", "first", "second", "third"), YEARLY)
def test_once_a_year_is_once_in_each_calendar_year(done, first, second, third):
    duty = record("1 gång per år", *done)
    assert [status(duty, year, TODAY).standing for year in (2024, 2025, 2026)] == [first, second, third]


def test_a_missed_year_is_told_with_its_last_day_and_stays_missed_whatever_is_done_later():
    before = status(record("1 gång per år"), 2025, TODAY)
    after = status(record("1 gång per år", "2026-01-02"), 2025, TODAY)
    assert before == after
    assert before.missed == (date(2025, 12, 31),)


@pytest.mark.parametrize(
    ("since", "until", "year", "standing"),
    [
        ("2025-01-01", None, 2025, Standing.MISSED),
        ("2025-01-02", None, 2025, Standing.NOT_OWED),
        ("2025-01-02", None, 2026, Standing.DUE),
        ("2024-01-01", date(2026, 1, 1), 2025, Standing.MISSED),
        ("2024-01-01", date(2025, 12, 31), 2025, Standing.NOT_OWED),
        ("2024-01-01", date(2025, 6, 1), 2026, Standing.NOT_OWED),
        ("2026-02-01", None, 2025, Standing.NOT_OWED),
    ],
)
def test_only_a_whole_year_is_owed(since, until, year, standing):
    assert status(record("1 gång per år", since=since, until=until), year, TODAY).standing is standing


@pytest.mark.parametrize(
    ("duty", "standing"),
    [
        (record("löpande"), Standing.UNPROVEN),
        (record("löpande", "2024-02-01"), Standing.MET),
        (record("vid akut behov", "2024-02-01", stands=True), Standing.MET),
        (record("vid behov"), Standing.NO_OCCASION),
        (record("vid behov", "2026-02-01"), Standing.MET),
        (record("tyst", "2026-02-01"), Standing.SILENT),
        (record("löpande", is_recorded=False), Standing.SILENT),
        (record("1 gång per år", applies="nej"), Standing.NOT_COVERED),
        (record("1 gång per år", applies="tyst"), Standing.UNSETTLED),
        (record("1 gång per år", applies="okänt"), Standing.UNSETTLED),
        (record("minst 2 gånger per år", "2026-02-01"), Standing.DUE),
        (record("minst 2 gånger per år", "2026-02-01", "2026-03-01"), Standing.MET),
        (record("1 gång per månad", "2026-02-01"), Standing.MISSED),
        (record("vid utskrivning", asked=["2026-03-01"]), Standing.DUE),
        (record("vid utskrivning", "2026-03-04", asked=["2026-03-01"]), Standing.MET),
        (record("vid utskrivning", "2026-02-04", asked=["2026-03-01"]), Standing.DUE),
        (record("vid utskrivning", asked=["2026-03-01"], waived=["2026-03-02"]), Standing.MET),
        (record("vid utskrivning"), Standing.NO_OCCASION),
    ],
)
def test_how_a_duty_stands_this_year(duty, standing):
    assert status(duty, 2026, TODAY).standing is standing


def test_an_occasion_that_was_followed_by_nothing_is_missed_when_its_year_is_over():
    duty = record("vid utskrivning", asked=["2025-12-30"])
    assert status(duty, 2025, date(2025, 12, 31)).waiting == (date(2025, 12, 30),)
    assert status(duty, 2025, TODAY).missed == (date(2025, 12, 30),)
    assert waits(duty)
    assert status(record("vid utskrivning", "2026-01-02", asked=["2025-12-30"]), 2025, TODAY).standing is Standing.MET


@pytest.mark.parametrize(
    ("done", "last"),
    [
        ((), "2024-12-31"),
        (("2024-02-01",), "2025-12-31"),
        (("2025-02-01",), "2026-12-31"),
        (("2026-02-01",), "2027-12-31"),
    ],
)
def test_the_clock_runs_out_with_the_first_year_after_what_was_done_last(done, last):
    assert last_day(record("1 gång per år", *done)) == date.fromisoformat(last)


OFTEN = st.sampled_from(
    ["löpande", "vid behov", "tyst", "vid utskrivning"]
    + [f"{n} gånger per {period}" for n in (1, 2, 3) for period in ("dag", "vecka", "månad", "år")]
)
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
MOMENTS = st.lists(DAYS, max_size=6).map(lambda days: [day.isoformat() for day in sorted(days)])


@st.composite
def records(draw):
    since = draw(DAYS)
    until = draw(st.none() | DAYS.filter(lambda day: day > since))
    return record(
        draw(OFTEN),
        *draw(MOMENTS),
        since=since.isoformat(),
        asked=draw(MOMENTS),
        waived=draw(MOMENTS),
        until=until,
        applies=draw(st.sampled_from(["ja", "nej", "okänt", "tyst"])),
        stands=draw(st.booleans()),
        is_recorded=draw(st.booleans()),
    )


@given(records(), st.integers(2022, 2028), DAYS)
def test_every_duty_stands_somehow_in_every_year_and_says_what_its_standing_asks_for(duty, year, today):
    found = status(duty, year, today)
    assert (found.standing is Standing.MISSED) == bool(found.missed)
    assert found.standing is not Standing.DUE or found.due is not None or found.waiting
    assert all(proof.day <= today for proof in found.proofs)
    assert all(day < today or year < today.year for day in found.missed)
    assert found.due is None or found.due >= today


@given(records(), st.integers(2022, 2028), DAYS, st.integers(0, 400))
def test_a_year_that_is_over_and_was_missed_never_becomes_met_by_time_alone(duty, year, today, later):
    if year < today.year and status(duty, year, today).standing is Standing.MISSED and "vid" not in duty.often:
        assert status(duty, year, today + timedelta(days=later)).standing is Standing.MISSED


@given(records(), DAYS)
def test_what_is_due_by_the_clock_is_a_day_that_ends_a_period_and_one_more_proof_moves_it_on(duty, day):
    due = last_day(duty)
    if due is not None:
        wanted = duty.recurrence
        assert any(ends == due for _, ends in periods(wanted.period, due, due))
        more = record(
            duty.often,
            *[proof.at.date().isoformat() for proof in duty.proofs],
            *[due.isoformat()] * wanted.times,
            since=duty.since.isoformat(),
            until=duty.until,
        )
        after = last_day(more)
        assert after is None or after > due

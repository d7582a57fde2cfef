"""`Tider`: spans of the week as written, and what they answer at a moment. The docstring of a test is its table."""

import inspect
from datetime import datetime

import pytest

from rules.one_library import ADDRESS, library_with
from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS
from samsyn.evaluation import one_case
from samsyn.facts.case import facts_of_moment
from samsyn.rules.timetable import read_days, write_days

HEADER = """
### Är det jourtid?

| Tider | Span    | Dagar    | Från  | Till  | Helgdag   | Afton     | Källa | Sedan   |
|-------|---------|----------|-------|-------|-----------|-----------|-------|---------|
"""


def decided(agreement, moments):
    """Each line of moments: day, hour, answer."""
    for line in inspect.cleandoc(moments).splitlines():
        day, hour, wanted, *_ = line.split()
        when = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=STOCKHOLM)
        standing = one_case.decide(agreement, facts_of_moment(agreement.vocabulary, when))["jourtid"]
        assert (line, standing.value or standing.status.value) == (line, wanted)


def timetable(*rows):
    return library_with(HEADER + "\n".join(rows) + "\n").usable(ADDRESS, "2021-04-01")


def test_a_span_within_the_day_counts_its_beginning_and_not_its_end():
    decided(
        timetable("| dag | Jourtid | mån–fre | 08:00 | 17:00 | inte | inte | [HSL] | – |"),
        """
        2026-05-04 07:59 nej  måndag
        2026-05-04 08:00 ja
        2026-05-04 16:59 ja
        2026-05-04 17:00 nej
        2026-05-09 12:00 nej  lördag
        """,
    )


def test_a_span_past_midnight_belongs_to_the_day_it_began():
    decided(
        timetable("| natt | Jourtid | fre | 17:00 | 08:00 | som dagen | som dagen | [HSL] | – |"),
        """
        2026-05-08 07:59 nej  fredag morgon hör till torsdagen
        2026-05-08 17:00 ja
        2026-05-08 23:59 ja
        2026-05-09 00:00 ja   lördag natt hör till fredagen
        2026-05-09 07:59 ja
        2026-05-09 08:00 nej
        2026-05-09 17:00 nej
        """,
    )


def test_a_span_from_sunday_reaches_into_monday():
    decided(
        timetable("| natt | Jourtid | sön | 17:00 | 08:00 | som dagen | som dagen | [HSL] | – |"),
        """
        2026-05-03 02:00 nej  söndag natt hör till lördagen
        2026-05-03 17:00 ja
        2026-05-04 07:59 ja   måndag
        2026-05-05 07:59 nej
        """,
    )


def test_midnight_may_be_written_as_the_end_of_one_day_or_the_start_of_the_next():
    for end in ("24:00", "00:00"):
        decided(
            timetable(f"| kväll | Jourtid | alla | 17:00 | {end} | som dagen | som dagen | [HSL] | – |"),
            """
            2026-05-04 23:59 ja
            2026-05-05 00:00 nej
            """,
        )


def test_the_whole_day_is_written_from_zero_to_twenty_four():
    decided(
        timetable("| helg | Jourtid | lör, sön | 00:00 | 24:00 | som dagen | som dagen | [HSL] | – |"),
        """
        2026-05-01 23:59 nej
        2026-05-02 00:00 ja
        2026-05-03 23:59 ja
        2026-05-04 00:00 nej
        """,
    )


HOLIDAYS = {
    "som dagen": "2026-05-01 12:00 ja",  # a Friday, first of May
    "inte": "2026-05-01 12:00 nej",
    "alltid": "2026-05-01 12:00 ja",
    "tyst": "2026-05-01 12:00 tyst",
}


@pytest.mark.parametrize(("rule", "wanted"), HOLIDAYS.items())
def test_what_a_holiday_within_the_days_does(rule, wanted):
    decided(timetable(f"| dag | Jourtid | mån–fre | 08:00 | 17:00 | {rule} | inte | [HSL] | 2023 |"), wanted)


OTHER_HOLIDAYS = {
    "som dagen": "2026-06-20 12:00 nej",  # a Saturday, Midsummer Day
    "inte": "2026-06-20 12:00 nej",
    "alltid": "2026-06-20 12:00 ja",
}


@pytest.mark.parametrize(("rule", "wanted"), OTHER_HOLIDAYS.items())
def test_what_a_holiday_outside_the_days_does(rule, wanted):
    decided(timetable(f"| dag | Jourtid | mån–fre | 08:00 | 17:00 | {rule} | inte | [HSL] | – |"), wanted)


EVES = {
    "som dagen": "2025-12-24 11:00 ja",  # Christmas Eve, a Wednesday
    "inte": "2025-12-24 11:00 nej",
    "alltid": "2025-12-24 11:00 ja",
    "tyst": "2025-12-24 11:00 tyst",
}


@pytest.mark.parametrize(("rule", "wanted"), EVES.items())
def test_what_an_eve_does(rule, wanted):
    decided(timetable(f"| dag | Jourtid | mån–fre | 08:00 | 17:00 | inte | {rule} | [HSL] | 2023 |"), wanted)


def test_the_night_after_a_holiday_is_judged_by_the_day_it_began():
    decided(
        timetable("| natt | Jourtid | mån–fre | 17:00 | 08:00 | inte | som dagen | [HSL] | – |"),
        """
        2026-05-01 18:00 nej  första maj, en fredag
        2026-05-02 02:00 nej  natten efter den hör till den
        2026-04-30 18:00 ja   kvällen före
        2026-05-01 02:00 ja   natten till första maj hör till torsdagen
        2025-12-25 02:00 ja   natten till juldagen hör till julafton
        2025-12-26 02:00 nej  natten till annandagen hör till juldagen
        """,
    )


def test_a_sure_row_answers_where_another_is_silent():
    decided(
        timetable(
            "| dag   | Jourtid | mån–fre | 08:00 | 17:00 | som dagen | tyst | [HSL] | 2023 |",
            "| afton | Jourtid | alla    | 10:00 | 12:00 | inte      | alltid | [HSL] | – |",
        ),
        """
        2025-12-24 09:00 tyst
        2025-12-24 11:00 ja
        2025-12-24 13:00 tyst
        """,
    )


def test_one_table_may_hold_several_spans(library):
    """
    ### Vilka tider gäller?

    | Tider  | Span     | Dagar    | Från  | Till  | Helgdag | Afton | Källa |
    |--------|----------|----------|-------|-------|---------|-------|-------|
    | kväll  | Jourtid  | alla     | 17:00 | 08:00 | alltid  | inte  | [HSL] |
    | öppet  | Omfattas | mån–fre  | 08:00 | 17:00 | inte    | inte  | [HSL] |
    | helger | Jourtid  | lör, sön | 08:00 | 17:00 | alltid  | inte  | [HSL] |
    """
    agreement = library.usable(ADDRESS, "2021-04-01")
    assert {decision.id for decision in agreement.decisions} == {"jourtid", "omfattas"}
    assert all(decision.spans for decision in agreement.decisions)
    assert {decision.question for decision in agreement.decisions} == {"Vilka tider gäller?"}


DAYS = """
    mån–fre            mån–fre            måndag tisdag onsdag torsdag fredag
    mån-fre            mån–fre            måndag tisdag onsdag torsdag fredag
    Måndag–Fredag      mån–fre            måndag tisdag onsdag torsdag fredag
    lör, sön           lör, sön           lördag söndag
    lör,sön            lör, sön           lördag söndag
    fre–mån            fre–mån            måndag fredag lördag söndag
    tis                tis                tisdag
    tors               tors               torsdag
    tor                tors               torsdag
    alla               alla               måndag tisdag onsdag torsdag fredag lördag söndag
    Alla               alla               måndag tisdag onsdag torsdag fredag lördag söndag
    mån, ons–tors, sön mån, ons–tors, sön måndag onsdag torsdag söndag
    mån–sön            mån–sön            måndag tisdag onsdag torsdag fredag lördag söndag
    mån–mån            mån–mån            måndag
"""


@pytest.mark.parametrize("line", inspect.cleandoc(DAYS).splitlines())
def test_days_are_read_and_written_in_one_form(line):
    written, kept, days = line[:19].strip(), line[19:38].strip(), line[38:].split()
    assert [day for day in WEEKDAYS if day in read_days(written)] == days
    assert write_days(written) == kept
    assert read_days(kept) == read_days(written)


@pytest.mark.parametrize(
    "text", ["", "–", "vardagar", "helg", "mån–", "–fre", "mån–ons–fre", "m", "må", "månd", "mån;tis", "mån till fre"]
)
def test_what_are_no_days_are_none_and_left_as_they_stand(text):
    assert read_days(text) is None
    assert write_days(text) == text

"""Times, numbers and lists as a Swedish page tells them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samsyn_web import swedish
from samsyn_web.project.templatetags import swedish as filters

SWEDEN = ZoneInfo("Europe/Stockholm")


def at(told, fold=0):
    """`2026-11-22 14.05` on a Swedish clock, as the journal keeps it: in UTC."""
    return datetime.strptime(told, "%Y-%m-%d %H.%M").replace(tzinfo=SWEDEN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "moment", "told"),
    [
        # within the hour, and the day
        ("2026-11-22 14.05", "2026-11-22 14.05", "nu"),
        ("2026-11-22 14.05", "2026-11-22 14.06", "om 1 minut"),
        ("2026-11-22 14.05", "2026-11-22 15.04", "om 59 minuter"),
        ("2026-11-22 14.05", "2026-11-22 15.05", "om 1 timme"),
        ("2026-11-22 14.05", "2026-11-22 15.55", "om 1 tim 50 min"),
        ("2026-11-22 14.05", "2026-11-22 17.05", "om 3 timmar"),
        ("2026-11-22 14.05", "2026-11-22 18.04", "om 3 timmar"),
        ("2026-11-22 07.00", "2026-11-22 23.30", "om 16 timmar"),
        ("2026-11-22 14.05", "2026-11-22 14.04", "för 1 minut sedan"),
        ("2026-11-22 14.05", "2026-11-22 08.00", "för 6 timmar sedan"),
        # over midnight
        ("2026-11-22 22.00", "2026-11-23 02.00", "om 4 timmar"),
        ("2026-11-22 22.00", "2026-11-23 08.00", "i morgon 08.00"),
        ("2026-11-23 02.00", "2026-11-22 22.00", "för 4 timmar sedan"),
        ("2026-11-23 09.00", "2026-11-22 22.00", "i går 22.00"),
        ("2026-11-22 23.59", "2026-11-23 00.00", "om 1 minut"),
        # days
        ("2026-11-22 14.05", "2026-11-24 12.00", "i övermorgon 12.00"),
        ("2026-11-22 14.05", "2026-11-26 12.00", "på torsdag 12.00"),
        ("2026-11-22 14.05", "2026-11-28 23.59", "på lördag 23.59"),
        ("2026-11-22 14.05", "2026-11-29 00.00", "om 7 dagar"),
        ("2026-11-22 14.05", "2026-12-06 00.00", "om 14 dagar"),
        ("2026-11-22 14.05", "2026-11-20 15.00", "i förrgår 15.00"),
        ("2026-11-22 14.05", "2026-11-20 14.00", "för 2 dygn sedan"),
        ("2026-11-22 14.05", "2026-11-08 14.05", "för 14 dygn sedan"),
        # long ago, and far ahead
        ("2026-11-22 14.05", "2026-11-01 14.05", "för 21 dagar sedan"),
        ("2026-11-22 14.05", "2026-10-11 14.05", "för 6 veckor sedan"),
        ("2026-11-22 14.05", "2026-05-22 14.05", "för 6 månader sedan"),
        ("2026-11-22 14.05", "2028-12-31 23.59", "om 2 år"),
        # the night the clocks are put forward: 02 does not exist, and the night has 23 hours
        ("2027-03-28 01.30", "2027-03-28 03.30", "om 1 timme"),
        ("2027-03-27 23.00", "2027-03-28 07.00", "i morgon 07.00"),
        ("2027-03-27 23.00", "2027-03-28 05.59", "om 5 timmar"),
        ("2027-03-28 00.00", "2027-03-28 12.00", "om 11 timmar"),
        # the night they are put back: 25 hours
        ("2026-10-25 01.30", "2026-10-25 03.30", "om 3 timmar"),
        ("2026-10-25 00.00", "2026-10-25 12.00", "om 13 timmar"),
        ("2026-10-24 20.00", "2026-10-26 20.00", "i övermorgon 20.00"),
    ],
)
def test_time_is_told_as_people_say_it(now, moment, told):
    assert swedish.relative_time(at(moment), at(now)) == told


def test_seconds_never_promise_more_time_than_there_is():
    now = at("2026-11-22 14.05")
    assert swedish.relative_time(now + timedelta(minutes=59, seconds=59), now) == "om 59 minuter"
    assert swedish.relative_time(now + timedelta(seconds=59), now) == "nu"
    assert swedish.relative_time(now - timedelta(seconds=59), now) == "nu"


def test_the_hour_that_comes_twice_says_which_it_is():
    first, second = at("2026-10-25 02.30"), at("2026-10-25 02.30", fold=1)
    assert second - first == timedelta(hours=1)
    assert swedish.clock_time(first) == "02.30 (sommartid)"
    assert swedish.clock_time(second) == "02.30 (vintertid)"
    assert swedish.relative_time(second, first) == "om 1 timme"
    assert swedish.clock_time(at("2026-10-25 03.00")) == "03.00"


def test_the_hour_that_never_comes_is_shown_as_the_clock_shows_it():
    assert swedish.clock_time(at("2027-03-28 02.30")) == "03.30"


@pytest.mark.parametrize(
    ("moment", "now", "told"),
    [
        ("2026-11-22 14.05", None, "sön 22 nov 2026 kl. 14.05"),
        ("2026-11-22 14.05", "2026-01-01 00.00", "sön 22 nov kl. 14.05"),
        ("2026-11-22 14.05", "2027-01-01 00.00", "sön 22 nov 2026 kl. 14.05"),
        ("2027-03-01 00.00", None, "mån 1 mars 2027 kl. 00.00"),
        ("2027-05-05 08.00", None, "ons 5 maj 2027 kl. 08.00"),
    ],
)
def test_the_exact_time_has_a_year_unless_it_is_this_one(moment, now, told):
    assert swedish.exact_time(at(moment), at(now) if now else None) == told


def test_new_year_is_swedens_and_not_greenwichs():
    assert swedish.exact_time(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "fre 1 jan 2027 kl. 00.30"


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        swedish.exact_time(datetime(2026, 11, 22, 14, 5))


@pytest.mark.parametrize(
    ("number", "told", "link"),
    [
        ("112", "112", "112"),
        ("1177", "1177", "1177"),
        ("035131000", "035-13 10 00", "+4635131000"),
        ("035-13 10 00", "035-13 10 00", "+4635131000"),
        ("+46 35 13 10 00", "035-13 10 00", "+4635131000"),
        ("+46 (0)35 13 10 00", "035-13 10 00", "+4635131000"),
        ("0046 35 13 10 00", "035-13 10 00", "+4635131000"),
        ("0701740605", "070-174 06 05", "+46701740605"),
        ("0340-48 10 00", "0340-48 10 00", "+46340481000"),
        ("0771123456", "0771-12 34 56", "+46771123456"),
        ("0102345678", "010-234 56 78", "+46102345678"),
        ("084650040", "08-465 00 40", "+4684650040"),
        ("0846500401", "08-465 004 01", "+46846500401"),
        ("034012345", "0340-123 45", "+4634012345"),
        ("+47 22 11 33 55", "+47 22 11 33 55", "+4722113355"),
        ("växeln", "växeln", ""),
        ("035-13 10 00 ankn. 12", "035-13 10 00 ankn. 12", ""),
        ("035-13 10 00 / 131 001", "035-13 10 00 / 131 001", ""),
        ("", "", ""),
        ("0345", "0345", "+46345"),
    ],
)
def test_a_telephone_number_is_grouped_and_can_be_dialled(number, told, link):
    assert (swedish.telephone(number), swedish.telephone_link(number)) == (told, link)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("191212121212", "19121212-1212"),
        ("19121212-1212", "19121212-1212"),
        (" 20010101 2384 ", "20010101-2384"),
        ("19121212R123", "19121212-R123"),
        ("121212-1212", "121212-1212"),
        ("reservnummer", "reservnummer"),
    ],
)
def test_a_personal_number_is_eight_and_four(number, told):
    assert swedish.personal_number(number) == told


@pytest.mark.parametrize(
    ("items", "told"),
    [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c"), ((1, 2), "1 och 2")],
)
def test_a_list_is_told_as_a_sentence(items, told):
    assert swedish.listed(items) == told


@pytest.mark.parametrize(
    ("length", "told"),
    [
        ({"minutes": 12}, "12 minuter"),
        ({"minutes": 65}, "1 tim 5 min"),
        ({"hours": 9, "minutes": 50}, "9 timmar"),
        ({"days": 3, "hours": 5}, "3 dagar"),
    ],
)
def test_a_length_of_time_is_told_in_whole_units(length, told):
    assert swedish.how_long(timedelta(**length)) == filters.tidslangd(timedelta(**length)) == told


def test_on_paper_a_day_is_told_in_full():
    assert swedish.full_day(date(2026, 5, 3)) == "söndag 3 maj 2026"
    assert swedish.full_day(date(2026, 11, 23)) == "måndag 23 november 2026"


def test_the_filters_give_the_time_to_machines_too():
    now, due = at("2026-11-22 14.05"), at("2026-11-22 17.05")
    assert filters.om_tid(due, now) == (
        '<time datetime="2026-11-22T17:05+01:00" title="sön 22 nov 2026 kl. 17.05">om 3 timmar</time>'
    )
    assert filters.tid(due, now) == '<time datetime="2026-11-22T17:05+01:00">sön 22 nov kl. 17.05</time>'
    assert filters.klockslag(due) == '<time datetime="2026-11-22T17:05+01:00">17.05</time>'
    assert filters.dag(due) == filters.dag(date(2026, 11, 22)) == '<time datetime="2026-11-22">sön 22 nov 2026</time>'
    assert filters.dag(date(2026, 11, 22), now) == '<time datetime="2026-11-22">sön 22 nov</time>'
    assert filters.i_listform(["a", "b"], "eller") == "a eller b"
    assert filters.telefon("112") == filters.telefonlank("112") == "112"
    assert filters.personnummer("191212121212") == "19121212-1212"


@pytest.mark.parametrize(
    "name", ["tid", "klockslag", "dag", "telefon", "telefonlank", "personnummer", "i_listform", "tidslangd"]
)
def test_what_is_missing_leaves_the_page_empty_there(name):
    assert not getattr(filters, name)(None)
    assert not filters.om_tid(None, at("2026-11-22 14.05"))


@pytest.mark.parametrize(
    ("ends", "told", "left"),
    [
        ("2026-05-08 00.00", "tor 7 maj", "på torsdag 23.59"),  # all of Thursday may be used
        ("2026-05-08 13.00", "fre 8 maj kl. 13.00", "på fredag 13.00"),
        ("2026-05-05 00.00", "mån 4 maj", "om 13 timmar"),
    ],
)
def test_of_what_ends_at_midnight_the_last_day_is_told(ends, told, left):
    now = at("2026-05-04 10.30")
    assert swedish.latest_time(at(ends), now) == told
    assert swedish.relative_time(swedish.last_moment(at(ends)), now) == left

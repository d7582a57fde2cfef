"""The page that measures SIP: the county's numbers exactly, few never, nobody's name."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsyn.followup.plans import grouped
from samsyn.followup.small_numbers import Share
from samsyn.processes import plan as p
from samsyn_web.casework.plan_measures import measured, shown, since
from web.cast import at_work, begin, do, patient, town

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = timezone.now() - 30 * DAY


@pytest.fixture
def made():
    return town()


def page(made, who):
    client, worker = Client(), made.workers[who]
    at_work(client, worker)
    return client.get(reverse("sip"))


def plan_made(made, number, came):
    person = patient(made, number)
    to = [made.units["Vårdcentralen Ängen"].pk]
    case = begin(made, "Nora", "sip", person, p.NEED, START, text="många", till=to)
    until = (START + 400 * DAY).date().isoformat()
    do(made, "Nora", case, p.CONSENT, START, omfattar="vård", galler_till=until)
    do(
        made,
        "Fatima",
        case,
        p.CALL,
        START + DAY,
        tid=(START + 7 * DAY).isoformat(),
        plats="hemmet",
        fragor="natten",
        lakarkompetens_behovs_i_sip="ja",
        till=[made.units["Hemsjukvården Norr"].pk],
    )
    return do(made, "Fatima", case, p.MEETING, START + 7 * DAY, kom=came)


def numbers(number):
    return [f"1912121212{place:02d}" for place in range(number)]


def test_the_county_is_told_exactly_and_a_unit_with_few_is_not(made):
    for place, number in enumerate(numbers(12)):
        plan_made(made, number, ["den enskilde", *(["läkare"] if place < 6 else [])])
    today = (START + 10 * DAY).date()
    (line,) = grouped(measured(since(today), today), lambda _one: "")
    assert line.shares[:3] == (Share(12, 12), Share(12, 12), Share(6, 12))
    (told,) = shown([line], str)
    assert [cell["percent"] for cell in told["shares"][:3]] == [100, 100, 50]


def test_few_are_not_shown_and_the_page_names_nobody(made):
    for number in numbers(3):
        plan_made(made, number, ["den enskilde"])
    text = page(made, "Stina").content.decode()
    assert "visas inte" in text
    assert "3 av 3" not in text
    assert "Testsson" not in text


def test_it_is_for_those_who_follow_up(made):
    assert page(made, "Nora").status_code == 403
    assert page(made, "Stina").status_code == 200


def test_twelve_months_are_counted_the_present_one_too():
    assert since(date(2026, 5, 31)) == date(2025, 6, 1)
    assert since(date(2026, 12, 1)) == date(2026, 1, 1)

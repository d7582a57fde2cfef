"""The start page and the list of cases: what is due comes first, and nothing is lost behind what has no day."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samsyn_web.access import reading
from samsyn_web.casework import start_page
from samsyn_web.journal.models import Duty
from web.cast import at_work, begin, do, patient, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return town()


def opened(made, number, *, days=0, hours=3):
    at = timezone.now() - timedelta(days=days, hours=hours)
    return begin(made, "Ulla", "utskrivning", patient(made, f"1912121212{number:02}"), "oppna", at, tvangsvard="ingen")


def at_desk(made, name):
    client = Client()
    at_work(client, made.workers[name])
    return client


def groups(made, who):
    visit = made.visit(who, timezone.now())
    found = start_page.groups(reading.duties(visit), reading.unread(visit), visit.now)
    return {one["key"]: [(task["title"], task["about"]) for task in one["tasks"]] for one in found}


def test_what_is_overdue_comes_before_what_has_no_day_however_much_that_is(made):
    """Databases disagree on whether nothing comes first or last; a list that is cut must not lose what is late."""
    late = opened(made, 1, days=3)
    others = [opened(made, number) for number in range(2, 5)]
    Duty.objects.bulk_create(
        Duty(case=case, unit=made.units["Avdelning 5"], act="bedom_behov") for case in others for _ in range(40)
    )
    first = reading.duties(made.visit("Ulla", timezone.now()))[0]
    assert (first.case, first.clock) == (late, "Tiden för inskrivningsmeddelande")


def test_what_is_expected_without_a_day_is_one_line_a_case(made):
    case = opened(made, 1)
    units = [made.units["Hemsjukvården Norr"].pk, made.units["Vårdcentralen Ängen"].pk]
    at = timezone.now() - timedelta(hours=2)
    do(made, "Ulla", case, "inskrivningsmeddelande", at, beraknad=(at + timedelta(days=4)).isoformat(), till=units)
    do(made, "Disa", case, "utskrivningsklar", at + timedelta(hours=1))
    [(title, about)] = groups(made, "Ulla")["undated"]
    assert title.startswith(f"Utskrivning {case.number}")
    assert about.startswith("Underrätta om utskrivningsklar, Kommentera Hemgångsklar, Skriv ut patienten")


def test_cases_without_a_time_limit_stand_last_in_the_list(made):
    case = opened(made, 1)
    do(made, "Ulla", case, "avbryt", timezone.now() - timedelta(hours=1), skal="Fel person")
    other = opened(made, 2)
    page = at_desk(made, "Ulla").get("/fall?lage=alla")
    assert [row["case"] for row in page.context["rows"]] == [other, case]


def test_the_list_is_narrowed_to_a_stage_of_the_kind_that_was_chosen(made):
    opened(made, 1)
    client = at_desk(made, "Ulla")
    assert 'name="skede"' not in client.get("/fall").content.decode()
    page = client.get("/fall?slag=utskrivning&skede=planeras")
    assert re.search(r'value="planeras" selected', page.content.decode())
    assert page.context["rows"] == []
    assert len(client.get("/fall?slag=utskrivning&skede=inskriven").context["rows"]) == 1

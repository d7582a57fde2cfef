"""What the page of a discharge shows besides what every case's does: the seven points, the liability, and it all on paper."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samsyn_web.directory.models import ContactWay
from samsyn_web.journal.models import Delivery, Duty
from web.cast import at_work, begin, do, patient, town

pytestmark = pytest.mark.django_db

TRAINING = "3. Vem utbildar vem, och när det är gjort"


@pytest.fixture
def made():
    return town()


@pytest.fixture
def case(made):
    start = timezone.now() - timedelta(days=2)
    units = {name: unit.pk for name, unit in made.units.items()}
    opened = begin(made, "Ulla", "utskrivning", patient(made), "oppna", start, tvangsvard="ingen")
    opened = do(
        made,
        "Ulla",
        opened,
        "inskrivningsmeddelande",
        start + timedelta(hours=2),
        beraknad=(start + timedelta(days=5)).isoformat(),
        till=[units["Hemsjukvården Norr"], units["Vårdcentralen Ängen"]],
    )
    return do(made, "Nora", opened, "komplex_hemgang", start + timedelta(hours=3), text="Trakeostomi")


@pytest.fixture
def at_desk(made):
    def at_desk(name):
        client = Client()
        at_work(client, made.workers[name])
        return client

    return at_desk


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def point(made, case, who, until, standing="inte klar", owner="Avdelning 5", which="utbildning"):
    said = {"punkt": which, "lage": standing, "ansvarig": made.units[owner].pk, "senast": until, "text": "Trakvård"}
    return do(made, who, case, "punkt_infor_hemgang", timezone.now() - timedelta(minutes=5), **said)


def test_that_a_home_coming_is_complex_is_a_message_of_its_own_that_every_unit_acknowledges(made, case):
    waits = Delivery.objects.filter(case=case, version=case.version, acknowledged=None)
    assert {one.receiver.name for one in waits} == {"Avdelning 5", "Vårdcentralen Ängen"}


def test_a_point_is_on_its_owners_list_until_it_is_done(made, case):
    day = timezone.localdate() + timedelta(days=1)
    point(made, case, "Nora", day.isoformat())
    duty = Duty.objects.get(case=case, clock=TRAINING)
    assert duty.unit == made.units["Avdelning 5"]
    assert timezone.localdate(duty.due) == day + timedelta(days=1)  # the day is whole: it ends at midnight
    point(made, case, "Ulla", day.isoformat(), "klar")
    assert not Duty.objects.filter(case=case, clock=TRAINING).exists()


def test_a_point_whose_day_has_passed_is_late_on_the_page_and_on_the_start_page(made, case, at_desk):
    point(made, case, "Nora", (timezone.localdate() - timedelta(days=1)).isoformat())
    page = text(at_desk("Ulla").get(f"/fall/{case.pk}"))
    assert re.search(r"3\. Vem utbildar vem, och när det är gjort inte klar Avdelning 5 .* försenat", page)
    assert f"{TRAINING} försenat" in text(at_desk("Ulla").get("/"))


def test_the_checklists_link_fills_in_what_was_last_said_of_the_point(made, case, at_desk):
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    point(made, case, "Nora", day)
    page = at_desk("Ulla").get(f"/fall/{case.pk}").content.decode()
    assert "punkt_infor_hemgang?punkt=utbildning" in page
    form = at_desk("Ulla").get(f"/fall/{case.pk}/gor/punkt_infor_hemgang?punkt=utbildning").context["form"]
    assert [form[name].value() for name in ("punkt", "lage", "ansvarig", "senast", "text")] == [
        "utbildning",
        "inte klar",
        made.units["Avdelning 5"].pk,
        day,
        "Trakvård",
    ]


def test_a_point_that_does_not_exist_fills_in_nothing(made, case, at_desk):
    form = at_desk("Ulla").get(f"/fall/{case.pk}/gor/punkt_infor_hemgang?punkt=<script>").context["form"]
    assert not form["punkt"].value()


@pytest.mark.parametrize("act", ["andra_beraknad", "utskrivningsklar"])
def test_what_is_not_met_is_shown_before_a_date_is_set(act, made, case, at_desk):
    page = text(at_desk("Disa").get(f"/fall/{case.pk}/gor/{act}"))
    assert "7. Riskanalys: inte påbörjad, ingen har tagit den" in page


def test_the_liability_names_who_pays_and_what_blocks_it(made, case, at_desk):
    do(made, "Disa", case, "utskrivningsklar", timezone.now() - timedelta(minutes=5))
    page = text(at_desk("Ulla").get(f"/fall/{case.pk}"))
    assert "Saknad underrättelse" in page
    assert "Vilken kommun betalar?" in page


@pytest.mark.parametrize(
    ("need", "missing"),
    [
        ("sjukvård", []),
        ("socialtjänst och sjukvård", ["kommunens socialtjänst"]),
        ("inga insatser", []),
    ],
)
def test_who_should_have_had_the_notice_and_takes_no_part_is_told(need, missing, made, case, at_desk):
    said = {"kommunens_insatser_efter_utskrivning": need, "oppenvardens_insatser_efter_utskrivning": "ja"}
    do(made, "Disa", case, "bedom_behov", timezone.now() - timedelta(minutes=5), **said)
    page = at_desk("Ulla").get(f"/fall/{case.pk}")
    assert page.context["left_out"] == missing
    assert ("Inskrivningsmeddelandet ska också till" in text(page)) == bool(missing)


def test_municipal_health_care_needs_open_care_to_be_told_too(made, at_desk):
    at = timezone.now() - timedelta(hours=5)
    opened = begin(made, "Ulla", "utskrivning", patient(made), "oppna", at, tvangsvard="ingen")
    said = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "nej"}
    opened = do(made, "Disa", opened, "bedom_behov", at, **said)
    assert at_desk("Ulla").get(f"/fall/{opened.pk}").context["left_out"] == []  # nothing is sent yet
    when = (at + timedelta(days=5)).isoformat()
    only = [made.units["Hemsjukvården Norr"].pk]
    opened = do(made, "Ulla", opened, "inskrivningsmeddelande", at + timedelta(hours=1), beraknad=when, till=only)
    assert at_desk("Ulla").get(f"/fall/{opened.pk}").context["left_out"] == ["öppenvården"]
    invite = {"till": [made.units["Vårdcentralen Ängen"].pk], "text": ""}
    opened = do(made, "Ulla", opened, "bjud_in", at + timedelta(hours=2), **invite)
    assert at_desk("Ulla").get(f"/fall/{opened.pk}").context["left_out"] == []


def test_on_paper_it_is_all_there(made, case, at_desk):
    ContactWay.objects.create(
        unit=made.units["Hemsjukvården Norr"],
        number="0701740605",
        purpose="Dygnet runt",
        opens="00:00",
        closes="00:00",
        valid_from=timezone.localdate() - timedelta(days=9),
    )
    point(made, case, "Nora", (timezone.localdate() + timedelta(days=1)).isoformat(), "klar")
    page = text(at_desk("Ulla").get(f"/fall/{case.pk}/utskrift"))
    assert f"☑ {TRAINING}: klar, Avdelning 5" in page
    assert "☐ 7. Riskanalys: inte påbörjad" in page
    assert "Hemsjukvården Norr, Dygnet runt 070-174 06 05" in page
    assert "☐ Bedöm utskrivningsklar: Avdelning 5" in page
    assert "?:" not in page
    assert ".." not in page

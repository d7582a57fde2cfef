"""The start page of those who work without cases: numbers that lead on, and nobody's name."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samsyn.processes.cast import CLINICAL, Role
from samsyn_web.access.models import Emergency
from samsyn_web.directory.models import ContactWay, OnCall
from samsyn_web.project.context import PAGES
from samsyn_web.project.desks import DESKS, panels
from samsyn_web.trail.models import Entry, What
from samsyn_web.trail.recording import Tracks, write
from samsyn_web.trail.sealing import seal
from web.cast import at_work, begin, patient, town

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def made():
    made = town()
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Hemsjukvården Norr"])
    return made


def lines(made, name, title, now=NOW):
    """What a panel says, by its words."""
    panel = next(one for one in panels(made.visit(name, now)) if one.title.startswith(title))
    return {line.words: line.standing for line in panel.lines}


def way(unit, number="0701740605", confirmed=None, by=None):
    return ContactWay.objects.create(
        unit=unit,
        number=number,
        purpose="Alla",
        opens="08:00",
        closes="17:00",
        valid_from=date(2026, 1, 1),
        confirmed_at=confirmed,
        confirmed_by=by,
    )


def client(made, name):
    visitor = Client()
    at_work(visitor, made.workers[name])
    return visitor


def test_every_role_without_cases_has_a_start_page_of_its_own():
    assert DESKS.keys() == frozenset(Role) - CLINICAL


@pytest.mark.parametrize("who", ["Stina", "Cilla", "Logge", "Adam", "Nora", "Disa"])
def test_no_page_in_the_menu_refuses_the_one_it_is_shown_to(who, made):
    visitor = client(made, who)
    menu = visitor.get("/").context["nav"]
    refused = [one["name"] for one in menu if visitor.get(one["url"], follow=True).status_code == 403]
    assert (refused, len(menu) > 3) == ([], True)
    assert not Entry.objects.filter(what=What.REFUSED).exists()


def test_every_page_in_the_menu_is_for_somebody():
    assert all(roles is None or roles for _, _, roles in PAGES)


def test_the_strategist_sees_how_many_and_nobodys_name(made):
    begin(made, "Ulla", "utskrivning", patient(made), "oppna", NOW - timedelta(days=3), tvangsvard="ingen")
    assert lines(made, "Stina", "Läget i länet")["Utskrivning"] == "1 pågår, 1 försenade"
    assert "Testsson" not in re.sub(r"\s+", " ", client(made, "Stina").get("/").content.decode())


def test_the_agreements_say_until_when_they_hold_and_how_much_they_leave_silent(made):
    told = lines(made, "Stina", "Avtalen")
    home_care = told["Överenskommelse om hemsjukvård i Halland 2021–2028"]
    assert "2021-04-01 – 2028-12-31" in home_care
    assert re.search(r"\d+ tysta rader, \d+ läsningar", home_care)


def test_the_reviewer_sees_what_waits(made):
    person = patient(made)
    Emergency.objects.create(
        person=person,
        account=made.workers["Hedda"].account,
        unit=made.units["Strandgården"],
        reason="Medvetslös på boendet, läkemedel okända.",
        starts=NOW - timedelta(days=2),
        ends=NOW - timedelta(days=2) + timedelta(hours=4),
    )
    told = lines(made, "Logge", "Att granska")
    assert told["Nödöppningar att granska"] == "1, den äldsta i 2 dagar"
    assert told["Många personer på en timme"] == "0"
    assert lines(made, "Logge", "Loggen")["Senaste granskade raden"] == "ingen än"


def test_a_trail_that_is_not_sealed_is_told_and_one_that_is_says_so(made, settings, tmp_path):
    settings.DATA = tmp_path
    write(Tracks(what=What.SIGNED_IN), NOW - timedelta(minutes=25), account=made.workers["Nora"].account.pk)
    told = lines(made, "Logge", "Loggen")
    assert "oförseglat i 25 minuter" in told.values()
    seal(NOW)
    assert lines(made, "Logge", "Loggen")["Loggen förseglas"] == "ja"


def test_the_administrator_sees_numbers_that_nobody_has_made_sure_of(made):
    nora = made.workers["Nora"].account
    way(made.units["Hemsjukvården Norr"], confirmed=NOW - timedelta(days=91), by=nora)
    way(made.units["Strandgården"], confirmed=NOW - timedelta(days=1), by=nora)
    way(made.units["Avdelning 5"])  # the region's, not ours
    told = lines(made, "Adam", "Nummer")
    assert told["Enheter utan nummer"] == "1"
    assert told["Enheter med nummer som inte är bekräftade på 90 dagar"] == "1"
    assert (told["Biståndsenheten"], told["Hemsjukvården Norr"]) == ("utan nummer", "att bekräfta")


def test_the_administrator_sees_a_rota_that_runs_out(made):
    unit = made.units["Hemsjukvården Norr"]
    assert lines(made, "Adam", "Jourlistor") == {}
    OnCall.objects.create(unit=unit, starts=NOW, ends=NOW + timedelta(days=3), who="Nora")
    assert lines(made, "Adam", "Jourlistor") == {unit.name: "slutar 2026-05-07"}
    OnCall.objects.create(unit=unit, starts=NOW + timedelta(days=3), ends=NOW + timedelta(days=30), who="Bo")
    assert lines(made, "Adam", "Jourlistor") == {}


def test_the_administrator_sees_locked_sign_ins(made):
    for _ in range(5):
        Client().post("/logga-in", {"username": "nora", "password": "fel"})
    assert lines(made, "Adam", "Konton", timezone.now())["Inloggningar som är låsta just nu"] == "1"

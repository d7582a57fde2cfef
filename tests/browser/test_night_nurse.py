"""(d) A nurse finds whom to call in two clicks, without naming anybody."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from samsyn.processes.cast import Role, UnitKind
from samsyn_web.directory.models import ContactWay, Party

NUMBER = "0704740605"


@pytest.fixture
def on_call(made):
    region = Party.objects.get(id="region")
    unit = made.unit("Beredskapsjouren", UnitKind.GP_ON_CALL, region, "")
    ContactWay.objects.create(
        unit=unit,
        number="0701740605",
        purpose="Råd och hembesök",
        opens=time(0),
        closes=time(0),
        callers=["kommunens sjuksköterska"],
        valid_from=date(2020, 1, 1),
        confirmed_by=made.workers["Lena"].account,
        confirmed_at=timezone.now() - timedelta(days=3),
    )
    made.worker("Nattis", Role.NURSE, made.units["Strandgården"])
    return unit


def test_the_night_nurse_at_a_care_home_is_two_clicks_from_the_number(on_call, desks, monkeypatch):
    sunday_night = datetime(2026, 5, 3, 0, 30, tzinfo=UTC)  # Sunday 02:30 in Sweden
    monkeypatch.setattr("samsyn_web.access.middleware.timezone.now", lambda: sunday_night)
    desk = desks("Nattis")
    desk.go("/")
    desk.look("start-natt")
    desk.click("Vem ringer jag nu?")
    desk.look("ring-fraga")
    desk.click("Akut")
    desk.sees("Beredskapsjouren")
    desk.sees("070-174 06 05")
    desk.sees("Fara för liv")
    desk.look("ring-svar")


def test_monday_morning_the_sources_leave_nobody_and_the_page_says_so(on_call, desks, monkeypatch):
    monday = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
    monkeypatch.setattr("samsyn_web.access.middleware.timezone.now", lambda: monday)
    desk = desks("Nattis")
    desk.go("/ring?bradska=akut")
    desk.sees("Avtalet säger inte vem du ringer nu.")
    desk.look("ring-tyst")


def test_it_works_without_javascript(on_call, desks):
    desk = desks("Nattis", scripts=False)
    desk.go("/ring")
    desk.click("Akut")
    desk.sees("112")


def test_the_card_for_the_wall(on_call, desks):
    desk = desks("Nattis")
    desk.go("/ring/kort")
    desk.sees("Beredskapsjouren")
    desk.look("ringkort")

"""Whom to call: the number for this hour, the next when nobody answers, and the card for the wall."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template.loader import render_to_string

from samsyn.evaluation.meaning import Void
from samsyn.processes.cast import Role, UnitKind
from samsyn_web.casework import call_card
from samsyn_web.casework.calling import party_name, whom_to_call
from samsyn_web.directory.models import ContactWay, OnCall, Party
from web.cast import town

pytestmark = pytest.mark.django_db

MONDAY_NOON = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 5, 4, 20, 0, tzinfo=UTC)
GOOD_FRIDAY = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)
URGENT = {"bradska": "akut"}
AT_HOME = {"bor_i": "ordinärt boende", "vardas_just_nu_i": "hemmet", **URGENT}


@pytest.fixture
def made():
    made = town()
    region = Party.objects.get(id="region")
    made.unit("Beredskapsjouren", UnitKind.GP_ON_CALL, region, "")
    made.unit("Specialistjouren", UnitKind.SPECIALIST_ON_CALL, region, "")
    home = made.units["Strandgården"]
    home.served_by = made.units["Vårdcentralen Ängen"]
    home.save()
    made.worker("Nattis", Role.NURSE, home)
    return made


def way(unit, number, *, days="0123456", opens=0, closes=0, callers=(), place=1):
    return ContactWay.objects.create(
        unit=unit,
        number=number,
        purpose="Vårdpersonal",
        days=days,
        opens=time(opens),
        closes=time(closes),
        callers=list(callers),
        place_in_chain=place,
        valid_from=date(2020, 1, 1),
    )


def first(made, who, now, said=URGENT, centre=None):
    return whom_to_call(made.workers[who], said, now, centre).cards[0]


def numbers(lines):
    return [one["number"] for one in lines]


# ---- at most three questions, and then somebody


def endings(worker, now):
    """Where every way of answering the questions leads."""
    waiting = [{}]
    while waiting:
        said = waiting.pop()
        found = whom_to_call(worker, said, now)
        if found.question is None:
            yield said, found
        else:
            waiting += [{**said, found.question.fact.id: value} for value in found.question.values]


@pytest.mark.parametrize("now", [MONDAY_NOON, MONDAY_NIGHT, GOOD_FRIDAY])
@pytest.mark.parametrize("who", ["Nora", "Nattis"])
def test_however_a_nurse_answers_there_is_somebody_to_call_after_three_questions(made, who, now):
    ended = list(endings(made.workers[who], now))
    assert len(ended) >= 3
    assert [said for said, found in ended if len(said) > 3] == []
    assert [said for said, found in ended if not found.cards and not found.needs_centre] == []


def test_where_three_questions_do_not_settle_it_the_thinkable_are_told_and_what_it_depends_on(made, client):
    way(made.units["Vårdcentralen Ängen"], "0701740605")
    unsettled = [
        (said, found) for said, found in endings(made.workers["Nora"], MONDAY_NOON) if found.told.shown["missing"]
    ]
    assert unsettled
    said, found = unsettled[0]
    possible = {str(one) for one in found.told.standing.results if not isinstance(one, Void)} - {"larmnumret 112"}
    names = {party_name(one)[:1].upper() + party_name(one)[1:] for one in possible}
    assert names == {card["name"] for card in found.cards} - {"112"}
    page = render_to_string("casework/ring.html", {"found": found, "said": said, "centres": [], "now": MONDAY_NOON})
    assert "Det går inte att säga säkert vem du ringer nu." in page
    assert found.told.shown["missing"][0] in page


# ---- when nobody answers


def test_the_units_own_chain_comes_first_then_those_the_agreement_leaves_thinkable(made):
    jour, centre = made.units["Beredskapsjouren"], made.units["Vårdcentralen Ängen"]
    way(jour, "0701740601")
    way(jour, "0701740602", place=2)
    way(centre, "0313900601")
    card = first(made, "Nattis", MONDAY_NIGHT)
    assert (card["number"], numbers(card["next"])) == ("0701740601", ["0701740602"])
    assert (card["then_status"], numbers(card["then"])) == ("tyst", ["0313900601"])


def test_who_does_not_answer_at_the_hour_is_not_offered_as_the_next(made):
    way(made.units["Beredskapsjouren"], "0701740601")
    way(made.units["Vårdcentralen Ängen"], "0313900601", days="01234", opens=8, closes=17)
    card = first(made, "Nattis", MONDAY_NIGHT)
    assert (card["next"], card["then"]) == ([], [])


def test_a_number_for_doctors_is_never_offered_to_a_nurse(made):
    way(made.units["Beredskapsjouren"], "0701740601")
    way(made.units["Specialistjouren"], "0701740609", callers=["ansvarig läkare"])
    card = first(made, "Nattis", MONDAY_NIGHT)
    assert "0701740609" not in numbers([*card["next"], *card["then"]])
    assert first(made, "Viktor", MONDAY_NIGHT)["number"] == "0701740609"


def test_danger_to_life_is_112_and_nothing_after_it(made):
    way(made.units["Beredskapsjouren"], "0701740601")
    card = first(made, "Nattis", MONDAY_NIGHT, {"bradska": "livshotande"})
    assert card["number"] == "112"
    assert "then" not in card


# ---- the rota and the calendar


def test_who_is_on_call_is_reached_at_the_rotas_own_number_and_the_units_is_the_next(made):
    jour = made.units["Beredskapsjouren"]
    way(jour, "0701740601")
    OnCall.objects.create(
        unit=jour,
        starts=MONDAY_NIGHT - timedelta(hours=1),
        ends=MONDAY_NIGHT + timedelta(hours=9),
        who="Distriktsläkare Ask",
        number="0701740688",
    )
    card = first(made, "Nattis", MONDAY_NIGHT)
    assert (card["number"], card["on_call"]) == ("0701740688", "Distriktsläkare Ask")
    assert numbers(card["next"]) == ["0701740601"]
    later = first(made, "Nattis", MONDAY_NIGHT + timedelta(days=1))
    assert (later["number"], later["on_call"]) == ("0701740601", "")


def test_on_a_holiday_hours_for_ordinary_days_are_said_to_be_uncertain(made):
    lm = made.units["Läkarmedverkan"]
    way(lm, "0701740677", days="01234", opens=8, closes=17)
    said = {"vardas_just_nu_i": "korttidsboende", **URGENT}
    assert not first(made, "Nora", MONDAY_NOON, said)["is_odd_day"]
    cards = whom_to_call(made.workers["Nora"], said, GOOD_FRIDAY).cards
    assert [one["is_odd_day"] for one in cards if one["number"]] == [True]


def test_a_unit_that_is_closed_is_called_no_more(made):
    lm = made.units["Läkarmedverkan"]
    way(lm, "0701740677")
    said = {"vardas_just_nu_i": "korttidsboende", **URGENT}
    assert first(made, "Nora", MONDAY_NOON, said)["number"] == "0701740677"
    lm.valid_to = MONDAY_NOON.date()
    lm.save()
    assert first(made, "Nora", MONDAY_NOON, said)["number"] == ""


# ---- the card for the wall


def rows(made, who, now=MONDAY_NOON):
    return [
        (row.days, row.hours, row.names if row.is_settled else "tyst", [number for _, number in row.numbers])
        for row in call_card.rows(made.workers[who], now)
    ]


def test_the_card_of_a_care_home_tells_the_whole_week(made):
    way(made.units["Beredskapsjouren"], "0701740601")
    way(made.units["Vårdcentralen Ängen"], "0313900601", days="01234", opens=8, closes=17)
    jour, centre = "den allmänmedicinska beredskapsjouren", "vårdcentralen som har uppdraget på boendet"
    told = rows(made, "Nattis")
    assert [row[:3] for row in told] == [
        ("måndag", "00.00–08.00", "tyst"),
        ("måndag–fredag", "08.00–17.00", centre),
        ("måndag–fredag", "17.00–24.00", jour),
        ("tisdag–fredag", "00.00–08.00", jour),
        ("lördag–söndag", "hela dygnet", jour),
    ]
    assert told[1][3] == ["0313900601"]
    assert told[4][3] == ["0701740601"]


def test_a_home_nurse_is_told_that_it_is_the_patients_own_centre(made):
    way(made.units["Vårdcentralen Ängen"], "0313900601", days="01234", opens=8, closes=17)
    daytime = next(row for row in rows(made, "Nora") if row[:2] == ("måndag–fredag", "08.00–17.00"))
    assert daytime[2:] == ("läkaren på den vårdcentral där patienten är listad", [])
    centres = next(one for one in call_card.others(made.workers["Nora"], MONDAY_NOON) if one["kind"] == "vårdcentral")
    assert [way.number for way, _ in centres["ways"]] == ["0313900601"]


def test_the_card_has_no_number_that_the_unit_may_not_call(made):
    way(made.units["Specialistjouren"], "0701740609", callers=["ansvarig läkare"])
    way(made.units["Vårdcentralen Ängen"], "0313900602", callers=["patient eller närstående"])
    assert call_card.others(made.workers["Nora"], MONDAY_NOON) == []
    kinds = [one["kind"] for one in call_card.others(made.workers["Viktor"], MONDAY_NOON)]
    assert kinds == ["specialistläkare i jourberedskap"]


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 5, 6), date(2026, 5, 4)),
        (date(2026, 12, 22), date(2027, 1, 11)),  # Christmas, New Year and Epiphany are no ordinary weeks
        (date(2026, 3, 30), date(2026, 4, 13)),  # nor the week that begins after Easter Sunday
    ],
)
def test_the_week_told_is_one_without_holidays_or_eves(today, monday):
    assert call_card.ordinary_week(today) == monday

"""What an enrolment settles of the person, what the page shows of it, and the plan that is handed to the person."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import enrolment as e
from samsyn.processes import plan as p
from samsyn_web.access.refusals import Faulty
from samsyn_web.journal.models import Case, Event, PersonChange
from samsyn_web.trail.models import Entry, What
from web.cast import at_work, begin, do, patient, town

pytestmark = pytest.mark.django_db
START = timezone.now() - timedelta(days=30)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEED = {
    "insats": "insulin",
    "behovets_tid": "sammanhängande",
    "behov_av_samordning": "ja",
    "identifierad_risk": "nej",
    "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl",
    "bedomd_som_egenvard": "inte egenvård",
    "yrkesroll": "sjuksköterska",
    "lakare_ansvarig_over_tid": "vårdcentralen",
}


@pytest.fixture
def made():
    return town()


@pytest.fixture
def somebody(made):
    person = patient(made)
    person.is_enrolled = False
    person.save()
    return person


@pytest.fixture
def signed(made):
    def sign(name: str) -> Client:
        client = Client()
        at_work(client, made.workers[name])
        return client

    return sign


def day(number: int) -> str:
    """A day so many days after the start."""
    return (START + number * DAY).date().isoformat()


def raised(made, person) -> Case:
    nurses = made.units["Hemsjukvården Norr"].pk
    said = {"text": "insulin varje dag", "vardas_just_nu_i": "hemmet", "till": [nurses]}
    case = begin(made, "Viktor", "inskrivning", person, e.FROM_PRIMARY_CARE, START, **said)
    return do(made, "Nora", case, "beskriv_behovet", START + HOUR, **NEED)


def enrolled(made, person) -> Case:
    case = do(made, "Nora", raised(made, person), e.PLAN, START + DAY, text="insulin morgon och kväll")
    return do(made, "Nora", case, e.ENROL, START + DAY + HOUR, skal="kommer inte dit", omprovas=day(180))


def adopted(made, person) -> Case:
    case = begin(made, "Nora", "sip", person, p.NEED, START, text="många", till=[made.units["Vårdcentralen Ängen"].pk])
    do(made, "Nora", case, p.CONSENT, START + HOUR, omfattar="vård hemma", galler_till=day(200))
    do(
        made,
        "Fatima",
        case,
        p.CALL,
        START + 2 * HOUR,
        tid=f"{day(8)}T10:00",
        plats="hemmet",
        fragor="natten",
        lakarkompetens_behovs_i_sip="ja",
        till=[made.units["Hemsjukvården Norr"].pk],
    )
    do(made, "Fatima", case, p.MEETING, START + 8 * DAY, kom=["den enskilde", "sjuksköterska"])
    do(made, "Nora", case, p.GOAL, START + 8 * DAY, mal='Jag vill ut till fåglarna. #panic("x")')
    do(made, "Nora", case, p.ACTION, START + 8 * DAY, insats="Träna", ansvar="kommun", vem="Fys", nar="tisdagar")
    return do(
        made,
        "Fatima",
        case,
        p.ADOPT,
        START + 8 * DAY,
        overgripande="kommun",
        kontakt="Nora, sjuksköterska",
        ring_dagtid="Nora, 0340-00 00 01",
        ring_ovrig_tid="nattpatrullen, 0340-00 00 02",
        foljs_upp=day(40),
    )


def test_who_is_enrolled_by_decision_is_so_on_their_own_page_noted_by_whom(made, somebody):
    raised(made, somebody)
    somebody.refresh_from_db()
    assert somebody.is_enrolled is False
    case = Case.objects.get()
    do(made, "Nora", case, e.PLAN, START + DAY, text="plan")
    do(made, "Nora", case, e.ENROL, START + DAY, skal="kommer inte dit", omprovas=day(180))
    somebody.refresh_from_db()
    assert somebody.is_enrolled is True
    noted = PersonChange.objects.get(person=somebody)
    assert (noted.by.name, noted.before, noted.after) == ("Nora", "nej", "ja")
    do(made, "Nora", case, e.LEAVE, START + 2 * DAY, skal="bättre", hanvisning="vårdcentralen")
    somebody.refresh_from_db()
    assert somebody.is_enrolled is False


def test_a_decision_that_is_struck_leaves_the_person_as_they_were(made, somebody):
    case = enrolled(made, somebody)
    version = Event.objects.get(case=case, kind=e.ENROL).version
    do(made, "Nora", case, "stryk", START + 2 * DAY, handelse=str(version), skal="fel person")
    somebody.refresh_from_db()
    assert somebody.is_enrolled is False


def test_the_page_shows_the_agreement_s_answer_and_who_decided_and_says_when_they_differ(made, somebody, signed):
    case = raised(made, somebody)
    page = signed("Nora").get(reverse("fallet", args=[case.pk])).content.decode()
    assert "Ingen har beslutat än" in page
    assert "Överenskommelse om hemsjukvård i Halland" in page
    do(made, "Nora", case, e.PLAN, START + DAY, text="plan")
    do(made, "Nora", case, e.REFUSE, START + DAY, skal="Dottern hjälper till.", hanvisning="Vårdcentralen Ängen")
    page = signed("Nora").get(reverse("fallet", args=[case.pk])).content.decode()
    assert "Beslutade att patienten inte skrivs in" in page
    assert "Dottern hjälper till." in page
    assert "Beslutet är ett annat än avtalets svar" in page


def test_in_orebro_it_is_orebro_s_agreement_that_answers(made, somebody, signed):
    somebody.stays_in = "kommun i Örebro län"
    somebody.save()
    page = signed("Nora").get(reverse("fallet", args=[raised(made, somebody).pk])).content.decode()
    assert "Örebro" in page
    assert "kriterier för inskrivning" in page  # why not: no risk is identified
    assert "Överenskommelse om hemsjukvård i Halland" not in page


def test_the_plan_is_a_tagged_pdf_that_is_on_the_trail_and_takes_what_is_written_as_data(made, somebody, signed):
    case = adopted(made, somebody)
    client = signed("Nora")
    page = client.get(reverse("fallet", args=[case.pk])).content.decode()
    assert "läkare behövdes men kom inte" in page
    assert reverse("plan-pdf", args=[case.pk]) in page
    answer = client.get(reverse("plan-pdf", args=[case.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content
    assert Entry.objects.filter(what=What.EXPORTED, why="SIP till den enskilde.").exists()


def test_what_is_done_after_the_consent_has_run_out_is_refused_beside_its_moment_and_nothing_typed_is_lost(
    made, somebody, signed
):
    case = adopted(made, somebody)
    do(made, "Nora", case, p.CONSENT, START + 9 * DAY, omfattar="samma", galler_till=day(12))
    case.refresh_from_db()
    client, version = signed("Nora"), case.version
    page = client.get(reverse("fallet", args=[case.pk])).content.decode()
    assert f"Samtycket gällde till och med {day(12)}." in page
    address = reverse("handling", args=[case.pk, p.GOAL])
    form = client.get(address).content.decode()
    assert "Samtycket gällde till och med" in form
    key = re.search(r'name="nyckel" value="([^"]+)"', form)[1]
    typed = {"mal": "Jag vill sova gott.", "version": version, "nyckel": key}

    def send(moment):
        when = moment.astimezone(STOCKHOLM).strftime("%Y-%m-%dT%H:%M")
        return client.post(address, {**typed, "intraffade_nar": when})

    refused = send(START + 15 * DAY)
    assert refused.status_code == 422
    assert "Jag vill sova gott." in refused.content.decode()
    assert "Efter den dagen görs inget i planen" in refused.content.decode()
    case.refresh_from_db()
    assert case.version == version
    assert send(START + 11 * DAY).status_code == 302  # it happened while the consent held, and is written down now


def test_a_plan_says_a_number_to_call_by_day_and_by_night(made, somebody):
    case = adopted(made, somebody)
    said = {"overgripande": "kommun", "kontakt": "Nora", "foljs_upp": day(40), "ring_dagtid": "Nora, 0340-00 00 01"}
    with pytest.raises(Faulty) as fault:
        do(made, "Fatima", case, p.ADOPT, START + 9 * DAY, ring_ovrig_tid="nattpatrullen", **said)
    assert "Telefonnumret saknas" in fault.value.faults["ring_ovrig_tid"]


def test_there_is_no_document_before_the_plan_is_made_or_for_other_cases_or_for_who_has_no_part(made, somebody, signed):
    case = enrolled(made, somebody)
    assert signed("Nora").get(reverse("plan-pdf", args=[case.pk])).status_code == 404
    other = adopted(made, somebody)
    assert signed("Lena").get(reverse("plan-pdf", args=[other.pk])).status_code == 403


def test_who_cannot_see_the_whole_plan_cannot_hand_it_out(made, signed):
    case = adopted(made, patient(made, consents=False))
    do(made, "Fatima", case, "bjud_in", START + 9 * DAY, till=[made.units["Läkarmedverkan"].pk], text="")
    page = signed("Lena").get(reverse("fallet", args=[case.pk])).content.decode()
    assert "Delar av planen visas inte för er" in page
    assert "fåglarna" not in page
    answer = signed("Lena").get(reverse("plan-pdf", args=[case.pk]))
    assert answer.status_code == 403
    assert "inte lämna ut den" in answer.content.decode()
    assert not Entry.objects.filter(what=What.EXPORTED).exists()

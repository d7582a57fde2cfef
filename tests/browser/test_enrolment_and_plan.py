"""Enrolment by each way in, under two regions' agreements; single visits that run out; a SIP to its end, and one broken off."""

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from samsyn.processes.cast import Role, UnitKind
from samsyn_web.directory.models import Party
from samsyn_web.journal.models import Case
from samsyn_web.trail.models import Entry, What
from web.cast import patient

NUMBER = "191212121212"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OREBRO = "kommun i Örebro län"
FROM_CENTRE = "Anmäl behov av hemsjukvård från vårdcentralen"
FROM_SPECIALISED = "Anmäl behov av hemsjukvård från specialistmottagningen"
FROM_WARD = "Anmäl behov av hemsjukvård inför utskrivning"


@pytest.fixture
def began():
    """Three weeks ago, at ten in the morning."""
    return timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=21)


@pytest.fixture
def somebody(made):
    """The made-up patient, not enrolled."""
    person = patient(made)
    person.is_enrolled = False
    person.save()
    return person


@pytest.fixture
def clinic(made):
    """A psychiatric outpatient clinic, where Pia works."""
    region = Party.objects.get(pk="region")
    unit = made.unit("Psykiatriska mottagningen", UnitKind.OUTPATIENT_PSYCHIATRY, region)
    made.worker("Pia", Role.CARE_CONTACT, unit)
    return unit


@pytest.fixture
def in_orebro(made, somebody):
    """The patient stays in the county of Örebro, where Wilma, Greta and Örjan work."""
    somebody.stays_in = OREBRO
    somebody.save()
    party = Party.objects.create(id="orebro", name="Örebro kommun (påhittad)", side="kommun", hsa_id="SE-T-OREBRO")
    region = Party.objects.create(
        id="orebroregion", name="Region Örebro län (påhittad)", side="region", hsa_id="SE-T-ROL"
    )
    made.worker("Örjan", Role.NURSE, made.unit("Hemsjukvården Öster", UnitKind.MUNICIPAL_CARE, party, OREBRO))
    made.worker("Greta", Role.GP, made.unit("Vårdcentralen Ekeby", UnitKind.HEALTH_CENTRE, region, OREBRO))
    made.worker("Wilma", Role.DISCHARGE_COORDINATOR, made.unit("Avdelning 9", UnitKind.WARD, region, OREBRO))
    return somebody


def typed(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def day(moment) -> str:
    return timezone.localtime(moment).date().isoformat()


def begin(desk, opening: str, at, **said) -> Case:
    """Find the person, open a case, and save it."""
    desk.go("/sok")
    desk.fill("Personnummer, namn eller enhet", NUMBER)
    desk.page.get_by_role("button", name="Sök", exact=True).click()
    desk.page.get_by_role("link", name="Tolvan Testsson").click()
    desk.page.get_by_role("link", name=opening, exact=True).click()
    for label, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            desk.give(label.replace("_", " "), one)
    desk.at(at)
    desk.page.get_by_role("button", name=opening, exact=True).click()
    desk.sees(f"{opening}: sparat.")
    return Case.objects.latest("opened")


def raise_need(desk, opening: str, at, to: str = "Hemsjukvården Norr") -> Case:
    return begin(
        desk,
        opening,
        at,
        Vad_patienten_behöver="Insulin två gånger om dagen. Kommer inte ned för trapporna.",
        Var_ska_vården_ges="i hemmet, där patienten bor",
        Till_enheterna=[to],
    )


def describe(desk, case: Case, at, **more: str) -> None:
    said = {
        "Insats": "insulin",
        "Är_behovet_sammanhängande": "sammanhängande",
        "Behövs_samordning": "ja",
        "Kan_patienten_ta_sig_till_vårdcentralen": "nej av medicinska skäl",
        "Är_insatsen_bedömd": "inte egenvård",
        "Yrkesroll": "sjuksköterska",
        "Läkare_med_ansvar": "vårdcentralen",
    }
    desk.do(case, "Beskriv behovet", at, **{**said, **more})


def answer(desk, question: str):
    """What the page says the agreement answers to a question."""
    return desk.page.locator(".answer", has_text=question).first.locator(".answer__value")


@pytest.mark.parametrize(("name", "opening"), [("Fatima", FROM_CENTRE), ("Pia", FROM_SPECIALISED), ("Ulla", FROM_WARD)])
def test_a_need_raised_by_each_way_in_is_judged_by_halland_s_agreement_and_decided_by_a_person(
    desks, somebody, clinic, began, name, opening
):
    raiser, nora = desks(name), desks("Nora")
    case = raise_need(raiser, opening, began)
    raiser.look(f"inskrivning-anmald-{name.lower()}")
    nora.open(case)
    nora.sees("Ingen har beslutat än.")
    describe(nora, case, began + HOUR)
    assert answer(nora, "Ska patienten skrivas in i hemsjukvården?").inner_text() == "ja"
    nora.page.get_by_text("Varför? Ska patienten skrivas in i hemsjukvården?").click()
    nora.sees("kommer inte över tröskeln")
    nora.look(f"inskrivning-provad-{name.lower()}")
    nora.do(case, "Vårdplanering är gjord", began + DAY, Vad_ni_kom_överens_om="Insulin morgon och kväll.")
    nora.do(
        case,
        "Besluta: skriv in",
        began + DAY + HOUR,
        Skäl="Kommer av medicinska skäl inte till vårdcentralen.",
        Omprövas_senast=day(timezone.now() + 90 * DAY),
    )
    nora.sees("Skrev in patienten i hemsjukvården")
    nora.sees("Omprövning av inskrivningen")
    nora.look(f"inskriven-{name.lower()}")
    somebody.refresh_from_db()
    assert somebody.is_enrolled is True


def test_the_same_need_in_orebro_is_judged_by_orebro_s_criteria_and_safety_is_the_municipality_s_to_judge(
    desks, in_orebro, began
):
    greta, nurse = desks("Greta"), desks("Örjan")
    case = raise_need(greta, FROM_CENTRE, began, "Hemsjukvården Öster")
    describe(nurse, case, began + HOUR)
    question = "Ska patienten skrivas in i hemsjukvården?"
    assert "identifierad risk" in answer(nurse, question).inner_text()  # unknown: that is asked for first
    describe(nurse, case, began + 2 * HOUR, Har_en_risk="nej")
    assert answer(nurse, question).inner_text() == "nej"
    nurse.sees("med det som är känt nu")
    assert "Överenskommelse om hemsjukvård i Halland" not in nurse.page.content()
    nurse.do(
        case,
        "Bedöm om vården kan utföras säkert",
        began + DAY,
        Kommunens_bedömning="vården kan utföras säkert",
        Vad_bedömningen_vilar_på="Personalen kan insulin.",
    )
    assert answer(nurse, "Kan vården utföras hemma?").inner_text() == "ja"
    nurse.look("inskrivning-orebro")
    nurse.do(case, "Vårdplanering är gjord", began + DAY, Vad_ni_kom_överens_om="Vården behövs hemma.")
    nurse.do(
        case,
        "Besluta: skriv in",
        began + 2 * DAY,
        Skäl="Risken är inte utredd, men patienten kan inte vänta.",
        Omprövas_senast=day(timezone.now() + 30 * DAY),
    )
    nurse.sees("Beslutet är ett annat än avtalets svar")
    nurse.look("inskrivning-orebro-beslut")


def test_after_a_hospital_in_orebro_specialised_care_keeps_its_responsibility_until_the_day_that_is_set(
    desks, in_orebro, began
):
    ward, nurse = desks("Wilma"), desks("Örjan")
    case = raise_need(ward, FROM_WARD, began, "Hemsjukvården Öster")
    describe(nurse, case, began + HOUR)
    ward.do(
        case,
        "Patienten har kommit hem från sjukhuset",
        timezone.now() - DAY,
        Specialiserad_vård_har_kvar=day(timezone.now() + 5 * DAY),
    )
    nurse.open(case)
    nurse.sees("Specialistvårdens förlängda ansvar")
    assert answer(nurse, "Vilken verksamhet ansvarar för vården?").inner_text() == "den specialiserade vården"
    nurse.look("inskrivning-orebro-sju-dagar")


def test_single_visits_run_out_in_sight_of_everybody_until_somebody_ends_them(desks, somebody, began):
    fatima, nora = desks("Fatima"), desks("Nora")
    case = raise_need(fatima, FROM_CENTRE, began)
    describe(
        nora,
        case,
        began + HOUR,
        Insats="injektionskur",
        Är_behovet_sammanhängande="avgränsat",
        Kan_patienten_ta_sig_till_vårdcentralen="tillfälligt nej",
    )
    assert answer(nora, "Är insatsen ett enstaka hembesök?").inner_text() == "ja"
    nora.do(
        case,
        "Besluta: enstaka hembesök",
        began + DAY,
        Uppgiften="Antibiotika i tio dagar",
        Första_dagen=day(began + DAY),
        Sista_dagen=day(began + 10 * DAY),
        Skäl="Känd början och känt slut.",
    )
    nora.do(case, "Registrera hembesök", began + 2 * DAY)
    case.refresh_from_db()
    assert case.is_open
    assert case.due is not None
    assert case.due < timezone.now()
    fatima.open(case)
    fatima.sees("Sista dagen för enstaka hembesök")
    fatima.look("enstaka-slut")
    nora.go("/")
    nora.sees("Sista dagen för enstaka hembesök")
    nora.do(case, "Avsluta enstaka hembesök", began + 12 * DAY, Hur_det_gick="Kuren är klar.")
    nora.sees("enstaka hembesök avslutade")
    nora.look("enstaka-avslutade")
    somebody.refresh_from_db()
    assert somebody.is_enrolled is False


def need_to_call(desks, began, consent_until=None) -> Case:
    nora, fatima = desks("Nora"), desks("Fatima")
    case = begin(
        nora,
        "Bedöm att SIP behövs",
        began,
        Vad_som_behöver_samordnas="Fem vårdgivare som inte vet om varandra.",
        Till_enheterna=["Vårdcentralen Ängen", "Biståndsenheten"],
    )
    nora.look("sip-samtycke-behovs")
    nora.do(
        case,
        "Registrera samtycke till SIP",
        began + HOUR,
        Vad_samtycket_gäller="Vård och hjälp hemma.",
        Samtycket_gäller_till=day(consent_until or timezone.now() + 120 * DAY),
    )
    fatima.do(
        case,
        "Kalla till SIP-möte",
        began + DAY,
        Mötets_tid=typed(began + 6 * DAY),
        Plats="hemma hos den enskilde",
        Frågor_som_mötet="Vem hjälper på natten?",
        Behövs_läkare="ja",
        Kallade_enheter=["Hemsjukvården Norr", "Biståndsenheten"],
    )
    return case


def test_a_sip_from_need_to_follow_up_with_who_came_and_the_plan_in_the_person_s_hand(desks, somebody, began):
    case = need_to_call(desks, began)
    nora, fatima = desks("Nora"), desks("Fatima")
    fatima.do(
        case, "Registrera mötet", began + 6 * DAY, Vilka_kom=["den enskilde själv", "sjuksköterska från kommunen"]
    )
    nora.do(case, "Skriv ett mål", began + 6 * DAY, Målet="Jag vill kunna gå ut och mata fåglarna själv.")
    nora.do(
        case,
        "Skriv en insats",
        began + 6 * DAY,
        Vad_som_ska_göras="Träna att gå ute",
        Vem_ansvarar="kommunen",
        Vem_gör_det="Fysioterapeuten",
        När="Varje tisdag",
    )
    fatima.do(
        case,
        "Upprätta planen",
        began + 6 * DAY,
        Vem_av_huvudmännen="kommunen",
        Den_enskildes_kontaktperson="Nora, sjuksköterska i hemsjukvården",
        Ring_dagtid="Nora, 0340-00 00 01",
        Ring_kvällar="Nattpatrullen, 0340-00 00 02",
        Planen_följs_upp_senast=day(began + 15 * DAY),
    )
    fatima.sees("läkare behövdes men kom inte")
    fatima.sees("Uppföljning av planen")
    fatima.look("sip-planen-galler")
    made = fatima.page.context.request.get(f"{fatima.address}/fall/{case.pk}/plan.pdf")
    assert made.status == 200
    assert made.body().startswith(b"%PDF-")
    if pictures := os.environ.get("SAMSYN_PICTURES"):
        kept = Path(pictures, "plan.pdf")
        kept.write_bytes(made.body())
        if drawer := shutil.which("pdftoppm"):
            subprocess.run([drawer, "-r", "60", "-png", kept, Path(pictures, "plan")], check=True)
    assert Entry.objects.filter(what=What.EXPORTED).count() == 1
    nora.do(
        case,
        "Följ upp planen",
        began + 14 * DAY,
        Vilka_kom=["den enskilde själv", "läkare"],
        Hur_det_har_gått="”Nu går jag ut varje dag.”",
    )
    nora.sees("i tid")
    nora.look("sip-uppfoljd")
    nora.do(case, "Avsluta planen", began + 20 * DAY, Varför="målen är nådda")
    case.refresh_from_db()
    assert not case.is_open


def test_a_consent_that_has_run_out_stops_the_plan_until_the_person_has_been_asked_again(desks, somebody, began):
    case = need_to_call(desks, began, consent_until=began + 3 * DAY)
    nora, fatima = desks("Nora"), desks("Fatima")
    fatima.open(case)
    fatima.sees(f"Samtycket gällde till och med {day(began + 3 * DAY)}.")
    fatima.look("sip-samtycke-slut")
    fatima.page.get_by_role("link", name="Registrera mötet", exact=True).click()
    fatima.give("Vilka kom?", "den enskilde själv")
    fatima.at(began + 6 * DAY)
    fatima.page.get_by_role("button", name="Registrera mötet", exact=True).click()
    fatima.sees("Efter den dagen görs inget i planen förrän den enskilde har samtyckt på nytt")
    assert fatima.page.get_by_label("den enskilde själv").is_checked()  # nothing typed is lost
    fatima.look("sip-samtycke-slut-formular")
    nora.do(
        case,
        "Registrera samtycke till SIP",
        began + 5 * DAY,
        Vad_samtycket_gäller="Samma som förut.",
        Samtycket_gäller_till=day(timezone.now() + 120 * DAY),
    )
    fatima.do(case, "Registrera mötet", began + 6 * DAY, Vilka_kom=["den enskilde själv", "läkare"])
    fatima.sees("läkare var med")


def test_consent_taken_back_half_way_stops_the_plan_for_everybody(desks, somebody, began):
    case = need_to_call(desks, began)
    nora, fatima = desks("Nora"), desks("Fatima")
    nora.do(case, "Samtycket är återkallat", began + 2 * DAY)
    nora.sees("samtycket återkallat")
    fatima.open(case)
    fatima.sees("Kvittera")
    fatima.look("sip-samtycke-aterkallat")
    fatima.go(f"/fall/{case.pk}/gor/mote_holls", status=403)
    fatima.sees("Samtycker den enskilde igen öppnas ett nytt fall.")
    case.refresh_from_db()
    assert case.stage == "samtycke_aterkallat"
    assert case.due is None

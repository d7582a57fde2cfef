"""People at both parties take a patient through hospital, home, and hand-over: each at a desk of their own."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from samsyn_web.journal.models import Case


@pytest.fixture
def began():
    """Three weeks ago, at ten in the morning."""
    return timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=21)


def typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def open_from_search(desk, number: str, opening: str) -> None:
    desk.go("/sok")
    desk.fill("Personnummer, namn eller enhet", number)
    desk.page.get_by_role("button", name="Sök", exact=True).click()
    desk.page.get_by_role("link", name="Tolvan Testsson").click()
    desk.page.get_by_role("link", name=opening, exact=True).click()


def save(desk, act: str) -> None:
    desk.page.get_by_role("button", name=act, exact=True).click()
    desk.sees(f"{act}: sparat.")


DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_a_high_risk_patient_from_the_first_notice_to_accepted_hand_over_on_day_13(desks, somebody, began):
    ulla, disa, nora, fatima = desks("Ulla"), desks("Disa"), desks("Nora"), desks("Fatima")
    lena, viktor = desks("Lena"), desks("Viktor")

    open_from_search(ulla, "191212121212", "Öppna utskrivning")
    ulla.look("oppna-utskrivning")
    ulla.give("Vårdas patienten med tvång?", "nej")
    ulla.at(began)
    save(ulla, "Öppna utskrivning")
    ulla.look("fall-nyoppnat")
    case = Case.objects.get()

    disa.do(
        case,
        "Bedöm behov av insatser",
        began + 2 * HOUR,
        Kommunens_insatser_efter_utskrivningen="sjukvård",
        Behövs_insatser_från_regionens_öppna_vård="ja",
    )
    ulla.do(
        case,
        "Skicka inskrivningsmeddelande",
        began + 4 * HOUR,
        Beräknad_tidpunkt_för_utskrivning=typed(began + 4 * DAY),
        Till_enheterna=["Hemsjukvården Norr", "Vårdcentralen Ängen"],
    )
    nora.go("/")
    nora.sees("Kvittera meddelande")
    nora.look("start-kommun")
    nora.open(case)
    nora.look("fall-kommun")
    nora.page.get_by_role("button", name="Kvittera", exact=True).click()
    nora.at(began + 5 * HOUR)
    save(nora, "Kvittera")
    nora.do(case, "Börja planera", began + 6 * HOUR)
    nora.do(
        case,
        "Fyll i planeringsunderlag",
        began + 8 * HOUR,
        Behov_och_planerade_insatser="Inhalationer, såromläggning",
        Spår="gult",
    )
    fatima.do(case, "Utse fast vårdkontakt", began + 9 * HOUR, Fast_vårdkontakt="Fatima (påhittad), sjuksköterska")
    disa.do(case, "Bedöm utskrivningsklar", began + 4 * DAY)
    ulla.do(case, "Underrätta om utskrivningsklar", began + 4 * DAY + HOUR)
    fatima.do(
        case,
        "Kalla till SIP",
        began + 4 * DAY + 2 * HOUR,
        Mötets_tid=typed(began + 6 * DAY),
        Plats="hemma hos patienten",
        Kallade_enheter=["Hemsjukvården Norr"],
    )
    nora.do(case, "Ta över", began + 4 * DAY + 2 * HOUR)

    open_from_search(disa, "191212121212", "Bedöm hög risk för oplanerad återinskrivning")
    disa.give("Skäl för bedömningen", "Tre inläggningar under våren, ensamboende.")
    disa.at(began + 4 * DAY)
    save(disa, "Bedöm hög risk för oplanerad återinskrivning")
    support = Case.objects.get(process="lakarstod")
    disa.do(
        support,
        "Initiera läkarstöd",
        began + 4 * DAY + HOUR,
        Till_Läkarmedverkan=["Läkarmedverkan", "Vårdcentralen Ängen"],
        Det_viktigaste_att_veta="Svår KOL, syrgas hemma.",
    )
    viktor.do(
        support,
        "Delta i planeringen",
        began + 4 * DAY + 2 * HOUR,
        Vad_vi_har_kommit_överens_om="Vi tar över när hon är stabil.",
    )
    lena.do(
        support,
        "Delta i planeringen",
        began + 4 * DAY + 2 * HOUR,
        Vad_vi_har_kommit_överens_om="Besök dagen efter hemgång.",
    )
    lena.do(support, "Ta emot för läkarstöd", began + 5 * DAY)
    lena.look("lakarstod-pagar")
    lena.do(support, "Patienten är hemma", began + 5 * DAY + HOUR)
    ulla.do(case, "Skriv ut patienten", began + 5 * DAY + HOUR, Till="ordinärt boende")
    ulla.do(case, "Informationen är överförd", began + 5 * DAY + HOUR)
    lena.do(support, "Första läkarkontakt", began + 6 * DAY, Hur="hembesök")
    lena.do(
        support,
        "Föreslå överlämning till vårdcentralen",
        began + 17 * DAY,
        Till_vårdcentralen=["Vårdcentralen Ängen"],
        Läget="Stabil sedan en vecka, ny ordination av syrgas.",
    )
    viktor.open(support)
    viktor.look("overlamning-vantar")
    viktor.do(support, "Ta emot överlämningen", began + 18 * DAY)  # the 13th day after the 5th
    viktor.sees("överlämnat till vårdcentralen")
    viktor.look("overlamnat")
    support.refresh_from_db()
    assert support.stage == "overlamnat"
    assert not support.has_alarm


def test_the_support_is_extended_and_then_the_patient_is_back_in_hospital(desks, somebody, began):
    disa, lena, viktor = desks("Disa"), desks("Lena"), desks("Viktor")
    open_from_search(disa, "191212121212", "Bedöm hög risk för oplanerad återinskrivning")
    disa.give("Skäl för bedömningen", "Tre inläggningar under våren.")
    disa.at(began)
    save(disa, "Bedöm hög risk för oplanerad återinskrivning")
    support = Case.objects.get(process="lakarstod")
    disa.do(
        support,
        "Initiera läkarstöd",
        began + HOUR,
        Till_Läkarmedverkan=["Läkarmedverkan", "Vårdcentralen Ängen"],
        Det_viktigaste_att_veta="Hjärtsvikt.",
    )
    lena.do(support, "Ta emot för läkarstöd", began + DAY)
    lena.open(support)
    lena.sees("Läkarstödets tid")
    lena.look("lakarstod-fristen-ute")  # twenty days later nobody has done anything: it says so, and is still open
    viktor.do(support, "Begär förlängning", began + 12 * DAY, Skäl="Ny infektion.")
    lena.do(
        support,
        "Bevilja förlängning",
        began + 13 * DAY,
        Ny_sista_dag=(timezone.localdate() + 5 * DAY).isoformat(),
        Skäl="Fortsatt behov av täta besök.",
    )
    lena.open(support)
    lena.sees("förlängt läkarstöd")
    lena.do(support, "Patienten är inlagd igen", began + 20 * DAY, Var_inläggningen_planerad="nej, oplanerad")
    lena.sees("inlagd igen")
    lena.look("lakarstod-inlagd-igen")
    support.refresh_from_db()
    assert not support.is_open


def test_a_trach_patient_goes_home_with_the_seven_points_and_a_notice_at_12_40(desks, somebody, began, made):
    ulla, disa, nora = desks("Ulla"), desks("Disa"), desks("Nora")
    open_from_search(ulla, "191212121212", "Öppna utskrivning")
    ulla.give("Vårdas patienten med tvång?", "nej")
    ulla.at(began)
    save(ulla, "Öppna utskrivning")
    case = Case.objects.get()
    ulla.do(
        case,
        "Skicka inskrivningsmeddelande",
        began + 2 * HOUR,
        Beräknad_tidpunkt_för_utskrivning=typed(began + 9 * DAY),
        Till_enheterna=["Hemsjukvården Norr", "Vårdcentralen Ängen"],
    )
    nora.do(case, "Markera komplex hemgång", began + DAY, Vad_som_gör="Trakeostomi, ny för personalen.")
    nora.do(
        case,
        "Uppdatera en punkt inför hemgång",
        began + DAY,
        Punkt="3. Vem utbildar vem, och när det är gjort",
        Läge="inte klar",
        Ansvarig_enhet="Avdelning 5 (sjukhusavdelning)",
        Klart_senast=(timezone.localdate() - 14 * DAY).isoformat(),
    )
    nora.open(case)
    nora.sees("Inför en komplex hemgång")
    nora.look("sju-punkter")
    ready = (began + 8 * DAY).replace(hour=12, minute=0)
    disa.do(case, "Bedöm utskrivningsklar", ready)
    ulla.do(case, "Underrätta om utskrivningsklar", ready.replace(minute=40))
    ulla.open(case)
    ulla.sees("Kommunens betalningsansvar enligt lagen")
    ulla.sees("Halland har en egen modell för betalningsansvaret.")
    ulla.look("betalningsansvar")


def test_two_desks_act_at_once_and_the_second_is_shown_what_happened_with_nothing_lost(desks, somebody, began):
    ulla, disa = desks("Ulla"), desks("Disa")
    open_from_search(ulla, "191212121212", "Öppna utskrivning")
    ulla.give("Vårdas patienten med tvång?", "nej")
    ulla.at(began)
    save(ulla, "Öppna utskrivning")
    case = Case.objects.get()
    disa.open(case)
    disa.click("Markera komplex hemgång")
    disa.fill("Vad som gör hemgången komplex", "Trakeostomi")
    ulla.do(case, "Markera komplex hemgång", began + HOUR, Vad_som_gör="Ventilator")
    disa.page.get_by_role("button", name="Markera komplex hemgång", exact=True).click()
    disa.sees("Någon annan hann före")
    assert disa.page.get_by_label("Vad som gör hemgången komplex").input_value() == "Trakeostomi"
    disa.look("hann-fore")
    save(disa, "Markera komplex hemgång")
    case.refresh_from_db()
    assert case.version == 3


def test_what_is_typed_wrong_is_told_beside_the_field_and_above(desks, somebody, began):
    ulla = desks("Ulla")
    open_from_search(ulla, "191212121212", "Öppna utskrivning")
    ulla.page.get_by_label("När hände det?").fill("2099-01-01T10:00")
    ulla.page.get_by_role("button", name="Öppna utskrivning", exact=True).click()
    ulla.sees("Välj ”Vårdas patienten med tvång?”.")
    ulla.look("formular-fel")
    assert not Case.objects.exists()

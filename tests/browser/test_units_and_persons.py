"""Those who work at a unit keep its numbers; persons are registered and changed; anybody tells of what is in their way."""

from datetime import date, time, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from samsyn.processes.cast import Role
from samsyn_web.casework import unread
from samsyn_web.directory.models import ContactWay, Feedback, OnCall
from samsyn_web.journal.models import Person
from samsyn_web.journal.texts import forget
from web.cast import START, begin, do, patient

PERSONAL, RESERVE = "194401162385", "19440508D013"


@pytest.fixture
def home(made):
    """A care home with two numbers and somebody on call."""
    unit = made.units["Strandgården"]
    for place, (purpose, number, callers, confirmed) in enumerate(
        (
            ("Sjuksköterska dagtid", "031-390 06 12", ["sjukhuset", "ansvarig läkare"], timedelta(days=200)),
            ("Boendet, alla frågor", "031-390 06 13", [], None),
        ),
        1,
    ):
        ContactWay.objects.create(
            unit=unit,
            number=number,
            purpose=purpose,
            days="01234" if callers else "0123456",
            opens=time(7) if callers else time(0),
            closes=time(16) if callers else time(0),
            callers=callers,
            place_in_chain=place,
            valid_from=date(2020, 1, 1),
            confirmed_by=made.workers["Hedda"].account if confirmed else None,
            confirmed_at=timezone.now() - confirmed if confirmed else None,
        )
    now = timezone.now()
    for hours, who in ((-4, "Anna (påhittad), sjuksköterska"), (8, "Bea (påhittad), sjuksköterska")):
        OnCall.objects.create(
            unit=unit, starts=now + timedelta(hours=hours), ends=now + timedelta(hours=hours + 12), who=who
        )
    return unit


def press(desk, words: str) -> None:
    desk.page.get_by_role("button", name=words, exact=True).click()


def give_number(desk, number: str) -> None:
    desk.page.get_by_label("Nummer", exact=True).fill(number)


def test_a_unit_keeps_its_numbers(desks, home):
    hedda = desks("Hedda")
    hedda.go(f"/enheter/{home.pk}")
    hedda.look("enheten")
    hedda.page.get_by_role("button", name="Bekräfta numret 031-390 06 13").click()
    hedda.sees("031-390 06 13: bekräftat.")
    hedda.click("Ändra nummer och jour")
    hedda.look("enheten-andra")

    hedda.click("Lägg till nummer")
    press(hedda, "Lägg till numret")
    hedda.sees("Skriv telefonnumret.")
    hedda.look("nummer-fel")
    hedda.fill("Telefonnummer", "070-174 06 05")
    hedda.fill("För vad", "Nattsköterska")
    hedda.choose("Vissa tider, som anges nedan")
    hedda.fill("Från klockan", "21:00")
    hedda.fill("Till klockan", "07:00")
    hedda.choose("Sjukhuset")
    hedda.pick("Plats i kedjan", "Först")
    hedda.look("nummer-nytt")
    press(hedda, "Lägg till numret")
    hedda.sees("1. Nattsköterska")
    hedda.sees("Numret är inlagt. Provring det")

    hedda.page.get_by_role("link", name="Ändra Nattsköterska").click()
    hedda.fill("För vad", "Nattsköterska, ej helg")
    hedda.page.get_by_label("Söndag").uncheck()
    press(hedda, "Spara")
    hedda.sees("1. Nattsköterska, ej helg")
    hedda.page.get_by_role("link", name="Ta bort Sjuksköterska dagtid").click()
    hedda.look("nummer-ta-bort")
    press(hedda, "Ta bort numret")
    hedda.sees("borttaget")
    hedda.page.get_by_text("Tidigare nummer").first.click()
    hedda.look("enheten-andrad")


def test_a_unit_keeps_its_rota(desks, home):
    hedda = desks("Hedda")
    hedda.go(f"/enheter/{home.pk}/andra")
    hedda.click("Lägg till jourpass")
    hedda.fill("Vem har jour", "Cissi (påhittad), sjuksköterska")
    now = timezone.localtime()
    hedda.fill("Från", f"{now + timedelta(hours=10):%Y-%m-%dT%H:%M}")
    hedda.fill("Till", f"{now + timedelta(hours=30):%Y-%m-%dT%H:%M}")
    press(hedda, "Lägg till passet")
    hedda.sees("Passet går omlott med Bea")
    hedda.look("jourpass-omlott")
    hedda.fill("Från", f"{now + timedelta(hours=21):%Y-%m-%dT%H:%M}")
    press(hedda, "Lägg till passet")
    hedda.sees("Passet är inlagt.")
    hedda.page.get_by_role("link", name="Ändra passet för Anna").click()
    hedda.sees("Byter du vem som har jour gäller det från nu.")
    hedda.fill("Vem har jour", "Disa (påhittad), sjuksköterska")
    press(hedda, "Spara")
    hedda.sees("Passet är ändrat.")
    hedda.page.get_by_role("link", name="Ta bort passet för Bea").click()
    hedda.look("jourpass-ta-bort")
    press(hedda, "Ta bort passet")
    hedda.sees("Passet för Bea (påhittad), sjuksköterska är borttaget.")


def test_somebody_from_elsewhere_is_told_who_can(desks, home):
    nora = desks("Nora")
    nora.go(f"/enheter/{home.pk}/andra", 403)
    nora.sees("De som arbetar på Strandgården")
    nora.go("/enheter")
    nora.look("enheter")


def test_a_number_is_changed_without_javascript(desks, home):
    hedda = desks("Hedda", scripts=False)
    hedda.go(f"/enheter/{home.pk}/andra")
    hedda.page.get_by_role("link", name="Ändra Boendet, alla frågor").click()
    hedda.fill("Telefonnummer", "031-390 06 99")
    press(hedda, "Spara")
    hedda.sees("031-390 06 99")


def test_a_person_is_registered_changed_and_given_a_number(desks, made):
    ulla = desks("Ulla")
    ulla.go("/person/ny")
    ulla.look("person-ny")
    ulla.choose("Reservnummer")
    give_number(ulla, RESERVE)
    ulla.fill("Förnamn", "Berit")
    press(ulla, "Registrera personen")
    ulla.sees("Skriv efternamnet.")
    ulla.look("person-ny-fel")
    ulla.fill("Efternamn", "Påhittad")
    ulla.fill("Adress", "Påhittsvägen 2, Varberg")
    ulla.fill("Folkbokförd i kommun", "Varberg")
    ulla.pick("Vistas i kommun", "Varberg")
    ulla.pick("Bor i", "Ordinärt boende")
    ulla.pick("Listad på vårdcentral", "Vårdcentralen Ängen")
    press(ulla, "Registrera personen")
    ulla.sees("Personen är registrerad.")
    person = Person.objects.get()
    begin(made, "Ulla", "utskrivning", person, "oppna", timezone.now(), tvangsvard="ingen")

    ulla.go(f"/person/{person.pk}/andra")
    ulla.look("person-andra")
    ulla.fill("Adress", "Havsvägen 3, Varberg")
    ulla.pick("Bor i", "Särskilt boende för äldre")
    ulla.pick("Boende eller korttidsplats", "Strandgården")
    press(ulla, "Spara")
    ulla.sees("Ändrat: adress, bor i, boende.")

    ulla.go(f"/person/{person.pk}/nummer")
    ulla.look("person-nummer")
    give_number(ulla, PERSONAL)
    press(ulla, "Byt nummer")
    ulla.sees("men här står 1944-05-08")
    ulla.look("person-nummer-fodd")
    ulla.choose("Födelsedagen ska ändras till den som numret säger")
    press(ulla, "Byt nummer")
    ulla.sees("Numret är bytt.")
    ulla.sees("19440116-2385")

    ulla.go(f"/person/{person.pk}/avliden")
    ulla.look("person-avliden")
    ulla.go(f"/person/{person.pk}/andra")
    ulla.look("person-andrad")


def test_a_number_that_exists_tells_no_name(desks, somebody):
    nora = desks("Nora")
    nora.go("/person/ny")
    give_number(nora, "19121212-1212")
    nora.fill("Förnamn", "Berit")
    nora.fill("Efternamn", "Påhittad")
    press(nora, "Registrera personen")
    nora.sees("Numret finns redan i Samsyn.")
    nora.look("person-finns")


def test_anybody_tells_of_an_obstacle_and_the_administrator_reads_it(desks, made, chromium, live_server):
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Strandgården"])
    page = chromium.new_page()
    page.goto(f"{live_server.url}/tillganglighet")
    page.get_by_label("Vad hindrade dig?").fill("Kortet med nummer gick inte att läsa med förstoring.")
    page.get_by_label("På vilken sida?").fill("Vem ringer jag nu?")
    page.get_by_role("button", name="Skicka").click()
    page.get_by_text("Tack. Det du skrev läses").wait_for()
    page.close()
    Feedback.objects.create(at=timezone.now(), text="Svårt att se vad som är valt.", contact="anna@example.se")
    adam = desks("Adam")
    adam.go("/tillganglighet")
    adam.look("tillganglighet")
    adam.click("Det som har kommit in")
    adam.sees("gick inte att läsa med förstoring")
    adam.look("aterkoppling")


def test_a_wrong_row_is_followed_to_the_cases(desks, made):
    forget()  # what earlier tests had kept went with their database
    begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    made.worker("Agnes", Role.ADMINISTRATOR, made.units["Avdelning 5"])
    agnes = desks("Agnes")
    agnes.go("/berorda-fall")
    agnes.look("berorda-fall-fraga")
    agnes.go("/berorda-fall?avtal=nationell/utskrivning&rad=Tiden för kallelse till SIP")
    agnes.sees("1 pågående fall behöver ses över")
    agnes.look("berorda-fall")


def test_what_nobody_has_acknowledged_says_whom_to_call(desks, made, home):
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    need = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    case = do(made, "Disa", case, "bedom_behov", START, **need)
    to = [home.hsa_id, made.units["Hemsjukvården Norr"].hsa_id]
    do(made, "Ulla", case, "inskrivningsmeddelande", START, beraknad="2026-05-08 13:00", till=to)
    now = START + timedelta(hours=3)
    rows = unread.shown(unread.of_unit(made.visit("Ulla", now)))
    part = render_to_string("casework/_unread.html", {"unread": rows, "now": now})
    ulla = desks("Ulla")
    ulla.go("/")
    ulla.page.evaluate(
        "part => document.querySelector('.layout__aside').insertAdjacentHTML("
        "'beforeend', '<section class=\"panel stack\">' + part + '</section>')",
        part,
    )
    ulla.sees("Kvitterar ingen: nästa nummer")
    ulla.look("okvitterat")

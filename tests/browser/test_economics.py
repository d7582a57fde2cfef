"""A controller follows a figure down to what is published, decides a year, books a month, and corrects it."""

import re
from pathlib import Path

from samsyn_web.economics.models import Posting


def test_a_controller_opens_a_figure_down_to_its_source(desks):
    desk = desks("Conny")
    desk.go("/ekonomi/omraknat")
    desk.look("ekonomi-omraknat")
    desk.page.get_by_role("row", name="Hylte").get_by_role("link").first.click()
    desk.sees("Härledning")
    desk.sees("Hyltes ersättning 2023, tryckt")
    desk.look("ekonomi-harledning")
    for summary in desk.page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    desk.sees("raden ”Hylte” i halland/hemsjukvard@2021-04-01")
    desk.sees("samsyn money index --year 2024 --why Hylte")
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("link", name="Hämta som JSON").click()
    assert '"unit": "kr"' in Path(taken.value.path()).read_text(encoding="utf-8")


def test_a_controller_decides_a_year_books_a_month_and_corrects_it(desks):
    desk = desks("Conny")
    desk.go("/ekonomi")
    desk.look("ekonomi")
    desk.page.get_by_role("navigation", name="Ekonomi").get_by_role("link", name="Utbetalningar").click()
    desk.go("/ekonomi/utbetalningar?ar=2024")
    desk.click("Fastställ beloppen för 2024")
    desk.look("ekonomi-faststall")
    desk.page.get_by_role("textbox", name="Beslut").fill("Regionfullmäktiges budget 2024")
    desk.page.get_by_role("button", name="Fastställ beloppen").click()
    desk.sees("Ersättningen 2024 är fastställd")
    desk.look("ekonomi-utbetalningar")
    desk.click("Bokför utbetalningarna för januari")
    desk.look("ekonomi-bokfor")
    desk.page.get_by_role("button", name="Bokför posterna").click()
    desk.sees("Utbetalningarna för januari 2024 är bokförda")
    assert Posting.objects.count() == 6
    desk.page.get_by_role("link", name="Hylte", exact=True).click()
    desk.page.get_by_role("link", name="Rätta", exact=True).click()
    desk.page.get_by_role("radio", name="ett annat belopp").check()
    desk.page.get_by_role("textbox", name="Ett annat belopp").fill("8 812 000,50")
    desk.page.get_by_role("textbox", name="Skäl").fill("Beslut om rättad befolkning")
    desk.look("ekonomi-ratta")
    desk.page.get_by_role("button", name="Visa vad som bokförs").click()
    desk.sees("Det här bokförs")
    desk.look("ekonomi-ratta-granska")
    desk.page.get_by_role("button", name="Bokför rättelsen").click()
    desk.sees("Hylte 2024 är rättat")
    desk.look("ekonomi-kommun")
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("link", name="PDF").click()
    assert re.fullmatch(r"kontoutdrag-hylte-2024\.pdf", taken.value.suggested_filename)


def test_the_forecast_asks_for_the_index_and_then_shows_ranges(desks):
    desk = desks("Stina")
    desk.go("/ekonomi/prognos")
    desk.sees("Inget är räknat.")
    desk.look("ekonomi-prognos-saknas")
    for year in range(2024, 2030):
        desk.page.get_by_label(str(year), exact=False).first.fill("2,0..3,5")
    desk.page.get_by_role("button", name="Räkna").click()
    desk.sees("Spann per part och år")
    desk.look("ekonomi-prognos")


def test_what_is_assumed_is_given_by_a_controller(desks):
    desk = desks("Conny")
    desk.go("/ekonomi/antaganden")
    desk.look("ekonomi-antaganden")
    desk.click("Hur ett påbörjat tiotal räknas")
    desk.choose("varje påbörjat tiotal")
    desk.fill("Källa", "Regionens tjänstemannabeslut 2026-04-10")
    desk.page.get_by_role("button", name="Ange värdet").click()
    desk.sees("är angivet")
    desk.look("ekonomi-antagande")


def test_a_strategist_tries_another_agreement_and_shares_the_address(desks):
    desk = desks("Stina", scripts=False)
    desk.go("/ekonomi/tank-om")
    for year in range(2024, 2030):
        desk.page.get_by_label(str(year), exact=True).fill("2,5")
    desk.page.get_by_label("Under 80 år").fill("30")
    desk.page.get_by_role("textbox", name="80 år och äldre").fill("70")
    desk.page.get_by_role("button", name="Räkna").click()
    desk.sees("vikterna är 30 % under 80 år och 70 % 80 år och äldre")
    assert "vikt_under=30" in desk.page.url


def test_what_is_tried_and_what_is_shared_can_be_seen_by_everyone(desks):
    desk = desks("Conny")
    index = "&".join(f"opi{year}=2,0..3,5" for year in range(2024, 2030))
    desk.go(f"/ekonomi/tank-om?{index}&grundniva=140&nyckel_ar=2024")
    desk.look("ekonomi-tank-om")
    desk.go("/ekonomi/gemensamt?kostnad=400000&vad=omvärldsanalysen&ar=2023")
    desk.look("ekonomi-gemensamt")
    desk.go(f"/ekonomi/prognos?{index}&harledning=hela-lanet-2030")
    desk.look("ekonomi-harledning-lang")

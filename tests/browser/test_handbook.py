"""Somebody in doubt finds help from where they stand, reads, searches and prints; and so does somebody who cannot sign in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from web.cast import begin


@pytest.fixture
def case(made, somebody):
    return begin(
        made, "Ulla", "utskrivning", somebody, "oppna", timezone.now() - timedelta(hours=2), tvangsvard="ingen"
    )


def test_help_is_found_from_a_form_read_on_and_searched(desks, case):
    ulla = desks("Ulla")
    ulla.go(f"/fall/{case.pk}/gor/inskrivningsmeddelande")
    ulla.page.get_by_role("link", name="Hjälp: Skicka inskrivningsmeddelande").click()
    ulla.page.wait_for_url("**/handbok/inskrivningsmeddelande")
    ulla.sees("Går till enheterna du väljer, som ska kvittera.")
    ulla.look("handbok-sida")
    ulla.page.locator("a[rel=next]").click()
    ulla.sees("Föregående")
    ulla.page.get_by_role("link", name="Hela innehållet").click()
    ulla.sees("Handbok för utskrivningssamordnare")
    ulla.look("handbok-innehall")
    ulla.fill("Sök i handboken", "kvittens")
    ulla.page.get_by_role("button", name="Sök", exact=True).click()
    ulla.sees("om ”kvittens”")
    assert "kvittens" not in ulla.page.url
    ulla.look("handbok-traffar")
    ulla.fill("Sök i handboken", "xylofon")
    ulla.page.get_by_role("button", name="Sök", exact=True).click()
    ulla.sees("Inget i handboken om det.")
    ulla.look("handbok-ingen-traff")


def test_a_page_printed_on_a4_has_its_acts_and_pictures_and_nothing_of_the_screen(desks, made, tmp_path):
    nora = desks("Nora")
    nora.go("/handbok/planera-utskrivning")
    nora.page.emulate_media(media="print")
    for seen in (".handbook-act", ".handbook-picture img"):
        assert nora.page.locator(seen).first.is_visible(), seen
    for hidden in (".site-nav", ".page__top", ".handbook-beside", ".layout__aside nav", "[data-print]"):
        assert not nora.page.locator(hidden).first.is_visible(), hidden
    printed = tmp_path / "handbok.pdf"
    nora.page.pdf(path=printed, format="A4")
    assert printed.read_bytes().startswith(b"%PDF")


def test_somebody_who_cannot_sign_in_reads_the_handbook_without_scripts(chromium, live_server):
    context = chromium.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{live_server.url}/logga-in")
    page.get_by_role("link", name="Hjälp: Logga in och byt uppdrag").click()
    assert page.get_by_role("heading", name="Om det går fel").is_visible()
    page.get_by_role("link", name="Handbok", exact=True).first.click()
    page.get_by_label("Sök i handboken").fill("låst")
    page.get_by_role("button", name="Sök", exact=True).click()
    assert page.get_by_role("link", name="Logga in och byt uppdrag").is_visible()
    context.close()

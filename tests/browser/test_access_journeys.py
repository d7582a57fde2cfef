"""(e) Refused, broken open in an emergency, reviewed; (f) spärr across care providers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from samsyn_web.access.models import Block, Emergency
from samsyn_web.journal.models import Case
from web.cast import begin, do


@pytest.fixture
def case(made, somebody):
    """A discharge that the care home takes no part in."""
    at = timezone.now() - timedelta(hours=5)
    units = {name: unit.pk for name, unit in made.units.items()}
    opened = begin(made, "Ulla", "utskrivning", somebody, "oppna", at, tvangsvard="ingen")
    return do(
        made,
        "Ulla",
        opened,
        "inskrivningsmeddelande",
        at + timedelta(hours=1),
        beraknad=(at + timedelta(days=3)).isoformat(),
        till=[units["Hemsjukvården Norr"], units["Vårdcentralen Ängen"]],
    )


def test_a_refusal_says_why_and_who_can_an_emergency_opens_and_is_reviewed(desks, somebody, case: Case):
    hedda = desks("Hedda")
    hedda.go(f"/fall/{case.pk}", status=403)
    hedda.sees("Din enhet har ingen vårdrelation till personen")
    hedda.look("nekad")
    hedda.page.get_by_role("link", name="Nödöppna …").click()
    hedda.look("nododppna")
    hedda.page.get_by_role("textbox").first.fill("Andnöd i natt; hemmet har fått patienten tillbaka utan besked.")
    hedda.page.get_by_role("button", name="Nödöppna", exact=True).click()
    hedda.sees("Nödöppnat till")
    hedda.go(f"/fall/{case.pk}")
    hedda.look("nodoppnat-fall")
    opened = Emergency.objects.get()
    assert opened.account == hedda.town.workers["Hedda"].account

    logge = desks("Logge")
    logge.go("/logg")
    logge.sees("Hedda")
    logge.look("logg")
    logge.page.locator("a[href*='nodoppning']").first.click()
    logge.look("granska")
    logge.page.locator("input[value='befogad']").check()
    logge.page.get_by_role("textbox").last.fill(
        "Hemmet hade fått patienten tillbaka utan besked; öppningen var befogad."
    )
    logge.page.get_by_role("button", name="Anteckna granskningen").click()
    logge.sees("Granskad")
    opened.refresh_from_db()
    assert (opened.found, opened.reviewed_by) == ("befogad", logge.town.workers["Logge"].account)


def test_what_one_provider_has_blocked_is_seen_to_exist_by_another_and_no_more(desks, made, somebody, case: Case):
    nora = desks("Nora")
    at = timezone.now() - timedelta(hours=3)
    do(made, "Viktor", case, "meddela", at, till=[made.units["Avdelning 5"].pk], text="Om missbruket")
    nora.open(case)
    nora.sees("Om missbruket")
    Block.objects.create(
        person=somebody,
        party=made.units["Avdelning 5"].party,
        made=timezone.now(),
        made_by=made.workers["Ulla"].account,
        asked_by="patienten",
    )
    nora.open(case)
    nora.sees("Här finns en spärrad uppgift.")
    expect(nora.page.get_by_text("Om missbruket")).to_have_count(0)
    nora.sees("Skickade inskrivningsmeddelande")  # it was sent to them under the law
    nora.look("sparrad")
    nora.go(f"/person/{somebody.pk}")
    nora.sees("Spärrade uppgifter finns.")
    nora.look("person-med-sparr")


def test_protected_identity_is_hidden_in_lists_and_must_be_confirmed(desks, somebody, case: Case):
    somebody.protection = "sekretessmarkering"
    somebody.save()
    nora = desks("Nora")
    nora.go("/fall")
    nora.sees("Skyddade personuppgifter")
    expect(nora.page.get_by_text("Testsson")).to_have_count(0)
    nora.look("fall-skyddad")
    nora.go(f"/fall/{case.pk}", status=403)
    nora.look("skyddad")
    nora.page.get_by_role("button").last.click()
    nora.go(f"/fall/{case.pk}")
    nora.sees("Tolvan Testsson")

"""A care home's year of duties: agreed, done, and two missed that stay told; what concerns a resident is counted, and listed for those who care."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samsyn_web.directory import places
from samsyn_web.journal.models import Case
from web.care_home import agreed, doctor, homely_town, moved_in, resident


@pytest.fixture
def made(transactional_db):
    return homely_town()


def test_a_year_of_duties_with_two_missed_and_one_met_with_proof(desks, made):
    now = timezone.now()
    last = now.year - 1
    home = made.units["Strandgården"]

    office = desks("Sara")
    office.go(f"/enheter/{home.pk}/platser")
    office.fill("Antal platser", "44")
    office.fill("Gäller från", f"{last}-01-01")
    office.fill("Källa", "vårdgivarwebben")
    office.page.get_by_role("button", name="Publicera antalet").click()
    office.sees("Antalet är publicerat.")
    office.go(f"/enheter/{home.pk}")
    office.page.get_by_role("link", name="Registrera boendets avtal").click()
    office.give("Vilken text följer avtalet?", "förslaget till avtalstext 2026 (ett förslag, inte avtalat)")
    office.fill("Gäller från och med", f"{last}-01-01")
    office.page.get_by_role("button", name="Registrera boendets avtal").click()
    office.sees("Registrera boendets avtal: sparat.")
    case = Case.objects.get()
    assert case.about_unit == home

    centre = desks("Viktor")
    centre.go("/")
    centre.sees("Avstämningsmöte")
    centre.do(case, "Utse huvudansvarig läkare", Läkare=doctor(made))
    manager = desks("Hedda")
    manager.do(
        case,
        "Registrera avstämningsmötet",
        Vilka_kom=["huvudansvarig läkare", "boendets chef"],
        Vad_ni_kom_fram_till="Tiderna hålls.",
    )

    manager.go(f"/sabo/{home.pk}?ar={last}")
    for duty in ("Avstämningsmöte", "Mötena granskas"):
        row = manager.page.locator("tr").filter(has_text=duty)
        assert "missat" in row.first.inner_text()
        assert f"{last}-12-31" in row.first.inner_text()
        assert "förslag" in row.first.inner_text() or "återgivet" in row.first.inner_text()
    manager.look("sabo-forra-aret")

    manager.go(f"/sabo/{home.pk}")
    met = manager.page.locator("tr").filter(has_text="Avstämningsmöte").first.inner_text()
    assert "uppfyllt" in met
    assert "Hedda, chef på särskilt boende, Strandgården" in met
    missed = manager.page.get_by_role("region", name="Missat tidigare år").inner_text()
    assert missed.count(f"{last}:") == 2
    assert f"{last}: avstämningsmöte" in missed
    assert f"{last}: mötena granskas" in missed
    manager.sees("Avtalet förlängs automatiskt")
    manager.look("sabo-aret")


def test_what_a_resident_lacks_is_counted_for_all_and_named_for_those_who_care(desks, made):
    now = timezone.now()
    home = agreed(made, f"{now.year - 1}-01-01", now - timedelta(days=2))
    places.publish(
        unit=home.unit,
        places=44,
        valid_from=now.date(),
        source="vårdgivarwebben",
        by=made.workers["Sara"].account,
        at=now,
    )
    for number in ("191111111111", "191313131313"):
        case = moved_in(made, resident(made, number), now - timedelta(days=1))

    centre = desks("Viktor")
    centre.do(case, "Registrera fast läkarkontakt", Läkare=doctor(made))
    centre.go("/sabo")
    centre.sees("1 av 2")
    centre.page.get_by_role("link", name="Strandgården").click()
    centre.page.get_by_role("link", name="1 boende som saknar fast läkarkontakt").click()
    centre.sees("Testsson")
    centre.look("sabo-boende")

    chief = desks("Maj")
    chief.go(f"/sabo/{home.unit.pk}")
    chief.sees("1 av 2")
    assert "Testsson" not in chief.page.content()
    chief.go(f"/sabo/{home.unit.pk}/boende", 403)
    chief.sees("De boendes namn visas för dem som vårdar dem.")

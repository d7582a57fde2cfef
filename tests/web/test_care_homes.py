"""A home's duties through the application: who may see what, what counts for whom, and what stays missed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from samsyn_web.access import reading
from samsyn_web.access.acting import open_case
from samsyn_web.access.refusals import Faulty, NotThere, Refused
from samsyn_web.directory import places
from samsyn_web.journal.keeping_duties import duties_of
from samsyn_web.journal.models import Case, Duty
from samsyn_web.journal.projecting import rebuild
from samsyn_web.trail.models import Entry
from web.care_home import agreed, doctor, homely_town, moved_in, resident
from web.cast import START, at_work, begin, do, patient, wish

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def made():
    return homely_town()


@pytest.fixture
def home(made):
    return agreed(made)


@pytest.fixture
def at_desk(client, made, monkeypatch):
    def sign_in(name, now=START + 30 * DAY):
        monkeypatch.setattr("samsyn_web.access.middleware.timezone.now", lambda: now)
        at_work(client, made.workers[name])
        return client

    return sign_in


def text(answer):
    return " ".join(answer.content.decode().split())


# ---- a case is about a person or about a unit


def test_the_database_takes_neither_a_case_about_nobody_nor_one_about_both(made, home):
    for about in ({}, {"person": patient(made), "about_unit": home.unit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.create(process="sabo_uppdrag", number="B-XXXXXX", **about)


def test_a_case_about_a_home_is_about_a_home_and_there_is_one_at_a_time(made, home):
    again = wish("registrera_avtal", START, 0, avtalstext="2023", galler_fran="2026-01-01", till=[])
    with pytest.raises(NotThere):
        open_case(made.visit("Sara"), "sabo_uppdrag", made.units["Avdelning 5"], again)
    with pytest.raises(NotThere):
        open_case(made.visit("Sara"), "sabo_uppdrag", patient(made), again)
    with pytest.raises(NotThere):
        open_case(made.visit("Hanna"), "boende", home.unit, wish("flyttar_in", START, 0))
    with pytest.raises(Faulty) as faulty:
        open_case(made.visit("Sara"), "sabo_uppdrag", home.unit, again)
    assert "öppet fall av samma slag" in faulty.value.faults[""]


@pytest.mark.parametrize("who", ["Sara", "Viktor", "Fatima", "Hedda", "Hanna", "Maj"])
def test_the_units_that_take_part_see_the_home_s_case(made, home, who):
    visit = made.visit(who, START + DAY)
    opened = reading.case(visit, home.case.pk)
    assert opened.person is None
    assert not opened.hidden
    assert list(reading.unit_cases(visit)) == [home.case]
    assert (visit.tracks.what, list(visit.tracks.persons)) == ("läste", [])


@pytest.mark.parametrize("who", ["Nora", "Disa", "Stina", "Logge", "Conny"])
def test_others_do_not_and_the_refusal_is_on_the_trail(made, home, who):
    visit = made.visit(who, START + DAY)
    with pytest.raises(Refused):
        reading.case(visit, home.case.pk)
    assert visit.tracks.what == "nekades"
    assert list(visit.tracks.cases) == [home.case.pk]


def test_the_strategist_sees_no_case_about_a_person(made, home):
    lives = moved_in(made, resident(made), START)
    assert list(reading.unit_cases(made.visit("Sara"))) == [home.case]
    with pytest.raises(Refused):
        reading.case(made.visit("Sara"), lives.pk)


def test_an_act_in_a_home_s_case_leaves_an_entry_without_a_person(made, home):
    home.do("Viktor", "utse_huvudansvarig", START + DAY, lakare=doctor(made))
    entry = Entry.objects.order_by("-pk").first()
    assert (entry.what, entry.persons, entry.cases) == ("gjorde", [], [str(home.case.pk)])


def test_only_the_unit_s_own_doctors_can_be_named(made, home):
    with pytest.raises(Faulty) as faulty:
        home.do("Viktor", "utse_huvudansvarig", START + DAY, lakare=doctor(made, "Lena"))
    assert "arbetar hos er" in faulty.value.faults["lakare"]


# ---- duties, due and missed


def test_a_yearly_duty_waits_on_the_start_page_of_those_who_have_it(made, home, at_desk):
    duty = Duty.objects.get(case=home.case, clock="avstämningsmöte")
    assert duty.unit == made.units["Vårdcentralen Ängen"]
    page = text(at_desk("Viktor").get("/"))
    assert "Avstämningsmöte" in page
    assert "Strandgården" in page


def test_a_year_with_two_missed_and_one_met_is_told_with_proof(made, home, at_desk):
    home.do("Hedda", "avstamningsmote", START + DAY, kom=["chef", "huvudansvarig läkare"], text="Allt går bra.")
    past = text(at_desk("Hedda").get(f"/sabo/{home.unit.pk}?ar=2025"))
    assert past.count("badge--overdue") >= 3
    assert "Inget är registrerat till och med 2025-12-31." in past
    page = text(at_desk("Hedda").get(f"/sabo/{home.unit.pk}"))
    assert "Hedda, chef på särskilt boende, Strandgården" in page
    assert "förslag, inte avtalat" in page
    assert "<strong>2025</strong>: avstämningsmöte." in page
    assert "Avtalet förlängs automatiskt" in page
    assert "Ska göras senast 2026-12-31." in page  # the meetings are not reviewed yet


@pytest.mark.parametrize("year", ["2025", "1900", "99999", "i år", "-1", "٢٠٢٥", ""])
def test_any_year_that_is_typed_is_answered(at_desk, home, year):
    assert at_desk("Hedda").get(f"/sabo/{home.unit.pk}", {"ar": year}).status_code == 200
    assert at_desk("Hedda").get("/sabo", {"ar": year}).status_code == 200


def test_a_published_number_of_places_shows_the_region_s_duty_as_met(made, home, at_desk):
    places.publish(
        unit=home.unit,
        places=48,
        valid_from=START.date(),
        source="vårdgivarwebben",
        by=made.workers["Sara"].account,
        at=START,
    )
    page = text(at_desk("Sara").get(f"/sabo/{home.unit.pk}"))
    assert "48 platser, vårdgivarwebben, Sara" in page


def test_a_home_without_an_agreement_and_what_is_no_home(at_desk, made):
    made.unit("Solgården", "sabo", made.units["Strandgården"].party)
    page = at_desk("Sara").get(f"/sabo/{made.units['Solgården'].pk}")
    assert "Inget avtal om läkarinsatser" in text(page)
    assert at_desk("Sara").get(f"/sabo/{made.units['Avdelning 5'].pk}").status_code == 404


def test_the_region_registers_an_agreement_from_the_home_s_page(at_desk, made):
    home, office = made.units["Strandgården"], at_desk("Sara")
    assert "Registrera boendets avtal" in text(office.get(f"/enheter/{home.pk}"))
    page = f"/enheter/{home.pk}/nytt/sabo_uppdrag/registrera_avtal"
    form = office.get(page).context["form"]
    near = {made.units["Vård och omsorg, ledning"].pk, made.units["Vårdcentralen Ängen"].pk}
    assert set(form.initial["till"]) == near
    said = {"avtalstext": "okänt-datum", "galler_fran": "2026-01-01", "till": form.initial["till"]}
    said |= {"intraffade_nar": "2026-05-04T10:00", "version": "0", "nyckel": "8a3f6c1e-0000-4000-8000-000000000001"}
    assert office.post(page, said | {"galler_fran": ""}).status_code == 422
    assert office.post(page, said, follow=True).status_code == 200
    case = Case.objects.get()
    assert (case.about_unit, case.person, case.stage) == (home, None, "galler")
    assert at_desk("Hedda").get(page).status_code == 403


# ---- those who live there


def test_what_is_recorded_of_a_resident_counts_on_the_home_s_page_without_names(made, home, at_desk):
    for number in ("191111111111", "191313131313", "191414141414"):
        lives = moved_in(made, resident(made, number), START)
    do(made, "Viktor", lives, "fast_lakarkontakt", START + DAY, lakare=doctor(made))
    page = text(at_desk("Maj").get(f"/sabo/{home.unit.pk}"))
    assert "1 av 3" in page
    assert "Testsson" not in page
    assert "2 boende</td>" in page  # no link: the names are not theirs
    rows = text(at_desk("Viktor").get(f"/sabo/{home.unit.pk}/boende", {"atagande": "fast läkarkontakt"}))
    assert rows.count("Testsson") == 2
    entry = Entry.objects.order_by("-pk").first()
    assert (entry.what, len(entry.persons)) == ("listade", 2)


def test_the_agreement_says_for_whom_a_review_is_owed(made, home):
    here = moved_in(made, resident(made), START, "nej")
    elsewhere = moved_in(made, resident(made, "191111111111", listed_here=False), START, "nej")
    wishes = moved_in(made, resident(made, "191313131313", listed_here=False), START, "ja")

    def applies(case):
        return next(one.applies for one in duties_of(case.undertakings) if one.row == "läkemedelsgenomgång")

    # Who is listed nowhere that is known is not known to be listed elsewhere: only the wish settles it.
    assert [applies(case) for case in (here, elsewhere, wishes)] == ["ja", "okänt", "ja"]


def test_a_discharge_to_the_home_asks_for_a_visit_in_the_resident_s_own_case(made, home):
    person = resident(made)
    lives = moved_in(made, person, START)
    stay = begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    units = [home.unit.pk, made.units["Vårdcentralen Ängen"].pk]
    leaves = (START + 2 * DAY).isoformat()
    stay = do(made, "Ulla", stay, "inskrivningsmeddelande", START, beraknad=leaves, till=units)
    stay = do(made, "Disa", stay, "utskrivningsklar", START + DAY)
    do(made, "Ulla", stay, "skriv_ut", START + 2 * DAY, hem_till="särskilt boende för äldre")
    lives.refresh_from_db()
    after = next(one for one in duties_of(lives.undertakings) if one.row == "besök efter utskrivning")
    assert len(after.asked) == 1
    assert Duty.objects.filter(case=lives, act="hembesok_av_lakare", unit=made.units["Vårdcentralen Ängen"]).exists()
    do(made, "Viktor", lives, "hembesok_av_lakare", START + 4 * DAY, grund="efter utskrivning")
    assert not Duty.objects.filter(case=lives, act="hembesok_av_lakare").exists()
    assert not [case for case, differs in rebuild(START + 4 * DAY, change=False) if differs]


def test_a_case_is_recorded_under_the_text_that_the_home_follows(made):
    home = agreed(made, text="2023")
    lives = moved_in(made, resident(made), START)
    for case in (home.case, lives):
        opened = reading.case(made.visit("Hanna", START + DAY), case.pk)
        assert {one.agreement.version for one in opened.seen.undertakings} == {"2023"}
    home.do("Sara", "ny_avtalsperiod", START + DAY, avtalstext="okänt-datum")
    opened = reading.case(made.visit("Hanna", START + DAY), home.case.pk)
    assert {one.agreement.version for one in opened.seen.undertakings} == {"okänt-datum"}


@pytest.mark.parametrize("which", ["home", "resident"])
def test_the_pages_of_these_cases_ask_few_questions(made, home, at_desk, which):
    lives = moved_in(made, resident(made), START)
    do(made, "Viktor", lives, "fast_lakarkontakt", START + DAY, lakare=doctor(made))
    home.do("Hedda", "smittsam_sjukdom", START + DAY, text="Kräksjuka")
    page = f"/fall/{home.case.pk if which == 'home' else lives.pk}"
    desk = at_desk("Viktor")
    desk.get(page)  # the first visit sets what is kept in the session
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(page).status_code == 200
    assert len([one for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]) <= 15

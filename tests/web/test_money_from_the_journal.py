"""Visits and stays as the journal has them now: who was enrolled and listed that day, what was struck or corrected, who may count."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samsyn.economics.months import Month
from samsyn.processes import doctor_support as s
from samsyn.processes import enrolment as e
from samsyn.processes.cast import Role, UnitKind
from samsyn.processes.hospital_stay import Ended
from samsyn_web.access import counting
from samsyn_web.access.refusals import Refused
from samsyn_web.casework import persons
from samsyn_web.directory.models import Party
from samsyn_web.economics import daily_work
from samsyn_web.trail.models import Entry, What
from web.cast import START, begin, do, patient, town

pytestmark = pytest.mark.django_db

MAY = Month(2026, 5)
ALL_OF_IT = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def made():
    return town()


def patient_not_enrolled(made):
    person = patient(made)
    person.is_enrolled = False
    person.save()
    return person


@pytest.fixture
def tolvan(made):
    return patient_not_enrolled(made)


def at(day, hour=12, minute=0):
    """A moment in May 2026, in UTC."""
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def raised(made, person, day=4):
    return begin(
        made, "Viktor", "inskrivning", person, e.FROM_PRIMARY_CARE, at(day, 8),
        text="insulin", vardas_just_nu_i="hemmet", till=[made.units["Hemsjukvården Norr"].pk],
    )  # fmt: skip


def enrolled(made, case, day=6):
    do(made, "Nora", case, e.PLAN, at(day, 9), text="insulin varje dag")
    return do(made, "Nora", case, e.ENROL, at(day, 10), skal="klarar inte tröskeln", omprovas="2026-11-06")


def visits(made, who="Conny", now=None, month=None):
    first, last = ALL_OF_IT if month is None else (month.first, month.last)
    found = counting.home_visits_of(made.visit(who, now or at(31)), first, last)
    return sorted(found, key=lambda one: (one.day, one.key))


def told(made, **more):
    return [(one.day.day, one.unit_kind.value, one.enrolled) for one in visits(made, **more)]


# ---- whose visits, and who was enrolled that day


def test_a_visit_counts_as_the_person_was_that_day_and_not_as_they_are_now(made, tolvan):
    case = raised(made, tolvan)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(5))
    enrolled(made, case, 6)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    do(made, "Nora", case, e.LEAVE, at(20), skal="klarar sig", hanvisning="vårdcentralen")
    tolvan.refresh_from_db()
    assert tolvan.is_enrolled is False
    assert told(made) == [(5, "vardcentral", False), (7, "vardcentral", True)]


def test_the_days_of_enrolling_and_of_leaving_are_days_of_being_enrolled(made, tolvan):
    case = raised(made, tolvan)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(6, 7))  # some hours before the decision, the same day
    enrolled(made, case, 6)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(20, 9))
    do(made, "Nora", case, e.LEAVE, at(20), skal="klarar sig", hanvisning="vårdcentralen")
    assert told(made) == [(6, "vardcentral", True), (20, "vardcentral", True)]


def test_a_decision_recorded_late_counts_from_when_it_was_made(made, tolvan):
    case = raised(made, tolvan)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    do(made, "Nora", case, e.PLAN, at(8, 8), text="insulin")
    decision = do(made, "Nora", case, e.ENROL, at(8, 9), skal="tröskeln", omprovas="2026-11-06")
    assert told(made) == [(7, "vardcentral", False)]
    # That planning and decision were made on the 6th is found out on the 9th.
    for version in (3, 4):
        do(made, "Nora", decision, "ratta", at(9, 10), handelse=str(version), skal="fel dag",
           intraffade=f"2026-05-06 {8 + version}:00")  # fmt: skip
    assert told(made) == [(7, "vardcentral", True)]


def test_an_enrolment_that_is_struck_or_was_a_mistake_never_was(made, tolvan):
    case = enrolled(made, raised(made, tolvan))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    do(made, "Nora", case, "stryk", at(8), handelse="3", skal="fel person")
    assert told(made) == [(7, "vardcentral", False)]
    do(made, "Nora", case, "avbryt", at(9), skal="öppnat på fel person")
    assert told(made) == []  # a visit in a case opened by mistake is nobody's


def test_who_was_known_as_enrolled_before_the_program_saw_any_decision_is_so_still(made):
    person = patient(made)
    case = begin(made, "Disa", "lakarstod", person, s.RISK, at(4), skal="KOL")
    do(made, "Disa", case, s.INITIATE, at(4, 13), text="KOL",
       till=[made.units["Läkarmedverkan"].pk, made.units["Vårdcentralen Ängen"].pk])  # fmt: skip
    do(made, "Lena", case, s.START, at(5))
    do(made, "Lena", case, s.FIRST, at(6), satt="telefon")
    do(made, "Lena", case, s.VISIT, at(7))
    do(made, "Viktor", case, s.VISIT, at(8))
    person.is_enrolled = None
    person.save()
    assert told(made) == [(7, "lakarmedverkan", None), (8, "vardcentral", None)]
    person.is_enrolled = True
    person.save()
    assert told(made) == [(7, "lakarmedverkan", True), (8, "vardcentral", True)]


# ---- corrected and struck


def test_a_struck_visit_is_no_visit_and_a_corrected_one_counts_where_it_belongs(made, tolvan):
    case = enrolled(made, raised(made, tolvan))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(30))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(30, 13))
    do(made, "Viktor", case, "stryk", at(30, 14), handelse="5", skal="registrerat två gånger")
    assert [one.day.day for one in visits(made, month=MAY)] == [30]
    do(made, "Viktor", case, "ratta", at(30, 15) + timedelta(days=5), handelse="4", skal="fel månad",
       intraffade="2026-06-02 09:00")  # fmt: skip
    later = at(30) + timedelta(days=9)
    assert visits(made, month=MAY, now=later) == []
    assert [one.day for one in visits(made, month=Month(2026, 6), now=later)] == [date(2026, 6, 2)]


def test_a_visit_just_before_midnight_in_sweden_is_of_that_month(made, tolvan):
    case = enrolled(made, raised(made, tolvan))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(31, 21, 59))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(31, 22, 1))  # 00.01 on 1 June in Sweden
    assert [one.day.day for one in visits(made, month=MAY)] == [31]
    assert [one.day.day for one in visits(made, month=Month(2026, 6))] == [1]


# ---- where somebody was listed


def listed(made, person, unit, when):
    opened = persons.changeable(made.visit("Nora", when), person.pk)
    about = persons.known_about(opened.person)
    changed = persons.About(**{**{name: getattr(about, name) for name in persons.FIELDS}, "listed_at": unit})
    persons.change(visit=made.visit("Nora", when), person_id=person.pk, about=changed, seen=persons.stamp(person))


def test_a_visit_knows_where_the_person_was_listed_that_day(made, tolvan):
    other = made.unit("Vårdcentralen Bäcken", UnitKind.HEALTH_CENTRE, Party.objects.get(pk="region"))
    case = enrolled(made, raised(made, tolvan))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    listed(made, tolvan, other, at(8, 9))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(8, 13))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(9))
    listed(made, tolvan, None, at(10, 9))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(11))
    angen = made.units["Vårdcentralen Ängen"].pk
    assert [one.listed_at for one in visits(made)] == [angen, other.pk, other.pk, ""]


def test_a_filial_counts_as_its_vardcentral(made, tolvan):
    branch = made.unit("Filialen vid Ängen", UnitKind.BRANCH, Party.objects.get(pk="region"))
    branch.parent = made.units["Vårdcentralen Ängen"]
    branch.save()
    made.worker("Filip", Role.GP, branch)
    case = enrolled(made, raised(made, tolvan))
    do(made, "Nora", case, "bjud_in", at(6, 11), till=[branch.pk], text="tar hembesöken")
    do(made, "Filip", case, e.DOCTOR_VISIT, at(7))
    (one,) = visits(made)
    assert (one.unit, one.unit_kind, one.listed_at) == (branch.parent_id, UnitKind.BRANCH, branch.parent_id)


# ---- who may count, and the track it leaves


@pytest.mark.parametrize("who", ["Nora", "Viktor", "Logge"])
def test_only_who_settles_or_plans_counts(made, who):
    with pytest.raises(Refused):
        list(counting.home_visits_of(made.visit(who), *ALL_OF_IT))
    with pytest.raises(Refused):
        list(counting.stays_of(made.visit(who), *ALL_OF_IT))


def test_counting_leaves_one_track_a_request_and_names_nobody(made, tolvan):
    case = enrolled(made, raised(made, tolvan))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    visit = made.visit("Conny", at(31))
    daily_work.visits_of(visit, MAY)
    daily_work.visits_of(visit, Month(2026, 6))
    visit.write()
    entry = Entry.objects.filter(account=visit.worker.account).get()
    assert (entry.what, entry.persons, entry.cases) == (What.LISTED, [], [])
    assert "räknade läkarbesök i hemmet 2026-05-01–2026-05-31; ingen person visades" in entry.why


def test_a_case_has_a_number_only_where_the_counters_own_unit_takes_part(made, tolvan):
    case = enrolled(made, raised(made, tolvan))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    assert [one.case for one in visits(made)] == [""]
    do(made, "Nora", case, "bjud_in", at(8), till=[made.workers["Conny"].unit.pk], text="kostnaden")
    assert [one.case for one in visits(made)] == [case.number]


# ---- stays


def stay(made, person, *, notice=(8, 9, 40), left=(15, 10), placement=None, call=True, available="ja"):
    """A stay from admission on 4 May; the notice in UTC, two hours before Swedish time."""
    nurses, centre = made.units["Hemsjukvården Norr"].pk, made.units["Vårdcentralen Ängen"].pk
    case = begin(made, "Ulla", "utskrivning", person, "oppna", at(4), tvangsvard="ingen")
    do(made, "Disa", case, "bedom_behov", at(4, 13), kommunens_insatser_efter_utskrivning="sjukvård",
       oppenvardens_insatser_efter_utskrivning="ja")  # fmt: skip
    do(made, "Ulla", case, "inskrivningsmeddelande", at(4, 14), beraknad="2026-05-10 10:00", till=[nurses, centre])
    if available:
        do(made, "Fatima", case, "oppenvardens_insatser", at(5), oppenvardens_insatser_tillgangliga=available)
    if placement:
        do(made, "Nora", case, "beslut_om_boendet", at(6), **placement)
    do(made, "Disa", case, "utskrivningsklar", at(8, 8))
    if notice:
        do(made, "Ulla", case, "underratta", at(*notice))
    if call:
        do(made, "Fatima", case, "kalla_till_sip", at(9), tid="2026-05-11 10:00", plats="hemmet", till=[nurses])
    if left:
        do(made, "Ulla", case, "skriv_ut", at(*left), hem_till="ordinärt boende")
    return case


def stays(made, month=MAY, now=None):
    return list(counting.stays_of(made.visit("Conny", now or at(31)), month.first, month.last))


def test_a_stay_is_told_from_ready_to_home_with_what_was_known_each_day(made, tolvan):
    stay(made, tolvan)
    (one,) = stays(made)
    assert (one.stay.ready, one.stay.notice, one.stay.left) == (at(8, 8), at(8, 9, 40), at(15, 10))
    assert (one.registered_in, one.stays_in, one.lives_in, one.case) == ("Varberg", "Varberg", "ordinärt boende", "")
    by_day = one.stay.known
    assert sorted(by_day) == [date(2026, 5, 8), date(2026, 5, 9)]
    assert by_day[date(2026, 5, 8)]["kallelse_till_sip"] == "inte skickad"
    assert by_day[date(2026, 5, 9)]["kallelse_till_sip"] == "skickad i tid"
    assert stays(made, Month(2026, 6)) == []


def test_a_stay_is_of_the_month_in_which_it_ended_as_it_counts_now(made, tolvan):
    case = stay(made, tolvan)
    case.refresh_from_db()
    do(made, "Ulla", case, "ratta", START + timedelta(days=40), handelse=str(case.version), skal="fel dag",
       intraffade="2026-06-01 10:00")  # fmt: skip
    now = START + timedelta(days=41)
    assert stays(made, MAY, now) == []
    assert [one.stay.left.day for one in stays(made, Month(2026, 6), now)] == [1]


def test_who_is_not_ready_any_more_or_whose_case_was_a_mistake_has_no_stay(made, tolvan):
    case = stay(made, tolvan, left=None)
    assert [one.stay.ended for one in counting.stays_going_on(made.visit("Conny", at(12)))] == [Ended.NOT_YET]
    do(made, "Disa", case, "inte_langre_utskrivningsklar", at(12), skal="feber")
    assert list(counting.stays_going_on(made.visit("Conny", at(12)))) == []
    do(made, "Disa", case, "utskrivningsklar", at(13, 8))
    do(made, "Ulla", case, "underratta", at(13, 9))
    do(made, "Ulla", case, "skriv_ut", at(14, 9), hem_till="ordinärt boende")
    assert [(one.stay.ready.day, one.stay.notice.day) for one in stays(made)] == [(13, 13)]


def test_a_stay_ends_when_the_patient_dies(made, tolvan):
    case = stay(made, tolvan, left=None)
    do(made, "Disa", case, "avliden", at(11, 3))
    assert [(one.stay.ended, one.stay.left.day) for one in stays(made)] == [(Ended.DEAD, 11)]


def test_who_decided_on_the_placement_is_told(made, tolvan):
    stay(made, tolvan, placement={
        "kommun_som_beslutat_om_placeringen": "annan kommun i länet", "placerande_kommun": "Falkenberg",
    })  # fmt: skip
    (one,) = stays(made)
    assert (one.stay.placed, one.stay.placed_by) == ("annan kommun i länet", "Falkenberg")

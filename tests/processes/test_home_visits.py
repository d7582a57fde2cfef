"""Which events are a doctor's visit at home, in every kind of case."""

from processes.test_clocks_of_cases import story
from samsyn.processes import doctor_support, enrolment, residence
from samsyn.processes.home_visits import ACTS, OCCURRENCES, is_home_visit
from samsyn.processes.kinds import PROCESSES

NOON = "2026-05-05 12:00"


def visit(process, who, kind, **data):
    (event,) = story((NOON, who, kind, data))
    return is_home_visit(PROCESSES[process], event)


def test_visits_are_what_the_tables_say_they_are():
    assert {
        "lakarstod": {doctor_support.FIRST, doctor_support.VISIT},
        "inskrivning": {enrolment.DOCTOR_VISIT},
        "boende": {residence.VISIT},
    } == ACTS
    assert {
        one.name
        for process in PROCESSES.values()
        for act in process.acts.values()
        for one in act.occurs
        if one.name.startswith("läkarbesök")
    } == OCCURRENCES


def test_a_first_contact_is_a_visit_when_it_was_one_in_the_home():
    assert visit("lakarstod", "lena", doctor_support.FIRST, satt="hembesök")
    assert not visit("lakarstod", "lena", doctor_support.FIRST, satt="telefon")


def test_a_call_or_a_nurses_visit_is_no_doctor_s_visit():
    assert visit("inskrivning", "viktor", enrolment.DOCTOR_VISIT)
    assert not visit("inskrivning", "nora", enrolment.VISIT)
    assert not visit("lakarstod", "lena", doctor_support.CALL, text="stabil")
    assert not visit("lakarstod", "lena", "finns_inte")

"""SIP measured from cases: who came, for the unit that called; what was followed up, for the unit that set the day."""

from datetime import date

from processes.test_clocks_of_cases import story
from processes.test_plan import ADOPTED, ALL, CALL, CONSENT, NEED, follow
from processes.whatever import UNITS
from samsyn.followup.plans import MEASURES, counted, grouped
from samsyn.followup.small_numbers import Share
from samsyn.processes import plan as p
from samsyn.processes.plan import PLAN
from samsyn.processes.state import fold

MISSED = ("2026-05-12 12:00", "fatima", p.MISSED, {"skal": "läkaren fick förhinder"})
TODAY = date(2026, 7, 1)


def measured(*events, names=lambda one: one.unit, today=TODAY):
    found = counted(fold(PLAN, story(*events), UNITS), today)
    return {line.name: dict(zip(MEASURES, line.shares, strict=True)) for line in grouped(found, names)}


def test_a_meeting_counts_for_the_unit_that_called_with_the_person_and_a_needed_doctor():
    with_doctor = ("2026-05-12 12:00", "nora", p.MEETING, {"kom": ["den enskilde", "läkare"]})
    assert measured(*ALL)["vc"] | {"in_time": None, "at_all": None} == {
        "held": Share(1, 1),
        "with_person": Share(1, 1),
        "with_doctor": Share(0, 1),
        "in_time": None,
        "at_all": None,
    }
    assert measured(NEED, CONSENT, CALL, with_doctor)["vc"]["with_doctor"] == Share(1, 1)


def test_where_no_doctor_was_needed_none_was_missed():
    without = (*CALL[:3], {**CALL[3], "lakarkompetens_behovs_i_sip": "nej"})
    assert measured(NEED, CONSENT, without, *ALL[3:])["vc"]["with_doctor"] == Share(0, 0)


def test_a_meeting_that_did_not_come_about_counts_against_the_caller():
    again = ("2026-05-13 10:00", *CALL[1:])
    assert measured(NEED, CONSENT, CALL, MISSED, again, ("2026-05-20 12:00", *ALL[3][1:]))["vc"]["held"] == Share(1, 2)


def test_a_day_of_following_up_counts_once_it_has_passed_kept_or_late_or_never():
    def how(*events, today=TODAY):
        found = measured(*ALL, *events, today=today)["vc"]
        return found["in_time"], found["at_all"]

    assert how(follow("2026-06-10 10:00")) == (Share(1, 1), Share(1, 1))
    assert how(follow("2026-06-14 10:00")) == (Share(0, 1), Share(1, 1))
    assert how() == (Share(0, 1), Share(0, 1))
    assert how(today=date(2026, 6, 12)) == (Share(0, 0), Share(0, 0))  # the day itself is not over


def test_it_is_counted_in_the_month_of_the_meeting_and_of_the_day_that_was_set():
    found = measured(*ALL, names=lambda one: f"{one.day:%Y-%m}")
    assert {month: (said["held"].of, said["in_time"].of) for month, said in found.items()} == {
        "2026-05": (1, 0),
        "2026-06": (0, 1),
    }


def test_what_is_struck_is_not_counted():
    strike = ("2026-05-13 10:00", "fatima", "stryk", {"handelse": 4, "skal": "fel person"})
    assert "with_person" not in measured(NEED, CONSENT, CALL, ALL[3], strike).get("vc", {})
    assert ADOPTED[3]["foljs_upp"] == "2026-06-12"  # what the others here count by

"""What cases have settled of a person over time, and what was so on a day."""

from datetime import date

import pytest

from processes.test_clocks_of_cases import story
from processes.test_enrolment import ENROLLED, NEED, PLANNED, RAISED
from samsyn.processes import enrolment as e
from samsyn.processes.enrolment import ENROLMENT
from samsyn.processes.settled import history, values_of_day

LEFT = ("2026-05-20 14:00", "nora", e.LEAVE, {"skal": "klarar sig", "hanvisning": "vårdcentralen"})


def told(*lines):
    return history(ENROLMENT, story(*lines), "inskriven")


def test_a_case_settles_from_when_it_happened_and_nothing_before():
    assert [one.value for one in told(RAISED, NEED)] == []
    assert [(one.event.happened.day, one.value) for one in told(RAISED, PLANNED, ENROLLED, LEFT)] == [
        (5, "ja"),
        (20, "nej"),
    ]


def test_what_is_struck_settles_nothing_and_neither_does_a_case_opened_by_mistake():
    struck = ("2026-05-06 09:00", "nora", "stryk", {"handelse": 3, "skal": "fel person"})
    assert told(RAISED, PLANNED, ENROLLED, struck) == ()
    cancelled = ("2026-05-06 09:00", "nora", "avbryt", {"skal": "fel person"})
    assert told(RAISED, PLANNED, ENROLLED, cancelled) == ()


def test_what_grows_out_of_single_visits_is_again_as_it_was_before():
    single = {"uppgift": "kur", "forsta_dagen": "2026-05-05", "sista_dagen": "2026-05-12", "skal": "känt slut"}
    decided = ("2026-05-05 09:00", "nora", e.SINGLE, single)
    grown = ("2026-05-09 09:00", "nora", e.GROWN, {"text": "läker inte"})
    found = told(RAISED, decided, grown)
    assert [one.value for one in found] == ["nej", None]
    assert values_of_day(date(2026, 5, 7), "ja", [found]) == {"nej"}
    assert values_of_day(date(2026, 5, 10), "ja", [found]) == {"ja"}


@pytest.mark.parametrize(
    ("day", "before", "held"),
    [
        (4, "nej", {"nej"}),
        (5, "nej", {"nej", "ja"}),
        (6, "nej", {"ja"}),
        (20, "nej", {"ja", "nej"}),
        (21, "nej", {"nej"}),
        (4, None, {None}),
        (5, None, {None, "ja"}),
    ],
)
def test_every_value_of_a_day_counts(day, before, held):
    assert values_of_day(date(2026, 5, day), before, [told(RAISED, PLANNED, ENROLLED, LEFT)]) == held


def test_two_cases_after_each_other_are_one_history():
    first = told(RAISED, PLANNED, ENROLLED, LEFT)
    again = [(when.replace("2026-05-0", "2026-06-0"), *rest) for when, *rest in (RAISED, PLANNED, ENROLLED)]
    second = told(*again)
    for day, held in ((date(2026, 5, 30), {"nej"}), (date(2026, 6, 6), {"ja"})):
        assert values_of_day(day, None, [second, first]) == held


def test_a_day_is_a_swedish_day():
    late = ("2026-05-05 23:59", *ENROLLED[1:])
    found = told(RAISED, PLANNED, late)
    assert values_of_day(date(2026, 5, 5), "nej", [found]) == {"nej", "ja"}
    assert values_of_day(date(2026, 5, 6), "nej", [found]) == {"ja"}

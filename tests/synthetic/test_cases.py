"""A year of cases: everything that happens in them was allowed when it was done, and everything that can happen does."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from samsyn.processes.cast import UnitKind
from samsyn.processes.deadlines import barred
from samsyn.processes.disagreement import level
from samsyn.processes.everywhere import ENDS
from samsyn.processes.fields import read_fields, rows_of
from samsyn.processes.judging import Actor, judge
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Leads
from samsyn.processes.state import fold
from samsyn.rules.library import Library
from samsyn.synthetic import halland
from samsyn.synthetic.care_homes import year_of_homes
from samsyn.synthetic.cases import SUPPORT_FROM, year_of_cases

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NEVER_DONE = {
    ("utskrivning", "stryk"),
    ("lakarstod", "aterkalla"),
    ("lakarstod", "utse_agerande"),
    *(("avvikelse", act) for act in ("stryk", "aterkalla", "ratta")),
    *(("sabo_uppdrag", act) for act in ("stryk", "aterkalla", "bjud_in")),
    *(("boende", act) for act in ("stryk", "aterkalla", "bjud_in", "avbryt", "flytt")),
    *(("oenighet", act) for act in ("stryk", "aterkalla", "bjud_in", "avbryt", "avliden", "flytt", "ratta")),
}


@pytest.fixture(scope="module")
def made():
    return halland(11, persons=1_500, today=NOW.date())


@pytest.fixture(scope="module")
def year(made):
    return list(year_of_cases(made, 800, NOW))


@pytest.fixture(scope="module")
def homes(made, year):
    return list(year_of_homes(made, year, NOW))


@pytest.fixture(scope="module")
def kinds(made):
    return {unit.hsa_id: UnitKind(unit.kind) for unit in made.units}


def test_every_act_was_allowed_when_it_was_done_and_says_only_what_its_form_takes(year, homes, kinds):
    for case in (*year[:200], *homes[:160]):
        process = PROCESSES[case.process]
        for event in case.events:
            act = process.acts[event.kind]
            state = fold(process, case.events[: event.version - 1], kinds)
            actor = Actor(event.by, event.role, event.unit, event.unit_kind, event.side)
            assert judge(state, act, actor, event.data) is None, (case.id, event)
            assert not barred(state, act.id, event.happened)
            typed = {name: said if isinstance(said, list) else str(said) for name, said in event.data.items()}
            assert read_fields(act.fields, typed) == (dict(event.data), {})
            for one in act.fields:
                named = event.data.get(one.id, []) if one.id in {"till", "enhet", "ansvarig"} else []
                for unit in named if isinstance(named, list) else [named]:
                    assert unit not in kinds or kinds[unit] in one.units


def test_nothing_is_misplaced_and_everything_comes_in_order_and_in_time(year, homes, kinds):
    for case in (*year, *homes):
        state = fold(PROCESSES[case.process], case.events, kinds)
        assert state.misplaced == frozenset()
        assert state.is_open == case.is_open
        assert [event.version for event in case.events] == list(range(1, len(case.events) + 1))
        for before, after in zip(case.events, case.events[1:], strict=False):
            assert before.happened <= after.happened
            assert before.recorded <= after.recorded
        assert all(event.happened <= event.recorded <= NOW for event in case.events)


def test_what_an_event_is_addressed_to_is_as_the_application_would_have_it(year, homes, kinds):
    for case in (*year[:200], *homes[:160]):
        process = PROCESSES[case.process]
        for event in case.events:
            act = process.acts[event.kind]
            state = fold(process, case.events[: event.version - 1], kinds)
            units = event.data[act.sends_to] if act.sends_to else list(state.units)
            if case.about_unit and event.version == 1:
                units = [case.about_unit, *units]
            assert list(event.addressed) == [unit for unit in units if unit != event.unit]


@pytest.mark.slow
def test_every_act_is_done_by_somebody_and_every_stage_is_reached(made):
    """On a given morning nobody need be in a stage that lasts only hours: what counts is that cases pass through it."""
    done, reached = set(), set()
    told = list(year_of_cases(made, 2_500, NOW))
    for case in (*told, *year_of_homes(made, told, NOW)):
        process, stage = PROCESSES[case.process], ""
        for event in case.events:
            step = process.step(stage, event.kind)
            assert isinstance(step, Leads)
            stage = step.to
            done.add((process.id, event.kind))
            reached.add((process.id, stage))
    wanted = {(process.id, act) for process in PROCESSES.values() for act in process.acts}
    assert wanted - done <= NEVER_DONE
    ends = {(process, to) for process, act in NEVER_DONE for to in [ENDS.get(act)] if to is not None}
    stages = {(process.id, stage) for process in PROCESSES.values() for stage in process.stages}
    assert stages - reached <= ends


def test_disagreements_climb_to_every_level_and_the_rows_they_name_are_in_the_agreements(made, kinds):
    levels, named = set(), set()
    for case in year_of_cases(made, 2_500, NOW):
        if case.process == "oenighet":
            levels.add(level(fold(PROCESSES[case.process], case.events, kinds)))
        named |= {row for event in case.events for row in rows_of(event.data.get("rader"))}
    assert levels >= {1, 2, 3}
    library = Library.from_folder(Path("agreements"))
    for one in named:
        text = library.usable(one.agreement, library.latest(one.agreement))
        assert one.row in {row.name for row in text.decided_by[one.decision].rows}, one


def test_about_as_many_cases_as_asked_for_and_a_tenth_of_them_open(year):
    assert 640 <= len(year) <= 960
    assert 0.05 <= sum(case.is_open for case in year) / len(year) <= 0.15


def test_nobody_has_two_open_cases_of_a_kind_nor_doctor_support_before_it_was_decided(year):
    still = Counter((case.person, case.process) for case in year if case.is_open)
    assert set(still.values()) == {1}
    assert all(case.events[0].happened.date() >= SUPPORT_FROM for case in year if case.process == "lakarstod")


def test_the_same_seed_gives_the_same_year_and_another_seed_another(made):
    assert list(year_of_cases(made, 60, NOW)) == list(year_of_cases(made, 60, NOW))
    other = halland(12, persons=1_500, today=NOW.date())
    assert list(year_of_cases(made, 60, NOW)) != list(year_of_cases(other, 60, NOW))


def test_an_hour_later_the_same_has_happened_and_a_little_more(made):
    """Time only goes on: what was told stays told."""
    before = {case.id: case for case in year_of_cases(made, 300, NOW - timedelta(hours=1))}
    after = {case.id: case for case in year_of_cases(made, 300, NOW)}
    for name, case in before.items():
        assert after[name].events[: len(case.events)] == case.events


def test_without_anybody_enrolled_nothing_happens():
    assert list(year_of_cases(halland(1, persons=0, today=date(2026, 11, 20)), 50, NOW)) == []


def test_every_home_has_an_agreement_and_everybody_who_lives_at_one_has_a_case(made, homes):
    """Some of what is owed each year is missed, and some is met; nobody else has a case about living at a home."""
    about = Counter(case.about_unit for case in homes if case.id == f"B{case.about_unit}")
    assert set(about) == {unit.hsa_id for unit in made.units if unit.kind == "sabo"}
    assert set(about.values()) == {1}
    residents = Counter(case.person for case in homes if case.process == "boende")
    assert set(residents.values()) == {1}
    living = {person.id for person in made.persons if person.home in about}
    assert residents.keys() <= living
    assert len(residents) > len(living) * 0.9
    met = {
        case.about_unit
        for case in homes
        for event in case.events
        if event.kind == "avstamningsmote" and event.happened.year == NOW.year - 1
    }
    assert len(about) * 0.5 < len(met) < len(about)

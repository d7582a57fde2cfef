"""Whatever happens in a case, somebody acts or the alarm says that nobody does, and every clock has an owner."""

import itertools
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.whatever import LIBRARY, START, UNITS, anything, find, some_case
from samsyn.processes.deadlines import Running
from samsyn.processes.events import as_it_was_at, as_known_at, standing
from samsyn.processes.kinds import PROCESSES, look
from samsyn.processes.process import Leads
from samsyn.processes.state import alarms, fold, required_duties, tasks

PROCESS = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
SEEDS = st.integers(0, 10**9)
SOME = settings(max_examples=max(60, settings().max_examples), deadline=None)


def seen(process, events, now):
    return look(process, events, now, find, LIBRARY.vocabulary, UNITS)


@PROCESS
@pytest.mark.parametrize("events_of", [some_case, anything])
@given(seed=SEEDS)
@SOME
def test_an_open_case_has_somebody_who_carries_each_duty_or_an_alarm_that_nobody_does(process, events_of, seed):
    events = events_of(Random(seed), process, 14)
    state = fold(process, events, UNITS)
    alarmed = {alarm.duty for alarm in alarms(state)}
    for duty in required_duties(state):
        assert duty in state.bearers or duty in alarmed
    assert state.is_open or not alarmed


@PROCESS
@pytest.mark.parametrize("events_of", [some_case, anything])
@given(seed=SEEDS, days=st.integers(0, 40))
@SOME
def test_every_running_clock_has_an_owner_in_the_case_and_a_time_that_is_told(process, events_of, seed, days):
    events = events_of(Random(seed), process, 14)
    now = START + timedelta(days=days)
    case = seen(process, events, now)
    for clock in case.running():
        owners = case.owners(clock)
        assert owners
        assert set(owners) <= set(case.state.units) | {one.unit for one in case.state.bearers.values()}
        standing_now = clock.standing(now)
        assert standing_now in {Running.RUNNING, Running.WARNING, Running.OVERDUE, Running.ENDLESS}
        if clock.ends is not None:
            assert clock.ends.earliest <= clock.ends.latest
            assert (standing_now is Running.OVERDUE) == (now >= clock.ends.earliest)
    if case.next_moment is not None:
        assert case.next_moment > now


@PROCESS
@given(seed=SEEDS)
@SOME
def test_nothing_changes_by_time_alone_before_the_moment_that_is_stored(process, seed):
    events = some_case(Random(seed), process, 14)
    now = max((event.recorded for event in events), default=START)
    case = seen(process, events, now)
    until = case.next_moment or now + timedelta(days=400)
    later = seen(process, events, until - timedelta(seconds=1))
    assert [clock.standing(now) for clock in case.running()] == [
        clock.standing(until - timedelta(seconds=1)) for clock in later.running()
    ]


@PROCESS
@pytest.mark.parametrize("events_of", [some_case, anything])
@given(seed=SEEDS)
@SOME
def test_replaying_the_same_events_in_any_order_gives_the_same_state(process, events_of, seed):
    random = Random(seed)
    events = events_of(random, process, 14)
    shuffled = random.sample(events, len(events))
    assert fold(process, shuffled, UNITS) == fold(process, events, UNITS)


@PROCESS
@given(seed=SEEDS)
@SOME
def test_what_the_tables_allowed_is_never_misplaced_while_nothing_is_corrected(process, seed):
    events = list(some_case(Random(seed), process, 14))
    in_order = all(one.happened <= other.happened for one, other in itertools.pairwise(events))
    if in_order and not any(event.kind in {"ratta", "stryk"} for event in events):
        assert not fold(process, events, UNITS).misplaced


@PROCESS
@given(seed=SEEDS)
@SOME
def test_every_task_can_be_done_in_the_stage_the_case_is_in(process, seed):
    state = fold(process, some_case(Random(seed), process, 14), UNITS)
    for task in tasks(state):
        assert isinstance(process.step(state.stage_id, task.act), Leads)


@PROCESS
@given(seed=SEEDS, minutes=st.integers(0, 60_000))
@SOME
def test_as_known_then_and_as_it_was_then_are_two_questions_that_agree_in_the_end(process, seed, minutes):
    events = some_case(Random(seed), process, 14)
    moment = START + timedelta(minutes=minutes)
    known, was = as_known_at(events, moment), as_it_was_at(events, moment)
    assert all(event.recorded <= moment for event in known)
    assert all(event.happened <= moment for event in was)
    end = START + timedelta(days=4000)
    assert {one.version for one in as_it_was_at(events, end)} == {one.version for one in standing(events)}


@pytest.mark.slow
@PROCESS
def test_the_random_cases_reach_every_stage_and_do_every_act(process):
    stages, acts = set(), set()
    random = Random(1)
    for _ in range(1500):
        events = some_case(random, process, 30)
        acts |= {event.kind for event in events}
        for length in range(1, len(events) + 1):
            stages.add(fold(process, events[:length], UNITS).stage_id)
        if acts >= set(process.acts) and stages - {""} == set(process.stages):
            break
    assert stages - {""} == set(process.stages)
    assert acts == set(process.acts)

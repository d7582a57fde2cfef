"""Every table of the processes is total, and every name in them means something."""

from pathlib import Path

import pytest

from samsyn.processes.cast import ROLE_NAMES, UNIT_KIND_NAMES, Role, UnitKind
from samsyn.processes.fields import Kind
from samsyn.processes.judging import CONDITIONS
from samsyn.processes.kinds import PARTY_UNITS, PROCESSES
from samsyn.processes.process import Leads, Refuses
from samsyn.processes.regions import REGIONS, agreement_of
from samsyn.rules.library import Library

LIBRARY = Library.from_folder(Path("agreements"))
PROCESS = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)


@PROCESS
def test_every_act_in_every_stage_leads_somewhere_or_is_refused_with_a_reason(process):
    for stage in ("", *process.stages):
        for act in process.acts:
            step = process.step(stage, act)
            assert (isinstance(step, Leads) and step.to in process.stages) or (isinstance(step, Refuses) and step.why)


@PROCESS
def test_every_stage_can_be_reached_and_every_act_can_be_done(process):
    reached, waiting = set(), [""]
    done = set()
    while waiting:
        stage = waiting.pop()
        for act in process.acts:
            step = process.step(stage, act)
            if isinstance(step, Leads):
                done.add(act)
                if step.to not in reached:
                    reached.add(step.to)
                    waiting.append(step.to)
    assert reached == set(process.stages)
    assert done == set(process.acts)


@PROCESS
def test_what_a_stage_expects_can_be_done_in_it(process):
    for stage in process.stages.values():
        for act in stage.expects:
            assert isinstance(process.step(stage.id, act), Leads), (stage.id, act)
        assert stage.is_open or not stage.expects


@PROCESS
def test_every_act_has_somebody_who_may_do_it_and_fields_with_names_of_their_own(process):
    for act in process.acts.values():
        assert act.roles
        assert act.units
        names = [field.id for field in act.fields]
        assert len(set(names)) == len(names)
        assert not act.sends_to or act.sends_to in names
        for field in act.fields:
            assert (field.kind in {Kind.CHOICE, Kind.CHOICES}) == bool(field.choices)


@PROCESS
def test_what_acts_bring_about_are_events_of_the_vocabulary(process):
    for act in process.acts.values():
        for one in act.occurs:
            assert one.name in LIBRARY.vocabulary.events
            for name, values in one.when.items():
                field = next(field for field in act.fields if field.id == name)
                assert values <= set(field.choices)


@PROCESS
def test_a_field_named_as_a_fact_has_that_fact_s_values(process):
    for act in process.acts.values():
        for field in act.fields:
            fact = LIBRARY.vocabulary.facts.get(field.id)
            if fact is not None:
                assert set(field.choices) <= set(fact.domain.values), (act.id, field.id)


@PROCESS
def test_every_clock_that_can_start_in_a_case_has_an_owner_we_know(process):
    names = {agreement_of(name, region) for name in process.agreements for region in REGIONS.values()}
    for name in names & LIBRARY.agreements.keys():
        for version in LIBRARY.agreements[name]:
            for provision in LIBRARY.usable(name, version).provisions:
                if provision.kind == "Frist":
                    assert provision.columns["Ansvarig"] in {*PARTY_UNITS, "tyst"}


@PROCESS
def test_a_day_that_a_case_sets_stands_in_a_field_and_is_met_by_an_act(process):
    for dated in process.dated:
        assert dated.stops <= process.acts.keys()
        for act, until in dated.sets.items():
            names = {field.id: field.kind for field in process.acts[act].fields}
            assert names[until] in {Kind.DAY, Kind.MOMENT}
            assert set(dated.bars) <= process.acts.keys()
            assert not dated.bars & dated.sets.keys()  # else it could never be set anew
            assert bool(dated.bars) == bool(dated.barred)
            assert not dated.about or dated.about in names
            assert not dated.owned_in or names.get(dated.owned_in) in {Kind.UNIT, Kind.UNITS}


@PROCESS
def test_what_replies_replies_to_an_act_of_the_same_case(process):
    for act in process.acts.values():
        assert act.replies_to <= process.acts.keys()


def test_every_condition_is_about_an_act():
    acts = {act for process in PROCESSES.values() for act in process.acts}
    assert set(CONDITIONS) <= acts


def test_roles_and_kinds_of_unit_have_names():
    assert set(ROLE_NAMES) == set(Role)
    assert set(UNIT_KIND_NAMES) == set(UnitKind)

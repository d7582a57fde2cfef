"""All engines and all judges agree on generated agreements and cases: what is answered, how it stands, what is missing."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings

from generated.brute_force import Judge
from generated.engines import (
    Asked,
    Case,
    Written,
    agreements_and_cases,
    columns_say,
    engine_says,
    judged,
    query_says,
    written,
)
from generated.z3_judge import Solver
from samsyn.evaluation import one_case
from samsyn.evaluation.automaton import Automaton
from samsyn.evaluation.compiled import Compiled
from samsyn.rules.versions import Agreement

pytestmark = pytest.mark.slow

FEW = settings(max_examples=max(5, settings().max_examples // 3))


def agree_one_by_one(agreement: Agreement, asked: Sequence[Case]) -> None:
    judge, compiled = Judge(agreement), Compiled.of(agreement)
    automaton = Automaton.of(compiled)
    for case in asked:
        right = judged(judge, case)
        assert engine_says(lambda known: one_case.decide(agreement, known), case) == right, ("one_case", case)
        assert engine_says(compiled.decide, case) == right, ("compiled", case)
        assert engine_says(automaton.decide, case) == right, ("automaton", case)
        if right is not None:
            assert one_case.decide(agreement, case) == compiled.decide(case) == dict(automaton.decide(case)), case


@given(agreements_and_cases(most=4))
def test_every_engine_answers_single_cases_as_brute_force_does(asked):
    agree_one_by_one(asked.agreement, asked.cases)


@FEW
@given(agreements_and_cases(most=3, timed=True))
def test_every_engine_answers_by_the_clock_as_brute_force_does(asked):
    agree_one_by_one(asked.agreement, asked.cases)


@pytest.mark.long
@given(agreements_and_cases(most=6))
def test_every_engine_answers_very_many_single_cases_as_brute_force_does(asked):
    agree_one_by_one(asked.agreement, asked.cases)


# ---------------------------------------------------------------------------------------------- many cases, SQL


def agree_with_brute_force(engine: Callable[[Agreement, Sequence[Case]], list[Written]], asked: Asked) -> None:
    agreement = asked.agreement
    judge, told = Judge(agreement), engine(agreement, asked.cases)
    assert len(told) == len(asked.cases)
    for case, answers in zip(asked.cases, told, strict=True):
        right = judged(judge, case)
        for answer in agreement.answers:
            wanted = (None, "omojligt") if right is None else (written(right[answer].value), right[answer].status)
            assert answers[answer][:2] == wanted, (answer, case)


@given(agreements_and_cases(most=12))
def test_columns_answer_many_cases_as_brute_force_does(asked):
    agree_with_brute_force(columns_say, asked)


@given(agreements_and_cases(most=12))
def test_queries_answer_many_cases_as_brute_force_does(asked):
    agree_with_brute_force(query_says, asked)


@given(agreements_and_cases(most=12))
def test_columns_and_queries_name_the_same_rows(asked):
    assert columns_say(asked.agreement, asked.cases) == query_says(asked.agreement, asked.cases)


@pytest.mark.long
@given(agreements_and_cases(most=30))
def test_columns_and_queries_answer_very_many_cases_as_brute_force_does(asked):
    agree_with_brute_force(query_says, asked)
    agree_with_brute_force(columns_say, asked)
    assert columns_say(asked.agreement, asked.cases) == query_says(asked.agreement, asked.cases)


# ---------------------------------------------------------------------------------------------- Z3


def agree_with_z3(agreement: Agreement, asked: Sequence[Case]) -> None:
    judge, solver, compiled = Judge(agreement), Solver(agreement), Compiled.of(agreement)
    for case in asked:
        right, told = judged(judge, case), engine_says(compiled.decide, case)
        for answer in agreement.answers:
            results = solver.results(case, answer)
            assert results == (frozenset() if right is None else right[answer].results), ("brute force", answer, case)
            assert results == (frozenset() if told is None else told[answer].results), ("compiled", answer, case)


@FEW
@given(agreements_and_cases(most=2))
def test_a_solver_finds_the_same_results_satisfiable(asked):
    agree_with_z3(asked.agreement, asked.cases)


@pytest.mark.long
@given(agreements_and_cases(most=4))
def test_a_solver_finds_the_same_results_satisfiable_in_very_many_cases(asked):
    agree_with_z3(asked.agreement, asked.cases)

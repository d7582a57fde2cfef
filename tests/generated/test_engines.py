"""All engines and all judges agree on generated agreements and cases: what is answered, how it stands, what is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.agreements import libraries, some_cases
from generated.brute_force import ImpossibleCase, Judge, Nothing, Verdict
from generated.chance import Chance
from generated.drawn import Drawn
from generated.z3_judge import Solver
from samsyn.evaluation import one_case
from samsyn.evaluation.answers import ImpossibleCaseError, Standing
from samsyn.evaluation.automaton import Automaton
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import ManyCases
from samsyn.evaluation.meaning import Void
from samsyn.evaluation.sql import sql
from samsyn.facts.values import Value, Whole
from samsyn.rules.versions import Agreement

Case = Mapping[str, Value]
FEW = settings(max_examples=max(5, settings().max_examples // 3))


@dataclass(frozen=True)
class Asked:
    """An agreement under a reading, and the cases to decide; shown as texts."""

    drawn: Drawn
    reading: str
    cases: tuple[Case, ...]

    @property
    def agreement(self) -> Agreement:
        return self.drawn.agreement(self.reading)

    def _repr_pretty_(self, printer, _cycle) -> None:
        printer.text(f"{self.drawn!r}\n=== {self.reading or 'no reading'}: {self.cases}")


@st.composite
def agreements_and_cases(draw, *, most: int, timed: bool | None = None, all_facts: bool = True):
    """An agreement under one of its readings, and some cases; `all_facts` also those that no table can see."""
    drawn: Drawn = draw(libraries(timed=timed))
    chance = Chance.of(draw)
    reading = chance.one(drawn.reading_names)
    agreement = drawn.agreement(reading)
    names = (
        list(agreement.vocabulary.facts) if all_facts else [one.fact.id for one in Compiled.of(agreement).space.facts]
    )
    return Asked(drawn, reading, tuple(some_cases(chance, agreement, names, most)))


def judged(judge: Judge, case: Case) -> dict[str, Verdict] | None:
    try:
        return judge.decide(case)
    except ImpossibleCase:
        return None


def engine_says(decide: Callable[[Case], Mapping[str, Standing]], case: Case) -> dict[str, Verdict] | None:
    """An engine's answers in the judge's words."""
    try:
        standings = decide(case)
    except ImpossibleCaseError:
        return None
    return {
        answer: Verdict(
            standing.status.value, standing.value, frozenset(map(in_words, standing.results)), standing.missing
        )
        for answer, standing in standings.items()
    }


def in_words(result: Any) -> Any:
    return Nothing(result.value) if isinstance(result, Void) else result


def written(value: Value | tuple[Value, ...] | None) -> str | None:
    """A value as the tables of many cases write it."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or "inga"
    return None if value is None else str(value)


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


def column(agreement: Agreement, name: str, asked: Sequence[Case]) -> pa.Array:
    whole = isinstance(agreement.vocabulary.facts[name].domain, Whole)
    return pa.array([case.get(name) for case in asked], pa.int64() if whole else pa.string())


Written = dict[str, tuple[str | None, str, str | None]]
"""For each answer its value, its status and the rows it rests on, as a table has them."""


def columns_say(agreement: Agreement, asked: Sequence[Case]) -> list[Written]:
    """What `many_cases` answers, case by case."""
    many = ManyCases(Compiled.of(agreement), threads=1)
    answered = many.decide({name: column(agreement, name, asked) for name in agreement.vocabulary.facts}, len(asked))
    told = {
        name: zip(one.values().to_pylist(), one.statuses().to_pylist(), one.rows().to_pylist(), strict=True)
        for name, one in answered.items()
    }
    return [{name: in_text(*next(rows)) for name, rows in told.items()} for _ in asked]


def query_says(agreement: Agreement, asked: Sequence[Case]) -> list[Written]:
    """What the agreement as SQL answers, case by case."""
    names, answers = list(agreement.vocabulary.facts), list(agreement.answers)
    fall = pa.table({"nr": pa.array(range(len(asked))), **{name: column(agreement, name, asked) for name in names}})
    columns = ", ".join(f'"{answer}", "{answer}_status", "{answer}_row"' for answer in answers)
    with duckdb.connect() as connection:
        connection.register("fall", fall)
        query = f"SELECT {columns} FROM ({sql(agreement, 'duckdb')}) ORDER BY nr"
        rows = connection.execute(query).fetchall()
    return [{answer: in_text(*row[3 * index : 3 * index + 3]) for index, answer in enumerate(answers)} for row in rows]


def in_text(value: object, status: str, rows: str | None) -> tuple[str | None, str, str | None]:
    return (None if value is None else str(value), status, rows)


# Until `test_faults.test_columns_and_queries_refuse_facts_that_cannot_be_together_even_when_no_table_tests_them` holds,
# only facts that some table or a combination with its facts can see are known here (`all_facts=False`).


def agree_with_brute_force(engine: Callable[[Agreement, Sequence[Case]], list[Written]], asked: Asked) -> None:
    agreement = asked.agreement
    judge, told = Judge(agreement), engine(agreement, asked.cases)
    assert len(told) == len(asked.cases)
    for case, answers in zip(asked.cases, told, strict=True):
        right = judged(judge, case)
        for answer in agreement.answers:
            wanted = (None, "omojligt") if right is None else (written(right[answer].value), right[answer].status)
            assert answers[answer][:2] == wanted, (answer, case)


@pytest.mark.long
@FEW
@given(agreements_and_cases(most=12, all_facts=False))
def test_columns_answer_many_cases_as_brute_force_does(asked):
    agree_with_brute_force(columns_say, asked)


@pytest.mark.long
@FEW
@given(agreements_and_cases(most=12, all_facts=False))
def test_queries_answer_many_cases_as_brute_force_does(asked):
    agree_with_brute_force(query_says, asked)


@pytest.mark.long
@FEW
@given(agreements_and_cases(most=12, all_facts=False))
def test_columns_and_queries_name_the_same_rows(asked):
    assert columns_say(asked.agreement, asked.cases) == query_says(asked.agreement, asked.cases)


@pytest.mark.long
@given(agreements_and_cases(most=30, all_facts=False))
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

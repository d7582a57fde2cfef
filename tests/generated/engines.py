"""What each engine says, in the judge's words; and the generated cases to ask about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from generated.agreements import libraries, some_cases
from generated.brute_force import ImpossibleCase, Judge, Nothing, Verdict
from generated.chance import Chance
from generated.drawn import Drawn
from samsyn.evaluation.answers import ImpossibleCaseError, Standing
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import ManyCases
from samsyn.evaluation.meaning import Void
from samsyn.evaluation.sql import sql
from samsyn.facts.values import Value, Whole
from samsyn.rules.versions import Agreement

Case: TypeAlias = Mapping[str, Value]


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
def agreements_and_cases(draw, *, most: int, timed: bool | None = None):
    """An agreement under one of its readings, and some cases."""
    drawn: Drawn = draw(libraries(timed=timed))
    chance = Chance.of(draw)
    reading = chance.one(drawn.reading_names)
    agreement = drawn.agreement(reading)
    return Asked(drawn, reading, tuple(some_cases(chance, agreement, list(agreement.vocabulary.facts), most)))


# ---------------------------------------------------------------------------------------------- one case


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
        query = f"SELECT {columns} FROM ({sql(agreement, 'duckdb', columns=names)}) ORDER BY nr"
        rows = connection.execute(query).fetchall()
    return [{answer: in_text(*row[3 * index : 3 * index + 3]) for index, answer in enumerate(answers)} for row in rows]


def in_text(value: object, status: str, rows: str | None) -> tuple[str | None, str, str | None]:
    return (None if value is None else str(value), status, rows)

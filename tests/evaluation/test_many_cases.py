"""Many cases in columns are decided as one by one; files come back whole, with the answers added, or not at all."""

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from evaluation.small_home_care import BEGREPP, HEAD, HEMSJUKVARD, agreement_of, agreements, every_case
from hypothesis import given
from hypothesis import strategies as st

from samsyn.evaluation import automaton, case_files, column_walk, one_case
from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status
from samsyn.evaluation.case_columns import ColumnError
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import IMPOSSIBLE_STATUS, Form, ManyCases, TableError, decide_table
from samsyn.facts.case import facts_of_moment
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

Triple = tuple[Value | None, str, str | None]


def columns_of(cases: Sequence[Mapping[str, Value]], names: Sequence[str]) -> dict[str, pa.Array]:
    return {name: pa.array([case.get(name) for case in cases]) for name in names}


def as_triples(many: ManyCases, columns: Mapping[str, object], count: int | None = None) -> dict[str, list[Triple]]:
    """Value, status and rows of each answer, case by case."""
    return {
        answer: list(
            zip(column.values().to_pylist(), column.statuses().to_pylist(), column.rows().to_pylist(), strict=True)
        )
        for answer, column in many.decide(columns, count).items()
    }


def one_by_one(agreement: Agreement, cases: Sequence[Mapping[str, Value]]) -> dict[str, list[Triple]]:
    """The same by the reference, with the rows told by their names."""
    said: dict[str, list[Triple]] = {answer: [] for answer in agreement.answers}
    for case in cases:
        standings: Mapping[str, Standing | None]
        try:
            standings = one_case.decide(agreement, case)
        except ImpossibleCaseError:
            standings = dict.fromkeys(agreement.answers)
        for answer, standing in standings.items():
            said[answer].append(triple(agreement, answer, standing))
    return said


def triple(agreement: Agreement, answer: str, standing: Standing | None) -> Triple:
    if standing is None:
        return None, "omojligt", None
    decision = agreement.decided_by[answer]
    column = decision.outputs.index(answer)
    rows = {position for match in standing.matches for position in match.sure}
    if standing.status is Status.UNKNOWN:
        rows = set()
    if standing.status is Status.SILENT:
        rows = {position for position in rows if decision.rows[position].outcomes[column] is None}
    value = standing.value
    if isinstance(value, tuple):
        value = "; ".join(str(one) for one in value) or NONE_HIT
    return value, standing.status.value, "; ".join(decision.rows[row].name for row in sorted(rows)) or None


# ---- columns in memory


def test_every_case_of_a_small_agreement_is_decided_in_columns_as_by_the_reference() -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = every_case(agreement)
    said = as_triples(ManyCases(Compiled.of(agreement)), columns_of(cases, tuple(agreement.facts)))
    assert said == one_by_one(agreement, cases)
    assert {status for column in said.values() for _, status, _ in column} == {*Status, IMPOSSIBLE_STATUS}
    assert any(rows and "; " in rows for column in said.values() for _, _, rows in column)
    assert (NONE_HIT, "avgjort", None) in said["ring"]


@given(agreements(), st.randoms(use_true_random=False))
def test_drawn_agreements_are_decided_in_columns_as_by_the_reference(text, chance) -> None:
    agreement = agreement_of(text)
    cases = every_case(agreement)
    cases = chance.sample(cases, min(20, len(cases)))
    columns = columns_of(cases, tuple(agreement.vocabulary.facts))
    assert as_triples(ManyCases(Compiled.of(agreement)), columns) == one_by_one(agreement, cases)


@pytest.mark.parametrize("threads", [1, 2])
def test_many_chunks_and_threads_say_what_a_single_one_does(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = random.Random(1).choices(every_case(agreement), k=2_000)
    columns = columns_of(cases, tuple(agreement.facts))
    whole = as_triples(ManyCases(Compiled.of(agreement)), columns)
    monkeypatch.setattr(column_walk, "CHUNK", 64)
    monkeypatch.setattr(column_walk, "JOB", 100)
    monkeypatch.setattr(column_walk, "WIDEST_BLOCK", 2)
    monkeypatch.setattr(column_walk, "WIDEST_FIRST_BLOCK", 2)
    assert as_triples(ManyCases(Compiled.of(agreement), threads), columns) == whole


@pytest.mark.parametrize("threads", [1, 2])
def test_walks_that_outgrow_their_memory_say_the_same(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = random.Random(2).choices(every_case(agreement), k=500)
    columns = columns_of(cases, tuple(agreement.facts))
    whole = as_triples(ManyCases(Compiled.of(agreement)), columns)
    monkeypatch.setattr(automaton, "MOST_STATES_TOGETHER", 0)
    monkeypatch.setattr(automaton, "MOST_STATES_ALONE", 12)
    monkeypatch.setattr(column_walk, "SMALLEST_CHUNK", 1)
    monkeypatch.setattr(column_walk, "CHUNK", 32)
    monkeypatch.setattr(column_walk, "JOB", 100)
    assert as_triples(ManyCases(Compiled.of(agreement), threads), columns) == whole


def test_an_answer_that_stands_in_very_many_ways_keeps_them_apart() -> None:
    rows = "\n".join(f"| rad {age} {home} | {age} | {home} | 1 | [ÖK] |" for age in range(10) for home in HOMES)
    ways = f"### Dagar?\n| C | Ålder | Boende | » Dagar | Källa |\n|---|---|---|---|---|\n{rows}\n"
    more = "\n".join(f"| fler {age} | ≥ {age} | hemma | 2 | [ÖK] |" for age in range(10))
    agreement = agreement_of(HEAD + ways + more)
    many = ManyCases(Compiled.of(agreement))
    many._walk._width = {"dagar": np.dtype(np.int8)}  # as if the codes could tell few ways apart
    cases = [{"alder": age, "boende": home} for age in range(10) for home in HOMES] * 20
    said = as_triples(many, columns_of(cases, ("alder", "boende")))
    assert said == one_by_one(agreement, cases)


HOMES = ("hemma", "SÄBO", "korttid")


def test_a_column_may_come_in_any_of_these_forms() -> None:
    many = ManyCases(Compiled.of(agreement_of(HEMSJUKVARD)))
    plain = as_triples(
        many,
        {
            "alder": pa.array([1, 5, None]),
            "boende": pa.array(["hemma", None, "SÄBO"]),
            "inskriven": pa.array(["ja", "nej", None]),
            "insats": pa.array(["TPN", "ögondroppar", None]),
        },
    )
    forms: list[dict[str, object]] = [
        {
            "Ålder": pa.array(["1", "5", "?"]),
            "Boende": pa.array(["Hemma", "okänt", " sabo "]),
            "Inskriven": pa.array(["JA", "nej", ""]),
            "Insats": pa.array(["tpn", "ogondroppar", "–"]),
        },
        {
            "alder": np.array([1.0, 5.0, np.nan]),
            "boende": np.array([0, -1, 1]),
            "inskriven": pa.array([True, False, None]),
            "insats": pa.chunked_array([pa.array(["TPN"]), pa.array(["ögondroppar", None])]),
        },
        {
            "alder": np.array([1, 5, None], dtype=object),
            "boende": pa.array(["hemma", None, "SÄBO"]).dictionary_encode(),
            "inskriven": pa.array(["ja", "nej", None], pa.large_string()),
            "insats": pa.chunked_array(
                [pa.array(["TPN"]).dictionary_encode(), pa.array(["ögondroppar", None]).dictionary_encode()]
            ),
        },
        {
            "alder": pa.array(["1.0", "5.0", None]),
            "boende": pa.DictionaryArray.from_arrays(pa.array([1, 2, 0], pa.int8()), ["SÄBO", "hemma", "inget ord", "x"])
            .take(pa.array([0, 1, 2]))
            .dictionary_decode()
            .take(pa.array([0, 0, 2]))
            if False
            else pa.array(["hemma", "-", "SÄBO"]),
            "inskriven": np.array(["ja", "nej", "?"]),
            "insats": np.array([1, 2, -1], dtype=np.int64),
        },
    ]
    for form in forms:
        assert as_triples(many, form) == plain

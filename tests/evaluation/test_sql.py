"""An agreement as SQL answers as the agreement itself: in DuckDB here, in PostgreSQL and Spark in the files beside."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import sqlglot

from samsyn.evaluation import signs, sql_text
from samsyn.evaluation import sql as sql_module
from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import rows_that_answered
from samsyn.evaluation.sql import DIALECTS, Dialect, columns_for, sql
from samsyn.facts.values import Choice, Value
from samsyn.rules.library import FaultyTextError, Library
from samsyn.rules.versions import Agreement

pytestmark = pytest.mark.slow

Case = Mapping[str, Value | None]
Answered = Mapping[str, object]
Engine = Callable[[str, Mapping[str, str], Sequence[Sequence[object]]], list[dict[str, object]]]
"""Runs a query over the table `fall`: its columns with their kinds (`text`, `int`) and its rows."""

# ---------------------------------------------------------------------------------------------- texts

VOCABULARY = """---
titel: Begrepp
källor:
  S: {titel: Test, slag: härlett}
---
| Faktum | Del | Slag | Fråga | Fras | Nekad fras | Definition | Källa |
|---|---|---|---|---|---|---|---|
| Ålder | vem | heltal 0..20 år | Hur gammal? | är {} | – | x | [S] |
| Listad | vem | ja/nej | Listad? | är listad | inte är listad | x | [S] |
| Bor i | var | val | Var? | – | – | x | [S] |
| Inskriven | ställning | ja/nej | Inskriven? | är inskriven | inte är inskriven | x | [S] |
| Insats | behov | val | Vad? | – | – | x | [S] |
| For | behov | ja/nej | Ett namn som SQL har tagit? | det är så | det inte är så | x | [S] |
| Klockslag | tid | klockslag | När? | klockan är {} | – | x | [S] |

| Värde | Faktum | Fras | Nekad fras | Definition | Källa |
|---|---|---|---|---|---|
| eget hem | Bor i | bor hemma | inte bor hemma | x | [S] |
| SÄBO | Bor i | bor på SÄBO | inte bor på SÄBO | x | [S] |
| HVB | Bor i | bor på HVB | inte bor på HVB | x | [S] |
| ögondroppar | Insats | a | inte a | x | [S] |
| ”sårvård” | Insats | b | inte b | x | [S] |
| d'ialys | Insats | c | inte c | x | [S] |
| \\TPN "x" \\n | Insats | d | inte d | x | [S] |
| sond; -- ${x} % | Insats | e | inte e | x | [S] |

| Part | Sida | Fras | Definition | Källa |
|---|---|---|---|---|
| region | region | regionen | x | [S] |
| kommun | kommun | kommunen | x | [S] |
| läkarn's bil | – | bilen | x | [S] |

| Svar | Fråga | Värden | Pekar ut part | Fras | Definition |
|---|---|---|---|---|---|
| Nivå | Vilken? | låg, mellan, hög | nej | {} | x |
| Omfattas | Så? | ja, nej | nej | {} | x |
| Huvudman | Vem? | region, kommun, läkarn's bil | ja | {} | x |
| Utförare | Vem? | region, kommun, läkarn's bil | ja | {} | x |
| Frist | Hur länge? | heltal 0..30 dygn | nej | {} | x |
| Ring | Vem? | region, kommun, läkarn's bil | ja | {} | x |
| Jour | Så? | ja, nej | nej | {} | x |
"""

HEAD = """---
titel: Avtalet
gäller: 2021-04-01 –
källor:
  ÖK: {titel: Test, slag: återgivet}
---
"""

EVERYTHING = """
### Vilken nivå?
| F | Insats | » Nivå | Källa | Sedan |
|---|---|---|---|---|
| enkel | ögondroppar, ”sårvård” | låg | [ÖK] | – |
| "svår" d'ialys | d'ialys | hög | [ÖK] | – |
| omstridd | \\TPN "x" \\n | tyst | [ÖK] | 2023 |

### Omfattas patienten?
| U | Bor i | Listad | » Omfattas | Källa |
|---|---|---|---|---|
| hemma | eget hem | – | ja | [ÖK] |
| listad | SÄBO, eget hem | ja | ja | [ÖK] |
| HVB | HVB | nej | nej | [ÖK] |

### Vem?
| F | Nivå | Omfattas | Ålder | Inskriven | » Huvudman | » Utförare | Källa | Sedan |
|---|---|---|---|---|---|---|---|---|
| barn | – | – | < 3 | – | region | region | [ÖK] | – |
| enkelt | låg | – | – | – | kommun | kommun | [ÖK] | – |
| omfattas | – | ja | [3..18) | ja | kommun | tyst | [ÖK] | okänt |
| gammal | hög, låg | – | ≥ 18 | – | region | läkarn's bil | [ÖK] | – |
| annars | – | – | – | – | region | region | [ÖK] | – |

### Hur länge?
| A | Huvudman | Ålder | For | » Frist | Källa |
|---|---|---|---|---|---|
| kommunens | kommun | – | – | 7 | [ÖK] |
| ungas | – | < 18 | ja | 7 | [ÖK] |
| gamlas | – | ≥ 10 | nej | 14 | [ÖK] |

### Jour?
| F | Klockslag | » Jour | Källa |
|---|---|---|---|
| natt | < 08:00, ≥ 17:30 | ja | [ÖK] |
| annars | – | nej | [ÖK] |

### Vem ringer man?
| C | Frist | Jour | Bor i | » Ring | Källa |
|---|---|---|---|---|---|
| kort | < 10 | – | – | kommun | [ÖK] |
| jour | – | ja | – | region | [ÖK] |
| hem | – | – | inte(SÄBO) | läkarn's bil | [ÖK] |
"""

IMPOSSIBLE = """
| Omöjligt | Bor i | Ålder | Skäl | Källa |
|---|---|---|---|---|
| barn på SÄBO | SÄBO | < 18 | Vuxna bor där. | [S] |
| vuxen på HVB | HVB | ≥ 18 | Unga bor där. | [S] |

| Omöjligt | Bor i | Listad | Inskriven | Skäl | Källa |
|---|---|---|---|---|---|
| hemma men ingens | eget hem | nej | nej | Någon har ansvar. | [S] |
| "d'ubbel" | SÄBO | ja | ja | Den är listad hos boendet. | [S] |
"""


def agreement_of(tables: str, impossible: str = "") -> Agreement:
    texts = {"begrepp.md": VOCABULARY + impossible, "halland/prov/2021-04-01.md": HEAD + tables}
    return Library(texts).usable("halland/prov", "2021-04-01")


def collected_tests(rows: str) -> str:
    """A table that tests what a collecting table gives."""
    return f"""
| C | Ålder | Inskriven | » Ring | Källa | Sedan |
|---|---|---|---|---|---|
{rows}

| F | Ring | For | » Omfattas | Källa |
|---|---|---|---|---|
| ingen | inga | – | nej | [ÖK] |
| regionen | region | ja | ja | [ÖK] |
| någon | inte(inga) | nej | nej | [ÖK] |
"""


HAND_MADE: Mapping[str, tuple[str, str]] = {
    "everything": (EVERYTHING, ""),
    "everything, with impossible combinations": (EVERYTHING, IMPOSSIBLE),
    "first, silent premise, a maybe above that agrees and one that does not": (
        """
| F | Insats | » Nivå | Källa | Sedan |
|---|---|---|---|---|
| klar | ögondroppar | låg | [ÖK] | – |
| oklar | inte(ögondroppar) | tyst | [ÖK] | 2020 |

| F | Nivå | Ålder | » Huvudman | » Utförare | Källa |
|---|---|---|---|---|---|
| låg | låg | – | region | region | [ÖK] |
| ung | – | < 9 | region | kommun | [ÖK] |
| annars | – | – | kommun | kommun | [ÖK] |
""",
        "",
    ),
    "unique rows that overlap, and a table that tests the contradiction": (
        """
| U | Ålder | Inskriven | » Omfattas | Källa |
|---|---|---|---|---|
| unga | < 9 | – | ja | [ÖK] |
| inskrivna | – | ja | ja | [ÖK] |

| A | Omfattas | Listad | » Huvudman | Källa |
|---|---|---|---|---|
| ja | ja | – | kommun | [ÖK] |
| listad | – | ja | kommun | [ÖK] |
| olistad | – | nej | region | [ÖK] |

| F | Omfattas | Listad | » Utförare | Källa |
|---|---|---|---|---|
| ja | ja | – | kommun | [ÖK] |
| annars | – | – | region | [ÖK] |
""",
        "",
    ),
    "any, whose rows disagree": (
        """
| A | Ålder | Bor i | » Frist | Källa |
|---|---|---|---|---|
| ung | < 9 | – | 3 | [ÖK] |
| hemma | – | eget hem | 3 | [ÖK] |
| borta | [5..12] | inte(SÄBO) | 4 | [ÖK] |
""",
        "",
    ),
    "collect, with inga tested": (
        collected_tests(
            "| a | < 9 | – | region | [ÖK] | – |\n| b | [3..12) | ja | kommun | [ÖK] | – |\n| c | 2, 8, 20 | nej | region | [ÖK] | – |"
        ),
        "",
    ),
    "collect, with silence": (
        collected_tests("| a | < 9 | – | region | [ÖK] | – |\n| b | [3..12) | ja | tyst | [ÖK] | 2020 |"),
        IMPOSSIBLE,
    ),
    "collect, one set from different rows": (
        (
            "| C | Ålder | Listad | » Ring | Källa |\n|---|---|---|---|---|\n| a | < 9 | – | region | [ÖK] |\n"
            "| b | – | ja | kommun | [ÖK] |\n| c | ≥ 9 | – | region | [ÖK] |\n| d | 9 | nej | kommun | [ÖK] |"
        ),
        "",
    ),
    "complementary unknown": (
        "| F | Ålder | » Nivå | Källa |\n|---|---|---|---|\n| ung | < 18 | låg | [ÖK] |\n| gammal | ≥ 18 | låg | [ÖK] |",
        "",
    ),
    "impossible alone settles": (
        (
            "| F | Bor i | Listad | Inskriven | » Nivå | Källa |\n|---|---|---|---|---|---|\n"
            "| a | SÄBO | ja | ja | hög | [ÖK] |\n| b | eget hem | nej | nej | mellan | [ÖK] |\n| annars | – | – | – | låg | [ÖK] |"
        ),
        IMPOSSIBLE,
    ),
    "nothing is possible": (
        (
            "| F | Listad | » Nivå | Källa |\n|---|---|---|---|\n| a | ja | låg | [ÖK] |\n\n"
            "| F | Nivå | » Omfattas | Källa |\n|---|---|---|---|\n| a | låg | ja | [ÖK] |"
        ),
        "\n| Omöjligt | Listad | Skäl | Källa |\n|---|---|---|---|\n| a | ja | x | [S] |\n| b | nej | x | [S] |",
    ),
    "a table that tests nothing": (
        (
            "| F | » Nivå | Källa |\n|---|---|---|\n| alltid | låg | [ÖK] |\n\n"
            "| C | Nivå | Listad | » Ring | Källa |\n|---|---|---|---|---|\n| a | låg | – | region | [ÖK] |\n| b | – | ja | kommun | [ÖK] |"
        ),
        "",
    ),
}
HAND_MADE_AGREEMENTS = [pytest.param(*texts, id=name) for name, texts in HAND_MADE.items()]

# ---------------------------------------------------------------------------------------------- texts drawn at random

CELLS: Mapping[str, tuple[str, ...]] = {
    "Ålder": ("–", "–", "< 9", "≥ 9", "[3..12)", "2, > 15", "inte(7)"),
    "Listad": ("–", "ja", "nej"),
    "Bor i": ("–", "eget hem", "SÄBO, HVB", "inte(HVB)"),
    "Inskriven": ("–", "ja", "nej"),
    "Insats": ("–", "d'ialys", "ögondroppar, ”sårvård”", "inte(sond; -- ${x} %)"),
    "Klockslag": ("–", "< 08:00", "[17:30..24:00)", "[08:00..17:00], ≥ 22:00"),
    "Nivå": ("–", "låg", "hög, mellan", "inte(låg)"),
    "Omfattas": ("–", "ja", "nej"),
    "Huvudman": ("–", "region", "inte(kommun)"),
    "Frist": ("–", "< 10", "7", "≥ 14"),
}
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "Nivå": ("låg", "mellan", "hög", "tyst"),
    "Omfattas": ("ja", "nej", "tyst"),
    "Huvudman": ("region", "kommun", "läkarn's bil", "tyst"),
    "Frist": ("7", "14", "30", "tyst"),
}
FACTS = tuple(name for name in CELLS if name not in OUTCOMES)


def drawn_cell(chance: random.Random, name: str, collecting: set[str]) -> str:
    return chance.choice((*CELLS[name], *(("inga", "inte(inga)") if name in collecting else ())))


def drawn_tables(chance: random.Random) -> str:
    """Two to four tables in a chain, of any policy."""
    tables = []
    answers = chance.sample(tuple(OUTCOMES), chance.randint(2, 4))
    facts = chance.sample(FACTS, 4)
    collecting: set[str] = set()
    while answers:
        outputs = [answers.pop() for _ in range(min(len(answers), chance.choice((1, 1, 2))))]
        before = [name for name in OUTCOMES if any(f"» {name} " in table for table in tables)]
        inputs = chance.sample(facts, chance.randint(1, 2)) + chance.sample(
            before, min(len(before), chance.randint(0, 2))
        )
        policy = chance.choice("FFUAC")
        rows = [
            [
                f"rad {number}",
                *(drawn_cell(chance, name, collecting) for name in inputs),
                *(chance.choice(OUTCOMES[name]) for name in outputs),
            ]
            for number in range(chance.randint(1, 4))
        ]
        if chance.random() < 0.3 and policy == "F":
            rows.append(["annars", *("–" for _ in inputs), *(chance.choice(OUTCOMES[name]) for name in outputs)])
        columns = [policy, *inputs, *(f"» {name} " for name in outputs), "Källa"]
        lines = [columns, ["---"] * len(columns), *([*row, "[ÖK]"] for row in rows)]
        tables.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
        if policy == "C":
            collecting |= set(outputs)
    return "\n\n".join(tables)


def drawn_impossible(chance: random.Random) -> str:
    """None to three combinations of two or three facts."""
    tables = []
    for number in range(chance.choice((0, 0, 1, 2, 3))):
        facts = chance.sample(FACTS, chance.randint(2, 3))
        cells = [chance.choice(CELLS[name][1:]) for name in facts]
        lines = [["Omöjligt", *facts, "Skäl", "Källa"], ["---"] * (len(facts) + 3), [f"o {number}", *cells, "x", "[S]"]]
        tables.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return "\n" + "\n\n".join(tables) + "\n"


def drawn_agreements(seed: int, count: int) -> Iterator[Agreement]:
    """The first `count` sound agreements that chance gives."""
    chance = random.Random(seed)
    while count:
        try:
            agreement = agreement_of(drawn_tables(chance), drawn_impossible(chance))
        except FaultyTextError:
            continue
        count -= 1
        yield agreement


# ---------------------------------------------------------------------------------------------- cases and comparison


def cases_of(compiled: Compiled, most: int, seed: int = 1) -> list[Case]:
    """Cases of values from every class and of unknowns: all of them when they are at most `most`, else some."""
    values = []
    for fact in compiled.space.facts:
        own = {fact.example(index) for index in range(len(fact))}
        if not isinstance(fact.fact.domain, Choice):
            own |= {fact.fact.domain.high}
        values.append((None, *sorted(own, key=str)))
    names = [fact.fact.id for fact in compiled.space.facts]
    chance = random.Random(seed)
    count = 1
    for own in values:
        count *= len(own)
    if count <= most:
        return [dict(zip(names, case, strict=True)) for case in product(*values)]
    return [
        {name: None if chance.random() < 0.25 else chance.choice(own) for name, own in zip(names, values, strict=True)}
        for _ in range(most)
    ]


def expected(compiled: Compiled, case: Case) -> dict[str, object]:
    """The three columns of each answer, from the agreement itself."""
    try:
        standings = compiled.decide({name: value for name, value in case.items() if value is not None})
    except ImpossibleCaseError:
        standings = {}
    found: dict[str, object] = {}
    for answer, decision in compiled.agreement.decided_by.items():
        found |= {answer: None, f"{answer}_status": "omojligt", f"{answer}_row": None}
        if answer in standings:
            standing = standings[answer]
            value = standing.value
            found[answer] = ("; ".join(map(str, value)) or "inga") if isinstance(value, tuple) else value
            found[f"{answer}_status"] = standing.status.value
            found[f"{answer}_row"] = "; ".join(rows_that_answered(decision, answer, standing)) or None
    return found


def run(
    engine: Engine, compiled: Compiled, dialect: Dialect, cases: Sequence[Case], **options
) -> list[dict[str, object]]:
    """The engine's answers to cases, in their order; the table has a column of its own, `nr`."""
    facts = {fact.fact.id: "text" if isinstance(fact.fact.domain, Choice) else "int" for fact in compiled.space.facts}
    if "columns" in options:
        facts = {name: kind for name, kind in facts.items() if name in options["columns"]}
    rows = [(number, *(case.get(name) for name in facts)) for number, case in enumerate(cases)]
    told = engine(sql(compiled, dialect, **options), {"nr": "int", **facts}, rows)
    assert len(told) == len(cases)
    told.sort(key=lambda row: row["nr"])
    for row, case in zip(told, cases, strict=True):
        assert {name: row.pop(name) for name in facts} == {name: case.get(name) for name in facts}
        row.pop("nr")
    return told


def compare(engine: Engine, agreement: Agreement, dialect: Dialect, most: int) -> Counter[str]:
    """Every case answered alike; what occurred: policies and statuses."""
    compiled = Compiled.of(agreement)
    cases = cases_of(compiled, most)
    wanted = [expected(compiled, case) for case in cases]
    told = run(engine, compiled, dialect, cases)
    for case, row, right in zip(cases, told, wanted, strict=True):
        assert row == right, (case, {name: (row[name], right[name]) for name in right if row[name] != right[name]})
    met = Counter(
        f"{decision.policy.value} {right[answer + '_status']}"
        for right in wanted
        for answer, decision in agreement.decided_by.items()
    )
    met.update(value for right in wanted for value in right.values() if isinstance(value, str))
    return met


EVERY_STATUS = {
    *(f"{policy} {status}" for policy in "FUAC" for status in ("avgjort", "okant", "tyst", "omojligt")),
    "U motstridigt",
    "A motstridigt",
    "F motstridigt",
}


# ---------------------------------------------------------------------------------------------- DuckDB

LIBRARY = Library.from_folder(Path(__file__).parents[2] / "agreements")


@pytest.fixture(scope="module")
def in_duckdb() -> Engine:
    types = {"text": pa.string(), "int": pa.int32()}

    def engine(query, columns, rows):
        schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
        given = pa.Table.from_arrays(
            [pa.array(list(column), field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)],
            schema=schema,
        )
        with duckdb.connect() as connection:
            connection.register("fall", given)
            return connection.sql(query).to_arrow_table().to_pylist()

    return engine


FORMS = ("boxes", "fact by fact", "row by row", "row by row, fact by fact")


def written_as(form: str, monkeypatch) -> None:
    """Have every table written in one form."""
    monkeypatch.setattr(sql_module, "MOST_BOXES", 0 if "fact by fact" in form else 10_000)
    monkeypatch.setattr(sql_module, "MOST_BOXES_A_NODE", 10_000)
    if "row by row" in form:
        monkeypatch.setattr(signs, "MOST_TURNS_A_ROW", -1)


@pytest.fixture(params=FORMS)
def form(request, monkeypatch):
    written_as(request.param, monkeypatch)


@pytest.mark.parametrize(("tables", "impossible"), HAND_MADE_AGREEMENTS)
def test_duckdb_answers_as_the_agreement(in_duckdb, form, tables, impossible):
    compare(in_duckdb, agreement_of(tables, impossible), "duckdb", 500)


@pytest.mark.slow
def test_duckdb_answers_as_agreements_drawn_at_random(in_duckdb, form):
    met = sum((compare(in_duckdb, agreement, "duckdb", 120) for agreement in drawn_agreements(8, 40)), Counter())
    assert met.keys() >= EVERY_STATUS


@pytest.mark.slow
@pytest.mark.parametrize("agreement", LIBRARY.agreements)
def test_duckdb_answers_as_the_real_agreements(in_duckdb, agreement):
    version = LIBRARY.latest(agreement)
    for reading in ("", *LIBRARY.readings_of(agreement, version)[:1]):
        joined = LIBRARY.agreement(agreement, version, reading)
        if joined.answers:
            compare(in_duckdb, joined, "duckdb", 20)


def test_every_policy_and_status_occurs_among_the_hand_made(in_duckdb):
    met = sum((compare(in_duckdb, agreement_of(*texts), "duckdb", 400) for texts in HAND_MADE.values()), Counter())
    assert met.keys() >= EVERY_STATUS
    assert met["inga"]
    assert met["kommun; läkarn's bil"]
    assert met['"svår" d\'ialys']
    assert met["unga; inskrivna"]


# ---------------------------------------------------------------------------------------------- what the query is


@cache
def everything() -> Agreement:
    return agreement_of(EVERYTHING, IMPOSSIBLE)


def test_a_fact_without_a_column_is_unknown_in_every_case(in_duckdb):
    compiled = Compiled.of(everything())
    columns = ("alder", "insats", "klockslag", "nr", "något annat")
    cases = [{name: value for name, value in case.items() if name in columns} for case in cases_of(compiled, 300)]
    told = run(in_duckdb, compiled, "duckdb", cases, columns=columns)
    assert told == [expected(compiled, case) for case in cases]
    assert {row["huvudman_status"] for row in told} >= {"avgjort", "okant"}


def test_facts_that_no_table_tests_are_read_when_they_are_named(in_duckdb):
    tables = "| F | Klockslag | » Jour | Källa |\n|---|---|---|---|\n| natt | < 08:00 | ja | [ÖK] |"
    compiled = Compiled.of(agreement_of(tables, IMPOSSIBLE))
    columns = {"nr": "int", "klockslag": "int", "bor_i": "text", "alder": "int"}
    cases = [(1, 0, "SÄBO", 17), (2, 0, "SÄBO", None), (3, 0, "SÄBO", 18), (4, 0, "okänd ö", None)]
    assert "bor_i" not in sql(compiled, "duckdb")
    told = in_duckdb(sql(compiled, "duckdb", columns=columns), columns, cases)
    assert [row["jour_status"] for row in told] == ["omojligt", "avgjort", "avgjort", "omojligt"]
    assert expected(compiled, {"klockslag": 0, "bor_i": "SÄBO", "alder": 17})["jour_status"] == "omojligt"


def test_with_no_column_at_all_everything_is_unknown(in_duckdb):
    compiled = Compiled.of(everything())
    assert run(in_duckdb, compiled, "duckdb", [{}], columns=()) == [expected(compiled, {})]


def test_some_answers_stand_as_they_do_among_all(in_duckdb):
    compiled = Compiled.of(everything())
    cases = cases_of(compiled, 300)
    told = run(in_duckdb, compiled, "duckdb", cases, answers=("frist",))
    assert told == [
        {name: value for name, value in expected(compiled, case).items() if name.startswith("frist")} for case in cases
    ]
    assert "avgor_ring" not in sql(compiled, "duckdb", answers=("frist",))


def test_an_answer_that_the_agreement_does_not_give_is_refused():
    with pytest.raises(KeyError, match="vader"):
        sql(everything(), "duckdb", answers=("vader",))


@pytest.mark.parametrize(
    "case", [{"insats": "dialys"}, {"alder": 21}, {"alder": -1}, {"inskriven": "Ja"}, {"klockslag": 1440}]
)
def test_a_value_that_the_vocabulary_does_not_have_is_impossible(in_duckdb, case):
    compiled = Compiled.of(everything())
    (told,) = run(in_duckdb, compiled, "duckdb", [{name: case.get(name) for name in columns_for(compiled)}])
    assert {told[f"{answer}_status"] for answer in everything().answers} == {"omojligt"}
    assert {told[answer] for answer in everything().answers} == {None}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_query_is_one_statement_and_the_same_each_time(dialect):
    query = sql(everything(), dialect)
    (statement,) = sqlglot.parse(query, read=dialect)
    assert isinstance(statement, sqlglot.exp.Select)
    assert query == sql(Compiled.of(everything()), dialect)


def test_the_query_tells_what_it_is_made_from():
    agreement = everything()
    query = sql(agreement, "postgres")
    first_lines = query.split("WITH")[0]
    assert "Avtalet" in first_lines
    assert "version 2021-04-01" in first_lines
    assert agreement.fingerprint in first_lines
    for decision in agreement.decisions:
        assert f"-- {decision.question} ({decision.place.file}:{decision.place.line})" in query
        for row in decision.rows:
            assert f"-- {row.name} {row.source} →" in query


def test_a_table_is_told_in_the_answers_of_another_when_they_share_no_fact():
    query = sql(agreement_of(EVERYTHING), "duckdb", answers=("utforare",))
    assert "niva_status" not in query
    assert "niva__enkel AND (alder IS NULL OR alder >= 3) AS huvudman__enkelt" in query


def test_the_query_reads_a_table_of_any_name(in_duckdb):
    query = sql(everything(), "duckdb", 'min."egen tabell"')
    assert 'FROM min."egen tabell" AS hela_raden' in query


def test_long_lists_are_broken_outside_texts_only(in_duckdb, monkeypatch):
    monkeypatch.setattr(sql_text, "WIDTH", 30)
    compare(in_duckdb, everything(), "duckdb", 200)
    assert all(
        "d'ialys" not in line or "-- " in line or "''" in line for line in sql(everything(), "duckdb").splitlines()
    )

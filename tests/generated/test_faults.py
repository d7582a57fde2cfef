"""Faults the generated agreements have found, each with the smallest text that shows it."""

import pyarrow as pa
import pytest

from generated.brute_force import ImpossibleCase, Judge
from generated.engines import columns_say, query_says
from samsyn.evaluation import one_case
from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.automaton import Automaton
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import ManyCases
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement
from samsyn.verification.verify import verify_against

VOCABULARY = """---
titel: Begrepp
källor:
  S: {titel: Prov, slag: härlett}
---
| Faktum    | Del       | Slag   | Fråga | Fras       | Nekad fras      | Definition | Källa |
|-----------|-----------|--------|-------|------------|-----------------|------------|-------|
| Listad    | vem       | ja/nej | ?     | är listad  | inte är listad  | x          | [S]   |
| Inskriven | ställning | ja/nej | ?     | är in      | inte är in      | x          | [S]   |
| Hög risk  | ställning | ja/nej | ?     | har risk   | inte har risk   | x          | [S]   |
| Akut      | behov     | ja/nej | ?     | är akut    | inte är akut    | x          | [S]   |
| Vaken     | behov     | ja/nej | ?     | är vaken   | inte är vaken   | x          | [S]   |

| Part   | Sida   | Fras     | Definition | Källa |
|--------|--------|----------|------------|-------|
| region | region | regionen | x          | [S]   |
| kommun | kommun | kommunen | x          | [S]   |

| Svar     | Fråga | Värden             | Pekar ut part | Fras | Definition |
|----------|-------|--------------------|---------------|------|------------|
| Huvudman | ?     | region, kommun     | ja            | {}   | x          |
| Omfattas | ?     | ja, nej            | nej           | {}   | x          |
| Bedömt   | ?     | möjligt, omöjligt  | nej           | {}   | x          |
| Dagar    | ?     | heltal 0..9 dygn   | nej           | {}   | x          |
"""
HEAD = """---
titel: Prov
gäller: 2021-04-01 –
källor:
  S: {titel: Prov, slag: härlett}
---
"""


def agreement_of(tables: str, impossible: str = "") -> Agreement:
    texts = {"begrepp.md": f"{VOCABULARY}\n{impossible}\n", "prov/avtal/2021-04-01.md": HEAD + tables}
    return Library(texts).usable("prov/avtal", "2021-04-01")


def engines(agreement: Agreement):
    compiled = Compiled.of(agreement)
    return {
        "one_case": lambda known: one_case.decide(agreement, known),
        "compiled": compiled.decide,
        "automaton": Automaton.of(compiled).decide,
    }


ENGINES = ("one_case", "compiled", "automaton")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_order_of_rows_does_not_make_a_collection_unknown(engine):
    agreement = agreement_of("""
| C       | Listad | » Huvudman | Källa |
|---------|--------|------------|-------|
| första  | ja     | region     | [S]   |
| andra   | –      | kommun     | [S]   |
| tredje  | nej    | region     | [S]   |
""")
    standing = engines(agreement)[engine]({})["huvudman"]
    assert standing.status.value == "avgjort", "both values of Listad collect the region and the municipality"
    assert set(standing.value) == {"region", "kommun"}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_missing_for_an_answer_with_the_value_omojligt(engine):
    agreement = agreement_of(
        """
| F      | Listad | » Bedömt | Källa |
|--------|--------|----------|-------|
| listad | ja     | omöjligt | [S]   |
| annars | –      | möjligt  | [S]   |

| F      | Inskriven | Hög risk | » Omfattas | Källa |
|--------|-----------|----------|------------|-------|
| ja     | ja        | nej      | ja         | [S]   |
| annars | –         | –        | nej        | [S]   |
""",
        """
| Omöjligt | Inskriven | Hög risk | Skäl          | Källa |
|----------|-----------|----------|---------------|-------|
| båda     | ja        | ja       | går inte ihop | [S]   |
""",
    )
    standing = engines(agreement)[engine]({})["bedomt"]
    assert (standing.status.value, standing.missing) == ("okant", ("listad",))


def test_a_reading_that_answers_omojligt_differs_from_one_that_answers_mojligt():
    first, second = (
        agreement_of(f"""
| F      | Listad | » Bedömt | Källa |
|--------|--------|----------|-------|
| annars | –      | {value}  | [S]   |
""")
        for value in ("möjligt", "omöjligt")
    )
    report = verify_against(first, second)
    assert (report.verdict.value, len(report.findings)) == ("fails", 1)


def test_an_answer_in_whole_numbers_has_a_status_in_words_for_many_cases():
    agreement = agreement_of("""
| F      | Listad | » Dagar | Källa |
|--------|--------|---------|-------|
| annars | –      | 3       | [S]   |
""")
    column = ManyCases(Compiled.of(agreement), threads=1).decide({"listad": pa.array(["ja"])})["dagar"]
    assert column.values().to_pylist() == [3]
    assert column.statuses().to_pylist() == ["avgjort"]
    assert column.rows().to_pylist() == ["annars"]


def test_an_impossible_combination_with_a_cell_that_takes_every_value_excludes_as_if_it_were_a_dash():
    agreement = agreement_of(
        """
| F      | Listad | » Huvudman | Källa |
|--------|--------|------------|-------|
| ja     | ja     | region     | [S]   |
| annars | –      | kommun     | [S]   |
""",
        """
| Omöjligt | Listad | Inskriven | Skäl          | Källa |
|----------|--------|-----------|---------------|-------|
| aldrig   | ja     | ja, nej   | går inte ihop | [S]   |
""",
    )
    told = query_says(agreement, [{"listad": "ja"}, {}])
    assert told == [{"huvudman": (None, "omojligt", None)}, {"huvudman": ("kommun", "avgjort", "annars")}]


def test_many_cases_are_decided_though_a_row_that_another_table_asks_for_never_answers():
    agreement = agreement_of("""
| F      | Listad | » Omfattas | Källa |
|--------|--------|------------|-------|
| ja     | ja     | ja         | [S]   |
| annars | –      | nej        | [S]   |

| F      | Listad | Omfattas | » Huvudman | Källa |
|--------|--------|----------|------------|-------|
| aldrig | ja     | nej      | region     | [S]   |
| annars | –      | –        | kommun     | [S]   |

| F      | Huvudman | » Dagar | Källa |
|--------|----------|---------|-------|
| region | region   | 1       | [S]   |
| annars | –        | 2       | [S]   |
""")
    column = ManyCases(Compiled.of(agreement), threads=1).decide({"listad": pa.array(["ja", "nej", None])})["dagar"]
    assert column.values().to_pylist() == [2, 2, 2]


# The four facts may only be such that an even number of them is yes: no two cases differ in one fact alone, and
# each fact by itself leaves both answers open.
EVEN = "\n".join(
    [
        "| Omöjligt | Listad | Inskriven | Hög risk | Akut | Skäl | Källa |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| udda {number} | "
            + " | ".join("ja" if number >> bit & 1 else "nej" for bit in range(4))
            + " | udda | [S] |"
            for number in range(16)
            if number.bit_count() % 2
        ),
    ]
)
TWO_ALIKE = """
| F      | Listad | Inskriven | » Huvudman | Källa |
|--------|--------|-----------|------------|-------|
| ja     | ja     | ja        | region     | [S]   |
| nej    | nej    | nej       | region     | [S]   |
| annars | –      | –         | kommun     | [S]   |

| F      | Hög risk | Vaken | » Omfattas | Källa |
|--------|----------|-------|------------|-------|
| ja     | ja       | ja    | ja         | [S]   |
| annars | –        | –     | nej        | [S]   |
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_when_no_fact_settles_anything_by_itself_all_that_are_tested_are_missing(engine):
    agreement = agreement_of(TWO_ALIKE, EVEN)
    verdict = Judge(agreement).decide({})["huvudman"]
    assert verdict.missing == ("listad", "inskriven", "hog_risk", "vaken")
    assert engines(agreement)[engine]({})["huvudman"].missing == verdict.missing


ALWAYS_THE_REGION = """
| F      | Listad | » Huvudman | Källa |
|--------|--------|------------|-------|
| annars | –      | region     | [S]   |
"""
NEVER_AWAKE = """
| Omöjligt    | Akut | Vaken | Skäl          | Källa |
|-------------|------|-------|---------------|-------|
| akut vaken  | ja   | ja    | går inte ihop | [S]   |
"""
AWAKE = {"akut": "ja", "vaken": "ja"}


@pytest.mark.parametrize("engine", ENGINES)
def test_facts_that_cannot_be_together_are_refused_even_when_no_table_tests_them(engine):
    agreement = agreement_of(ALWAYS_THE_REGION, NEVER_AWAKE)
    with pytest.raises(ImpossibleCase):
        Judge(agreement).decide(AWAKE)
    with pytest.raises(ImpossibleCaseError):
        engines(agreement)[engine](AWAKE)


@pytest.mark.parametrize("engine", [columns_say, query_says])
def test_columns_and_queries_refuse_facts_that_cannot_be_together_even_when_no_table_tests_them(engine):
    agreement = agreement_of(ALWAYS_THE_REGION, NEVER_AWAKE)
    assert engine(agreement, [AWAKE]) == [{"huvudman": (None, "omojligt", None)}]


# Whoever is urgent is neither awake nor asleep: two combinations, from which follows that nobody is urgent.
NEVER_URGENT = """
| Omöjligt   | Akut | Vaken | Skäl          | Källa |
|------------|------|-------|---------------|-------|
| akut vaken | ja   | ja    | går inte ihop | [S]   |
| akut sover | ja   | nej   | går inte ihop | [S]   |
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_what_follows_from_several_combinations_is_refused_even_when_no_table_tests_it(engine):
    agreement = agreement_of(ALWAYS_THE_REGION, NEVER_URGENT)
    with pytest.raises(ImpossibleCaseError, match="lämnar ingen möjlighet kvar"):
        engines(agreement)[engine]({"akut": "ja"})
    assert engines(agreement)[engine]({"akut": "nej"})["huvudman"].value == "region"


@pytest.mark.parametrize("engine", [columns_say, query_says])
def test_columns_and_queries_refuse_what_follows_from_several_combinations_even_when_no_table_tests_it(engine):
    agreement = agreement_of(ALWAYS_THE_REGION, NEVER_URGENT)
    told = engine(agreement, [{"akut": "ja"}, {"akut": "nej"}, {"vaken": "ja"}])
    assert [answers["huvudman"][:2] for answers in told] == [
        (None, "omojligt"),
        ("region", "avgjort"),
        ("region", "avgjort"),
    ]

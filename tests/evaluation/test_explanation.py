"""Why: the rows that fired, the facts that mattered, the nearest other answer; and what to ask next."""

import pytest

from one_agreement import agreement_of
from samsyn.evaluation.answers import ImpossibleCaseError, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.explanation import explain
from samsyn.evaluation.meaning import Void
from samsyn.evaluation.questions import next_question

TABLES = """
    ### Är det primärvård?

    | F    | Insats      | » Primärvårdsnivå | Källa |
    |------|-------------|-------------------|-------|
    | ja   | ögondroppar | ja                | [ÖK]  |
    | nej  | avancerad   | nej               | [ÖK]  |

    ### Vem ansvarar?

    | F      | Boende | Primärvårdsnivå | Inskriven | Ålder | » Huvudman | Källa |
    |--------|--------|-----------------|-----------|-------|------------|-------|
    | hvb    | HVB    | –               | –         | –     | region     | [ÖK]  |
    | kommun | –      | ja              | ja        | ≥ 18  | kommun     | [ÖK]  |
    | annars | –      | –               | –         | –     | region     | [ÖK]  |
"""
ADULT_AT_HOME = {"alder": 82, "boende": "hem", "inskriven": "ja", "insats": "ögondroppar"}


def told(facts):
    compiled = Compiled.of(agreement_of(TABLES))
    return explain(compiled, facts, "huvudman", compiled.decide(facts)["huvudman"])


def test_the_reasons_are_the_rows_through_the_whole_graph_the_answers_own_first():
    assert [(reason.decision.id, reason.row.name) for reason in told(ADULT_AT_HOME).reasons] == [
        ("huvudman", "kommun"),
        ("primarvardsniva", "ja"),
    ]


def test_a_premise_that_could_not_matter_is_no_reason():
    facts = {**ADULT_AT_HOME, "boende": "HVB"}
    assert [(reason.decision.id, reason.row.name) for reason in told(facts).reasons] == [("huvudman", "hvb")]


def test_the_residual_row_is_explained_by_the_premise_that_ruled_the_others_out():
    facts = {**ADULT_AT_HOME, "insats": "dialys"}
    assert [(reason.decision.id, reason.row.name) for reason in told(facts).reasons] == [
        ("huvudman", "annars"),
        ("primarvardsniva", "nej"),
    ]


def test_the_facts_that_mattered_suffice_and_none_can_be_left_out():
    compiled = Compiled.of(agreement_of(TABLES))
    mattered = told(ADULT_AT_HOME).mattered
    assert compiled.decide({name: ADULT_AT_HOME[name] for name in mattered})["huvudman"].value == "kommun"
    for left_out in mattered:
        fewer = {name: ADULT_AT_HOME[name] for name in mattered if name != left_out}
        assert compiled.decide(fewer)["huvudman"].status is Status.UNKNOWN


def test_the_nearest_change_really_gives_the_other_answer_and_none_is_nearer():
    compiled = Compiled.of(agreement_of(TABLES))
    (change,) = told(ADULT_AT_HOME).changes
    assert (change.result, len(change.changed), dict(change.conditions)) == ("region", 1, {})
    (name, cell), *_ = change.changed.items()
    value = next(value for value in compiled.agreement.vocabulary.facts[name].domain if cell.accepts(value))
    assert compiled.decide({**ADULT_AT_HOME, name: value})["huvudman"].value == "region"


def test_a_change_names_the_unknown_facts_that_would_have_to_be_so():
    (change,) = told({"insats": "dialys"}).changes
    assert change.result == "kommun"
    assert set(change.changed) == {"insats"}
    assert {name: cell.text for name, cell in change.conditions.items()} == {
        "alder": "≥ 18",
        "boende": "hem",
        "inskriven": "ja",
    } or set(change.conditions) == {"alder", "boende", "inskriven"}


def test_changes_lead_to_answers_and_not_to_silence():
    assert all(not isinstance(change.result, Void) for change in told(ADULT_AT_HOME).changes)


def test_the_next_question_settles_soonest_and_is_never_one_that_cannot_change_the_answer():
    compiled = Compiled.of(agreement_of(TABLES))
    assert next_question(compiled, {"boende": "HVB"}) is None
    asked = []
    known = {}
    while (fact := next_question(compiled, known)) is not None:
        before = compiled.decide(known)["huvudman"]
        assert fact in before.missing
        asked.append(fact)
        known[fact] = ADULT_AT_HOME[fact]
    assert compiled.decide(known)["huvudman"].value == "kommun"
    assert asked[0] == "insats"


def test_a_fact_that_the_person_does_not_know_is_not_asked_again():
    compiled = Compiled.of(agreement_of(TABLES))
    first = next_question(compiled, {})
    assert next_question(compiled, {}, unanswerable={first}) not in (first, None)


def test_facts_that_cannot_be_together_are_refused_with_the_reason():
    compiled = Compiled.of(
        agreement_of(
            TABLES,
            impossible="""
        | Omöjligt     | Ålder | Boende | Skäl               | Källa |
        |--------------|-------|--------|--------------------|-------|
        | barn på säbo | < 18  | SÄBO   | SÄBO är för äldre. | [S]   |
    """,
        )
    )
    with pytest.raises(ImpossibleCaseError, match="SÄBO är för äldre"):
        compiled.decide({"alder": 9, "boende": "SÄBO"})

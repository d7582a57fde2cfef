"""Decision tables as written: the docstring of each test is the agreement it is about."""

from samsyn.rules.cells import ANYTHING
from samsyn.rules.decisions import HitPolicy


def test_a_table_is_its_question_its_columns_and_its_rows(agreement):
    """
    ### Vem ansvarar?

    | F        | Bor i    | » Huvudman | » Utförare | Källa                    | Sedan | Skäl    | Möjliga |
    |----------|----------|------------|------------|--------------------------|-------|---------|---------|
    | tröskeln | eget hem | kommun     | kommun     | [ÖK tröskelprincipen] 3 § | –    | –       | –       |
    | HVB      | HVB      | region     | tyst       | [HSL 12:1] [ÖK]          | 2023  | oklart  | kommun  |
    | annars   | –        | region     | region     | [HSL 12:2]               | –     | –       | –       |
    """
    (decision,) = agreement.decisions
    assert (decision.question, decision.policy, decision.id) == ("Vem ansvarar?", HitPolicy.FIRST, "huvudman")
    assert (decision.inputs, decision.outputs) == (("bor_i",), ("huvudman", "utforare"))
    threshold, hvb, rest = decision.rows
    assert (threshold.name, threshold.outcomes, threshold.source) == (
        "tröskeln",
        ("kommun", "kommun"),
        "[ÖK tröskelprincipen] 3 §",
    )
    assert (hvb.outcomes, hvb.since, hvb.reason, hvb.possible, hvb.source_kind) == (
        ("region", None),
        "2023",
        "oklart",
        "kommun",
        "lag",
    )
    assert (rest.residual, rest.cells) == (True, (ANYTHING,))
    assert [str(threshold.place_of(column)) for column in range(3)] == [
        f"halland/hemsjukvard/2021-04-01.md:14:{column}" for column in (14, 25, 38)
    ]


def test_columns_are_found_by_name_or_identifier_in_any_letters(agreement):
    """
    ### Vem?

    | U | BOR_I | insats | >> huvudman | KÄLLA |
    |---|-------|--------|-------------|-------|
    | a | HVB   | dialys | Region      | [HSL] |
    """
    (decision,) = agreement.decisions
    assert (decision.inputs, decision.outputs) == (("bor_i", "insats"), ("huvudman",))
    assert decision.rows[0].outcomes == ("region",)


def test_a_table_without_conditions_has_one_row_that_always_answers(agreement):
    """
    ### Vem?

    | U    | » Huvudman | Källa |
    |------|------------|-------|
    | alla | region     | [HSL] |
    """
    (decision,) = agreement.decisions
    assert (decision.inputs, decision.rows[0].cells) == ((), ())


def test_each_hit_policy_is_the_letter_of_the_corner(agreement):
    """
    ### Ett?
    | U | Insats | » Huvudman | Källa |
    |---|--------|------------|-------|
    | a | dialys | region     | [HSL] |

    ### Två?
    | A | Insats | » Utförare | Källa |
    |---|--------|------------|-------|
    | a | dialys | region     | [HSL] |

    ### Tre?
    | F | Insats | » Omfattas | Källa |
    |---|--------|------------|-------|
    | a | dialys | ja         | [HSL] |

    ### Fyra?
    | C | Insats | » Hinder | Källa |
    |---|--------|----------|-------|
    | a | dialys | ålder    | [HSL] |
    | b | –      | läge     | [HSL] |
    """
    assert {decision.question: decision.policy.value for decision in agreement.decisions} == {
        "Ett?": "U",
        "Två?": "A",
        "Tre?": "F",
        "Fyra?": "C",
    }


def test_tables_run_in_the_order_they_need_each_other(agreement):
    """
    ### Vem?
    | F      | Primärvårdsnivå | Omfattas | » Huvudman | Källa |
    |--------|-----------------|----------|------------|-------|
    | kommun | ja              | ja       | kommun     | [HSL] |
    | annars | –               | –        | region     | [HSL] |

    ### Omfattas?
    | F | Folkbokförd | » Omfattas | Källa |
    |---|-------------|------------|-------|
    | a | i kommunen  | ja         | [HSL] |

    ### Nivå?
    | F | Insats  | Omfattas | » Primärvårdsnivå | Källa |
    |---|---------|----------|-------------------|-------|
    | a | sårvård | ja       | ja                | [HSL] |
    """
    assert [decision.id for decision in agreement.decisions] == ["omfattas", "primarvardsniva", "huvudman"]
    assert list(agreement.facts) == ["folkbokford", "insats"]
    assert agreement.problems == ()


def test_the_cells_of_a_table_with_a_faulty_column_are_judged_all_the_same(told):
    """
    ### Vem?

    | F | Insatts | Bor i | » Huvudman | Källa |
    |---|---------|-------|------------|-------|
    | a | dialys  | hemma | staten     | [XY]  |
    """
    assert told == [
        "okänd-kolumn: ”Insatts” är varken faktum eller svar i begrepp.md",
        "okänt-värde: ”hemma” är inget värde för Bor i",
        "okänt-svar: ”staten” är inget svar på Huvudman",
        "okänd-källa: källan ”XY” står inte i huvudet",
    ]


def test_a_table_that_cannot_be_read_makes_no_fault_of_those_that_test_its_answer(told):
    """
    ### Nivå?
    | U | Insatts | » Primärvårdsnivå | Källa |
    |---|---------|-------------------|-------|
    | a | dialys  | ja                | [HSL] |

    ### Vem?
    | F | Primärvårdsnivå | » Huvudman | Källa |
    |---|-----------------|------------|-------|
    | a | ja              | region     | [HSL] |
    """
    assert told == ["okänd-kolumn: ”Insatts” är varken faktum eller svar i begrepp.md"]


def test_a_cell_that_cannot_be_read_makes_no_fault_of_its_row(told):
    """
    ### Vem?
    | U | Insats | » Huvudman | Källa |
    |---|--------|------------|-------|
    | a | sårvrd | region     | [HSL] |
    | b | dialis | kommun     | [HSL] |
    """
    assert told == [
        "okänt-värde: ”sårvrd” är inget värde för Insats",
        "okänt-värde: ”dialis” är inget värde för Insats",
    ]


def test_a_row_that_cannot_answer_is_not_taken_for_silent(told):
    """
    ### Vem?
    | U | Insats | » Huvudman | Källa |
    |---|--------|------------|-------|
    | a | dialys | –          | [HSL] |
    """
    assert told == ["okänt-svar: svaret Huvudman saknas på raden"]


def test_a_fact_that_is_declared_and_never_used_is_fine(told):
    """
    ### Vem?
    | U | Insats | » Huvudman | Källa |
    |---|--------|------------|-------|
    | a | dialys | region     | [HSL] |
    """
    assert told == []

"""Formulas in an agreement: what can be read, and what is told of the rest."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.one_library import library_with
from samsyn.rules.formulas import FormulaFault, Name, Number, Operation, names_in, number_value, read_formula
from samsyn.rules.provisions import PROVISION_KINDS

COLUMNS = tuple(PROVISION_KINDS["Ersättning"])


def said(amounts, quantities=("indexet",)):
    """The problems of a library whose agreement has rows with these amounts, and declares these quantities."""
    rows = "\n".join(f"| {name} | år | {text} | 2024 | – | tyst | [HSL 12:1] |" for name, text in amounts.items())
    declared = "\n".join(f"| {name} | andel | något | [HSL 12:1] |" for name in quantities)
    body = (
        f"\n## Pengar\n\n| Ersättning | {' | '.join(COLUMNS)} | Källa |\n|{'---|' * (len(COLUMNS) + 2)}\n{rows}\n"
        f"\n| Storhet | Enhet | Betyder | Källa |\n|---|---|---|---|\n{declared}\n"
    )
    return library_with(body).check()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("= 0,4", Number(Fraction(2, 5), "0,4")),
        ("= 40 %", Number(Fraction(2, 5), "40 %")),
        ("= 1 000 × a", Operation("×", Number(Fraction(1000), "1 000"), Name("a", 10))),
        ("= a - b", Operation("−", Name("a", 2), Name("b", 6))),
    ],
)
def test_a_formula_is_read_with_its_places(text, read):
    assert read_formula(text) == read


def test_multiplication_binds_harder_than_addition_and_a_name_may_have_several_words_and_digits():
    formula = read_formula("= 40 % × förändringen under 80 år + 60 % × förändringen 80 år och äldre")
    assert isinstance(formula, Operation)
    assert formula.sign == "+"
    assert [name.name for name in names_in(formula)] == ["förändringen under 80 år", "förändringen 80 år och äldre"]


@pytest.mark.parametrize(
    "text", ["= a × (1 + b + c)", "= a × (1 + b) × (1 + c)", "= 1 / 4 × a + 3 / 4 × b", "= a − (b − c)"]
)
def test_a_formula_is_written_as_it_is_read(text):
    read = read_formula(text)
    assert not isinstance(read, FormulaFault)
    assert f"= {read}" == text


@pytest.mark.parametrize(
    ("text", "offset"),
    [("= a ×", 5), ("= (a + b", 2), ("= a b)", 5), ("= × a", 2), ("= a ^ 2", 4), ("= 3 a", 4), ("= ", 2)],
)
def test_what_cannot_be_read_is_told_at_its_place(text, offset):
    fault = read_formula(text)
    assert isinstance(fault, FormulaFault)
    assert fault.offset == offset
    assert fault.hint


@given(st.text(alphabet="ab 12,%+−×/()*-–", max_size=40))
def test_whatever_is_typed_is_read_or_told(text):
    read = read_formula(f"= {text}")
    if not isinstance(read, FormulaFault):
        assert not isinstance(read_formula(f"= {read}"), FormulaFault)


def test_numbers_are_read_as_they_are_written():
    assert number_value("1 234,5") == Fraction(2469, 2)
    assert number_value("−1,5 %") == Fraction(-15, 1000)


def test_a_name_that_no_row_has_is_told_with_what_was_meant():
    (problem,) = said({"uppräkning": "= 2 × indexen"})
    assert problem.code == "okänd-storhet"
    assert problem.suggestion == "menade du ”indexet”?"
    (other,) = said({"uppräkning": "= 2 × xyz"})
    assert "Storhet" in other.suggestion


def test_a_name_that_several_rows_have_is_told():
    assert [each.code for each in said({"uppräkning": "= indexet", "indexet": "4 %"})] == ["storhet-flera"]


def test_rows_that_lead_back_to_themselves_are_told():
    assert {each.code for each in said({"a": "= b × 2", "b": "= a + 1"})} == {"formel-i-ring"}


def test_a_formula_that_cannot_be_read_is_told_in_its_cell():
    (problem,) = said({"uppräkning": "= 2 × (indexet"})
    assert problem.code == "oläslig-formel"


def test_a_formula_of_declared_names_is_no_problem():
    assert said({"uppräkning": "= 2 × indexet", "annat": "= uppräkning / 4"}) == ()

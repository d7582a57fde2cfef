"""Cells as somebody may write them, the one form they are kept in, and what they accept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.documents.problems import Place
from samsyn.documents.tables import TextCell, split_row
from samsyn.facts.values import Choice, TimeOfDay, Whole
from samsyn.rules.cells import (
    ANYTHING,
    UNREADABLE,
    cell_of_spans,
    cell_of_values,
    complement,
    merge,
    read_cell,
)

PLACE = Place("text.md", 1)

CHOICES = """
    written                            kept as                          accepts
    –                                  –                                ordinärt boende, trygghetsboende, särskilt boende, HVB
    -                                  –                                ordinärt boende, trygghetsboende, särskilt boende, HVB
    —                                  –                                ordinärt boende, trygghetsboende, särskilt boende, HVB
    HVB                                HVB                              HVB
    hvb                                HVB                              HVB
    ordinart_boende                    ordinärt boende                  ordinärt boende
    HVB, särskilt boende               HVB, särskilt boende             särskilt boende, HVB
    HVB,särskilt boende                HVB, särskilt boende             särskilt boende, HVB
    HVB, HVB                           HVB                              HVB
    eget hem                           eget hem                         ordinärt boende, trygghetsboende
    Eget_Hem                           eget hem                         ordinärt boende, trygghetsboende
    eget hem, HVB                      eget hem, HVB                    ordinärt boende, trygghetsboende, HVB
    inte(HVB)                          inte(HVB)                        ordinärt boende, trygghetsboende, särskilt boende
    inte( HVB )                        inte(HVB)                        ordinärt boende, trygghetsboende, särskilt boende
    Inte (HVB)                         inte(HVB)                        ordinärt boende, trygghetsboende, särskilt boende
    ej(HVB)                            inte(HVB)                        ordinärt boende, trygghetsboende, särskilt boende
    not(HVB)                           inte(HVB)                        ordinärt boende, trygghetsboende, särskilt boende
    inte(eget hem, HVB)                inte(eget hem, HVB)              särskilt boende
"""

NUMBERS = """
    written            kept as              accepts
    18                 18                   18–18
    018                18                   18–18
    18, 20             18, 20               18–18 20–20
    18, 19             18, 19               18–19
    < 18               < 18                 0–17
    <18                < 18                 0–17
    <= 18              ≤ 18                 0–18
    =< 18              ≤ 18                 0–18
    ≤ 18               ≤ 18                 0–18
    > 18               > 18                 19–120
    >= 65              ≥ 65                 65–120
    => 65              ≥ 65                 65–120
    ≥65                ≥ 65                 65–120
    [65..80]           [65..80]             65–80
    [65..80)           [65..80)             65–79
    (65..80]           (65..80]             66–80
    (65..80)           (65..80)             66–79
    ]65..80[           (65..80)             66–79
    [ 65 .. 80 ]       [65..80]             65–80
    [65..65]           [65..65]             65–65
    < 18, ≥ 65         < 18, ≥ 65           0–17 65–120
    [0..40], [30..60]  [0..40], [30..60]    0–60
    inte(18)           inte(18)             0–17 19–120
    inte(< 18, ≥ 65)   inte(< 18, ≥ 65)     18–64
    ≤ 120              ≤ 120                0–120
    < 121              < 121                0–120
    > -1               > -1                 0–120
"""

HOURS = """
    written             kept as            accepts
    17:00               17:00              17:00–17:00
    7.05                07:05              07:05–07:05
    < 08:00             < 08:00            00:00–07:59
    ≥ 17.00             ≥ 17:00            17:00–23:59
    [17:00..24:00)      [17:00..24:00)     17:00–23:59
    [17:00..24:00]      [17:00..24:00]     17:00–23:59
    (17:00..17:30)      (17:00..17:30)     17:01–17:29
    ≥ 17:00, < 08:00    ≥ 17:00, < 08:00   00:00–07:59 17:00–23:59
    inte([08:00..17:00))  inte([08:00..17:00))  00:00–07:59 17:00–23:59
    < 24:00             < 24:00            00:00–23:59
"""


def rows(table):
    return [
        [piece.strip() for piece in line.strip().split("  ") if piece.strip()]
        for line in table.strip().splitlines()[1:]
    ]


def read(text, name, vocabulary):
    (cell,) = split_row(f"|{text}|", "text.md", 1)
    return read_cell(cell, vocabulary.variable(name), vocabulary)


@pytest.mark.parametrize(("written", "kept", "accepts"), rows(CHOICES))
def test_a_cell_of_words(written, kept, accepts, vocabulary):
    cell, problems = read(written, "Bor i", vocabulary)
    assert (cell.text, problems) == (kept, ())
    assert [value for value in vocabulary.facts["bor_i"].domain if cell.accepts(value)] == accepts.split(", ")


@pytest.mark.parametrize(("written", "kept", "accepts"), rows(NUMBERS))
def test_a_cell_of_numbers(written, kept, accepts, vocabulary):
    cell, problems = read(written, "Ålder", vocabulary)
    assert (cell.text, problems) == (kept, ())
    assert " ".join(f"{low}–{high}" for low, high in cell.spans) == accepts
    for age in vocabulary.facts["alder"].domain:
        assert cell.accepts(age) == any(low <= age <= high for low, high in cell.spans)


@pytest.mark.parametrize(("written", "kept", "accepts"), rows(HOURS))
def test_a_cell_of_hours(written, kept, accepts, vocabulary):
    cell, problems = read(written, "Klockslag", vocabulary)
    clock = TimeOfDay()
    assert (cell.text, problems) == (kept, ())
    assert " ".join(f"{clock.write(low)}–{clock.write(high)}" for low, high in cell.spans) == accepts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (row[0], name)
        for table, name in ((CHOICES, "Bor i"), (NUMBERS, "Ålder"), (HOURS, "Klockslag"))
        for row in rows(table)
    ],
)
def test_what_is_kept_is_read_back_as_the_same_cell(text, name, vocabulary):
    cell, _ = read(text, name, vocabulary)
    assert read(cell.text, name, vocabulary) == (cell, ())


def test_inga_is_tested_only_where_answers_are_collected(vocabulary):
    hinder = vocabulary.variable("Hinder")
    cell, problems = read_cell(TextCell("inga, ålder", PLACE), hinder, vocabulary, collects=True)
    assert (cell.text, cell.accepts_none, cell.values, problems) == ("inga, ålder", True, {"ålder"}, ())
    cell, problems = read_cell(TextCell("inte(ålder)", PLACE), hinder, vocabulary, collects=True)
    assert (cell.accepts_none, cell.values, problems) == (True, {"läge"}, ())
    cell, problems = read_cell(TextCell("inte(inga)", PLACE), hinder, vocabulary, collects=True)
    assert (cell.accepts_none, cell.values, problems) == (False, {"ålder", "läge"}, ())
    assert [problem.code for problem in read("inga", "Insats", vocabulary)[1]] == ["okänt-värde"]


@pytest.mark.parametrize(
    "text", ["", "hemma", "HVB, hemma", "inte(hemma)", "> HVB", "tyst", "inte(eget hem, särskilt boende, HVB)"]
)
def test_a_cell_with_faults_says_nothing_of_its_row(text, vocabulary):
    cell, problems = read(text, "Bor i", vocabulary)
    assert cell == UNREADABLE != ANYTHING
    assert len(problems) == 1


def test_every_fault_of_a_list_is_told_where_it_stands(vocabulary):
    _, problems = read("HVB, hemma, eget hem,  borta", "Bor i", vocabulary)
    assert [(problem.place.column, problem.message) for problem in problems] == [
        (7, "”hemma” är inget värde för Bor i"),
        (25, "”borta” är inget värde för Bor i"),
    ]


def test_a_word_that_the_vocabulary_declares_with_faults_is_no_new_fault(vocabulary):
    from dataclasses import replace

    assert read("hospis", "Bor i", replace(vocabulary, broken=frozenset({"hospis"}))) == (UNREADABLE, ())


# ---- cells made from what they accept


BOENDE = Choice(("a", "b", "c", "d", "e"))
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair))), max_size=5)


@given(SPANS)
def test_merged_spans_are_disjoint_rising_and_hold_the_same_numbers(spans):
    merged = merge(spans)
    assert {n for low, high in merged for n in range(low, high + 1)} == {
        n for low, high in spans for n in range(low, high + 1)
    }
    assert all(high + 1 < low for (_, high), (low, _) in pairwise(merged))


@given(SPANS)
def test_the_complement_holds_the_other_numbers(spans):
    domain = Whole(0, 38)
    merged = merge(spans)
    left = complement(merged, domain)
    assert sorted(
        [
            *(n for low, high in merged for n in range(low, high + 1)),
            *(n for low, high in left for n in range(low, high + 1)),
        ]
    ) == list(domain)
    assert complement(left, domain) == merged


@given(st.frozensets(st.sampled_from(BOENDE.values), min_size=1))
def test_a_cell_made_from_values_accepts_just_them(values):
    cell = cell_of_values(values, BOENDE)
    assert {value for value in BOENDE if cell.accepts(value)} == values
    assert cell.anything == (values == set(BOENDE.values))


@given(st.frozensets(st.integers(0, 38), min_size=1))
def test_a_cell_made_from_numbers_accepts_just_them(numbers):
    cell = cell_of_values(numbers, Whole(0, 38))
    assert {n for n in range(39) if cell.accepts(n)} == numbers


@pytest.mark.parametrize(
    ("values", "text"),
    [("a", "a"), ("ab", "a, b"), ("abcd", "inte(e)"), ("abcde", "–"), ("acd", "inte(b, e)"), ("ad", "a, d")],
)
def test_a_cell_is_told_as_a_list_or_as_what_is_left_out(values, text):
    assert cell_of_values(frozenset(values), BOENDE).text == text


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        (((0, 120),), "–"),
        (((0, 17),), "< 18"),
        (((65, 120),), "≥ 65"),
        (((18, 64),), "[18..64]"),
        (((7, 7),), "7"),
        (((0, 17), (65, 79)), "< 18, [65..79]"),
    ],
)
def test_numbers_are_told_as_comparisons_and_intervals(spans, text):
    assert cell_of_spans(spans, Whole(0, 120)).text == text


def test_hours_are_told_with_the_end_left_out():
    assert cell_of_spans(((480, 1019),), TimeOfDay()).text == "[08:00..17:00)"
    assert cell_of_spans(((0, 479), (1020, 1439)), TimeOfDay()).text == "< 08:00, ≥ 17:00"

"""What is drawn is what is read, and what is written in the canonical form is read back the same."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings

from generated.agreements import libraries
from generated.brute_force import asked
from generated.drawn import Drawn, DrawnCell, Variable
from samsyn.documents.problems import Place
from samsyn.documents.tables import Document
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import Cell
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement
from samsyn.rules.writing import format_document

pytestmark = pytest.mark.slow


def every_cell(drawn: Drawn) -> Iterator[tuple[Variable, DrawnCell, Cell]]:
    """Each cell of the decision tables as drawn and as read, under every reading."""
    for reading in drawn.reading_names:
        decisions = {frozenset(decision.outputs): decision for decision in drawn.agreement(reading).decisions}
        for table in drawn.tables_under(reading):
            if table.policy == "Tider":
                continue
            decision = decisions[frozenset(output.id for output in table.outputs)]
            assert decision.policy.value == table.policy
            assert decision.inputs == tuple(variable.id for variable in table.inputs)
            assert decision.outputs == tuple(variable.id for variable in table.outputs)
            assert [row.outcomes for row in decision.rows] == [row.outcomes for row in table.rows]
            assert [row.residual for row in decision.rows] == [row.name.lower() == "annars" for row in table.rows]
            assert [row.since for row in decision.rows] == [row.since.removeprefix("–") for row in table.rows]
            for drawn_row, row in zip(table.rows, decision.rows, strict=True):
                yield from zip(table.inputs, drawn_row.cells, row.cells, strict=True)


def read_as_drawn(drawn: Drawn) -> None:
    """By the program, and from its canonical text by the judge."""
    vocabulary = drawn.library.vocabulary
    for variable, drawn_cell, cell in every_cell(drawn):
        assert {value for value in variable.values if cell.accepts(value)} == drawn_cell.accepted, drawn_cell.text
        assert cell.anything == drawn_cell.anything, drawn_cell.text
        known = vocabulary.facts.get(variable.id) or vocabulary.answers[variable.id]
        judged = asked(cell.text, known, vocabulary)
        assert judged.nothing == drawn_cell.anything, cell.text
        assert judged.nothing or judged.values == drawn_cell.accepted, cell.text
        if variable.collects and not cell.anything:
            assert cell.accepts_none == judged.none == drawn_cell.accepts_none, drawn_cell.text


@given(libraries())
def test_every_cell_is_read_as_it_was_drawn(drawn):
    read_as_drawn(drawn)


@pytest.mark.long
@given(libraries())
def test_every_cell_of_very_many_texts_is_read_as_it_was_drawn(drawn):
    read_as_drawn(drawn)


# ---------------------------------------------------------------------------------------------- the canonical form


def without_places(value: Any) -> Any:
    """All that a reader found, but where it stands and how it was set."""
    if isinstance(value, (Place, Document)):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value), *(without_places(getattr(value, field.name)) for field in fields(value)))
    if isinstance(value, Mapping):
        return tuple((key, without_places(inner)) for key, inner in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(without_places(inner) for inner in value)
    return value


def meaning(agreement: Agreement) -> Any:
    return without_places((agreement.decisions, agreement.provisions, agreement.impossible, agreement.problems))


def declared(vocabulary: Vocabulary) -> Any:
    return without_places(
        (
            vocabulary.facts,
            vocabulary.answers,
            vocabulary.groups,
            vocabulary.parties,
            vocabulary.events,
            vocabulary.sources,
        )
    )


def formatted(library: Library) -> Library:
    return Library(
        {name: format_document(library.document(name), library.vocabulary) for name in library.texts}, library.shown_as
    )


def written_and_read_back(drawn: Drawn) -> None:
    once = formatted(drawn.library)
    again = Drawn(once.texts, drawn.facts, drawn.tables, drawn.readings, drawn.labels)
    assert formatted(once).texts == once.texts
    assert declared(once.vocabulary) == declared(drawn.library.vocabulary)
    for reading in drawn.reading_names:
        assert meaning(again.agreement(reading)) == meaning(drawn.agreement(reading)), again


@settings(max_examples=max(5, settings().max_examples // 3))
@given(libraries())
def test_the_canonical_form_is_read_back_the_same_and_formatting_it_again_changes_nothing(drawn):
    written_and_read_back(drawn)


@pytest.mark.long
@given(libraries())
def test_the_canonical_form_of_very_many_texts_is_read_back_the_same(drawn):
    written_and_read_back(drawn)

"""Tables set in straight columns, and everything else left letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.documents.tables import read_document
from samsyn.documents.writing import set_table, write_document


def as_it_stands(table):
    return [[cell.text for cell in table.header], *([cell.text for cell in row.cells] for row in table.rows)]


def written(text):
    return write_document(read_document(text, "text.md"), as_it_stands)


def test_columns_become_straight():
    assert set_table([["F", "Bor i", "Källa"], ["tröskeln", "eget hem", "[ÖK]"], ["a|b", "", "–"]]) == [
        "| F        | Bor i    | Källa |",
        "|----------|----------|-------|",
        "| tröskeln | eget hem | [ÖK]  |",
        "| a\\|b     |          | –     |",
    ]


PROSE = "# Rubrik  \n\n\n*Text*\twith  odd   spacing \n- a\n\t- b\n\nskriv `|`\n\u00a0\n"
UGLY, SET = "|F|Insats|\n|-|-|\n| a|dialys |\n", "| F   | Insats |\n|-----|--------|\n| a   | dialys |\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (PROSE + UGLY + PROSE, PROSE + SET + PROSE),
        (UGLY, SET),
        (UGLY.rstrip("\n"), SET.rstrip("\n")),
        (f"---\ntitel:   x\n---\n{UGLY}\n{UGLY}", f"---\ntitel:   x\n---\n{SET}\n{SET}"),
        (PROSE, PROSE),
        ("", ""),
        ("\n", "\n"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_tables_change_and_line_ends_and_byte_order_mark_stay(text, wanted, line_end, mark):
    assert written(mark + text.replace("\n", line_end)) == mark + wanted.replace("\n", line_end)


def test_mixed_line_ends_stay_mixed():
    assert (
        written("a\r\nb\n\r\n" + UGLY.replace("\n", "\r\n") + "\nc\r")
        == "a\r\nb\n\r\n" + SET.replace("\n", "\r\n") + "\nc\r"
    )


def test_a_table_with_a_row_that_cannot_be_read_is_left_as_it_stands():
    text = "|F|Insats|\n|-|-|\n|a|dialys|\n|b|\n"
    assert written(text) == text


LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=6)


@given(st.lists(st.tuples(LETTERS, LETTERS), max_size=4), LETTERS)
def test_writing_and_reading_back_gives_the_same_cells(rows, prose):
    text = "# " + prose + "\n\n" + "\n".join(set_table([["F", "b"], *map(list, rows)])) + "\n\nefter\n"
    first = written(text)
    assert written(first) == first
    before, after = read_document(text, "text.md"), read_document(first, "text.md")
    assert [as_it_stands(table) for table in before.tables] == [as_it_stands(table) for table in after.tables]

"""Tables in a text: which there are, what stands in each cell, and where. The docstring of a test is its text."""

import pytest

from samsyn.documents import tables
from samsyn.documents.problems import Place
from samsyn.documents.tables import read_document, split_row


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_table_has_a_kind_a_heading_and_rows(document):
    """
    # Avtal

    ### Vem ansvarar?

    Text som förklarar.

    | F        | Bor i    | » Huvudman | Källa |
    |----------|----------|------------|-------|
    | tröskeln | eget hem | kommun     | [ÖK]  |
    | annars   | –        | region     | [HSL] |

    Mera text.
    """
    (table,) = document.tables
    assert (table.kind, table.heading) == ("F", "Vem ansvarar?")
    assert [cell.text for cell in table.header] == ["F", "Bor i", "» Huvudman", "Källa"]
    assert cells(table) == [["tröskeln", "eget hem", "kommun", "[ÖK]"], ["annars", "–", "region", "[HSL]"]]
    assert [row.name.text for row in table.rows] == ["tröskeln", "annars"]
    assert (table.first_line, table.last_line, table.rows_as_written) == (7, 10, 2)
    assert document.problems == ()


def test_every_cell_knows_its_line_and_column(document):
    """
    |F|  Bor i|
      |---|---|
    |a   |
    | b|c|
    x | y
    """
    (table,) = document.tables
    assert [str(cell.place) for cell in table.header] == ["text.md:1:2", "text.md:1:6"]
    assert [[str(cell.place) for cell in row.cells] for row in table.rows] == [
        ["text.md:4:3", "text.md:4:5"],
        ["text.md:5:1", "text.md:5:5"],
    ]
    assert [(str(problem.place), problem.code) for problem in document.problems] == [("text.md:3:2", "fel-antal-rutor")]


def test_a_bar_inside_a_cell_is_escaped(document):
    r"""
    | F | Skäl        | Källa |
    |---|-------------|-------|
    | a | ett \| två  | \|    |
    """
    assert cells(document.tables[0]) == [["a", "ett | två", "|"]]


def test_empty_cells_are_cells(document):
    """
    | F |   | Källa |
    |---|---|-------|
    | a |   |       |
    |   | b | c     |
    """
    (table,) = document.tables
    assert [cell.text for cell in table.header] == ["F", "", "Källa"]
    assert cells(table) == [["a", "", ""], ["", "b", "c"]]


def test_the_outer_bars_may_be_left_out(document):
    """
    F | Insats | Källa
    --|--------|------
    a | dialys | [ÖK]
    """
    assert cells(document.tables[0]) == [["a", "dialys", "[ÖK]"]]


def test_a_table_may_be_indented_a_little_and_aligned(document):
    """
    | F | Insats |
    |:--|:------:|
    | a | dialys |
    """
    assert cells(document.tables[0]) == [["a", "dialys"]]
    assert document.problems == ()


def test_a_table_may_follow_its_text_without_a_blank_line(document):
    """
    ### Vem?
    Så här är det:
    | F | Insats |
    |---|--------|
    | a | dialys |
    """
    assert cells(document.tables[0]) == [["a", "dialys"]]
    assert document.problems == ()


def test_headings_may_be_underlined(document):
    """
    Vem ansvarar?
    =============

    | F | Insats |
    |---|--------|
    | a | dialys |
    """
    assert document.tables[0].heading == "Vem ansvarar?"


def test_tables_under_a_heading_with_the_word_exempel_are_examples(document):
    """
    ## Regler

    | F | Insats |
    |---|--------|
    | a | dialys |

    ## Några exempel

    | X | Insats |
    |---|--------|
    | a | dialys |

    ### Under exemplet

    | Y | Insats |
    |---|--------|
    | a | dialys |

    ## Regler igen

    | U | Insats |
    |---|--------|
    | a | dialys |
    """
    assert [(table.kind, table.is_example) for table in document.tables] == [
        ("F", False),
        ("X", True),
        ("Y", True),
        ("U", False),
    ]


def test_under_exempel_nothing_that_looks_like_a_table_is_told(document):
    """
    # Exempel

    | F | Insats |

    ```
    | F | Insats |
    |---|--------|
    ```

    > | F | Insats |
    > |---|--------|
    > | a | dialys |
    """
    assert document.problems == ()
    assert document.tables == ()


def test_bars_in_prose_and_code_are_no_tables(document):
    """
    Skriv `| F | Insats |` så här, eller a | b.

    ```
    x = a | b
    ```
    """
    assert document.problems == ()


@pytest.mark.parametrize(
    ("line", "texts", "columns"),
    [
        ("| a | b |", ["a", "b"], [3, 7]),
        ("|a|b|", ["a", "b"], [2, 4]),
        ("a|b", ["a", "b"], [1, 3]),
        ("|  a  |  |", ["a", ""], [4, 8]),
        ("| a | b", ["a", "b"], [3, 7]),
        ("| a \\| b |", ["a | b"], [3]),
        ("||", [""], [2]),
        ("|", [], []),
        ("", [], []),
        ("|\N{NO-BREAK SPACE}a\N{NO-BREAK SPACE}|", ["a"], [3]),
    ],
)
def test_a_row_is_split_at_its_bars(line, texts, columns):
    row = split_row(line, "text.md", 1)
    assert [cell.text for cell in row] == texts
    assert [cell.place.column for cell in row] == columns


def test_a_place_inside_a_cell_is_found_among_what_was_typed():
    (_, cell, _) = split_row("| a | A\u030ar,  d\u00adialys, ett \\| tv\u00e5, TPN | b |", "text.md", 3)
    assert cell.text == "År, dialys, ett | två, TPN"
    for word, column in (("År", 7), ("dialys", 13), ("ett", 22), ("TPN", 34)):
        assert cell.at(cell.text.index(word)) == Place("text.md", 3, column)


def test_a_text_that_markdown_cannot_read_is_told(monkeypatch):
    class Refusing:
        def parse(self, _text):
            raise RecursionError

    monkeypatch.setattr(tables, "_MARKDOWN", Refusing())
    document = read_document("| F |\n|---|\n", "text.md")
    assert [problem.code for problem in document.problems] == ["oläslig"]
    assert document.tables_are_lost


def test_a_problem_is_written_with_its_place_first_then_why_and_what_to_try(document):
    """
    | F | Insats |
    """
    (problem,) = document.problems
    assert str(problem) == (
        "text.md:1:1: fel: raden liknar en tabell, men streckraden under rubrikraden saknas\n"
        "    Tabellen läses inte och ingen rad i den gäller.\n"
        "    Försök: skriv rubrikraden och under den |---|---|"
    )

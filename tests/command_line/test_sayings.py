"""How tables and headings fit the terminal: whole words, always."""

import pytest

from samsyn.command_line.sayings import heading, table

HEADER = ["fall", "Medicinsk kompetens", "källa"]
ROWS = [
    ["peritonealdialys", "sjuksköterska", "överenskommelsen om hemsjukvård"],
    ["ögondroppar", "–", "tröskelprincipen och kommunernas uppdrag"],
]
WORDS = {word for line in (HEADER, *ROWS) for cell in line for word in cell.split()} - {"–"}


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 100, 300])
def test_no_word_is_broken_and_no_line_too_long_however_narrow_the_terminal(columns, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    table(HEADER, ROWS)
    printed = capsys.readouterr().out
    assert {word for word in WORDS if word not in printed} == set()
    assert max(map(len, printed.splitlines())) <= columns


def test_where_a_table_does_not_fit_each_row_is_a_block_without_what_is_left_open(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "40")
    table(HEADER, ROWS)
    assert capsys.readouterr().out == (
        "fall: peritonealdialys\n"
        "  Medicinsk kompetens: sjuksköterska\n"
        "  källa: överenskommelsen om hemsjukvård\n"
        "\n"
        "fall: ögondroppar\n"
        "  källa: tröskelprincipen och\n"
        "    kommunernas uppdrag\n"
        "\n"
    )


def test_a_cell_that_would_be_endless_is_told_in_a_block(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    table(["rad", "Skäl"], [["kort namn", "ord " * 200]])
    assert capsys.readouterr().out.startswith("rad: kort namn\n  Skäl: ord ord")


def test_a_long_heading_is_folded(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "40")
    heading("Överenskommelse om hemsjukvård i Halland 2021–2028")
    assert capsys.readouterr().out == "Överenskommelse om hemsjukvård i Halland\n  2021–2028\n"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            80,
            (
                "svar       blir     enligt  \n"
                "────────────────────────────\n"
                "Huvudman   tyst     avtalet \n"
                "           region   kommunen\n\n"
            ),
        ),
        (
            20,
            "svar: Huvudman\n  blir: tyst\n  enligt: avtalet\n\nsvar: Huvudman\n  blir: region\n  enligt: kommunen\n\n",
        ),
    ],
)
def test_what_rows_begin_with_is_told_once_in_a_table_and_in_every_block(columns, said, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    table(("svar", "blir", "enligt"), [("Huvudman", "tyst", "avtalet"), ("Huvudman", "region", "kommunen")])
    assert capsys.readouterr().out == said

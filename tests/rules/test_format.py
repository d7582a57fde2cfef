"""The canonical form: it changes no meaning, it is its own form, and it leaves everything but tables alone."""

import re
from pathlib import Path

import pytest

from rules.meaning import meaning
from rules.one_library import ADDRESS, HEAD, library_with
from samsyn.documents.tables import read_document
from samsyn.rules.decision_tables import DECISION_KINDS
from samsyn.rules.library import Library
from samsyn.rules.writing import format_text

PROJECT = Path(__file__).parents[2]
REAL = Library.from_folder(PROJECT / "agreements")


def spoiled(text):
    """The same text as a hasty hand would type it: crooked columns, keyboard forms, other letters."""
    lines = text.split("\n")
    for table in read_document(text, "").tables:
        for number in range(table.first_line - 1, table.last_line):
            line = re.sub(r" *(?<!\\)\| *", "|", lines[number])
            line = "|-" * len(table.header) + "|" if number == table.first_line else line
            line = line.replace("|–", "|-").replace("|» ", "|>>" if number % 2 else "|»")
            if table.kind in DECISION_KINDS:
                line = line.replace("≤ ", "<=").replace("≥ ", "=>").replace("< ", "<")
                line = re.sub(r"\|inte\(([^|]*)\)\|", r"| ej ( \1 ) |", line)
            lines[number] = line
    return "\n".join(lines)


def prose(text):
    """Every line that is in no table."""
    lines = text.split("\n")
    tables = {
        number for table in read_document(text, "").tables for number in range(table.first_line - 1, table.last_line)
    }
    return [line for number, line in enumerate(lines) if number not in tables]


@pytest.fixture(scope="module")
def hasty():
    """The real library as a hasty hand would type it."""
    return Library({name: spoiled(text) for name, text in REAL.texts.items()})


@pytest.mark.parametrize("name", sorted(REAL.texts))
def test_every_real_text_is_its_own_form_also_after_it_was_spoiled(name, hasty):
    text, worse = REAL.texts[name], hasty.texts[name]
    formatted = format_text(text, REAL.vocabulary)
    assert worse != text
    assert format_text(worse, REAL.vocabulary) == formatted
    if formatted != text:
        assert format_text(formatted, REAL.vocabulary) == formatted
        assert prose(formatted) == prose(text)


def test_no_way_of_writing_the_whole_library_changes_its_meaning(hasty):
    assert meaning(hasty) == meaning(REAL)


SPOILED = """### Vem?

|F|Bor i|Ålder|klockslag|»huvudman|källa|sedan|
|-|:-:|-|-|-:|-|-|
|a|Eget_Hem,hvb|<=17|=>17.00|Region|  [ÖK  definition]|-|
|b|ej( hvb )|]65..80[|[8:00..17:00)|TYST|[HSL 12:1]| 2023|
|ANNARS|—|-|–|kommun|[HSL]|–|

|tider|x|
"""
FORM = """### Vem?

| F      | Bor i         | Ålder    | Klockslag      | » Huvudman | Källa           | Sedan |
|--------|---------------|----------|----------------|------------|-----------------|-------|
| a      | eget hem, HVB | ≤ 17     | ≥ 17:00        | region     | [ÖK definition] | –     |
| b      | inte(HVB)     | (65..80) | [08:00..17:00) | tyst       | [HSL 12:1]      | 2023  |
| annars | –             | –        | –              | kommun     | [HSL]           | –     |

|tider|x|
"""


def test_a_decision_table_has_one_form(vocabulary):
    assert format_text(SPOILED, vocabulary) == FORM


def test_a_timetable_has_one_form(vocabulary):
    spoiled_text = "|Tider|span|Dagar|Från|Till|Helgdag|Afton|Källa|\n|-|-|-|-|-|-|-|-|\n|a|Jourtid|Mån-Fre|7.30|17.00|som dagen|inte|[HSL]|\n|b|Jourtid|aldrig|sent|24:00|-|inte|[HSL]|\n"
    assert format_text(spoiled_text, vocabulary) == (
        "| Tider | span    | Dagar   | Från  | Till  | Helgdag   | Afton | Källa |\n"
        "|-------|---------|---------|-------|-------|-----------|-------|-------|\n"
        "| a     | Jourtid | mån–fre | 07:30 | 17:00 | som dagen | inte  | [HSL] |\n"
        "| b     | Jourtid | aldrig  | sent  | 24:00 | –         | inte  | [HSL] |\n"
    )


def test_what_cannot_be_read_is_left_as_it_stands(vocabulary):
    text = "| F | Insatts | Bor i | » Vård | » Huvudman |\n|---|---------|-------|--------|------------|\n| a | <=3 | hemma? | !x | regionen |\n"
    assert format_text(text, vocabulary) == (
        "| F   | Insatts | Bor i  | » Vård | » Huvudman |\n"
        "|-----|---------|--------|--------|------------|\n"
        "| a   | <=3     | hemma? | !x     | regionen   |\n"
    )


def test_a_table_of_unknown_kind_is_only_set_straight(vocabulary):
    assert format_text("|X|>>y|\n|-|-|\n|a|-|\n", vocabulary) == "| X   | » y |\n|-----|-----|\n| a   | –   |\n"


def test_examples_are_set_straight_too_and_stay_examples(vocabulary):
    text = format_text("# Exempel\n\n|F|x|\n|-|-|\n|a|b|\n", vocabulary)
    assert read_document(text, "").tables[0].is_example


def test_formatting_a_small_library_keeps_its_meaning_and_its_cases():
    files = {
        f"{ADDRESS}/fall.md": "|Fall|Insats|\n|-|-|\n|a|dialys|\n\n|Förväntat|Enligt|>>Huvudman|Källa|\n|-|-|-|-|\n|a|avtalet|tyst|[HSL]|\n"
    }
    before = library_with(SPOILED.removesuffix("\n|tider|x|\n"), files)
    after = Library({name: format_text(text, before.vocabulary) for name, text in before.texts.items()})
    assert before.check() == after.check() == ()
    assert meaning(before) == meaning(after)
    assert after.texts[f"{ADDRESS}/2021-04-01.md"].startswith(HEAD)

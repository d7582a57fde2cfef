"""The experts' cases, as they are written in fall.md."""

from datetime import datetime

import pytest

from rules.one_library import ADDRESS, library_with

TABLES = """
### Vem?

| F      | Insats | » Huvudman | » Dagar till svar | Källa |
|--------|--------|------------|-------------------|-------|
| dialys | dialys | region     | 7                 | [HSL] |
| annars | –      | kommun     | 14                | [ÖK]  |

### Vad hindrar?

| C    | Ålder | » Hinder | Källa |
|------|-------|----------|-------|
| barn | < 18  | ålder    | [HSL] |
"""


def cases_of(text):
    library = library_with(TABLES, {f"{ADDRESS}/fall.md": text})
    assert library.check() == ()
    return library.cases(ADDRESS)


def test_a_case_is_its_facts_and_its_moment():
    file = cases_of(
        "| Fall | Beskrivning | När | Ålder | Bor i | Insats | Inskriven |\n|---|---|---|---|---|---|---|\n"
        "| natt | En natt | 2026-05-03 02:30 | 82 | HVB | – | okänt |\n"
        "| dag  | –       | 2026-05-01 | – | – | TPN | ja |\n"
    )
    night, day = file.cases["natt"], file.cases["dag"]
    assert (night.description, night.moment) == ("En natt", datetime(2026, 5, 3, 2, 30))
    assert night.facts == {
        "veckodag": "söndag",
        "helgdag": "nej",
        "helgdag_dagen_fore": "nej",
        "klockslag": 150,
        "alder": 82,
        "bor_i": "HVB",
    }
    assert (day.description, "klockslag" in day.facts) == ("", False)
    assert (day.facts["helgdag"], day.facts["insats"], day.facts["inskriven"]) == ("ja", "TPN", "ja")


def test_a_column_says_more_than_the_moment():
    file = cases_of("| Fall | När | Helgdag |\n|---|---|---|\n| a | 2026-05-03 02:30 | afton |\n")
    assert file.cases["a"].facts["helgdag"] == "afton"


EXPECTED = [
    ("avtalet", "", ""),
    ("–", "", ""),
    ("@2021-04-01", "2021-04-01", ""),
    ("@2021-04-01 avtalet", "2021-04-01", ""),
]


@pytest.mark.parametrize(("text", "version", "reading"), EXPECTED)
def test_what_is_expected_is_according_to_a_version_and_a_reading(text, version, reading):
    file = cases_of(
        f"| Fall | Insats |\n|---|---|\n| a | TPN |\n\n| Förväntat | Enligt | » Huvudman | Källa |\n|---|---|---|---|\n| a | {text} | kommun | [HSL] |\n"
    )
    (expected,) = file.expected
    assert (expected.version, expected.reading) == (version, reading)
    assert str(expected.according_to).endswith("fall.md:7:7")


@pytest.mark.parametrize(
    ("answer", "text", "kept"),
    [
        ("Huvudman", "region", "region"),
        ("Huvudman", "Region", "region"),
        ("Huvudman", "tyst", "tyst"),
        ("Huvudman", "okänt", "okänt"),
        ("Huvudman", "motstridigt", "motstridigt"),
        ("Dagar till svar", "7", "7"),
        ("Dagar till svar", "007", "7"),
        ("Hinder", "inga", "inga"),
        ("Hinder", "läge;ålder", "läge; ålder"),
    ],
)
def test_an_expected_answer_is_kept_in_one_form(answer, text, kept):
    file = cases_of(
        f"| Fall | Insats |\n|---|---|\n| a | TPN |\n\n| Förväntat | Enligt | » {answer} | Källa |\n|---|---|---|---|\n| a | avtalet | {text} | [HSL] |\n"
    )
    assert list(file.expected[0].answers.values()) == [kept]


def test_where_nothing_is_expected_nothing_is_tried():
    file = cases_of(
        "| Fall | Insats |\n|---|---|\n| a | TPN |\n\n| Förväntat | Enligt | » Huvudman | » Hinder | Källa |\n|---|---|---|---|---|\n| a | avtalet | – | inga | [HSL] |\n"
    )
    assert file.expected[0].answers == {"hinder": "inga"}


def test_cases_may_cite_the_sources_of_the_agreement_and_their_own():
    file = cases_of(
        "---\ntitel: Fall\nkällor:\n  EXPERT: {titel: Expertgruppen, slag: härlett}\n---\n\n| Fall | Insats |\n|---|---|\n| a | TPN |\n\n"
        "| Förväntat | Enligt | » Huvudman | Källa |\n|---|---|---|---|\n| a | avtalet | kommun | [EXPERT] [HSL 12:1] |\n"
    )
    assert file.problems == ()


def test_an_agreement_without_cases_has_none():
    assert library_with(TABLES).cases(ADDRESS).cases == {}

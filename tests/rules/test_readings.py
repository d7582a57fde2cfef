"""Readings: tables put in the place of others, one reading on top of another."""

import pytest

from rules.one_library import ADDRESS, library_with
from samsyn.rules.library import FaultyTextError, NotFoundError

AGREEMENT = """
### Nivå?

| U     | Insats              | » Primärvårdsnivå | Källa | Sedan |
|-------|---------------------|-------------------|-------|-------|
| enkel | sårvård             | ja                | [HSL] | –     |
| svår  | avancerade insatser | tyst              | [HSL] | 2023  |

### Vem?

| F      | Primärvårdsnivå | » Huvudman | » Utförare | Källa |
|--------|-----------------|------------|------------|-------|
| kommun | ja              | kommun     | kommun     | [HSL] |
| annars | –               | region     | region     | [ÖK]  |
"""
NO = "| U | Insats | » Primärvårdsnivå | Källa |\n|---|---|---|---|\n| alla | – | nej | [HSL] |\n"
YES = NO.replace("nej", "ja")
WHO = "| U | » Utförare | » Huvudman | Källa |\n|---|---|---|---|\n| alla | kommun | kommun | [HSL] |\n"


def reading(tables, **head):
    """A reading; `head` with _ for space and what it says instead."""
    said = {
        "titel": "Läsning",
        "läsare": "Varberg",
        "part": "kommun",
        "gäller version": "[2021-04-01]",
        "återgiven ur": "Svaret",
    }
    said |= {key.replace("_", " "): value for key, value in head.items()}
    lines = [f"{key}: {value}" for key, value in said.items() if value]
    return "\n".join(["---", *lines, "---", "", "### Fråga?", "", tables])


def library_of(**readings):
    files = {f"{ADDRESS}/lasningar/{name}.md": text for name, text in readings.items()}
    return library_with(AGREEMENT, files)


def outcomes(agreement):
    return {decision.id: [row.outcomes for row in decision.rows] for decision in agreement.decisions}


def test_a_reading_replaces_the_table_with_the_same_answers():
    library = library_of(varberg=reading(NO))
    plain, read = library.usable(ADDRESS, "2021-04-01"), library.usable(ADDRESS, "2021-04-01", "varberg")
    assert outcomes(plain)["primarvardsniva"] == [("ja",), (None,)]
    assert outcomes(read)["primarvardsniva"] == [("nej",)]
    assert outcomes(read)["huvudman"] == outcomes(plain)["huvudman"]
    assert [decision.id for decision in read.replaced] == ["primarvardsniva"]
    assert {decision.agreement for decision in read.decisions} == {
        f"{ADDRESS}@2021-04-01",
        f"{ADDRESS}/lasningar/varberg",
    }
    assert read.fingerprint != plain.fingerprint
    assert library.check() == ()


def test_the_answers_of_a_reading_may_stand_in_another_order():
    read = library_of(varberg=reading(WHO)).usable(ADDRESS, "2021-04-01", "varberg")
    decision = read.decided_by["huvudman"]
    assert decision.outputs == ("utforare", "huvudman")


def test_a_reading_on_top_of_another_has_the_last_word():
    library = library_of(
        kommunerna=reading(NO),
        varberg=reading(YES, bygger_på="kommunerna"),
        laholm=reading(WHO, bygger_på="Kommunerna"),
    )
    assert outcomes(library.usable(ADDRESS, "2021-04-01", "varberg"))["primarvardsniva"] == [("ja",)]
    laholm = library.usable(ADDRESS, "2021-04-01", "laholm")
    assert outcomes(laholm)["primarvardsniva"] == [("nej",)]
    assert [row.outcomes for row in laholm.decided_by["huvudman"].rows] == [("kommun", "kommun")]
    assert set(laholm.texts) == {
        "begrepp.md",
        f"{ADDRESS}/2021-04-01.md",
        f"{ADDRESS}/lasningar/kommunerna.md",
        f"{ADDRESS}/lasningar/laholm.md",
    }


def test_a_reading_is_known_by_its_name_however_it_is_written():
    library = library_of(varberg=reading(NO))
    assert library.usable(ADDRESS, "2021-04-01", "Varberg").reading_text.reader == "Varberg"


@pytest.mark.parametrize(
    ("head", "standing"),
    [
        ({}, "återgiven ur Svaret, ej fastställd av Varberg"),
        ({"fastställd": "nej"}, "återgiven ur Svaret, ej fastställd av Varberg"),
        ({"fastställd": "2024-05-01"}, "fastställd av Varberg 2024-05-01"),
        ({"återgiven_ur": "[Svaret, Brevet]"}, "återgiven ur Svaret, Brevet, ej fastställd av Varberg"),
    ],
)
def test_how_far_a_reading_can_be_trusted_is_said(head, standing):
    assert library_of(varberg=reading(NO, **head)).reading_text(ADDRESS, "varberg").standing == standing


def test_a_reading_of_another_version_is_refused():
    library = library_of(varberg=reading(NO, gäller_version="[2015-01-01]"))
    assert library.readings(ADDRESS) == ("varberg",)
    assert library.readings_of(ADDRESS, "2021-04-01") == ()
    with pytest.raises(
        FaultyTextError, match="läsningen är ”varberg”, som gäller version 2015-01-01 och inte 2021-04-01"
    ):
        library.usable(ADDRESS, "2021-04-01", "varberg")


def test_a_reading_that_builds_on_none_is_a_faulty_text_but_one_that_is_asked_for_is_not_found():
    library = library_of(varberg=reading(NO, bygger_på="kommunen"))
    with pytest.raises(FaultyTextError, match="halland/hemsjukvard har ingen läsning ”kommunen”"):
        library.usable(ADDRESS, "2021-04-01", "varberg")
    with pytest.raises(NotFoundError, match=r"halland/hemsjukvard har ingen läsning ”vaberg” – menade du ”varberg”\?"):
        library.usable(ADDRESS, "2021-04-01", "vaberg")


def test_readings_in_a_ring_end():
    library = library_of(a=reading(NO, bygger_på="b"), b=reading(NO, bygger_på="c"), c=reading(NO, bygger_på="a"))
    problems = library.check()
    assert [(problem.code, problem.message) for problem in problems] == [
        ("läsning-i-ring", "läsningarna bygger på varandra i en ring: a → b → c → a")
    ]


def test_a_reading_may_cite_the_sources_of_the_agreement_and_its_own():
    own = reading(NO.replace("[HSL]", "[HSL] [BREV stycke 2]")).replace(
        "---\n\n###", "källor:\n  BREV: {titel: Brevet, slag: skrivelse}\n---\n\n###"
    )
    row = library_of(varberg=own).usable(ADDRESS, "2021-04-01", "varberg").decided_by["primarvardsniva"].rows[0]
    assert [str(citation) for citation in row.citations] == ["[HSL]", "[BREV stycke 2]"]
    assert row.source_kind == "lag"

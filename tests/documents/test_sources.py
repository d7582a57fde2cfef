"""Sources in the head, and citations of them in cells."""

import pytest

from samsyn.documents.problems import Place
from samsyn.documents.sources import Citation, SourceKind, firmest, read_citations, read_sources
from samsyn.documents.tables import TextCell

HEAD = """---
titel: Avtal
källor:
  ÖK:
    titel: Överenskommelsen
    slag: återgivet
    återges i: "underlag 002, 2023-08-30"
    platser: [definition, kommunernas uppdrag, "12 §, andra stycket"]
  HSL: {titel: "Lagen (2017:30)", slag: lag}
  FÖRSLAG26: {titel: Förslag, slag: förslag}
---
"""


@pytest.fixture(scope="module")
def sources():
    from samsyn.documents.tables import read_document

    found, problems = read_sources(read_document(HEAD, "text.md").head)
    assert problems == ()
    return found


def cite(text, sources):
    return read_citations(TextCell(text, Place("text.md", 1, 10), text), sources)


def test_a_source_has_title_kind_places_and_where_it_is_retold(sources):
    assert list(sources) == ["ÖK", "HSL", "FÖRSLAG26"]
    source = sources["ÖK"]
    assert (source.title, source.kind, source.retold_in) == (
        "Överenskommelsen",
        SourceKind.RETOLD,
        "underlag 002, 2023-08-30",
    )
    assert source.places == ("definition", "kommunernas uppdrag", "12 §, andra stycket")
    assert sources["HSL"].places == ()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("[ÖK definition]", ["[ÖK definition]"]),
        ("[ÖK kommunernas uppdrag] nämner inte läkare", ["[ÖK kommunernas uppdrag]"]),
        ("[ÖK definition] [HSL 12:3]", ["[ÖK definition]", "[HSL 12:3]"]),
        ("följer av [ÖK definition] jämförd med [HSL 12:3], se protokollet", ["[ÖK definition]", "[HSL 12:3]"]),
        ("[ÖK 12 §, andra stycket]", ["[ÖK 12 §, andra stycket]"]),
        ("[ÖK]", ["[ÖK]"]),
        ("[HSL vad som helst när platser inte räknas upp]", ["[HSL vad som helst när platser inte räknas upp]"]),
    ],
)
def test_citations_are_found_among_free_words(text, cited, sources):
    citations, problems = cite(text, sources)
    assert [str(citation) for citation in citations] == cited
    assert problems == ()


def test_a_citation_carries_the_kind_of_its_source(sources):
    citations, _ = cite("[FÖRSLAG26] [ÖK definition] [HSL 12:3]", sources)
    assert [citation.kind.value for citation in citations] == ["förslag", "återgivet", "lag"]
    assert firmest(citations) == "lag"
    assert firmest(citations[:2]) == "återgivet"
    assert firmest(()) == ""


def test_the_place_of_a_wrong_citation_is_its_own(sources):
    _, problems = cite("[ÖK definition] och [XY 3 §] och [ÖK defnition]", sources)
    assert [(problem.code, problem.place.column) for problem in problems] == [("okänd-källa", 30), ("okänd-plats", 47)]


def test_an_unknown_place_is_still_a_citation_of_the_source(sources):
    citations, _ = cite("[ÖK okänd]", sources)
    assert citations == (Citation("ÖK", "okänd", SourceKind.RETOLD),)

"""The library: what there is, what is found, and what is said when it is not."""

from datetime import date

import pytest

from rules.one_library import ADDRESS, HEAD, library_with
from samsyn.rules.library import FaultyTextError, Library, NotFoundError

TABLE = "### Vem?\n\n| U | » Huvudman | Källa |\n|---|---|---|\n| a | region | [HSL] |\n"


@pytest.fixture(scope="module")
def library():
    return library_with(
        TABLE,
        {
            "halland/utskrivning/okänt-datum.md": (HEAD + TABLE).replace("2021-04-01 – 2028-12-31", "okänt"),
            "nationell/hsl/2017-04-01.md": (HEAD + TABLE).replace("2021-04-01 – 2028-12-31", "2017-04-01 – 2020-12-31"),
            "nationell/hsl/2021-01-01.md": (HEAD + TABLE).replace("2021-04-01 – 2028-12-31", "2021-01-01 –"),
        },
    )


def test_the_agreements_and_their_versions_are_listed_oldest_first(library):
    assert dict(library.agreements) == {
        "halland/hemsjukvard": ("2021-04-01",),
        "halland/utskrivning": ("okänt-datum",),
        "nationell/hsl": ("2017-04-01", "2021-01-01"),
    }


FOUND = [
    ("halland/hemsjukvard", None, ("halland/hemsjukvard", "2021-04-01")),
    ("Halland/Hemsjukvård", None, ("halland/hemsjukvard", "2021-04-01")),
    ("halland/hemsjukvard@2021-04-01", None, ("halland/hemsjukvard", "2021-04-01")),
    ("halland/hemsjukvard@2021_04_01", None, ("halland/hemsjukvard", "2021-04-01")),
    ("halland/utskrivning@okant-datum", None, ("halland/utskrivning", "okänt-datum")),
    ("nationell/hsl", None, ("nationell/hsl", "2021-01-01")),
    ("nationell/hsl", "2019-06-01", ("nationell/hsl", "2017-04-01")),
    ("nationell/hsl@2017-04-01", "2026-06-01", ("nationell/hsl", "2017-04-01")),
    ("nationell/hsl@", None, ("nationell/hsl", "2021-01-01")),
]


@pytest.mark.parametrize(("address", "on", "found"), FOUND)
def test_an_address_is_found(address, on, found, library):
    assert library.find(address, date.fromisoformat(on) if on else None) == found


NOT_FOUND = [
    ("hemsjukvard", None, "avtalet ”hemsjukvard” finns inte – menade du ”halland/hemsjukvard”?"),
    ("halland/hemsjukvad", None, "avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?"),
    (
        "vgr",
        None,
        "avtalet ”vgr” finns inte – avtalen är: halland/hemsjukvard, halland/utskrivning, nationell/hsl",
    ),
    ("", None, "avtalet ”” finns inte – avtalen är: halland/hemsjukvard, halland/utskrivning, nationell/hsl"),
    (
        "halland/hemsjukvard@2021-04-02",
        None,
        "halland/hemsjukvard har ingen version ”2021-04-02” – menade du ”2021-04-01”?",
    ),
    (
        "nationell/hsl@gällande",
        None,
        "nationell/hsl har ingen version ”gällande” – versionerna är: 2017-04-01, 2021-01-01",
    ),
    (
        "nationell/hsl",
        "2016-12-31",
        (
            "ingen version av nationell/hsl gäller 2016-12-31 (2017-04-01: den börjar gälla 2017-04-01; "
            "2021-01-01: den börjar gälla 2021-01-01) – ange en version, till exempel nationell/hsl@2021-01-01"
        ),
    ),
]


@pytest.mark.parametrize(("address", "on", "message"), NOT_FOUND)
def test_what_is_not_found_says_so_with_a_suggestion(address, on, message, library):
    with pytest.raises(NotFoundError) as missing:
        library.find(address, date.fromisoformat(on) if on else None)
    assert str(missing.value) == message


def test_what_it_builds_on_is_taken_as_it_stood_on_the_day():
    used = (HEAD + TABLE.replace("Huvudman", "Omfattas").replace("region", "ja")).replace(
        "2021-04-01 – 2028-12-31", "2017-04-01 – 2020-12-31"
    )
    library = library_with(
        TABLE,
        {
            f"{ADDRESS}/2021-04-01.md": (HEAD + TABLE).replace("källor:", "använder: [nationell/hsl]\nkällor:"),
            "nationell/hsl/2017-04-01.md": used.replace("2020-12-31", "2022-12-31"),
            "nationell/hsl/2023-01-01.md": used.replace("2017-04-01 – 2020-12-31", "2023-01-01 –").replace("ja", "nej"),
        },
    )
    assert library.check() == ()
    for on, outcome in (("2022-06-01", "ja"), ("2023-06-01", "nej"), (None, "nej")):
        agreement = library.usable(ADDRESS, "2021-04-01", on=date.fromisoformat(on) if on else None)
        assert agreement.decided_by["omfattas"].rows[0].outcomes == (outcome,), on


def test_what_the_used_uses_comes_along_once():
    library = library_with(
        TABLE,
        {
            f"{ADDRESS}/2021-04-01.md": (HEAD + TABLE).replace("källor:", "använder: [a/b, c/d]\nkällor:"),
            "a/b/2021-04-01.md": (HEAD + TABLE.replace("Huvudman", "Utförare")).replace(
                "källor:", "använder: [c/d]\nkällor:"
            ),
            "c/d/2021-04-01.md": HEAD + TABLE.replace("Huvudman", "Omfattas").replace("region", "ja"),
        },
    )
    assert library.check() == ()
    assert sorted(library.usable(ADDRESS, "2021-04-01").answers) == ["huvudman", "omfattas", "utforare"]


def test_a_text_with_errors_is_not_used_and_all_of_them_are_told():
    library = library_with(TABLE.replace("region", "staten").replace("[HSL]", "[XY]"))
    with pytest.raises(FaultyTextError) as faulty:
        library.usable(ADDRESS, "2021-04-01")
    assert [problem.code for problem in faulty.value.problems] == ["okänt-svar", "okänd-källa"]


def test_advice_does_not_keep_a_text_from_being_used():
    library = library_with(TABLE.removeprefix("### Vem?\n\n"))
    assert [problem.severity.value for problem in library.check()] == ["råd"]
    assert library.usable(ADDRESS, "2021-04-01").problems


def test_errors_in_the_vocabulary_keep_every_text_from_being_used():
    vocabulary = library_with("").texts["begrepp.md"]
    library = library_with(TABLE, {"begrepp.md": vocabulary.replace("| behov     | val ", "| behovet   | val ")})
    with pytest.raises(FaultyTextError):
        library.usable(ADDRESS, "2021-04-01")


def test_a_folder_without_vocabulary_is_no_library(tmp_path):
    with pytest.raises(NotFoundError, match=r"finns inget begrepp\.md – ange mappen med avtal med --agreements"):
        Library.from_folder(tmp_path)
    with pytest.raises(NotFoundError):
        Library.from_folder(tmp_path / "finns-inte")


def test_the_same_texts_have_the_same_fingerprint_and_others_another():
    one, same, other = library_with(TABLE), library_with(TABLE), library_with(TABLE + "\nEn mening till.\n")
    prints = [library.usable(ADDRESS, "2021-04-01").fingerprint for library in (one, same, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_text_from_elsewhere_with_half_a_letter_has_a_fingerprint_too():
    assert len(library_with(TABLE + "\ud800").agreement(ADDRESS, "2021-04-01").fingerprint) == 64

"""When a version applies, and when nobody can say."""

from datetime import date

import pytest

from rules.one_library import ADDRESS, HEAD, library_with
from samsyn.rules.library import Library, NotFoundError
from samsyn.rules.periods import applies, is_since, period_meant, read_day, read_period

PERIODS = """
    2021-04-01 – 2028-12-31       2021-04-01 – 2028-12-31
    2021-04-01 – 2021-04-01       2021-04-01 – 2021-04-01
    2021-04-01 –                  2021-04-01 –
    2021-04-01 - 2028-12-31       2021-04-01 – 2028-12-31
    2021-04-01 -                  2021-04-01 –
    2021-04-01—2028-12-31         2021-04-01 – 2028-12-31
    2002 – 2008                   2002 – 2008 (dag okänd)
    2002 –                        2002 – (dag okänd)
    2002 – 2002                   2002 – 2002 (dag okänd)
    2002 – 2008-12-31             2002 – 2008-12-31 (dag okänd)
    okänt                         okänt från när
"""


@pytest.mark.parametrize("line", [line.strip() for line in PERIODS.strip().splitlines()])
def test_a_period_is_read(line):
    written, told = (piece.strip() for piece in line.split("  ") if piece.strip())
    assert str(read_period(written)) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021-04-01",
        "2021",
        "– 2028",
        "2028-12-31 – 2021-04-01",
        "2008 – 2002",
        "2021-02-30 –",
        "2021-4-1 –",
        "21-04-01 –",
        "2021-04-01 – 2028-12-31 – 2030-12-31",
        "0001-01-01 –",
        "9999 –",
        "okänd",
        "1 april 2021 –",
        "2021-04-01–x",
    ],
)
def test_what_is_no_period_is_none_and_is_explained(text):
    assert read_period(text) is None
    what, hint = period_meant(text)
    assert what
    assert hint


@pytest.mark.parametrize("text", ["2023-08-30", "2023", "1992", "okänt"])
def test_a_gap_is_known_since_a_day_a_year_or_nobody_knows_when(text):
    assert is_since(text)


@pytest.mark.parametrize(
    "text", ["", "–", "2023-02-30", "2023-13-01", "2023-8-3", "20230830", "23", "maj 2023", "Okänt", "2023-08", "²⁰²³"]
)
def test_other_words_are_no_since(text):
    assert not is_since(text)


def test_a_year_is_some_day_of_it():
    day = read_day("2002")
    assert (day.earliest, day.latest, day.exact) == (date(2002, 1, 1), date(2002, 12, 31), False)
    assert read_day("2002-05-01").exact


OLD, NEW, VAGUE, UNKNOWN = "2015-01-01 – 2021-03-31", "2021-04-01 – 2028-12-31", "2021 –", "okänt"

APPLIES = [
    (OLD, None, "2014-12-31", "nej", "den börjar gälla 2015-01-01"),
    (OLD, None, "2015-01-01", "ja", "den gäller 2015-01-01 – 2021-03-31"),
    (OLD, None, "2021-03-31", "ja", "den gäller 2015-01-01 – 2021-03-31"),
    (OLD, None, "2021-04-01", "nej", "den gällde till 2021-03-31"),
    (OLD, NEW, "2021-04-01", "nej", "en ny version gäller från 2021-04-01"),
    ("2015-01-01 –", NEW, "2021-03-31", "ja", "den gäller 2015-01-01 –"),
    ("2015-01-01 –", NEW, "2021-04-01", "nej", "en ny version gäller från 2021-04-01"),
    ("2015-01-01 –", VAGUE, "2020-12-31", "ja", "den gäller 2015-01-01 –"),
    ("2015-01-01 –", VAGUE, "2021-06-01", "osäkert", "en ny version börjar gälla någon dag 2021"),
    ("2015-01-01 –", VAGUE, "2022-01-01", "nej", "en ny version gäller från 2021"),
    (VAGUE, None, "2020-12-31", "nej", "den börjar gälla 2021"),
    (VAGUE, None, "2021-06-01", "osäkert", "den börjar gälla någon dag 2021"),
    (VAGUE, None, "2021-12-31", "ja", "den gäller 2021 – (dag okänd)"),
    ("2002 – 2008", None, "2008-12-31", "ja", "den gäller 2002 – 2008 (dag okänd)"),
    ("2002 – 2008", None, "2009-01-01", "nej", "den gällde till 2008"),
    (UNKNOWN, None, "2021-06-01", "osäkert", "ingen källa säger från när den gäller"),
    (UNKNOWN, NEW, "2021-06-01", "osäkert", "ingen källa säger från när den gäller"),
]


@pytest.mark.parametrize(("period", "following", "day", "word", "why"), APPLIES)
def test_a_version_applies_on_a_day_or_not_or_nobody_can_say(period, following, day, word, why):
    verdict = applies(read_period(period), read_period(following) if following else None, date.fromisoformat(day))
    assert (verdict.word, verdict.why) == (word, why)


# ---- versions of one agreement

TABLE = "### Vem?\n\n| U | » Huvudman | Källa |\n|---|---|---|\n| a | region | [HSL] |\n"


def library_of(**versions):
    """A library whose only agreement has these versions: file name (with _ for -) and what its head says."""
    texts = library_with("").texts
    made = {
        f"{ADDRESS}/{name.removeprefix('v').replace('_', '-').replace('okant', 'okänt')}.md": HEAD.replace(
            "gäller: 2021-04-01 – 2028-12-31", said
        )
        + TABLE
        for name, said in versions.items()
    }
    return Library({"begrepp.md": texts["begrepp.md"], **made})


HALLAND = {
    "v2002": "gäller: 2002 – 2008",
    "v2009_01_01": "gäller: 2009-01-01 – 2014-12-31",
    "v2015_01_01": "gäller: 2015-01-01 – 2018-12-31",
    "v2021_04_01": "gäller: 2021-04-01 – 2028-12-31\nantas förlängd till: 2030-12-31",
    "v2026_03_03": "gäller: 2026-03-03 –\nstatus: förslag",
}

FOUND = """
    2001-12-31  ingen version av halland/hemsjukvard gäller 2001-12-31
    2002-06-01  2002
    2003-01-01  2002
    2008-12-31  2002
    2009-01-01  2009-01-01
    2014-12-31  2009-01-01
    2018-12-31  2015-01-01
    2019-06-01  ingen version av halland/hemsjukvard gäller 2019-06-01
    2021-04-01  2021-04-01
    2026-03-03  2021-04-01
    2029-06-01  2021-04-01
    2031-01-01  ingen version av halland/hemsjukvard gäller 2031-01-01
"""


@pytest.mark.parametrize("line", [line.strip() for line in FOUND.strip().splitlines()])
def test_the_version_of_a_day_is_found_or_it_is_said_that_there_is_none(line):
    day, _, wanted = line.partition("  ")
    library = library_of(**HALLAND)
    try:
        found = library.find(ADDRESS, date.fromisoformat(day))[1]
    except NotFoundError as error:
        found = error.what.partition(" (")[0]
    assert found == wanted


def test_the_versions_are_checked_without_a_word():
    assert library_of(**HALLAND).check() == ()


def test_prolongation_is_assumed_not_said():
    judged = library_of(**HALLAND).applying(ADDRESS, date(2029, 6, 1))
    assert judged["2021-04-01"].word == "antas"
    assert judged["2021-04-01"].why == "den löpte ut 2028-12-31 och antas förlängd till 2030-12-31"
    assert judged["2026-03-03"].why == "den är bara ett förslag"


def test_a_proposal_never_applies_and_ends_nothing():
    library = library_of(**HALLAND)
    assert library.applying(ADDRESS, date(2026, 6, 1))["2026-03-03"].word == "nej"
    assert library.latest(ADDRESS) == "2021-04-01"


def test_a_version_of_unknown_date_is_used_when_it_is_the_only_one():
    library = library_of(okant_datum="gäller: okänt")
    assert library.find(ADDRESS, date(2026, 5, 3)) == (ADDRESS, "okänt-datum")
    assert library.check() == ()


def test_between_a_known_and_an_unknown_the_known_is_used_and_elsewhere_the_unknown():
    library = library_of(okant_datum="gäller: okänt", v2021_04_01="gäller: 2021-04-01 –")
    assert library.find(ADDRESS, date(2026, 5, 3))[1] == "2021-04-01"
    assert library.find(ADDRESS, date(2020, 5, 3))[1] == "okänt-datum"
    assert library.latest(ADDRESS) == "2021-04-01"


def test_two_versions_that_may_apply_are_not_chosen_between():
    library = library_of(v2015_01_01="gäller: 2015-01-01 –", v2021="gäller: 2021 –")
    with pytest.raises(
        NotFoundError, match="det är osäkert vilken version av halland/hemsjukvard som gällde 2021-06-01"
    ):
        library.find(ADDRESS, date(2021, 6, 1))


def test_the_latest_of_proposals_only_is_the_latest_proposal():
    library = library_of(
        v2025_01_01="gäller: 2025-01-01 –\nstatus: förslag", v2026_03_03="gäller: 2026-03-03 –\nstatus: förslag"
    )
    assert library.latest(ADDRESS) == "2026-03-03"

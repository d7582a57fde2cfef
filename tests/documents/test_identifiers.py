"""Names, identifiers, and what a misspelt word was meant to be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.documents.identifiers import fold, meant, same_word, suggestion, tidy

FOLDED = """
    Bor i                     bor_i
    bor_i                     bor_i
    Ålder                     alder
    Vårdas just nu i          vardas_just_nu_i
    på SÄBO, dygnet runt      pa_sabo_dygnet_runt
    E-hälsa/e-recept          e_halsa_e_recept
    Är det §5 b?              ar_det_5_b
    café                      cafe
    –
"""


@pytest.mark.parametrize("line", [line.strip() for line in FOLDED.strip().splitlines()])
def test_a_name_has_one_identifier(line):
    name, _, identifier = line.rpartition("  ") if "  " in line else (line, "", "")
    assert fold(name) == identifier.strip()


@given(st.text())
def test_an_identifier_is_its_own_identifier(name):
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_composed_and_decomposed_letters_have_the_same_identifier(name):
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))


TIDIED = [
    ("  eget   hem ", "eget hem"),
    ("eget\N{NO-BREAK SPACE}hem", "eget hem"),
    ("eget\N{NARROW NO-BREAK SPACE}\them", "eget hem"),
    ("hem\N{SOFT HYPHEN}sjukvård", "hemsjukvård"),
    ("dialys\N{ZERO WIDTH SPACE}", "dialys"),
    ("\N{ZERO WIDTH NO-BREAK SPACE}dialys", "dialys"),
    (unicodedata.normalize("NFD", "sårvård på säbo i Örebro"), "sårvård på säbo i Örebro"),
    ("–", "–"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "seen"), TIDIED)
def test_a_tidied_text_is_what_a_reader_sees(typed, seen):
    assert tidy(typed) == seen


@given(st.text())
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize("text", ["eget hem", "Eget hem", "EGET HEM", "eget_hem", "eget-hem", "eget  hem"])
def test_a_word_may_be_written_as_its_identifier_or_with_other_letters(text):
    assert same_word(text, "eget hem")


@pytest.mark.parametrize(
    "text",
    ["> eget hem", "!eget hem", "≠ eget hem", "eget hem?", "(eget hem", "~eget hem", "eget, hem", "eget hems", ""],
)
def test_a_word_with_a_sign_that_may_mean_something_is_another_word(text):
    assert not same_word(text, "eget hem")


def test_signs_of_the_word_itself_may_be_left_out():
    assert same_word("e_halsa", "E-hälsa")
    assert same_word("9 § 8", "9 § 8")
    assert same_word("9 8", "9 § 8")
    assert not same_word("9 § 8!", "9 § 8")


KNOWN = ["Insats", "Inskriven", "Bor i", "Källa", "Skäl", "Sedan", "Huvudman", "Omfattas"]

MEANT = """
    Insatts      Insats
    insatser     Insats
    inskrivet    Inskriven
    Kälor        Källa
    kalla        Källa
    Skal         Skäl
    Huvudmn      Huvudman
    Omfatas      Omfattas
    Kommun       –
    x            –
"""


@pytest.mark.parametrize("line", [line.split() for line in MEANT.strip().splitlines()])
def test_a_misspelt_word_is_taken_for_the_nearest_known(line):
    word, nearest = line
    assert meant(word, KNOWN) == (None if nearest == "–" else nearest)


def test_a_suggestion_asks_or_says_something_else():
    assert suggestion("Insatts", KNOWN, "annars") == "menade du ”Insats”?"
    assert suggestion("cytostatika", KNOWN, "annars") == "annars"


def test_an_endless_word_is_compared_in_no_time():
    assert meant("x" * 1_000_000, KNOWN) is None

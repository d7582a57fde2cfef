"""The head of a text: everything in it as text, each with its place."""

import pytest

from samsyn.documents.head import Scalar, Section, Sequence
from samsyn.documents.problems import Place
from samsyn.documents.tables import read_document


def test_everything_is_kept_as_it_was_written(document):
    """
    ---
    titel: Överenskommelse
    gäller: 2021-04-01 – 2028-12-31
    fastställd: nej
    version: 2019-01-01
    tal: 007
    tid: 12:30
    tom:
    citat: "Lagen (2017:30), 12 kap."
    lång: text som
      fortsätter
    ---
    """
    told = {key: document.head.text(key) for key in document.head.entries}
    assert told == {
        "titel": "Överenskommelse",
        "gäller": "2021-04-01 – 2028-12-31",
        "fastställd": "nej",
        "version": "2019-01-01",
        "tal": "007",
        "tid": "12:30",
        "tom": "",
        "citat": "Lagen (2017:30), 12 kap.",
        "lång": "text som fortsätter",
    }
    assert document.problems == ()


def test_lists_and_sections_are_kept_as_such(document):
    """
    ---
    gäller version: [2019-01-01, 2021-04-01]
    använder:
      - nationell/hsl
      - nationell/utskrivning
    källor:
      HSL: {titel: "Hälso- och sjukvårdslagen", slag: lag}
    ---
    """
    head = document.head
    assert [item.text for item in head.texts("gäller version")] == ["2019-01-01", "2021-04-01"]
    assert [item.text for item in head.texts("använder")] == ["nationell/hsl", "nationell/utskrivning"]
    assert isinstance(head.entries["använder"], Sequence)
    assert isinstance(head.section("källor"), Section)
    assert head.section("källor").section("HSL").text("slag") == "lag"


def test_a_single_text_is_a_list_of_one(document):
    """
    ---
    gäller version: 2021-04-01
    ---
    """
    assert [item.text for item in document.head.texts("gäller version")] == ["2021-04-01"]


def test_what_is_not_there_is_none_or_empty(document):
    """
    ---
    titel: [en, lista]
    ---
    """
    head = document.head
    assert (head.text("titel"), head.text("gäller"), head.texts("gäller"), head.section("titel")) == (
        None,
        None,
        (),
        None,
    )


def test_every_entry_has_the_place_of_its_key_and_of_its_value(document):
    """
    ---
    titel: Överenskommelse
    källor:
      HSL: {titel: "Lagen", slag: lag, platser: ["12:1", "12:2"]}
    ---
    """
    head = document.head
    assert head.places["titel"] == Place("text.md", 2, 1)
    assert head.place_of("titel") == Place("text.md", 2, 8)
    assert head.place_of("gäller") == head.place == Place("text.md", 2, 1)
    source = head.section("källor").section("HSL")
    assert head.section("källor").places["HSL"] == Place("text.md", 4, 3)
    assert source.place_of("slag") == Place("text.md", 4, 31)
    assert [item.place.column for item in source.texts("platser")] == [46, 54]


def test_a_comment_in_the_head_is_no_entry(document):
    """
    ---
    titel: Överenskommelse   # så heter den
    # och så vidare
    ---
    """
    assert {key: value.text for key, value in document.head.entries.items()} == {"titel": "Överenskommelse"}


def test_a_text_without_head_begins_at_once(document):
    """
    # Rubrik

    | F | Insats |
    |---|--------|
    | a | dialys |
    """
    assert document.head.entries == {}
    assert document.title == "text.md"
    assert [table.heading for table in document.tables] == ["Rubrik"]


def test_three_dashes_in_the_text_are_no_second_head(document):
    """
    ---
    titel: Överenskommelse
    ---
    Text

    ---
    titel: en annan
    ---
    """
    assert document.title == "Överenskommelse"


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (BOMB, "huvud-alias"),
        ("a: &a [*a]", "huvud-alias"),
        ("a: " + "[" * 5000, "huvud-oläsligt"),
        ("a: " + "{b: " * 5000, "huvud-oläsligt"),
        ("\n".join(" " * level + "a:" for level in range(200)), "huvud-oläsligt"),
        ("? " * 500, "huvud-oläsligt"),
        ("!!python/object/apply:os.system [ls]", "huvud-oläsligt"),
        ("a: %", "huvud-oläsligt"),
        ("%YAML 9.9", "huvud-oläsligt"),
        ("a: 'b", "huvud-oläsligt"),
        ("- a\n- b", "huvud-oläsligt"),
        ("a: " + "x" * 200_000, "huvud-oläsligt"),
    ],
)
def test_no_head_is_a_bomb(head, code):
    document = read_document(f"---\n{head}\n---\n", "text.md")
    assert [problem.code for problem in document.problems] == [code]
    assert document.head_is_lost


def test_a_tag_is_not_obeyed():
    document = read_document("---\ntitel: !!python/object/apply:os.system [ls]\ntal: !!int 7\n---\n", "text.md")
    assert document.problems == ()
    assert document.head.text("tal") == "7"


def test_a_scalar_is_compared_by_what_it_says_and_where():
    assert Scalar("a", Place("x", 1)) == Scalar("a", Place("x", 1, 1))

"""What is known of a case, said in Swedish."""

import pytest

from samsyn.facts.phrases import factored, say_case, say_fact, say_spans, say_values
from samsyn.facts.values import Choice
from samsyn.facts.vocabulary import Fact

FACTORED = [
    ([], "eller", ""),
    (["bor i HVB"], "eller", "bor i HVB"),
    (["bor i A", "bor i B"], "eller", "bor i A eller B"),
    (["bor i A", "bor i B", "bor i C"], "eller", "bor i A, B eller C"),
    (["insatsen är dialys", "insatsen är TPN"], "eller", "insatsen är dialys eller TPN"),
    (["inte bor i A", "inte bor i B"], "eller", "inte bor i A eller B"),
    (["bor i A", "har B"], "eller", "bor i A eller har B"),
    (["A ansvarar", "B ansvarar"], "och", "A och B ansvarar"),
    (["bor i", "bor i HVB"], "eller", "bor i eller i HVB"),
    (["är A", "är A"], "eller", "är A eller A"),
]


@pytest.mark.parametrize(("phrases", "last", "said"), FACTORED)
def test_what_phrases_share_is_said_once(phrases, last, said):
    assert factored(phrases, last) == said


VALUES = """
    folkbokford  i kommunen                                     är folkbokförd i kommunen
    folkbokford  i kommunen, i annat län                        inte är folkbokförd i annan kommun i länet
    bor_i        HVB                                            bor i HVB
    bor_i        ordinärt boende, HVB                           bor i ordinärt boende eller HVB
    bor_i        ordinärt boende, trygghetsboende, HVB          inte bor i särskilt boende
    insats       dialys, TPN                                    insatsen är dialys eller TPN
    insats       sårvård, ögondroppar, injektion                insatsen inte är dialys eller TPN
    insats       TPN, sårvård, ögondroppar, injektion           insatsen inte är dialys
    inskriven    ja                                             är inskriven
    inskriven    nej                                            inte är inskriven
    lakarstod    pågår                                          läkarstödets tid pågår
    lakarstod    pågår, löpt ut                                 läkarstödets tid har börjat
    helgdag      ja, afton                                      det är helgdag eller afton
"""


@pytest.mark.parametrize("line", [line.strip() for line in VALUES.strip().splitlines()])
def test_a_choice_of_values_is_said_as_shortly_as_it_can(line, small):
    name, values, said = (piece.strip() for piece in line.split("  ") if piece.strip())
    assert say_values(small, small.facts[name], values.split(", ")) == said


SPANS = [
    ("alder", [(82, 82)], "är 82 år"),
    ("alder", [(0, 17)], "är under 18 år"),
    ("alder", [(18, 120)], "är 18 år eller äldre"),
    ("alder", [(65, 79)], "är 65–79 år"),
    ("alder", [(0, 17), (65, 79)], "är under 18 år eller 65–79 år"),
    ("alder", [(0, 17), (40, 40), (65, 120)], "är under 18 år, 40 år eller 65 år eller äldre"),
    ("klockslag", [(0, 479)], "klockan är före 08:00"),
    ("klockslag", [(1020, 1439)], "klockan är 17:00 eller senare"),
    ("klockslag", [(480, 1019)], "klockan är från 08:00 till 17:00"),
    ("klockslag", [(0, 479), (1020, 1439)], "klockan är före 08:00 eller 17:00 eller senare"),
    ("klockslag", [(150, 150)], "klockan är 02:30"),
]


@pytest.mark.parametrize(("name", "spans", "said"), SPANS)
def test_spans_of_numbers_are_said_as_ages_and_hours(name, spans, said, small):
    assert say_spans(small.facts[name], spans) == said


CASES = [
    ({}, "någon"),
    ({"alder": 82}, "någon som är 82 år"),
    ({"alder": 82, "bor_i": "HVB"}, "någon som är 82 år och bor i HVB"),
    (
        {"insats": "dialys", "veckodag": "söndag", "klockslag": 150, "alder": 82, "bor_i": "ordinärt boende"},
        "någon som är 82 år och bor i ordinärt boende, när insatsen är dialys, det är söndag och klockan är 02:30",
    ),
    ({"insats": "dialys"}, "när insatsen är dialys"),
    ({"insats": "dialys", "helgdag": "afton"}, "när insatsen är dialys och det är afton"),
    ({"inskriven": "nej", "lakarstod": "löpt ut"}, "någon som inte är inskriven, när läkarstödets tid har löpt ut"),
]


@pytest.mark.parametrize(("facts", "said"), CASES)
def test_a_case_is_said_as_a_sentence_the_person_first(facts, said, small):
    assert say_case(small, facts) == said


def meanings(fact: Fact):
    """For every value its phrase, and for every value the phrase of what it is not."""
    return {phrase.said: value for value, phrase in fact.phrases.items()}, [
        phrase.denied for phrase in fact.phrases.values()
    ]


def test_no_two_values_of_a_fact_are_said_alike(real):
    for fact in real.facts.values():
        said, _ = meanings(fact)
        assert len(said) == len(fact.phrases), fact.name


def test_a_list_of_what_is_not_so_is_never_an_or_between_whole_denials(real):
    """ "inte bor i A eller inte bor i B" would be true of everyone: denials share their "inte", or are joined by "och"."""
    for fact in real.facts.values():
        if not isinstance(fact.domain, Choice) or len(fact.domain.values) < 5:
            continue
        for start in range(len(fact.domain.values)):
            left_out = [fact.domain.values[(start + step) % len(fact.domain.values)] for step in (0, 1)]
            said = say_values(real, fact, [value for value in fact.domain.values if value not in left_out])
            assert " eller inte " not in said, (fact.name, said)
            assert not any(f"eller {fact.phrases[value].denied}" in said for value in left_out), (fact.name, said)


def test_every_phrase_of_the_real_vocabulary_can_be_said(real):
    for fact in real.facts.values():
        values = list(fact.domain) if isinstance(fact.domain, Choice) else [fact.domain.low, fact.domain.high]
        for value in values:
            said = say_fact(fact, value)
            assert said == said.strip()
            assert "{}" not in said
            assert not said.endswith(".")
            assert "  " not in said

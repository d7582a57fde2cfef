"""What `begrepp.md` declares, as it is read."""

import pytest

from samsyn.documents.tables import read_document
from samsyn.facts.declarations import read_vocabulary
from samsyn.facts.values import CLOCK_STATES, YES_NO, Choice, TimeOfDay, Whole
from samsyn.facts.vocabulary import PARTS, Phrase, say_answer

HEAD = "---\ntitel: Begrepp\nkällor:\n  S: {titel: Prov, slag: härlett}\n---\n\n"


def test_each_kind_of_fact_has_its_values(small):
    assert small.facts["alder"].domain == Whole(0, 120, "år")
    assert small.facts["folkbokford"].domain == Choice(("i kommunen", "i annan kommun i länet", "i annat län"))
    assert small.facts["inskriven"].domain == YES_NO
    assert small.facts["lakarstod"].domain == CLOCK_STATES
    assert small.facts["klockslag"].domain == TimeOfDay()


def test_facts_are_told_who_where_standing_need_time(small, real):
    for vocabulary in (small, real):
        facts = list(vocabulary.facts.values())
        assert [fact.order for fact in facts] == list(range(len(facts)))
        places = [PARTS.index(fact.part) for fact in facts]
        assert places == sorted(places)


def test_facts_of_one_part_keep_the_order_of_the_text_and_parts_may_stand_in_any():
    text = (
        HEAD
        + "| Faktum | Del | Slag | Fråga | Fras | Nekad fras | Definition | Källa |\n|---|---|---|---|---|---|---|---|\n"
    )
    for name, part in (("C", "tid"), ("B", "vem"), ("A", "vem"), ("D", "behov")):
        text += f"| {name} | {part} | ja/nej | ? | är {name} | inte är {name} | – | [S] |\n"
    vocabulary, problems = read_vocabulary(read_document(text, "begrepp.md"))
    assert problems == ()
    assert list(vocabulary.facts) == ["b", "a", "d", "c"]


def test_a_fact_is_found_by_its_name_or_identifier(small):
    assert small.variable("Bor i") is small.variable("bor_i") is small.variable("BOR I") is small.facts["bor_i"]
    assert small.variable("Huvudman") is small.answers["huvudman"]
    assert small.variable("Kön") is None


def test_every_value_has_words_for_being_and_for_not_being(small, real):
    for vocabulary in (small, real):
        for fact in vocabulary.facts.values():
            if isinstance(fact.domain, Choice):
                assert set(fact.phrases) == set(fact.domain.values), fact.name
                for phrase in fact.phrases.values():
                    assert phrase.said, fact.name
                    assert phrase.denied, fact.name
                    assert phrase.said != phrase.denied, fact.name
            else:
                assert "{}" in fact.pattern, fact.name


def test_yes_denied_is_no(small):
    assert small.facts["inskriven"].phrases == {
        "ja": Phrase("är inskriven", "inte är inskriven"),
        "nej": Phrase("inte är inskriven", "är inskriven"),
    }


def test_a_clock_is_said_in_three_states(small):
    phrases = small.facts["lakarstod"].phrases
    assert [phrases[state].said for state in CLOCK_STATES.values] == [
        "läkarstödets tid har inte börjat",
        "läkarstödets tid pågår",
        "läkarstödets tid har löpt ut",
    ]
    assert [phrases[state].denied for state in CLOCK_STATES.values] == [
        "läkarstödets tid har börjat",
        "läkarstödets tid pågår inte",
        "läkarstödets tid har inte löpt ut",
    ]


def test_a_group_belongs_to_one_fact(small):
    (group,) = small.groups_of("bor_i")
    assert (group.name, group.values) == ("eget hem", ("ordinärt boende", "trygghetsboende"))
    assert small.groups_of("alder") == ()


def test_an_answer_knows_whether_it_names_a_party(small):
    assert small.answers["huvudman"].names_party
    assert not small.answers["omfattas"].names_party
    assert small.answers["dagar_till_svar"].domain == Whole(0, 60, "dygn")


@pytest.mark.parametrize(
    ("answer", "value", "said"),
    [
        ("huvudman", "region", "regionen är huvudman"),
        ("omfattas", "ja", "patienten omfattas: ja"),
        ("dagar_till_svar", 7, "svaret ska ges inom 7 dygn"),
        ("hinder", ("ålder", "läge"), "inskrivningen hindras av ålder och läge"),
        ("hinder", ("ålder",), "inskrivningen hindras av ålder"),
        ("hinder", (), "inskrivningen hindras av inga"),
    ],
)
def test_an_answer_is_said_as_a_clause(answer, value, said, small):
    assert say_answer(small, small.answers[answer], value) == said


def test_what_cannot_be_declared_is_known_to_be_broken():
    text = HEAD + (
        "| Faktum | Del | Slag | Fråga | Fras | Nekad fras | Definition | Källa |\n|---|---|---|---|---|---|---|---|\n"
        "| Ålder | hur | heltal 0..120 år | ? | är {} | – | – | [S] |\n| Inskriven | vem | ja/nej | ? | är | är inte | – | [S] |\n"
    )
    vocabulary, problems = read_vocabulary(read_document(text, "begrepp.md"))
    assert [problem.code for problem in problems] == ["okänd-del"]
    assert (list(vocabulary.facts), vocabulary.broken, vocabulary.incomplete) == (["inskriven"], {"alder"}, False)


def test_tables_under_exempel_declare_nothing():
    text = HEAD + "## Exempel\n\n| Fakta | Del |\n|---|---|\n| Kön | vem |\n"
    vocabulary, problems = read_vocabulary(read_document(text, "begrepp.md"))
    assert (vocabulary.facts, problems) == ({}, ())


def test_no_fact_of_the_real_vocabulary_can_be_taken_for_an_answer(real):
    assert not set(real.facts) & set(real.answers)
    assert all(group.variable in {*real.facts, *real.answers} for group in real.groups.values())
    assert all(
        value in real.parties for answer in real.answers.values() if answer.names_party for value in answer.domain
    )

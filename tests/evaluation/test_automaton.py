"""The fast walk says what the reference says, of every case: known, unknown and impossible, one table or many."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.small_home_care import HEAD, HEMSJUKVARD, agreement_of, agreements, every_case
from samsyn.evaluation import automaton as module
from samsyn.evaluation import lookup_tables, one_case
from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status
from samsyn.evaluation.automaton import Automaton
from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import Value
from samsyn.rules.versions import Agreement


def decided_by_all(agreement: Agreement, known: Mapping[str, Value], walk: Automaton) -> Mapping[str, Standing] | str:
    """What the automaton says, after it was seen to be what the reference and the diagram say."""
    impossible = None
    try:
        reference = one_case.decide(agreement, known)
    except ImpossibleCaseError as error:
        impossible = str(error)
    if impossible is not None:
        with pytest.raises(ImpossibleCaseError) as told:
            walk.decide(known)
        assert str(told.value) == impossible
        return impossible
    walked = walk.decide(known)
    assert walked == reference
    assert walked == walk.compiled.decide(known)
    assert list(walked) == list(agreement.answers)
    return walked


def test_every_case_of_a_small_agreement_is_decided_as_the_reference_does() -> None:
    agreement = agreement_of(HEMSJUKVARD)
    walk = Automaton.of(Compiled.of(agreement))
    said = [decided_by_all(agreement, case, walk) for case in every_case(agreement)]
    statuses = {standing.status for one in said if not isinstance(one, str) for standing in one.values()}
    assert statuses == set(Status)
    assert any(isinstance(one, str) for one in said)


def test_what_is_missing_is_told_though_it_is_found_only_when_asked_for() -> None:
    walk = Automaton.of(Compiled.of(agreement_of(HEMSJUKVARD)))
    decided = walk.decide({"insats": "ögondroppar", "alder": 5})
    assert decided["niva"].status is Status.SETTLED
    assert decided["huvudman"].missing == ("boende", "inskriven")  # who lives at SÄBO is enrolled
    assert decided["huvudman"] is decided["huvudman"]
    assert "okant" in repr(decided).lower()


def test_what_is_impossible_settles_an_unknown_fact() -> None:
    walk = Automaton.of(Compiled.of(agreement_of(HEMSJUKVARD)))
    decided = walk.decide({"insats": "ögondroppar", "boende": "SÄBO"})
    assert decided["huvudman"].value == "kommun"  # who lives there is enrolled, and not a small child
    with pytest.raises(ImpossibleCaseError, match="barn bor inte på SÄBO"):
        walk.decide({"alder": 1, "boende": "SÄBO"})


def test_facts_that_no_table_tests_are_passed_over_and_faulty_values_are_not() -> None:
    walk = Automaton.of(Compiled.of(agreement_of(HEMSJUKVARD)))
    assert walk.decide({"insats": "TPN", "veckodag": "måndag"}) == walk.decide({"insats": "TPN"})
    with pytest.raises(KeyError):
        walk.decide({"insats": "dialyss"})


def test_a_table_that_tests_nothing_answers_every_case() -> None:
    text = HEAD + "\n### Dagar?\n| C | » Dagar | Källa |\n|---|---|---|\n| alltid | 3 | [ÖK] |\n"
    walk = Automaton.of(Compiled.of(agreement_of(text)))
    assert walk.decide({})["dagar"].value == (3,)


def test_walks_that_outgrow_their_memory_begin_anew_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STATES", 8)
    agreement = agreement_of(HEMSJUKVARD)
    walk = Automaton.of(Compiled.of(agreement))
    before = dict(walk.walks)
    compiled = Compiled.of(agreement)
    for case in every_case(agreement):
        with suppress(ImpossibleCaseError):
            assert walk.decide(case) == compiled.decide(case)
    assert walk.walks != before
    assert all(one.size <= 9 for one in walk.walks.values())


@pytest.mark.parametrize(
    ("limit", "value"), [("MOST_ENTRIES", 4), ("MOST_ROWS", 2), ("SMALL", 1), ("MOST_ENTRIES_TOGETHER", 4)]
)
def test_tables_too_large_to_look_up_are_walked(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(lookup_tables, limit, value)
    agreement = agreement_of(HEMSJUKVARD)
    walk = Automaton.of(Compiled.of(agreement))
    compiled = Compiled.of(agreement)
    for case in every_case(agreement):
        try:
            decided = walk.decide(case)
        except ImpossibleCaseError:
            with pytest.raises(ImpossibleCaseError):
                compiled.decide(case)
        else:
            assert decided == compiled.decide(case)


@given(agreements(), st.randoms(use_true_random=False))
def test_drawn_agreements_are_decided_as_the_reference_does(text, chance) -> None:
    agreement = agreement_of(text)
    walk = Automaton.of(Compiled.of(agreement))
    cases = every_case(agreement)
    for case in chance.sample(cases, min(15, len(cases))):
        decided_by_all(agreement, case, walk)

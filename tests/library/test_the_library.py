"""The real agreements: readable, proven, in agreement with the experts' cases, and at most one version at a time."""

import re
from datetime import date

import pytest

from samsyn.command_line.proving import everything
from samsyn.documents.problems import errors
from samsyn.documents.sources import SourceKind
from samsyn.evaluation.expectations import try_cases
from samsyn.facts.values import Choice
from samsyn.verification.findings import Kind, Verdict
from samsyn.verification.verify import verify, verify_against

QUARTERS = [date(year, month, 1) for year in range(1992, 2031) for month in (1, 4, 7, 10)]


def test_no_text_has_an_error(library):
    assert errors(library.check()) == ()


@pytest.mark.slow
def test_every_agreement_is_verified_without_new_gaps_contradictions_or_dead_rows(library):
    for agreement in everything(library):
        report = verify(agreement)
        failing = [finding.sentence for finding in report.findings if finding.fails]
        assert (agreement.address, report.verdict, failing) == (agreement.address, Verdict.HOLDS, [])


@pytest.mark.slow
def test_the_same_verification_twice_gives_the_same_findings(library):
    version = library.latest("halland/hemsjukvard")
    pair = [library.usable("halland/hemsjukvard", version, reading) for reading in ("region", "kommunerna")]
    assert verify_against(*pair) == verify_against(*pair)


def test_the_region_and_the_municipalities_point_at_each_other_somewhere(library):
    version = library.latest("halland/hemsjukvard")
    pair = [library.usable("halland/hemsjukvard", version, reading) for reading in ("region", "kommunerna")]
    report = verify_against(*pair)
    assert "båda pekar på den andra" in {
        finding.class_ for finding in report.findings if finding.kind is Kind.DIFFERENCE
    }


def test_every_expected_case_comes_out_as_worked_out_by_hand(library):
    tried = [each for agreement in library.agreements for each in try_cases(library, agreement)]
    assert [
        f"{each.case.name} [{each.version} {each.reading}] {each.answer}: {each.wanted} ≠ {each.got}"
        for each in tried
        if each.changed
    ] == []
    assert len({(each.agreement, each.case.name) for each in tried}) >= 60
    assert {"tyst", "okänt"} <= {each.wanted for each in tried}


def test_at_most_one_version_of_each_agreement_applies_on_any_quarter_day(library):
    for agreement in library.agreements:
        for day in QUARTERS:
            words = [verdict.word for verdict in library.applying(agreement, day).values()]
            assert words.count("ja") + words.count("antas") <= 1, (agreement, day)
            assert all(verdict.why for verdict in library.applying(agreement, day).values())


def test_where_no_version_is_known_to_apply_the_library_says_so(library):
    unsure = {day: library.applying("halland/hemsjukvard", day) for day in QUARTERS if day.year in (1992, 2002, 2009)}
    assert any(verdict.word == "osäkert" for judged in unsure.values() for verdict in judged.values())
    assert {verdict.word for verdict in library.applying("orebro/hemsjukvard", date(2026, 1, 1)).values()} == {
        "osäkert"
    }


def test_the_agreement_of_2021_is_only_assumed_to_be_prolonged_after_its_end(library):
    assert library.applying("halland/hemsjukvard", date(2028, 10, 1))["2021-04-01"].word == "ja"
    assert library.applying("halland/hemsjukvard", date(2029, 1, 1))["2021-04-01"].word == "antas"
    assert library.applying("halland/hemsjukvard", date(2031, 1, 1))["2021-04-01"].word == "nej"


def test_every_row_has_a_source_of_a_known_kind(library):
    kinds = {kind.value for kind in SourceKind}
    for agreement in everything(library):
        for decision in agreement.decisions:
            for row in decision.rows:
                assert row.citations, (agreement.address, row.name)
                assert row.source_kind in kinds


def test_a_proposal_is_never_cited_as_law_or_signed_agreement(library):
    for agreement, versions in library.agreements.items():
        for version in versions:
            text = library.agreement_text(agreement, version)
            if text.status == "förslag":
                assert SourceKind.SIGNED not in {source.kind for source in text.sources.values()}


def test_every_reading_says_whose_words_it_rests_on_and_that_nobody_has_confirmed_it(library):
    for agreement in library.agreements:
        for name in library.readings(agreement):
            assert re.match("återgiven ur .+, ej fastställd av .+", library.reading_text(agreement, name).standing)


def test_the_catalogue_holds_at_least_thirty_care_acts(library):
    assert len(library.vocabulary.facts["insats"].domain) >= 30


def test_no_fact_folds_the_hours_of_the_jour_into_a_single_word(library):
    assert not any("jour" in name for name in library.vocabulary.facts)


@pytest.mark.parametrize("fact", ["veckodag", "helgdag", "helgdag_dagen_fore"])
def test_the_facts_of_time_have_the_values_the_almanac_gives(library, fact):
    domain = library.vocabulary.facts[fact].domain
    assert isinstance(domain, Choice)
    assert set(domain.values) in (
        {"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"},
        {"ja", "nej", "afton"},
    )

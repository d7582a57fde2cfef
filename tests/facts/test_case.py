"""Facts of a case, from words and from a moment."""

from datetime import UTC, datetime

import pytest

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.case import FactError, facts_of_moment, read_fact, read_facts, write_facts
from samsyn.facts.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("alder", "82", 82),
        ("Ålder", " 82 ", 82),
        ("bor_i", "ordinart_boende", "ordinärt boende"),
        ("Bor i", "HVB", "HVB"),
        ("klockslag", "02:30", 150),
        ("lakarstod", "pågår", "pågår"),
        ("alder", "okänt", None),
        ("alder", "?", None),
        ("alder", "–", None),
        ("alder", "", None),
    ],
)
def test_a_fact_is_read_from_words(name, text, value, small):
    assert read_fact(small, name, text)[1] == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("aldern", "82", "faktumet ”aldern” finns inte – menade du ”alder”?"),
        ("kommunnummer", "1383", "faktumet ”kommunnummer” finns inte – se samsyn show begrepp"),
        ("huvudman", "region", "faktumet ”huvudman” finns inte – se samsyn show begrepp"),
        ("alder", "gammal", "”gammal” är inget värde för Ålder – skriv ett heltal från 0 till 120"),
        ("alder", "182", "”182” är inget värde för Ålder – skriv ett heltal från 0 till 120"),
        (
            "klockslag",
            "halv tre",
            "”halv tre” är inget värde för Klockslag – skriv ett klockslag från 00:00 till 23:59",
        ),
        ("insats", "dialis", "”dialis” är inget värde för Insats – menade du ”dialys”?"),
        ("inskriven", "kanske", "”kanske” är inget värde för Inskriven – värdena är: ja, nej"),
    ],
)
def test_what_is_no_fact_or_no_value_is_refused_with_a_suggestion(name, text, message, small):
    with pytest.raises(FactError) as refused:
        read_fact(small, name, text)
    assert str(refused.value) == message
    assert message == f"{refused.value.what} – {refused.value.hint}"


def test_what_is_unknown_is_not_among_the_facts(small):
    assert read_facts(small, {"alder": "82", "bor_i": "?", "insats": "dialys"}) == {"alder": 82, "insats": "dialys"}


def test_facts_are_written_in_the_order_of_telling_and_read_back(small):
    facts = {"klockslag": 150, "insats": "dialys", "alder": 82}
    written = write_facts(small, facts)
    assert list(written.items()) == [("alder", "82"), ("insats", "dialys"), ("klockslag", "02:30")]
    assert read_facts(small, written) == facts


def test_a_moment_settles_weekday_holidays_and_hour(small):
    assert facts_of_moment(small, datetime(2025, 12, 25, 11, 0, tzinfo=STOCKHOLM)) == {
        "veckodag": "torsdag",
        "helgdag": "ja",
        "helgdag_dagen_fore": "afton",
        "klockslag": 660,
    }
    assert facts_of_moment(small, datetime(2026, 5, 3, 0, 30, tzinfo=UTC))["klockslag"] == 150


def test_a_vocabulary_without_facts_of_time_takes_nothing_from_a_moment():
    assert facts_of_moment(Vocabulary(), datetime(2026, 5, 3, 0, 30, tzinfo=STOCKHOLM)) == {}


@pytest.mark.parametrize("year", [1, 1850, 1991, 2100, 9999])
def test_a_moment_outside_the_calendar_is_refused(year, small):
    with pytest.raises(FactError, match=f"år {year} ligger utanför kalendern, som går från 1992 till 2099"):
        facts_of_moment(small, datetime(year, 1, 1, tzinfo=STOCKHOLM))

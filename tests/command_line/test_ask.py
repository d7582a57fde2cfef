"""The interview in the terminal: answers by number or word, "?" for unknown, going back, stopping."""

import io
from pathlib import Path

import pytest

from samsyn.command_line import main

SMALL = Path(__file__).parent.parent / "small"


@pytest.fixture
def interview(monkeypatch, capsys):
    def held(typed, *more):
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main(["ask", "halland/hemsjukvard", "--reading", "kommunerna", "--agreements", str(SMALL), *more])
        return status, capsys.readouterr().out

    return held


def test_the_interview_ends_as_soon_as_nothing_more_can_change_the_answer(interview):
    status, printed = interview("dialys\n")
    assert status == 0
    assert printed.count("> ") == 1
    assert "Huvudman: Regionen är huvudman." in printed


def test_answers_are_given_by_number_or_by_word_and_wrong_ones_are_asked_again(interview):
    _, printed = interview("öggondroppar\n3\nja\n300\n82\n")
    assert "Menade du ”ögondroppar”?" in printed
    assert "skriv ett tal från 0 till 120" in printed
    assert "Huvudman: Kommunen är huvudman." in printed


def test_what_is_not_known_stays_unknown_and_the_answer_says_so(interview):
    _, printed = interview("?\n?\n?\n")
    assert "Huvudman: okänt (kommun eller region)" in printed


def test_an_answer_can_be_taken_back(interview):
    _, printed = interview("ögondroppar\nbak\ndialys\n")
    assert "Huvudman: Regionen är huvudman." in printed


@pytest.mark.parametrize("typed", ["sluta\n", ""])
def test_stopping_tells_what_is_known_so_far(interview, typed):
    status, printed = interview(typed)
    assert status == 0
    assert "Avbrutet. Så långt:" in printed


def test_a_known_fact_is_not_asked_for(interview):
    _, printed = interview("", "--fact", "insats=dialys")
    assert "> " not in printed


def test_an_answer_that_contradicts_what_is_known_is_asked_again(interview):
    ground = ("--agreements", str(SMALL.parent / "bad" / "grund"), "--reading", "region")
    facts = ("--fact", "alder=12", "--fact", "insats=sårvård", "--fact", "folkbokford=i kommunen")
    status, printed = interview("särskilt boende\nHVB\n", *ground, *facts)
    assert status == 0
    assert "Det går inte ihop: Ålder = 12 och Bor i = särskilt boende. " in printed
    assert printed.count("Var bor patienten?") == 2
    assert "Huvudman: Regionen är huvudman." in printed

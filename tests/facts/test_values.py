"""Values as texts and as what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.facts.values import CLOCK_STATES, YES_NO, Choice, TimeOfDay, Whole, as_list

BOENDE = Choice(("ordinärt boende", "HVB", "9 § 8 LSS"))
AGE = Whole(0, 120, "år")
BELOW_ZERO = Whole(-5, 5, "grader")
CLOCK = TimeOfDay()

READ = [
    (BOENDE, "ordinärt boende", "ordinärt boende"),
    (BOENDE, "Ordinärt boende", "ordinärt boende"),
    (BOENDE, "ordinart_boende", "ordinärt boende"),
    (BOENDE, "hvb", "HVB"),
    (BOENDE, "9_8_lss", "9 § 8 LSS"),
    (BOENDE, "> HVB", None),
    (BOENDE, "HVB?", None),
    (BOENDE, "HVBs", None),
    (BOENDE, "", None),
    (BOENDE, "–", None),
    (YES_NO, "JA", "ja"),
    (YES_NO, "j", None),
    (CLOCK_STATES, "lopt_ut", "löpt ut"),
    (AGE, "0", 0),
    (AGE, "120", 120),
    (AGE, "007", 7),
    (AGE, " 18 ", 18),
    (AGE, "121", None),
    (AGE, "-1", None),
    (AGE, "18,5", None),
    (AGE, "18 år", None),
    (AGE, "1e2", None),
    (AGE, "١٨", None),
    (AGE, "²", None),
    (AGE, "99999999999999999999", None),
    (BELOW_ZERO, "-5", -5),
    (BELOW_ZERO, "--5", None),
    (CLOCK, "17:00", 1020),
    (CLOCK, "17.00", 1020),
    (CLOCK, "7:05", 425),
    (CLOCK, "00:00", 0),
    (CLOCK, "23:59", 1439),
    (CLOCK, "24:00", None),
    (CLOCK, "24:01", None),
    (CLOCK, "17:60", None),
    (CLOCK, "17", None),
    (CLOCK, "17:0", None),
    (CLOCK, "1700", None),
    (CLOCK, "17:00:00", None),
    (CLOCK, "−1:00", None),
]


@pytest.mark.parametrize(("domain", "text", "value"), READ)
def test_a_text_is_read_as_the_value_it_stands_for_or_as_none(domain, text, value):
    assert domain.read(text) == value


def test_the_end_of_the_day_is_a_border_but_no_time():
    assert CLOCK.read_bound("24:00") == 1440
    assert CLOCK.write(1440) == "24:00"
    assert 1440 not in CLOCK


@pytest.mark.parametrize("domain", [BOENDE, AGE, BELOW_ZERO, CLOCK, CLOCK_STATES])
def test_every_value_is_read_back_as_it_is_written(domain):
    assert [domain.read(domain.write(value)) for value in domain] == list(domain)
    assert len(list(domain)) == len(domain)
    assert all(value in domain for value in domain)


@given(st.text())
def test_no_text_is_a_value_outside_the_domain(text):
    for domain in (BOENDE, AGE, CLOCK):
        value = domain.read(text)
        assert value is None or value in domain


def test_a_truth_value_is_no_number():
    assert "18" not in AGE
    assert 18 in AGE


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a eller b"), (["a", "b", "c"], "a, b eller c")]
)
def test_words_are_told_as_a_swedish_enumeration(words, said):
    assert as_list(words) == said
    assert as_list(words, "och") == said.replace("eller", "och")

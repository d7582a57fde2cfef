"""Twelve payments on the first bank day; a ledger that only grows; a shared cost that is shared to the öre."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from economics.home_care import agreement, library
from samsyn.clocks.span import is_bank_day
from samsyn.economics.derivation import Unit, as_data, from_data
from samsyn.economics.derivation import given as figure_of
from samsyn.economics.figures import MUNICIPALITIES, population
from samsyn.economics.payments import (
    LATE,
    Kind,
    Ledger,
    correct,
    first_bank_day,
    pay_day_clause,
    plan,
    post_month,
    post_year,
    posting_figure,
    to_pay,
)
from samsyn.economics.shared_costs import REGION, Way, divide, population_key, printed_excess, printed_percentages
from samsyn.economics.statements import HEADER, as_csv, as_pdf, as_workbook, statement_as_data
from samsyn.money.amount import Amount, MoneyError, kronor, total

amounts = st.integers(0, 10**11).map(Amount)

PAY_DAYS_2026 = """
    2026-01-02 2026-02-02 2026-03-02 2026-04-01 2026-05-04 2026-06-01
    2026-07-01 2026-08-03 2026-09-01 2026-10-01 2026-11-02 2026-12-01
"""


YEAR = Amount(870_000_005)


def figure(amount, name="Hyltes ersättning 2026"):
    return figure_of(name, amount.kronor, Unit.KRONOR, "beslut 2025-11-20")


def posted(amount=YEAR, recorded=date(2025, 12, 1)):
    return post_year(Ledger(), "Hylte", 2026, figure(amount), pay_day_clause(agreement()), recorded)


def test_the_first_bank_day_of_each_month_of_2026():
    assert [first_bank_day(2026, month).isoformat() for month in range(1, 13)] == PAY_DAYS_2026.split()


@given(st.integers(1992, 2099), st.integers(1, 12))
def test_no_earlier_day_of_the_month_is_a_bank_day(year, month):
    day = first_bank_day(year, month)
    assert is_bank_day(day)
    assert (day.year, day.month) == (year, month)
    assert not any(is_bank_day(day.replace(day=earlier)) for earlier in range(1, day.day))


def test_a_year_outside_the_calendar_is_refused():
    with pytest.raises(MoneyError, match="utanför kalendern"):
        plan(2100, kronor(12))


@given(amounts)
def test_a_payment_plan_equals_its_year(amount):
    parts = plan(2026, amount)
    assert len(parts) == 12
    assert total(part.amount for part in parts) == amount
    assert max(part.amount.ore for part in parts) - min(part.amount.ore for part in parts) <= 1


def test_a_plan_of_less_than_nothing_is_refused():
    with pytest.raises(MoneyError, match="mindre än noll"):
        plan(2026, Amount(-1))


def test_every_posting_names_its_clause_and_the_figure_it_rests_on():
    for each in posted().postings:
        assert "månadens utbetalning" in each.clause
        assert "halland/hemsjukvard@2021-04-01" in each.clause
        assert each.figure.sources == ("beslut 2025-11-20",)


def test_an_agreement_that_does_not_say_when_to_pay_plans_nothing():
    with pytest.raises(MoneyError, match="säger inte att månadens första bankdag"):
        pay_day_clause(library().usable("halland/hemsjukvard", "2015-04-07"))


@given(amounts, st.lists(st.tuples(amounts, st.dates(date(2025, 12, 1), date(2027, 6, 30))), max_size=4))
@settings(max_examples=60, deadline=None)
def test_after_any_corrections_the_postings_add_up_to_the_last_amount_and_the_old_ones_stand(first, changes):
    ledger = posted(first)
    for amount, recorded in sorted(changes, key=lambda each: each[1]):
        before = ledger.postings
        ledger = correct(ledger, "Hylte", 2026, figure(amount), "ny befolkning", "klausul", recorded)
        assert ledger.postings[: len(before)] == before
        assert ledger.balance("Hylte", 2026) == amount
        assert all(each.day > recorded for each in ledger.postings[len(before) :])
        assert all(is_bank_day(each.day) for each in ledger.postings[len(before) :])
    assert [each.number for each in ledger.postings] == list(range(1, len(ledger.postings) + 1))
    assert total(amount for _, amount in to_pay(ledger, "Hylte")) == ledger.balance("Hylte", 2026)


@given(amounts, st.lists(st.tuples(st.integers(0, 12), amounts), max_size=4))
@settings(max_examples=60, deadline=None)
def test_months_posted_one_by_one_with_corrections_between_add_up_and_every_posting_tells_how(first, changes):
    ledger, amount, done = Ledger(), figure(first), 0
    for months, changed in [*changes, (12, None)]:
        for month in range(done + 1, max(done, months) + 1):
            ledger = post_month(ledger, "Hylte", 2026, month, amount, "klausul", date(2026, 1, 1))
        done = max(done, months)
        if changed is not None:
            amount = figure(changed)
            if done:
                ledger = correct(ledger, "Hylte", 2026, amount, "beslut", "klausul", date(2026, 6, 15))
    assert ledger.balance("Hylte", 2026) == amount.amount
    assert all(posting_figure(ledger, each).amount == each.amount for each in ledger.postings)


def test_a_month_posted_after_its_day_is_paid_the_month_after_and_says_so():
    ledger = post_month(Ledger(), "Hylte", 2026, 1, figure(YEAR), "klausul", date(2026, 3, 15))
    assert (ledger.postings[0].day, ledger.postings[0].reason) == (date(2026, 4, 1), LATE)


def test_a_month_is_not_posted_twice_nor_on_another_amount_than_the_months_before_it():
    ledger = post_month(Ledger(), "Hylte", 2026, 1, figure(YEAR), "klausul", date(2026, 1, 1))
    with pytest.raises(MoneyError, match="2026-01 är redan bokfört"):
        post_month(ledger, "Hylte", 2026, 1, figure(YEAR), "klausul", date(2026, 1, 1))
    with pytest.raises(MoneyError, match="Rätta det först"):
        post_month(ledger, "Hylte", 2026, 2, figure(kronor(9_000_000)), "klausul", date(2026, 1, 1))


def test_a_derivation_is_read_back_as_it_was_written():
    told = posting_figure(posted(), posted().postings[3])
    assert from_data(as_data(told)) == told


def test_months_already_paid_are_settled_the_month_after_and_the_rest_on_their_own_day():
    ledger = correct(posted(), "Hylte", 2026, figure(kronor(9_000_000)), "beslut", "klausul", date(2026, 3, 15))
    days = [(each.month.month, each.day.isoformat()) for each in ledger.postings if each.kind is Kind.CORRECTION]
    assert days[:4] == [(1, "2026-04-01"), (2, "2026-04-01"), (3, "2026-04-01"), (4, "2026-04-01")]
    assert days[4] == (5, "2026-05-04")


def test_a_correction_that_changes_nothing_adds_nothing():
    ledger = posted()
    assert correct(ledger, "Hylte", 2026, figure(YEAR), "samma", "klausul", date(2026, 3, 1)) == ledger


def test_what_the_ledger_refuses():
    ledger = posted()
    with pytest.raises(MoneyError, match="redan bokfört"):
        post_year(ledger, "Hylte", 2026, figure(kronor(1)), "klausul", date(2026, 1, 1))
    with pytest.raises(MoneyError, match="inte bokfört"):
        correct(ledger, "Laholm", 2026, figure(kronor(1)), "skäl", "klausul", date(2026, 1, 1))
    with pytest.raises(MoneyError, match="inget skäl"):
        correct(ledger, "Hylte", 2026, figure(kronor(1)), " ", "klausul", date(2026, 1, 1))


# ---- exports


def test_the_csv_adds_up_and_takes_no_text_for_a_formula():
    ledger = correct(posted(), "Hylte", 2026, figure(kronor(8_000_000)), "=1+1", "klausul", date(2026, 3, 15))
    rows = list(csv.DictReader(io.StringIO(as_csv(ledger.postings)), delimiter=";"))
    assert tuple(rows[0]) == HEADER
    assert sum(Fraction(row["Kronor"].replace(",", ".")) for row in rows) == 8_000_000
    assert rows[-1]["Skäl"] == "'=1+1"


def test_the_workbook_has_exact_amounts_and_a_sum():
    from openpyxl import load_workbook

    ledger = posted()
    sheet = load_workbook(io.BytesIO(as_workbook(ledger.postings, datetime(2026, 1, 1, tzinfo=UTC)))).active
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert [round(sheet.cell(row, 9).value * 100) for row in range(2, 14)] == [p.amount.ore for p in ledger.postings]
    assert sheet.cell(14, 9).value == "=SUM(I2:I13)"
    assert sheet.cell(2, 3).value.date() == date(2026, 1, 2)


@pytest.mark.slow
def test_the_statement_is_a_tagged_pdf():
    pytest.importorskip("typst")
    found = as_pdf(posted(), "Hylte", 2026, date(2026, 1, 1))
    assert found.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in found
    assert b"pdfuaid" in found


def test_a_statement_says_the_sum_the_clause_and_the_derivation_and_there_is_none_of_nothing():
    told = statement_as_data(posted(), "Hylte", 2026, date(2026, 1, 1))
    assert told["total"] == told["amount"] == "8 700 000,05 kr".replace(" ", "\u00a0")
    assert len(told["rows"]) == 12
    begun = post_month(Ledger(), "Hylte", 2026, 1, figure(YEAR), "klausul", date(2026, 1, 1))
    assert statement_as_data(begun, "Hylte", 2026, date(2026, 1, 1))["total"] == "725 000,01 kr".replace(" ", "\u00a0")
    assert statement_as_data(begun, "Hylte", 2026, date(2026, 1, 1))["amount"] == told["amount"]
    assert told["derivation"][0]["text"].startswith("Hyltes ersättning 2026")
    with pytest.raises(MoneyError, match="ingenting är bokfört för Laholm"):
        statement_as_data(posted(), "Laholm", 2026, date(2026, 1, 1))


# ---- shared costs


def test_the_printed_percentages_are_101_and_taken_as_they_stand_would_pay_too_much():
    key = printed_percentages()
    assert sum(each.value for each in key.values()) == Fraction(101, 100)
    assert printed_excess(kronor(1_000_000)) == 5_000


@given(amounts, st.sampled_from([2020, 2024]))
@settings(max_examples=60, deadline=None)
def test_a_shared_cost_is_shared_to_the_ore_whichever_way(cost, year):
    for key, way in ((printed_percentages(), Way.PRINTED), (population_key(population(), year), Way.EXACT)):
        found = divide(cost, "prov", key, way)
        assert found.sum == cost
        assert list(found.parts) == [REGION, *MUNICIPALITIES]
        assert abs(2 * found.parts[REGION].amount.ore - cost.ore) <= 1


def test_the_printed_percentages_are_the_exact_ones_rounded():
    from samsyn.economics.figures import people

    everyone = [people(population(), each, 2024).value for each in MUNICIPALITIES]
    rounded_shares = [round(100 * each / sum(everyone)) for each in everyone]
    assert rounded_shares == [int(each.value * 100) for each in printed_percentages().values()]


def test_a_cost_below_nothing_is_not_shared():
    with pytest.raises(MoneyError, match="mindre än noll"):
        divide(Amount(-1), "prov", printed_percentages(), Way.PRINTED)

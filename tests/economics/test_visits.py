"""Doctors' home visits: which are paid, which are refused and why, and that the sums are their visits'."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from samsyn.economics.applying import Applying
from samsyn.economics.derivation import in_lines, leaves, walk
from samsyn.economics.visits import (
    AGREEMENT,
    Doubles,
    Judged,
    Listing,
    Refusal,
    Settlement,
    Visit,
    VisitRules,
    of_one,
    per_unit,
    refusals,
    settle,
    visit_prices,
)
from samsyn.money.amount import Amount, MoneyError, kronor
from samsyn.money.tariff import Price
from samsyn.rules.library import Library

APPLYING = Applying(Library.from_folder(Path(__file__).parents[2] / "agreements"), AGREEMENT)
AGREED = APPLYING.agreement("2026-03-03")
SPRING = Price(kronor(1500), date(2026, 3, 3), date(2026, 8, 31), "påhittat beslut A")
AUTUMN = Price(kronor(Fraction(160050, 100)), date(2026, 9, 1), None, "påhittat beslut B")
PRICES = visit_prices(AGREED, [SPRING, AUTUMN])
RULES = VisitRules(Listing.ANY, Doubles.SAME_DAY_AND_UNIT, "prov")
AMINA = Visit("b1", "amina", date(2026, 4, 7), "vc-eldsberga", "vardcentral", True, "vc-eldsberga", True)


def settled(*visits: Visit, rules: VisitRules = RULES) -> Settlement:
    return settle(visits, APPLYING, PRICES, rules)


def refusal(*visits: Visit, rules: VisitRules = RULES) -> list[Refusal | None]:
    return [judged.verdict.refusal for judged in settled(*visits, rules=rules).judged]


def test_a_visit_by_the_health_centres_doctor_to_an_enrolled_person_is_paid_the_days_amount():
    (judged,) = settled(AMINA).judged
    assert judged.amount == kronor(1500)
    told = str(judged.verdict)
    assert "raden ”inskriven”" in told
    assert "[HSU26 ersättning per besök]" in told
    assert "agreements/halland/lakarinsatser/2026-03-03.md:106" in told
    assert "påhittat beslut A" in told


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"unit_kind": "lakarmedverkan", "unit": "lm"}, Refusal.LAKARMEDVERKAN),
        ({"unit_kind": "beredskapsjour", "unit": "jour"}, Refusal.OTHER_UNIT),
        ({"by_doctor": False}, Refusal.NO_DOCTOR),
        ({"day": date(2026, 3, 2)}, Refusal.NO_AGREEMENT),
        ({"enrolled": False}, Refusal.NOT_ENROLLED),
        ({"enrolled": None}, Refusal.NOT_KNOWN),
    ],
)
def test_a_visit_that_is_not_paid_says_why(changed, why):
    (judged,) = settled(AMINA._replace(**changed)).judged
    assert judged.verdict.refusal is why
    assert judged.amount == Amount(0)
    assert why.value in of_one(judged).note
    assert of_one(judged).amount == Amount(0)


def test_what_is_not_known_of_enrolment_is_named():
    (judged,) = settled(AMINA._replace(enrolled=None)).judged
    assert "”Inskriven” saknas" in judged.verdict.why


def test_a_not_enrolled_persons_visit_rests_on_the_row_that_says_so():
    (judged,) = settled(AMINA._replace(enrolled=False)).judged
    assert judged.verdict.answered is not None
    assert [ground.row for ground in judged.verdict.answered.grounds] == ["inte inskriven"]


def test_another_health_centre_is_paid_unless_somebody_has_settled_otherwise():
    elsewhere = AMINA._replace(listed_at="vc-oskarstrom")
    assert refusal(elsewhere) == [None]
    assert refusal(elsewhere, rules=replace(RULES, listing=Listing.OWN)) == [Refusal.NOT_LISTED_HERE]


def test_what_a_double_is_is_a_rule_with_a_name():
    again, elsewhere = AMINA._replace(id="b2"), AMINA._replace(id="b3", unit="vc-oskarstrom")
    visits = (AMINA, again, elsewhere)
    double = Refusal.DOUBLE
    assert refusal(*visits) == [None, double, None]
    assert refusal(*visits, rules=replace(RULES, doubles=Doubles.SAME_ID)) == [None, None, None]
    assert refusal(*visits, rules=replace(RULES, doubles=Doubles.SAME_DAY)) == [None, double, double]
    assert refusal(AMINA, AMINA, rules=replace(RULES, doubles=Doubles.SAME_ID)) == [None, double]


def test_the_same_number_for_two_different_visits_pays_neither():
    other = AMINA._replace(person="bo")
    assert refusal(AMINA, other) == [Refusal.CONTRADICTORY, Refusal.CONTRADICTORY]


def test_a_visit_that_is_refused_does_not_make_a_later_one_a_double():
    not_enrolled = AMINA._replace(id="b0", enrolled=False)
    assert refusal(not_enrolled, AMINA) == [Refusal.NOT_ENROLLED, None]


def test_nothing_is_settled_without_an_amount():
    with pytest.raises(MoneyError, match="inte publicerat och har inte angetts"):
        settle([AMINA], APPLYING, visit_prices(AGREED), RULES)


def test_nothing_is_settled_when_a_paid_visit_falls_on_a_day_without_an_amount():
    prices = visit_prices(AGREED, [replace(SPRING, since=date(2026, 4, 8))])
    with pytest.raises(MoneyError, match="beloppet för 2026-04-07 är inte känt"):
        settle([AMINA], APPLYING, prices, RULES)
    assert settle([AMINA._replace(enrolled=False)], APPLYING, prices, RULES).judged[0].verdict.price is None


def test_amounts_that_overlap_or_have_no_source_are_refused():
    with pytest.raises(MoneyError, match="två belopp gäller"):
        visit_prices(AGREED, [replace(SPRING, until=None), AUTUMN])
    with pytest.raises(MoneyError, match="ingen källa"):
        visit_prices(AGREED, [replace(SPRING, source=" ")])


def test_rules_without_a_source_and_records_without_a_person_are_refused():
    with pytest.raises(MoneyError, match="ingen källa"):
        replace(RULES, source="")
    with pytest.raises(MoneyError, match="saknar nummer, person eller enhet"):
        settled(AMINA._replace(person=""))


def test_a_units_sum_worked_out_by_hand():
    # Eldsberga: April 2 × 1 500,00 = 3 000,00; September 1 × 1 600,50. Oskarström: April 1 × 1 500,00. In all 6 100,50.
    visits = (
        AMINA,
        AMINA._replace(id="b2", person="bo"),
        AMINA._replace(id="b3", day=date(2026, 9, 1)),
        AMINA._replace(id="b4", unit="vc-oskarstrom"),
        AMINA._replace(id="b5", enrolled=False),
    )
    settlement = settled(*visits)
    sums = per_unit(settlement)
    assert sums.amount == kronor(Fraction(610050, 100))
    assert {unit.name: unit.amount for unit in sums.inputs} == {
        "vc-eldsberga": kronor(Fraction(460050, 100)),
        "vc-oskarstrom": kronor(1500),
    }
    assert [month.name for month in sums.inputs[0].inputs] == ["vc-eldsberga 2026-04", "vc-eldsberga 2026-09"]
    assert refusals(settlement) == {Refusal.NOT_ENROLLED: 1}
    told = "\n".join(line for _, line in in_lines(sums))
    assert "antal besök × belopp per besök" in told
    assert "påhittat beslut B" in told


def test_a_month_in_which_the_amount_changes_has_a_part_for_each():
    middle = visit_prices(AGREED, [replace(SPRING, until=date(2026, 4, 14)), replace(AUTUMN, since=date(2026, 4, 15))])
    visits = [AMINA, AMINA._replace(id="b2", day=date(2026, 4, 15))]
    (unit,) = per_unit(settle(visits, APPLYING, middle, RULES)).inputs
    (month,) = unit.inputs
    assert [part.amount for part in month.inputs] == [kronor(1500), kronor(Fraction(160050, 100))]


VISITS = st.lists(
    st.builds(
        Visit,
        st.sampled_from([f"b{place}" for place in range(30)]),
        st.sampled_from(["amina", "bo", "cia"]),
        st.dates(date(2026, 2, 25), date(2026, 10, 1)),
        st.sampled_from(["vc1", "vc2"]),
        st.sampled_from(["vardcentral", "filial", "lakarmedverkan"]),
        st.booleans(),
        st.sampled_from(["vc1", "vc2", ""]),
        st.sampled_from([True, False, None]),
    ),
    max_size=25,
)


@draw(VISITS, st.sampled_from(Doubles), st.sampled_from(Listing))
def test_the_parts_add_up_to_the_visits(visits, doubles, listing):
    settlement = settle(visits, APPLYING, PRICES, VisitRules(listing, doubles, "prov"))
    each = sum(judged.amount.ore for judged in settlement.judged)
    assert per_unit(settlement).amount.ore == each
    assert sum(of_one(judged).amount.ore for judged in settlement.judged) == each
    for figure in walk(per_unit(settlement)):
        if figure.formula == "summan av delarna":
            assert figure.value == sum(part.value for part in figure.inputs)


@draw(VISITS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(visits, random):
    def outcomes(records: list[Visit]) -> Counter[Judged]:
        return Counter((judged.visit, judged.verdict.refusal) for judged in settled(*records).judged)

    mixed = list(visits)
    random.shuffle(mixed)
    assert outcomes(mixed) == outcomes(visits)


@draw(VISITS)
def test_a_dearer_autumn_changes_only_the_autumns_figures(visits):
    dearer = visit_prices(AGREED, [SPRING, replace(AUTUMN, amount=kronor(9999))])
    before = {part.name: part for part in walk(per_unit(settled(*visits))) if "antal besök ×" in part.formula}
    after = {
        part.name: part
        for part in walk(per_unit(settle(visits, APPLYING, dearer, RULES)))
        if "antal besök ×" in part.formula
    }
    assert before.keys() == after.keys()
    for name, part in before.items():
        in_autumn = any("beslut B" in source for leaf in leaves(part) for source in leaf.sources)
        assert (part == after[name]) is not in_autumn
